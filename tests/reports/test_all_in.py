"""The all-in rate: of a plan worked out by hand, and as a table by curve and place."""

import math

import pytest

from reports.all_in import COLUMNS, all_in
from tests.known import solved
from tests.reports.solutions import written

TABLES = {
    "lines": "line,life,paid_over,max_utilisation,capex\nline,2,2,0.5,60\n",
    "processes": "process,line,variable_cost\nmake,line,7\n",
    "recipes": "process,commodity,amount\nmake,cell,1\n",
    "demand": "commodity,region,amount\ncell,A,30\n",
}
CURVES = "curve,driver,learning_rate,reference,unit_cost,floor\n"
SETTINGS = "name: case\nyears: [2025]\nlast_year: 2026\nlearning: local\n"


def test_eighteen_percent_on_part_of_the_cost(tmp_path):
    # 30 a year for two years: the volume goes from 30 to 90, at c(90) = 10 * 3^-b. A cell costs 7, the last price of
    # the curve, and capital of 60 for each of the two units of capacity it takes, spread over two years.
    tables = {"curves": CURVES + "k,activity,0.18,30,10,0\n", "curve_members": "curve,member\nk,make\n"}
    done = solved(tmp_path, SETTINGS, **TABLES, **tables)
    (row,) = done.tables["all_in"].to_dict("records")
    last = 10 * 3 ** math.log2(0.82)
    assert row["learned"] == pytest.approx(30 * last)
    assert row["value"] == pytest.approx(30 * (7 + last + 60))
    assert row["rate"] == pytest.approx(0.18)
    assert row["all_in"] == pytest.approx(0.18 * last / (67 + last))


def test_capital_that_is_learned_counts_by_its_annuity(tmp_path):
    # 60 of capacity for 30 a year: 50 by curve at the reference, 20 of it the floor; c(70) = 20 + 30 * 7^-b.
    tables = {"curves": CURVES + "k,build,0.2,10,50,20\n", "curve_members": "curve,member\nk,line\n"}
    done = solved(tmp_path, SETTINGS, **TABLES, **tables)
    (row,) = done.tables["all_in"].to_dict("records")
    last, doubled = (20 + 30 * (volume / 10) ** math.log2(0.8) for volume in (70, 140))
    assert row["learned"] == pytest.approx(60 * last / 2)
    assert row["value"] == pytest.approx(30 * (7 + 2 * (60 + last) / 2))
    assert row["rate"] == pytest.approx(1 - doubled / last)
    assert row["all_in"] == pytest.approx(row["learned_share"] * row["rate"])


def test_later_builds_owe_to_what_is_committed(tmp_path):
    # 20 of the 60 are under construction: they take the volume from 10 to 30, so that the other 40 cost C(70) - C(30)
    # instead of C(50) - C(10). With b = 1 C is 500 ln(Q / 10), and one of two payments of each... both are within.
    tables = {
        "curves": CURVES + "k,build,0.5,10,50,0\n",
        "curve_members": "curve,member\nk,line\n",
        "capacity": "line,region,online,status,capacity\nline,A,2025,building,20\n",
    }
    done = solved(tmp_path, SETTINGS, **TABLES, **tables)
    (row,) = done.tables["learning"].to_dict("records")
    assert row["added"] == pytest.approx(60)
    assert row["owed"] == pytest.approx(500 * (math.log(5) - math.log(70 / 30)))


def test_where_prices_do_not_pay_for_new_capacity_there_is_no_share(tmp_path):
    # 60 stand for two years, paid for: a cell costs 7 at the margin, and new capacity would be worth 60 a year.
    tables = {
        "curves": CURVES + "k,build,0.5,10,50,0\n",
        "curve_members": "curve,member\nk,line\n",
        "capacity": "line,region,online,capacity\nline,A,2020,70\n",
    }
    tables["lines"] = TABLES["lines"].replace("line,2,", "line,9,")
    done = solved(tmp_path, SETTINGS, **(TABLES | tables))
    assert len(done.tables["all_in"]) == 0


def test_by_curve_and_place_in_the_years_shown():
    rows = [
        # learned, value, share, rate, all-in
        ("k", "A", 2026, 30, 100, 0.3, 0.1, 0.03, "million CNY/yr"),
        ("k", "A", 2025, 40, 100, 0.4, 0.2, 0.08, "million CNY/yr"),
        ("k", "B", 2025, 90, 300, 0.3, 0.2, 0.06, "million CNY/yr"),
        ("k", "B", 2030, 10, 300, 0.1, 0.2, 0.02, "million CNY/yr"),
    ]
    found = all_in(written(all_in=rows))
    assert tuple(found.columns) == COLUMNS
    assert found.to_dict("split")["data"] == [
        ["k", "B", 0.3, 0.3, 0.2, 0.2, 0.06, 0.06],
        ["k", "A", 0.4, 0.3, 0.2, 0.1, 0.08, 0.03],
    ]

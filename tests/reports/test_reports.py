"""Each report on a few rows written by hand: a pure function to a table with its declared columns."""

import math

import pytest

from reports import built, how_full, total_cost, unit_cost, what_is_short
from tests.reports.solutions import planned, written

GWH, KT = "GWh/yr", "kt/yr"


def rows(module, solution):
    table = getattr(module, module.__name__.rsplit(".", 1)[-1])(solution)
    assert tuple(table.columns) == module.COLUMNS
    return table.to_dict("records")


def test_what_is_built_where_and_when():
    solution = written(
        builds=[
            ("old", "A", 2025, 3.0, GWH), ("new", "A", 2027, 4.0, GWH), ("new", "B", 2026, 9.0, GWH),
            # After the last year shown, and dust.
            ("new", "A", 2030, 50.0, GWH), ("mill", "A", 2025, 1e-8, KT),
        ],
        capacity=[
            ("old", "A", 2025, "operating", 20.0, GWH), ("old", "B", 2025, "building", 5.0, GWH),
            ("old", "A", 2025, "new", 3.0, GWH), ("old", "A", 2026, "operating", 20.0, GWH),
            ("mill", "A", 2025, "announced", 7.0, KT),
        ],
    )  # fmt: skip
    cell, cathode = rows(built, solution)
    assert (cell["stage"], cell["unit"], cell["stands"], cell["built"], cell["regions"]) == ("cell", GWH, 25, 16, 2)
    assert cell["most"] == "Beijing 9.00 (2026), 安徽 Anhui 7.00 (2025-2027)"
    assert (cathode["stands"], cathode["built"], cathode["regions"], cathode["most"]) == (7, 0, 0, "")


def test_how_full_it_runs_adds_up_the_lines_of_a_stage_by_unit():
    solution = written(
        utilisation=[
            # used, open, standing, nameplate
            ("old", "A", 2025, 4.0, 5.0, 8.0, 10.0, None, None, None, GWH),
            ("new", "B", 2025, 5.0, 5.0, 12.0, 20.0, None, None, None, GWH),
            ("mill", "A", 2025, 0.0, 0.0, 0.0, 3.0, None, None, None, KT),
            ("new", "B", 2030, 5.0, 5.0, 12.0, 20.0, None, None, None, GWH),
        ]
    )
    cell, cathode = rows(how_full, solution)
    assert (cell["used"], cell["standing"]) == (9, 20)
    assert (cell["on_standing"], cell["on_open"], cell["on_nameplate"]) == (0.45, 0.9, 0.3)
    # Missing is blank, not zero.
    assert math.isnan(cathode["on_standing"])
    assert math.isnan(cathode["on_open"])
    assert cathode["on_nameplate"] == 0


def balance(commodity, region, year, **parts):
    names = (
        "made", "used", "returned", "bought", "sold", "shipped_in", "shipped_out", "shortage", "disposal", "demand",
    )  # fmt: skip
    return (commodity, region, year, *(parts.get(name, 0.0) for name in names), "GWh/yr")


def test_what_a_unit_costs_is_weighted_by_what_is_delivered_or_made():
    unit = "million CNY/GWh"
    solution = written(
        prices=[
            ("cell", "A", 2025, 100.0, unit), ("cell", "B", 2025, 130.0, unit), ("cell", "C", 2025, 5.0, unit),
            ("ore", "A", 2025, 7.0, unit), ("ore", "B", 2025, 9.0, unit),
        ],
        balances=[
            # Delivered: 20 in A; 10 less 4 missed in B. C only ships on.
            balance("cell", "A", 2025, made=30, demand=20), balance("cell", "B", 2025, demand=10, shortage=4),
            balance("cell", "C", 2025, shipped_in=5, shipped_out=5),
            # No demand: weighted by what is made and bought.
            balance("ore", "A", 2025, made=1, bought=2), balance("ore", "B", 2025, returned=1),
        ],
    )  # fmt: skip
    cell, ore = rows(unit_cost, solution)
    assert cell["mean"] == pytest.approx((20 * 100 + 6 * 130) / 26)
    assert (cell["least"], cell["least_region"], cell["most"], cell["most_region"]) == (100, "A", 130, "B")
    assert ore["mean"] == pytest.approx((3 * 7 + 9) / 4)


def test_what_is_short_with_its_share_and_the_worst_region_first():
    solution = written(
        shortage=[
            ("cell", "A", 2026, 1.0, 10.0, GWH),
            ("cell", "B", 2026, 3.0, 6.0, GWH),
            ("cell", "A", 2027, 1e-9, 9.0, GWH),
        ],
        balances=[balance("cell", "A", 2026, demand=10, shortage=1), balance("cell", "B", 2026, demand=6, shortage=3)],
    )
    (short,) = rows(what_is_short, solution)
    assert (short["shortage"], short["share"], short["regions"]) == (4, 4 / 16, "Beijing, 安徽 Anhui")


@pytest.mark.parametrize(("kind", "shares"), [("private", [2.0, -0.5, -0.5]), ("social", [4 / 3, None, -1 / 3])])
def test_what_it_costs_by_component(kind, shares):
    money = "million CNY"
    solution = written(
        {"objective_kind": kind},
        costs=[
            ("capital", "old", "A", 2025, 30.0, 30.0, money), ("capital", "new", "B", 2030, 10.0, 15.0, money),
            ("subsidy", "old", "A", 2025, -10.0, -10.0, money), ("sold", "mill", "A", 2025, -10.0, -10.0, money),
        ],
    )  # fmt: skip
    found = rows(total_cost, solution)
    assert [row["component"] for row in found] == ["capital", "subsidy", "sold"]
    assert [row["discounted"] for row in found] == [40, -10, -10]
    for row, share in zip(found, shares, strict=True):
        assert math.isnan(row["share"]) if share is None else row["share"] == pytest.approx(share)


def test_the_reports_of_a_plan_agree_with_its_tables(tmp_path):
    # 8 of 10 can be built in A at most; 2 are short at 500 each, so that one more is worth 500.
    solution = planned(
        tmp_path,
        "name: case\nyears: [2025, 2026]\nlearning: off\n",
        commodities="commodity,name,unit,shortage_price\ncell,Cells,GWh,500\n",
        lines="line,stage,life,capex\nline,cells,10,100\n",
        sites="line,region,max_capacity\nline,A,8\n",
    )
    (cells,) = rows(built, solution)
    assert (cells["stage"], cells["built"]) == ("cells", pytest.approx(8))
    assert [row["on_standing"] for row in rows(how_full, solution)] == [1, 1]
    assert [row["mean"] for row in rows(unit_cost, solution)] == pytest.approx([500, 500])
    assert [row["share"] for row in rows(what_is_short, solution)] == pytest.approx([0.2, 0.2])
    # Two payments of 80 against two years of 2 * 500.
    assert {row["component"]: row["discounted"] for row in rows(total_cost, solution)} == pytest.approx(
        {"capital": 160, "shortage": 2000}
    )


def test_reports_of_a_plan_without_anything():
    for module in (built, how_full, unit_cost, what_is_short, total_cost):
        assert rows(module, written()) == []

"""The balance of every commodity, region and period."""

import pytest

from tests.formulation.rows import names, program_of, row

CHAIN = {
    "regions": "region\nA\nB\n",
    "commodities": "commodity,unit,shortage_price,disposal_price\ncell,GWh,900,\nore,kt,,\nslag,kt,,2\n",
    "lines": "line,life,capex\nline,10,100\n",
    "processes": "process,line\nmake,line\nuse,\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-2\nmake,slag,0.5\nuse,cell,-1\n",
    "sites": "line,region\nline,A\n",
    "lanes": "commodity,origin,destination,cost\ncell,A,B,3\n",
    "markets": "market,side,commodity,region,price\nmine,buy,ore,A,4\nmill,sell,slag,A,1\n",
    "demand": "commodity,region,amount\ncell,A,10\ncell,B,5\n",
}


def test_every_term_of_a_balance_stands_in_its_row(tmp_path):
    program = program_of(tmp_path, **CHAIN)
    assert row(program, "balance", "cell", "A", 2025) == (
        {
            ("activity", "make", "A", 2025): 1.0,
            ("activity", "use", "A", 2025): -1.0,
            ("flow", "cell", "A", "B", 2025): -1.0,
            ("shortage", "cell", "A", 2025): 1.0,
        },
        10.0,
        10.0,
    )
    assert row(program, "balance", "slag", "A", 2025) == (
        {
            ("activity", "make", "A", 2025): 0.5,
            ("trade", "mill", "A", 2025): -1.0,
            ("disposal", "slag", "A", 2025): -1.0,
        },
        0.0,
        0.0,
    )
    assert row(program, "balance", "cell", "B", 2025) == (
        {
            ("activity", "use", "B", 2025): -1.0,
            ("flow", "cell", "A", "B", 2025): 1.0,
            ("shortage", "cell", "B", 2025): 1.0,
        },
        5.0,
        5.0,
    )


def test_where_nothing_touches_a_commodity_there_is_no_row(tmp_path):
    program = program_of(tmp_path, **CHAIN)
    assert ("ore", "B", 2025) not in names(program, "balance")
    assert ("slag", "B", 2025) not in names(program, "balance")


def test_a_lag_across_uneven_periods(tmp_path):
    # Periods 2025-2026 and 2027-2031. A pack comes back after 3 years, 0.8 of it. From the years 2025, 2026 it is
    # back in 2028, 2029: two pairs over five years, 0.8 * 2/5. From 2027 and 2028 (of 2027-2031) it is back in 2030
    # and 2031, two pairs again. History: 7 in 2023 is back in 2026, one of two years: 0.8 * 7 / 2 = 2.8.
    tables = CHAIN | {
        "commodities": CHAIN["commodities"] + "old,GWh,,0\n",
        "returns": "process,commodity,lag,amount\nuse,old,3,0.8\n",
        "history": "process,region,year,amount\nuse,A,2023,7\nuse,A,2025,99\n",
    }
    settings = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"
    program = program_of(tmp_path, settings, **tables)
    terms, low, high = row(program, "balance", "old", "A", 2027)
    assert terms[("activity", "use", "A", 2025)] == pytest.approx(0.8 * 2 / 5)
    assert terms[("activity", "use", "A", 2027)] == pytest.approx(0.8 * 2 / 5)
    assert low == high == 0.0
    terms, low, high = row(program, "balance", "old", "A", 2025)
    assert terms == {("disposal", "old", "A", 2025): -1.0}
    assert low == high == pytest.approx(-2.8)

"""What follows from the schema: one bad cell, the exact message."""

import pytest

from tests.faults import faults


@pytest.mark.parametrize(
    ("table", "text", "message"),
    [
        ("lines", "line,life\nline,-3\n", "lines.csv:2: life = -3: has to be 1 or more"),
        ("lines", "line,max_utilisation\nline,1.2\n", "lines.csv:2: max_utilisation = 1.2: has to be 1 or less"),
        ("lines", "line,max_utilisation [%]\nline,120\n", "lines.csv:2: max_utilisation = 1.2: has to be 1 or less"),
        ("freight", "freight_class,detour\ncars,0.9\n", "freight.csv:2: detour = 0.9: has to be 1 or more"),
        ("curves", "curve,reference,unit_cost\nk,0,1\n", "curves.csv:2: reference = 0: has to be above 0"),
        ("curves", "curve,reference,unit_cost,learning_rate\nk,1,1,1\n",
         "curves.csv:2: learning_rate = 1: has to be below 1"),
        ("capacity", "line,region,online,capacity\nlime,A,2020,1\n",
         "capacity.csv:2: line = lime: is not in lines (did you mean line?)"),
        ("capacity", "line,region,online,capacity\nline,A,,1\n", "capacity.csv:2: online: is blank: fill it in"),
        ("demand", "commodity,region,amount\ncell,A,\n", "demand.csv:2: amount: is blank: fill it in"),
        ("demand", "commodity,region,amount\ncell,A,1\ncell,A,2\n",
         "demand.csv:3: commodity = cell: cell, A stands already in demand.csv:2: keep one row"),
        ("demand", "commodity,region,year,amount\ncell,A,2025,1\ncell,A,2025,2\n",
         "demand.csv:3: commodity = cell: cell, A, 2025 stands already in demand.csv:2: keep one row"),
        ("demand", "commodity,region,year,amount\ncell,A,2025,1\ncell,A,,2\n",
         "demand.csv:2: amount = 1: cell, A has amount without a year in demand.csv:3 and here with one: keep one way"),
        ("demand", "commodity,region,year,amount\ncell,A,,1\ncell,A,2025,2\n",
         "demand.csv:3: amount = 2: cell, A has amount without a year in demand.csv:2 and here with one: keep one way"),
        ("regions", "region,name\nA,x\n\nA,y\n",
         "regions.csv:4: region = A: A stands already in regions.csv:2: keep one row"),
        ("sites", "line,region,subsidy,max_build\nline,*,0.1,\nline,*,,20\n",
         "sites.csv:3: line = line: line, * stands already in sites.csv:2: keep one row"),
        ("markets", "market,commodity,region\nm,cell,\n", "markets.csv:2: region: is blank: fill it in"),
        ("curve_places", "curve,place\nk,Nation\n", "curve_places.csv:2: curve = k: is not in curves (curves: )"),
        ("demand", "", "demand.csv: is missing: an instance needs this table"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_with_its_place_and_cure(tmp_path, table, text, message):
    assert message in faults(tmp_path, **{table: text})


def test_columns_of_a_key_may_come_from_several_rows(tmp_path):
    # The life has no year, the capital has two; A fills max_build where `*` fills the subsidy.
    assert not faults(
        tmp_path,
        lines="line,year,life,capex\nline,,10,\nline,2025,,100\nline,2030,,80\n",
        sites="line,region,subsidy,max_build\nline,*,0.1,\nline,A,,20\n",
        markets="market,year,commodity,region,price\nm,2025,cell,A,500\nm,2030,,,400\n",
    )


def test_a_plan_that_only_sells_has_a_demand_table_without_rows(tmp_path):
    assert not faults(
        tmp_path,
        demand="commodity,region,amount\n",
        markets="market,side,commodity,region,price,limit\nshop,sell,cell,A,300,5\n",
    )


def test_an_unknown_name_is_told_once_for_a_table(tmp_path):
    demand = "commodity,region,year,amount\ncel,A,2025,1\ncel,A,2030,2\ncel,A,2035,3\n"
    assert faults(tmp_path, demand=demand) == [
        "demand.csv:2: commodity = cel: is not in commodities (did you mean cell?); so in 3 rows of this table"
    ]

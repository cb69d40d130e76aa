"""Markets, demand and prices of what is missed or left over."""

import pytest

from tests.network.networks import UNEVEN, network_of

ORE = {
    "regions": "region,kind\nA,\nE,overseas\n",
    "commodities": "commodity,shortage_price,disposal_price\n*,900,\ncell,,\nore,,0\n",
}


def test_defaults_and_stars(tmp_path):
    rows = "mine,ore,*,2027,4,10\nmine,ore,*,2031,8,\nport,ore,E,,,\n"
    header = "market,commodity,region,year,price,limit\n"
    found = network_of(tmp_path, UNEVEN, markets=header + rows, **ORE).markets
    # Blank: to buy, at 0, without a limit. A star: every region, overseas too.
    assert found.side == dict.fromkeys([("mine", "A"), ("mine", "E"), ("port", "E")], "buy")
    assert found.price["port", "E", 2025] == 0
    assert ("port", "E", 2025) not in found.limit
    # 4 up to 2027, then 5, 6, 7, 8: 6 on average over 2027-2031; the limit is 10 in all years.
    assert found.price["mine", "A", 2025] == 4
    assert found.price["mine", "E", 2027] == pytest.approx(6)
    assert found.limit["mine", "A", 2027] == 10


def test_demand_stands_where_it_is_positive(tmp_path):
    demand = "commodity,region,amount\ncell,*,5\ncell,E,0\n"
    found = network_of(tmp_path, **{**ORE, "demand": demand}).needs
    assert found.demand == {("cell", "A", 2025): 5}
    # A star is for commodities that say nothing themselves, column by column.
    assert found.shortage_price == {"cell": 900, "ore": 900}
    assert found.disposal_price == {"ore": 0}


def test_a_balance_stands_where_anything_touches_a_commodity(tmp_path):
    found = network_of(tmp_path, markets="market,commodity,region\nmine,ore,A\n", **ORE)
    assert set(found.nodes) == {("cell", "A"), ("ore", "A")}
    assert found.dumps == (("ore", "A"),)

"""What policies may count: for every quantity, and every kind of impact, an optimum worked out by hand."""

import pytest

from tests.ruled import LINE, SHARE, TWO, cost, solved


def test_a_share_of_activity(tmp_path):
    assert cost(tmp_path, SHARE) == pytest.approx(3 * 6 + 7 * 2)


def test_recycled_content_compares_output_and_input(tmp_path):
    # 10 cells use 20 nickel: a quarter recycled at 5, the rest bought at 1.
    policy = """
    - name: recycled nickel
      left: {quantity: output, commodity: nickel, stage: recycling}
      right: {quantity: input, commodity: nickel, stage: cells}
      at_least: 0.25
    """
    tables = {
        "commodities": "commodity,unit\ncell,GWh\nnickel,kt\n",
        "processes": "process,stage,variable_cost\nmake,cells,0\nmelt,recycling,5\n",
        "recipes": "process,commodity,amount\nmake,cell,1\nmake,nickel,-2\nmelt,nickel,1\n",
        "markets": "market,commodity,region,price\nmine,nickel,A,1\n",
    }
    assert cost(tmp_path, policy, **tables) == pytest.approx(5 * 5 + 15 * 1)


def test_a_collection_duty_compares_with_what_returns(tmp_path):
    # 8 packs of 2024 return after a year and half of the 10 of 2025 in 2026: 8, then 5; half has to be recycled at 3.
    policy = """
    - name: collection
      left: {quantity: input, commodity: old, process: recycle}
      right: {quantity: returned, commodity: old}
      at_least: 0.5
    """
    tables = {
        "commodities": "commodity,unit,disposal_price\ncell,GWh,\nold,GWh,0\n",
        "processes": "process,variable_cost\nuse,1\nrecycle,3\n",
        "recipes": "process,commodity,amount\nuse,cell,1\nrecycle,old,-1\n",
        "returns": "process,commodity,lag,amount\nuse,old,1,0.5\n",
        "history": "process,region,year,amount\nuse,A,2024,16\n",
    }
    settings = "name: case\nyears: [2025, 2026]\nlearning: off\n"
    assert cost(tmp_path, policy, settings, **tables) == pytest.approx(20 * 1 + (0.5 * 8 + 0.5 * 5) * 3)


def test_a_limit_on_builds(tmp_path):
    # A unit of capacity costs 100 / 10 years; what is not built is short at 90.
    policy = "- {name: cap, left: {quantity: build, owner: leader, line: n*}, at_most: 4}\n"
    assert cost(tmp_path, policy, **LINE) == pytest.approx(4 * 10 + 6 * 90)


def test_a_share_of_nameplate_by_status(tmp_path):
    # 3 stand: new <= 0.5 (3 + new), so 3 are built.
    policy = """
    - name: half
      left: {quantity: nameplate, stage: cells, status: new}
      right: {quantity: nameplate, stage: cells, status: [operating, building, new]}
      at_most: 0.5
    """
    capacity = "line,region,online,capacity\nnew,A,2024,3\n"
    assert cost(tmp_path, policy, capacity=capacity, **LINE) == pytest.approx(3 * 10 + 4 * 90)


NORM = """
- name: norm
  left: {quantity: activity, line: new}
  right: {quantity: standing, line: new}
  at_least: 0.5
  price: 3
"""


def test_a_norm_on_standing_capacity_counts_what_can_be_opened_again(tmp_path):
    # 30 stand and 10 are wanted: without restarts 10 are closed at no cost, with them the norm is missed by 5.
    capacity = "line,region,online,capacity\nnew,A,2024,30\n"
    assert cost(tmp_path / "a", NORM, capacity=capacity, **LINE) == pytest.approx(0)
    lines = {"lines": "line,life,capex,restart_cost\nnew,10,100,1\n"}
    assert cost(tmp_path / "b", NORM, capacity=capacity, **LINE | lines) == pytest.approx(5 * 3)


def test_capacity_kept_open(tmp_path):
    # Of 20 that stand 14 are kept open at 2 each though 10 are used.
    policy = "- {name: reserve margin, left: {quantity: open_capacity}, at_least: 14}\n"
    tables = LINE | {"lines": "line,life,capex,fixed_cost\nnew,10,100,2\n"}
    capacity = "line,region,online,capacity\nnew,A,2024,20\n"
    assert cost(tmp_path, policy, capacity=capacity, **tables) == pytest.approx(14 * 2)


def test_a_budget_of_capital_and_of_subsidy(tmp_path):
    # capex_factor 1.2: 120 a unit, 12 a year, a quarter of it paid by the state. 600 of capital are 5 units, 90 of
    # subsidy are 3.
    tables = LINE | {"sites": "line,region,capex_factor,subsidy,max_capacity\nnew,A,1.2,0.25,99\n"}
    capital = "- {name: budget, left: {quantity: capital}, at_most: 600}\n"
    assert cost(tmp_path / "a", capital, **tables) == pytest.approx(5 * 9 + 5 * 90)
    subsidy = "- {name: budget, left: {quantity: subsidy}, at_most: 90}\n"
    assert cost(tmp_path / "b", subsidy, **tables) == pytest.approx(3 * 9 + 7 * 90)


def test_a_subsidy_is_on_the_learned_part_too(tmp_path):
    # Capital of 100 and a learned part of 2 * 50 at its list price: a quarter of 200 is 50 a unit. Learning off: the
    # learned part costs 100 too.
    tables = LINE | {
        "sites": "line,region,subsidy,max_capacity\nnew,A,0.25,99\n",
        "curves": "curve,reference,unit_cost\nk,10,50\n",
        "curve_members": "curve,member,weight\nk,new,2\n",
    }
    policy = "- {name: budget, left: {quantity: subsidy}, at_most: 200}\n"
    assert cost(tmp_path, policy, **tables) == pytest.approx(4 * 15 + 6 * 90)


def test_capital_of_plants_is_what_they_cost(tmp_path):
    # A plant of 2 costs 300, one of 5 costs 600; no more than 900 may be spent: one of each, 7 of 10 demanded.
    tables = LINE | {
        "plant_costs": "line,size,cost\nnew,2,300\nnew,5,600\n",
        "sites": "line,region,max_plants,subsidy,max_capacity\nnew,A,3,0.5,99\n",
    }
    policy = "- {{name: budget, left: {{quantity: {}}}, at_most: {}}}\n"
    for folder, quantity, amount in (("a", "capital", 900), ("b", "subsidy", 450)):
        done = cost(tmp_path / folder, policy.format(quantity, amount), **tables)
        assert done == pytest.approx(900 / 10 * 0.5 + 3 * 90)


def test_import_dependence_counts_what_is_bought_by_origin(tmp_path):
    policy = """
    - name: import dependence
      left: {quantity: bought, commodity: cell, origin: abroad}
      right: {quantity: demand, commodity: cell}
      at_most: 0.4
    """
    markets = "market,commodity,region,price,origin\nfar,cell,*,1,abroad\nnear,cell,*,4,home\n"
    processes = "process,variable_cost\nclean,60\ndirty,20\n"
    assert cost(tmp_path, policy, markets=markets, processes=processes) == pytest.approx(4 * 1 + 6 * 4)


def test_what_is_sold(tmp_path):
    # Each cell sold brings 1 and costs 2: 5 have to be.
    policy = "- {name: exports, left: {quantity: sold, market: port}, at_least: 5}\n"
    markets = "market,side,commodity,region,price,limit\nport,sell,cell,A,1,9\n"
    assert cost(tmp_path, policy, markets=markets) == pytest.approx(15 * 2 - 5 * 1)


def test_shortage_is_shared(tmp_path):
    # Cells cost 6 at best when dirty ones are banned; being short costs 4, of a tenth of demand at most.
    policy = """
    - {name: ban, left: {quantity: output, process: dirty}, at_most: 0}
    - {name: supply, left: {quantity: shortage, commodity: cell}, right: {quantity: demand}, at_most: 0.1}
    """
    commodities = "commodity,unit,shortage_price\ncell,GWh,4\n"
    assert cost(tmp_path, policy, commodities=commodities) == pytest.approx(9 * 6 + 1 * 4)


def test_shipments_count_where_they_cross_the_border(tmp_path):
    # Only A makes cells, at 2, and ships to B at 3; B can buy at 9. What comes into East is at most 4.
    tables = TWO | {
        "lines": "line,life,capex\nnew,10,0\n",
        "processes": "process,line,variable_cost\nmake,new,2\n",
        "recipes": "process,commodity,amount\nmake,cell,1\n",
        "sites": "line,region\nnew,A\n",
        "markets": "market,commodity,region,price\nshop,cell,B,9\n",
    }
    least = 20 * 2 + 10 * 3
    for folder, policy, value in (
        ("a", "scope: {group: East}, left: {quantity: flow_in, commodity: cell}, at_most: 4", 14 * 2 + 4 * 3 + 6 * 9),
        # The others go round by O, at 3 twice, which is less than 9.
        ("b", "scope: {region: A}, left: {quantity: flow_out, destination: B}, at_most: 4", 20 * 2 + 4 * 3 + 6 * 6),
        # Nothing crosses the border of the nation.
        ("c", "scope: nation, left: {quantity: flow_in, commodity: cell}, at_most: 4", least),
        ("d", "scope: {region: B}, left: {quantity: flow_in, origin: O}, at_most: 4", least),
    ):
        assert cost(tmp_path / folder, f"- {{name: border, {policy}}}\n", **tables) == pytest.approx(value)


IMPACTS = "kind,name,region,impact,amount\nprocess,clean,*,t CO2,1\nprocess,dirty,*,t CO2,4\n"


def test_a_budget_of_emissions(tmp_path):
    # 4 dirty + clean <= 28 with 10 in all: 6 dirty, 4 clean.
    policy = "- {name: carbon, left: {quantity: activity, weight: t CO2}, at_most: 28}\n"
    done = solved(tmp_path, policy, impacts=IMPACTS)
    assert done.solved.objective == pytest.approx(6 * 2 + 4 * 6)
    # One tonne less turns a third of a unit from 2 to 6.
    [found] = done.tables["policies"].to_dict("records")
    assert found["tighter"] == pytest.approx(4 / 3)
    assert found["unit"] == "t CO2/yr"


def test_emissions_of_markets_lines_and_freight_add_up(tmp_path):
    # 10 cells: each bought emits 2 and costs 1; made, its unit of open capacity emits 0.5 and it costs 3.
    # 2 b + 0.5 m <= 11 with b + m = 10: 4 bought, 6 made.
    policy = """
    - name: carbon
      left:
        - {quantity: bought, weight: t CO2}
        - {quantity: open_capacity, weight: t CO2}
      at_most: 11
    """
    tables = LINE | {
        "processes": "process,line,variable_cost\nmake,new,3\n",
        "lines": "line,life,capex\nnew,10,0\n",
        "markets": "market,commodity,region,price\nshop,cell,A,1\n",
        "impacts": "kind,name,region,impact,amount\nmarket,shop,A,t CO2,2\nline,new,*,t CO2,0.5\n",
    }
    assert cost(tmp_path, policy, **tables) == pytest.approx(4 * 1 + 6 * 3)


def test_freight_emits_inside_the_scope_too(tmp_path):
    # A unit weighs 6 t and goes 100 km from A to B: 600 t-km at 0.01 are 6 t. 10 are wanted in B, made in A at 2 or
    # bought in B at 9.
    policy = "- {name: carbon, left: {quantity: flow_out, weight: t CO2}, at_most: 24}\n"
    tables = TWO | {
        "regions": "region,group,lat,lon\nA,West,0,0\nB,East,0,1\n",
        "commodities": "commodity,unit,tonnes_per_unit,freight_class\ncell,GWh,6,dry\n",
        "demand": "commodity,region,amount\ncell,B,10\n",
        "lines": "line,life,capex\nnew,10,0\n",
        "processes": "process,line,variable_cost\nmake,new,2\n",
        "recipes": "process,commodity,amount\nmake,cell,1\n",
        "sites": "line,region\nnew,A\n",
        "markets": "market,commodity,region,price\nshop,cell,B,9\n",
        "freight": "freight_class\ndry\n",
        "corridors": "region,neighbour,km\nA,B,100\n",
        "lanes": "",
        "impacts": "kind,name,region,impact,amount\nfreight,dry,A,t CO2,0.01\nfreight,dry,B,t CO2,99\n",
    }
    assert cost(tmp_path, policy, **tables) == pytest.approx(4 * 2 + 6 * 9)

"""Thresholds worked out by hand."""

import pytest

from tests.studies.asked import ask

# One region: 10 GWh/yr stand and 10 more are announced; 8 are needed. Utilisation is 8 / (10 + 10 x) when nothing
# may close: it crosses 50 % where 10 + 10 x = 16, at x = 0.6.
ONE = {
    "lines": "line,stage,owner,life,capex,fixed_cost,exit_rate\nline,cell,rest,10,100,1,0\n",
    "capacity": "line,region,online,status,capacity\nline,A,2020,operating,10\nline,A,2025,announced,10\n",
    "demand": "commodity,region,amount\ncell,A,8\n",
}
DRIVER = "driver: {name: share, table: instance, set: announced_share, from: 0, to: 1}\n"
STUDY = "kind: threshold\n" + DRIVER + "measure: {of: {stage: cell}, year: 2025}\nlevels: [0.5]\ntolerance: 0.001\n"
SHORT = STUDY + "grid: 3\n"


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    return ask(tmp_path_factory.mktemp("one"), SHORT, **ONE)


def test_one_region_that_may_not_close(answered):
    record, tables, _ = answered
    found = tables["crossings"].iloc[0]
    assert found["critical"] == pytest.approx(0.6, abs=1e-6)
    assert found["low"] <= 0.6 <= found["high"]
    assert found["high"] - found["low"] <= 0.001
    assert (found["first_year"], found["first_place"], found["monotone"]) == (2025, "A", True)
    # Nothing closes and nothing is built, so division alone says the same.
    assert found["arithmetic"] == pytest.approx(0.6, abs=1e-3)
    assert record["number"] == pytest.approx(0.6, abs=1e-6)


def test_the_capital_that_stands_idle_is_that_of_what_expires_first(answered):
    _, tables, _ = answered
    (row,) = tables["stranded"].to_dict("records")
    # At 0.6 there are 16 GWh/yr for 8. Those of 2020 expire first and pay 100 / 10 a year until 2029: 5 payments.
    assert (row["owner"], row["region"], row["closed"]) == ("rest", "A", 0)
    assert row["idle"] == pytest.approx(8, abs=0.01)
    assert row["unpaid"] == pytest.approx(8 * 5 * 10, abs=0.5)
    assert tables["stranded"]["unpaid"].sum() == pytest.approx(row["unpaid_closed"] + row["unpaid_idle"], rel=1e-9)
    assert tables["stranded"]["share"].sum() == pytest.approx(1, abs=1e-9)


# Two regions, free freight: 4 GWh/yr stand in each and 10 are announced in each; A is cheaper to run; 8 are needed.
TWO = {
    "regions": "region\nA\nB\n",
    "lines": "line,stage,life,exit_rate\nline_a,cell,10,0\nline_b,cell,10,0\n",
    "processes": "process,line,variable_cost\nmake_a,line_a,1\nmake_b,line_b,2\n",
    "recipes": "process,commodity,amount\nmake_a,cell,1\nmake_b,cell,1\n",
    "capacity": (
        "line,region,online,status,capacity\nline_a,A,2020,operating,4\nline_a,A,2025,announced,10\n"
        "line_b,B,2020,operating,4\nline_b,B,2025,announced,10\n"
    ),
    "lanes": "commodity,origin,destination,cost\ncell,B,A,0\n",
    "sites": "line,region,allowed\n*,*,false\n",
    "demand": "commodity,region,amount\ncell,A,8\n",
}


def test_two_regions_where_the_cheaper_plant_fills_first(tmp_path):
    record, tables, _ = ask(tmp_path, STUDY + "grid: 16\n", **TWO)
    # Nation: 8 / (8 + 20 x) = 0.5 at x = 0.4.
    assert record["number"] == pytest.approx(0.4, abs=1e-6)
    regions = tables["order"][(tables["order"]["event"] == "idle") & (tables["order"]["kind"] == "region")]
    # B makes 8 - (4 + 10 x) of its 4 + 10 x: under one half from x = 2/15 = 0.133 on; A is at 8/14 at worst.
    assert regions["name"].tolist() == ["B"]
    assert regions["after"].iloc[0] <= 2 / 15 < regions["by"].iloc[0]
    assert tables["crossings"]["first_place"].iloc[0] == "B"


def test_on_the_way_down_the_order_begins_where_demand_is_largest(tmp_path):
    # 10 GWh/yr stand in each region; 16 are needed at 2, 4 at 0.5. B makes what A cannot: 6, then 2 of its 10 at 1.5;
    # A makes 10, then 8 at 1 and 4 at 0.5. So as demand falls B goes first, and the nation is at one half at 1.25.
    stands = "line,region,online,capacity\nline_a,A,2020,10\nline_b,B,2020,10\n"
    driver = "driver: {name: demand, table: demand, scale: amount, from: 0.5, to: 2}\n"
    record, tables, _ = ask(tmp_path, STUDY.replace(DRIVER, driver) + "grid: 4\n", **{**TWO, "capacity": stands})
    assert record["number"] == pytest.approx(1.25, abs=1e-6)
    crossing = tables["crossings"].iloc[0]
    assert (crossing["direction"], crossing["first_place"]) == ("out of overcapacity", "B")
    regions = tables["order"][(tables["order"]["event"] == "idle") & (tables["order"]["kind"] == "region")]
    assert regions[["name", "rank", "tie", "after", "by"]].to_numpy().tolist() == [
        ["B", 1, 1, 2, 1.5],
        ["A", 2, 1, 1, 0.5],
    ]


# All that is not needed may close and costs 1 a year to keep: it closes, so that what stands is full.
CLOSING = {**ONE, "lines": "line,stage,owner,life,capex,fixed_cost,exit_rate\nline,cell,rest,10,100,1,1\n"}


def test_closure_leaves_nothing_idle_so_the_threshold_shows_in_what_closes(tmp_path):
    record, tables, _ = ask(tmp_path / "standing", SHORT, **CLOSING)
    assert record["number"] is None
    assert not len(tables["crossings"])
    assert "never crosses 50.0%" in record["headline"]
    closed = SHORT.replace("{of: {stage: cell}", "{quantity: closed, of: {stage: cell}").replace("[0.5]", "[5]")
    record, tables, _ = ask(tmp_path / "closed", closed, **CLOSING)
    # 2 + 10 x stand closed: 5 at x = 0.3.
    assert record["number"] == pytest.approx(0.3, abs=1e-6)


def test_the_same_threshold_at_both_exit_rates(tmp_path):
    _, tables, _ = ask(tmp_path, SHORT + "exit_rates: [given, 0, 1]\n", **CLOSING)
    assert tables["crossings"]["exit_rate"].tolist() == ["0"]
    assert tables["crossings"]["critical"].iloc[0] == pytest.approx(0.6, abs=1e-6)
    of_one = tables["curve"][tables["curve"]["exit_rate"] == "1"]
    assert of_one["value"].tolist() == pytest.approx([1.0] * len(of_one))
    # The fixed order of events: at exit rate 1 the plant closes from the start (2 GWh/yr), at 0 it never does.
    closes = tables["order"][(tables["order"]["event"] == "closed") & (tables["order"]["kind"] == "region")]
    assert closes["exit_rate"].tolist() == ["given", "1"]


def test_a_norm_on_utilisation_holds_the_line_by_closing(tmp_path):
    # Keeping a plant earns 1 a year, so it is closed only where the norm asks for it: from 16 = 8 / 0.5 on.
    norm = (
        "- name: norm\n  left: {quantity: output, commodity: cell}\n  right: {quantity: standing, stage: cell}\n"
        "  at_least: 0.5\n"
    )
    case = {**CLOSING, "lines": CLOSING["lines"].replace("100,1,1", "100,-1,1")}
    for name in ("standing", "closed"):
        (tmp_path / name / "instance").mkdir(parents=True)
        (tmp_path / name / "instance" / "policies.yaml").write_text(norm, encoding="utf-8")
    record, _, _ = ask(tmp_path / "standing", SHORT, **case)
    assert record["number"] is None
    closed = STUDY.replace("{of: {stage: cell}", "{quantity: closed, of: {stage: cell}").replace("[0.5]", "[2]")
    record, _, _ = ask(tmp_path / "closed", closed, **case)
    # 10 + 10 x less 16 is 2 at x = 0.8.
    assert record["number"] == pytest.approx(0.8, abs=1e-6)


def test_capacity_is_worth_nothing_once_there_is_enough(tmp_path):
    # 15 are needed and none may be built: one more unit saves a shortage at 500 until 10 + 10 x is 15, at x = 0.5.
    scarce = {
        **ONE,
        "commodities": "commodity,unit,shortage_price\ncell,GWh,500\n",
        "sites": "line,region,allowed\n*,*,false\n",
        "demand": "commodity,region,amount\ncell,A,15\n",
    }
    value = STUDY.replace("{of: {stage: cell}", "{quantity: capacity_value, of: {stage: cell}").replace("[0.5]", "[0]")
    _, tables, _ = ask(tmp_path, value, **scarce)
    found = tables["crossings"].iloc[0]
    assert found["low"] <= 0.5 <= found["high"]
    curve = tables["curve"].set_index("driver")["value"]
    assert (curve[0.0], curve[1.0]) == pytest.approx((500, 0))


def test_stepped_demand_makes_a_step_that_is_found_all_the_same(tmp_path):
    # 20 GWh/yr stand; 2 are needed, 6 more are bought at 10 and 6 more at 3. Running costs 5 x: below 3 all 14 are
    # made (70 %), above only 8 (40 %), so the step is at x = 0.6.
    stepped = {
        **ONE,
        "capacity": "line,region,online,capacity\nline,A,2020,20\n",
        "processes": "process,line,variable_cost\nmake,line,5\n",
        "demand": "commodity,region,amount\ncell,A,2\n",
        "markets": "market,side,commodity,region,price,limit\nfirst,sell,cell,A,10,6\nsecond,sell,cell,A,3,6\n",
    }
    driver = "driver: {name: cost, table: processes, scale: variable_cost, from: 0.1, to: 1}\n"
    _, tables, _ = ask(tmp_path, STUDY.replace(DRIVER, driver), **stepped)
    found = tables["crossings"].iloc[0]
    assert found["low"] <= 0.6 <= found["high"]
    assert found["high"] - found["low"] <= 0.001


def test_a_measure_that_turns_is_crossed_twice_and_said_to_turn(tmp_path):
    # A norm on the price at which a rival buys: at a price of 0 nothing is sold, then all; a tax in kind on top is not
    # possible with one number, so the driver moves two things at once: price up, and what stands from 10 to 40.
    turning = {
        **ONE,
        "capacity": "line,region,online,status,capacity\nline,A,2020,operating,10\nline,A,2025,announced,30\n",
        "processes": "process,line,variable_cost\nmake,line,5\n",
        "demand": "commodity,region,amount\ncell,A,2\n",
        "markets": "market,side,commodity,region,price,limit\nfirst,sell,cell,A,20,8\n",
    }
    driver = (
        "driver:\n  name: both\n  from: 0\n  to: 1\n  edit:\n"
        "    - {table: instance, set: announced_share}\n    - {table: markets, scale: price}\n"
    )
    _, tables, _ = ask(tmp_path, STUDY.replace(DRIVER, driver) + "grid: 11\n", **turning)
    # Nothing is sold below a price of 5, at x = 1/4: 2 / (10 + 30 x) is under one half all that way. From there on
    # 10 are made: 10 / 17.5 is above, and falls under it where 10 + 30 x = 20, at x = 1/3. No point of the grid lies at
    # 1/4, where selling or not costs the same.
    assert tables["crossings"]["critical"].tolist() == pytest.approx([0.25, 1 / 3], abs=0.001)
    assert tables["crossings"]["direction"].tolist() == ["out of overcapacity", "into overcapacity"]
    assert not tables["crossings"]["monotone"].any()

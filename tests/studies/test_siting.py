"""Siting studies, worked out by hand: what each regime costs, where the money goes, where the better one changes."""

from dataclasses import replace

import pytest

from model.instance.problems import InstanceError
from model.run import run
from model.studies.runs import worker
from tests.studies.asked import again, ask

# A makes a cell at 100 and B at 110; each needs 20; shipping costs 6. A plant costs 100, a tenth of it in the one year.
TWO = {
    "regions": "region\nA\nB\n",
    "lines": "line,stage,life,capex\nline,cell,10,100\n",
    "processes": "process,line\nmake,line\n",
    "commodities": "commodity,unit\ncell,GWh\nlabour,GWh\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,labour,-1\n",
    "markets": "market,region,commodity,price\nlabour_a,A,labour,100\nlabour_b,B,labour,110\n",
    "lanes": "commodity,origin,destination,cost\ncell,*,*,6\n",
    "demand": "commodity,region,amount\ncell,*,20\n",
}
STUDY = """
kind: siting
of: {stage: cell}
inputs: {labour: [labour]}
regimes:
  - {name: free}
  - {name: one, most_regions: 1, room: 100}
  - {name: spread, largest_share: 0.5}
  - {name: own, own_share: 0.75, product: cell}
"""


def parts_of(tables, regime):
    rows = tables["parts"][tables["parts"]["regime"] == regime].set_index("part")["difference"]
    return rows[rows.abs() > 1e-9].to_dict()


def test_each_regime_costs_what_it_costs_by_hand_and_its_parts_sum(tmp_path):
    _, tables, _ = ask(tmp_path, STUDY, **TWO)
    cost = tables["regimes"].set_index("regime")["cost"].to_dict()
    # All in A: 40 x (100 + 10) + 20 x 6; half in each: 20 x 110 + 20 x 120; 15 of B's 20 at home: 5 are shipped.
    own = 25 * 110 + 15 * 120 + 5 * 6
    assert cost == pytest.approx({"free": 4520, "one": 4520, "spread": 4600, "own": own})
    assert parts_of(tables, "one") == {}
    assert parts_of(tables, "spread") == pytest.approx({"labour": 200, "freight": -120})
    assert parts_of(tables, "own") == pytest.approx({"labour": 150, "freight": -90})
    sums = tables["parts"].groupby("regime")[["a", "b", "difference"]].sum()
    assert sums["a"].tolist() == pytest.approx([4520] * 3)
    assert sums["difference"].to_dict() == pytest.approx({"one": 0, "spread": 80, "own": 60}, abs=1e-6)


def test_concentration_shipments_and_places_are_told(tmp_path):
    jobs = "kind,name,region,impact,amount\nprocess,make,*,jobs,3\n"
    geography = {
        "regions": "region,lat,lon\nA,30,100\nB,30,110\n",
        "commodities": "commodity,unit,tonnes_per_unit,freight_class\ncell,GWh,5000,packs\nlabour,GWh,,\n",
        "freight": "freight_class,cost_per_t_km\npacks,0\n",
    }
    _, tables, _ = ask(tmp_path, STUDY, **{**TWO, **geography, "impacts": jobs})
    used = tables["spread"][tables["spread"]["of"] == "used"].set_index("regime")
    assert used["hhi"].to_dict() == pytest.approx({"free": 1, "one": 1, "spread": 0.5, "own": (25**2 + 15**2) / 40**2})
    assert used["largest"].to_dict() == dict.fromkeys(("free", "one", "spread", "own"), "A")
    counted = tables["counts"].set_index(["regime", "count", "region"])["amount"]
    assert counted["spread", "jobs", "B"] == pytest.approx(60)
    # 20 GWh of 5,000 t go from A to B, ten degrees of longitude at 30 degrees north: 962.6 km.
    assert counted["free", "freight", ""] == pytest.approx(20 * 5000 * 962.6 / 1e9, rel=1e-4)


def test_a_plan_that_a_limit_of_time_has_stopped_counts_with_its_gap(tmp_path, monkeypatch):
    def stopped(instance, *args, **options):
        done = run(instance, *args, **options)
        if not any(policy.name == "siting: largest share of a region" for policy in instance.policies):
            return done
        return replace(done, solved=replace(done.solved, status="time_limit", bound=4370.0, duals={}))

    monkeypatch.setattr(worker, "run", stopped)
    record, tables, desk = ask(tmp_path, STUDY.replace("  - {name: own, own_share: 0.75, product: cell}\n", ""), **TWO)
    row = tables["regimes"].set_index("regime").loc["spread"]
    # 80 more than 4520, where 230 of 4600 are open.
    assert (row["status"], row["difference"], row["gap"]) == ("time_limit", pytest.approx(80), pytest.approx(0.05))
    assert row["why"] == "stopped (time limit): the best plan by then"
    assert "spread +80 (+1.77%, gap 0.05), most of it labour +200" in record["headline"]
    desk.close()
    assert again(tmp_path)[0]["headline"] == record["headline"]


IN_A = """
kind: siting
of: {stage: cell}
regimes:
  - {name: in A, policies: [{name: only A, left: {quantity: build, region: B}, at_most: 0}]}
  - {name: spread, largest_share: 0.5}
  - {name: free}
turns:
  - name: freight
    unit: a cell
    table: lanes
    set: cost
    from: 0
    to: 30
    grid: 3
    tolerance: 0.1
    pairs: [[in A, spread], [free, spread]]
    draws: {number: 3, seed: 1, confidence: [D]}
"""
MANY = IN_A.replace("number: 3", "number: 40")
DRAWN = {
    **TWO,
    "markets": (
        "market,region,commodity,price,note_low,note_high,source,confidence\n"
        "labour_a,A,labour,100,,,x,A\nlabour_b,B,labour,110,105,120,x,D\n"
    ),
}


def test_the_better_regime_turns_where_shipping_costs_what_labour_saves(tmp_path):
    record, tables, _ = ask(tmp_path, IN_A, **DRAWN)
    turn, never = tables["turns"].to_dict("records")
    # 20 shipped at x against 20 made for 10 more.
    assert turn["at"] == pytest.approx(10, abs=0.1)
    assert (turn["low"] <= 10 <= turn["high"], turn["cheaper_below"], turn["cheaper_above"]) == (True, "in A", "spread")
    # It turns at the wage of B less 100, which is drawn between 105 and 120.
    assert 5 <= turn["p10"] <= turn["p90"] <= 20
    assert (turn["turning"], turn["draws"]) == (1.0, 3)
    # What is free is never dearer; beyond 10 both make at home.
    assert never["at"] is None or never["at"] != never["at"]
    said = "never changes between 0 and 30 a cell: free is cheaper (so at both ends in 3 of 3 draws"
    assert never["said"].startswith(said)
    # All in A ships 20 to B, whatever that costs.
    slopes = tables["along"].set_index(["value", "regime"])["slope"]
    assert slopes[15.0, "in A"] == pytest.approx(20)
    along = tables["along"].set_index(["value", "regime"])["cost"].to_dict()
    assert along[15.0, "in A"] == pytest.approx(4400 + 20 * 15)
    assert along[15.0, "spread"] == along[30.0, "spread"] == pytest.approx(4600)
    assert "freight, in A or spread: in A is cheaper below 10" in record["headline"]


@pytest.mark.slow
def test_where_the_better_regime_turns_has_its_range_over_draws(tmp_path):
    turn = ask(tmp_path, MANY, **DRAWN)[1]["turns"].iloc[0]
    # A triangle from 5 to 20 with its top at 10: a tenth lies below 5 + sqrt(7.5), a tenth above 20 - sqrt(15), as
    # far as 40 draws can tell.
    assert turn["p10"] == pytest.approx(7.7, abs=1.5)
    assert turn["p90"] == pytest.approx(16.1, abs=1.5)
    assert (turn["turning"], turn["draws"]) == (1.0, 40)


WAGE = "{name: wage, grade: D, table: markets, where: {market: labour_b}, scale: price, low: 1.1, high: 1.1001}"
MARKET = "{name: market, grade: D, table: demand, scale: amount, low: 2, high: 2.001}"


@pytest.mark.parametrize("figures", [WAGE, f"{WAGE}, {MARKET}"])
def test_figures_that_a_study_names_are_drawn_whether_they_move_costs_alone_or_limits_too(tmp_path, figures):
    text = IN_A.replace("number: 3, seed: 1, confidence: [D]", f"number: 2, figures: [{figures}]")
    text = text.replace(", [free, spread]]", "]").replace("  - {name: free}\n", "").replace("grid: 3", "grid: 2")
    turn = ask(tmp_path, text, **TWO)[1]["turns"].iloc[0]
    # No row notes a range. With the wage of B a tenth higher what is shipped has to cost 121 - 100, however much it is.
    assert (turn["at"], turn["turning"]) == (pytest.approx(10, abs=0.1), 1.0)
    assert (turn["p10"], turn["p90"]) == (pytest.approx(21, abs=0.2), pytest.approx(21, abs=0.2))


CLUSTERS = """
kind: siting
of: {stage: cell}
regimes:
  - {name: thick, most_regions: 1, room: 100}
  - {name: thin, largest_share: 0.5}
turns:
  - {name: freight, table: lanes, set: cost, from: 5, to: 8, grid: 2, tolerance: 0.05}
"""


def test_a_thick_cluster_pays_until_freight_eats_its_economies(tmp_path):
    # The teaching instance: what one cluster of 40 saves against two of 20 pays for 6.4 on each of the 20 shipped.
    tables = {
        **{name: text for name, text in TWO.items() if name in ("regions", "demand", "lanes")},
        "lines": "line,stage,life,paid_over,capex\nline,cell,10,10,300\n",
        "curves": "curve,scope,driver,learning_rate,reference,unit_cost\ncluster,region,size,0.2,10,20\n",
        "curve_members": "curve,member\ncluster,line\n",
    }
    settings = "name: case\nyears: [2025]\nlearning: certified\nsolver: {gap: 1.0e-6}\n"
    _, found, _ = ask(tmp_path, CLUSTERS, settings=settings, **tables)
    turn = found["turns"].iloc[0]
    assert turn["at"] == pytest.approx(6.4, abs=0.05)
    assert (turn["cheaper_below"], turn["cheaper_above"]) == ("thick", "thin")
    # A thin cluster of 20 runs at 20 x 0.8 = 16 a unit, a thick one of 40 at 12.8: 4 of 20 saved, and 7.2.
    assert parts_of(found, "thin") == pytest.approx({"agglomeration": 40 * (7.2 - 4.0), "freight": -120.0}, rel=1e-5)


SHARE = """
kind: siting
of: {stage: cell}
regimes:
  - {name: thick, policies: [{name: only A, left: {quantity: build, region: B}, at_most: 0}]}
  - {name: thin, largest_share: 0.5}
turns:
  - name: local share
    edit:
      - {table: curves, where: {curve: near}, set: unit_cost, times: 20}
      - {table: curves, where: {curve: far}, set: unit_cost, times: -20, plus: 20}
    from: 0
    to: 1
    grid: 2
    tolerance: 0.01
    scenarios: [follows]
"""


def test_a_thick_cluster_pays_from_a_local_share_of_its_economies_on(tmp_path):
    # The clusters above with freight at 3.2, and a share of their economies that the whole nation has together. That
    # part costs 40 x 12.8 whatever the places; the local one 40 x 12.8 or 40 x 16 times the share: 128 of it pays for
    # 20 x 3.2 shipped from a share of one half on. At neither end is there a price for both curves.
    tables = {
        **{name: text for name, text in TWO.items() if name in ("regions", "demand")},
        "lanes": "commodity,origin,destination,cost\ncell,*,*,3.2\n",
        "lines": "line,stage,life,paid_over,capex\nline,cell,10,10,300\n",
        "curves": "curve,scope,driver,learning_rate,reference,unit_cost\n"
        "near,region,size,0.2,10,10\nfar,nation,size,0.2,10,10\n",
        "curve_members": "curve,member\nnear,line\nfar,line\n",
    }
    scenarios = tmp_path / "instance/scenarios"
    scenarios.mkdir(parents=True)
    (scenarios / "follows.yaml").write_text("edit: [{table: instance, set: {learning: local}}]\n", encoding="utf-8")
    record, found, desk = ask(tmp_path, SHARE, settings="name: case\nyears: [2025]\nlearning: off\n", **tables)
    turn = found["turns"].iloc[0]
    assert turn["at"] == pytest.approx(0.5, abs=0.01)
    assert (turn["cheaper_below"], turn["cheaper_above"], turn["proof"]) == ("thin", "thick", "local")
    assert turn["said"].startswith("thin is cheaper below 0.5, thick above (among local plans, not proven)")
    along = found["along"].set_index(["value", "regime"])
    assert along.loc[(1.0, "thick"), "cost"] == pytest.approx(1200 + 512 + 64)
    assert along.loc[(0.0, "thin"), "cost"] == pytest.approx(1200 + 512)
    assert along["slope"].groupby("regime").mean().to_dict() == pytest.approx({"thick": 0, "thin": 128}, abs=1e-6)
    # Two regimes are runs, no value of the share is; asked again, nothing is searched for anew.
    assert len(desk.outcomes) == 3
    desk.close()
    assert again(tmp_path)[0]["headline"] == record["headline"]


def test_what_stands_idle_is_a_part_of_its_own(tmp_path):
    # 40 stand in A at 2 a year and cannot close at once; when B makes its own, half of them stand idle.
    standing = {
        **TWO,
        "lines": "line,stage,life,capex,fixed_cost,exit_rate\nline,cell,10,100,2,0\n",
        "capacity": "line,region,online,capacity\nline,A,2024,40\n",
    }
    _, tables, _ = ask(tmp_path, STUDY, **standing)
    # 20 x 10 of new capital and 20 x 2 of upkeep in B; 20 of A idle at 2: upkeep of what is used stays 40 x 2.
    assert parts_of(tables, "spread") == pytest.approx(
        {"capital": 200, "idle capacity": 40, "labour": 200, "freight": -120}
    )


def test_a_least_size_and_a_count_hold_for_all_lines_of_a_region_together(tmp_path):
    # Two owners; each region would get 20, by one owner or by both.
    owners = {
        **TWO,
        "lines": "line,stage,life,capex\none,cell,10,100\nother,cell,10,100\n",
        "processes": "process,line\nmake,one\nmake_too,other\n",
        "recipes": "process,commodity,amount\nmake,cell,1\nmake,labour,-1\nmake_too,cell,1\nmake_too,labour,-1\n",
        "lanes": "commodity,origin,destination,cost\ncell,*,*,15\n",
        "sites": "line,region,max_build\none,A,15\none,B,15\nother,*,20\n",
    }
    regimes = STUDY.split("  - {name: one")[0] + "  - {name: thick, least_size: 30}\n"
    regimes += "  - {name: few, most_regions: [1, 2]}\n"
    owners["commodities"] = "commodity,unit,shortage_price\ncell,GWh,500\nlabour,GWh,\n"
    _, tables, _ = ask(tmp_path, regimes, **owners)
    cost = tables["regimes"].set_index("regime")["cost"].to_dict()
    # Free: 20 at home in each. In one region 35 at most: 15 are shipped, the last 5 stay short at 500. With 30 in each,
    # which takes both owners, 10 stand idle there at 10 a unit: cheaper than to leave a region out.
    one = 35 * 110 + 15 * 15 + 5 * 500
    assert cost == pytest.approx({"free": 4600, "thick": 4800, "few 1": one, "few 2": 4600})
    assert parts_of(tables, "thick") == pytest.approx({"idle capacity": 200})
    built = tables["spread"][tables["spread"]["of"] == "built"].set_index("regime")["amount"].to_dict()
    assert built == pytest.approx({"free": 40, "thick": 60, "few 1": 35, "few 2": 40})


@pytest.mark.parametrize(
    ("regime", "column", "said"),
    [
        ("{name: none, most_regions: 0}", "most_regions", "0 regions cannot hold the plants"),
        ("{name: thin, largest_share: 0.4}", "largest_share", "2 regions can hold such plants"),
        ("{name: own, own_share: 0.5, product: cell}", "own_share", "B needs cell and has no site for it"),
        ("{name: few, most_regions: 1}", "room", "nothing in `sites` limits line in A"),
        ("{name: own, own_share: 1.5, product: cell}", "own_share", "is a share"),
        ("{name: own, own_share: 0.5, product: cel}", "product", "no commodity that these lines make"),
        ("{name: small, least_size: -1}", "least_size", "has to be above 0"),
        ("{name: thick, least_size: 30, room: 20}", "least_size", "A takes 20 at most"),
        ("{name: free}", "name", "two regimes are called free"),
    ],
)
def test_nonsense_is_refused_before_anything_is_solved(tmp_path, regime, column, said):
    text = "kind: siting\nof: {stage: cell}\nregimes:\n  - {name: free}\n  - " + regime + "\n"
    sites = {"sites": "line,region\nline,A\n"} if "B needs" in said else {}
    with pytest.raises(InstanceError) as raised:
        ask(tmp_path, text, **{**TWO, **sites})
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) == (5, column)
    assert said in problem.cure
    assert not (tmp_path / "out").exists()


def test_a_scenario_that_no_turn_can_have_is_refused_before_anything_is_solved(tmp_path):
    with pytest.raises(InstanceError) as raised:
        ask(tmp_path, IN_A.replace("    unit: a cell\n", "    scenarios: [bas]\n"), **TWO)
    (problem,) = raised.value.problems
    assert (problem.line, problem.column) == (10, "scenarios")
    assert problem.cure == "there is no scenario bas (did you mean base?)"
    assert not (tmp_path / "out").exists()


def test_from_nothing_and_as_planned(tmp_path):
    plans = {
        **TWO,
        "lines": "line,stage,life,capex,first_year\nline,cell,10,100,2026\n",
        "capacity": "line,region,online,status,capacity\nline,A,2024,operating,20\nline,B,2025,announced,40\n",
        "commodities": "commodity,unit,shortage_price\ncell,GWh,500\nlabour,GWh,\n",
    }
    text = (
        "kind: siting\nof: {stage: cell}\nregimes:\n  - {name: free}\n  - {name: from nothing, greenfield: true}\n"
        "  - {name: as planned, edit: [{table: instance, set: {announced_share: 1}}]}\n"
    )
    _, tables, _ = ask(tmp_path, text, **plans)
    cost = tables["regimes"].set_index("regime")["cost"].to_dict()
    # Free: the 20 of A make 20 at 100, nothing may be built, 20 stay short. From nothing: 40 in A. As planned: 40 in B
    # are paid for, a tenth of 4,000 in the year.
    assert cost == pytest.approx({"free": 2000 + 20 * 500, "from nothing": 4520, "as planned": 2000 + 20 * 110 + 400})
    assert parts_of(tables, "as planned")["announced plants"] == pytest.approx(400)

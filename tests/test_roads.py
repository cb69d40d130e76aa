"""Goods over corridors: the same optimum, prices and audit as with a lane between all regions."""

import pytest

from model.formulation.build import build
from model.instance.load import load
from model.network.assemble import assemble
from model.network.corridors import commodities_for_roads
from model.run import run
from model.solution.paths import paths
from model.solver.highs import Options
from model.solver.program import compile_program
from tests.formulation.rows import row
from tests.known import solved, write
from tests.random_policies import instance_with_policies
from tests.random_roads import draw_roads

ROADS, ALL = Options(columns="roads"), Options(columns="all")
# D - C - B - A in a row. Cells are bought in D at 1 and needed in B and A; making them, in A, is dear.
ROW = {
    "regions": "region\nA\nB\nC\nD\n",
    "commodities": "commodity,unit,tonnes_per_unit,freight_class\ncell,GWh,1000,road\n",
    "lines": "line,life,capex\nline,10,1000000\n",
    "sites": "line,region\nline,A\n",
    "freight": "freight_class,cost_per_t_km,handling_per_t\nroad,1e-6,1e-3\n",
    "corridors": "region,neighbour,km\nA,B,100\nB,C,200\nC,D,300\n",
    "markets": "market,commodity,region,price\nshop,cell,D,1\n",
    "demand": "commodity,region,amount\ncell,B,10\ncell,A,4\n",
}


def test_handling_is_paid_once_and_every_km(tmp_path):
    # To B 500 km, to A 600 km; 1000 t each at 1e-3 for handling and 1e-6 a km: 1 + 0.5 and 1 + 0.6 beside the price.
    done = solved(tmp_path, options=ROADS, **ROW)
    assert done.solved.objective == pytest.approx(10 * (1 + 1.5) + 4 * (1 + 1.6))
    flows = done.tables["flows"].set_index(["origin", "destination"])["flow"]
    # Three lanes each from four regions.
    assert done.size["shipments_over_corridors"] == 12
    assert flows.to_dict() == pytest.approx({("D", "B"): 10, ("D", "A"): 4})


def test_what_passes_through_a_region_stands_in_its_row(tmp_path):
    net = assemble(load(write(tmp_path, **ROW)).instance, on_roads=["cell"])
    program = compile_program(build(net))
    assert row(program, "road", "cell", "C", 2025) == (
        {
            ("hauled", "cell", "B", "C", 2025): 1.0,
            ("hauled", "cell", "D", "C", 2025): 1.0,
            ("hauled", "cell", "C", "B", 2025): -1.0,
            ("hauled", "cell", "C", "D", 2025): -1.0,
        },
        0.0,
        0.0,
    )
    # Only what is bought, made, used or needed in a region is loaded and unloaded there: cells are bought in D.
    terms, *_ = row(program, "road", "cell", "D", 2025)
    assert terms["loaded", "cell", "D", 2025] == 1.0
    assert terms["unloaded", "cell", "D", 2025] == -1.0
    assert row(program, "balance", "cell", "D", 2025)[0] == {
        ("trade", "shop", "D", 2025): 1.0,
        ("loaded", "cell", "D", 2025): -1.0,
        ("unloaded", "cell", "D", 2025): 1.0,
    }
    cost = dict(zip(program.columns, program.cost, strict=True))
    assert cost["loaded", ("cell", "D", 2025)] == pytest.approx(0.5)
    assert cost["hauled", ("cell", "B", "C", 2025)] == pytest.approx(0.2)


def test_a_region_that_goods_only_pass_has_the_price_that_they_fetch(tmp_path):
    # A cell in C would be worth what one in B costs, 2.5, less handling and 200 km.
    done = solved(tmp_path, options=ROADS, **ROW)
    price = done.tables["prices"].set_index("region")["marginal_cost"]
    assert price.to_dict() == pytest.approx({"A": 2.6, "B": 2.5, "C": 2.5 - 1.2, "D": 1.0})


def test_a_lane_stands_beside_the_road(tmp_path):
    # E is on no corridor; from B a ship takes at most 3 there. The other two of five are missed at 100.
    beyond = {
        **ROW,
        "regions": ROW["regions"] + "E\n",
        "commodities": "commodity,tonnes_per_unit,freight_class,shortage_price\ncell,1000,road,100\n",
        "lanes": "commodity,origin,destination,cost,capacity\ncell,B,E,7,3\n",
        "demand": "commodity,region,amount\ncell,E,5\n",
    }
    done = solved(tmp_path, options=ROADS, **beyond)
    assert done.solved.objective == pytest.approx(3 * (1 + 1.5 + 7) + 2 * 100)


@pytest.mark.parametrize("mode", ["local", "certified"])
def test_one_thick_cluster_ships_over_corridors(tmp_path, mode):
    # Running costs 16 in a cluster of 20, 12.8 in one of 40. Each end of the row needs 20, the way costs 1.6: all in
    # one place costs 40 * 12.8 and 20 * 1.6, at home 40 * 16.
    ends = {
        **{name: ROW[name] for name in ("regions", "commodities", "freight", "corridors")},
        "lines": "line,capex\nline,0\n",
        "sites": "line,region,allowed\nline,*,false\nline,A,true\nline,D,true\n",
        "demand": "commodity,region,amount\ncell,A,20\ncell,D,20\n",
        "curves": "curve,scope,driver,learning_rate,reference,unit_cost\nk,region,size,0.2,10,20\n",
        "curve_members": "curve,member\nk,line\n",
    }
    done = solved(
        tmp_path, f"name: case\nyears: [2025]\nlearning: {mode}\nsolver: {{gap: 1.0e-6}}\n", options=ROADS, **ends
    )
    assert done.solved.objective == pytest.approx(40 * 12.8 + 20 * 1.6)
    assert done.learning["starts"][0]["costs"][-1] == pytest.approx(40 * 16)
    assert done.size["shipments_over_corridors"] == 12
    assert done.tables["flows"]["flow"].tolist() == pytest.approx([20])


@pytest.mark.parametrize(
    "change",
    [
        {"freight": "freight_class,cost_per_t_km,handling_per_t,reach_km\nroad,1e-6,1e-3,500\n"},
        {"lanes": "commodity,origin,destination,cost\ncell,A,D,7\n"},
        {"lanes": "commodity,origin,destination,capacity\n*,*,A,7\n"},
        {"corridors": ""},
    ],
)
def test_a_lane_that_is_no_way_keeps_a_commodity_off_the_road(tmp_path, change):
    assert commodities_for_roads(load(write(tmp_path / "on", **ROW)).instance) == {"cell"}
    tables = {**ROW, "regions": "region,lat,lon\nA,0,0\nB,0,1\nC,0,2\nD,0,3\n", **change}
    assert not commodities_for_roads(load(write(tmp_path / "off", **tables)).instance)


def test_a_policy_on_shipments_keeps_a_commodity_off_the_road(tmp_path):
    folder = write(tmp_path, **ROW)
    policy = "- {name: g, left: {quantity: flow_in, commodity: cell}, scope: region, at_most: 5, price: 1}\n"
    (folder / "policies.yaml").write_text(policy, encoding="utf-8")
    assert not commodities_for_roads(load(folder).instance)


def test_a_flow_is_taken_apart_into_paths_and_its_circles_are_dropped():
    # 5 go in at A: 3 leave at B, 2 at C. One unit runs B - C - D - B.
    flows = {"A": {"B": 5.0}, "B": {"C": 3.0}, "C": {"D": 1.0}, "D": {"B": 1.0}}
    found = sorted(paths({"A": 5.0, "B": -3.0, "C": -2.0}, flows))
    assert found == [("A", "B", 3.0), ("A", "C", 2.0)]
    circle = {"A": {"B": 2.0}, "B": {"C": 3.0}, "C": {"A": 1.0, "D": 2.0}}
    assert list(paths({"A": 1.0, "D": -1.0}, circle)) == [("A", "D", 1.0)]


@pytest.mark.parametrize("seed", range(10))
def test_the_optimum_and_the_audit_are_those_of_all_lanes(tmp_path, seed):
    drawn = draw_roads(seed)
    if seed % 2:
        instance = instance_with_policies(tmp_path, drawn, seed)
    else:
        instance = load(write(tmp_path, drawn.settings, base={}, **drawn.tables)).instance
    few, every = run(instance, ROADS), run(instance, ALL)
    assert few.solved.objective == pytest.approx(every.solved.objective, rel=1e-7, abs=1e-6)
    assert few.verdict.passed, few.verdict.lines()
    assert few.tables["prices"].shape == every.tables["prices"].shape


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_the_optimum_and_the_audit_are_those_of_all_lanes_of_many_instances(tmp_path, seed):
    test_the_optimum_and_the_audit_are_those_of_all_lanes(tmp_path, seed)

"""Lanes that come in on demand: the optimum over all lanes, with every lane priced."""

import math

import numpy as np
import pytest

import model.pricing
from model.formulation.build import build
from model.network.absent import AbsentLanes
from model.network.assemble import assemble
from model.pricing import few_lanes
from model.run import run
from model.solver.highs import Options
from model.solver.program import compile_program
from tests.known import solved
from tests.random_instances import draw
from tests.random_policies import instance_with_policies

FEW = Options(columns="priced")
ALL = Options(columns="all")

# Along the equator, a degree is 6371 * pi / 180 km. Cells are bought in D at 1 and needed in B; making them is dear.
DEGREE = 6371 * math.pi / 180
EQUATOR = {
    "regions": "region,lat,lon\nA,0,0\nB,0,10\nC,0,20\nD,0,30\n",
    "commodities": "commodity,tonnes_per_unit,freight_class\ncell,1000,road\n",
    "lines": "line,life,capex\nline,10,1000000\n",
    "freight": "freight_class,cost_per_t_km,handling_per_t\nroad,1e-6,1e-3\n",
    "markets": "market,commodity,region,price\nshop,cell,D,1\n",
    "demand": "commodity,region,amount\ncell,B,10\n",
}


@pytest.fixture(autouse=True)
def _one_lane(monkeypatch):
    """Begin with the nearest lane from each origin and to each destination only."""
    monkeypatch.setattr(model.pricing, "NEAREST", 1)


def test_a_lane_that_pays_comes_in(tmp_path):
    # To begin with there are A - B, B - C and C - D: by way of C ten cells are loaded twice. Directly each costs 1 to
    # buy and 1000 t * (1e-3 + 1e-6 * 20 degrees) to ship.
    done = solved(tmp_path, options=FEW, **EQUATOR)
    assert done.solved.objective == pytest.approx(10 * (1 + 1000 * (1e-3 + 1e-6 * 20 * DEGREE)))
    assert done.tables["flows"][["origin", "destination"]].to_numpy().tolist() == [["D", "B"]]
    assert done.pricing["is_whole"]
    # What is left out would not pay: A - C, say, is as dear as it is useless.
    assert done.pricing["least"] >= 0
    assert (done.pricing["rounds"], done.pricing["added"]) == (2, 1)


def test_where_few_lanes_leave_no_plan_all_are_taken(tmp_path):
    # A and B are near each other, and so are C and D: nothing leads from one pair to the other.
    apart = {
        **EQUATOR,
        "regions": "region,lat,lon\nA,0,0\nB,0,1\nC,0,20\nD,0,21\n",
        "lines": "",
        "processes": "process\nmake\n",
    }
    apart["recipes"] = "process,commodity,amount\nmake,cell,-1\n"
    done = solved(tmp_path, options=FEW, **apart)
    assert done.solved.objective == pytest.approx(10 * (1 + 1000 * (1e-3 + 1e-6 * 20 * DEGREE)))
    assert done.pricing is None


def test_lanes_are_all_there_where_they_are_few_or_something_needs_them_at_once(tmp_path):
    assert solved(tmp_path / "few", **EQUATOR).pricing is None
    sites = "line,region,site_cost,max_capacity\nline,*,5,100\n"
    assert solved(tmp_path / "sites", options=FEW, **EQUATOR, sites=sites).pricing is None


# In 1042 a dual elsewhere is so high that 1e-9 of it is more than a lane saves.
@pytest.mark.parametrize("seed", [*range(300, 330), 1042])
def test_the_optimum_is_that_over_all_lanes(tmp_path, seed):
    instance = instance_with_policies(tmp_path, draw(seed), seed)
    few, every = run(instance, FEW), run(instance, ALL)
    assert few.solved.objective == pytest.approx(every.solved.objective, rel=1e-7, abs=1e-6)
    assert few.verdict.passed, few.verdict.lines()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1200))
def test_the_optimum_is_that_over_all_lanes_of_many_instances(tmp_path, seed):
    test_the_optimum_is_that_over_all_lanes(tmp_path, seed)


@pytest.mark.parametrize("seed", range(300, 312))
def test_an_absent_lane_has_the_column_that_the_formulation_gives_it(tmp_path, seed):
    """Whoever adds a row about shipments to the formulation has to add it to the pricing."""
    instance = instance_with_policies(tmp_path, draw(seed), seed)
    whole = compile_program(build(assemble(instance)))
    net = assemble(instance, few_lanes(instance, FEW))
    program = compile_program(build(net))
    row_at = {name: row for row, name in enumerate(program.rows)}
    absent = AbsentLanes(instance, net, row_at, np.where(np.isposinf(program.row_upper), -1.0, 1.0))
    n, periods = len(net.absent), len(net.periods.first)
    if not n or not absent.is_complete:
        return
    lane, period = np.repeat(np.arange(n), periods), np.tile(np.arange(periods), n)
    columns = absent.columns(lane, period, len(program.rows)).todense()
    position = {name: column for column, name in enumerate(whole.columns)}
    row_in_whole = {name: row for row, name in enumerate(whole.rows)}
    same_rows = [row_in_whole[name] for name in program.rows]
    dual = np.random.default_rng(seed).random(len(program.rows))
    for k, name in enumerate(absent.names(lane, period)):
        j, t = position[name], int(period[k])
        column = np.asarray(whole.matrix[:, [j]].todense()).ravel()[same_rows]
        assert columns[:, k] == pytest.approx(column)
        assert absent.cost(t)[lane[k]] == pytest.approx(whole.cost[j])
        assert absent.reduced(t, dual)[lane[k]] == pytest.approx(whole.cost[j] - dual @ column)
        assert whole.upper[j] == net.absent.capacity[lane[k], t]

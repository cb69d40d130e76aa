"""Groups of regions first: a bound for every plan, and a plan that builds where the groups do."""

import random

import numpy as np
import pytest

from model.formulation.build import build
from model.groups import grouped, groups_of, solve_groups_first
from model.instance.load import load
from model.network.assemble import assemble
from model.roads import on_roads
from model.solver.engine import solve
from model.solver.highs import Options
from model.solver.program import compile_program
from model.solver.summed import dominated
from tests.known import solved, write
from tests.random_policies import instance_with_policies
from tests.random_roads import draw_roads
from tests.solver.programs import NONE, program
from tests.test_roads import ROW

GROUPED = {**ROW, "regions": "region,group\nA,west\nB,west\nC,\nD,\n"}
FIRST = Options(columns="roads", groups_first=True)


def test_the_gap_is_what_goods_travel_inside_a_group(tmp_path):
    # Ten cells go from D to B at 1 + 1.5, four to A at 1 + 1.6 (test_roads.py). A and B are one group, to which the way
    # to B is the cheapest: 14 * 2.5 = 35 is a bound of 35.4.
    done = solved(tmp_path, options=FIRST, **GROUPED)
    assert (done.solved.status, done.solved.objective) == ("feasible", pytest.approx(35.4))
    assert done.solved.bound == pytest.approx(35.0)
    assert done.solved.gap == pytest.approx(0.4 / 35.4)
    # A plan that is not proven has no prices; every limit and cost of it is audited all the same.
    assert done.verdict.passed
    assert done.tables["prices"].empty


def test_a_region_in_no_group_is_one_by_itself(tmp_path):
    assert groups_of(load(write(tmp_path, **GROUPED)).instance) == {"A": "west", "B": "west", "C": "C", "D": "D"}


def test_rows_of_a_group_are_one_and_of_equal_decisions_the_cheapest_is_left(tmp_path):
    # Cells made in A or in B, at 3 or at 2, are made in the group at 2: one column, one balance, and no road. In C they
    # are made at 2 too; in D they are not made, but bought at 1.
    made = {
        **GROUPED,
        "lines": "",
        "sites": "",
        "processes": "process,variable_cost\ndear,3\ncheap,2\n",
        "recipes": "process,commodity,amount\ndear,cell,1\ncheap,cell,1\n",
    }
    instance = load(write(tmp_path, **made)).instance
    net = assemble(instance, on_roads=["cell"])
    coarse = grouped(net, compile_program(build(net)), groups_of(instance))
    assert ("balance", ("cell", "west", 2025)) in coarse.rows
    assert not [name for name, _ in coarse.rows if name == "road"]
    made_in = [index[1] for name, index in coarse.columns if name == "activity"]
    assert len(made_in) == 2
    assert set(made_in) < {"A", "B", "C"}
    assert {index[0] for name, index in coarse.columns if name == "activity"} == {"cheap"}


def test_a_column_is_replaced_by_one_that_does_the_same_for_less():
    # x0, x1 and x3 do the same. x1 costs least, but there is only one of it; x0 is cheaper than x3 and without end.
    # x4 does nothing and costs 1; x5 does nothing and earns 1.
    some = program([2, 1, 1, 3, 1, -1], [([1, 1, 2, 1, 0, 0], 4, NONE)], upper=NONE)
    some.upper[1] = 1.0
    assert dominated(some).tolist() == [False, False, False, True, True, False]
    assert solve(program([2, 1, 1], [([1, 1, 2], 4, NONE)])).objective == pytest.approx(2)


@pytest.mark.parametrize("seed", range(4))
def test_bound_optimum_and_plan_are_in_this_order(tmp_path, seed):
    drawn, dice = draw_roads(seed), random.Random(seed)
    if seed % 2:
        instance = instance_with_policies(tmp_path, drawn, seed)
    else:
        instance = load(write(tmp_path, drawn.settings, base={}, **drawn.tables)).instance
    net = assemble(instance, on_roads=on_roads(instance, FIRST))
    whole = compile_program(build(net))
    best = solve(whole).objective
    groups = {r: dice.choice(("east", "west", r)) for r in net.regions}
    found = solve_groups_first(net, whole, groups, FIRST)
    room = 1e-7 * abs(best) + 1e-6
    assert found.status == "feasible"
    assert np.isfinite(found.bound)
    assert found.bound <= best + room
    assert best <= found.objective + room


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_bound_optimum_and_plan_are_in_this_order_in_many_instances(tmp_path, seed):
    test_bound_optimum_and_plan_are_in_this_order(tmp_path, seed)

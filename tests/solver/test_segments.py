"""Concave costs beside whole numbers: proven against a search by hand, and against the proof without whole numbers."""

import re
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from model.instance.load import load
from model.network.assemble import assemble
from model.network.learning import Learning
from model.run import make_program, run
from model.solver.certified import solve_certified
from model.solver.highs import Options
from model.solver.known import Known
from model.solver.local import solve_local
from model.solver.master import Master
from model.solver.mip import solve_whole
from model.solver.narrow import Narrowing
from model.solver.segments import segmented
from model.solver.tangents import Tangents
from tests.known import solved, write
from tests.random_instances import draw
from tests.random_sites import draw_sites

CERTIFIED = "name: case\nyears: [2025]\nlearning: certified\nsolver: {gap: 1.0e-6}\n"


def learning_of(folder, drawn):
    # Members of one curve are paid alike, which drawn lines are not.
    tables = dict(drawn.tables)
    tables["curve_members"] = tables["curve_members"].replace("equipment,old_cell,0.5\n", "")
    settings = re.sub(r"learning: \w+", "learning: certified", drawn.settings)
    return load(write(folder, settings, base={}, **tables)).instance


def tangents_of(instance, **options):
    program = make_program(instance)
    return Tangents(program, Learning(assemble(instance).curves), Options(**options))


def test_one_site_learns_more_than_two(tmp_path):
    # 10 in A and in B; each site costs 1000, all at once. A unit has a learned part of 8 up to 10, then halving with
    # every doubling (b = 1): 80 for 10, 80 + 80 ln 2 for 20. Alone: freight 10 * 5; two sites: 1000 more.
    tables = {
        "regions": "region\nA\nB\n",
        "lines": "line,life,capex\nline,1,0\n",
        "demand": "commodity,region,amount\ncell,*,10\n",
        "lanes": "commodity,origin,destination,cost\ncell,*,*,5\n",
        "sites": "line,region,max_capacity,site_cost\nline,*,30,1000\n",
        "curves": "curve,scope,driver,learning_rate,reference,unit_cost\nlearning,region,build,0.5,10,8\n",
        "curve_members": "curve,member\nlearning,line\n",
        "curve_places": "curve,place,initial\nlearning,*,0\n",
    }
    found = solved(tmp_path, CERTIFIED, **tables).solved
    assert found.objective == pytest.approx(1000 + 50 + 80 + 80 * np.log(2), rel=1e-6)
    assert found.bound == pytest.approx(found.objective, rel=2e-6)


@pytest.mark.parametrize("seed", [1, 5, 6, 7, 10])
def test_without_whole_numbers_both_proofs_meet(seed, tmp_path):
    tangents = tangents_of(learning_of(tmp_path, draw(seed)))
    best = solve_local(tangents).best
    whole = solve_certified(tangents, best, Options(gap=1e-3), way="segments")
    other = solve_certified(tangents, best, Options(gap=1e-3), way="boxes")
    assert max(whole.bound, other.bound) <= min(whole.best.cost, other.best.cost) * (1 + 1e-7)
    assert whole.gap <= 1e-3


@pytest.mark.parametrize("seed", [1, 2, 6, 8])
def test_chords_lie_below_every_plan(seed, tmp_path):
    tangents = tangents_of(learning_of(tmp_path, draw_sites(seed)))
    best = solve_local(tangents).best
    narrowing = Narrowing(Known(tangents, best, Options()), Master(tangents.concave, best, Options()), Options())
    narrowing.run()
    low, high = narrowing.box.low, narrowing.box.high
    assert (low <= best.volumes + 1e-6).all()
    assert (best.volumes <= high + 1e-6).all()
    ends = [np.unique(each) for each in zip(low, high, strict=True)]
    ends = [each if len(each) > 1 else np.repeat(each, 2) for each in ends]
    bounds = []
    for _ in range(3):
        program = segmented(tangents.program, tangents.at, tangents.concave, ends)
        bounds.append(solve_whole(program, Options(gap=1e-7)).objective)
        # Every segment in two: the bound rises, and stays below what a plan costs.
        ends = [np.unique(np.append(of_one, (of_one[1:] + of_one[:-1]) / 2)) for of_one in ends]
    assert all(before <= after * (1 + 1e-6) for before, after in pairwise(bounds))
    assert bounds[-1] <= best.cost * (1 + 1e-6)


@pytest.mark.parametrize("seed", [0, 2, 6, 8, 10])
def test_sites_and_plants_learn_to_a_proven_gap(seed, tmp_path):
    instance = learning_of(tmp_path, draw_sites(seed))
    instance = replace(instance, settings=replace(instance.settings, gap=1e-3))
    done = run(instance, Options())
    assert done.solved.status == "optimal"
    assert done.solved.gap <= 1e-3
    assert done.verdict.passed, done.verdict.lines()


def test_a_time_limit_ends_it_with_the_plan_there_is(tmp_path):
    tangents = tangents_of(learning_of(tmp_path, draw_sites(6)))
    best = solve_local(tangents).best
    tangents._ends = 0.0
    found = solve_certified(tangents, best, Options())
    assert (found.status, found.best) == ("time_limit", best)

"""How far a sum can go at a small cost: by a few warm programs, and cold by a row that holds the cost down."""

from dataclasses import replace

import numpy as np
import pytest

from model.instance.load import load
from model.run import make_program
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.restart import solve_with_basis
from model.solver.rows import Row, with_rows
from model.studies.searches.frontier import EXACT, Optimum, reach
from tests.known import write
from tests.random_instances import draw

SLACKS = (0.001, 0.01, 0.05, 0.2)


def optimum_of(folder, seed):
    drawn = draw(seed)
    program = make_program(load(write(folder, drawn.settings, {}, **drawn.tables)).instance)
    solved, start = solve_with_basis(program, Options())
    x = np.array([solved.values[name][index] for name, index in program.columns])
    return Optimum(program, start, x, solved.objective)


def cold(optimum, direction, most, sign):
    """Return the least (1) or the largest (-1) sum over all plans that cost no more, solved from nothing."""
    program = optimum.program
    cost = {int(j): float(program.cost[j]) for j in np.flatnonzero(program.cost)}
    row = Row(("cost", ()), cost, upper=most - program.offset)
    engine = Engine(replace(with_rows(program, [row]), cost=sign * direction, offset=0.0), Options())
    return sign * engine.solve().objective


@pytest.mark.parametrize("seed", [3, pytest.param(8, marks=pytest.mark.slow), pytest.param(21, marks=pytest.mark.slow)])
def test_ranges_are_those_of_cold_programs_and_widen_with_the_slack(tmp_path, seed):
    optimum = optimum_of(tmp_path, seed)
    names = optimum.program.columns
    region = next(i[1] for kind, i in names if kind == "activity")
    direction = np.array([float(kind == "activity" and i[1] == region) for kind, i in names])
    size = max(1.0, float(direction @ optimum.x))
    rooms = [slack * abs(optimum.least) for slack in SLACKS]
    for end, sign in ((0.0, 1), (np.inf, -1)):
        found = [point.amount for point in reach(optimum, direction, end, rooms, size).points]
        exact = [cold(optimum, direction, optimum.least + room, sign) for room in rooms]
        assert found == pytest.approx(exact, abs=2 * EXACT * size)
        assert found == sorted(found, reverse=sign > 0)
        assert found[-1] != pytest.approx(found[0], abs=EXACT * size)

"""A program beside others: the same optimum, and an end to it."""

from dataclasses import replace

import numpy as np
import pytest

from model.solver.beside import Beside
from model.solver.engine import Engine
from model.solver.highs import Options
from tests.solver.concave import sharing


def test_programs_solved_at_the_same_time_come_to_their_own_optima():
    # All ten of the cheapest, and the price is its cost.
    programs = [sharing(cost, 10) for cost in ((1, 2, 3), (4, 2, 3), (4, 5, 3))]
    both = [Beside(program, Options()) for program in programs]
    here = [Engine(program, Options()).solve() for program in programs]
    for k, (beside, point) in enumerate(zip(both, here, strict=True)):
        ended = beside.end(np.inf)
        assert ended.x.tolist() == point.x.tolist() == [10.0 * (k == i) for i in range(3)]
        assert ended.dual == pytest.approx([k + 1])
        assert ended.iterations == point.iterations
        # Gone on from its basis nothing is left to do.
        engine = Engine(programs[k], Options())
        engine.set_basis(ended.basis)
        assert engine.solve().iterations == 0


def test_what_has_no_optimum_or_no_time_has_no_end():
    assert Beside(sharing((1, 2), -1), Options()).end(np.inf) is None
    assert Beside(sharing((1, 2), 10), Options(time_limit=0.0)).end(np.inf) is None
    free = replace(sharing((1, 2), 10), lower=np.full(2, -np.inf))
    assert Beside(free, Options()).end(np.inf) is None


def test_it_can_be_told_to_stop():
    beside = Beside(sharing((1, 2), 10), Options())
    beside.cancel()
    beside.cancel()

"""Columns priced in one after the other, on programs solved by hand."""

import numpy as np
import pytest
from scipy.sparse import csc_array

from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.pricing import Columns, solve_priced
from tests.solver.programs import NONE, program


class Offers:
    """Columns of one balance: the cheapest that saves something comes in first."""

    def __init__(self, *costs):
        self.costs = list(costs)

    def price(self, dual):
        reduced = [cost - dual[0] for cost in self.costs]
        least = min(reduced, default=NONE)
        if least >= 0:
            return least, None
        cost = self.costs.pop(reduced.index(least))
        one = np.array([cost], dtype=float)
        return least, Columns(one, np.zeros(1), np.ones(1), csc_array(np.ones((1, 1))), [("y", (cost,))])


def test_columns_come_in_until_none_saves():
    # Two are due at 9 each. At a price of 9 the offer of 3 saves 6 and is taken, one unit of it; at a price of 9 still
    # that of 5 is; both together are enough, at a price of 5 to 9: 3 + 5 = 8. The offer of 9 saves nothing.
    engine = Engine(program([9], [([1], 2, 2)]), Options())
    point, proof = solve_priced(engine, Offers(9, 5, 3))
    assert point.objective == pytest.approx(8)
    assert (proof.rounds, proof.added, proof.is_whole) == (3, 2, True)
    assert proof.least >= 0
    assert [name for name, _ in engine.program.columns] == ["x", "y", "y"]


def test_without_an_optimum_nothing_is_proven():
    engine = Engine(program([9], [([1], 2, 1)]), Options())
    point, proof = solve_priced(engine, Offers(3))
    assert (point.status, proof.is_whole) == ("infeasible", False)

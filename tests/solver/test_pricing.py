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
    # Two units are due, at 9 each to begin with; of each offer there is one unit. Round 1: the price is 9, so the offer
    # of 3 has reduced cost 3 - 9 = -6, the least, and comes in: 3 + 9 = 12. Round 2: the second unit still costs 9, and
    # the offer of 5 comes in with 5 - 9 = -4: 3 + 5 = 8. Round 3: the price lies between 5 and 9, so the offer that is
    # left, of 9, has a reduced cost of 0 or more, and the two that came in are proven to be enough.
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

"""Rows summed at the prices of a plan: below the whole program everywhere, and level with it at these prices."""

import numpy as np
import pytest

from model.learning import over_regions
from model.network.assemble import assemble
from model.network.learning import Learning
from model.run import make_program
from model.solver.engine import solve
from model.solver.highs import Options
from model.solver.surrogate import surrogate
from model.solver.tangents import Stopped, Tangents
from tests.random_instances import draw
from tests.solver.programs import NONE, program
from tests.solver.test_segments import learning_of

NO_VOLUMES = np.zeros(0, dtype=np.intp)
BOTH = (("balance", ()), ("balance", ()))


def test_what_duals_differ_by_is_charged_to_columns():
    # One unit each is wanted in A and B. Made in A at 2, in B at 3, shipped at 0.5: both are made in A, 2 + 2.5, at
    # prices 2 and 2.5. Both have 2 in common; 0.5 of B is charged: made in B costs 2.5, a shipment 0, and 0.5 is paid
    # anyway. Of the columns with the same coefficients the one in A is left.
    whole = program((2, 3, 0.5), [((1, 0, -1), 1, 1), ((0, 1, 1), 1, 1)])
    few = surrogate(whole, BOTH, NO_VOLUMES, np.array([2.0, 2.5]), 100.0)
    assert (few.cost.tolist(), few.offset) == ([2.0], 0.5)
    assert (few.row_lower.tolist(), few.row_upper.tolist()) == ([2.0], [2.0])
    assert solve(few, Options()).objective == solve(whole, Options()).objective == 4.5


def test_a_limit_keeps_the_sign_of_its_charge():
    # Three units are wanted; at most 1 at cost 1, at most 1 at 2, any at 5. Duals of the limits are -4 and -3, which
    # have -3 in common: 1 is charged to the first (cost 2, less 1 for its limit). Two at 2 and one at 5, less 1: 8.
    whole = program((1, 2, 5), [((1, 1, 1), 3, 3), ((1, 0, 0), -NONE, 1), ((0, 1, 0), -NONE, 1)])
    few = surrogate(whole, (("all", ()), ("most", ()), ("most", ())), NO_VOLUMES, np.array([5.0, -4.0, -3.0]), 100.0)
    assert few.cost.tolist() == [2.0, 5.0]
    assert few.offset == -1.0
    assert few.row_upper.tolist() == [3.0, 2.0]
    assert solve(few, Options()).objective == solve(whole, Options()).objective == 8.0


def test_duals_that_no_row_allows_count_as_none():
    # A dual of +1 on a limit from above proves nothing: it is left out, and what is left is still below.
    whole = program((1, 5), [((1, 1), 3, 3), ((1, 0), -NONE, 1)])
    few = surrogate(whole, (("all", ()), ("most", ())), NO_VOLUMES, np.array([5.0, 1.0]), 100.0)
    assert solve(few, Options()).objective <= solve(whole, Options()).objective == 11.0


@pytest.mark.parametrize("seed", [0, 2, 5])
def test_a_surrogate_is_level_at_its_prices_and_below_elsewhere(tmp_path, seed):
    instance = learning_of(tmp_path, draw(seed))
    net, whole = assemble(instance), make_program(instance)
    concave = Learning(net.curves)
    tangents = Tangents(whole, concave, Options(), over_regions(net, whole))
    plan = tangents.plan(concave.off_slopes)
    few = surrogate(whole, tangents.sums, tangents.at, plan.dual, 10 * float(np.abs(plan.x).max()))
    assert len(few.rows) < len(whole.rows)
    near, dice = Tangents(few, concave, Options()), np.random.default_rng(seed)
    assert near.under(plan.slopes, near.plan(plan.slopes)) == pytest.approx(tangents.under(plan.slopes, plan), rel=1e-7)
    for _ in range(5):
        slopes = concave.off_slopes * dice.uniform(0.2, 2.0, len(plan.slopes))
        least = tangents.under(slopes, tangents.plan(slopes))
        assert least_of(near, slopes) <= least + 1e-7 * max(1.0, abs(least))


def least_of(tangents, slopes):
    try:
        return tangents.under(slopes, tangents.plan(slopes))
    except Stopped as stopped:
        # Far from its prices a surrogate may have no end, which proves nothing.
        if stopped.status != "unbounded":
            raise
        return -np.inf

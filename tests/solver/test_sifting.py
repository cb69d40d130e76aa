"""Few columns first: which they are, and that the end with them leads to the optimum with all."""

import numpy as np
import pytest

from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.restart import engine_from, solve_with_basis
from model.solver.sifting import may_pay, sift
from model.solver.start import basis_for
from tests.solver.programs import NONE, program

# Two units are due. x0 makes one for 2, x1 for 3, x2 for 2.5, x3 for 9. The second row is far from its limit: it is
# there so that no column stands in one row alone.
FOUR = program([2.0, 3.0, 2.5, 9.0], [([1, 1, 1, 1], 2.0, 2.0), ([1, 1, 1, 1], -NONE, 50.0)])


def test_columns_that_are_far_from_paying_are_left_out():
    _, start = solve_with_basis(FOUR, Options())
    stand = engine_from(start, FOUR, Options()).stand()
    # A unit is worth 2, so reduced costs are 0, 1, 0.5 and 7: shares of 0, 0.33, 0.2 and 0.78 of the own cost.
    assert stand.reduced == pytest.approx([0, 1, 0.5, 7])
    assert (stand.rows, stand.columns) == (0, 0)
    assert may_pay(start, FOUR, stand).tolist() == [0, 2]


def test_what_is_in_one_row_alone_is_never_left_out():
    missing = program([2.0, 9.0], [([1, 1], 2.0, 2.0), ([1, 0], -NONE, 50.0)])
    _, start = solve_with_basis(missing, Options())
    stand = engine_from(start, missing, Options()).stand()
    assert may_pay(start, missing, stand).tolist() == [0, 1]


def test_the_end_with_few_columns_is_a_basis_among_all():
    _, start = solve_with_basis(FOUR, Options())
    engine = engine_from(start, FOUR, Options())
    # x0 now costs 4, and x2 pays: its reduced cost at the old basis is 2.5 - 4. A unit is then worth 2.5.
    engine.set_costs(np.array([4.0, 3.0, 2.5, 9.0]))
    stand = engine.stand()
    assert (stand.rows, stand.columns) == (0, 2)
    found = sift(start, engine.program, stand, Options(), cap=100)
    assert found.point.objective == pytest.approx(5)
    assert found.steps == round(0.6 * found.point.iterations)
    whole = Engine(engine.program, Options())
    whole.set_basis(basis_for(found.start, engine.program))
    assert (whole.stand().rows, whole.stand().columns) == (0, 0)


def test_it_stops_at_the_cap():
    _, start = solve_with_basis(FOUR, Options())
    engine = engine_from(start, FOUR, Options())
    engine.set_costs(np.array([4.0, 3.0, 2.5, 9.0]))
    assert sift(start, engine.program, engine.stand(), Options(), cap=0).point.status == "failed"

"""What duals prove of a point, worked out by hand."""

import numpy as np
import pytest

from model.solver.proof import dual_bound, is_optimal
from tests.solver.programs import NONE, program

# min 3 x0 + 2 x1 with x0 + x1 = 4 and x1 <= 3: x = (1, 3), cost 9, duals 3 and -1.
SMALL = program([3, 2], [([1, 1], 4, 4), ([0, 1], -NONE, 3)])
BEST, DUALS = np.array([1.0, 3.0]), np.array([3.0, -1.0])


def test_the_bound_is_what_rows_and_bounds_are_worth():
    # 3 * 4 - 1 * 3 = 9; at prices 2 and 0 x0 has 1 left and stands at 0: 2 * 4 = 8.
    assert dual_bound(SMALL, DUALS).value == pytest.approx(9)
    assert dual_bound(SMALL, np.array([2.0, 0.0])).value == pytest.approx(8)


def test_a_price_that_points_to_no_number_proves_nothing():
    # At a price of 5 both columns would earn without end, x1 most: 2 - 5, of terms that are 2 + 5 together.
    assert dual_bound(SMALL, np.array([5.0, 0.0])).wrong == pytest.approx(3 / 7)
    # A positive dual has no lower side in row 1, and counts nothing: 3 * 4 at prices 3 and 0, and x1 earns 1 of 2 + 3.
    assert dual_bound(SMALL, np.array([3.0, 1.0])) == dual_bound(SMALL, np.array([3.0, 0.0]))
    assert dual_bound(SMALL, np.array([3.0, 1.0])).value == pytest.approx(12)
    assert dual_bound(SMALL, np.array([3.0, 1.0])).wrong == pytest.approx(1 / 5)


def test_a_high_dual_elsewhere_hides_no_column_that_pays():
    # Beside 3 x0 + 2 x1 with x0 + x1 = 4 something else costs 1e9. All of x0 costs 12, and at its price x1 would save
    # 3 - 2 a unit; the bound 3 * 4 + 1e9 counts nothing for that, as x1 has no upper bound.
    beside = program([3, 2, 1e9], [([1, 1, 0], 4, 4), ([0, 0, 1], 1, 1)])
    assert not is_optimal(beside, np.array([4.0, 0.0, 1.0]), np.array([3.0, 1e9]))
    assert is_optimal(beside, np.array([0.0, 4.0, 1.0]), np.array([2.0, 1e9]))


def test_an_optimum_and_what_is_none():
    assert is_optimal(SMALL, BEST, DUALS)
    assert not is_optimal(SMALL, BEST, np.array([2.0, 0.0]))  # duals that prove less
    assert not is_optimal(SMALL, np.array([4.0, 0.0]), DUALS)  # dearer: 12
    assert not is_optimal(SMALL, np.array([0.0, 4.0]), DUALS)  # above the limit of row 1
    assert not is_optimal(SMALL, np.array([2.0, 2.5]), DUALS)  # misses the balance
    assert not is_optimal(program([3, 2], [([1, 1], 4, 4)], upper=2), np.array([1.0, 3.0]), np.array([3.0]))

"""Which ids can change places."""

from dataclasses import replace

import numpy as np

from model.solver.alike import interchangeable
from tests.solver.programs import NONE, program

# Three sites make what is asked for: y of each costs 3, x costs 2; at most two may be open.
ROWS = [([0, 0, 0, 1, 1, 1], 9, 9), ([-5, 0, 0, 1, 0, 0], -NONE, 0), ([0, -5, 0, 0, 1, 0], -NONE, 0),
        ([0, 0, -5, 0, 0, 1], -NONE, 0), ([1, 1, 1, 0, 0, 0], -NONE, 2)]  # fmt: skip


def sites(**changed):
    made = program([3, 3, 3, 2, 2, 2], ROWS)
    columns = tuple((name, (i,)) for name in ("y", "x") for i in "abc")
    rows = (("balance", ()), *(("room", (i,)) for i in "abc"), ("count", ()))
    return replace(made, columns=columns, rows=rows, integers=(0, 1, 2), **changed)


def test_equal_sites_are_a_set():
    assert interchangeable(sites(), "abc") == (("a", "b", "c"),)


def test_a_site_of_another_price_is_not_in_it():
    assert interchangeable(sites(cost=np.array([3.0, 3, 4, 2, 2, 2])), "abc") == (("a", "b"),)
    assert interchangeable(sites(cost=np.array([3.0, 5, 4, 2, 2, 2])), "abc") == ()


def test_nor_is_one_that_differs_in_a_row_or_a_bound():
    matrix = sites().matrix.tolil()
    matrix[2, 1] = -6.0
    assert interchangeable(sites(matrix=matrix.tocsc()), "abc") == (("a", "c"),)
    assert interchangeable(sites(row_upper=np.array([9.0, 1, 0, 0, 2])), "abc") == (("b", "c"),)
    assert interchangeable(sites(upper=np.array([9.0, 9, 8, 9, 9, 9])), "abc") == (("a", "b"),)
    assert interchangeable(replace(sites(), integers=(1, 2)), "abc") == (("b", "c"),)


def test_nor_is_one_with_something_the_others_have_not():
    made = sites()
    columns = (*made.columns[:5], ("z", ("c",)))
    assert interchangeable(replace(made, columns=columns), "abc") == (("a", "b"),)


def test_rounding_makes_no_difference():
    assert interchangeable(sites(cost=np.array([3.0, 3 + 1e-13, 3, 2, 2, 2])), "abc") == (("a", "b", "c"),)

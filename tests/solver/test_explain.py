"""Why there is no plan: what would have to give, and by how much."""

import pytest

from model.solver.explain import least_violation
from model.solver.highs import Options
from tests.solver.programs import NONE, program


def test_a_balance_gives_first():
    # x = 5 is asked for, x <= 3 is allowed: two are short, though the limit could give as well.
    (miss,) = least_violation(program([1], [([1], 5, 5), ([1], -NONE, 3)]), Options())
    assert (miss.row, miss.index, miss.amount) == ("balance", (0,), pytest.approx(2))


def test_too_much_has_the_other_sign():
    # x >= 4 has to be made, the balance takes 1: three have no outlet.
    (miss,) = least_violation(program([1], [([1], 1, 1), ([-1], -NONE, -4)]), Options())
    assert (miss.row, miss.amount) == ("balance", pytest.approx(-3))


def test_limits_give_where_they_contradict_each_other():
    # The balance holds with y; x >= 4 and x <= 3 do not go together whatever the balance.
    rows = [([0, 1], 1, 1), ([1, 0], 4, NONE), ([1, 0], -NONE, 3)]
    misses = least_violation(program([1, 1], rows), Options())
    assert {miss.row for miss in misses} == {"limit"}
    assert sum(abs(miss.amount) for miss in misses) == pytest.approx(1)


def test_where_a_plan_exists_nothing_has_to_give():
    assert least_violation(program([1], [([1], 5, 5)]), Options()) == ()

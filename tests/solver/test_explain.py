"""Why there is no plan: what would have to give, and by how much."""

from dataclasses import replace

import numpy as np
import pytest

from model.solver.explain import least_violation
from model.solver.highs import Options
from tests.solver.programs import NONE, program


def test_a_balance_gives_first():
    # x = 5 is asked for, x <= 3 is allowed: two are short, though the limit could give as well.
    (miss,) = least_violation(program([1], [([1], 5, 5), ([1], -NONE, 3)]), Options())
    assert (miss.row, miss.index, miss.amount) == ("balance", (0,), pytest.approx(2))


def test_a_policy_gives_before_a_balance_where_it_alone_is_the_cause():
    # x = 5 is asked for, a policy allows 3: the policy gives two. With a limit of 4 beside it, it is not the cause.
    found = program([1], [([1], 5, 5), ([1], -NONE, 3), ([1], -NONE, 4)])
    both = replace(found, rows=(found.rows[0], ("policy_at_most", ("quota", "nation", 2025)), found.rows[2]))
    loose = replace(both, row_upper=np.array([5.0, 3.0, 9.0]))
    (miss,) = least_violation(loose, Options())
    assert (miss.row, miss.index, miss.amount) == ("policy_at_most", ("quota", "nation", 2025), pytest.approx(-2))
    (miss,) = least_violation(both, Options())
    assert (miss.row, miss.amount) == ("balance", pytest.approx(2))


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

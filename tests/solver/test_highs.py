"""What HiGHS says, taken at its word only where it is the right word."""

import numpy as np
import pytest

from model.solver.engine import solve
from model.solver.highs import Options, SolverError
from tests.solver.programs import NONE, press_ctrl_c, program

# min 3 x0 + 2 x1 with x0 + x1 = 4 and x1 <= 3: x = (1, 3), cost 9. One more on the first row has to come from x0: 3.
# One more on the second lets x1 take the place of x0: 2 - 3 = -1.
SMALL = program([3, 2], [([1, 1], 4, 4), ([0, 1], -NONE, 3)])


def test_an_optimum_with_its_bound_and_duals():
    found = solve(SMALL)
    assert found.status == "optimal"
    assert found.values == {"x": {(0,): pytest.approx(1), (1,): pytest.approx(3)}}
    assert found.objective == pytest.approx(9)
    assert found.bound == pytest.approx(9)
    assert found.duals == {"balance": {(0,): pytest.approx(3)}, "limit": {(1,): pytest.approx(-1)}}


def test_the_dual_of_a_row_whose_small_side_is_a_number():
    # min 3 x with 4 <= x: the large side, x, grown by one asks for one x less.
    assert solve(program([3], [([1], 4, NONE)])).duals == {"balance": {(0,): pytest.approx(-3)}}


@pytest.mark.parametrize("method", ["ipx", "simplex"])
def test_infeasible_and_unbounded_are_told_apart(method):
    # x0 >= 3 and x0 <= 2; and x0 - x1 = 0 with x0 earning 1 each.
    nothing = program([1], [([1], 3, NONE), ([1], -NONE, 2)])
    endless = program([-1, 0], [([1, -1], 0, 0)])
    both = program([0, -1], [([1, 0], 3, NONE), ([1, 0], -NONE, 2)])
    assert solve(nothing, Options(method)).status == "infeasible"
    assert solve(endless, Options(method)).status == "unbounded"
    assert solve(both, Options(method)).status == "infeasible"
    assert solve(nothing, Options(method)).objective is None


def test_a_time_limit_is_a_status_of_its_own():
    found = solve(_large(200), Options(time_limit=0.0))
    assert (found.status, found.objective, found.values) == ("time_limit", None, {})


def test_ctrl_c_stops_the_solver_and_nothing_else():
    assert solve(_large(600), Options(on_log=press_ctrl_c())).status == "interrupted"
    # The next solve is not disturbed.
    assert solve(SMALL).status == "optimal"


def test_the_number_of_threads_may_change_within_a_process():
    statuses = [solve(SMALL, Options(threads=threads)).status for threads in (1, 2, 0, 1)]
    assert statuses == ["optimal"] * 4


def test_an_option_that_highs_does_not_know_is_an_error():
    with pytest.raises(SolverError, match="ipxx"):
        solve(SMALL, Options(method="ipxx"))


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_coefficient_that_is_no_number_is_an_error(number):
    with pytest.raises(SolverError, match="finite"):
        solve(program([number], [([1], 3, 3)]))
    with pytest.raises(SolverError, match="finite"):
        solve(program([1], [([number], 3, 3)]))


def test_a_program_without_columns_costs_what_is_paid_anyway():
    assert solve(program([], [], offset=5)).objective == 5
    assert solve(program([], [([], 0, 0)], offset=5)).bound == 5
    assert solve(program([], [([], 1, 1)])).status == "infeasible"


def test_a_program_without_rows():
    found = solve(program([1, -2], [], offset=5, upper=3))
    assert found.objective == pytest.approx(5 - 2 * 3)


def test_what_highs_logs_is_heard_and_nothing_reaches_the_terminal(capfd):
    heard = []
    solve(SMALL, Options(on_log=heard.append))
    assert any("Model status" in line for line in heard)
    assert "".join(capfd.readouterr()) == ""


def test_dust_is_no_decision():
    # 1e-12 of x is what rounding leaves.
    assert solve(program([1], [([1], 1e-12, NONE)])).values == {"x": {(0,): 0.0}}


def _large(size):
    dice = np.random.default_rng(0)
    matrix = dice.random((size, 2 * size))
    return program(dice.random(2 * size), [(row, float(row.sum()), NONE) for row in matrix])

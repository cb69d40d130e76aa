"""One program solved again and again: every warm answer is that of a cold solve."""

import highspy
import numpy as np
import pytest
from scipy.sparse import csc_array

from model.solver import engine as engine_module
from model.solver.engine import Engine, solve
from model.solver.highs import Options, SolverError
from tests.solver.programs import NONE, press_ctrl_c, program

# min 3 x0 + 2 x1 with x0 + x1 = 4 and x1 <= 3: x = (1, 3), cost 9.
SMALL = program([3, 2], [([1, 1], 4, 4), ([0, 1], -NONE, 3)])


def test_a_change_of_costs():
    engine = Engine(SMALL, Options())
    assert engine.solve().objective == pytest.approx(9)
    # With x0 at 1 it makes all four: 4, and 10 are paid anyway.
    engine.set_costs(np.array([1.0, 2.0]), offset=10)
    point = engine.solve()
    assert (point.objective, point.method) == (pytest.approx(14), "primal")
    assert point.x == pytest.approx([4, 0])
    # The dual of the balance is the cost of x0, so x1 has 2 - 1 too much.
    assert point.dual == pytest.approx([1, 0])
    assert point.reduced == pytest.approx([0, 1])


def test_a_change_of_limits():
    engine = Engine(SMALL, Options())
    engine.solve()
    # Five are due and x1 may make four: 3 * 1 + 2 * 4 = 11.
    engine.set_row_bounds(np.array([5.0, -NONE]), np.array([5.0, 4.0]))
    point = engine.solve()
    assert (point.objective, point.method) == (pytest.approx(11), "dual")
    # At most half of x1 then: 3 * 4.5 + 2 * 0.5 = 14.5.
    engine.set_column_bounds(np.zeros(2), np.array([NONE, 0.5]))
    assert engine.solve().objective == pytest.approx(14.5)


def test_more_columns():
    engine = Engine(SMALL, Options())
    engine.solve()
    # One at cost 1, at most 2 of it, in the first row: 1 * 2 + 2 * 2 = 6.
    column = csc_array(np.array([[1.0], [0.0]]))
    engine.add_columns(np.array([1.0]), np.zeros(1), np.array([2.0]), column, [("y", (0,))])
    point = engine.solve()
    assert (point.objective, point.method) == (pytest.approx(6), "primal")
    assert point.x == pytest.approx([0, 2, 2])
    assert engine.program.columns == (("x", (0,)), ("x", (1,)), ("y", (0,)))
    assert solve(engine.program).objective == pytest.approx(6)


def test_a_basis_can_be_come_back_to():
    engine = Engine(SMALL, Options())
    engine.solve()
    basis = engine.basis()
    engine.set_costs(np.array([1.0, 2.0]))
    engine.solve()
    engine.set_costs(SMALL.cost)
    engine.set_basis(basis)
    point = engine.solve()
    assert (point.objective, point.iterations) == (pytest.approx(9), 0)


@pytest.mark.parametrize("seed", range(8))
def test_warm_and_cold_agree_after_any_change(seed):
    dice = np.random.default_rng(seed)
    large = _large(40, seed)
    engine = Engine(large, Options())
    engine.solve()
    for _ in range(3):
        n, m = len(engine.program.columns), len(engine.program.rows)
        engine.set_costs(engine.program.cost * dice.uniform(0.5, 2, n))
        engine.set_row_bounds(engine.program.row_lower * dice.uniform(0.8, 1.2, m), engine.program.row_upper)
        more = csc_array(dice.random((m, 2)))
        engine.add_columns(dice.random(2), np.zeros(2), np.full(2, NONE), more, [("y", (n,)), ("y", (n + 1,))])
        assert engine.solve().objective == pytest.approx(solve(engine.program).objective, rel=1e-9)


def test_after_too_many_iterations_it_starts_cold():
    large = _large(60)
    engine = Engine(large, Options())
    engine.solve()
    changed = np.random.default_rng(1).random(len(large.columns))
    engine.set_costs(changed)
    point = engine.solve(cap=1)
    assert point.method == "ipx"
    engine.set_costs(large.cost)
    engine.solve()
    engine.set_costs(changed)
    assert engine.solve().objective == pytest.approx(point.objective, rel=1e-9)


@pytest.mark.parametrize(("far", "method"), [(1, "primal"), (0.05, "ipx")])
def test_where_too_much_is_wrong_at_the_old_basis_it_starts_cold_at_once(monkeypatch, far, method):
    monkeypatch.setattr(engine_module, "FAR", far)
    engine = Engine(SMALL, Options())
    engine.solve()
    # Both x are basic. At costs 1 and 2 the balance is worth 1, so row 1 is worth 2 - 1: above 0, one wrong sign.
    engine.set_costs(np.array([1.0, 2.0]))
    assert engine.solve(cap=10).method == method
    # Three due and at most one of x1 are right as they stand; with at most five of x1, x0 would be 3 - 5: one wrong.
    for limit, asked in ((1.0, "dual"), (5.0, method.replace("primal", "dual"))):
        engine = Engine(SMALL, Options())
        engine.solve()
        engine.set_row_bounds(np.array([3.0, -NONE]), np.array([3.0, limit]))
        assert engine.solve(cap=10).method == asked


@pytest.mark.parametrize(("proofs", "method"), [([False, True], "primal"), ([False, False], "ipx")])
def test_a_warm_end_that_is_not_proven_is_put_right_before_it_starts_cold(monkeypatch, proofs, method):
    said = iter(proofs)
    monkeypatch.setattr(engine_module, "is_optimal", lambda program, x, duals: next(said))
    engine = Engine(SMALL, Options())
    engine.solve()
    engine.set_costs(np.array([1.0, 2.0]))
    # x0 at 1 makes all four.
    point = engine.solve()
    assert (point.method, point.objective) == (method, pytest.approx(4))
    assert not list(said)


@pytest.mark.parametrize(("far", "method"), [(0.2, "dual"), (0.1, "ipx")])
def test_where_rows_and_columns_are_wrong_less_is_too_far(monkeypatch, far, method):
    monkeypatch.setattr(engine_module, "FAR_BOTH", far)
    engine = Engine(SMALL, Options())
    engine.solve()
    # As above, one column and one row are wrong: two, where 0.2 times ten are allowed, and 0.1 times ten are not.
    engine.set_costs(np.array([1.0, 2.0]))
    engine.set_row_bounds(np.array([3.0, -NONE]), np.array([3.0, 5.0]))
    point = engine.solve(cap=10)
    assert (point.method, point.objective) == (method, pytest.approx(3))


@pytest.mark.parametrize("method", ["ipx", "primal", "dual"])
def test_a_method_can_be_asked_for(method):
    engine = Engine(SMALL, Options())
    for _ in range(2):
        point = engine.solve(method=method)
        assert (point.method, point.objective) == (method, pytest.approx(9))


def test_interior_point_is_used_where_it_is_asked_for_though_there_is_a_basis():
    heard = []
    engine = Engine(_large(60), Options(on_log=heard.append))
    engine.solve(method="dual")
    heard.clear()
    engine.solve(method="ipx")
    assert any("IPX" in line for line in heard)


def test_no_plan_no_end_and_back():
    engine = Engine(SMALL, Options())
    engine.set_row_bounds(np.array([5.0, 4.0]), np.array([4.5, 3.0]))
    assert engine.solve().status == "infeasible"
    engine.set_row_bounds(SMALL.row_lower, SMALL.row_upper)
    assert engine.solve().objective == pytest.approx(9)
    # x0 may be anything, and earns.
    engine.set_row_bounds(np.full(2, -NONE), np.full(2, NONE))
    engine.set_costs(np.array([-1.0, 0.0]))
    assert engine.solve().status == "unbounded"
    engine.set_costs(SMALL.cost)
    assert engine.solve().objective == pytest.approx(0)


def test_an_answer_that_its_duals_do_not_prove_is_solved_again_cold(monkeypatch):
    engine = Engine(SMALL, Options())
    engine.solve()
    monkeypatch.setattr(engine_module, "is_optimal", lambda program, x, dual: False)
    engine.set_costs(np.array([1.0, 2.0]))
    point = engine.solve()
    assert (point.method, point.objective) == ("ipx", pytest.approx(4))


def test_seconds_are_counted_over_all_solves():
    engine = Engine(SMALL, Options(time_limit=100))
    assert engine.solve().status == "optimal"
    engine.allow(0.0)
    engine.set_costs(np.array([1.0, 2.0]))
    assert engine.solve(method="ipx").status == "time_limit"
    engine.allow(100.0)
    assert engine.solve().objective == pytest.approx(4)


def test_after_ctrl_c_it_can_be_asked_again():
    engine = Engine(_large(600), Options(on_log=press_ctrl_c()))
    assert engine.solve().status == "interrupted"
    n, m = len(engine.program.columns), len(engine.program.rows)
    engine.set_row_bounds(np.zeros(m), np.full(m, NONE))
    assert engine.solve().x == pytest.approx(np.zeros(n))


def test_what_highs_refuses_is_an_error():
    engine = Engine(SMALL, Options())
    with pytest.raises(SolverError, match="option"):
        Engine(SMALL, Options(threads=-5))
    with pytest.raises(SolverError, match="columns"):
        engine.add_columns(np.array([1.0]), np.zeros(1), np.ones(1), csc_array(np.ones((9, 1))), [("y", (0,))])
    basis = highspy.HighsBasis()
    with pytest.raises(SolverError, match="basis"):
        engine.set_basis(basis)


def _large(size, seed=0):
    dice = np.random.default_rng(seed)
    matrix = dice.random((size, 2 * size))
    return program(dice.random(2 * size), [(row, float(row.sum()), NONE) for row in matrix])

"""A program solved from the basis of another one is solved as if alone."""

from dataclasses import replace

import numpy as np
import pytest

import model.solver.restart
from model.instance.load import load
from model.run import make_program
from model.solver.engine import solve
from model.solver.highs import Options
from model.solver.restart import FROM_BASIS, LEAST_CAP, _with_room, fair_steps, solve_from, solve_with_basis
from tests.known import write
from tests.random_instances import draw
from tests.solver.programs import NONE
from tests.solver.programs import program as tiny


def program(folder, **changes):
    drawn = draw(7)
    return make_program(load(write(folder, drawn.settings, base={}, **{**drawn.tables, **changes})).instance)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    found = program(tmp_path_factory.mktemp("base"))
    _, start = solve_with_basis(found, Options())
    return found, start


def test_the_same_program_needs_no_step(base):
    found, start = base
    solved, again = solve_from(start, found, Options())
    assert (solved.method, solved.iterations) == (FROM_BASIS, 0)
    assert again is not None
    assert again.columns.tolist() == start.columns.tolist()
    assert solved.objective == pytest.approx(solve(found).objective, rel=1e-9)


def test_costs_limits_and_coefficients_may_change(base):
    found, start = base
    rng = np.random.default_rng(1)
    dearer = replace(found, cost=found.cost * rng.uniform(0.8, 1.2, len(found.cost)))
    less = replace(
        found, row_upper=np.where(found.row_lower == found.row_upper, found.row_upper, found.row_upper * 0.9)
    )
    worse = replace(found, matrix=found.matrix * 1.0)
    worse.matrix.data[:] *= rng.uniform(0.98, 1.02, worse.matrix.nnz)
    for changed in (dearer, less, worse):
        alone = solve(changed)
        solved, _ = solve_from(start, changed, Options())
        assert solved.status == alone.status
        assert solved.objective == pytest.approx(alone.objective, rel=1e-9)


def test_columns_and_rows_may_come_and_go(base):
    found, start = base
    rows = np.flatnonzero([name != "utilisation_upper" for name, _ in found.rows])
    without = replace(
        found,
        matrix=found.matrix[rows],
        row_lower=found.row_lower[rows],
        row_upper=found.row_upper[rows],
        rows=tuple(found.rows[k] for k in rows),
    )
    assert solve_from(start, without, Options())[0].objective == pytest.approx(solve(without).objective, rel=1e-9)
    _, small = solve_with_basis(without, Options())
    assert solve_from(small, found, Options())[0].objective == pytest.approx(solve(found).objective, rel=1e-9)


def test_without_steps_left_it_is_solved_cold(base):
    found, start = base
    dearer = replace(found, cost=found.cost[::-1].copy())
    alone = solve(dearer)
    solved, _ = solve_from(start, dearer, Options(), cap=0)
    assert (solved.status, solved.method) == (alone.status, "ipx")
    if alone.objective is not None:
        assert solved.objective == pytest.approx(alone.objective, rel=1e-9)


def test_what_has_no_plan_says_so(base):
    found, start = base
    impossible = replace(found, lower=np.zeros(len(found.lower)), upper=np.zeros(len(found.upper)))
    solved, basis = solve_from(start, impossible, Options())
    assert (solved.status, basis) == ("infeasible", None)


def test_steps_that_cost_more_than_a_cold_solve_are_not_taken(base, monkeypatch):
    # However many steps the caller allows: where the fair number is none, the answer is that of interior point.
    found, start = base
    dearer = replace(found, cost=found.cost * np.random.default_rng(1).uniform(0.8, 1.2, len(found.cost)))
    monkeypatch.setattr(model.solver.restart, "fair_steps", lambda changed: 0)
    for cap in (None, 1000):
        assert solve_from(start, dearer, Options(), cap=cap)[0].method == "ipx"


def test_a_large_program_is_given_steps_by_its_columns(base):
    found, _ = base
    assert fair_steps(found) == LEAST_CAP
    assert fair_steps(replace(found, columns=found.columns * 2000)) == len(found.columns) * 2000 // 95


# Two units are due and x0 makes them for 1 each, up to three; x1 makes more for 3.
DUE = tiny([1.0, 3.0], [([1, 1], 2.0, 2.0), ([1, 0], -NONE, 3.0)])


@pytest.mark.parametrize(
    ("cost", "due", "plan", "least"),
    [
        ([1.0, 3.0], 2.0, [2, 0], 2),  # Nothing has changed.
        ([4.0, 3.0], 2.0, [0, 2], 6),  # Costs alone: x1 is cheaper now.
        ([1.0, 3.0], 5.0, [3, 2], 9),  # Limits alone: x0 at its three, x1 the rest.
        ([4.0, 3.0], 5.0, [0, 5], 15),  # Both.
        ([4.0, 5.0], 5.0, [3, 2], 22),  # Both, and what is wrong at first is right again in the end.
    ],
)
def test_by_hand_costs_first_and_limits_then(cost, due, plan, least):
    _, start = solve_with_basis(DUE, Options())
    changed = replace(DUE, cost=np.array(cost), row_lower=np.array([due, -NONE]), row_upper=np.array([due, 3.0]))
    solved, _ = solve_from(start, changed, Options())
    assert (solved.method, solved.objective) == (FROM_BASIS, pytest.approx(least))
    assert [solved.values["x"][(k,)] for k in range(2)] == pytest.approx(plan)


def test_a_column_that_was_left_out_comes_in_where_it_pays():
    # Two are due: x0 makes one for 5, x1 for 10 of one part each. A part costs 0.1 (one of them) or 2.
    rows = [([1, 1, 0, 0], 2.0, 2.0), ([0, -1, 1, 1], 0.0, 0.0), ([1, 1, 1, 1], -NONE, 50.0)]
    first = replace(tiny([5.0, 10.0, 0.1, 2.0], rows), upper=np.array([NONE, NONE, 1.0, NONE]))
    _, start = solve_with_basis(first, Options())
    # x1 for 1: with the cheap part alone it makes one. A part is then worth 5 - 1, so the dear one pays: 2 + 0.1 + 2.
    solved, _ = solve_from(start, replace(first, cost=np.array([5.0, 1.0, 0.1, 2.0])), Options())
    assert (solved.method, solved.objective) == (FROM_BASIS, pytest.approx(4.1))


def test_what_is_missed_gets_as_much_room_again():
    low, high = _with_room(
        np.array([1.0, 5.0, 2.0, 4.0]), np.array([3.0, -NONE, 2.0, 0.0]), np.array([9.0, 4.0, 2.0, NONE])
    )
    # 1 misses 3 by 2, so the limit becomes 3 - 4; 5 is above 4 by 1, so it becomes 4 + 2; the others are kept.
    assert low.tolist() == [-1, -NONE, 2, 0]
    assert high.tolist() == [9, 6, 2, NONE]


def test_far_from_an_optimum_no_step_is_taken(monkeypatch):
    _, start = solve_with_basis(DUE, Options())
    dearer = replace(DUE, cost=np.array([4.0, 3.0]))
    # One price is wrong: 2.4 steps, where one is allowed.
    monkeypatch.setattr(model.solver.restart, "sift", None)
    assert solve_from(start, dearer, Options(), cap=1)[0].method == "ipx"


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 200))])
def test_from_any_basis_the_end_is_that_of_a_cold_solve(seed):
    dice = np.random.default_rng(seed)
    first = _drawn(dice)
    then = replace(
        first,
        cost=first.cost * dice.uniform(0.7, 1.3, 30) if seed % 3 != 1 else first.cost,
        row_lower=first.row_lower * dice.uniform(0.7, 1.3, 12) if seed % 3 != 2 else first.row_lower,
    )
    _, start = solve_with_basis(first, Options())
    solved, _ = solve_from(start, then, Options())
    alone = solve(then)
    assert (solved.status, solved.method) == (alone.status, FROM_BASIS)
    assert solved.objective == pytest.approx(alone.objective, rel=1e-7)


def _drawn(dice):
    """Return a covering program: twelve things due, thirty ways to make some of each, of which a few have a limit."""
    matrix = np.where(dice.random((12, 30)) < 0.3, dice.uniform(0.5, 2.0, (12, 30)), 0.0)
    matrix[np.arange(12), np.arange(12)] = 1.0
    found = tiny(
        dice.uniform(1, 9, 30), [(row, due, NONE) for row, due in zip(matrix, dice.uniform(0, 5, 12), strict=True)]
    )
    return replace(found, upper=np.where(np.arange(30) < 12, NONE, dice.uniform(0, 3, 30)))

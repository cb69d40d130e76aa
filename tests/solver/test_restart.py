"""A program solved from the basis of another one is solved as if alone."""

from dataclasses import replace

import numpy as np
import pytest

import model.solver.restart
from model.instance.load import load
from model.run import make_program
from model.solver.engine import LEAST_CAP, fair_cap, solve
from model.solver.highs import Options
from model.solver.restart import FROM_BASIS, solve_from, solve_with_basis
from tests.known import write
from tests.random_instances import draw


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
    monkeypatch.setattr(model.solver.restart, "fair_cap", lambda changed: 0)
    for cap in (None, 1000):
        assert solve_from(start, dearer, Options(), cap=cap)[0].method == "ipx"


def test_a_large_program_is_given_steps_by_its_columns(base):
    found, _ = base
    assert fair_cap(found) == LEAST_CAP
    assert fair_cap(replace(found, columns=found.columns * 1000)) == len(found.columns) * 1000 // 30

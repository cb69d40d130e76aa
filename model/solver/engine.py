"""A program held by HiGHS and solved again and again: after a change of costs, of limits, or with more columns.

After a change of costs, or with more columns, the old point still keeps every limit, so primal simplex goes on from it;
after a change of limits the old prices are still right, so dual simplex does. A warm answer is taken only where its
duals prove it; otherwise, and where simplex takes more iterations than allowed, the program is solved cold.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import highspy
import numpy as np
from scipy.sparse import csc_array, hstack

from model.solver.highs import (
    DEVEX,
    Options,
    Solved,
    SolverError,
    Status,
    by_name,
    infeasible_or_unbounded,
    load,
    run,
    set_option,
    solved_at,
)
from model.solver.point import Method, Point, Stand
from model.solver.program import Name, Numbers, Program
from model.solver.proof import is_optimal

MOST_ITERATIONS = 2_147_483_647
_STRATEGY = {"dual": 1, "primal": 4}
COLUMNS_PER_ITERATION, LEAST_CAP = 30, 1000
"""Simplex from an old basis is given one iteration for so many columns, about a third of a cold solve, and no fewer."""
FAR = 4
"""Columns or rows with the wrong sign at the old basis, for each iteration allowed, from which it is too far away."""
FAR_BOTH = 0.25
"""The same where columns and rows are wrong, both counted: there dual simplex is slow (bench/TRIED.md)."""
PERTURBED = "dual_simplex_cost_perturbation_multiplier"
TOLERANCES = ("primal_feasibility_tolerance", "dual_feasibility_tolerance")
USUAL, TIGHT = 1e-7, 1e-9
_COLD: tuple[Method, ...] = ("ipx", "dual")
"""What is tried, in order, where a solve comes to no end."""


class Engine:
    """One program in HiGHS. `program` is what it holds now; options.time_limit is for all solves together."""

    def __init__(self, program: Program, options: Options) -> None:
        self.program = program
        self._options = options
        self._highs = load(program, options)
        self._has_basis = False
        self._limits_changed = False

    def solve(self, *, method: Method | None = None, cap: int | None = None) -> Point:
        """Solve, and return where that ended; raise SolverError when HiGHS refuses an option.

        method: None goes on from the last basis by what suits the changes, or starts cold by the method of the options.
        cap: most iterations of simplex before the program is solved cold by interior point; where the old basis is far
        from an optimum, at once.
        """
        started = time.perf_counter()
        chosen = method or self._suitable()
        status, iterations = self._run(chosen, cap, cold=chosen == "ipx")
        for other in _COLD:
            if status == "failed" and other != chosen:
                status, more = self._run(other, None, cold=True)
                chosen, iterations = other, iterations + more
        return self._point(status, chosen, iterations, started)

    def stand(self) -> Stand:
        """Tell how the basis at hand fits the program, without a step."""
        rows, columns = self._wrong()
        x, _, reduced = self._solution()
        return Stand(rows, columns, x, reduced)

    def go_on(self, method: Method, cap: int, *, proven: bool = True) -> Point:
        """Go on from a basis that is near an optimum; `failed` after `cap` iterations, with no cold solve after it.

        proven: an optimum is one that its duals prove. Dual simplex leaves the costs as they are: to perturb them costs
        more steps than it saves so near the end.
        """
        started = time.perf_counter()
        set_option(self._highs, PERTURBED, 0.0)
        status, iterations = self._simplex(method, max(0, cap), proven=proven)
        set_option(self._highs, PERTURBED, 1.0)
        return self._point(status, method, iterations, started)

    def set_costs(self, cost: Numbers, offset: float = 0.0) -> None:
        """Replace the costs of all columns, and what is paid anyway."""
        changed = np.flatnonzero(cost != self.program.cost).astype(np.int32)
        self._accept(self._highs.changeColsCost(len(changed), changed, cost[changed]), "costs")
        self._accept(self._highs.changeObjectiveOffset(offset), "an offset")
        self.program = replace(self.program, cost=cost, offset=offset)

    def set_row_bounds(self, lower: Numbers, upper: Numbers) -> None:
        """Replace the limits of all rows."""
        changed = _changed(lower, upper, self.program.row_lower, self.program.row_upper)
        if len(changed):
            done = self._highs.changeRowsBounds(len(changed), changed, lower[changed], upper[changed])
            self._accept(done, "limits of rows")
            self._limits_changed = True
        self.program = replace(self.program, row_lower=lower, row_upper=upper)

    def set_column_bounds(self, lower: Numbers, upper: Numbers) -> None:
        """Replace the bounds of all columns."""
        changed = _changed(lower, upper, self.program.lower, self.program.upper)
        if len(changed):
            done = self._highs.changeColsBounds(len(changed), changed, lower[changed], upper[changed])
            self._accept(done, "bounds of columns")
            self._limits_changed = True
        self.program = replace(self.program, lower=lower, upper=upper)

    def add_columns(
        self, cost: Numbers, lower: Numbers, upper: Numbers, matrix: csc_array, names: Sequence[Name]
    ) -> None:
        """Add columns behind those there are, at their lower bound: the old point stays what it was."""
        index, start = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
        done = self._highs.addCols(len(cost), cost, lower, upper, matrix.nnz, start[:-1], index, matrix.data)
        self._accept(done, "columns")
        held = self.program
        self.program = replace(
            held,
            cost=np.concatenate([held.cost, cost]),
            lower=np.concatenate([held.lower, lower]),
            upper=np.concatenate([held.upper, upper]),
            matrix=csc_array(hstack([held.matrix, matrix], format="csc")),
            columns=(*held.columns, *names),
        )

    def basis(self) -> highspy.HighsBasis:
        """Return the basis of the last solve."""
        basis: highspy.HighsBasis = self._highs.getBasis()
        return basis

    def set_basis(self, basis: highspy.HighsBasis) -> None:
        """Go on from a basis, whatever has changed since."""
        self._accept(self._highs.setBasis(basis), "a basis")
        # The exact weights of an alien basis take longer to find than they save (bench/TRIED.md).
        set_option(self._highs, "simplex_dual_edge_weight_strategy", DEVEX)
        self._has_basis = True

    def wrong_at(self, basis: highspy.HighsBasis) -> float:
        """Go on from a basis, and return how many columns its prices tell to move: inf where HiGHS cannot say."""
        self.set_basis(basis)
        _, columns = self._wrong()
        return columns if columns >= 0 else np.inf

    def forget(self) -> None:
        """Start the next solve from nothing."""
        self._highs.clearSolver()
        self._has_basis = False

    def allow(self, seconds: float) -> None:
        """Limit the solves to come to so many seconds together."""
        limit = self._highs.getRunTime() + max(0.0, seconds)
        self._options = replace(self._options, time_limit=limit)
        set_option(self._highs, "time_limit", limit)

    def _suitable(self) -> Method:
        if not self._has_basis:
            return "ipx" if self._options.method == "ipx" else "dual"
        return "dual" if self._limits_changed else "primal"

    def _run(self, method: Method, cap: int | None, *, cold: bool) -> tuple[Status, int]:
        """Run one method, and count its iterations; an end that is none, or not proven by its duals, is `failed`."""
        if cold:
            # With a basis at hand HiGHS would go on from it by simplex, whatever method is named.
            self._highs.clearSolver()
            self._has_basis = False
        if method == "ipx":
            set_option(self._highs, "solver", "ipx")
            # Crossover may end with steps of simplex.
            set_option(self._highs, "simplex_iteration_limit", MOST_ITERATIONS)
            return run(self._highs), self._iterations()
        if cap is not None and self._has_basis and self._is_far(method, cap):
            return "failed", 0
        return self._simplex(method, MOST_ITERATIONS if cap is None else cap, proven=self._has_basis)

    def _simplex(self, method: Method, most: int, *, proven: bool) -> tuple[Status, int]:
        set_option(self._highs, "solver", "simplex")
        set_option(self._highs, "simplex_strategy", _STRATEGY[method])
        set_option(self._highs, "simplex_iteration_limit", most)
        status = run(self._highs)
        iterations = self._iterations()
        if status == "optimal" and proven and not self._is_proven():
            status, iterations = self._polish(), iterations + self._iterations()
        return status, iterations

    def _is_proven(self) -> bool:
        return is_optimal(self.program, *self._solution()[:2])

    def _polish(self) -> Status:
        """Go on to tighter tolerances: what rounding has left is put right in a few steps, or the end is none."""
        for name in TOLERANCES:
            set_option(self._highs, name, TIGHT)
        status = run(self._highs)
        for name in TOLERANCES:
            set_option(self._highs, name, USUAL)
        return "failed" if status == "optimal" and not self._is_proven() else status

    def _iterations(self) -> int:
        info = self._highs.getInfo()
        return int(max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0))

    def _is_far(self, method: Method, cap: int) -> bool:
        """Tell whether too many columns (primal) or rows (dual) have to be put right from the basis at hand."""
        rows, columns = self._wrong()
        if rows > 0 and columns > 0:
            return rows + columns > FAR_BOTH * cap
        return (columns if method == "primal" else rows) > FAR * cap

    def _wrong(self) -> tuple[int, int]:
        """Return how many rows or columns are beyond a limit, and how many prices are wrong, at the basis at hand.

        Negative where HiGHS cannot say.
        """
        set_option(self._highs, "solver", "simplex")
        set_option(self._highs, "simplex_iteration_limit", 0)
        run(self._highs)
        info = self._highs.getInfo()
        return int(info.num_primal_infeasibilities), int(info.num_dual_infeasibilities)

    def _solution(self) -> tuple[Numbers, Numbers, Numbers]:
        solution = self._highs.getSolution()
        n, m = len(self.program.columns), len(self.program.rows)
        parts = ((solution.col_value, n), (solution.row_dual, m), (solution.col_dual, n))
        x, dual, reduced = (np.array(part) if len(part) == size else np.full(size, np.nan) for part, size in parts)
        return x, dual, reduced

    def _point(self, status: Status, method: Method, iterations: int, started: float) -> Point:
        x, dual, reduced = self._solution()
        if status == "failed":
            status = infeasible_or_unbounded(self._highs)
            self._renew()
        elif status == "interrupted":
            # A solver that was told to stop would stop again.
            self._renew()
        else:
            self._has_basis = self._highs.getBasis().valid
            self._limits_changed = status not in ("optimal", "unbounded")
        objective = float(self.program.offset + self.program.cost @ x)
        return Point(status, objective, x, dual, reduced, iterations, time.perf_counter() - started, method)

    def _renew(self) -> None:
        """Start anew with what is held now, without a basis and with the time that is left."""
        limit = self._options.time_limit
        left = None if limit is None else max(0.0, limit - self._highs.getRunTime())
        self._options = replace(self._options, time_limit=left)
        self._highs = load(self.program, self._options)
        self._has_basis = self._limits_changed = False

    def _accept(self, status: highspy.HighsStatus, what: str) -> None:
        if status == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS refused {what}")


def fair_cap(program: Program) -> int:
    """Return the iterations after which to stop going on from an old basis: what small changes need, and little more.

    Beyond it a cold solve by interior point is usually the faster way, so a large change costs at most about half as
    much again as a cold solve (measured in bench/RESULTS.md). Iterations and not seconds, so that runs repeat exactly.
    """
    return max(LEAST_CAP, len(program.columns) // COLUMNS_PER_ITERATION)


def _changed(lower: Numbers, upper: Numbers, old_lower: Numbers, old_upper: Numbers) -> np.ndarray:
    return np.flatnonzero((lower != old_lower) | (upper != old_upper)).astype(np.int32)


def solve(program: Program, options: Options | None = None) -> Solved:
    """Solve a program once and return what was found; raise SolverError when HiGHS refuses it."""
    options = options or Options()
    if not program.columns:
        return _solve_empty(program)
    return as_solved(program, Engine(program, options).solve(), options)


def as_solved(program: Program, point: Point, options: Options) -> Solved:
    """Return a point of a program under the names of its columns and rows; without an optimum, its status alone."""
    method = "ipx" if point.method == "ipx" else "simplex"
    found = Solved(point.status, method=method, iterations=point.iterations, seconds=point.seconds)
    return solved_at(program, point.x, point.dual, found) if point.status == "optimal" else found


def _solve_empty(program: Program) -> Solved:
    """Return the solution of a program without columns: nothing is decided, and its rows hold or not."""
    if (program.row_lower > 0).any() or (program.row_upper < 0).any():
        return Solved("infeasible")
    return Solved("optimal", program.offset, program.offset, duals=by_name(program.rows, np.zeros(len(program.rows))))

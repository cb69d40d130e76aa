"""HiGHS: a program handed over in bulk, solved with a chosen method, its status checked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import highspy
import numpy as np

from model.solver.program import Name, Numbers, Program

Status = Literal["optimal", "infeasible", "unbounded", "time_limit", "interrupted", "failed"]
Values = Mapping[str, Mapping[tuple[Any, ...], float]]
DUST = 1e-9
"""A value smaller than this (GWh, kt) is what rounding leaves, not a decision."""


@dataclass(frozen=True)
class Options:
    """How to solve: method (ipx: interior point with crossover; simplex), seconds allowed, threads (0: any)."""

    method: Literal["ipx", "simplex"] = "ipx"
    time_limit: float | None = None
    threads: int = 0
    on_log: Callable[[str], None] | None = None


@dataclass(frozen=True)
class Solved:
    """What the solver found: status, objective, proven bound, values by decision and duals by row.

    objective and bound are None without a solution. A dual is the change of the objective when the right-hand
    side of its row grows by one.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    values: Values = field(default_factory=dict)
    duals: Values = field(default_factory=dict)
    method: str = ""
    iterations: int = 0
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """The relative distance of bound and objective."""
        if self.objective is None or self.bound is None:
            return None
        return abs(self.objective - self.bound) / max(1.0, abs(self.objective))


class SolverError(Exception):
    """HiGHS refused an option or a program: a fault of ours, not of the instance."""


def solve(program: Program, options: Options | None = None) -> Solved:
    """Solve a program and return what was found; raise SolverError when HiGHS refuses it."""
    options = options or Options()
    started = time.perf_counter()
    highs = load(program, options)
    status = _run(highs)
    if status == "failed" and options.method == "ipx":
        # An interior point method may only say "infeasible or unbounded" or stall: simplex decides.
        _set(highs, "solver", "simplex")
        highs.clearSolver()
        status = _run(highs)
    if status == "failed":
        status = _infeasible_or_unbounded(highs)
    return _collect(highs, program, status, options, time.perf_counter() - started)


def load(program: Program, options: Options) -> highspy.Highs:
    """Return a solver that holds the program and the options."""
    highs = highspy.Highs()
    _set(highs, "output_flag", options.on_log is not None)
    if options.on_log is not None:
        _set(highs, "log_to_console", value=False)
        listen = options.on_log
        highs.cbLogging.subscribe(lambda event: listen(event.message))
    _set(highs, "solver", options.method)
    _set(highs, "run_crossover", "on")
    if options.time_limit is not None:
        _set(highs, "time_limit", options.time_limit)
    if options.threads:
        _set(highs, "threads", options.threads)
    if highs.passModel(_highs_lp(program)) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused the program: a coefficient is not a finite number")
    highs.HandleKeyboardInterrupt = True
    return highs


def _highs_lp(program: Program) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.columns), len(program.rows)
    lp.col_cost_, lp.offset_ = program.cost, program.offset
    lp.col_lower_, lp.col_upper_ = program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = program.matrix.data
    return lp


def _set(highs: highspy.Highs, name: str, value: object) -> None:
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS refused the option {name} = {value}")


def _run(highs: highspy.Highs) -> Status:
    highs.run()
    return _STATUS.get(highs.getModelStatus(), "failed")


_STATUS: Mapping[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kTimeLimit: "time_limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
}


def _infeasible_or_unbounded(highs: highspy.Highs) -> Status:
    """Decide which: without a cost, an unbounded program has an optimum and an infeasible one has none."""
    if highs.getModelStatus() != highspy.HighsModelStatus.kUnboundedOrInfeasible:
        return "failed"
    n = highs.getNumCol()
    highs.changeColsCost(n, np.arange(n, dtype=np.int32), np.zeros(n))
    _set(highs, "presolve", "off")
    highs.clearSolver()
    return "unbounded" if _run(highs) == "optimal" else "infeasible"


def _collect(highs: highspy.Highs, program: Program, status: Status, options: Options, seconds: float) -> Solved:
    info = highs.getInfo()
    iterations = max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0)
    found = Solved(status, method=options.method, iterations=iterations, seconds=seconds)
    if status != "optimal":
        return found
    solution = highs.getSolution()
    values, duals = np.array(solution.col_value), np.array(solution.row_dual)
    values[np.abs(values) < DUST] = 0.0
    objective = float(info.objective_function_value)
    return replace(
        found,
        objective=objective,
        bound=_dual_bound(program, duals),
        values=_by_name(program.columns, values),
        duals=_by_name(program.rows, duals),
    )


def _dual_bound(program: Program, duals: Numbers) -> float:
    """Return the lower bound that the duals prove: each row and column at the side its price points to."""
    reduced = program.cost - program.matrix.T @ duals
    rows = np.where(duals > 0, program.row_lower, program.row_upper)
    # A reduced cost below zero on a column without upper bound is rounding: the audit measures it.
    columns = np.where(reduced > 0, program.lower, np.where(np.isfinite(program.upper), program.upper, 0.0))
    priced = duals != 0
    return float(program.offset + duals[priced] @ rows[priced] + reduced @ columns)


def _by_name(names: tuple[Name, ...], values: Numbers) -> dict[str, dict[tuple[Any, ...], float]]:
    found: dict[str, dict[tuple[Any, ...], float]] = {}
    for (name, index), value in zip(names, values.tolist(), strict=True):
        found.setdefault(name, {})[index] = value
    return found

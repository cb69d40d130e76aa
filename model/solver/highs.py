"""HiGHS: a program handed over in bulk, solved with chosen options, its status checked (engine.py solves with it)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import highspy
import numpy as np

from model.solver.program import Name, Numbers, Program
from model.solver.proof import dual_bound

Status = Literal["optimal", "feasible", "infeasible", "unbounded", "time_limit", "interrupted", "failed"]
Basis = highspy.HighsBasis
Values = Mapping[str, Mapping[tuple[Any, ...], float]]
DEVEX = 1
DUST = 1e-9
"""A value smaller than this (GWh, kt) is what rounding leaves, not a decision."""


@dataclass(frozen=True)
class Options:
    """How to solve: method (ipx: interior point with crossover; simplex), seconds allowed, threads (0: any).

    gap: relative distance of bound and objective at which a search over whole numbers may stop (absent: see mip.py).
    columns: all of them from the start, those that pay priced in one after the other, over corridors from neighbour to
    neighbour (roads), or whichever is faster.
    groups_first: a linear program is solved for groups of regions first, then only where these build.
    """

    method: Literal["ipx", "simplex"] = "ipx"
    time_limit: float | None = None
    threads: int = 0
    on_log: Callable[[str], None] | None = None
    gap: float | None = None
    columns: Literal["auto", "all", "priced", "roads"] = "auto"
    groups_first: bool = False


@dataclass(frozen=True)
class Solved:
    """What the solver found: status, objective, proven bound, values by decision and duals by row.

    status: feasible is a plan that was not sought to be the optimum, with the bound that says how near it is.
    objective and bound are None without a solution. A dual is the change of the objective when the large side of
    its row grows by one (for an equality its right-hand side). alike: sets of ids that can change places.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    values: Values = field(default_factory=dict)
    duals: Values = field(default_factory=dict)
    method: str = ""
    iterations: int = 0
    seconds: float = 0.0
    alike: tuple[tuple[str, ...], ...] = ()

    @property
    def gap(self) -> float | None:
        """The relative distance of bound and objective."""
        if self.objective is None or self.bound is None:
            return None
        return abs(self.objective - self.bound) / max(1.0, abs(self.objective))


class SolverError(Exception):
    """HiGHS refused an option or a program: a fault of ours, not of the instance."""


def load(program: Program, options: Options) -> highspy.Highs:
    """Return a solver that holds the program and the options; raise SolverError when it refuses either."""
    for numbers in (program.cost, program.matrix.data, np.array([program.offset])):
        if not np.isfinite(numbers).all():
            raise SolverError("a coefficient of the program is not a finite number")
    # The number of threads is that of the process: a second value would end every solve without a word.
    highspy.Highs.resetGlobalScheduler(True)
    highs = _SilentHighs()
    set_option(highs, "output_flag", options.on_log is not None)
    if options.on_log is not None:
        set_option(highs, "log_to_console", value=False)
        listen = options.on_log
        highs.cbLogging.subscribe(lambda event: listen(event.message))
    set_option(highs, "solver", options.method)
    set_option(highs, "run_crossover", "on")
    if options.method == "ipx" and not program.integers:
        # Simplex only goes on from a basis here, for which exact weights take a third of a solve to find. HiGHS hears
        # of this before its first simplex only.
        set_option(highs, "simplex_dual_edge_weight_strategy", DEVEX)
    if options.time_limit is not None:
        set_option(highs, "time_limit", options.time_limit)
    if options.threads:
        set_option(highs, "threads", options.threads)
    if highs.passModel(_highs_lp(program)) == highspy.HighsStatus.kError:
        raise SolverError("HiGHS refused the program")
    highs.HandleUserInterrupt = True
    return highs


def _enable_quietly(highs: highspy.Highs) -> None:
    """Enable callbacks; HiGHS would say its name on standard output on that occasion."""
    set_option(highs, "output_flag", value=False)
    highspy.Highs.enableCallbacks(highs)


_SilentHighs = type("_SilentHighs", (highspy.Highs,), {"enableCallbacks": _enable_quietly})


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
    if program.integers:
        kinds = np.full(lp.num_col_, highspy.HighsVarType.kContinuous)
        kinds[list(program.integers)] = highspy.HighsVarType.kInteger
        lp.integrality_ = kinds.tolist()
    return lp


def set_option(highs: highspy.Highs, name: str, value: object) -> None:
    """Set an option; raise SolverError when HiGHS refuses it."""
    if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
        raise SolverError(f"HiGHS refused the option {name} = {value}")


def run(highs: highspy.Highs) -> Status:
    """Solve beside the main thread, which can so hear Ctrl-C; a second Ctrl-C does not wait for HiGHS to stop."""
    # Not Thread.join: interrupted, it takes a thread that runs for one that has ended.
    is_done = threading.Event()

    def solve_and_tell() -> None:
        try:
            highs.run()
        finally:
            is_done.set()

    try:
        threading.Thread(target=solve_and_tell, daemon=True).start()
        while not is_done.wait(0.1):
            pass
    except KeyboardInterrupt:
        highs.cancelSolve()
        is_done.wait()
        return "interrupted"
    return _STATUS.get(highs.getModelStatus(), "failed")


_STATUS: Mapping[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kTimeLimit: "time_limit",
    highspy.HighsModelStatus.kInterrupt: "interrupted",
}


def infeasible_or_unbounded(highs: highspy.Highs) -> Status:
    """Decide which: without a cost, an unbounded program has an optimum and an infeasible one has none."""
    if highs.getModelStatus() != highspy.HighsModelStatus.kUnboundedOrInfeasible:
        return "failed"
    n = highs.getNumCol()
    highs.changeColsCost(n, np.arange(n, dtype=np.int32), np.zeros(n))
    set_option(highs, "presolve", "off")
    highs.clearSolver()
    return "unbounded" if run(highs) == "optimal" else "infeasible"


def solved_at(program: Program, values: Numbers, duals: Numbers, found: Solved) -> Solved:
    """Return `found` with an optimal point: values of the columns, duals of the rows as HiGHS gives them."""
    values = np.where(np.abs(values) < DUST, 0.0, values)
    return replace(
        found,
        objective=float(program.offset + program.cost @ values),
        bound=dual_bound(program, duals).value,
        values=by_name(program.columns, values),
        # A row whose small side is a number is compiled as large >= number: its dual is that of the small side.
        duals=by_name(program.rows, np.where(np.isposinf(program.row_upper), -duals, duals)),
    )


def by_name(names: tuple[Name, ...], values: Numbers) -> dict[str, dict[tuple[Any, ...], float]]:
    """Return values by component and index."""
    found: dict[str, dict[tuple[Any, ...], float]] = {}
    for (name, index), value in zip(names, values.tolist(), strict=True):
        found.setdefault(name, {})[index] = value
    return found

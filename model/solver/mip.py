"""Programs with whole numbers: searched by branch and bound, then fixed and solved again for exact numbers and prices.

A large one is first relaxed and rounded (rounding.py): often that is all, else the search starts from there.
Ties are broken by the order that is asked for, then by the solver, which is deterministic: the same program on the
same version gives the same plan.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array, vstack

from model.solver.engine import solve
from model.solver.highs import (
    Options,
    Solved,
    Status,
    infeasible_or_unbounded,
    load,
    run,
    set_option,
    solved_at,
)
from model.solver.implied import tightened
from model.solver.program import Numbers, Program
from model.solver.rounding import Begun, begin

METHOD = "branch and bound"
ROUNDED = "rounded relaxation"
LARGE = 50_000
"""Nonzeros from which the relaxation of a program is solved by interior point before there is any search."""
GAP = 1e-4
"""The gap at which a search may stop where none is asked for."""
EXACT_GAP = 1e-9
PATIENCE = 1e7
"""Without a gap asked for, a small program is searched to the end: nodes times nonzeros before GAP is good enough.
Counted in nodes, not in seconds, so that every machine stops at the same plan."""
TOLERANCES = (1e-6, 1e-9)
"""How far from whole a number of a plan may be; the second is tried where the first leaves no plan once rounded."""


def solve_whole(program: Program, options: Options, order: Sequence[tuple[int, int]] = ()) -> Solved:
    """Return the best plan found, its bound that of the search; its duals are of the program with integers fixed.

    Status: optimal within the gap; time_limit or interrupted, with the best plan found by then, if any (its gap says
    how far from the optimum it can be). Without duals where the last linear program, too, came to no end.
    order: pairs of columns, the first at most as large as the second, to choose one of plans that are equally good.
    """
    if not program.integers:
        return solve(program, options)
    started = time.perf_counter()
    ordered = _ordered(program, order)
    begun = None
    if program.matrix.nnz >= LARGE:
        ordered = tightened(ordered)
        begun = begin(ordered, options)
    found, search = _settled(program, ordered, begun, options, started)
    if found is None:
        return Solved(search.status, method=search.method, seconds=time.perf_counter() - started)
    bound = min(search.bound, found.objective or 0.0)
    return replace(
        found,
        status=search.status,
        bound=bound if np.isfinite(bound) else None,
        method=search.method,
        iterations=search.iterations + found.iterations,
        seconds=time.perf_counter() - started,
    )


def _settled(
    program: Program, ordered: Program, begun: Begun | None, options: Options, started: float
) -> tuple[Solved | None, _Search]:
    """Return the plan of a search, its whole numbers fixed and it solved again, and the search; None without a plan."""
    found = None
    for tolerance in TOLERANCES:
        search = _enough(begun, options) or _search(ordered, _shortened(options, started), tolerance, begun)
        if search.values is None:
            return None, search
        values = _lower_idle(program, _rounded(program, search.values))
        found = solve(_fixed(program, values), replace(options, time_limit=None, on_log=None))
        if found.status != "infeasible":
            break
    if found is not None and found.objective is None:
        found = replace(solved_at(program, values, np.zeros(len(program.rows)), found), duals={})
    return found, search


def _enough(begun: Begun | None, options: Options) -> _Search | None:
    """Return what was begun as a search, where nothing is left to search; None else."""
    if begun is None:
        return None
    if begun.status in ("infeasible", "time_limit", "interrupted"):
        return _Search(begun.status, None, begun.bound, begun.iterations, ROUNDED)
    if begun.values is None or begun.gap > (GAP if options.gap is None else options.gap):
        return None
    return _Search("optimal", begun.values, begun.bound, begun.iterations, ROUNDED)


def _ordered(program: Program, order: Sequence[tuple[int, int]]) -> Program:
    """Return the program with one more row for each pair: first - second <= 0."""
    n = len(order)
    if not n:
        return program
    row = np.repeat(np.arange(n), 2)
    more = coo_array((np.tile([1.0, -1.0], n), (row, np.ravel(order))), shape=(n, len(program.columns)))
    return replace(
        program,
        matrix=csc_array(vstack([program.matrix, more])),
        row_lower=np.concatenate([program.row_lower, np.full(n, -np.inf)]),
        row_upper=np.concatenate([program.row_upper, np.zeros(n)]),
        rows=(*program.rows, *(("order", (i,)) for i in range(n))),
    )


def _shortened(options: Options, started: float) -> Options:
    """Return the options with what is left of the time limit."""
    if options.time_limit is None:
        return options
    return replace(options, time_limit=max(0.0, options.time_limit - (time.perf_counter() - started)))


@dataclass(frozen=True)
class _Search:
    status: Status
    values: Numbers | None
    bound: float
    iterations: int
    method: str = METHOD


def _search(program: Program, options: Options, tolerance: float, begun: Begun | None = None) -> _Search:
    """Search by branch and bound; begun: a plan to start from, if it has one, and a bound that is known."""
    highs = load(program, options)
    # With a method named, HiGHS would solve the relaxation and leave whole numbers out.
    set_option(highs, "solver", "choose")
    set_option(highs, "mip_feasibility_tolerance", tolerance)
    set_option(highs, "mip_rel_gap", EXACT_GAP if options.gap is None else options.gap)
    set_option(highs, "mip_abs_gap", 0.0)
    set_option(highs, "random_seed", 0)
    patience = _Patience(int(PATIENCE / max(1, program.matrix.nnz)))
    if options.gap is None:
        highs.cbMipInterrupt.subscribe(patience.hear)
    if begun is not None and begun.values is not None:
        start = highspy.HighsSolution()
        start.col_value = begun.values.tolist()
        highs.setSolution(start)
    status = run(highs)
    if status == "interrupted" and patience.is_over:
        status = "optimal"
    if status == "failed":
        status = infeasible_or_unbounded(highs)
    info = highs.getInfo()
    has_plan = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    is_known = has_plan and status in ("optimal", "time_limit", "interrupted")
    values = np.array(highs.getSolution().col_value) if is_known else None
    known, iterations = (-np.inf, 0) if begun is None else (begun.bound, begun.iterations)
    bound = max(known, float(info.mip_dual_bound))
    return _Search(status, values, bound, iterations + max(info.simplex_iteration_count, 0))


@dataclass
class _Patience:
    """Ends a search that has reached GAP once it has worked long enough."""

    nodes: int
    is_over: bool = False

    def hear(self, event: Any) -> None:  # noqa: ANN401 - an event of HiGHS, whose types are not published
        """Tell the solver to stop."""
        if event.data_out.mip_gap <= GAP and event.data_out.mip_node_count >= self.nodes:
            self.is_over = True
            event.interrupt()


def _rounded(program: Program, values: Numbers) -> Numbers:
    whole = values.copy()
    integers = list(program.integers)
    whole[integers] = np.round(whole[integers])
    return whole


def _lower_idle(program: Program, values: Numbers) -> Numbers:
    """Lower every whole number that nothing needs: a site where nothing is built is not open.

    One at a time, as far down as every row and its lower bound allow while all else stays; never one that would cost
    by being lowered.
    """
    values, matrix = values.copy(), program.matrix
    activity = matrix @ values
    for j in program.integers:
        if program.cost[j] < 0:
            continue
        at = slice(matrix.indptr[j], matrix.indptr[j + 1])
        in_row = matrix.data[at] != 0
        rows, factor = matrix.indices[at][in_row], matrix.data[at][in_row]
        spare = np.where(factor > 0, activity[rows] - program.row_lower[rows], program.row_upper[rows] - activity[rows])
        room = np.min(spare / np.abs(factor), initial=np.inf)
        steps = np.floor(min(room + 1e-9, values[j] - program.lower[j]))
        if steps >= 1:
            values[j] -= steps
            activity[rows] -= factor * steps
    return values


def _fixed(program: Program, values: Numbers) -> Program:
    """Return the program with its whole numbers fixed: linear, with duals."""
    lower, upper = program.lower.copy(), program.upper.copy()
    integers = list(program.integers)
    lower[integers] = upper[integers] = values[integers]
    return replace(program, lower=lower, upper=upper, integers=())

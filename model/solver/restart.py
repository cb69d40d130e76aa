"""A program solved from the basis of another one much like it: a scenario of a sweep from that of its base.

Columns and rows are matched by name, so a scenario may have more or fewer of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import highspy
import numpy as np
from numpy.typing import NDArray

from model.solver.engine import Engine, Method, as_solved, fair_cap, solve
from model.solver.highs import Options, Solved
from model.solver.program import Name, Program

Statuses = NDArray[np.int8]
FROM_BASIS = "simplex from a basis"
"""Method of what was solved from a basis to the end."""
_KINDS = {
    int(kind): kind
    for kind in (
        highspy.HighsBasisStatus.kLower,
        highspy.HighsBasisStatus.kBasic,
        highspy.HighsBasisStatus.kUpper,
        highspy.HighsBasisStatus.kZero,
        highspy.HighsBasisStatus.kNonbasic,
    )
}
_LOWER, _BASIC = int(highspy.HighsBasisStatus.kLower), int(highspy.HighsBasisStatus.kBasic)


@dataclass(frozen=True)
class Start:
    """An optimal basis: a status for each column and row of the program it belongs to."""

    program: Program
    columns: Statuses
    rows: Statuses


def solve_with_basis(program: Program, options: Options) -> tuple[Solved, Start | None]:
    """Solve a program cold; return what was found and its basis, None without an optimum."""
    if not program.columns:
        return solve(program, options), None
    engine = Engine(program, options)
    point = engine.solve()
    if point.status != "optimal":
        return as_solved(program, point, options), None
    return as_solved(program, point, options), _basis_of(engine, program)


def solve_from(start: Start, program: Program, options: Options, cap: int | None = None) -> tuple[Solved, Start | None]:
    """Solve a program by simplex from a basis, cold where that takes more than `cap` iterations, or than is fair.

    After a change of costs alone the old point keeps every limit, so primal simplex goes on from it; else dual.
    Returns what was found and its basis, None without an optimum.
    """
    if not program.columns:
        return solve(program, options), None
    fair = fair_cap(program)
    engine = engine_from(start, program, options)
    point = engine.solve(method=_method(start.program, program), cap=fair if cap is None else min(cap, fair))
    solved = as_solved(program, point, options)
    if point.method != "ipx":
        solved = replace(solved, method=FROM_BASIS)
    return solved, _basis_of(engine, program) if point.status == "optimal" else None


def engine_from(start: Start, program: Program, options: Options) -> Engine:
    """Return a program held by HiGHS at the basis of another one much like it."""
    engine = Engine(program, options)
    engine.set_basis(_basis_for(start, program))
    return engine


def _basis_of(engine: Engine, program: Program) -> Start:
    basis = engine.basis()
    return Start(program, _numbers(basis.col_status), _numbers(basis.row_status))


def _basis_for(start: Start, program: Program) -> highspy.HighsBasis:
    """Return the basis under the names of a program; a new column stands at its lower bound, a new row is basic."""
    columns = _matched(start.program.columns, program.columns, start.columns, _LOWER)
    rows = _matched(start.program.rows, program.rows, start.rows, _BASIC)
    basis = highspy.HighsBasis()
    basis.col_status = [_KINDS[k] for k in columns.tolist()]
    basis.row_status = [_KINDS[k] for k in rows.tolist()]
    basis.valid = True
    # An alien basis may be short of basic columns or have too many: HiGHS completes it.
    basis.alien = start.program.columns != program.columns or start.program.rows != program.rows
    return basis


def _matched(old: Sequence[Name], new: Sequence[Name], statuses: Statuses, otherwise: int) -> Statuses:
    if old == new:
        return statuses
    at = dict(zip(old, statuses.tolist(), strict=True))
    return np.array([at.get(name, otherwise) for name in new], dtype=np.int8)


def _numbers(statuses: Sequence[highspy.HighsBasisStatus]) -> Statuses:
    return np.array([int(status) for status in statuses], dtype=np.int8)


def _method(a: Program, b: Program) -> Method:
    """Return primal where two programs have the same columns, rows and limits, so that they differ in costs alone."""
    if a.columns != b.columns or a.rows != b.rows:
        return "dual"
    pairs = (
        (a.row_lower, b.row_lower),
        (a.row_upper, b.row_upper),
        (a.lower, b.lower),
        (a.upper, b.upper),
        (a.matrix.indptr, b.matrix.indptr),
        (a.matrix.indices, b.matrix.indices),
        (a.matrix.data, b.matrix.data),
    )
    return "primal" if all(np.array_equal(x, y) for x, y in pairs) else "dual"

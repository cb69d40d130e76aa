"""A basis under the names of the program it belongs to, for programs much like it, with more or fewer of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from model.solver.engine import Engine
from model.solver.program import Name, Program

Statuses = NDArray[np.int8]
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
AT_LOWER, BASIC = int(highspy.HighsBasisStatus.kLower), int(highspy.HighsBasisStatus.kBasic)
AT_UPPER = int(highspy.HighsBasisStatus.kUpper)


@dataclass(frozen=True)
class Start:
    """An optimal basis: a status for each column and row of a program, whose names alone count."""

    program: Program
    columns: Statuses
    rows: Statuses


def basis_of(engine: Engine, program: Program) -> Start:
    """Return the basis at which an engine has ended."""
    basis = engine.basis()
    return Start(program, _numbers(basis.col_status), _numbers(basis.row_status))


def basis_for(start: Start, program: Program) -> highspy.HighsBasis:
    """Return the basis under the names of a program; a new column stands at its lower bound, a new row is basic."""
    columns = _matched(start.program.columns, program.columns, start.columns, AT_LOWER)
    rows = _matched(start.program.rows, program.rows, start.rows, BASIC)
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

"""Sifting: a program whose costs have changed is first solved with the few columns that may pay.

From an old optimum most columns are so dear that no small change brings them in. Without them a step of simplex takes
half the time, and fewer steps lead to the same end. What is left out stands at its bound and is priced afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.point import Point, Stand
from model.solver.program import Program
from model.solver.start import AT_UPPER, BASIC, Start, basis_for, basis_of

NEAR = 0.3
"""Columns whose reduced cost is more than this share of their own cost are left out."""
STEP = 0.6
"""What a step with few columns takes of the time of one with all (bench/TRIED.md)."""


@dataclass(frozen=True)
class Sifted:
    """point: the end with few columns; start: its basis among all columns; steps: what it took, in those with all."""

    point: Point
    start: Start
    steps: int


def sift(start: Start, program: Program, stand: Stand, options: Options, cap: int) -> Sifted:
    """Solve a program by primal simplex from a basis that keeps every limit, with the columns that may pay alone.

    cap: most steps, counted in those with all columns.
    """
    few = may_pay(start, program, stand)
    part = replace(
        program,
        cost=program.cost[few],
        lower=program.lower[few],
        upper=program.upper[few],
        matrix=program.matrix[:, few],
        columns=tuple(program.columns[k] for k in few.tolist()),
    )
    engine = Engine(part, options)
    engine.set_basis(basis_for(Start(part, start.columns[few], start.rows), part))
    point = engine.go_on("primal", int(cap / STEP), proven=False)
    columns, rows = start.columns.copy(), start.rows
    if point.status == "optimal":
        end = basis_of(engine, part)
        columns[few], rows = end.columns, end.rows
    return Sifted(point, Start(program, columns, rows), round(STEP * point.iterations))


def may_pay(start: Start, program: Program, stand: Stand) -> np.ndarray:
    """Return the places of the columns that are in use, cheap enough at the prices of the basis, or in one row alone.

    What stands in one row alone (what is bought, missing, left over) hardly counts, and keeps a plan possible.
    """
    in_use = (start.columns == BASIC) | (start.columns == AT_UPPER) | (program.lower != 0.0)
    cheap = stand.reduced <= NEAR * np.abs(program.cost)
    alone = np.diff(program.matrix.indptr) == 1
    return np.flatnonzero(in_use | cheap | alone)

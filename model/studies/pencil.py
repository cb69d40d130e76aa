"""Least cost along a driver that moves costs alone: one program in the solver, asked again from its last basis.

    cost(x) = cost(low) + (x - low) / (high - low) * (cost(high) - cost(low)),  same rows, limits and bounds

A freight rate, a wage or a land price is such a driver. The least cost is then a concave function of it, and every
further value takes a few iterations of simplex.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from model.instance.instance import Instance
from model.network.assemble import assemble
from model.run import make_program
from model.solver.engine import Engine, Method
from model.solver.highs import Options
from model.solver.program import Program

CAP = 2_000
"""Iterations of simplex after which a program is solved cold."""
SAME = 1e-9


class Pencil:
    """Least cost of an instance at every value of a driver between two."""

    def __init__(self, low: float, high: float, at_low: Program, at_high: Program) -> None:
        self._low, self._high = low, high
        self._at_low, self._at_high = at_low, at_high
        self._engine = Engine(at_low, Options("ipx", threads=1))
        self._next: Method | None = None

    def start(self, other: Pencil) -> None:
        """Go on from the basis of another one: the same question asked of other figures."""
        if other._at_low.columns == self._at_low.columns and other._at_low.rows == self._at_low.rows:
            self._engine.set_basis(other._engine.basis())
            self._next = "dual"

    def value(self, x: float) -> float:
        """Return the least cost at a value of the driver; nan where there is no plan."""
        share = (x - self._low) / (self._high - self._low)
        a, b = self._at_low, self._at_high
        self._engine.set_costs(a.cost + share * (b.cost - a.cost), a.offset + share * (b.offset - a.offset))
        point = self._engine.solve(method=self._next, cap=CAP)
        self._next = None
        return point.objective if point.status == "optimal" else math.nan


def make_pencil(at: Callable[[float], Instance], low: float, high: float, *, proven: bool = False) -> Pencil | None:
    """Return the pencil of an instance that a driver moves, None where the driver moves more than costs.

    Whole numbers and curves that depend on the plan keep it from being one. That costs are straight in the driver is
    looked at in the middle, unless it has been proven of the same driver before.
    """
    first = at(low)
    if assemble(first).curves:
        return None
    a, b = make_program(first), make_program(at(high))
    if a.integers or not _same_limits(a, b):
        return None
    if not proven:
        middle = make_program(at(0.5 * (low + high)))
        if not _same_limits(a, middle) or not np.allclose(2.0 * middle.cost, a.cost + b.cost, rtol=SAME, atol=SAME):
            return None
    return Pencil(low, high, a, b)


def _same_limits(a: Program, b: Program) -> bool:
    if a.columns != b.columns or a.rows != b.rows or a.matrix.nnz != b.matrix.nnz:
        return False
    pairs = (
        (a.lower, b.lower), (a.upper, b.upper), (a.row_lower, b.row_lower), (a.row_upper, b.row_upper),
        (a.matrix.data, b.matrix.data), (a.matrix.indices, b.matrix.indices),
    )  # fmt: skip
    return all(np.array_equal(one, other) for one, other in pairs)

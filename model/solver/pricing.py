"""Delayed column generation: columns that are left out of a program are priced with its duals and added where they pay.

The reduced cost of a column is its cost less what its rows are worth. When none that is left out has one below zero,
the optimum of the program is that of the program with all columns, whatever it was started with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from scipy.sparse import csc_array

from model.solver.engine import Engine
from model.solver.point import Point
from model.solver.program import Name, Numbers

MOST_ROUNDS = 1000


@dataclass(frozen=True)
class Columns:
    """Columns to be added to a program: see Program."""

    cost: Numbers
    lower: Numbers
    upper: Numbers
    matrix: csc_array
    names: Sequence[Name]


class Source(Protocol):
    """What knows the columns that are left out."""

    def price(self, dual: Numbers) -> tuple[float, Columns | None]:
        """Return the least reduced cost of all columns left out, and those to add now, which it then takes for added.

        None where no reduced cost is below zero by more than rounding.
        """


@dataclass(frozen=True)
class Proof:
    """How the columns came in: programs solved, columns added, and the least reduced cost of those left out.

    is_whole: nothing that is left out would lower the cost.
    """

    rounds: int
    added: int
    least: float
    is_whole: bool


def solve_priced(engine: Engine, source: Source) -> tuple[Point, Proof]:
    """Solve a program with all columns that pay; without an optimum, stop where the first one fails."""
    added, iterations, seconds = 0, 0, 0.0
    for rounds in range(1, MOST_ROUNDS + 1):
        point = engine.solve()
        iterations, seconds = iterations + point.iterations, seconds + point.seconds
        if point.status != "optimal":
            return point, Proof(rounds, added, float("nan"), is_whole=False)
        least, columns = source.price(point.dual)
        if columns is None:
            break
        engine.add_columns(columns.cost, columns.lower, columns.upper, columns.matrix, columns.names)
        added += len(columns.cost)
    whole = Proof(rounds, added, least, is_whole=columns is None)
    return replace(point, iterations=iterations, seconds=seconds), whole

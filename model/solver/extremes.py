"""How far one volume can go in a plan that costs no more than the best one, asked of the whole program.

    max or min Q[i]   over   all rows of the program,   f(x) + chords at Q(x)  <=  cost of the best plan

Its duals prove the extreme, and over the dual of the limit of cost they make a cut (cuts.py): that at the price of Q[i]
at which the limit is just reached.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array, vstack

from model.solver.cuts import Cut, chords_of, cut_of
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.local import ENDED
from model.solver.program import Numbers, Program
from model.solver.tangents import REACH, Stopped, Tangents

MOST, LEAST = -1.0, 1.0
NO_PRICE = 1e-12
"""Volume that a unit of money buys, below which the limit of cost says nothing but rounding."""


@dataclass(frozen=True)
class Extreme:
    """How far a volume goes, as its duals prove; their cut, None where cost is no limit; and the point it is at."""

    volume: float
    cut: Cut | None
    x: Numbers


class Limited:
    """The program with its whole numbers as fractions, asked for extremes of one volume within a limit of cost."""

    def __init__(self, tangents: Tangents, options: Options) -> None:
        self._tangents = tangents
        self._program = replace(tangents.program, integers=())
        self._options = replace(options, time_limit=None)
        self._engine: Engine | None = None
        self._start: highspy.HighsBasis | None = None
        self._size = 1.0

    def limit(self, low: Numbers, high: Numbers, cost: float) -> None:
        """Keep volumes in a box, and let plans cost no more than `cost` with its chords."""
        chords, at = chords_of(self._tangents.concave, low, high), self._tangents.at
        row, lower, upper = (part.copy() for part in (self._program.cost, self._program.lower, self._program.upper))
        row[at] += chords.slopes
        lower[at], upper[at] = np.maximum(lower[at], low), np.minimum(upper[at], high)
        most = cost - self._program.offset - self._tangents.concave.constant - float(chords.constants.sum())
        self._size = max(1.0, float(np.abs(row).max(initial=0.0)))
        boxed = replace(self._program, lower=lower, upper=upper)
        self._engine = Engine(_with_row(boxed, row / self._size, most / self._size), self._options)
        ended = self._tangents.basis(ENDED)
        self._start = None if ended is None else _extended(ended, len(self._engine.program.rows))

    def ask(self, i: int, side: float) -> Extreme:
        """Return the extreme of a volume; raise Stopped where there is no time, or no extreme."""
        tangents, engine = self._tangents, self._engine
        assert engine is not None, "not limited yet"
        if tangents.seconds_left <= 0:
            raise Stopped("time_limit")
        if np.isfinite(tangents.seconds_left):
            engine.allow(tangents.seconds_left)
        cost = np.zeros(len(self._program.cost))
        cost[tangents.at[i]] = side
        engine.set_costs(cost)
        if self._start is not None:
            # One extreme is far from another: all are closer to where the tangents have ended.
            engine.set_basis(self._start)
        point = engine.solve(cap=tangents.cap)
        tangents.solves += 1
        tangents.iterations += point.iterations
        if point.status != "optimal":
            raise Stopped(point.status)
        reach = REACH * float(np.abs(point.x).max(initial=1.0))
        proven = cut_of(engine.program, np.zeros(0, dtype=np.intp), point.dual, reach).constant
        price = -point.dual[-1] / self._size
        cut = cut_of(self._program, tangents.at, point.dual[:-1] / price, reach) if price > NO_PRICE else None
        return Extreme(side * proven, cut, point.x)


def _extended(basis: highspy.HighsBasis, rows: int) -> highspy.HighsBasis:
    """Return a basis with so many rows: a new one is basic."""
    longer = highspy.HighsBasis()
    longer.col_status = basis.col_status
    longer.row_status = [*basis.row_status, *[highspy.HighsBasisStatus.kBasic] * (rows - len(basis.row_status))]
    longer.valid = True
    return longer


def _with_row(program: Program, row: Numbers, most: float) -> Program:
    """Return the program with one more row, of what a plan costs at least."""
    return replace(
        program,
        matrix=csc_array(vstack([program.matrix, coo_array(row[None])])),
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, most),
        rows=(*program.rows, ("affordable", ())),
    )

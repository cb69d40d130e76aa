"""What it costs to push a sum over decisions: least cost as a function of the sum, and how far it goes within a room.

    dearer(a) = min cost  subject to  sum <= a  (or >= a),  less the least cost;   its slope: the dual of that row

The row of a sum is short, and only its limit differs from one question to the next, so dual simplex goes on from the
last basis; a row that holds the cost down would touch every column, and take ten times as long. dearer is convex and
straight between its corners: plans lie on its chords, and no plan lies beyond its tangents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.solver.engine import Engine, fair_cap
from model.solver.highs import Options
from model.solver.program import Numbers, Program
from model.solver.restart import engine_from
from model.solver.rows import Row, with_rows
from model.solver.start import Start
from model.studies.runs.desk import RunFailedError

EXACT = 2e-5
"""Share of the size of a sum by which a range may be wider than what is found."""
MOST_STEPS = 60
SAME = 1e-9


@dataclass(frozen=True)
class Optimum:
    """A linear program, its least cost, a plan that costs no more, and the basis of that plan."""

    program: Program
    start: Start
    x: Numbers
    least: float


@dataclass(frozen=True)
class Point:
    """A plan: what it costs more than the cheapest, its sum, its columns, and the cost of one more step from there."""

    dearer: float
    amount: float
    x: Numbers
    slope: float = 0.0


@dataclass(frozen=True)
class Reached:
    """The plan for each room, smallest first. end: the plan at the end of the way, None where none was found there."""

    points: tuple[Point, ...]
    end: Point | None


def reach(optimum: Optimum, direction: Numbers, end: float, rooms: Sequence[float], size: float) -> Reached:
    """Return the plans whose sum is closest to `end` and that cost no more than each room beyond the least cost.

    end: what the sum can come to at most or at least, inf where nothing says; size: of the sum, for EXACT.
    """
    way = _Way(optimum, direction, end, size)
    return Reached(tuple(way.within(room) for room in sorted(rooms)), way.end)


class _Way:
    """Plans found so far between the cheapest one and the end of the way."""

    def __init__(self, optimum: Optimum, direction: Numbers, end: float, size: float) -> None:
        here = float(direction @ optimum.x)
        terms = {int(j): float(direction[j]) for j in np.flatnonzero(direction)}
        self._program = with_rows(optimum.program, [Row(("sum", ()), terms)])
        self._engine: Engine | None = None
        self._optimum, self._direction, self._size = optimum, direction, size
        self._sign = 1.0 if end >= here else -1.0
        self._end, self._closed = end, self._sign * np.inf
        self._points = [Point(0.0, here, optimum.x)]

    @property
    def end(self) -> Point | None:
        """The plan at the end of the way, if one is there."""
        last = self._points[-1]
        return last if abs(last.amount - self._end) <= EXACT * self._size else None

    def within(self, room: float) -> Point:
        """Return the plan closest to the end for at most this much more."""
        for _ in range(MOST_STEPS):
            inner, outer = self._inner(room), self._outer(room)
            if self._sign * (outer - inner.amount) <= EXACT * self._size:
                return inner
            self._look(outer)
        raise RunFailedError(f"near-optimal plans: no end after {MOST_STEPS} programs")

    def _inner(self, room: float) -> Point:
        """Return the last plan that is known to lie within: on the chord to the first one beyond."""
        points = self._points
        count = sum(point.dearer <= room * (1.0 + SAME) for point in points)
        last = points[count - 1]
        if count == len(points):
            return last
        beyond = points[count]
        share = max(0.0, (room - last.dearer) / (beyond.dearer - last.dearer))
        amount = last.amount + share * (beyond.amount - last.amount)
        return Point(room, amount, last.x + share * (beyond.x - last.x))

    def _outer(self, room: float) -> float:
        """Return the sum beyond which no plan lies: where the first tangent leaves the room, or the way ends."""
        ends = [self._end, self._closed]
        ends += [p.amount + self._sign * (room - p.dearer) / p.slope for p in self._points if p.slope > 0.0]
        return min(ends, key=lambda amount: self._sign * amount)

    def _look(self, amount: float) -> None:
        """Find the cheapest plan at a sum; where there is none, or no number, look half as far or twice as far."""
        last = self._points[-1].amount
        if np.isinf(amount):
            amount = last + self._sign * max(self._size, abs(last - self._points[0].amount))
        elif amount == self._closed:
            amount = 0.5 * (last + amount)
        found = self._cheapest(amount)
        if found is None:
            self._closed = amount
            return
        self._points.append(found)
        self._points.sort(key=lambda point: self._sign * point.amount)

    def _cheapest(self, amount: float) -> Point | None:
        if self._engine is None:
            self._engine = engine_from(self._optimum.start, self._program, Options("ipx", threads=1))
        lower, upper = self._program.row_lower.copy(), self._program.row_upper.copy()
        (lower if self._sign > 0.0 else upper)[-1] = amount
        self._engine.set_row_bounds(lower, upper)
        point = self._engine.solve(method="dual", cap=fair_cap(self._program))
        if point.status == "infeasible":
            return None
        if point.status != "optimal":
            raise RunFailedError(f"near-optimal plans: {point.status.replace('_', ' ')}")
        dearer = max(0.0, float(self._optimum.program.cost @ (point.x - self._optimum.x)))
        return Point(dearer, float(self._direction @ point.x), point.x, max(0.0, self._sign * float(point.dual[-1])))

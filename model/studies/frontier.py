"""How far a sum over decisions can go at almost least cost: the frontier of cost against that sum.

    a plan on the frontier minimises  cost + price * sum  for some price >= 0

Few costs differ from one price to the next, so every program goes on from the last one by primal simplex; a row that
holds the cost down would touch every column instead. Between two neighbours on the frontier it is straight.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.program import Numbers, Program
from model.studies.desk import RunFailedError

EXACT = 1e-6
LEFT = 1e-3
"""Share of the room that a plan may leave unspent: a range is at most so much wider than what is found."""
FIRST_PRICE = 10.0
"""Of the slack over the size of the sum, at first and from one price to the next."""
MOST_STEPS = 40


@dataclass(frozen=True)
class Point:
    """A plan on the frontier: what it costs more than the cheapest, the sum, its columns."""

    dearer: float
    amount: float
    x: Numbers


class Frontier:
    """One program and its optimum, asked how far sums can go within some slack of least cost."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._engine = Engine(program, Options("ipx", threads=1))
        self.best = self._solved(program.cost)
        self._basis = self._engine.basis()
        self.least = float(program.cost @ self.best) + program.offset

    def reach(self, direction: Numbers, rooms: tuple[float, ...], size: float) -> list[Point]:
        """Return the plan with the least sum for each room, money; size: of the sum, for the tolerance."""
        self._engine.set_basis(self._basis)
        points = [Point(0.0, float(direction @ self.best), self.best)]
        return [self._at(direction, room, size, points) for room in sorted(rooms)]

    def _at(self, direction: Numbers, room: float, size: float, points: list[Point]) -> Point:
        """Return the plan that spends the room, or the last one worth its cost; `points` grows by what is found."""
        self._go_beyond(direction, room, size, points)
        for _ in range(MOST_STEPS):
            within, beyond = _around(room, points)
            if beyond is None or within.amount - beyond.amount <= EXACT * size:
                return within
            price = (beyond.dearer - within.dearer) / (within.amount - beyond.amount)
            found = self._point(direction, price)
            gain = within.dearer - found.dearer + price * (within.amount - found.amount)
            if gain <= LEFT * room or any(found.dearer == p.dearer for p in points):
                return _between(within, beyond, room)
            points.append(found)
        within, beyond = _around(room, points)
        return within if beyond is None else _between(within, beyond, room)

    def _go_beyond(self, direction: Numbers, room: float, size: float, points: list[Point]) -> None:
        """Raise the price until a plan costs more than the room, or no price moves the sum any more."""
        # A sum of decisions alone cannot fall below 0.
        floor = 0.0 if (direction >= 0.0).all() else -np.inf
        price = FIRST_PRICE * room / size
        while all(p.dearer <= room for p in points):
            found = self._point(direction, price)
            points.append(replace(found, dearer=max(0.0, found.dearer)))
            if (room - found.dearer) / price <= EXACT * size or found.amount - floor <= EXACT * size:
                return
            price *= FIRST_PRICE

    def _point(self, direction: Numbers, price: float) -> Point:
        x = self._solved(self._program.cost + price * direction)
        return Point(float(self._program.cost @ (x - self.best)), float(direction @ x), x)

    def _solved(self, cost: Numbers) -> Numbers:
        self._engine.set_costs(cost, self._program.offset)
        point = self._engine.solve()
        if point.status != "optimal":
            raise RunFailedError(f"near-optimal plans: {point.status.replace('_', ' ')}")
        return point.x


def _around(room: float, points: list[Point]) -> tuple[Point, Point | None]:
    """Return the neighbours of a room on the frontier: the last plan within it, the first one beyond."""
    within = max((p for p in points if p.dearer <= room), key=lambda p: p.dearer)
    return within, min((p for p in points if p.dearer > room), key=lambda p: p.dearer, default=None)


def _between(within: Point, beyond: Point, room: float) -> Point:
    """Return the plan on the edge of two that spends the room."""
    share = (room - within.dearer) / (beyond.dearer - within.dearer)
    amount = within.amount + share * (beyond.amount - within.amount)
    return Point(room, amount, within.x + share * (beyond.x - within.x))

"""Least cost along a driver where cost curves follow the plan: that of the best local plans that were found.

A share of local learning, a learned cost or a freight rate moves costs and the prices of curves alone, all in
proportion. What one plan costs is then a straight line along the driver:

    cost(x) = cost(low) + (x - low) / (high - low) * (cost(high) - cost(low)),  same plan, same volumes

so that every plan found at one value is a plan at all values, and the least of these lines is known everywhere at
once. It is what is known, not what is proven: a plan that costs less may not have been found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from model.instance.instance import Instance
from model.network.assemble import assemble
from model.network.curve import Curve
from model.network.learning import Learning
from model.network.rates import objective_of
from model.run import make_program, program_of
from model.solver.highs import Basis, Options
from model.solver.local import polished
from model.solver.program import Numbers, Program
from model.solver.tangents import Plan, Stopped, Tangents
from model.studies.searches.meeting import Known
from model.studies.searches.pencil import is_straight, same_limits

SAME = 1e-12


@dataclass(frozen=True)
class Line:
    """A plan: what it costs at the low end, how fast that rises along the driver, and its volumes. x: found there."""

    x: float
    start: float
    slope: float
    volumes: Numbers

    def at(self, x: float, low: float) -> Known:
        """Return what the plan costs at a value of the driver."""
        return Known(x, self.start + self.slope * (x - low), self.slope)


@dataclass
class Lines:
    """The plans that are known along a driver from low on."""

    low: float
    found: list[Line] = field(default_factory=list)

    def ask(self, x: float) -> Known | None:
        """Return the least cost of the plans that are known; None where there are none."""
        best = self.best(x)
        return None if best is None else best.at(x, self.low)

    def best(self, x: float) -> Line | None:
        """Return the plan that costs least at a value, of those known."""
        return min(self.found, key=lambda line: line.at(x, self.low).cost, default=None)


class LocalPencil:
    """Finds plans of an instance between two values of a driver."""

    def __init__(
        self, low: float, high: float, program: Program, rise: Numbers, offset_rise: float, curves: Ends
    ) -> None:
        """program: at low; rise: of each cost, and of what is paid anyway, per unit of the driver."""
        self._low, self._width = low, high - low
        self._program, self._rise, self._offset_rise = program, rise, offset_rise
        self._curves = curves
        self._basis: Basis | None = None

    def find(self, x: float, known: Line | None, *, is_new: bool) -> Line | None:
        """Return the best plan that descents find at a value; None where there is no plan.

        They start from the volumes of a plan that is known and, where the value is new, from no learning, from all
        volumes at their largest, and from those of each curve at all its places alone.
        """
        program = replace(
            self._program,
            cost=self._program.cost + (x - self._low) * self._rise,
            offset=self._program.offset + (x - self._low) * self._offset_rise,
        )
        curves = Learning(self._curves.at((x - self._low) / self._width))
        tangents = Tangents(program, curves, Options("ipx", threads=1))
        if self._basis is not None:
            tangents.engine.set_basis(self._basis)
        best: Plan | None = None
        try:
            for slopes in _starts(curves, known, is_new=is_new):
                plan = polished(tangents, tangents.plan(slopes))
                best = plan if best is None or plan.cost < best.cost else best
        except Stopped as stopped:
            if stopped.status != "infeasible":
                raise
            return None
        self._basis = tangents.engine.basis()
        return None if best is None else self._line(x, best)

    def _line(self, x: float, plan: Plan) -> Line:
        first, last = (Learning(curves).paid(plan.volumes) for curves in (self._curves.first, self._curves.last))
        slope = float(self._rise @ plan.x) + self._offset_rise + (last - first) / self._width
        return Line(x, plan.cost - slope * (x - self._low), slope, plan.volumes)


def _starts(curves: Learning, known: Line | None, *, is_new: bool) -> Iterator[Numbers]:
    if known is not None:
        yield curves.slopes(known.volumes)
    if is_new:
        yield curves.off_slopes
        yield curves.least_slopes
        for _, here in curves.families if len(curves.families) > 1 else ():
            slopes = curves.off_slopes.copy()
            slopes[here] = curves.least_slopes[here]
            yield slopes


@dataclass(frozen=True)
class Ends:
    """The curves at both ends of a driver; between them unit costs and floors are in proportion."""

    first: tuple[Curve, ...]
    last: tuple[Curve, ...]

    def at(self, share: float) -> tuple[Curve, ...]:
        """Return the curves at a share of the way from the first to the last."""
        return tuple(_between(a, b, share) for a, b in zip(self.first, self.last, strict=True))


def _between(a: Curve, b: Curve, share: float) -> Curve:
    unit_cost, floor = (
        (1.0 - share) * first + share * last
        for first, last in ((a.shape.unit_cost, b.shape.unit_cost), (a.shape.floor, b.shape.floor))
    )
    return replace(a, shape=replace(a.shape, unit_cost=unit_cost, floor=floor))


def make_local_pencil(at: Callable[[float], Instance], low: float, high: float) -> LocalPencil | None:
    """Return what finds local plans of an instance; None where none are asked for, or a driver moves more than costs.

    The instance is looked at inside the range, at a quarter, the middle and three quarters: at an end a curve may have
    no price left, and so be none.
    """
    inner = [low + share * (high - low) for share in (0.25, 0.5, 0.75)]
    if (quarter := at(inner[0])).settings.learning != "local":
        return None
    instances = [quarter, *(at(x) for x in inner[1:])]
    nets = [assemble(instance) for instance in instances]
    first, middle, last = (net.curves for net in nets)
    if not first:
        return None
    program = program_of(nets[0])
    if program.integers or not same_limits(program, make_program(instances[2])):
        return None
    costs = [objective_of(net, program.columns) for net in nets]
    if not is_straight(*(cost for cost, _ in costs)) or not _are_straight(first, middle, last):
        return None
    width = inner[2] - inner[0]
    rise, offset_rise = (costs[2][0] - costs[0][0]) / width, (costs[2][1] - costs[0][1]) / width
    back = low - inner[0]
    start = replace(program, cost=program.cost + back * rise, offset=program.offset + back * offset_rise)
    inside = Ends(first, last)
    return LocalPencil(low, high, start, rise, offset_rise, Ends(inside.at(-0.5), inside.at(1.5)))


def _are_straight(first: Sequence[Curve], middle: Sequence[Curve], last: Sequence[Curve]) -> bool:
    """Tell whether curves differ in unit cost and floor alone, and in proportion (what teaches them is in the rows)."""
    if not len(first) == len(middle) == len(last):
        return False
    between = Ends(tuple(first), tuple(last)).at(0.5)
    return all(
        _have_price(b, half) and _are_alike(a, b) and _are_alike(a, c)
        for a, b, c, half in zip(first, middle, last, between, strict=True)
    )


def _have_price(a: Curve, b: Curve) -> bool:
    one, other = ((curve.shape.unit_cost, curve.shape.floor) for curve in (a, b))
    return bool(np.allclose(one, other, rtol=SAME, atol=SAME))


def _are_alike(a: Curve, b: Curve) -> bool:
    """Tell whether two curves are one but for what they charge."""
    one, other = (
        (k.name, k.place, k.initial, k.shape.reference, k.shape.learning_rate, *k.external, *k.weight) for k in (a, b)
    )
    return one == other

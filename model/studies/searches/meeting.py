"""Where two least costs meet along a driver that both are concave in: found, and proven to be everywhere they do.

Between two values that are known, a concave cost lies above the straight line through them and below the lines that
leave each of them with its slope. So does the difference of two costs lie between two bounds, and where both are on the
same side of zero nothing is left to ask: no value between is missed, however far apart the two are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from model.studies.searches.roots import Crossing

SAME = 1e-9
"""Share of the cost by which two plans have to differ to be told apart."""
SMALL = 1e-6
"""Share of the cost: where the bounds leave no more than this open, costs are as good as known."""
INSIDE = 0.05
"""Share of what is open that the next value keeps away from its ends."""


@dataclass(frozen=True)
class Known:
    """The least cost at a value of the driver, and how fast it rises there."""

    x: float
    cost: float
    slope: float

    def line(self, x: float) -> float:
        """Return what the cost is at most at another value."""
        return self.cost + self.slope * (x - self.x)


Ask = Callable[[float], Known | None]
"""The least cost at a value; None where there is no plan."""


@dataclass(frozen=True)
class _Both:
    """Two costs at one value. beyond: the first is larger."""

    a: Known
    b: Known

    @property
    def x(self) -> float:
        return self.a.x

    @property
    def excess(self) -> float:
        """The first less the second; 0 where they are the same to the last digits of the solver."""
        excess = self.a.cost - self.b.cost
        return 0.0 if abs(excess) <= SAME * abs(self.a.cost) else excess

    @property
    def beyond(self) -> bool:
        return self.excess > 0


def find_meetings(a: Ask, b: Ask, low: float, high: float, tolerance: float) -> tuple[Crossing, ...] | None:
    """Return every value at which the first cost begins or ceases to be the larger one, in a bracket each.

    None where one of them has no plan. Costs that differ by less than a millionth may be taken for equal.
    """
    left, right = _both(a, b, low), _both(a, b, high)
    if left is None or right is None:
        return None
    return tuple(_search(a, b, left, right, tolerance))


def _search(a: Ask, b: Ask, left: _Both, right: _Both, tolerance: float) -> Iterator[Crossing]:
    span = _open(left, right)
    if span is None:
        return
    low, high = span
    if high - low <= tolerance:
        if left.beyond != right.beyond:
            yield Crossing(low, high, _between(left, right, low, high), upwards=right.beyond)
        return
    middle = _both(a, b, _next(left, right, low, high))
    if middle is not None:
        yield from _search(a, b, left, middle, tolerance)
        yield from _search(a, b, middle, right, tolerance)


def _both(a: Ask, b: Ask, x: float) -> _Both | None:
    first, second = a(x), b(x)
    return None if first is None or second is None else _Both(first, second)


def _next(left: _Both, right: _Both, low: float, high: float) -> float:
    """Return the value to ask next: where the slopes at the closer end lead to, or where the loose bound is loosest."""
    near = left if abs(left.excess) < abs(right.excess) else right
    slope = near.a.slope - near.b.slope
    if left.beyond == right.beyond:
        guess = _kink(left.b, right.b) if left.beyond else _kink(left.a, right.a)
    else:
        guess = near.x - near.excess / slope if slope else 0.5 * (low + high)
    margin = INSIDE * (high - low)
    return min(max(guess, low + margin), high - margin)


def _between(left: _Both, right: _Both, low: float, high: float) -> float:
    """Return where a straight line through both ends crosses zero, kept inside the bracket."""
    share = left.excess / (left.excess - right.excess)
    return min(max(left.x + share * (right.x - left.x), low), high)


def _open(left: _Both, right: _Both) -> tuple[float, float] | None:
    """Return the values between two at which either cost may be the larger one; None where the bounds leave none.

    The lower bound of the difference is convex and its upper bound concave, each of two straight pieces: where the
    one is below a level and the other above it is an interval.
    """
    tie, small = SAME * abs(left.a.cost), SMALL * abs(left.a.cost)
    least = _Bent(left, right, _kink(left.b, right.b), lower=True)
    most = _Bent(left, right, _kink(left.a, right.a), lower=False)
    # Where both ends have one sign, a difference of the other sign has to be worth telling.
    is_same = left.beyond == right.beyond
    below = least.span(-small if is_same and left.beyond else tie)
    above = most.span(small if is_same and not left.beyond else -tie)
    if below is None or above is None:
        return None
    low, high = max(below[0], above[0]), min(below[1], above[1])
    return (low, high) if low <= high else None


def _kink(left: Known, right: Known) -> float:
    """Return where the lines that leave two values meet, between them."""
    fall = left.slope - right.slope
    if fall <= 0.0:
        return 0.5 * (left.x + right.x)
    meet = (right.cost - left.cost + left.slope * left.x - right.slope * right.x) / fall
    return min(max(meet, left.x), right.x)


class _Bent:
    """A bound of the difference between two values: straight from the left one to a kink, and on to the right one."""

    def __init__(self, left: _Both, right: _Both, kink: float, *, lower: bool) -> None:
        bent, straight = ((left.b, right.b), (left.a, right.a)) if lower else ((left.a, right.a), (left.b, right.b))
        width = right.x - left.x
        share = (kink - left.x) / width
        chord = straight[0].cost + share * (straight[1].cost - straight[0].cost)
        top = min(bent[0].line(kink), bent[1].line(kink))
        self._sign = 1.0 if lower else -1.0
        ends = [one.a.cost - one.b.cost for one in (left, right)]
        self._points = [(left.x, ends[0]), (kink, chord - top if lower else top - chord), (right.x, ends[1])]

    def span(self, level: float) -> tuple[float, float] | None:
        """Return where the lower bound is at most, or the upper one at least, a level."""
        inside: list[float] = []
        for (x0, y0), (x1, y1) in pairwise(self._points):
            below0, below1 = (self._sign * (y - level) for y in (y0, y1))
            inside += [x for x, below in ((x0, below0), (x1, below1)) if below <= 0]
            if below0 * below1 < 0:
                inside.append(x0 + (x1 - x0) * below0 / (below0 - below1))
        return (min(inside), max(inside)) if inside else None

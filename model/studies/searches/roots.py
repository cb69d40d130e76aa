"""Where a number that takes a run to know crosses zero: a coarse grid first, then each crossing in a bracket."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Excess = Callable[[Sequence[float]], Sequence[float]]
"""How far beyond a level a number is at some values of the driver, all asked at once; nan where it has none."""


@dataclass(frozen=True)
class Crossing:
    """Between low and high the number passes zero; upwards where it is beyond at high. best: where a line puts it."""

    low: float
    high: float
    best: float
    upwards: bool


@dataclass(frozen=True)
class Search:
    """Every crossing found, whether the coarse grid only rises or only falls, and every value that was asked."""

    crossings: tuple[Crossing, ...]
    is_monotone: bool
    values: Mapping[float, float]


def find_crossings(excess: Excess, low: float, high: float, points: int, tolerance: float) -> Search:
    """Return every crossing that a grid of so many points shows, each in a bracket no wider than the tolerance.

    Beyond is > 0. A number that touches zero between two points of the grid and comes back is not seen.
    """
    known: dict[float, float] = {}
    grid = [float(x) for x in np.linspace(low, high, points)]
    _ask(excess, grid, known)
    found = []
    for left, right in itertools.pairwise(grid):
        if math.isnan(known[left]) or math.isnan(known[right]) or _beyond(known[left]) == _beyond(known[right]):
            continue
        found.append(_narrow(excess, left, right, tolerance, known))
    steps = np.diff([known[x] for x in grid if not math.isnan(known[x])])
    slack = 1e-9 * max((abs(value) for value in known.values() if math.isfinite(value)), default=1.0)
    is_monotone = bool((steps >= -slack).all() or (steps <= slack).all())
    return Search(tuple(found), is_monotone, dict(sorted(known.items())))


def _narrow(excess: Excess, low: float, high: float, tolerance: float, known: dict[float, float]) -> Crossing:
    """Narrow a bracket: two points close around where a line crosses, so that a straight number needs one round.

    Where that does not halve the bracket, its middle is asked too: a step takes as many rounds as halving does.
    """
    while high - low > tolerance:
        width = high - low
        guess = _line(low, high, known)
        near = [guess - 0.45 * tolerance, guess + 0.45 * tolerance]
        low, high = _bracket(excess, low, high, near, known)
        if high - low > max(tolerance, 0.5 * width):
            low, high = _bracket(excess, low, high, [0.5 * (low + high)], known)
        if high - low == width:
            # No plan in the middle: the bracket is as narrow as it gets.
            break
    return Crossing(low, high, _line(low, high, known), upwards=_beyond(known[high]))


def _bracket(
    excess: Excess, low: float, high: float, inside: Sequence[float], known: dict[float, float]
) -> tuple[float, float]:
    """Return the first neighbours among some points between low and high that lie on different sides."""
    _ask(excess, [x for x in inside if low < x < high], known)
    # A point without a plan says nothing: it is passed over.
    points = [low, *(x for x in inside if low < x < high and not math.isnan(known[x])), high]
    for left, right in itertools.pairwise(points):
        if _beyond(known[left]) != _beyond(known[right]):
            return left, right
    return low, high


def _line(low: float, high: float, known: Mapping[float, float]) -> float:
    """Return where the line through both ends crosses zero, kept a little inside."""
    rise = known[high] - known[low]
    share = -known[low] / rise if rise and math.isfinite(rise) else 0.5
    return low + min(max(share, 0.0), 1.0) * (high - low)


def _ask(excess: Excess, points: Sequence[float], known: dict[float, float]) -> None:
    new = [x for x in dict.fromkeys(points) if x not in known]
    known.update(zip(new, excess(new), strict=True))


def _beyond(value: float) -> bool:
    return value > 0

"""Where the better of two siting regimes changes along a driver, and how sure that is.

turns:
  - name: freight
    unit: CNY/t-km
    edit: [{table: freight, scale: cost_per_t_km, times: 3.571428571}]     # 1 / 0.28: the data are at 0.28
    from: 0
    to: 5
    grid: 5                        # points of the first look, and of the table `along`
    tolerance: 0.01                # width of the bracket of a turn
    pairs: [[clustered, dispersed]]                   # none: every two regimes
    draws: {number: 200, seed: 1, confidence: [C, D]} # none: a turn without its range
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from model.instance.problems import InstanceError
from model.studies.case import Case
from model.studies.desk import Desk
from model.studies.draws import Draws, drawn_cases, read_draws
from model.studies.driver import Driver, read_driver
from model.studies.fields import Fields
from model.studies.figures import noted_figures
from model.studies.pencil import Pencil, make_pencil
from model.studies.roots import Crossing, find_crossings

TURNS = (
    "driver", "unit", "a", "b", "at", "low", "high", "cheaper_below", "cheaper_above", "p10", "p90", "turning", "draws",
    "said",
)  # fmt: skip
ALONG = ("driver", "unit", "value", "regime", "cost", "difference")
Pair = tuple[str, str]


@dataclass(frozen=True)
class Turn:
    """A driver from low to high, the pairs of regimes that are compared along it, and the draws of its range."""

    driver: Driver
    unit: str
    low: float
    high: float
    grid: int
    tolerance: float
    pairs: tuple[Pair, ...]
    draws: Draws | None

    def among(self, pairs: tuple[Pair, ...]) -> Turn:
        """Return the same with fewer pairs: those of which both have a plan."""
        return replace(self, pairs=pairs)


def read_turns(fields: Fields, regimes: Sequence[str]) -> tuple[Turn, ...]:
    """Return the turns that a study asks for; what is wrong is noted."""
    found = [_read_turn(part, regimes) for part in fields.items("turns")]
    return tuple(turn for turn in found if turn is not None)


def _read_turn(fields: Fields, regimes: Sequence[str]) -> Turn | None:
    name, unit = fields.text("name", "driver"), fields.text("unit")
    low, high = fields.number("from", 0.0), fields.number("to", 1.0)
    if low >= high:
        fields.fault("from", "has to be below `to`")
        low, high = 0.0, 1.0
    grid = fields.whole("grid", 5, 2, 1000)
    tolerance = fields.number("tolerance", 0.01 * (high - low), 1e-9)
    pairs = _read_pairs(fields, regimes)
    draws = read_draws(fields.inner("draws"))
    driver = read_driver(fields, name)
    fields.refuse_unknown()
    return None if driver is None else Turn(driver, unit, low, high, grid, tolerance, pairs, draws)


def _read_pairs(fields: Fields, regimes: Sequence[str]) -> tuple[Pair, ...]:
    given = fields.plain("pairs")
    if given is None:
        return tuple(itertools.combinations(regimes, 2))
    listed = given if isinstance(given, list) else []
    found = [(str(pair[0]), str(pair[1])) for pair in listed if isinstance(pair, list) and len(pair) == 2]
    if not found or len(found) != len(listed) or any(name not in regimes for pair in found for name in pair):
        fields.fault("pairs", f"has to list pairs of regimes, [[a, b], ...]: there are {', '.join(regimes)}")
        return ()
    return tuple(found)


class Costs:
    """Least cost of each regime along a driver: from a pencil where costs alone move, else by a run for each value."""

    def __init__(self, desk: Desk, turn: Turn, cases: Mapping[str, Case], near: Costs | None = None) -> None:
        self._desk, self._turn, self._cases, self._near = desk, turn, cases, near
        self._pencils: dict[str, Pencil | None] = {}
        self.known: dict[tuple[str, float], float] = {}

    def at(self, regime: str, x: float) -> float:
        """Return the least cost of a regime; nan where it has no plan."""
        key = (regime, x)
        if key not in self.known:
            pencil = self._pencil(regime)
            self.known[key] = self._run(regime, x) if pencil is None else pencil.value(x)
        return self.known[key]

    def crossings(self, pair: Pair, grid: int, tolerance: float) -> tuple[Crossing, ...]:
        """Return where the first of a pair becomes cheaper than the second, or stops to be (upwards: it costs more)."""
        a, b = pair

        def excess(xs: Sequence[float]) -> list[float]:
            differences = [self.at(a, x) - self.at(b, x) for x in xs]
            # Two plans that cost the same to the last digits of the solver are no turn.
            return [0.0 if abs(d) <= SAME * abs(self.at(a, x)) else d for d, x in zip(differences, xs, strict=True)]

        return find_crossings(excess, self._turn.low, self._turn.high, grid, tolerance).crossings

    def _pencil(self, regime: str) -> Pencil | None:
        if regime not in self._pencils:
            is_proven = self._near is not None
            if self._near is not None and self._near._pencils.get(regime) is None:
                self._pencils[regime] = None
                return None
            turn, case = self._turn, self._cases[regime]
            at = lambda x: self._desk.instance(moved(case, turn, x))  # noqa: E731
            pencil = make_pencil(at, turn.low, turn.high, proven=is_proven)
            if pencil is not None and self._near is not None:
                other = self._near._pencils[regime]
                assert other is not None  # looked at above
                pencil.start(other)
            self._pencils[regime] = pencil
        return self._pencils[regime]

    def _run(self, regime: str, x: float) -> float:
        (outcome,) = self._desk.run([moved(self._cases[regime], self._turn, x)])
        return math.nan if outcome.objective is None else outcome.objective


SAME = 1e-9
"""Share of the cost by which two plans have to differ to be told apart."""


def moved(case: Case, turn: Turn, x: float) -> Case:
    """Return a case at a value of the driver."""
    values = {**case.values, turn.driver.name: x}
    return replace(case.with_edits(*turn.driver.edits(x)), values=values)


def find_turns(desk: Desk, turn: Turn, cases: Mapping[str, Case]) -> tuple[list[tuple[Any, ...]], Costs]:
    """Return the rows of TURNS of a driver, and the costs they rest on. cases: of each regime, by name."""
    costs = Costs(desk, turn, cases)
    for name, x in itertools.product(cases, np.linspace(turn.low, turn.high, turn.grid).tolist()):
        desk.say(f"{turn.driver.name} {x:g}: {name}")
        costs.at(name, x)
    found = {pair: costs.crossings(pair, turn.grid, turn.tolerance) for pair in turn.pairs}
    drawn = _drawn_crossings(desk, turn, cases, costs) if turn.draws is not None else []
    rows = [row for pair in turn.pairs for row in _rows(turn, pair, found[pair], [of[pair] for of in drawn], costs)]
    return rows, costs


def along(turn: Turn, costs: Costs, first: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of ALONG: what each regime costs at the points of the first look, and more than the first one."""
    for x in np.linspace(turn.low, turn.high, turn.grid).tolist():
        for (name, at), cost in costs.known.items():
            if at == x:
                yield turn.driver.name, turn.unit, x, name, cost, cost - costs.at(first, x)


def _drawn_crossings(
    desk: Desk, turn: Turn, cases: Mapping[str, Case], central: Costs
) -> list[dict[Pair, tuple[Crossing, ...]]]:
    """Return the crossings of every pair under each draw of the unsure figures; draws without a plan are left out."""
    assert turn.draws is not None  # asked for only then
    compared = [name for name in cases if any(name in pair for pair in turn.pairs)]
    noted = [noted_figures(desk.opened(cases[name]), turn.draws.grades, turn.draws.by) for name in compared]
    # A figure that a regime takes out of the data cannot be drawn in both.
    common = set.intersection(*({figure.name for figure in figures} for figures in noted)) if noted else set()
    figures = tuple(figure for figure in noted[0] if figure.name in common) if noted else ()
    drawn = {name: drawn_cases(cases[name], figures, turn.draws) for name in compared}
    found = []
    for k in range(turn.draws.number):
        desk.say(f"{turn.driver.name}: draw {k + 1} of {turn.draws.number}")
        costs = Costs(desk, turn, {name: drawn[name][k] for name in compared}, central)
        with suppress(InstanceError):
            of_draw = {pair: costs.crossings(pair, min(turn.grid, 3), turn.tolerance) for pair in turn.pairs}
            if not any(math.isnan(cost) for cost in costs.known.values()):
                found.append(of_draw)
    return found


def _rows(
    turn: Turn, pair: Pair, found: Sequence[Crossing], drawn: Sequence[Sequence[Crossing]], costs: Costs
) -> Iterator[tuple[Any, ...]]:
    a, b = pair
    for k, crossing in enumerate(found or [None]):
        others = [crossings[k].best for crossings in drawn if len(crossings) > k]
        low, high = np.quantile(others, [0.1, 0.9]).tolist() if others else (None, None)
        share = len(others) / len(drawn) if drawn else None
        ends: tuple[Any, ...]
        if crossing is None:
            difference = costs.at(a, turn.low) - costs.at(b, turn.low)
            better = b if difference > 0 else a
            is_tie = abs(difference) <= SAME * abs(costs.at(a, turn.low))
            said = f"never changes between {turn.low:g} and {turn.high:g} {turn.unit}".rstrip()
            said += ": both cost the same" if is_tie else f": {better} is cheaper"
            ends = (None, None, None, better, better)
        else:
            below, above = (a, b) if crossing.upwards else (b, a)
            said = f"{below} is cheaper below {crossing.best:.3g} {turn.unit}".rstrip() + f", {above} above"
            ends = (crossing.best, crossing.low, crossing.high, below, above)
        if drawn:
            said += _sure(turn, low, high, share or 0.0, len(drawn))
        yield turn.driver.name, turn.unit, a, b, *ends, low, high, share, len(drawn), said


def _sure(turn: Turn, low: float | None, high: float | None, share: float, draws: int) -> str:
    if low is None or high is None:
        return f" (in none of {draws} draws does it change)"
    where = f"{low:.3g} to {high:.3g} {turn.unit}".rstrip()
    return f" (10-90 %: {where}, in the {share:.0%} of {draws} draws that turn)"

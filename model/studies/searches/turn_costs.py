"""Least costs of regimes along a driver, and where two of them meet: asked of a pencil, or of runs, and kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from model.studies.asked.case import Case
from model.studies.runs.desk import Desk
from model.studies.runs.notebook import Finding, Notebook
from model.studies.searches.meeting import SAME, Known, find_meetings
from model.studies.searches.pencil import Pencil, make_pencil
from model.studies.searches.roots import Crossing, find_crossings
from model.studies.searches.turn import Pair, Turn


@dataclass
class Costs:
    """Least cost of each regime along a driver: from a pencil where costs alone move, else by a run for each value.

    data: digest of the data of each regime. proven: in every regime costs alone move, as is known of the same driver in
    other data; blank: look. What a pencil finds is kept in the book, so that a study goes on where it was stopped.
    """

    desk: Desk
    turn: Turn
    cases: Mapping[str, Case]
    data: Mapping[str, str]
    book: Notebook
    proven: bool = False
    known: dict[tuple[str, float], Known | None] = field(default_factory=dict)
    _pencils: dict[str, Pencil | None] = field(default_factory=dict)

    def among(self, cases: Mapping[str, Case]) -> Costs:
        """Return the same of other data of the same regimes."""
        return Costs(self.desk, self.turn, cases, self.data, self.book, self.is_concave(cases))

    def at(self, regime: str, x: float) -> float:
        """Return the least cost of a regime; nan where it has no plan."""
        found = self.ask(regime, x)
        return math.nan if found is None else found.cost

    def ask(self, regime: str, x: float) -> Known | None:
        """Return the least cost of a regime and its slope (nan where runs alone tell it); None where it has no plan."""
        key = (regime, x)
        if key not in self.known:
            self.known[key] = self._drawn(regime, x) if self.is_concave([regime]) else self._run(regime, x)
        return self.known[key]

    def is_concave(self, regimes: Iterable[str]) -> bool:
        """Tell whether costs alone move in each of some regimes."""
        return all(self.proven or self._looked(regime) for regime in regimes)

    def crossings(self, pair: Pair) -> tuple[Crossing, ...]:
        """Return where the first of a pair becomes cheaper than the second, or stops to be (upwards: it costs more)."""
        turn = self.turn
        if self.is_concave(pair):
            a, b = (partial(self.ask, name) for name in pair)
            return find_meetings(a, b, turn.low, turn.high, turn.tolerance) or ()
        excess = partial(self._excess, pair)
        return find_crossings(excess, turn.low, turn.high, turn.grid, turn.tolerance).crossings

    def crossings_of_ends(self, pair: Pair) -> tuple[Crossing, ...]:
        """Return the crossings, none where the same of a pair costs more at both ends: quicker, and no proof."""
        ends = [excess > 0 for excess in self._excess(pair, (self.turn.low, self.turn.high))]
        return self.crossings(pair) if ends[0] != ends[1] else ()

    def _excess(self, pair: Pair, xs: Sequence[float]) -> list[float]:
        """Return what the first costs more; two plans that cost the same to the last digits of the solver: 0."""
        costs = [(self.at(pair[0], x), self.at(pair[1], x)) for x in xs]
        return [0.0 if abs(a - b) <= SAME * abs(a) else a - b for a, b in costs]

    def _looked(self, regime: str) -> bool:
        def look() -> Finding:
            return {"yes": [float(self._pencil(regime, proven=False) is not None)]}

        return bool(self.book.remember(f"concave {self._key(regime)}", look)["yes"][0])

    def _drawn(self, regime: str, x: float) -> Known | None:
        def find() -> Finding:
            pencil = self._pencil(regime, proven=True)
            point = None if pencil is None else pencil.ask(x)
            return {"cost": [], "slope": []} if point is None else {"cost": [point.cost], "slope": [point.slope]}

        found = self.book.remember(f"{x!r} {self._key(regime)}", find)
        return Known(x, found["cost"][0], found["slope"][0]) if found["cost"] else None

    def _key(self, regime: str) -> str:
        ends = [moved(self.cases[regime], self.turn, x) for x in (self.turn.low, self.turn.high)]
        return " ".join(case.key(self.data[regime]) for case in ends)

    def _pencil(self, regime: str, *, proven: bool) -> Pencil | None:
        if regime not in self._pencils:
            turn, case = self.turn, self.cases[regime]
            at = lambda x: self.desk.instance(moved(case, turn, x))  # noqa: E731
            self._pencils[regime] = make_pencil(at, turn.low, turn.high, proven=proven)
        return self._pencils[regime]

    def _run(self, regime: str, x: float) -> Known | None:
        (outcome,) = self.desk.run([moved(self.cases[regime], self.turn, x)])
        return None if outcome.objective is None else Known(x, outcome.objective, math.nan)


def moved(case: Case, turn: Turn, x: float) -> Case:
    """Return a case at a value of the driver."""
    values = {**case.values, turn.driver.name: x}
    return replace(case.with_edits(*turn.driver.edits(x)), values=values)

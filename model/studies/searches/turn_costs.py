"""Least costs of regimes along a driver, and where two of them meet: asked of a pencil, or of runs, and kept."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import numpy as np

from model.studies.asked.case import Case
from model.studies.runs.desk import Desk
from model.studies.runs.notebook import Finding, Notebook
from model.studies.searches.local_pencil import Line, Lines, LocalPencil, make_local_pencil
from model.studies.searches.meeting import SAME, Known, find_meetings
from model.studies.searches.pencil import Pencil, make_pencil
from model.studies.searches.roots import Crossing, find_crossings
from model.studies.searches.turn import Pair, Turn

Way = Literal["proven", "local", "runs"]
WAYS: tuple[Way, ...] = ("proven", "local", "runs")
"""How costs along a driver are known: by a pencil, which misses nothing; by the best local plans found; by runs."""
GAINED = 1e-7
"""Share of the cost by which a plan has to be better than the best one known."""
ROUNDS = 6
"""Searches for better local plans where two costs seem to meet, at most."""


@dataclass
class Costs:
    """Least cost of each regime along a driver: from a pencil where costs alone move, else by a run for each value.

    data: digest of the data of each regime. of: costs along the same driver in other data, known in the same way;
    blank: look. What a pencil finds is kept in the book, so that a study goes on where it was stopped.
    """

    desk: Desk
    turn: Turn
    cases: Mapping[str, Case]
    data: Mapping[str, str]
    book: Notebook
    of: Costs | None = None
    known: dict[tuple[str, float], Known | None] = field(default_factory=dict)
    _ways: dict[str, Way] = field(default_factory=dict)
    _pencils: dict[str, Pencil | LocalPencil | None] = field(default_factory=dict)
    _lines: dict[str, Lines] = field(default_factory=dict)
    _alike: dict[str, bool] = field(default_factory=dict)

    def among(self, cases: Mapping[str, Case]) -> Costs:
        """Return the same of other data of the same regimes."""
        return Costs(self.desk, self.turn, cases, self.data, self.book, self)

    def at(self, regime: str, x: float) -> float:
        """Return the least cost of a regime; nan where it has no plan."""
        found = self.ask(regime, x)
        return math.nan if found is None else found.cost

    def ask(self, regime: str, x: float) -> Known | None:
        """Return the least cost of a regime and its slope (nan where runs alone tell it); None where it has no plan."""
        key = (regime, x)
        if key not in self.known:
            ask = {"proven": self._drawn, "local": self._searched, "runs": self._run}[self.way([regime])]
            self.known[key] = ask(regime, x)
        return self.known[key]

    def way(self, regimes: Iterable[str]) -> Way:
        """Return how the costs of some regimes are known: the way that proves least of those of each."""
        return max((self._way(regime) for regime in regimes), key=WAYS.index)

    def crossings(self, pair: Pair) -> tuple[Crossing, ...]:
        """Return where the first of a pair becomes cheaper than the second, or stops to be (upwards: it costs more)."""
        turn, way = self.turn, self.way(pair)
        if way == "local":
            return self._local_crossings(pair)
        if way == "proven":
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

    def _way(self, regime: str) -> Way:
        if self.of is not None:
            return self.of._way(regime)
        if regime not in self._ways:
            found = self.book.remember(f"way {self._key(regime)}", lambda: {"way": [float(self._look(regime))]})
            self._ways[regime] = WAYS[int(found["way"][0])]
        return self._ways[regime]

    def _look(self, regime: str) -> int:
        for k, way in enumerate(WAYS[:-1]):
            if self._made(regime, way) is not None:
                return k
            del self._pencils[regime]
        return len(WAYS) - 1

    def _drawn(self, regime: str, x: float) -> Known | None:
        def find() -> Finding:
            pencil = self._made(regime, "proven")
            point = pencil.ask(x) if isinstance(pencil, Pencil) else None
            return {"cost": [], "slope": []} if point is None else {"cost": [point.cost], "slope": [point.slope]}

        found = self.book.remember(f"{x!r} {self._key(regime)}", find)
        return Known(x, found["cost"][0], found["slope"][0]) if found["cost"] else None

    def _searched(self, regime: str, x: float) -> Known | None:
        self._search(regime, x)
        return self._known_lines(regime).ask(x)

    def _local_crossings(self, pair: Pair) -> tuple[Crossing, ...]:
        """Return where the costs of the best plans known meet, after searching there until nothing better is found."""
        turn = self.turn
        for name in pair:
            for x in turn.points:
                self.ask(name, x)
        a, b = (self._known_lines(name) for name in pair)
        found: tuple[Crossing, ...] = ()
        for _ in range(ROUNDS):
            found = find_meetings(a.ask, b.ask, turn.low, turn.high, turn.tolerance) or ()
            asked = [*turn.points, *(crossing.best for crossing in found)]
            if not sum(self._search(name, x) for name in pair for x in asked):
                break
        for name, x in self.known:
            if name in pair:
                self.known[name, x] = self._known_lines(name).ask(x)
        return found

    def _search(self, regime: str, x: float) -> bool:
        """Search for plans at a value, from the best one known there only where it has been asked; tell of a gain."""
        lines, is_new = self._known_lines(regime), (regime, x) not in self.known
        best = lines.best(x)
        if not is_new and (best is None or best.x == x):
            return False

        def find() -> Finding:
            pencil = self._made(regime, "local")
            line = pencil.find(x, best, is_new=is_new) if isinstance(pencil, LocalPencil) else None
            if line is None:
                return {"line": [], "volumes": []}
            return {"line": [line.start, line.slope], "volumes": line.volumes.tolist()}

        origin = "all" if is_new else repr(best and best.x)
        found = self.book.remember(f"local {x!r} from {origin} {self._key(regime)}", find)
        if found["line"]:
            start, slope = found["line"]
            lines.found.append(Line(x, start, slope, np.array(found["volumes"])))
        before, after = None if best is None else best.at(x, lines.low), lines.ask(x)
        self.known[regime, x] = after
        return after is not None and (before is None or after.cost < before.cost - GAINED * abs(after.cost))

    def _known_lines(self, regime: str) -> Lines:
        return self._lines.setdefault(regime, Lines(self.turn.low))

    def _key(self, regime: str) -> str:
        ends = [moved(self.cases[regime], self.turn, x) for x in (self.turn.low, self.turn.high)]
        return " ".join(case.key(self.data[regime]) for case in ends)

    def _made(self, regime: str, way: Way) -> Pencil | LocalPencil | None:
        if regime not in self._pencils:
            turn, case = self.turn, self.cases[regime]
            at = lambda x: self.desk.instance(moved(case, turn, x))  # noqa: E731
            if way == "local":
                self._pencils[regime] = make_local_pencil(at, turn.low, turn.high)
            elif self.of is not None and self.of._differs_in_costs(regime, case):
                base = self.of._made(regime, way)
                self._pencils[regime] = base.among(at) if isinstance(base, Pencil) else None
            else:
                self._pencils[regime] = make_pencil(at, turn.low, turn.high, proven=self.of is not None)
        return self._pencils[regime]

    def _differs_in_costs(self, regime: str, case: Case) -> bool:
        """Tell whether other data have other costs alone, as all of them have where the first ones do."""
        if regime not in self._alike:
            pencil = self._made(regime, "proven")
            there = self.desk.instance(moved(case, self.turn, self.turn.low))
            self._alike[regime] = isinstance(pencil, Pencil) and pencil.has_limits_of(there)
        return self._alike[regime]

    def _run(self, regime: str, x: float) -> Known | None:
        (outcome,) = self.desk.run([moved(self.cases[regime], self.turn, x)])
        return None if outcome.objective is None else Known(x, outcome.objective, math.nan)


def moved(case: Case, turn: Turn, x: float) -> Case:
    """Return a case at a value of the driver."""
    values = {**case.values, turn.driver.name: x}
    return replace(case.with_edits(*turn.driver.edits(x)), values=values)

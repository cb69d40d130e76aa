"""Where the better of two siting regimes changes along a driver, and how sure that is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.instance.problems import InstanceError
from model.studies.asked.case import Case
from model.studies.asked.figures import Figure
from model.studies.runs.desk import Desk
from model.studies.runs.notebook import Notebook
from model.studies.searches.draws import drawn_cases
from model.studies.searches.meeting import SAME
from model.studies.searches.roots import Crossing
from model.studies.searches.turn import Pair, Turn
from model.studies.searches.turn_costs import Costs, Way

TURNS = (
    "driver", "unit", "a", "b", "at", "low", "high", "cheaper_below", "cheaper_above", "p10", "p90", "turning", "same",
    "draws", "proof", "said",
)  # fmt: skip
NEVER: Mapping[Way, str] = {
    "proven": "never changes", "local": "does not change", "runs": "does not change at {} values",
}  # fmt: skip
ALONG = ("driver", "unit", "value", "regime", "cost", "difference", "slope", "p10", "p90")


@dataclass(frozen=True)
class Found:
    """What was found along a driver: the costs, where each pair turns, and the same under every draw with a plan."""

    turn: Turn
    costs: Costs
    crossings: Mapping[Pair, tuple[Crossing, ...]]
    draws: tuple[tuple[Costs, Mapping[Pair, tuple[Crossing, ...]]], ...]

    def better(self, pair: Pair, costs: Costs) -> str:
        """Return the cheaper one of a pair at the low end, "" where both cost the same."""
        a, b = (costs.at(name, self.turn.low) for name in pair)
        return "" if abs(a - b) <= SAME * abs(a) else pair[a > b]


def find_turns(desk: Desk, turn: Turn, cases: Mapping[str, Case]) -> Found:
    """Return where the pairs of a turn change places. cases: of each regime, by name."""
    cases = {name: turn.case(case) for name, case in cases.items()}
    data = {name: desk.instance(case).digest for name, case in cases.items()}
    costs = Costs(desk, turn, cases, data, Notebook(desk.folder.path, "turns"))
    for name, x in itertools.product(cases, turn.points):
        desk.say(f"{turn.driver.name} {x:g}: {name}")
        costs.at(name, x)
    desk.say(f"{turn.driver.name}: where the better regime changes")
    found = {pair: costs.crossings(pair) for pair in turn.pairs}
    return Found(turn, costs, found, tuple(_drawn(desk, turn, cases, costs)))


def along(found: Found, first: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of ALONG: what each regime costs, how fast that rises, and how much more it is than the first's.

    p10, p90: of the difference over the draws, where every draw has been asked there.
    """
    turn, costs = found.turn, found.costs
    for x in sorted({x for _, x in costs.known}):
        for name in (name for name, at in costs.known if at == x):
            point = costs.known[name, x]
            difference = costs.at(name, x) - costs.at(first, x) if (first, x) in costs.known else None
            drawn = [
                of.at(name, x) - of.at(first, x) for of, _ in found.draws if {(name, x), (first, x)} <= of.known.keys()
            ]
            is_whole = bool(drawn) and len(drawn) == len(found.draws)
            ends = np.quantile(drawn, [0.1, 0.9]).tolist() if is_whole else (None, None)
            told = (None, None) if point is None else (point.cost, point.slope)
            yield turn.driver.name, turn.unit, x, name, told[0], difference, told[1], *ends


Draw = tuple[Costs, Mapping[Pair, tuple[Crossing, ...]]]


def _drawn(desk: Desk, turn: Turn, cases: Mapping[str, Case], central: Costs) -> Iterator[Draw]:
    """Give costs and crossings of every pair under each draw of the unsure figures; draws without a plan are out."""
    if turn.draws is None:
        return
    compared = [name for name in cases if any(name in pair for pair in turn.pairs)]
    figures = _figures(desk, turn, [cases[name] for name in compared])
    drawn = {name: drawn_cases(cases[name], figures, turn.draws) for name in compared}
    for k in range(turn.draws.number):
        desk.say(f"{turn.driver.name}: draw {k + 1} of {turn.draws.number}")
        costs = central.among({name: drawn[name][k] for name in compared})
        with suppress(InstanceError):
            found = {pair: costs.crossings_of_ends(pair) for pair in turn.pairs}
            if all(point is not None for point in costs.known.values()):
                yield costs, found


def _figures(desk: Desk, turn: Turn, cases: Sequence[Case]) -> tuple[Figure, ...]:
    """Return the figures that are drawn: those that every regime has, without those that the driver sets itself."""
    assert turn.draws is not None  # asked for only then
    moved = {(move.table, column) for move in turn.driver.moves for column in move.columns}
    drawn = [turn.draws.of(desk.opened(case)) for case in cases]
    common = set.intersection(*({figure.name for figure in figures} for figures in drawn)) if drawn else set()
    return tuple(figure for figure in drawn[0] if figure.name in common and not _moves(figure, moved)) if drawn else ()


def _moves(figure: Figure, columns: set[tuple[str, str]]) -> bool:
    moves = () if figure.driver is None else figure.driver.moves
    return any((move.table, column) in columns for move in moves for column in move.columns)


def rows(found: Found) -> Iterator[tuple[Any, ...]]:
    """Give the rows of TURNS: a row for each turn of a pair, one that says so where it never turns.

    turning: share of the draws that turn as often; same: share in which the same regime is better at both ends.
    proof: how costs along the driver are known (proven: by slopes that miss nothing; local: the best local plans that
    were found; runs: at the values asked).
    """
    for pair in found.turn.pairs:
        for k, crossing in enumerate(found.crossings[pair] or [None]):
            yield _row(found, pair, k, crossing)


def _row(found: Found, pair: Pair, k: int, crossing: Crossing | None) -> tuple[Any, ...]:
    turn, n = found.turn, len(found.draws)
    better = found.better(pair, found.costs)
    others = [of[pair][k].best for _, of in found.draws if len(of[pair]) > k]
    low, high = np.quantile(others, [0.1, 0.9]).tolist() if others else (None, None)
    still = sum(not of[pair] and found.better(pair, costs) == better for costs, of in found.draws)
    way = found.costs.way(pair)
    if crossing is None:
        ends: tuple[Any, ...] = (None, None, None, better or pair[0], better or pair[0])
        said = NEVER[way].format(turn.grid) + f" between {turn.low:g} and {turn.high:g} {turn.unit}".rstrip()
        said += f": {better} is cheaper" if better else ": both cost the same"
    else:
        below, above = pair if crossing.upwards else pair[::-1]
        said = f"{below} is cheaper below {crossing.best:.3g} {turn.unit}".rstrip() + f", {above} above"
        ends = (crossing.best, crossing.low, crossing.high, below, above)
    said += " (among local plans, not proven)" if way == "local" else ""
    if n and crossing is None:
        said += f" (so at both ends in {still} of {n} draws)"
    if n and low is not None:
        where = f"{low:.3g} to {high:.3g} {turn.unit}".rstrip()
        said += f" (10-90 %: {where}, in the {len(others)} of {n} draws that turn)"
    elif n and crossing is not None:
        said += f" (in none of {n} draws does it change)"
    shares = (len(others) / n, still / n) if n else (None, None)
    return turn.driver.name, turn.unit, *pair, *ends, low, high, *shares, n, way, said

"""kind: near_optimal. What every good plan has in common, and where it may differ at almost no cost.

of: {stage: cell}                # the lines looked at (line, stage, owner, generation)
year: 2035                       # the period of this year; none: the last one shown
slack: [0.005, 0.01, 0.03]       # shares by which a plan may cost more than the cheapest
by: [region]                     # and line
places: []                       # regions or lines to look at; none: all
alternatives: {number: 3, slack: 0.01}    # plans as different from each other as they come

Capacity counts as far as it is in use: a plan may always waste its slack on plants that make nothing, and what could be
wasted says nothing about a place.

Under `learning: local` the program charges learned costs by their tangents at the plan, which no plan pays in full:
every plan found is within the slack, and costs what `plans` says; some plans within it may not be found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from model.instance.attributes import attributes
from model.instance.problems import nearest
from model.network.learning import Learning
from model.solution.units import capacity_units
from model.solver.highs import by_name
from model.solver.program import Name, Numbers
from model.studies.answer import Answer
from model.studies.case import Case
from model.studies.cells import period_of, shown_years
from model.studies.desk import Desk, RunFailedError
from model.studies.fields import Fields
from model.studies.frontier import Frontier
from model.studies.notebook import Notebook
from model.studies.revive import Revived, revive
from model.studies.study import Study
from model.studies.worker import opened_at

RANGES = ("by", "name", "slack", "least", "plan", "most", "class", "unit")
PLANS = ("plan", "cost", "dearer", "distance", "regions", "largest", "largest_share", "unit")
SHARES = ("plan", "region", "amount", "share", "unit")
CLASSES = {
    "must": "every plan has some",
    "may": "the plan has some, others have none",
    "alternative": "the plan has none, others have some",
    "out": "no plan has any",
}
DIFFERENT = 0.01
"""Share of the capacity that has to stand elsewhere for a plan to be another one."""
LINES = ("line", "stage", "owner", "generation")
PRESENT = 1e-4
"""A place counts as having some from this share of the total on: less is what rounding leaves."""


@dataclass(frozen=True)
class NearOptimal:
    """The question. of: attribute -> values; year: None for the last shown; number of alternatives, and their slack."""

    scenario: str
    of: Mapping[str, tuple[str, ...]]
    year: int | None
    slacks: tuple[float, ...]
    by: tuple[str, ...]
    places: tuple[str, ...]
    number: int
    within: float

    def answer(self, desk: Desk) -> Answer:
        """Find the ranges and the alternatives around the plan of the scenario."""
        (outcome,) = desk.run([Case(self.scenario)])
        desk.solution(outcome, ())
        run = revive(desk.folder.runs / outcome.key, Path(desk.setup.instance))
        at = {name: j for j, name in enumerate(run.program.columns)}
        capacity = _Capacity(run, self._lines(run), self._period(run), at)
        if not capacity.total > 0:
            raise RunFailedError("the plan has no such capacity in this year: ask about other lines or another year")
        frontier = Frontier(run.program)
        ranges = pd.DataFrame(self._ranges(desk, run, capacity, frontier), columns=list(RANGES))
        plans, shares = self._plans(desk, run, capacity, frontier)
        return Answer(
            headline=self._headline(ranges, capacity.period),
            record={
                "year": capacity.period,
                "classes": CLASSES,
                "least_cost": frontier.least,
            },
            tables={"ranges": ranges, "plans": plans, "shares": shares},
            number=float((ranges["class"] == "must").sum()),
        )

    def _lines(self, run: Revived) -> tuple[str, ...]:
        table = attributes(run.instance).lines
        return tuple(l for l in run.net.lines.processes if all(table[l][a] in values for a, values in self.of.items()))

    def _period(self, run: Revived) -> int:
        period = shown_years(run.record)[-1] if self.year is None else period_of(run.record, self.year)
        if period is None:
            raise RunFailedError(f"year: {self.year} lies outside the horizon")
        return period

    def _ranges(
        self, desk: Desk, run: Revived, capacity: _Capacity, frontier: Frontier
    ) -> Iterator[tuple[object, ...]]:
        rooms = tuple(slack * abs(frontier.least) for slack in sorted(self.slacks))
        book = Notebook(desk.folder.path, f"{run.record['data']} {capacity.period} {self.of} {rooms}")
        asked = [(by, name) for by in self.by for name in capacity.names(by) if not self.places or name in self.places]
        for k, (by, name) in enumerate(asked, 1):
            desk.say(f"near-optimal plans: {k} of {len(asked)}, {name}")
            direction = capacity.of(by, name)
            find = partial(_extremes, frontier, direction, rooms, capacity.total)
            found, plan = book.remember(f"{by} {name}", find), float(direction @ frontier.best)
            for slack, least, most in zip(sorted(self.slacks), found["least"], found["most"], strict=True):
                kind = _kind(least, plan, most, PRESENT * capacity.total)
                yield by, name, slack, least, plan, most, kind, capacity.unit

    def _plans(
        self, desk: Desk, run: Revived, capacity: _Capacity, frontier: Frontier
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the cheapest plan, then plans that have as little as they can where the ones before have much."""
        names, found = capacity.names("region"), [frontier.best]
        amounts = [capacity.by_region(frontier.best)]
        weights = amounts[0] / amounts[0].sum()
        for k in range(self.number):
            desk.say(f"another plan: {k + 1} of {self.number}")
            direction = np.asarray(sum(w * capacity.of("region", r) for w, r in zip(weights, names, strict=True)))
            (point,) = frontier.reach(direction, (self.within * abs(frontier.least),), capacity.total)
            amount = capacity.by_region(point.x)
            share = amount / amount.sum()
            weights = weights + share
            # The same again would be no alternative; the next direction may find another one.
            if min(0.5 * float(abs(share - own / own.sum()).sum()) for own in amounts) > DIFFERENT:
                found.append(point.x)
                amounts.append(amount)
        costs = [_cost(run, x) for x in found]
        shares = [amount / amount.sum() for amount in amounts]
        plans = [
            (
                f"plan {k}" if k else "cheapest", cost, cost / costs[0] - 1.0, 0.5 * float(abs(own - shares[0]).sum()),
                int((own > PRESENT).sum()), names[int(own.argmax())], float(own.max()), run.net.money,
            )
            for k, (cost, own) in enumerate(zip(costs, shares, strict=True))
        ]  # fmt: skip
        rows = [
            (plans[k][0], r, x, s, capacity.unit)
            for k, (amount, own) in enumerate(zip(amounts, shares, strict=True))
            for r, x, s in zip(names, amount.tolist(), own.tolist(), strict=True)
            if s > PRESENT
        ]
        return pd.DataFrame(plans, columns=list(PLANS)), pd.DataFrame(rows, columns=list(SHARES))

    def _headline(self, ranges: pd.DataFrame, period: int) -> str:
        rows = ranges[(ranges["by"] == self.by[0]) & (ranges["slack"] == max(self.slacks))]
        count = rows["class"].value_counts()
        must = ", ".join(rows.loc[rows["class"] == "must", "name"]) or "none"
        counts = {kind: int(count.get(kind, 0)) for kind in CLASSES}
        return (
            f"within {max(self.slacks):.1%} of least cost, {period}: {counts['must']} of {len(rows)} {self.by[0]}s are "
            f"in every plan ({must}), {counts['may']} may be left out, {counts['alternative']} may come in, "
            f"{counts['out']} never"
        )


@dataclass(frozen=True)
class _Capacity:
    """Capacity in use of some lines in one period, as sums over the columns of a program; at: where each column is."""

    run: Revived
    lines: tuple[str, ...]
    period: int
    at: Mapping[Name, int]

    @property
    def unit(self) -> str:
        """The unit of capacity of the lines."""
        return capacity_units(self.run.net)[self.lines[0]] if self.lines else ""

    @property
    def total(self) -> float:
        """What the plan has in all."""
        return float(self.by_region(self.run.x).sum())

    def names(self, by: str) -> list[str]:
        """Return the regions, or lines, where such capacity may be."""
        places = [(l, r) for l, r in self.run.net.lines.places if l in self.lines]
        return list(dict.fromkeys(r if by == "region" else l for l, r in places))

    def by_region(self, x: Numbers) -> Numbers:
        """Return what a plan has in each region."""
        return np.array([max(0.0, float(self.of("region", r) @ x)) for r in self.names("region")])

    def of(self, by: str, name: str) -> Numbers:
        """Return what every column uses of the capacity of a region or line."""
        terms = np.zeros(len(self.at))
        net = self.run.net
        for l, r in net.lines.places:
            if l in self.lines and name == (r if by == "region" else l):
                for p in net.lines.processes[l]:
                    column = ("activity", (p, r, self.period))
                    if column in self.at:
                        terms[self.at[column]] += net.processes.use[p, self.period]
        return terms


def _extremes(frontier: Frontier, direction: Numbers, rooms: tuple[float, ...], size: float) -> dict[str, list[float]]:
    least = [max(0.0, point.amount) for point in frontier.reach(direction, rooms, size)]
    most = [-point.amount for point in frontier.reach(-direction, rooms, size)]
    return {"least": least, "most": most}


def _kind(least: float, plan: float, most: float, present: float) -> str:
    if least > present:
        return "must"
    if plan > present:
        return "may"
    return "alternative" if most > present else "out"


def _cost(run: Revived, x: Numbers) -> float:
    """Return the true cost of a plan: learned costs on their curves."""
    own = float(run.program.cost @ x) + run.program.offset
    if not run.net.curves:
        return own
    learning = Learning(run.net.curves)
    volumes = learning.volumes(by_name(run.program.columns, x))
    at = {name: j for j, name in enumerate(run.program.columns)}
    columns = [at[name] for name in learning.columns]
    return own - float(run.program.cost[columns] @ x[columns]) + learning.paid(volumes)


def read(study: Study) -> NearOptimal:
    """Return the question of a study file; what is wrong is noted in its log."""
    fields = study.fields
    slacks = fields.numbers("slack") or (0.005, 0.01, 0.03)
    if min(slacks) <= 0.0:
        fields.fault(
            "slack", "has to list shares above 0, such as [0.005, 0.01]: at 0 there is the cheapest plan alone"
        )
    by = fields.texts("by") or ("region",)
    for word in by:
        if word not in ("region", "line"):
            fields.fault("by", f"has to list of region, line{nearest(word, ('region', 'line'))}")
    inner = fields.inner("alternatives")
    number, within = (3, 0.01) if inner is None else (inner.whole("number", 3, 0, 20), inner.number("slack", 0.01))
    if inner is not None:
        if within <= 0.0:
            inner.fault("slack", "has to be a share above 0, such as 0.01")
        inner.refuse_unknown()
    return NearOptimal(
        scenario=study.scenario,
        of=read_lines(study, fields.inner("of")),
        year=fields.whole("year", 0, 0, 9999) or None,
        slacks=tuple(dict.fromkeys(slacks)),
        by=by,
        places=_known_places(study, fields),
        number=number,
        within=within,
    )


def read_lines(study: Study, fields: Fields | None) -> dict[str, tuple[str, ...]]:
    """Return by which attributes lines are chosen; values that no line has are noted."""
    if fields is None:
        return {}
    table = opened_at(study.instance, study.scenario).draft.tables["lines"]
    found: dict[str, tuple[str, ...]] = {}
    for name in LINES:
        if fields.has(name):
            found[name], known = fields.texts(name), sorted({str(word) for word in table[name].dropna()})
            for word in found[name]:
                if word not in known:
                    fields.fault(name, f"no line has {word}{nearest(word, known)}: there are {', '.join(known)}")
    fields.refuse_unknown()
    return found


def _known_places(study: Study, fields: Fields) -> tuple[str, ...]:
    """Return the regions and lines that are named, after noting those that the instance does not have."""
    places = fields.texts("places")
    if places:
        tables = opened_at(study.instance, study.scenario).draft.tables
        known = [*tables["regions"]["region"], *tables["lines"]["line"]]
        for place in places:
            if place not in known:
                fields.fault("places", f"{place} is no region and no line of the instance{nearest(place, known)}")
    return places

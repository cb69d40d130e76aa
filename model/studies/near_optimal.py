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

import numpy as np
import pandas as pd

from model.instance.problems import nearest
from model.solver.program import Numbers
from model.studies.asked.case import Case, Change
from model.studies.asked.fields import Fields
from model.studies.asked.study import Study
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk, RunFailedError
from model.studies.runs.notebook import Finding, Notebook
from model.studies.runs.worker import Outcome, opened_at
from model.studies.searches.near_space import Around, Space, open_space, range_of

RANGES = ("by", "name", "slack", "least", "plan", "most", "class", "unit")
ENDS = ("by", "name", "plan", "none_dearer", "full", "full_dearer", "unit")
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
NAMED = 8
"""Places that the headline names at most."""
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
        around = self._around(desk, outcome)
        space = open_space(around)
        found = self._found(desk, around, self.by, self.slacks)
        ranges = pd.DataFrame(self._ranges(space, found, self.slacks), columns=list(RANGES))
        ends = pd.DataFrame(_ends(space, found), columns=list(ENDS))
        plans, shares = self._plans(desk, space)
        return Answer(
            headline=self._headline(ranges, space.capacity.period),
            record={"year": space.capacity.period, "classes": CLASSES, "least_cost": space.least},
            tables={"ranges": ranges, "ends": ends, "plans": plans, "shares": shares},
            number=self._in_every_plan(ranges),
            again=lambda change: self._again(desk, change),
            quick=lambda change: desk.run([Case(self.scenario).under(change)])[0].objective,
        )

    def _again(self, desk: Desk, change: Change) -> float | None:
        """Return how many places every plan has under a change, None where it leaves no plan."""
        (outcome,) = desk.run([Case(self.scenario).under(change)])
        if not outcome.has_plan:
            return None
        around, slacks = self._around(desk, outcome), (min(self.slacks),)
        try:
            found = self._found(desk, around, self.by[:1], slacks)
        except RunFailedError:
            return None
        ranges = self._ranges(open_space(around), found, slacks)
        return self._in_every_plan(pd.DataFrame(ranges, columns=list(RANGES)))

    def _around(self, desk: Desk, outcome: Outcome) -> Around:
        return Around(
            run=str(desk.folder.runs / outcome.key),
            instance=desk.setup.instance,
            basis=str(desk.folder.basis(outcome.key)),
            of=tuple(self.of.items()),
            year=self.year,
        )

    def _in_every_plan(self, ranges: pd.DataFrame) -> float:
        """Return how many places every plan within the least slack has."""
        rows = ranges[(ranges["by"] == self.by[0]) & (ranges["slack"] == min(self.slacks))]
        return float((rows["class"] == "must").sum())

    def _found(
        self, desk: Desk, around: Around, by: tuple[str, ...], slacks: tuple[float, ...]
    ) -> dict[tuple[str, str], Finding]:
        """Return what is found out about each place; what stands in the notebook is not asked again."""
        space = open_space(around)
        asked = [(b, name) for b in by for name in space.capacity.names(b) if not self.places or name in self.places]
        book = Notebook(desk.folder.path, f"{space.run.record['data']} {space.capacity.period} {self.of} {slacks}")
        known = {key: book.look_up(" ".join(key)) for key in asked}
        tasks = [key for key in asked if known[key] is None]
        jobs = [(around, *key, slacks) for key in tasks]
        for done, (k, finding) in enumerate(desk.pool.found(range_of, jobs), 1):
            known[tasks[k]] = finding
            book.write(" ".join(tasks[k]), finding)
            desk.say(f"near-optimal plans: {done} of {len(tasks)}, {tasks[k][1]}")
        return {key: found for key, found in known.items() if found is not None}

    def _ranges(
        self, space: Space, found: Mapping[tuple[str, str], Finding], slacks: tuple[float, ...]
    ) -> Iterator[tuple[object, ...]]:
        present = PRESENT * space.capacity.total
        for (by, name), finding in found.items():
            (plan,) = finding["plan"]
            for slack, least, most in zip(sorted(slacks), finding["least"], finding["most"], strict=True):
                yield by, name, slack, least, plan, most, _kind(least, plan, most, present), space.capacity.unit

    def _plans(self, desk: Desk, space: Space) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the cheapest plan, then plans that have as little as they can where the ones before have much."""
        capacity, best = space.capacity, space.optimum.x
        names, found = capacity.names("region"), [best]
        amounts = [capacity.by_region(best)]
        limits = np.array([capacity.most("region", r) for r in names]) if self.number else np.zeros(0)
        weights = amounts[0] / amounts[0].sum()
        for k in range(self.number):
            desk.say(f"another plan: {k + 1} of {self.number}")
            direction = np.asarray(sum(w * capacity.of("region", r) for w, r in zip(weights, names, strict=True)))
            end = _least_sum(weights, limits, float(amounts[0].sum()))
            (point,), _ = space.reach(direction, end, (self.within * abs(space.least),))
            amount = capacity.by_region(point.x)
            share = amount / amount.sum()
            weights = weights + share
            # The same again would be no alternative; the next direction may find another one.
            if min(0.5 * float(abs(share - own / own.sum()).sum()) for own in amounts) > DIFFERENT:
                found.append(point.x)
                amounts.append(amount)
        return self._tables(space, names, found, amounts)

    def _tables(
        self, space: Space, names: list[str], found: list[Numbers], amounts: list[Numbers]
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        costs = [space.cost(x) for x in found]
        shares = [amount / amount.sum() for amount in amounts]
        plans = [
            (
                f"plan {k}" if k else "cheapest", cost, cost / costs[0] - 1.0, 0.5 * float(abs(own - shares[0]).sum()),
                int((own > PRESENT).sum()), names[int(own.argmax())], float(own.max()), space.run.net.money,
            )
            for k, (cost, own) in enumerate(zip(costs, shares, strict=True))
        ]  # fmt: skip
        rows = [
            (plans[k][0], r, x, s, space.capacity.unit)
            for k, (amount, own) in enumerate(zip(amounts, shares, strict=True))
            for r, x, s in zip(names, amount.tolist(), own.tolist(), strict=True)
            if s > PRESENT
        ]
        return pd.DataFrame(plans, columns=list(PLANS)), pd.DataFrame(rows, columns=list(SHARES))

    def _headline(self, ranges: pd.DataFrame, period: int) -> str:
        """Say what every plan has, from the least slack to the first within which that is nothing, and what may be."""
        rows, said = ranges[ranges["by"] == self.by[0]], []
        for slack in sorted(self.slacks):
            mine = rows[rows["slack"] == slack]
            must = mine[mine["class"] == "must"].sort_values("least", ascending=False, kind="stable")
            names = ", ".join(must["name"].head(NAMED)) + (", ..." if len(must) > NAMED else "")
            said.append(f"within {100 * slack:.3g} % of least cost {len(must)}" + (f" ({names})" if names else ""))
            if must.empty:
                break
        widest = rows[rows["slack"] == max(self.slacks)]["class"].value_counts()
        return (
            f"{self.by[0]}s that every plan has in {period}, of {rows['name'].nunique()}: {'; '.join(said)}. "
            f"Within {100 * max(self.slacks):.3g} %, {widest.get('may', 0)} may be left out, "
            f"{widest.get('alternative', 0)} may come in, {widest.get('out', 0)} never"
        )


def _ends(space: Space, found: Mapping[tuple[str, str], Finding]) -> Iterator[tuple[object, ...]]:
    """Yield what each place costs as a share of least cost: to have none there, and to have all that it can hold."""
    for (by, name), finding in found.items():
        none, full = finding["none"], finding["full"]
        yield (
            by, name, finding["plan"][0], none[1] / abs(space.least) if none else None, full[0] if full else None,
            full[1] / abs(space.least) if full else None, space.capacity.unit,
        )  # fmt: skip


def _least_sum(weights: Numbers, limits: Numbers, total: float) -> float:
    """Return the least weighted sum of amounts that add up to a total, each within its limit."""
    order = np.argsort(weights, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(np.minimum(limits[order], total))])[:-1]
    return float(weights[order] @ np.clip(total - before, 0.0, np.minimum(limits[order], total)))


def _kind(least: float, plan: float, most: float, present: float) -> str:
    if least > present:
        return "must"
    if plan > present:
        return "may"
    return "alternative" if most > present else "out"


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

"""kind: rolling. How overcapacity arises: decide with what is known, see what happens, decide again.

    lines: {stage: cell}            # lines decided ahead; all others follow as in any plan
    lead_time: 2                    # years from a decision to the start of the plant
    forecast: {table: demand, where: {commodity: traction_*}, scale: amount}     # what is not known ahead
    variants:
      - {name: one planner, forecast: 1.3}
      - {name: a planner in each region, forecast: 1.3, planners: region, shares: 1.5}
    norm: 0.4                       # utilisation to hold against

At the start of each period planners see demand up to then and take `forecast` times the truth after it. They plan the
whole horizon, but what they build that starts within the next step (lead_time later) is committed. A planner of a
region counts the capacity of its own region alone and expects a share of all demand; the shares are in proportion to
what stands in the first period and sum to `shares`. In the end all that was committed meets true demand, and nothing
else is built of these lines. What each step costs, from a plan that knows all to the first way to decide and from each
to the next, bears the name of what it loses: lead time (deciding ahead), foresight (another forecast), coordination
(other planners), or both.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from model.studies.asked.case import Case, Change
from model.studies.asked.driver import Driver, read_driver
from model.studies.asked.fields import Fields
from model.studies.asked.study import Study
from model.studies.measures.cells import TABLES, make_cells, shown_years
from model.studies.measures.measure import Measure, read_measure
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk, RunFailedError, Solution
from model.studies.searches.planners import Commitment, Planner, Planning, planners_of

YEARS = ("variant", "year", "used", "standing", "nameplate", "utilisation", "under_norm")
COSTS = ("variant", "cost", "difference", "committed", "lowest", "lowest_year")
WORTH = ("what", "variant", "against", "worth")
FORESIGHT = "foresight"
NONE = Change()


@dataclass(frozen=True)
class Variant:
    """A way to decide: the forecast as a factor on what comes, and who plans: the nation or each region."""

    name: str
    forecast: float
    by_region: bool
    shares: float


@dataclass(frozen=True)
class Rolling:
    """The question: which lines are decided ahead, how long ahead, on which forecast."""

    scenario: str
    measure: Measure
    lead_time: int
    forecast: Driver
    variants: tuple[Variant, ...]
    norm: float

    def answer(self, desk: Desk) -> Answer:
        """Roll through every variant, and compare with a plan that knows all."""
        plans: dict[str, tuple[Solution, tuple[Commitment, ...]]] = {FORESIGHT: (self._foresight(desk, NONE), ())}
        for variant in self.variants:
            plans[variant.name] = self._roll(desk, variant, NONE)
        years = [row for name, (solution, _) in plans.items() for row in self._years(name, solution)]
        frame = pd.DataFrame(years, columns=list(YEARS))
        costs = pd.DataFrame(list(self._costs(plans, frame)), columns=list(COSTS))
        decided = [(name, *vars(c).values()) for name, (_, found) in plans.items() for c in found]
        worst = costs.iloc[-1]
        return Answer(
            headline=self._headline(costs),
            record={"norm": self.norm, "lead_time": self.lead_time},
            tables={
                "years": frame,
                "costs": costs,
                "worth": pd.DataFrame(list(self._worth(costs)), columns=list(WORTH)),
                "decisions": pd.DataFrame(decided, columns=["variant", "line", "region", "year", "built", "decided"]),
            },
            number=float(worst["lowest"]),
            again=lambda change: self._lowest(self._roll(desk, self.variants[-1], change)[0]),
            quick=lambda change: self._lowest(self._foresight(desk, change)),
        )

    def _foresight(self, desk: Desk, change: Change) -> Solution:
        return desk.solve(Case(self.scenario, values={"variant": FORESIGHT}).under(change), TABLES)

    def _roll(self, desk: Desk, variant: Variant, change: Change) -> tuple[Solution, tuple[Commitment, ...]]:
        """Decide period by period, then let it meet the truth; raise RunFailedError where a step has no plan."""
        base = Case(self.scenario, values={"variant": variant.name}).under(change)
        planning = Planning(desk.instance(base), self.measure, self.lead_time)
        planners = planners_of(planning, variant.shares) if variant.by_region else (Planner("", 1.0),)
        committed: tuple[Commitment, ...] = ()
        for now, window in planning.steps():
            edits = self._forecast(planning, now, variant.forecast)
            cases = [self._plan(planning, base, now, planner, committed, edits) for planner in planners]
            outcomes = desk.run(cases)
            for planner, outcome in zip(planners, outcomes, strict=True):
                builds = desk.solution(outcome, ("builds",)).tables["builds"]
                committed += planning.decided(builds, planner, now, window)
        end = base.with_edits(*planning.committed(committed), *planning.closed_to_builds())
        return desk.solve(replace(end, values={**end.values, "step": "truth"}), TABLES), committed

    def _plan(
        self,
        planning: Planning,
        base: Case,
        now: int,
        planner: Planner,
        committed: Sequence[Commitment],
        edits: Sequence[Mapping[str, Any]],
    ) -> Case:
        mine = [c for c in committed if planner.region in ("", c.region)]
        share = () if planner.share == 1.0 else self.forecast.edits(planner.share)
        case = base.with_edits(*planning.alone(planner), *planning.committed(mine), *planning.open_from(now))
        values = {**base.values, "step": now, "planner": planner.region or "nation"}
        return replace(case.with_edits(*edits, *share), values=values)

    def _forecast(self, planning: Planning, now: int, factor: float) -> tuple[dict[str, Any], ...]:
        """Return the edits that put the forecast in the place of what comes after now."""
        last = planning.instance.settings.last_year
        if factor == 1.0 or now >= last:
            return ()
        edits = self.forecast.edits(factor)
        return tuple({**edit, "where": {**edit.get("where", {}), "year": [now + 1, last]}} for edit in edits)

    def _years(self, name: str, solution: Solution) -> Iterator[tuple[Any, ...]]:
        cells = self.measure.meant(make_cells(solution.record, solution.tables))
        sums = cells.groupby("year")[["used", "standing", "nameplate"]].sum()
        sums = sums.reindex(shown_years(solution.record)).fillna(0.0)
        for year, (used, standing, nameplate) in zip(sums.index, sums.to_numpy(dtype=float).tolist(), strict=True):
            if standing > 0:
                yield name, int(str(year)), used, standing, nameplate, used / standing, used / standing < self.norm

    def _costs(
        self, plans: Mapping[str, tuple[Solution, Sequence[Commitment]]], years: pd.DataFrame
    ) -> Iterator[tuple[Any, ...]]:
        least = plans[FORESIGHT][0].record["objective"]
        for name, (solution, committed) in plans.items():
            mine = years[years["variant"] == name].set_index("year")["utilisation"]
            built = sum(c.built for c in committed)
            lowest, year = (float(mine.min()), int(str(mine.idxmin()))) if len(mine) else (None, None)
            cost = solution.record["objective"]
            yield name, cost, cost - least, built, lowest, year

    def _worth(self, costs: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
        """Yield what is lost from each way to decide to the next one, and what that costs."""
        cost = costs.set_index("variant")["cost"]
        first = self.variants[0]
        yield "lead time", first.name, FORESIGHT, cost[first.name] - cost[FORESIGHT]
        for before, after in itertools.pairwise(self.variants):
            sees_other = before.forecast != after.forecast
            is_other = (before.by_region, before.shares) != (after.by_region, after.shares)
            what = (
                "foresight and coordination" if sees_other and is_other else "coordination" if is_other else FORESIGHT
            )
            yield what, after.name, before.name, cost[after.name] - cost[before.name]

    def _lowest(self, solution: Solution) -> float | None:
        shares = [row[5] for row in self._years("", solution)]
        return min(shares, default=None)

    def _headline(self, costs: pd.DataFrame) -> str:
        worst = costs.iloc[-1]
        if pd.isna(worst["lowest"]):
            raise RunFailedError("nothing of these lines stands in any year shown: look at `lines`")
        said = f"{worst['variant']}: utilisation falls to {worst['lowest']:.1%} in {worst['lowest_year']:.0f}"
        said += f" (norm {self.norm:.0%}); it costs {worst['difference']:,.0f} more than foresight"
        return said


def read(study: Study) -> Rolling:
    """Return the rolling study that a file asks for; what is wrong is noted in its log."""
    fields = study.fields
    measure = read_measure(None)
    lines = fields.inner("lines")
    if lines is not None:
        measure = replace(measure, of={name: lines.texts(name) for name in ("line", "stage", "owner", "generation")})
        measure = replace(measure, of={name: words for name, words in (measure.of or {}).items() if words})
        lines.refuse_unknown()
    inner = fields.inner("forecast")
    driver = None if inner is None else read_driver(inner, "forecast")
    if inner is None:
        fields.fault("forecast", "is missing: say what is not known ahead: {table: demand, scale: amount}")
    else:
        inner.refuse_unknown()
    variants = tuple(_read_variant(part) for part in fields.items("variants"))
    if not variants:
        fields.fault("variants", "has to list ways to decide: - {name: one planner, forecast: 1.3}")
    return Rolling(
        scenario=study.scenario,
        measure=measure,
        lead_time=fields.whole("lead_time", 2, 0, 50),
        forecast=driver or Driver("forecast", ()),
        variants=variants,
        norm=fields.number("norm", 0.5, 0.0, 1.0),
    )


def _read_variant(fields: Fields) -> Variant:
    planners = fields.choice("planners", ("nation", "region"), "nation")
    variant = Variant(
        name=fields.text("name", planners),
        forecast=fields.number("forecast", 1.0, 0.0),
        by_region=planners == "region",
        shares=fields.number("shares", 1.0, 0.0),
    )
    fields.refuse_unknown()
    return variant

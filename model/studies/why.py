"""Why a plan builds a line in a region, or why not: one unit more (or less) of it, and everything that follows.

    rise of cost = cost of the cheapest plan with one unit/yr more of the line built there - cost of the plan

Both are optima of the same program, so the rise is the sum over all decisions of cost times change: its parts sum
exactly. What is paid more in the region is set against what is saved elsewhere, by the plants that would be displaced.
Where the plan builds the line there already, one unit less is asked for instead: what the last one saves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.network.rates import costs, counts_in_objective
from model.solution.units import capacity_units
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.point import Point
from model.solver.rows import Row, with_rows
from model.studies.asked.why_asked import AskError, years_asked
from model.studies.runs.revive import Revived

SIZES = (1.0, 0.01)
"""How much more is asked for, unit/yr; the second where there is no room for the first."""
DUST = 1e-6
EXACT = 1e-6
PARTS = ("part", "here", "elsewhere", "total")
PLANTS = ("line", "region", "built", "used")
LEVERS = ("commodity", "amount", "price", "price_needed")
IMPACTS = ("impact", "here", "nation")


@dataclass(frozen=True)
class Why:
    """The answer. asked: a line, or what lines make; line: the one of them that is built more or less.

    step: unit/yr built more (> 0) or less (< 0) than in the plan; rise: of least cost, per unit/yr.

    built: by the plan in the years asked; unit: of capacity. Rise, parts and subsidies are money per unit/yr: rise and
    parts discounted to the base year, subsidy as a price paid like capital. share: that subsidy as a share of capital;
    per_unit: the rise per unit of product, per_year: per year of the horizon. None: no such number.

    parts: what changes in cost, in the region and elsewhere; plants: of lines of the stage what is built in the years
    asked, and used in the yearly mean over the horizon, more or less; levers: what the region buys for it, per year and
    unit/yr, its price and the price at which the line would be built there; impacts: the same of impacts, per year.
    """

    asked: str
    line: str
    region: str
    years: tuple[int, ...]
    built: float
    step: float
    unit: str
    rise: float
    subsidy: float | None
    share: float | None
    per_unit: float | None
    per_year: float
    parts: pd.DataFrame
    plants: pd.DataFrame
    levers: pd.DataFrame
    impacts: pd.DataFrame


def why(run: Revived, word: str, region: str, year: int | None, tell: Callable[[str], None] = lambda said: None) -> Why:
    """Answer for one line in one region, in one period or in any; raise AskError where nothing can be said.

    word: a line, or what several lines make: then the cheapest of them there is asked for.
    """
    asked = years_asked(run.net, word, region, year, int(run.record["report_until"]))
    at = {name: j for j, name in enumerate(run.program.columns)}
    names = [("build", (l, region, t)) for l, years in asked.items() for t in years]
    terms = {at[name]: 1.0 for name in names if name in at}
    program = with_rows(run.program, [Row(("asked", (word, region)), terms)])
    tell("find the plan again")
    engine = Engine(program, Options("ipx", threads=1))
    base = engine.solve()
    told = float(run.record["objective"]) - run.anyway
    if base.status != "optimal" or abs(base.objective - told) > EXACT * max(1.0, abs(told)):
        raise AskError(f"the program of this run does not give its plan again ({base.objective:,.6g}, not {told:,.6g})")
    built = float(sum(base.x[j] for j in terms))
    tell("ask for one unit less" if built > DUST else "ask for one unit more")
    step, point = _moved(engine, built)
    change = dict(zip(program.columns, ((point.x - base.x) / abs(step)).tolist(), strict=True))
    moved = {l: sum(abs(change.get(("build", (l, region, t)), 0.0)) for t in years) for l, years in asked.items()}
    line = max(asked, key=lambda l: moved[l])
    return _Reader(run, line, tuple(asked), region, asked[line], change).answer(word, built, step)


def _moved(engine: Engine, built: float) -> tuple[float, Point]:
    """Return how much more or less is built, and the cheapest plan then."""
    lower, upper = engine.program.row_lower.copy(), engine.program.row_upper.copy()
    for size in SIZES if built <= DUST else (min(1.0, built),):
        lower[-1], upper[-1] = (built + size, np.inf) if built <= DUST else (-np.inf, built - size)
        engine.set_row_bounds(lower, upper)
        point = engine.solve()
        if point.status == "optimal":
            return (size if built <= DUST else -size), point
    raise AskError("no plan can build more of it there: the limits of the instance leave no room")


@dataclass(frozen=True)
class _Reader:
    """Reads the answer off the change of every decision, per unit/yr more or less."""

    run: Revived
    line: str
    lines: tuple[str, ...]
    region: str
    years: tuple[int, ...]
    change: Mapping[Any, float]

    def answer(self, asked: str, built: float, step: float) -> Why:
        net = self.run.net
        parts = self._parts()
        rise = float(parts["total"].sum())
        told = float(self.run.program.cost @ np.array([self.change[name] for name in self.run.program.columns]))
        if abs(rise - told) > EXACT * max(1.0, float(parts["total"].abs().sum())):
            raise AskError(f"the parts sum to {rise:,.6g}, the cost rises by {told:,.6g}: do not use them")
        paid, listed = self._capital()
        used = sum(net.periods.delta[t] * x for l in self.lines for t, x in self._used(l, self.region).items())
        return Why(
            asked=asked,
            line=self.line,
            region=self.region,
            years=self.years,
            built=built,
            step=step,
            unit=capacity_units(net)[self.line],
            rise=rise,
            subsidy=rise / abs(paid) if paid else None,
            share=rise / abs(listed) if listed else None,
            per_unit=rise / abs(used) if abs(used) > DUST else None,
            per_year=rise / sum(net.periods.delta[t] for t in net.periods.first if t >= self.years[0]),
            parts=parts,
            plants=self._plants(),
            levers=self._levers(rise, step),
            impacts=self._impacts(),
        )

    def _parts(self) -> pd.DataFrame:
        here, elsewhere = defaultdict[str, float](float), defaultdict[str, float](float)
        for part, region, amount in self._amounts():
            (here if region == self.region else elsewhere)[part] += amount
        rows = [(part, here[part], elsewhere[part], here[part] + elsewhere[part]) for part in {**here, **elsewhere}]
        found = pd.DataFrame(rows, columns=list(PARTS))
        return found.sort_values("here", key=abs, ascending=False, kind="stable", ignore_index=True)

    def _amounts(self) -> Iterator[tuple[str, str, float]]:
        """Yield part, region and amount of everything that changes in the objective."""
        net = self.run.net
        for cost in costs(net):
            if not cost.decision or not counts_in_objective(cost, net):
                continue
            for index, rate in cost.rate.items():
                x = self.change.get((cost.decision, index), 0.0)
                if x:
                    item, region, _ = cost.reported(index)
                    yield self._part(cost.component, item), region, rate * x
        for j, name in enumerate(self.run.program.columns):
            if name[0] == "volume" and self.change[name]:
                yield "learning", str(name[1][1]), float(self.run.program.cost[j]) * self.change[name]

    def _part(self, component: str, item: str) -> str:
        """Return what a component is called: what is bought by its commodity, freight by whose way it is."""
        net = self.run.net
        if component == "bought":
            return next(c for (m, _), c in net.markets.commodity.items() if m == item)
        if component in ("freight", "tariff"):
            signs = {np.sign(a) for (p, c, _), a in net.processes.recipe.items() if c == item and self._is_own(p)}
            way = "out" if 1.0 in signs else "in" if -1.0 in signs else "of others"
            return f"{component} {way}"
        return component.replace("_", " ")

    def _is_own(self, process: str) -> bool:
        return self.run.net.processes.line[process] in self.lines

    def _capital(self) -> tuple[float, float]:
        """Return what 1 of money on each unit, and what the whole capital of what is built, counts in the objective."""
        lines, paid, listed = self.run.net.lines, 0.0, 0.0
        for key in ((l, self.region, t) for l in self.lines for t in self.run.net.periods.first):
            weighted = lines.weight.get((key[0], key[2]), 0.0) * self.change.get(("build", key), 0.0)
            if weighted and key[2] in self.years:
                paid += weighted
                listed += weighted * (lines.capital[key] + lines.learned_list.get(key, 0.0))
        return paid, listed

    def _used(self, line: str, region: str) -> dict[int, float]:
        processes = self.run.net.processes
        of_line = self.run.net.lines.processes[line]
        return {
            t: sum(processes.use[p, t] * self.change.get(("activity", (p, region, t)), 0.0) for p in of_line)
            for t in self.run.net.periods.first
        }

    def _plants(self) -> pd.DataFrame:
        """Return what is built (in the years asked) and used more or less of the stage, largest change of use first."""
        net, rows = self.run.net, []
        for l, r in net.lines.places:
            if self._stage(l) != self._stage(self.line):
                continue
            built = sum(self.change.get(("build", (l, r, t)), 0.0) for t in self.years)
            used = self._mean(self._used(l, r))
            if abs(built) > DUST or abs(used) > DUST:
                rows.append((l, r, round(built, 9), round(used, 9)))
        found = pd.DataFrame(rows, columns=list(PLANTS))
        return found.sort_values("used", key=abs, ascending=False, kind="stable", ignore_index=True)

    def _stage(self, line: str) -> str:
        return str(self.run.record["labels"]["lines"].get(line, {}).get("stage", line))

    def _levers(self, rise: float, step: float) -> pd.DataFrame:
        """Return what the region buys more with one unit more: what it then buys less pays for nothing."""
        net, delta = self.run.net, self.run.net.periods.delta
        amounts, paid = defaultdict[str, float](float), defaultdict[str, float](float)
        yearly = defaultdict[str, dict[int, float]](lambda: defaultdict(float))
        for (m, r, t), price in net.markets.price.items():
            x = self.change.get(("trade", (m, r, t)), 0.0)
            if x and r == self.region and net.markets.side[m, r] == "buy":
                c = net.markets.commodity[m, r]
                amounts[c] += delta[t] * x
                paid[c] += delta[t] * x * price
                yearly[c][t] += x
        rows = [
            (c, self._mean(yearly[c]), paid[c] / amount, (paid[c] - rise) / amount)
            for c, amount in amounts.items()
            if amount * np.sign(step) > DUST and self._mean(yearly[c]) * np.sign(step) > DUST
        ]
        return pd.DataFrame(rows, columns=list(LEVERS))

    def _impacts(self) -> pd.DataFrame:
        net, found = self.run.net, defaultdict[str, dict[bool, dict[int, float]]](dict)
        decisions = {"process": "activity", "line": "open_capacity", "market": "trade"}
        for (kind, name, r, impact, t), per_unit in net.impacts.items():
            x = self.change.get((decisions.get(kind, ""), (name, r, t)), 0.0)
            if x:
                of_place = found[impact].setdefault(r == self.region, defaultdict(float))
                of_place[t] += per_unit * x
        rows = []
        for impact, places in found.items():
            here, elsewhere = (self._mean(places.get(is_here, {})) for is_here in (True, False))
            rows.append((impact, here, here + elsewhere))
        return pd.DataFrame(rows, columns=list(IMPACTS))

    def _mean(self, by_period: Mapping[int, float]) -> float:
        """Return the yearly mean from the first period asked about to the last year."""
        length = self.run.net.periods.length
        years = sum(n for t, n in length.items() if t >= self.years[0])
        return sum(length[t] * x for t, x in by_period.items() if t >= self.years[0]) / years

"""kind: compare. Plans side by side: what is built differently, where the cost difference comes from, and why.

    runs: [base, slow-demand, slow-demand+cheap-power]      # each is compared with the first

Everything is read from stored solutions. B is compared with A: a difference is B less A.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.studies.asked.case import Case, Change, join_scenarios
from model.studies.asked.study import Study
from model.studies.measures.data_difference import DATA, data_difference, instance_of_run
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk

Tables = Mapping[str, pd.DataFrame]
CHANGES = ("line", "unit", "kind", "region", "to_region", "amount", "year_a", "year_b")
BRIDGE = ("component", "a", "b", "difference", "avoidable")
LEVELS = ("item", "region", "year", "unit", "a", "b", "difference")
SETTLED = ("committed_capital",)
"""Components that no decision of the plan can change."""
SAME = 1e-6
"""Amounts (GWh/yr, kt/yr) and years closer than this are the same plan."""


@dataclass(frozen=True)
class Comparison:
    """B against A.

    changes: plants opened, dropped, resized, delayed, hastened or moved, and capacity closed; bridge: discounted cost
    by component, its differences sum to that of the objectives; prices, utilisation: where they differ, largest first.
    data: what differed in what the runs were made of, None where it cannot be said any more.
    """

    names: tuple[str, str]
    changes: pd.DataFrame
    bridge: pd.DataFrame
    prices: pd.DataFrame
    utilisation: pd.DataFrame
    data: pd.DataFrame | None


@dataclass(frozen=True)
class Compare:
    """The question of a study file: scenarios, each compared with the first."""

    scenarios: tuple[str, ...]

    def answer(self, desk: Desk) -> Answer:
        """Make the runs and compare."""
        first, *others = [desk.solve(Case(words)) for words in self.scenarios]
        found = [compare(first.record, first.tables, other.record, other.tables) for other in others]
        names = ("changes", "bridge", "prices", "utilisation", "data")
        tables = {
            name: pd.concat([_named(getattr(one, name), one.names[1]) for one in found], ignore_index=True)
            for name in names
        }
        costs = [self._difference(desk, words, Change()) for words in self.scenarios[1:]]
        said = [f"{words} costs {cost:+,.1f}" for words, cost in zip(self.scenarios[1:], costs, strict=True)]
        return Answer(
            headline=f"against {self.scenarios[0]}: {', '.join(said)}",
            tables=tables,
            number=costs[0],
            again=lambda change: self._difference(desk, self.scenarios[1], change),
        )

    def _difference(self, desk: Desk, words: str, change: Change) -> float | None:
        """Return what a scenario costs more than the first; None where one has no plan."""
        a, b = desk.run([Case(self.scenarios[0]).under(change), Case(words).under(change)])
        return None if a.objective is None or b.objective is None else b.objective - a.objective


def read(study: Study) -> Compare:
    """Return the comparison that a study file asks for; what is wrong is noted in its log."""
    words = study.fields.texts("runs")
    if len(words) < 2:
        study.fields.fault("runs", "has to name two or more scenarios: [base, slow-demand]")
    return Compare(tuple(join_scenarios(study.scenario, word) for word in words))


def compare(record_a: Mapping[str, Any], a: Tables, record_b: Mapping[str, Any], b: Tables) -> Comparison:
    """Compare two solved runs of one horizon; raise ValueError when one has no plan or the years differ."""
    for record in (record_a, record_b):
        if record["objective"] is None:
            raise ValueError(f"{_name(record)} has no plan ({record['status']}): compare solved runs")
    if record_a["periods"] != record_b["periods"]:
        raise ValueError("the two runs have different periods: compare runs of one horizon")
    return Comparison(
        names=(_name(record_a), _name(record_b)),
        changes=pd.DataFrame([*_plants(a, b), *_closed(a, b)], columns=list(CHANGES)),
        bridge=_bridge(a, b),
        prices=_levels(a["prices"], b["prices"], ["commodity", "region", "year", "unit"], "marginal_cost"),
        utilisation=_levels(a["utilisation"], b["utilisation"], ["line", "region", "year", "unit"], "on_standing"),
        data=_data(record_a, record_b),
    )


def _data(record_a: Mapping[str, Any], record_b: Mapping[str, Any]) -> pd.DataFrame | None:
    if record_a["data"] == record_b["data"]:
        return pd.DataFrame(columns=list(DATA))
    a, b = instance_of_run(record_a), instance_of_run(record_b)
    return None if a is None or b is None else data_difference(a, b)


def _named(table: pd.DataFrame | None, name: str) -> pd.DataFrame:
    return pd.DataFrame() if table is None else table.assign(run=name)


def _name(record: Mapping[str, Any]) -> str:
    return f"{record['instance']}/{record['scenario']}"


def _bridge(a: Tables, b: Tables) -> pd.DataFrame:
    """Return the sums by component; `avoidable` is the difference that decisions make, without what is settled."""
    sums = [tables["costs"].groupby("component", sort=False)["discounted"].sum() for tables in (a, b)]
    components = list(dict.fromkeys([*sums[0].index, *sums[1].index]))
    frame = pd.DataFrame({"component": components})
    frame["a"], frame["b"] = (of_run.reindex(components).fillna(0.0).to_numpy() for of_run in sums)
    frame["difference"] = frame["b"] - frame["a"]
    frame["avoidable"] = frame["difference"].where(~frame["component"].isin(SETTLED), 0.0)
    return frame[list(BRIDGE)]


def _plants(a: Tables, b: Tables) -> Iterator[tuple[Any, ...]]:
    """Yield, by line, what is built in other places (moved), then what is built more, less, later or earlier."""
    built = [_builds(tables["builds"]) for tables in (a, b)]
    lines = dict.fromkeys(line for of_run in built for line, _ in of_run)
    units = {row["line"]: row["unit"] for t in (a, b) for row in t["builds"].to_dict("records")}
    for line in lines:
        of_line = [{r: plan for (l, r), plan in of_run.items() if l == line} for of_run in built]
        yield from _moved(line, units[line], *of_line)
        for region in dict.fromkeys([*of_line[0], *of_line[1]]):
            yield from _plant(line, units[line], region, of_line[0].get(region), of_line[1].get(region))


def _builds(table: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]]:
    """Return what is built of a line in a region over the horizon, and the mean year it is built in."""
    plans = {}
    for (line, region), rows in table.groupby(["line", "region"], sort=False):
        total = float(rows["built"].sum())
        plans[str(line), str(region)] = total, float((rows["built"] * rows["year"]).sum() / total)
    return plans


Plan = tuple[float, float]


def _plant(line: str, unit: str, region: str, a: Plan | None, b: Plan | None) -> Iterator[tuple[Any, ...]]:
    if a is None or b is None:
        kind, (amount, year) = ("opened", b) if b is not None else ("dropped", a or (0.0, 0.0))
        amount = amount if kind == "opened" else -amount
        yield line, unit, kind, region, "", amount, None if a is None else year, None if b is None else year
        return
    if abs(b[0] - a[0]) > SAME:
        yield line, unit, "resized", region, "", b[0] - a[0], a[1], b[1]
    elif abs(b[1] - a[1]) > SAME:
        yield line, unit, "delayed" if b[1] > a[1] else "hastened", region, "", b[0], a[1], b[1]


def _moved(line: str, unit: str, a: Mapping[str, Plan], b: Mapping[str, Plan]) -> Iterator[tuple[Any, ...]]:
    """Yield what leaves a region for another one: losses matched with gains, largest first."""
    change = {r: b.get(r, (0.0, 0.0))[0] - a.get(r, (0.0, 0.0))[0] for r in dict.fromkeys([*a, *b])}
    losses = sorted(((r, -x) for r, x in change.items() if x < -SAME), key=lambda part: -part[1])
    gains = sorted(((r, x) for r, x in change.items() if x > SAME), key=lambda part: -part[1])
    while losses and gains:
        (source, lost), (target, won) = losses[0], gains[0]
        amount = min(lost, won)
        yield line, unit, "moved", source, target, amount, a[source][1], b[target][1]
        losses[0], gains[0] = (source, lost - amount), (target, won - amount)
        losses = losses if losses[0][1] > SAME else losses[1:]
        gains = gains if gains[0][1] > SAME else gains[1:]


def _closed(a: Tables, b: Tables) -> Iterator[tuple[Any, ...]]:
    """Yield, by line and region, the change of the largest capacity that stands closed."""
    keys = ["line", "region", "unit"]
    most = [tables["closures"].groupby(keys, sort=False)["closed"].max() for tables in (a, b)]
    for key in dict.fromkeys([*most[0].index, *most[1].index]):
        change = float(most[1].get(key, 0.0)) - float(most[0].get(key, 0.0))
        if abs(change) > SAME:
            line, region, unit = key
            yield line, unit, "closed" if change > 0 else "kept open", region, "", abs(change), None, None


def _levels(a: pd.DataFrame, b: pd.DataFrame, keys: list[str], value: str) -> pd.DataFrame:
    """Return the levels that differ, by their keys, largest difference first; blank where one run has none."""
    both = a[[*keys, value]].merge(b[[*keys, value]], on=keys, how="outer", suffixes=("_a", "_b"))
    both.columns = pd.Index(["item", *keys[1:], "a", "b"])
    both["difference"] = both["b"] - both["a"]
    differs = (both["difference"].abs() > SAME) | (both["a"].isna() != both["b"].isna())
    order = both["difference"].abs().fillna(float("inf")).sort_values(ascending=False, kind="stable").index
    return both.loc[order][differs.reindex(order)][list(LEVELS)].reset_index(drop=True)

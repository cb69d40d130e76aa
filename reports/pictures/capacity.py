"""Capacity that stands, by year, region, line and status, and how much of it is in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.chain import main_stage
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import bars, largest, line, over_years, stack
from reports.solution import Solution
from reports.text import Text, capital, from_to, in_unit, same, say
from reports.words import number

COLUMNS = ("stage", "line", "region", "status", "year", "nameplate", "unit")
TOPIC = Text("Capacity", "产能")
SPLITS = {
    "region": Text("by region", "按地区"),
    "line": Text("by line", "按产线"),
    "status": Text("by status", "按状态"),
}


def capacity(solution: Solution) -> Picture:
    """Return nameplate capacity stacked by region, line or status, with what is open and what is in use as lines."""
    table = solution.shown("capacity")
    table = table[table["nameplate"] > 0].assign(stage=lambda rows: solution.stages(rows["line"]))[list(COLUMNS)]
    if table.empty:
        why = Text("This instance has no lines, so no capacity.", "本实例没有产线，因此没有产能。")
        return nothing("capacity", TOPIC, why, COLUMNS)
    stages = [(str(stage), str(unit)) for stage, unit in dict.fromkeys(zip(table["stage"], table["unit"], strict=True))]
    use = solution.shown("utilisation").assign(stage=lambda rows: solution.stages(rows["line"]))
    # Of one region alone there is nothing to stack by region.
    splits = {split: name for split, name in SPLITS.items() if split != "region" or table["region"].nunique() > 1}
    views = [_view(solution, table, use, stage, unit, split) for stage, unit in stages for split in splits]
    main = next((k for k, (stage, _) in enumerate(stages) if stage == main_stage(solution)), 0)
    names = tuple(capital(say(stage)) + same(" (") + in_unit(unit) + same(")") for stage, unit in stages)
    choices = (
        Choice(Text("Stage", "环节"), tuple(name.short(40) for name in names), start=main),
        Choice(Text("Stacked", "堆叠"), tuple(splits.values())),
    )
    return Picture(
        "capacity",
        TOPIC,
        _finding(solution, table, *stages[main]),
        Text(
            "Nameplate capacity that stands in each period, per year; dashed: kept open, solid: in use.",
            "各时期的名义产能（每年）；虚线：保持开放，实线：实际使用。",
        ),
        ("capacity", "utilisation"),
        table,
        Figure(views, {}, choices),
    )


def _view(solution: Solution, table: pd.DataFrame, use: pd.DataFrame, stage: str, unit: str, split: str) -> View:
    years = solution.years
    rows = table[(table["stage"] == stage) & (table["unit"] == unit)]
    names = {str(name): _name(solution, split, str(name)) for name in dict.fromkeys(rows[split])}
    traces = bars(stack(largest(rows, split, "nameplate"), split, "nameplate", years, names), years)
    sums = use[(use["stage"] == stage) & (use["unit"] == unit)].groupby("year")[["open_capacity", "used"]].sum()
    sums = sums.reindex(years, fill_value=0.0)
    traces.append(line(Text("open", "开放产能"), years, sums["open_capacity"].tolist(), dash="dot"))
    traces.append(line(Text("in use", "实际使用"), years, sums["used"].tolist()))
    return View(traces, over_years(in_unit(unit)))


def _name(solution: Solution, split: str, name: str) -> Text:
    tables: Mapping[str, Any] = {"region": "regions", "line": "lines"}
    return solution.title(tables[split], name) if split in tables else say(name)


def _finding(solution: Solution, table: pd.DataFrame, stage: str, unit: str) -> Text:
    rows = table[(table["stage"] == stage) & (table["unit"] == unit)]
    first, last = solution.years[0], solution.years[-1]
    by_year = rows.groupby("year")["nameplate"].sum()
    stands = [number(float(by_year.get(year, 0.0))) for year in (first, last)]
    new = rows[(rows["status"] == "new") & (rows["year"] == last)].groupby("region")["nameplate"].sum()
    most = Text("", "")
    if len(new) > 1:
        region = solution.title("regions", str(new.idxmax())).short()
        share = f"{new.max() / new.sum():.0%}"
        most = Text(f"; of what is new {share} stands in {region.en}", f"；新增产能的{share}位于{region.zh}")
    what = capital(say(stage)) + Text(" capacity", "产能")
    return from_to(what, stands[0], stands[1], in_unit(unit), (first, last)) + most

"""How full capacity runs over the runs of a sweep: from least to most, and the middle, by stage and year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from reports.colours import CATEGORIES, OTHER
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import line, over_years
from reports.study_answer import StudyAnswer
from reports.text import Text, capital, in_unit, same, say

COLUMNS = ("stage", "unit", "year", "used", "standing", "on_standing", "run")
TOPIC = Text("Utilisation over the runs", "各次运行的产能利用率")
LINES = (
    ("max", Text("most", "最高"), CATEGORIES[4], "solid"),
    ("median", Text("middle", "中位数"), CATEGORIES[0], "solid"),
    ("min", Text("least", "最低"), CATEGORIES[5], "solid"),
)
NORM = 50.0


def sweep_use(study: StudyAnswer) -> Picture:
    """Return use, standing capacity and utilisation of the nation by stage, year and run."""
    table = study.table("utilisation", COLUMNS)[list(COLUMNS)]
    if table.empty:
        return nothing("sweep_use", TOPIC, Text("No capacity stands in any run.", "各次运行均无产能。"), COLUMNS)
    stages = list(dict.fromkeys(zip(table["stage"], table["unit"], strict=True)))
    views = [_view(table[(table["stage"] == stage) & (table["unit"] == unit)]) for stage, unit in stages]
    names = tuple(capital(say(str(stage))) + same(" (") + in_unit(str(unit)) + same(")") for stage, unit in stages)
    start = max((k for k, (stage, _) in enumerate(stages) if stage in ("cell", "cells")), default=0)
    return Picture(
        "sweep_use",
        TOPIC,
        _finding(table, *stages[start]),
        Text(
            "Use over standing capacity of the nation: least, middle and most of the runs in each year; dotted: the "
            "norm of 50 %.",
            "全国使用量与在役产能之比：各年所有运行的最低、中位与最高；点线：50%规范值。",
        ),
        ("utilisation",),
        table,
        Figure(views, {}, (Choice(Text("Stage", "环节"), names, start=start),)),
    )


def _view(rows: pd.DataFrame) -> View:
    years = sorted({int(t) for t in rows["year"]})
    groups = rows.groupby("year")["on_standing"]
    traces: list[dict[str, Any]] = []
    for how, name, colour, dash in LINES:
        by_year = groups.agg(how).reindex(years)
        values = [None if pd.isna(x) else 100.0 * float(x) for x in by_year]
        traces.append(line(name, years, values, color=colour, dash=dash))
    norm: list[float | None] = [NORM] * len(years)
    traces.append({**line(Text("norm", "规范值"), years, norm, color=OTHER, dash="dot"), "mode": "lines"})
    return View(traces, over_years(Text("% of standing capacity", "占在役产能%")))


def _finding(table: pd.DataFrame, stage: str, unit: str) -> Text:
    rows = table[(table["stage"] == stage) & (table["unit"] == unit)].dropna(subset=["on_standing"])
    if rows.empty:
        return TOPIC
    last = int(rows["year"].max())
    shares = rows.loc[rows["year"] == last, "on_standing"]
    low, high = f"{float(shares.min()):.0%}", f"{float(shares.max()):.0%}"
    return Text(
        f"In {last} use of {say(stage).en} capacity runs from {low} to {high} over the runs",
        f"{last}年{say(stage).zh}产能利用率在各次运行中为{low}至{high}",
    )

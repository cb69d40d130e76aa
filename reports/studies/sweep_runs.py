"""What every run of a sweep costs, against each axis of change."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from reports.colours import CATEGORIES, OTHER
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text, same, say
from reports.words import number

COLUMNS = ("run", "status", "objective", "difference", "seconds", "method", "cold", "why", "unit")
"""After one column for each axis."""
TOPIC = Text("What the runs cost", "各次运行的成本")
VALUES = {
    "objective": Text("least cost", "最低成本"),
    "difference": Text("difference from the base", "与基准之差"),
}
FEW = 7
"""So many lines can be told apart; of more groups only the points are drawn."""


def sweep_runs(study: StudyAnswer) -> Picture:
    """Return every run with the values of the axes, its least cost and its distance from the base."""
    axes = [str(axis) for axis in study.record.get("axes", ())]
    table = study.table("runs", [*axes, *COLUMNS[:-1]])
    if table.empty:
        return nothing("sweep_runs", TOPIC, Text("No run was made.", "没有运行。"), COLUMNS)
    table = table.assign(unit=study.money)[[*axes, *COLUMNS]]
    views = [_view(study, table, axes, axis, value) for axis, value in product(axes, VALUES)]
    choices = (
        Choice(Text("Against", "横轴"), tuple(say(axis) for axis in axes)),
        Choice(Text("Value", "数值"), tuple(VALUES.values())),
    )
    return Picture(
        "sweep_runs",
        TOPIC,
        _finding(study, table, axes),
        Text(
            "A point a run; lines join runs that differ in this axis alone. Discounted, real money.",
            "每点一次运行；连线上的运行仅此轴不同。折现，不变价。",
        ),
        ("runs",),
        table,
        Figure(views, {}, choices),
    )


def _view(study: StudyAnswer, table: pd.DataFrame, axes: list[str], axis: str, value: str) -> View:
    rows = table.dropna(subset=[value])
    others = [name for name in axes if name != axis]
    labels = [" · ".join(f"{name} {_said(row[name])}" for name in others) for row in rows.to_dict("records")]
    groups = list(dict.fromkeys(labels))
    traces = []
    if len(groups) > FEW:
        traces.append(_trace(study.in_money, rows[axis].tolist(), rows[value].tolist(), OTHER, "markers"))
    else:
        for k, group in enumerate(groups):
            mine = rows[[label == group for label in labels]].sort_values(axis, kind="stable")
            name = same(group) if group else study.in_money
            colour = CATEGORIES[k % len(CATEGORIES)]
            traces.append(_trace(name, mine[axis].tolist(), mine[value].tolist(), colour, "lines+markers"))
    kind = "linear" if pd.api.types.is_numeric_dtype(table[axis]) else "category"
    return View(
        traces,
        {
            "xaxis": {"type": kind, "title": {"text": say(axis).short(60)}},
            "yaxis": {"title": {"text": VALUES[value] + same(", ") + study.in_money}},
        },
    )


def _trace(name: Text, x: list[Any], y: list[float], colour: str, mode: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": mode,
        "name": name.short(36),
        "x": [value if isinstance(value, (int, float)) else same(value).short() for value in x],
        "y": y,
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 8},
        "hovertemplate": "%{x}: %{y:,.5~g}<extra>%{fullData.name}</extra>",
    }


def _said(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _finding(study: StudyAnswer, table: pd.DataFrame, axes: list[str]) -> Text:
    solved = table.dropna(subset=["objective"])
    if solved.empty:
        return Text(f"None of {len(table)} runs has a plan", f"{len(table)}次运行均无方案")
    low, high = number(float(solved["objective"].min())), number(float(solved["objective"].max()))
    means = {axis: solved.groupby(axis)["objective"].mean() for axis in axes}
    most = max(axes, key=lambda axis: float(means[axis].max() - means[axis].min()))
    money = study.in_money
    return Text(
        f"Least cost runs from {low} to {high} {money.en} over {len(solved)} plans; {say(most).en} moves it most",
        f"{len(solved)}个方案的最低成本为{low}至{high}{money.zh}；{say(most).zh}影响最大",
    )

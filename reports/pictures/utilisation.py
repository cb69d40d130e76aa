"""How full capacity runs, by stage and line, with the norm of 50 % and the upper limit of each line marked."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pandas as pd

from reports.chain import main_stage
from reports.colours import SCALE
from reports.frames import summed
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.solution import Solution
from reports.text import Text, capital, from_to, in_unit, say

COLUMNS = ("stage", "line", "year", "used", "standing", "on_standing", "limit", "mark", "unit")
KEYS, SUMS = ("stage", "line", "year", "unit"), ("used", "standing", "most")
TOPIC = Text("Utilisation", "产能利用率")
NORM = 0.5
CLOSE = 0.005
"""As near to a limit as this counts as at the limit."""
AT_LIMIT, BELOW = "at the limit", "below 50 %"
MARKS = {AT_LIMIT: "▲", BELOW: "▼"}


def utilisation(solution: Solution) -> Picture:
    """Return use over standing capacity by stage (line blank) and by line, blank where nothing stands.

    limit: max_utilisation of the first year, of a stage the mean of its lines over their standing capacity.
    """
    lines = _summed(solution.shown("utilisation").assign(stage=lambda rows: solution.stages(rows["line"])), solution)
    if lines.empty:
        why = Text("Nothing stands in this run, so nothing is used.", "本方案没有在役产能，因此没有利用率。")
        return nothing("utilisation", TOPIC, why, COLUMNS)
    stages = summed(lines.assign(line=""), KEYS, *SUMS)
    table = pd.concat([stages, lines], ignore_index=True)
    stands = table["standing"] > 0
    table["on_standing"] = (table["used"] / table["standing"]).where(stands)
    table["limit"] = (table["most"] / table["standing"]).where(stands)
    table["mark"] = [_mark(use, limit) for use, limit in zip(table["on_standing"], table["limit"], strict=True)]
    table = table[list(COLUMNS)]
    views = (_view(solution, table, of_lines=False), _view(solution, table, of_lines=True))
    options = (Text("stages", "环节"), Text("lines", "产线"))
    return Picture(
        "utilisation",
        TOPIC,
        _finding(solution, table),
        Text(
            "Use over standing capacity (open, or nameplate where a line can be restarted). ▼ below the norm of 50 %; "
            "▲ at the upper limit of the line; blank: nothing stands.",
            "使用量与在役产能之比（可重启产线按名义产能计）。▼ 低于50%的规范值；▲ 达到产线上限；空白：无在役产能。",
        ),
        ("utilisation",),
        table,
        Figure(views, {}, (Choice(Text("Rows", "行"), options),), height=_height(views[1]), width=680),
    )


def _summed(table: pd.DataFrame, solution: Solution) -> pd.DataFrame:
    limits = {
        line: float(solution.label("lines", str(line)).get("max_utilisation", 1.0)) for line in set(table["line"])
    }
    table = table.assign(most=table["standing"] * table["line"].map(limits).astype(float))
    return summed(table, KEYS, *SUMS)


def _mark(use: float, limit: float) -> str:
    if math.isnan(use):
        return ""
    if use >= limit - CLOSE:
        return AT_LIMIT
    return BELOW if use < NORM else ""


def _view(solution: Solution, table: pd.DataFrame, *, of_lines: bool) -> View:
    rows = table[(table["line"] != "") == of_lines]
    keys = list(dict.fromkeys(zip(rows["stage"], rows["line"], rows["unit"], strict=True)))
    cells = {(s, l, u, int(t)): (use, MARKS.get(mark, "")) for s, l, t, use, mark, u in rows[
        ["stage", "line", "year", "on_standing", "mark", "unit"]
    ].itertuples(index=False, name=None)}  # fmt: skip
    missing = (math.nan, "")
    grid = [[cells.get((*key, year), missing) for year in solution.years] for key in keys]
    names = _names(solution, keys)
    data: dict[str, Any] = {
        "type": "heatmap",
        "x": [str(year) for year in solution.years],
        "y": list(range(len(keys))),
        "z": [[None if math.isnan(use) else 100.0 * use for use, _ in row] for row in grid],
        "text": [["" if math.isnan(use) else f"{100.0 * use:.0f}{mark}" for use, mark in row] for row in grid],
        "texttemplate": "%{text}",
        "colorscale": SCALE,
        "zmin": 0,
        "zmax": 100,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"ticksuffix": " %", "tickvals": [0, 25, 50, 75, 100], "thickness": 12},
        "hovertemplate": "%{x}: %{z:.1f} %<extra></extra>",
    }
    axis = {
        "tickvals": data["y"],
        "ticktext": [name.short(28) for name in names],
        "autorange": "reversed",
        "zeroline": False,
    }
    return View([data], {"xaxis": {"type": "category"}, "yaxis": axis})


def _names(solution: Solution, keys: list[tuple[str, str, str]]) -> list[Text]:
    """Return what each row is called, with its unit where two rows would be called the same."""
    names = [solution.title("lines", line) if line else capital(say(stage)) for stage, line, _ in keys]
    counts = Counter(name.en for name in names)
    return [
        name + Text(" (", "（") + in_unit(unit) + Text(")", "）") if counts[name.en] > 1 else name
        for name, (_, _, unit) in zip(names, keys, strict=True)
    ]


def _height(view: View) -> int:
    return max(260, 90 + 20 * len(view.data[0]["y"]))


def _finding(solution: Solution, table: pd.DataFrame) -> Text:
    stage = main_stage(solution)
    rows = table[(table["line"] == "") & (table["stage"] == stage)].dropna(subset=["on_standing"])
    last = table[(table["line"] != "") & (table["year"] == solution.years[-1])]
    low, stands = int((last["mark"] == BELOW).sum()), int(last["on_standing"].notna().sum())
    lines = Text(
        f"; in {solution.years[-1]} {low} of {stands} lines run below 50 %",
        f"；{solution.years[-1]}年{stands}条产线中有{low}条低于50%",
    )
    if rows.empty:
        return Text("How full capacity runs", "产能利用情况") + lines
    use = rows.sort_values("year")["on_standing"]
    ends = [f"{float(use.iloc[k]):.0%}" for k in (0, -1)]
    what = Text("Use of ", "") + say(stage) + Text(" capacity", "产能利用率")
    return from_to(what, ends[0], ends[1], Text("", ""), (solution.years[0], solution.years[-1])) + lines

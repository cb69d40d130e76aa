"""Where the better of two regimes of siting changes: costs along a driver, and the bracket and range of each turn."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, same, say
from reports.words import number

COLUMNS = ("driver", "unit", "value", "regime", "cost", "difference")
TURNS = ("driver", "unit", "a", "b", "at", "low", "high", "cheaper_below", "p10", "p90", "proof", "said")
TOPIC = Text("Break-even", "盈亏平衡点")
MOST = 3
"""Turns that the title names."""
BRACKET, RANGE = "rgba(213,94,0,0.35)", "rgba(86,180,233,0.18)"


def break_even(study: StudyAnswer) -> Picture:
    """Return what each regime costs more than the first along every driver."""
    table = study.table("along", COLUMNS)
    if table.empty:
        why = Text(
            "The study does not ask where the better regime changes (`turns`).", "本研究未询问转折点（`turns`）。"
        )
        return nothing("break_even", TOPIC, why, COLUMNS)
    table, turns = table[list(COLUMNS)], study.table("turns", TURNS)
    drivers = [str(driver) for driver in dict.fromkeys(table["driver"])]
    views = [_view(study, table[table["driver"] == name], turns[turns["driver"] == name]) for name in drivers]
    return Picture(
        "break_even",
        TOPIC,
        _finding(turns),
        Text(
            "Cost less that of the first regime, discounted. Orange: the bracket in which two regimes cost the same; "
            "blue: 80 % of the draws of unsure figures.",
            "与首个布局方式的成本之差，折现。橙色：两种方式成本相等的区间；蓝色：不确定数据抽样的80%范围。",
        ),
        ("along", "turns"),
        table,
        Figure(views, {}, (Choice(Text("Along", "沿"), tuple(say(name).short(48) for name in drivers)),)),
    )


def _view(study: StudyAnswer, rows: pd.DataFrame, turns: pd.DataFrame) -> View:
    traces = []
    for k, regime in enumerate(dict.fromkeys(rows["regime"])):
        mine = rows[rows["regime"] == regime].sort_values("value", kind="stable")
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": say(str(regime)).short(),
                "x": [float(x) for x in mine["value"]],
                "y": [None if pd.isna(x) else float(x) for x in mine["difference"]],
                "line": {"color": CATEGORIES[k % len(CATEGORIES)], "width": 2},
                "hovertemplate": "%{x:.4~g}: %{y:,.4~g}<extra>%{fullData.name}</extra>",
            }
        )
    driver, unit = say(str(rows["driver"].iloc[0])), rows["unit"].iloc[0]
    # A column without any unit is read as numbers that are missing.
    unit = "" if pd.isna(unit) else str(unit)
    below = driver + (same(", ") + in_unit(unit) if unit else same(""))
    axes = {"xaxis": {"title": {"text": below.short(60)}}, "yaxis": {"title": {"text": study.in_money}}}
    return View(traces, {**axes, "shapes": list(_bands(turns))})


def _bands(turns: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for ends, colour in ((("p10", "p90"), RANGE), (("low", "high"), BRACKET)):
        for low, high in turns[list(ends)].dropna().itertuples(index=False, name=None):
            yield {
                "type": "rect", "x0": float(low), "x1": float(high), "y0": 0, "y1": 1, "yref": "paper",
                "fillcolor": colour, "line": {"width": 0}, "layer": "below",
            }  # fmt: skip


def _finding(turns: pd.DataFrame) -> Text:
    known = turns.dropna(subset=["at"])
    is_local = (turns["proof"] == "local").any()
    unproven = Text(" (among local plans, not proven)", "（局部最优方案之间，未经证明）") if is_local else same("")
    if known.empty:
        better = dict.fromkeys(str(name) for name in turns["cheaper_below"])
        if len(better) != 1:
            return Text("The better regime is the same all along", "全程较优的布局方式不变") + unproven
        (name,) = (say(word) for word in better)
        return Text(f"“{name.en}” is the cheaper one all along", f"全程“{name.zh}”成本较低") + unproven
    said = [_met(row) for row in known.head(MOST).to_dict("records")]
    left = len(known) - len(said)
    more = Text(f"; {left} more", f"；另有{left}处") if left else same("")
    return Text("; ".join(one.en for one in said), "；".join(one.zh for one in said)) + more + unproven


def _met(row: Mapping[Hashable, Any]) -> Text:
    a, b, driver = (say(str(row[column])) for column in ("a", "b", "driver"))
    at, low, high = (number(float(row[column])) for column in ("at", "low", "high"))
    return Text(
        f"“{a.en}” and “{b.en}” cost the same at {driver.en} = {at} ({low} to {high})",
        f"{driver.zh}为{at}（{low}至{high}）时“{a.zh}”与“{b.zh}”成本相同",
    )

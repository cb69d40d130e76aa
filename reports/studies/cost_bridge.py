"""The cost bridge: how the least cost of one plan becomes that of another, component by component."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES, INK
from reports.frames import largest_first
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text, capital, same, say
from reports.words import number

COLUMNS = ("run", "component", "a", "b", "difference", "avoidable", "unit")
TOPIC = Text("Cost bridge", "成本桥")
TOLD = 3
"""So many plans are told in the title."""
NOTE = Text(
    "Discounted cost of the first plan, what each component adds or saves, and that of the other plan; the axis does "
    "not begin at 0. avoidable: the part of a difference that decisions of the plan make, without what is committed.",
    "首个方案的折现成本、各部分的增减以及另一方案的成本；纵轴不从0开始。avoidable：由方案决策造成的差额，不含已承诺部分。",
)


def cost_bridge(study: StudyAnswer) -> Picture:
    """Return discounted cost by component of the first plan (a) and of each other (b), largest difference first."""
    table = study.table("bridge", COLUMNS[:-1])
    if table.empty:
        return nothing("cost_bridge", TOPIC, Text("There is no second plan.", "没有第二个方案。"), COLUMNS)
    table = largest_first(table.assign(unit=study.money), "difference")[list(COLUMNS)]
    runs = [str(run) for run in dict.fromkeys(table["run"])]
    views = [_view(study, table[table["run"] == run]) for run in runs]
    choice = Choice(Text("Plan", "方案"), tuple(same(run).short(48) for run in runs))
    return Picture(
        "cost_bridge",
        TOPIC,
        _finding(study, table, runs),
        NOTE,
        ("bridge",),
        table,
        Figure(views, {}, (choice,)),
    )


def _view(study: StudyAnswer, rows: pd.DataFrame) -> View:
    """Return a waterfall; it does not begin at 0, where the differences would not be seen beside the whole."""
    moves = rows[rows["difference"] != 0]
    start, end = float(rows["a"].sum()), float(rows["b"].sum())
    names = [
        Text("first plan", "首个方案"),
        *(capital(say(str(component))) for component in moves["component"]),
        Text("this plan", "本方案"),
    ]
    steps = [start]
    for difference in moves["difference"]:
        steps.append(steps[-1] + float(difference))
    low, high = min(*steps, end), max(*steps, end)
    room = 0.08 * (high - low) or 0.05 * abs(high) or 1.0
    data = {
        "type": "waterfall",
        "measure": ["absolute", *("relative" for _ in moves.index), "total"],
        "x": list(range(len(names))),
        "y": [start, *(float(x) for x in moves["difference"]), 0.0],
        "text": [
            number(start),
            *(f"{'+' if x > 0 else '−'}{number(abs(float(x)))}" for x in moves["difference"]),
            number(end),
        ],
        "textposition": "outside",
        "increasing": {"marker": {"color": CATEGORIES[5]}},
        "decreasing": {"marker": {"color": CATEGORIES[0]}},
        "totals": {"marker": {"color": "#8a8a8a"}},
        "connector": {"line": {"color": INK, "width": 0.6}},
        "hovertemplate": "%{text}<extra></extra>",
        "showlegend": False,
    }
    axis = {
        "tickvals": data["x"],
        "ticktext": [name.short(24) for name in names],
        "tickangle": -35,
        "showgrid": False,
        "zeroline": False,
    }
    money = {"title": {"text": study.in_money}, "range": [low - 2.0 * room, high + 2.0 * room]}
    return View([data], {"xaxis": axis, "yaxis": money})


def _finding(study: StudyAnswer, table: pd.DataFrame, runs: list[str]) -> Text:
    said = [_said(study, table[table["run"] == run], run) for run in runs[:TOLD]]
    found = Text("; ".join(one.en for one in said), "；".join(one.zh for one in said))
    if len(runs) > 1:
        return found
    top = float(table["difference"].iloc[0])
    most, change = say(str(table["component"].iloc[0])), f"{'+' if top > 0 else '−'}{number(abs(top))}"
    return found + Text(f", most of it {most.en} ({change})", f"，其中{most.zh}变化最大（{change}）")


def _said(study: StudyAnswer, rows: pd.DataFrame, run: str) -> Text:
    difference, first = float(rows["difference"].sum()), float(rows["a"].sum())
    size, money, name = number(abs(difference)), study.in_money, run.rpartition("/")[2]
    more = Text("more", "多") if difference > 0 else Text("less", "少")
    share = f"{difference / first:+.2%}" if first else "–"
    return Text(
        f"{name} costs {size} {money.en} {more.en} ({share})", f"{name}的成本{more.zh}{size}{money.zh}（{share}）"
    )

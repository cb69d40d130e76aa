"""What each regime of siting costs, against the first one."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from reports.picture import Picture, View, nothing
from reports.rows import bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, same, say
from reports.words import number

COLUMNS = ("regime", "run", "status", "cost", "difference", "share", "gap", "unit", "why")
SHOWN = 5e-5
"""A gap that is shown beside the bar."""
TOPIC = Text("What each regime costs", "各布局方式的成本")


def regime_costs(study: StudyAnswer) -> Picture:
    """Return cost and difference from the first regime of each one; blank where it has no plan."""
    table = study.table("regimes", COLUMNS)
    if table.empty:
        return nothing("regime_costs", TOPIC, Text("No regime has a plan.", "没有可行的布局方式。"), COLUMNS)
    table = table[list(COLUMNS)]
    names = [say(str(regime)) for regime in table["regime"]]
    values = [None if pd.isna(x) else float(x) for x in table["difference"]]
    said = [_said(row) for row in table.to_dict("records")]
    layout = row_layout(names, study.in_money, showlegend=False)
    return Picture(
        "regime_costs",
        TOPIC,
        _finding(table),
        Text(
            "Least cost less that of the first regime, discounted, real money. No bar: no plan, or the first. Gap: a "
            "plan may cost so much less, as a share of all cost.",
            "最低成本与首个布局方式之差，折现，不变价。无条形：没有方案或为首个。差距：总成本至多还可降低的比例。",
        ),
        ("regimes",),
        table,
        row_figure([View([bar(TOPIC, values, said)], layout)]),
    )


def _said(row: Mapping[Hashable, Any]) -> Text:
    if pd.isna(row["share"]):
        return same("–")
    said = same(f"{number(float(row['difference']))} ({row['share']:+.2%})")
    gap = float(row["gap"]) if row["gap"] != "" and not pd.isna(row["gap"]) else 0.0
    return said + Text(f", gap {gap:.2%}", f"，差距{gap:.2%}") if gap >= SHOWN else said


def _finding(table: pd.DataFrame) -> Text:
    others = table.iloc[1:].dropna(subset=["difference"])
    if others.empty:
        return TOPIC
    first = say(str(table["regime"].iloc[0]))
    # The second regime is the one that the number of the study is about.
    other = others.iloc[0]
    name, size = say(str(other["regime"])), number(abs(float(other["difference"])))
    money = in_unit(str(other["unit"]))
    more = Text("more", "多") if float(other["difference"]) > 0 else Text("less", "少")
    share = "" if pd.isna(other["share"]) else f" ({float(other['share']):+.2%})"
    return Text(
        f"“{name.en}” costs {size} {money.en} {more.en} than “{first.en}”{share}",
        f"“{name.zh}”比“{first.zh}”{more.zh}花费{size}{money.zh}{share}",
    )

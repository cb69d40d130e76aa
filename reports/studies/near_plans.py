"""Plans as different from each other as they come at almost least cost: the share of each region in each of them."""

from __future__ import annotations

import pandas as pd

from reports.colours import OTHER, colours
from reports.picture import Figure, Picture, View, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text, same, say

COLUMNS = ("plan", "region", "amount", "share", "unit")
TOPIC = Text("Plans as good that look different", "同样好而不同的方案")
MOST = 7


def near_plans(study: StudyAnswer) -> Picture:
    """Return amount and share of every region in each plan."""
    table = study.table("shares", COLUMNS)
    if table.empty:
        return nothing("near_plans", TOPIC, Text("No other plan was asked for.", "未要求其他方案。"), COLUMNS)
    table = table[list(COLUMNS)]
    plans = list(dict.fromkeys(table["plan"]))
    sizes = table.groupby("region", sort=False)["share"].max().sort_values(ascending=False, kind="stable")
    kept = [str(region) for region in sizes.index[:MOST]]
    palette = colours(kept)
    traces = [
        _trace(study.title("regions", region), plans, table[table["region"] == region], palette[region])
        for region in kept
    ]
    rest = table[~table["region"].isin(kept)]
    if len(rest):
        traces.append(_trace(Text("all others", "其余"), plans, rest, OTHER))
    axis = {
        "tickvals": list(range(len(plans))),
        "ticktext": [say(str(plan)).short(24) for plan in plans],
    }
    top = table.iloc[int(table["share"].argmax())]
    name, plan = study.title("regions", str(top["region"])), say(str(top["plan"]))
    share = f"{float(top['share']):.0%}"
    return Picture(
        "near_plans",
        TOPIC,
        Text(
            f"{len(plans)} plans cost almost the same; the largest share is {share} in {name.en} ({plan.en})",
            f"{len(plans)}个方案成本几乎相同；最大占比为{name.zh}的{share}（{plan.zh}）",
        ),
        Text("Share of each region in the capacity that is looked at.", "各地区在所考察产能中的占比。"),
        ("shares",),
        table,
        Figure([View(traces, {"barmode": "stack", "xaxis": axis, "yaxis": {"title": {"text": same("%")}}})]),
    )


def _trace(name: Text, plans: list[object], rows: pd.DataFrame, colour: str) -> dict[str, object]:
    shares = rows.groupby("plan")["share"].sum().reindex(plans).fillna(0.0)
    return {
        "type": "bar",
        "name": name.short(),
        "x": list(range(len(plans))),
        "y": [100.0 * float(x) for x in shares],
        "marker": {"color": colour, "line": {"color": "white", "width": 0.5}},
        "hovertemplate": "%{y:.1f} %<extra>%{fullData.name}</extra>",
    }

"""What insurance costs: the cheapest plans whose shortage stays under a share of demand whatever is lost."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Figure, Picture, View, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text, same
from reports.words import number

COLUMNS = (
    "keep_under", "cost", "premium", "premium_share", "worst", "worst_before", "rounds", "proven", "unit",
)  # fmt: skip
TOPIC = Text("What insurance costs", "保险的成本")


def insurance(study: StudyAnswer) -> Picture:
    """Return cost and premium by the share of demand that may be short at most."""
    table = study.table("insurance", COLUMNS[:-1])
    if table.empty:
        why = Text(
            "The study does not ask what insurance costs (`keep_under`).", "本研究未询问保险成本（`keep_under`）。"
        )
        return nothing("insurance", TOPIC, why, COLUMNS)
    table = table.assign(unit=study.money).sort_values("keep_under", ascending=False, kind="stable")
    table = table[list(COLUMNS)].reset_index(drop=True)
    trace = {
        "type": "bar",
        "x": list(range(len(table))),
        "y": [None if pd.isna(x) else float(x) for x in table["premium"]],
        "marker": {"color": CATEGORIES[0]},
        "hovertemplate": "%{y:,.4~g}<extra></extra>",
    }
    axis = {
        "tickvals": trace["x"],
        "ticktext": [same(f"{100.0 * float(x):.3g}%") for x in table["keep_under"]],
        "title": {"text": Text("share of demand that may be short", "允许短缺的需求比例")},
    }
    known = table.dropna(subset=["premium"])
    title = TOPIC
    if len(known):
        last, money = known.iloc[-1], study.in_money
        share, size = f"{100.0 * float(last['keep_under']):.3g}%", number(float(last["premium"]))
        title = Text(
            f"To keep shortage under {share} whatever is lost costs {size} {money.en} more",
            f"无论失去什么都将短缺控制在{share}以下，需多花费{size}{money.zh}",
        )
    return Picture(
        "insurance",
        TOPIC,
        title,
        Text(
            "Premium over the least cost, discounted. The table has the largest shortage left, and that of the "
            "plan without insurance.",
            "相对最低成本的溢价，折现。表中另有剩余最大短缺及原方案的最大短缺。",
        ),
        ("insurance",),
        table,
        Figure([View([trace], {"xaxis": axis, "yaxis": {"title": {"text": study.in_money}}})]),
    )

"""How far utilisation of each region could be from that of the plan, over plans that cost almost as little."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Picture, View, nothing
from reports.rows import MOST, points, row_figure, row_layout, span
from reports.studies.quantity import Quantity, measured
from reports.study_answer import StudyAnswer
from reports.text import Text, same

COLUMNS = ("region", "low", "central", "high", "tied_with", "unit")
TOPIC = Text("Range by region", "各地区范围")
NONE = Text("The study does not ask for near-optimal plans (`near`).", "本研究未询问近优方案（`near`）。")


def range_by_region(study: StudyAnswer) -> Picture:
    """Return the least and the most over near-optimal plans and the value of the plan itself, emptiest first."""
    table = study.table("near", COLUMNS[:-1])
    if table.empty:
        return nothing("range_by_region", TOPIC, NONE, COLUMNS)
    quantity = measured(study)
    table = table.assign(unit="share" if quantity.is_share else quantity.unit.en)
    table = table.sort_values(["central", "low"], kind="stable").reset_index(drop=True)[list(COLUMNS)]
    shown = table.head(MOST)
    names = [study.title("regions", str(region)) for region in shown["region"]]
    said = [_said(row, quantity) for row in shown.to_dict("records")]
    ends = (quantity.drawn(shown["low"]), quantity.drawn(shown["high"]))
    traces = [
        span(Text("over near-optimal plans", "近优方案范围"), ends, said),
        points(Text("the plan", "方案"), quantity.drawn(shown["central"]), said, color=CATEGORIES[5]),
    ]
    return Picture(
        "range_by_region",
        TOPIC,
        _finding(study, table, quantity),
        Text(
            "Bar: least and most over all plans whose cost is within the slack of the least cost. Two regions whose "
            "bars overlap have no order that the data can defend.",
            "条形：成本在允许偏差内的所有方案中的最小值与最大值。条形重叠的地区之间没有可靠的先后次序。",
        ),
        ("near",),
        table,
        row_figure([View(traces, row_layout(names, quantity.axis))]),
    )


def _said(row: dict[object, object], quantity: Quantity) -> Text:
    low, central, high = (quantity.said(_float(row[column])) for column in ("low", "central", "high"))
    return same(f"{low.en} – {central.en} – {high.en}")


def _float(value: object) -> float:
    return float(str(value))


def _finding(study: StudyAnswer, table: pd.DataFrame, quantity: Quantity) -> Text:
    first, count = table.iloc[0], len(table)
    tied = int((table["tied_with"] != "").sum())
    name = study.title("regions", str(first["region"])).short()
    low, high = quantity.said(float(first["low"])), quantity.said(float(first["high"]))
    return Text(
        f"Emptiest is {name.en}, {low.en} to {high.en} over near-optimal plans; {tied} of {count} regions overlap",
        f"最低为{name.zh}，近优方案中为{low.zh}至{high.zh}；{count}个地区中有{tied}个范围重叠",
    )

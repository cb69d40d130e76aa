"""How sure an answer is: the number of the headline at the low and at the high of the figures that weigh most."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reports.colours import CATEGORIES, INK
from reports.picture import Picture, View, nothing
from reports.rows import MOST, bar, row_figure, row_layout
from reports.studies.quantity import Quantity, answered
from reports.study_answer import StudyAnswer
from reports.text import Text, same

COLUMNS = ("figure", "grade", "answer_low", "answer", "answer_high", "swing", "unit")
TOPIC = Text("How sure the answer is", "答案的可靠性")
WHY_NONE = Text(
    "The study does not ask how sure its answer is (`sure`), or no figure has a low and a high.",
    "本研究未询问答案的可靠性（`sure`），或没有带上下限的数据。",
)
ENDS = (
    ("answer_low", Text("figure at its low", "数据取下限"), CATEGORIES[0]),
    ("answer_high", Text("figure at its high", "数据取上限"), CATEGORIES[1]),
)


def how_sure(study: StudyAnswer) -> Picture:
    """Return the answer with one figure at its low and at its high at a time, widest swing first; blank: no answer."""
    table = study.table("sure", COLUMNS[:-1])
    if table.empty:
        return nothing("how_sure", TOPIC, WHY_NONE, COLUMNS)
    quantity = answered(study)
    table = table.assign(unit="share" if quantity.is_share else quantity.unit.en)[list(COLUMNS)]
    shown = table.head(MOST)
    names = [_name(str(row["figure"]), str(row["grade"])) for row in shown.to_dict("records")]
    centre = quantity.drawn(shown["answer"])
    traces = [_side(quantity, shown[column], centre, name, colour) for column, name, colour in ENDS]
    layout = row_layout(names, quantity.axis, barmode="overlay")
    known = [value for value in centre if value is not None]
    if known:
        line = {"color": INK, "width": 1.5, "dash": "dot"}
        layout["shapes"] = [
            {"type": "line", "x0": known[0], "x1": known[0], "y0": 0, "y1": 1, "yref": "paper", "line": line}
        ]
    return Picture(
        "how_sure",
        TOPIC,
        _finding(table, quantity),
        Text(
            f"{quantity.name.en}: dotted as the data stand; bars with one figure at its low or high, all others as "
            "they are. Grade: of the data, A best. No bar: no answer there, or none other.",
            f"{quantity.name.zh}：点线为现有数据的答案；条形为单个数据取上限或下限时的答案。等级：A最好。"
            "无条形：该处没有答案或不变。",
        ),
        ("sure",),
        table,
        row_figure([View(traces, layout)]),
    )


def _name(figure: str, grade: str) -> Text:
    return same(figure.replace("_", " ") + (f" ({grade})" if grade else ""))


def _side(
    quantity: Quantity, values: pd.Series, centre: Sequence[float | None], name: Text, colour: str
) -> dict[str, object]:
    """Return bars from the answer to what it becomes."""
    ends = quantity.drawn(values)
    widths = [None if a is None or b is None else b - a for a, b in zip(centre, ends, strict=True)]
    said = [quantity.said(value) for value in values]
    return {**bar(name, widths, said, colour), "base": list(centre)}


def _finding(table: pd.DataFrame, quantity: Quantity) -> Text:
    top = table.iloc[0]
    name = str(top["figure"]).replace("_", " ")
    low, high = quantity.said(top["answer_low"]), quantity.said(top["answer_high"])
    return Text(
        f"“{name}” weighs most: {low.en} at its low, {high.en} at its high",
        f"“{name}”影响最大：取下限时为{low.zh}，取上限时为{high.zh}",
    )

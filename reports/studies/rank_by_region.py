"""How sure the order of regions is: the range of each one's rank over draws of the figures that are not sure."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Picture, View, nothing
from reports.rows import MOST, points, row_figure, row_layout, span
from reports.studies.quantity import Quantity, measured
from reports.study_answer import StudyAnswer
from reports.text import Text

COLUMNS = ("region", "value", "rank", "value_low", "value_high", "rank_low", "rank_high", "tied_with", "unit")
TOPIC = Text("Rank of each region", "各地区排名")
NONE = Text("The study does not draw unsure figures (`draws`).", "本研究未对不确定数据抽样（`draws`）。")


def rank_by_region(study: StudyAnswer) -> Picture:
    """Return value and rank (1 is emptiest) of each region and their ranges over the draws, first rank first."""
    table = study.table("ranks", COLUMNS[:-1])
    if table.empty:
        return nothing("rank_by_region", TOPIC, NONE, COLUMNS)
    quantity = measured(study)
    table = table.assign(unit="share" if quantity.is_share else quantity.unit.en)
    table = table.sort_values(["rank", "rank_low"], kind="stable").reset_index(drop=True)[list(COLUMNS)]
    shown = table.head(MOST)
    names = [study.title("regions", str(region)) for region in shown["region"]]
    said = [_said(row, quantity) for row in shown.to_dict("records")]
    numbers = {column: [float(x) for x in shown[column]] for column in ("rank", "rank_low", "rank_high")}
    traces = [
        span(Text("over the draws", "抽样范围"), (numbers["rank_low"], numbers["rank_high"]), said),
        points(Text("as the data stand", "现有数据"), numbers["rank"], said, color=CATEGORIES[5]),
    ]
    layout = row_layout(names, Text("rank, 1 is emptiest", "排名，1为最低"))
    layout["xaxis"] = {**layout["xaxis"], "rangemode": "tozero", "tickformat": "d"}
    return Picture(
        "rank_by_region",
        TOPIC,
        _finding(study, table),
        Text(
            "Draws of all unsure figures at once. Regions are tied where fewer than 95 % of the draws agree which of "
            "them comes first.",
            "同时抽取所有不确定数据。若不足95%的抽样对两地先后一致，则视为并列。",
        ),
        ("ranks",),
        table,
        row_figure([View(traces, layout)]),
    )


def _said(row: dict[object, object], quantity: Quantity) -> Text:
    low, value, high = (quantity.said(float(str(row[c]))) for c in ("value_low", "value", "value_high"))
    ranks = f"{row['rank_low']:.0f} – {row['rank']:.0f} – {row['rank_high']:.0f}"
    return Text(f"rank {ranks}; {low.en} – {value.en} – {high.en}", f"排名{ranks}；{low.zh} – {value.zh} – {high.zh}")


def _finding(study: StudyAnswer, table: pd.DataFrame) -> Text:
    first, count = table.iloc[0], len(table)
    name = study.title("regions", str(first["region"])).short()
    sure = int((table["tied_with"] == "").sum())
    low, high = int(first["rank_low"]), int(first["rank_high"])
    return Text(
        f"{name.en} comes first (rank {low} to {high} over the draws); {sure} of {count} regions have no tie",
        f"{name.zh}排在首位（抽样中排名{low}至{high}）；{count}个地区中有{sure}个名次明确",
    )

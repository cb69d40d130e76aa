"""What each way to decide costs more than a plan that knows all."""

from __future__ import annotations

import pandas as pd

from reports.picture import Picture, View, nothing
from reports.rows import bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, same, say
from reports.words import number

COLUMNS = ("variant", "cost", "difference", "committed", "lowest", "lowest_year", "unit")
TOPIC = Text("What each way to decide costs", "各种决策方式的成本")


def rolling_cost(study: StudyAnswer) -> Picture:
    """Return cost, distance from foresight, capacity committed, and the lowest utilisation of each variant."""
    table = study.table("costs", COLUMNS[:-1])
    if table.empty:
        return nothing("rolling_cost", TOPIC, Text("No way to decide has an end.", "没有完成的决策方式。"), COLUMNS)
    table = table.assign(unit=study.money)[list(COLUMNS)]
    names = [say(str(variant)) for variant in table["variant"]]
    said = [same(f"{float(x):+,.4g} ") + study.in_money for x in table["difference"]]
    trace = bar(Text("more than foresight", "比完全预见多"), [float(x) for x in table["difference"]], said)
    layout = row_layout(names, study.in_money, showlegend=False)
    layout["yaxis"]["ticktext"] = [name.short(48) for name in names]
    return Picture(
        "rolling_cost",
        TOPIC,
        _finding(study, table),
        Text(
            "Discounted cost less that of foresight, real money. committed: capacity decided ahead, in the unit of its "
            "lines per year; lowest: the lowest utilisation and its year.",
            "折现成本与完全预见之差，不变价。committed：提前决定的产能（按产线单位，每年）；lowest：最低利用率及其年份。",
        ),
        ("costs",),
        table,
        row_figure([View([trace], layout)]),
    )


def _finding(study: StudyAnswer, table: pd.DataFrame) -> Text:
    top = table.iloc[int(table["difference"].argmax())]
    name, size, money = say(str(top["variant"])), number(float(top["difference"])), study.in_money
    return Text(
        f"“{name.en}” costs {size} {money.en} more than foresight",
        f"“{name.zh}”比完全预见多花费{size}{money.zh}",
    )

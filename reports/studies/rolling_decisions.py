"""What is decided ahead: capacity by the year it starts and the region it stands in, under each way to decide."""

from __future__ import annotations

import pandas as pd

from reports.frames import summed
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import bars, largest, over_years, stack
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, say
from reports.words import number

COLUMNS = ("variant", "line", "region", "year", "built", "decided", "unit")
TOPIC = Text("What is decided ahead", "提前决定的产能")


def rolling_decisions(study: StudyAnswer) -> Picture:
    """Return every commitment: line, region, the year it starts, how much, and the year it was decided in."""
    table = study.table("decisions", COLUMNS[:-1])
    if table.empty:
        why = Text("Nothing is committed ahead.", "没有提前承诺的产能。")
        return nothing("rolling_decisions", TOPIC, why, COLUMNS)
    table = table.assign(unit=[study.unit_of(str(line)) for line in table["line"]])[list(COLUMNS)]
    variants = [str(variant) for variant in dict.fromkeys(table["variant"])]
    years = sorted({int(t) for t in table["year"]})
    names = {str(region): study.title("regions", str(region)) for region in dict.fromkeys(table["region"])}
    unit = in_unit(str(table["unit"].iloc[0]))
    views = []
    for variant in variants:
        mine = largest(summed(table[table["variant"] == variant], ["region", "year"], "built"), "region", "built")
        views.append(View(bars(stack(mine, "region", "built", years, names), years), over_years(unit)))
    choice = Choice(Text("Way to decide", "决策方式"), tuple(say(variant).short(60) for variant in variants))
    return Picture(
        "rolling_decisions",
        TOPIC,
        _finding(table, unit),
        Text("Capacity by the year it starts and by region.", "按投产年份和地区划分的产能。"),
        ("decisions",),
        table,
        Figure(views, {}, (choice,)),
    )


def _finding(table: pd.DataFrame, unit: Text) -> Text:
    sums = table.groupby("variant", sort=False)["built"].sum()
    low, high = sums.idxmin(), sums.idxmax()
    least, most = number(float(sums.min())), number(float(sums.max()))
    if low == high:
        return Text(f"“{say(str(high)).en}” commits {most} {unit.en}", f"“{say(str(high)).zh}”承诺{most}{unit.zh}")
    return Text(
        f"“{say(str(high)).en}” commits {most} {unit.en}, “{say(str(low)).en}” {least}",
        f"“{say(str(high)).zh}”承诺{most}{unit.zh}，“{say(str(low)).zh}”承诺{least}",
    )

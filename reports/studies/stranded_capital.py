"""Who carries the capital of capacity that is closed or stands idle at the crossing."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.frames import summed
from reports.picture import Choice, Picture, View, nothing
from reports.rows import MOST, bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, capital, same, say
from reports.words import number

COLUMNS = ("owner", "region", "stage", "closed", "idle", "unpaid_closed", "unpaid_idle", "unpaid", "share", "unit")
TOPIC = Text("Who carries the stranded capital", "谁承担搁浅资本")
SPLITS = ("region", "owner", "stage")
SPLIT_NAMES = (Text("region", "地区"), Text("owner", "所有者"), Text("stage", "环节"))
PARTS = (
    ("unpaid_idle", Text("stands idle", "闲置"), CATEGORIES[1]),
    ("unpaid_closed", Text("is closed", "关停"), CATEGORIES[0]),
)


def stranded_capital(study: StudyAnswer) -> Picture:
    """Return what is left to pay on closed and idle capacity by owner class, region and stage."""
    table = study.table("stranded", COLUMNS[:-1])
    if table.empty:
        why = Text("No capacity is closed or stands idle there.", "该处没有关停或闲置产能。")
        return nothing("stranded_capital", TOPIC, why, COLUMNS)
    table = table.assign(unit=study.money)[list(COLUMNS)]
    return Picture(
        "stranded_capital",
        TOPIC,
        _finding(study, table),
        Text(
            "Annuities left to pay, discounted to the year of the crossing, in real money; at the first crossing, or "
            "at the worst point where there is none. closed, idle: capacity per year, in the unit of its stage.",
            "剩余待付年金，折现至临界年份，不变价；取第一个临界点，若无则取最差点。"
            "closed、idle 为每年产能，按环节单位计。",
        ),
        ("stranded",),
        table,
        row_figure([_view(study, table, split) for split in SPLITS], (Choice(Text("By", "按"), SPLIT_NAMES),)),
    )


def _view(study: StudyAnswer, table: pd.DataFrame, split: str) -> View:
    rows = summed(table, [split], "unpaid_closed", "unpaid_idle", "unpaid")
    rows = rows.sort_values("unpaid", ascending=False, kind="stable").head(MOST)
    names = [_name(study, split, str(name)) for name in rows[split]]
    traces = []
    for column, name, colour in PARTS:
        said = [same(number(float(x)) + " ") + study.in_money for x in rows[column]]
        traces.append(bar(name, [float(x) for x in rows[column]], said, colour))
    return View(traces, row_layout(names, study.in_money))


def _name(study: StudyAnswer, split: str, name: str) -> Text:
    if not name:
        return Text("(none named)", "（未注明）")
    return study.title("regions", name) if split == "region" else capital(say(name))


def _finding(study: StudyAnswer, table: pd.DataFrame) -> Text:
    by_region = table.groupby("region", sort=False)["unpaid"].sum().sort_values(ascending=False, kind="stable")
    total = float(by_region.sum())
    if total <= 0:
        return Text(
            "What is closed or idle is paid for: no capital is stranded", "关停或闲置产能均已付清：没有搁浅资本"
        )
    name = study.title("regions", str(by_region.index[0])).short()
    share = f"{float(by_region.iloc[0]) / total:.0%}"
    money = study.in_money
    return Text(
        f"{number(total)} {money.en} are left to pay on it; {name.en} carries {share}",
        f"尚有{number(total)}{money.zh}待付，其中{name.zh}承担{share}",
    )

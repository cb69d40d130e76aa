"""What losses do: the damage of losing each region, line, port or source for a year, worst first."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Choice, Picture, View, nothing
from reports.rows import MOST, bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, same
from reports.words import number

COLUMNS = ("rank", "kind", "name", "damage", "shortage_cost", "extra_cost", "short", "short_share", "rebuild", "unit")
TOPIC = Text("What losses do", "损失的后果")
KINDS = {
    "region": Text("regions", "地区"),
    "line": Text("lines", "产线"),
    "port": Text("ports", "口岸"),
    "source": Text("sources", "来源地"),
}
ONE = {
    "region": Text("region", "地区"),
    "line": Text("line", "产线"),
    "port": Text("port", "口岸"),
    "source": Text("source", "来源地"),
}
ALL = Text("all", "全部")
PARTS = (
    ("shortage_cost", Text("what is not delivered", "未交付"), CATEGORIES[5]),
    ("extra_cost", Text("all else, dearer or cheaper (-)", "其他成本增减"), CATEGORIES[0]),
)


def damage_ranking(study: StudyAnswer) -> Picture:
    """Return the damage of every loss, parted into what is short and what runs dearer, worst first."""
    table = study.table("losses", COLUMNS)
    if table.empty:
        return nothing("damage_ranking", TOPIC, Text("Nothing was taken away.", "没有假设任何损失。"), COLUMNS)
    table = table.sort_values("rank", kind="stable")[list(COLUMNS)].reset_index(drop=True)
    kinds = [str(kind) for kind in dict.fromkeys(table["kind"])]
    views = [_view(study, table), *(_view(study, table[table["kind"] == kind]) for kind in kinds)]
    options = (ALL, *(KINDS.get(kind, same(kind)) for kind in kinds))
    top = table.iloc[0]
    name, size, money = _name(study, str(top["name"])), number(float(top["damage"])), study.in_money
    short = f"{float(top['short_share']):.1%}"
    return Picture(
        "damage_ranking",
        TOPIC,
        Text(
            f"Losing {name.en} does most damage: {size} {money.en}, {short} of demand is short",
            f"失去{name.zh}的损失最大：{size}{money.zh}，需求短缺{short}",
        ),
        Text(
            "For one year, with the capacity of the plan; all else is decided anew. Damage: demand short at its "
            "price, and what running costs more.",
            "为期一年，产能为方案产能，其余重新决策。损失：按价格计的短缺需求与增加的运行成本。",
        ),
        ("losses",),
        table,
        row_figure(views, (Choice(Text("Lost", "失去"), options),)),
    )


def _view(study: StudyAnswer, rows: pd.DataFrame) -> View:
    shown = rows.head(MOST)
    twice = shown["name"].duplicated(keep=False)
    names = [
        _name(study, str(name)) + (same(" · ") + ONE.get(str(kind), same(str(kind))) if again else same(""))
        for name, kind, again in zip(shown["name"], shown["kind"], twice, strict=True)
    ]
    shares = [
        same(f"{number(float(x))} ({float(s):.1%})") for x, s in zip(shown["damage"], shown["short_share"], strict=True)
    ]
    traces = [bar(name, [float(x) for x in shown[column]], shares, colour) for column, name, colour in PARTS]
    return View(traces, row_layout(names, study.in_money))


def _name(study: StudyAnswer, name: str) -> Text:
    """Return what a loss is called: a region, a line in a region, else as it is written."""
    if study.label("regions", name):
        return study.title("regions", name)
    line, _, region = name.rpartition(" in ")
    if study.label("lines", line):
        return study.title("regions", region) + same(" · ") + study.title("lines", line)
    return study.title("lines", name) if study.label("lines", name) else same(name)

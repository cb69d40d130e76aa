"""The order in which regions and lines go idle and close along the driver."""

from __future__ import annotations

from itertools import product

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Choice, Picture, View, nothing
from reports.rows import MOST, points, row_figure, row_layout, span
from reports.studies.quantity import measured
from reports.study_answer import StudyAnswer
from reports.text import Text, same, say
from reports.words import number

COLUMNS = ("exit_rate", "event", "kind", "name", "after", "by", "value", "rank", "tie")
TOPIC = Text("What goes first", "先后次序")
EVENTS = {"idle": Text("goes idle", "闲置"), "closed": Text("closes", "关停")}
KINDS = {
    "region": Text("regions", "地区"),
    "line": Text("lines", "产线"),
    "line in region": Text("lines in regions", "各地产线"),
}
IN = " in "


def order_of_places(study: StudyAnswer) -> Picture:
    """Return when each place or line goes idle or closes: after this value of the driver, by that one, at that rank."""
    table = study.table("order", COLUMNS)
    if table.empty:
        return nothing("order_of_places", TOPIC, Text("Nothing goes idle or closes.", "没有闲置或关停。"), COLUMNS)
    table = table[list(COLUMNS)].assign(exit_rate=table["exit_rate"].astype(str))
    rates = list(dict.fromkeys(table["exit_rate"]))
    views = [_view(study, table, *keys) for keys in product(rates, EVENTS, KINDS)]
    choices = (
        Choice(Text("Exit rate", "退出率"), tuple(same(rate) for rate in rates)),
        Choice(Text("What happens", "事件"), tuple(EVENTS.values())),
        Choice(Text("Of", "对象"), tuple(KINDS.values())),
    )
    return Picture(
        "order_of_places",
        TOPIC,
        _finding(study, table),
        Text(
            "A bar from the last value of the driver without to the first one with it; between them nothing is known. "
            "Idle: below the level; closed: some of its capacity stands closed. No start of a bar: so from the first "
            "point on. Equal ranks are ties.",
            "条形从驱动因素最后一个未发生的值到第一个已发生的值，其间未知。闲置：低于水平；关停：部分产能关停。"
            "无起点：从第一个点起即如此。名次相同即并列。",
        ),
        ("order",),
        table,
        row_figure(views, choices),
    )


def _view(study: StudyAnswer, table: pd.DataFrame, rate: str, event: str, kind: str) -> View:
    rows = table[(table["exit_rate"] == rate) & (table["event"] == event) & (table["kind"] == kind)]
    rows = rows.sort_values("rank", kind="stable").head(MOST)
    quantity = measured(study)
    names = [_name(study, kind, str(name)) for name in rows["name"]]
    said = [
        Text(f"rank {row['rank']:.0f}", f"第{row['rank']:.0f}位") + same(": ") + same(number(float(str(row["value"]))))
        for row in rows.to_dict("records")
    ]
    after, by = ([None if pd.isna(x) else float(x) for x in rows[column]] for column in ("after", "by"))
    driver = say(str(study.record.get("driver", "driver")))
    traces = [
        span(Text("between", "之间"), (after, by), said),
        points(EVENTS[event] + Text(" by here: ", "于此：") + quantity.name, by, said, color=CATEGORIES[5]),
    ]
    layout = row_layout(names, driver)
    if not names:
        layout["annotations"] = [
            {"text": Text("nothing", "无"), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5}
        ]
    return View(traces, layout)


def _name(study: StudyAnswer, kind: str, name: str) -> Text:
    if kind == "region":
        return study.title("regions", name)
    if kind == "line":
        return study.title("lines", name)
    line, _, region = name.rpartition(IN)
    return study.title("regions", region) + same(" · ") + study.title("lines", line)


def _finding(study: StudyAnswer, table: pd.DataFrame) -> Text:
    rate = table["exit_rate"].iloc[0]
    rows = table[(table["exit_rate"] == rate) & (table["kind"] == "region") & (table["event"] == "idle")]
    if rows.empty:
        return TOPIC
    first = rows[rows["rank"] == rows["rank"].min()]
    names = [study.title("regions", str(name)).short(16) for name in first["name"].head(3)]
    more = len(first) - len(names)
    by = number(float(first["by"].iloc[0]))
    driver = say(str(study.record.get("driver", "driver")))
    others = Text(f" and {more} more", f"等{len(first)}处") if more else same("")
    falls = (table["by"] < table["after"]).any()
    return Text(
        f"Along {'falling' if falls else 'rising'} {driver.en}, idle from {by} on: "
        f"{', '.join(name.en for name in names)}{others.en}",
        f"随{driver.zh}{'下降' if falls else '上升'}，自{by}起闲置：{'、'.join(name.zh for name in names)}{others.zh}",
    )

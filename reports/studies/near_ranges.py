"""What all good plans have in common: the least and the most of each place over plans that cost almost as little."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Choice, Picture, View, nothing
from reports.rows import MOST, points, row_figure, row_layout, span
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, same
from reports.words import number

COLUMNS = ("by", "name", "slack", "least", "plan", "most", "class", "unit")
TOPIC = Text("What all good plans have in common", "所有好方案的共同点")
CLASSES = {
    "must": (Text("every plan has some", "所有方案都有"), CATEGORIES[0]),
    "may": (Text("others have none", "其他方案可无"), CATEGORIES[4]),
    "alternative": (Text("others have some", "其他方案可有"), CATEGORIES[1]),
    "out": (Text("no plan has any", "所有方案均无"), CATEGORIES[3]),
}
OF = {"region": "regions", "line": "lines"}


def near_ranges(study: StudyAnswer) -> Picture:
    """Return the range of each place or line by slack of the cost, the largest of the plan first."""
    table = study.table("ranges", COLUMNS)
    if table.empty:
        return nothing("near_ranges", TOPIC, Text("There are no ranges.", "没有范围。"), COLUMNS)
    table = table[list(COLUMNS)]
    keys = list(dict.fromkeys(zip(table["by"], table["slack"], strict=True)))
    views = [_view(study, table[(table["by"] == by) & (table["slack"] == slack)]) for by, slack in keys]
    names = tuple(Text(f"{by}, +{slack:.2%}", f"{OF_ZH.get(str(by), str(by))}，+{slack:.2%}") for by, slack in keys)
    return Picture(
        "near_ranges",
        TOPIC,
        _finding(study, table),
        Text(
            "Bar: least to most over all plans within the slack; point: the plan. Safe to build: what every plan has.",
            "条形：允许偏差内所有方案的最小至最大；点：本方案。所有方案都有的可放心建设。",
        ),
        ("ranges",),
        table,
        row_figure(views, (Choice(Text("By and slack", "对象与允许偏差"), names),)),
    )


OF_ZH = {"region": "地区", "line": "产线"}


def _view(study: StudyAnswer, rows: pd.DataFrame) -> View:
    shown = rows.sort_values(["plan", "most"], ascending=False, kind="stable").head(MOST)
    names = [study.title(OF.get(str(by), ""), str(name)) for by, name in zip(shown["by"], shown["name"], strict=True)]
    said = [
        same(f"{number(float(a))} – {number(float(b))} – {number(float(c))}")
        for a, b, c in zip(shown["least"], shown["plan"], shown["most"], strict=True)
    ]
    traces = []
    for kind, (name, colour) in CLASSES.items():
        mine = (shown["class"] == kind).tolist()
        if any(mine):
            ends = tuple(
                [float(x) if one else None for x, one in zip(shown[column], mine, strict=True)]
                for column in ("least", "most")
            )
            traces.append(span(name, (ends[0], ends[1]), said, colour))
    traces.append(points(Text("the plan", "方案"), [float(x) for x in shown["plan"]], said))
    return View(traces, row_layout(names, in_unit(str(rows["unit"].iloc[0]))))


def _finding(study: StudyAnswer, table: pd.DataFrame) -> Text:
    by, slacks = table["by"].iloc[0], sorted({float(slack) for slack in table["slack"]})
    of_by = table[table["by"] == by]
    must = of_by[of_by["class"] == "must"].sort_values("least", ascending=False, kind="stable")
    counts = [int((must["slack"] == slack).sum()) for slack in slacks]
    first = must[must["slack"] == slacks[0]]
    names = [study.title(OF.get(str(by), ""), str(name)).short(16) for name in first["name"].head(3)]
    what = Text("every plan builds in", "所有方案都建于")
    en = f"{what.en} {', '.join(name.en for name in names)}" if names else "no place is in every plan"
    zh = f"{what.zh}{'、'.join(name.zh for name in names)}" if names else "没有所有方案都选的地方"
    total, least, most = of_by["name"].nunique(), f"{100 * slacks[0]:.3g}%", f"{100 * slacks[-1]:.3g}%"
    return Text(
        f"Within {least} of least cost {en}; {counts[0]} of {total} are in all of them, {counts[-1]} within {most}",
        f"在最低成本的{least}以内，{zh}；{total}个中有{counts[0]}个为所有方案共有，{most}以内为{counts[-1]}个",
    )

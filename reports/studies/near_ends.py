"""What each place is worth: the cost of having none there, and of having all that it can hold."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES
from reports.picture import Choice, Picture, View, nothing
from reports.rows import MOST, bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, same

COLUMNS = ("by", "name", "plan", "none_dearer", "full", "full_dearer", "unit")
TOPIC = Text("What a place is worth", "一地的价值")
OF = {"region": "regions", "line": "lines"}
NAMES = {"region": Text("regions", "地区"), "line": Text("lines", "产线")}
PARTS = (
    ("none_dearer", Text("without it", "完全不用"), CATEGORIES[5]),
    ("full_dearer", Text("all it can hold", "用到极限"), CATEGORIES[0]),
)


def near_ends(study: StudyAnswer) -> Picture:
    """Return how much dearer a plan is without each place, and with all that it can hold, the dearest to miss first."""
    table = study.table("ends", COLUMNS)
    if table.empty:
        return nothing("near_ends", TOPIC, Text("No place was looked at.", "未考察任何地方。"), COLUMNS)
    table = table[list(COLUMNS)].sort_values("none_dearer", ascending=False, kind="stable", na_position="first")
    kinds = [str(by) for by in dict.fromkeys(table["by"])]
    views = [_view(study, table[table["by"] == by]) for by in kinds]
    choices = (Choice(Text("By", "对象"), tuple(NAMES.get(by, same(by)) for by in kinds)),) if len(kinds) > 1 else ()
    return Picture(
        "near_ends",
        TOPIC,
        _finding(study, table[table["by"] == kinds[0]]),
        Text(
            "How much more the cheapest plan costs that has none there, or all that can be there, than the cheapest "
            "of all. No bar: no plan goes so far.",
            "与最低成本方案相比，该地全无或用到极限时最便宜的方案多花多少。无条形：没有方案能做到。",
        ),
        ("ends",),
        table,
        row_figure(views, choices),
    )


def _view(study: StudyAnswer, rows: pd.DataFrame) -> View:
    shown = rows.head(MOST)
    names = [_title(study, row) for row in shown.to_dict("records")]
    traces = [bar(name, _percent(shown[column]), _said(shown[column]), colour) for column, name, colour in PARTS]
    for trace, place in zip(traces, (-0.18, 0.18), strict=True):
        trace.update(width=0.34, offset=place - 0.17)
    return View(traces, row_layout(names, Text("% of least cost", "占最低成本的%"), barmode="overlay"))


def _percent(shares: pd.Series) -> list[float | None]:
    return [None if pd.isna(share) else 100.0 * float(share) for share in shares]


def _said(shares: pd.Series) -> list[Text]:
    return [same("" if pd.isna(share) else f"{float(share):+.3%}") for share in shares]


def _finding(study: StudyAnswer, table: pd.DataFrame) -> Text:
    first, last = (_title(study, table.iloc[k].to_dict()) for k in (0, -1))
    dearest, cheapest = (table["none_dearer"].iloc[k] for k in (0, -1))
    if pd.isna(dearest):
        return Text(f"No plan does without {first.en}", f"没有方案能不用{first.zh}")
    return Text(
        f"To do without {first.en} costs {float(dearest):.2%} more, without {last.en} {float(cheapest):.2%}",
        f"不用{first.zh}多花{float(dearest):.2%}，不用{last.zh}多花{float(cheapest):.2%}",
    )


def _title(study: StudyAnswer, row: dict[object, object]) -> Text:
    return study.title(OF.get(str(row["by"]), ""), str(row["name"]))

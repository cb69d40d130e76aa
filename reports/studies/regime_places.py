"""Where plants stand under each regime of siting: a map by year."""

from __future__ import annotations

import pandas as pd

from reports.geography import NOT_MODELLED, drawn, places
from reports.picture import MapFigure, Measure, Picture, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, say

COLUMNS = ("measure", "item", "region", "destination", "year", "value", "unit", "share")
TOPIC = Text("Where plants stand", "工厂分布")
CHOOSE = Text("Choose a regime and what it is of under Colour.", "在“颜色”中选择布局方式及对象。")
ONE = Text("Fewer than two regions have a place on a map.", "有地图位置的地区不足两个。")
OF = {
    "used": Text("capacity in use", "在用产能"),
    "open": Text("open capacity", "开放产能"),
    "built": Text("new capacity", "新建产能"),
}
PLACES = ("regime", "region", "of", "year", "amount", "share", "unit")


def regime_places(study: StudyAnswer) -> Picture:
    """Return capacity and share of each region by regime (measure), what it is of (item) and year."""
    found = study.table("places", PLACES)
    if found.empty:
        return nothing("regime_places", TOPIC, Text("Nothing stands anywhere.", "没有工厂。"), COLUMNS)
    names = {"regime": "measure", "of": "item", "amount": "value"}
    table = found.rename(columns=names).assign(destination="")[list(COLUMNS)]
    of_places = places(study)
    regimes = [str(regime) for regime in dict.fromkeys(table["measure"])]
    groups = [(say(regime).short(48), _measures(table, regime)) for regime in regimes]
    years = sorted({int(t) for t in table["year"]})
    # One point on a map shows nothing that the table does not.
    has_map = len({place.region for place in of_places if place.x is not None}) > 1
    return Picture(
        "regime_places",
        TOPIC,
        _finding(study, table, regimes),
        CHOOSE if has_map else ONE,
        ("places",),
        table,
        MapFigure(years, of_places, groups, (), drawn(of_places), NOT_MODELLED) if has_map else None,
    )


def _measures(table: pd.DataFrame, regime: str) -> list[Measure]:
    rows = table[table["measure"] == regime].drop_duplicates("item")
    return [
        Measure(regime, str(item), (_name(str(item)) + Text(" · ", " · ") + say(regime)).short(48), in_unit(str(unit)))
        for item, unit in zip(rows["item"], rows["unit"], strict=True)
    ]


def _finding(study: StudyAnswer, table: pd.DataFrame, regimes: list[str]) -> Text:
    if table["region"].nunique() == 1:
        only = study.title("regions", str(table["region"].iloc[0])).short()
        return Text(f"All plants stand in {only.en} under every regime", f"各布局方式下工厂均在{only.zh}")
    item, last = table["item"].iloc[0], table["year"].max()
    said = []
    for regime in regimes[:3]:
        rows = table[(table["measure"] == regime) & (table["item"] == item) & (table["year"] == last)]
        if len(rows):
            top = rows.iloc[int(rows["value"].argmax())]
            place, share = study.title("regions", str(top["region"])).short(), f"{float(top['share']):.0%}"
            name = say(regime)
            said.append(Text(f"“{name.en}” {place.en} {share}", f"“{name.zh}”{place.zh}{share}"))
    what = _name(str(item))
    en, zh = ", ".join(one.en for one in said), "，".join(one.zh for one in said)
    return Text(f"Most {what.en} in {last}: {en}", f"{last}年{what.zh}最多：{zh}")


def _name(item: str) -> Text:
    return OF.get(item, say(item))

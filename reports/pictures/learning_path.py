"""How unit costs fall with the volume that the plan adds: the path of every cost curve."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES, OTHER
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.solution import Solution
from reports.text import Text, in_unit, say
from reports.words import money_per, number

COLUMNS = ("curve", "place", "year", "volume", "unit_cost", "average_price", "saved", "volume_unit", "unit")
TOPIC = Text("Learning", "学习曲线")
WHY_NONE = {
    "off": Text("Learning is off: unit costs stay as they are.", "学习已关闭：单位成本不变。"),
    "path": Text(
        "Unit costs follow a path that the instance gives by year (learning: path); the plan does not change them.",
        "单位成本按实例给定的逐年路径变化（learning: path），方案不影响其变化。",
    ),
}
NO_CURVES = Text("This instance has no cost curves.", "本实例没有成本曲线。")


def learning_path(solution: Solution) -> Picture:
    """Return volume and unit cost of every curve and place over the years, both on logarithmic scales."""
    rows = solution.shown("learning")
    if rows.empty:
        why = WHY_NONE.get(str(solution.record.get("learning")), NO_CURVES)
        return nothing("learning_path", TOPIC, why, COLUMNS)
    table = rows[list(COLUMNS)].reset_index(drop=True)
    curves = [str(curve) for curve in dict.fromkeys(table["curve"])]
    views = [_view(solution, table[table["curve"] == curve]) for curve in curves]
    return Picture(
        "learning_path",
        TOPIC,
        _finding(solution, table),
        Text(
            "Cost of the next unit over cumulative volume (of a standing cluster: over its size), a point a period; "
            "both scales are logarithmic. The plan pays the average price, not the last one.",
            "下一单位成本与累计量（对集群为在役规模）的关系，每期一点；双对数坐标。方案支付平均价，而非最后价格。",
        ),
        ("learning",),
        table,
        Figure(views, {}, (Choice(Text("Curve", "曲线"), tuple(say(curve).short(40) for curve in curves)),)),
    )


def _view(solution: Solution, rows: pd.DataFrame) -> View:
    counted, money = str(rows["volume_unit"].iloc[0]), str(rows["unit"].iloc[0])
    volume, price = in_unit(counted), in_unit(money_per(money, counted))
    places = rows.groupby("place")["volume"].max().sort_values(ascending=False, kind="stable").index
    traces = []
    for k, place in enumerate(places):
        path = rows[rows["place"] == place]
        name = say(str(place)) if place == "nation" else solution.title("regions", str(place))
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name.short(),
                "x": path["volume"].tolist(),
                "y": path["unit_cost"].tolist(),
                "text": [str(year) for year in path["year"]],
                "line": {"color": CATEGORIES[k] if k < len(CATEGORIES) else OTHER, "width": 2},
                "showlegend": k < len(CATEGORIES),
                "hovertemplate": "%{text}: %{y:,.4~g} · %{x:,.4~g}<extra>%{fullData.name}</extra>",
            }
        )
    axes = {
        "xaxis": {"type": "log", "title": {"text": _named(Text("volume", "累计量"), volume)}},
        "yaxis": {"type": "log", "title": {"text": _named(Text("unit cost", "单位成本"), price)}},
    }
    return View(traces, axes)


def _named(what: Text, unit: Text) -> Text:
    return Text(f"{what.en}, {unit.en}", f"{what.zh}，{unit.zh}") if unit.en else what


def _finding(solution: Solution, table: pd.DataFrame) -> Text:
    saved = float(table["saved"].sum())
    money = in_unit(solution.record["money"])
    falls = table.groupby(["curve", "place"], sort=False)["unit_cost"].agg(["first", "last"])
    fall = 1.0 - falls["last"] / falls["first"]
    curve = say(str(falls.reset_index()["curve"].iloc[int(fall.argmax())]))
    last = int(table["year"].max())
    return Text(
        f"Up to {last} learning saves {number(saved)} {money.en}; "
        f"the unit cost of {curve.en} falls most, by {fall.max():.0%}",
        f"到{last}年学习效应节省{number(saved)}{money.zh}；{curve.zh}单位成本下降最多，为{fall.max():.0%}",
    )

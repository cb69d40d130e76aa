"""Where marginal costs and utilisation differ between two plans: a heatmap by region and year."""

from __future__ import annotations

from itertools import product
from typing import Any, Literal

import pandas as pd

from reports.picture import Choice, Picture, View, nothing
from reports.rows import row_axis, row_figure, row_height
from reports.studies.quantity import Quantity
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, same
from reports.words import price_unit

LEVELS = ("run", "item", "region", "year", "unit", "a", "b", "difference")
VIEWS, FEWEST = 24, 3
"""So many heatmaps in all, and so many commodities or lines of each plan at least: those that differ most."""
DIVERGING = [[0.0, "#0072B2"], [0.5, "#F7F7F7"], [1.0, "#D55E00"]]
"""Blue to orange over white, which colour-blind readers can tell."""
NOTE = Text(
    "Blue: lower than in the first plan; orange: higher; blank: the same, or one of the two has none. Largest first.",
    "蓝色：低于首个方案；橙色：高于首个方案；空白：相同，或其中之一没有。按差异从大到小。",
)
Of = Literal["commodities", "lines"]


def levels_picture(study: StudyAnswer, name: str, source: str, topic: Text, of: Of) -> Picture:
    """Return the picture of the levels in a table of a comparison, which differ by item, region and year."""
    table = study.table(source, LEVELS)
    if table.empty:
        return nothing(name, topic, topic + Text(": nothing differs.", "：没有差异。"), LEVELS)
    table = table[list(LEVELS)]
    runs = [str(run) for run in dict.fromkeys(table["run"])]
    sizes = (
        table["difference"].abs().groupby(table["item"], sort=False).max().sort_values(ascending=False, kind="stable")
    )
    items = [str(item) for item in sizes.index[: max(FEWEST, VIEWS // len(runs))]]
    is_share = of == "lines"
    views = [
        _view(study, table[(table["run"] == run) & (table["item"] == item)], is_share=is_share)
        for run, item in product(runs, items)
    ]
    choices = (
        Choice(Text("Plan", "方案"), tuple(same(run).short(48) for run in runs)),
        Choice(Text("Of", "对象"), tuple(study.title(of, item).short(40) for item in items)),
    )
    return Picture(
        name,
        topic,
        _finding(study, topic, table[table["run"] == runs[0]], of),
        NOTE,
        (source,),
        table,
        row_figure(views, choices, width=560),
    )


def _quantity(unit: str, *, is_share: bool) -> Quantity:
    return Quantity(same(""), same("") if is_share else in_unit(price_unit(unit)), is_share=is_share)


def _view(study: StudyAnswer, rows: pd.DataFrame, *, is_share: bool) -> View:
    known = rows.dropna(subset=["difference"])
    sizes = known.groupby("region", sort=False)["difference"].agg(lambda x: float(x.abs().max()))
    regions = [str(region) for region in sizes.sort_values(ascending=False, kind="stable").index]
    years = sorted({int(t) for t in known["year"]})
    wide = known.pivot_table(index="region", columns="year", values="difference").reindex(index=regions, columns=years)
    quantity = _quantity(str(rows["unit"].iloc[0]) if len(rows) else "", is_share=is_share)
    grid = [quantity.drawn(row) for row in wide.to_numpy().tolist()]
    most = max((abs(x) for row in grid for x in row if x is not None), default=1.0) or 1.0
    unit = Text("points", "百分点") if is_share else quantity.unit
    data: dict[str, Any] = {
        "type": "heatmap",
        "x": [str(year) for year in years],
        "y": list(range(len(regions))),
        "z": grid,
        "text": [["" if x is None else f"{x:+.3g}" for x in row] for row in grid],
        "texttemplate": "%{text}",
        "colorscale": DIVERGING,
        "zmin": -most,
        "zmax": most,
        "xgap": 1,
        "ygap": 1,
        "colorbar": {"thickness": 12, "title": {"text": unit, "side": "right"}},
        "hovertemplate": "%{x}: %{z:+,.4~g}<extra></extra>",
    }
    names = [study.title("regions", region) for region in regions]
    return View([data], {"xaxis": {"type": "category"}, "yaxis": row_axis(names, 22), "height": row_height(len(names))})


def _finding(study: StudyAnswer, topic: Text, rows: pd.DataFrame, of: Of) -> Text:
    known = rows.dropna(subset=["difference"])
    if known.empty:
        return topic
    top = known.iloc[int(known["difference"].abs().argmax())]
    is_share = of == "lines"
    quantity = _quantity(str(top["unit"]), is_share=is_share)
    a, b = quantity.said(float(top["a"])), quantity.said(float(top["b"]))
    item, place = study.title(of, str(top["item"])).short(), study.title("regions", str(top["region"])).short()
    year = int(top["year"])
    return Text(
        f"{topic.en}: most changes {item.en} in {place.en}, from {a.en} to {b.en} in {year}",
        f"{topic.zh}：{place.zh}的{item.zh}变化最大，{year}年由{a.zh}变为{b.zh}",
    )

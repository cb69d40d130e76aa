"""The curve of a threshold: the measure along the driver, its levels, the bracket of each crossing and its range."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from model.studies.threshold import some
from reports.colours import CATEGORIES, INK, OTHER
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.studies.quantity import Quantity, measured
from reports.study_answer import StudyAnswer
from reports.text import Text, same, say
from reports.words import number

COLUMNS = ("exit_rate", "driver", "year", "value", "arithmetic", "unit")
CROSSINGS = ("exit_rate", "level", "critical", "low", "high", "first_year", "first_place")
TOPIC = Text("Where it turns", "临界点")
WORST = Text("worst year", "最差年份")
GIVEN = "given"
BRACKET, RANGE = "rgba(213,94,0,0.35)", "rgba(86,180,233,0.18)"


def threshold_curve(study: StudyAnswer) -> Picture:
    """Return the measure at every point of the driver that was solved, by exit rate and year."""
    table = study.table("curve", COLUMNS[:-1])
    if table.empty:
        return nothing("threshold_curve", TOPIC, Text("No point has a plan.", "没有可行的点。"), COLUMNS)
    quantity, year = measured(study), study.record.get("year")
    table = table.assign(unit="share" if quantity.is_share else quantity.unit.en)[list(COLUMNS)]
    table["exit_rate"] = table["exit_rate"].astype(str)
    years = sorted({int(t) for t in table["year"]})
    start = 0 if year is None else 1 + max((k for k, t in enumerate(years) if t <= year), default=0)
    views = [_view(study, _worst(table, study), quantity, is_answer=start == 0)]
    views += [
        _view(study, table[table["year"] == t], quantity, is_answer=k == start) for k, t in enumerate(years, start=1)
    ]
    return Picture(
        "threshold_curve",
        TOPIC,
        _finding(study, quantity),
        Text(
            "A point a plan of its own. Dashed: what division alone says, without what the plan closes and builds. "
            "Orange: the bracket in which the crossing lies; blue: from least to most over the unsure figures below.",
            "每点均为独立方案。虚线：仅作除法的结果，不计方案的关停与新建。橙色：临界点所在区间；蓝色：下文不确定数据下的范围。",
        ),
        ("curve", "crossings", *(("sure",) if len(study.tables.get("sure", ())) else ())),
        table,
        Figure(views, {}, (Choice(Text("Year", "年份"), (WORST, *(same(t) for t in years)), start=start),)),
    )


def _worst(table: pd.DataFrame, study: StudyAnswer) -> pd.DataFrame:
    """Return the year with most overcapacity of each point: the lowest of what falls with it, else the highest."""
    keys = ["exit_rate", "driver"]
    falls = study.record.get("quantity", "utilisation") in ("utilisation", "capacity_value")
    known = table.dropna(subset=["value"])
    groups = known.groupby(keys, sort=False)["value"]
    return known.loc[groups.idxmin() if falls else groups.idxmax()]


def _view(study: StudyAnswer, rows: pd.DataFrame, quantity: Quantity, *, is_answer: bool) -> View:
    traces = []
    rates = list(dict.fromkeys(rows["exit_rate"]))
    for k, rate in enumerate(rates):
        of_rate = rows[rows["exit_rate"] == rate].sort_values("driver", kind="stable")
        colour = CATEGORIES[k % len(CATEGORIES)]
        traces.append(_line(_rate(rate, rates), of_rate["driver"], quantity.drawn(of_rate["value"]), colour))
        if k == 0 and of_rate["arithmetic"].notna().any():
            plain = quantity.drawn(of_rate["arithmetic"])
            traces.append(_line(Text("by division alone", "仅作除法"), of_rate["driver"], plain, OTHER, "dash"))
    ends = [float(rows["driver"].min()), float(rows["driver"].max())]
    for level in study.record.get("levels") or sorted(set(study.table("crossings", CROSSINGS)["level"])):
        height = quantity.drawn([level, level])
        said = Text("level ", "水平 ") + quantity.said(float(level))
        traces.append({**_line(said, ends, height, INK, "dot"), "mode": "lines"})
    axes = {
        "xaxis": {"title": {"text": say(str(study.record.get("driver", "driver"))).short(60)}},
        "yaxis": {"title": {"text": quantity.axis.short(60)}, "rangemode": "tozero"},
    }
    return View(traces, {**axes, "shapes": list(_bands(study)) if is_answer else []})


def _rate(rate: str, rates: list[str]) -> Text:
    if rate == GIVEN:
        return Text("exit rate of the data", "数据中的退出率") if len(rates) > 1 else Text("plans", "方案")
    return Text(f"exit rate {float(rate):.0%}", f"退出率{float(rate):.0%}")


def _line(name: Text, x: Any, y: list[float | None], colour: str, dash: str = "solid") -> dict[str, Any]:  # noqa: ANN401
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name.short(),
        "x": [float(value) for value in x],
        "y": y,
        "line": {"color": colour, "width": 2, "dash": dash},
        "marker": {"size": 7},
        "hovertemplate": "%{x:.4~g}: %{y:,.4~g}<extra>%{fullData.name}</extra>",
    }


def _bands(study: StudyAnswer) -> Iterator[dict[str, Any]]:
    """Yield the range over unsure figures, then the bracket of every crossing with a line at its best value."""
    sure = study.table("sure", ("answer_low", "answer_high"))
    ends = pd.concat([sure["answer_low"], sure["answer_high"]]).dropna()
    if len(ends):
        yield _band(float(ends.min()), float(ends.max()), RANGE)
    for row in study.table("crossings", CROSSINGS).to_dict("records"):
        yield _band(float(row["low"]), float(row["high"]), BRACKET)
        line = {"color": CATEGORIES[5], "width": 1.5}
        x = float(row["critical"])
        yield {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": line, "layer": "below"}


def _band(low: float, high: float, colour: str) -> dict[str, Any]:
    return {
        "type": "rect", "x0": low, "x1": high, "y0": 0, "y1": 1, "yref": "paper", "fillcolor": colour,
        "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _finding(study: StudyAnswer, quantity: Quantity) -> Text:
    crossings = study.table("crossings", CROSSINGS)
    driver = say(str(study.record.get("driver", "driver")))
    name = quantity.name.en[:1].upper() + quantity.name.en[1:]
    if crossings.empty:
        return Text(
            f"{name} crosses no level anywhere along {driver.en}", f"{quantity.name.zh}在{driver.zh}全程未越过任何水平"
        )
    row = crossings.iloc[0]
    level = quantity.said(float(row["level"]))
    low, best, high = (number(float(row[column])) for column in ("low", "critical", "high"))
    places = [study.title("regions", name) for name in str(row["first_place"]).split(", ") if name]
    year = int(row["first_year"])
    en, zh = some(", ".join(place.en for place in places)), "、".join(place.zh for place in places[:3])
    zh += f"等{len(places)}处" if len(places) > 3 else ""
    return Text(
        f"{name} crosses {level.en} at {driver.en} = {best} ({low} to {high}), first in {year}, {en}",
        f"{quantity.name.zh}在{driver.zh}为{best}（{low}至{high}）时越过{level.zh}，最早为{year}年，{zh}",
    )

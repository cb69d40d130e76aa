"""Emissions, water, waste, jobs and what else the instance counts, by year and by what causes them."""

from __future__ import annotations

import pandas as pd

from reports.chain import stage_of
from reports.frames import summed
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import bars, largest, over_years, stack
from reports.solution import Solution
from reports.text import Text, capital, from_to, in_unit, same, say
from reports.words import number

COLUMNS = ("impact", "part", "year", "amount", "unit")
TOPIC = Text("Impacts", "影响")
FREIGHT = "freight"


def impacts_by_year(solution: Solution) -> Picture:
    """Return every impact by year; part: the stage that causes it, the commodity bought, or freight."""
    rows = solution.shown("impacts")
    if rows.empty:
        why = Text(
            "This instance counts no impacts (emissions, water, jobs).", "本实例没有影响数据（排放、用水、就业）。"
        )
        return nothing("impacts_by_year", TOPIC, why, COLUMNS)
    parts = [_part(solution, str(kind), str(name)) for kind, name in zip(rows["kind"], rows["name"], strict=True)]
    table = summed(rows.assign(part=parts), ["impact", "part", "year", "unit"], "amount")[list(COLUMNS)]
    impacts = list(dict.fromkeys(table["impact"]))
    names = {str(part): _name(solution, str(part)) for part in dict.fromkeys(table["part"])}
    views = []
    for impact in impacts:
        of_it = largest(table[table["impact"] == impact], "part", "amount")
        series = stack(of_it, "part", "amount", solution.years, names)
        views.append(View(bars(series, solution.years), over_years(_unit(str(impact)))))
    options = tuple(_said(str(impact)) for impact in impacts)
    return Picture(
        "impacts_by_year",
        TOPIC,
        _finding(solution, table, str(impacts[0])),
        Text(
            "Per year, by the stage that causes it, by what is bought (made elsewhere), and by freight.",
            "每年数值，按产生环节、采购物料（他处生产）和运输划分。",
        ),
        ("impacts",),
        table,
        Figure(views, {}, (Choice(Text("Impact", "影响"), options),)),
    )


def _part(solution: Solution, kind: str, name: str) -> str:
    if kind == "process":
        return f"stage:{stage_of(solution, name)}"
    if kind == "line":
        return f"stage:{solution.attribute('lines', name, 'stage')}"
    if kind == "market":
        return f"commodity:{solution.label('markets', name).get('commodity', name)}"
    return f"stage:{FREIGHT}"


def _name(solution: Solution, part: str) -> Text:
    kind, name = part.split(":", 1)
    if kind == "commodity":
        return Text("bought: ", "采购：") + solution.title("commodities", name)
    return capital(say(name))


def _said(impact: str) -> Text:
    """Return `CO2, kt` with the word before the comma in both languages."""
    word, comma, unit = impact.partition(",")
    return (capital(say(word)) + same(comma) + in_unit(unit)).short(40)


def _unit(impact: str) -> Text:
    unit = impact.partition(",")[2].strip()
    return in_unit(f"{unit}/yr" if unit else impact)


def _finding(solution: Solution, table: pd.DataFrame, impact: str) -> Text:
    sums = table[table["impact"] == impact].groupby("year")["amount"].sum()
    first, last = int(sums.index.min()), int(sums.index.max())
    name, unit = capital(say(impact.split(",")[0])), _unit(impact)
    ends = [number(float(sums[year])) for year in (first, last)]
    return from_to(name, ends[0], ends[1], unit, (first, last))

"""To whom a region ships and from whom it gets: a map of its lanes by commodity and year."""

from __future__ import annotations

import pandas as pd

from reports.geography import NOT_MODELLED, drawn, places
from reports.picture import MapFigure, Measure, Picture, nothing
from reports.region_solution import RegionSolution
from reports.text import Text, in_unit
from reports.words import number

COLUMNS = ("measure", "item", "region", "destination", "year", "value", "unit")
TOPIC = Text("Partners", "往来地区")
SHIPS, GETS, FLOW = "ships_to", "gets_from", "flow"
GROUPS = {SHIPS: Text("Ships to", "运往"), GETS: Text("Gets from", "来自")}


def partners(solution: RegionSolution) -> Picture:
    """Return what goes to and comes from every other region; flow: the lanes themselves."""
    flows = solution.shown("flows")
    if flows.empty:
        why = Text("Nothing is shipped to or from this region.", "该地区没有运入或运出。")
        return nothing("partners", TOPIC, why, COLUMNS)
    rows = flows.rename(columns={"commodity": "item", "flow": "value"}).assign(worth=_worth(solution, flows))
    out, into = rows[rows["origin"] == solution.place], rows[rows["destination"] == solution.place]
    parts = (
        out.assign(measure=SHIPS, region=out["destination"], destination=""),
        into.assign(measure=GETS, region=into["origin"], destination=""),
        rows.assign(measure=FLOW, region=rows["origin"]),
    )
    table = pd.concat([part[list(COLUMNS)] for part in parts], ignore_index=True)
    of_places = places(solution)
    return Picture(
        "partners",
        TOPIC,
        _finding(solution, out, into),
        Text(
            "Per year. Coloured: the other regions by what goes there or comes from there; lines: the lanes of this "
            "region. Partners that are not on the map stand in the list.",
            "每年。颜色：往来地区的运量；线条：本地区的运输线。不在地图上的往来方见列表。",
        ),
        ("flows",),
        table,
        MapFigure(
            solution.years,
            of_places,
            [(name, _measures(solution, table, measure)) for measure, name in GROUPS.items()],
            _measures(solution, table, FLOW),
            drawn(of_places),
            NOT_MODELLED,
        ),
    )


def _measures(solution: RegionSolution, table: pd.DataFrame, measure: str) -> list[Measure]:
    rows = table[table["measure"] == measure]
    worth = _worth(solution, solution.shown("flows")).groupby(solution.shown("flows")["commodity"]).sum()
    items = sorted(dict.fromkeys(rows["item"]), key=lambda item: -float(worth[item]))
    units = rows.drop_duplicates("item").set_index("item")["unit"]
    return [
        Measure(measure, str(item), solution.title("commodities", str(item)).short(40), in_unit(str(units[item])))
        for item in items
    ]


def _worth(solution: RegionSolution, flows: pd.DataFrame) -> pd.Series:
    """Return what flows are worth at the mean marginal cost of the nation, so that GWh and kt compare."""
    prices = solution.whole.shown("prices").groupby("commodity")["marginal_cost"].mean().abs()
    return flows["flow"] * flows["commodity"].map(prices).fillna(0.0).astype(float)


def _finding(solution: RegionSolution, out: pd.DataFrame, into: pd.DataFrame) -> Text:
    said = [
        _largest(solution, rows, end, verb)
        for rows, end, verb in (
            (out, "destination", Text("ships most to", "主要运往")),
            (into, "origin", Text("gets most from", "主要来自")),
        )
        if len(rows)
    ]
    name = solution.name
    return Text(f"{name.en} {' and '.join(x.en for x in said)}", f"{name.zh}{'，'.join(x.zh for x in said)}")


def _largest(solution: RegionSolution, rows: pd.DataFrame, end: str, verb: Text) -> Text:
    """Return the partner of the flow that is worth most in the last year with any."""
    row = rows[rows["year"] == rows["year"].max()].sort_values("worth", ascending=False, kind="stable").iloc[0]
    place = solution.title("regions", str(row[end])).short()
    what = solution.title("commodities", str(row["item"])).short(40)
    amount, unit = number(float(row["value"])), in_unit(str(row["unit"]))
    return Text(
        f"{verb.en} {place.en} ({what.en}, {amount} {unit.en})", f"{verb.zh}{place.zh}（{what.zh}，{amount} {unit.zh}）"
    )

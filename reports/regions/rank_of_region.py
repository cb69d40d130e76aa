"""Where a region stands among all: nameplate capacity of every region by stage and year."""

from __future__ import annotations

from itertools import product

import pandas as pd

from reports.chain import at_home, main_stage
from reports.colours import CATEGORIES, OTHER
from reports.frames import summed
from reports.picture import Choice, Picture, View, nothing
from reports.region_solution import RegionSolution
from reports.rows import MOST, bar, row_figure, row_layout
from reports.solution import Solution
from reports.text import Text, capital, in_unit, same, say

COLUMNS = ("stage", "region", "year", "nameplate", "share", "rank", "unit")
TOPIC = Text("Rank among the regions", "在各地区中的排名")
DUST = 1e-6


def rank_of_region(solution: RegionSolution) -> Picture:
    """Return nameplate capacity, share and rank of every region by stage and year, for the stages of this region."""
    table = ranks(solution.whole)
    mine = list(dict.fromkeys(solution.stages(solution.shown("capacity")["line"])))
    table = table[table["stage"].isin(mine)].reset_index(drop=True)
    if not (table["region"] == solution.place).any():
        why = Text("This region has no capacity to rank.", "该地区没有可排名的产能。")
        return nothing("rank_of_region", TOPIC, why, COLUMNS)
    stages, years = list(dict.fromkeys(zip(table["stage"], table["unit"], strict=True))), solution.few_years()
    views = [
        _view(solution, table[(table["stage"] == s) & (table["unit"] == u) & (table["year"] == year)], u)
        for (s, u), year in product(stages, years)
    ]
    main = max((k for k, (stage, _) in enumerate(stages) if stage == main_stage(solution.whole)), default=0)
    names = tuple(capital(say(str(s))) + same(" (") + in_unit(str(u)) + same(")") for s, u in stages)
    choices = (
        Choice(Text("Stage", "环节"), tuple(name.short(40) for name in names), start=main),
        Choice(Text("Year", "年份"), tuple(same(year) for year in years), is_slider=True, start=len(years) - 1),
    )
    return Picture(
        "rank_of_region",
        TOPIC,
        _finding(solution, table, *stages[main]),
        Text("Nameplate capacity of every region; this region in orange.", "各地区名义产能；本地区为橙色。"),
        ("capacity",),
        table,
        row_figure(views, choices),
    )


def ranks(solution: Solution) -> pd.DataFrame:
    """Return nameplate capacity by stage, region and year, largest first; share of and rank among all inland regions.

    A region with none has no row. Regions overseas are left out.
    """
    rows = at_home(solution, solution.shown("capacity"))
    rows = rows.assign(stage=solution.stages(rows["line"]))
    sums = summed(rows, ["stage", "region", "year", "unit"], "nameplate")
    sums = sums[sums["nameplate"] > DUST]
    groups = sums.groupby(["stage", "unit", "year"], sort=False)["nameplate"]
    sums = sums.assign(
        share=sums["nameplate"] / groups.transform("sum"), rank=groups.rank(method="min", ascending=False)
    )
    return sums.sort_values(["stage", "year", "rank"], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _view(solution: RegionSolution, rows: pd.DataFrame, unit: str) -> View:
    shown = rows.head(MOST)
    names = [solution.title("regions", str(region)) for region in shown["region"]]
    mine = (shown["region"] == solution.place).tolist()
    traces = []
    for is_mine, name, colour in ((False, Text("others", "其他地区"), OTHER), (True, solution.name, CATEGORIES[1])):
        values = [float(x) if one == is_mine else None for x, one in zip(shown["nameplate"], mine, strict=True)]
        traces.append(bar(name, values, colour=colour))
    return View(traces, row_layout(names, in_unit(unit)))


def _finding(solution: RegionSolution, table: pd.DataFrame, stage: str, unit: str) -> Text:
    rows = table[(table["stage"] == stage) & (table["unit"] == unit) & (table["region"] == solution.place)]
    if rows.empty:
        return TOPIC
    places = rows.sort_values("year")["rank"].astype(int).tolist()
    years = rows["year"].astype(int)
    name, what = solution.name, say(stage)
    if len(places) < 2 or places[0] == places[-1]:
        return Text(f"{name.en} ranks {places[-1]} in {what.en} capacity", f"{name.zh}{what.zh}产能排名第{places[-1]}")
    return Text(
        f"{name.en} goes from rank {places[0]} in {years.min()} to {places[-1]} in {years.max()} in {what.en} capacity",
        f"{name.zh}{what.zh}产能排名由{years.min()}年的第{places[0]}变为{years.max()}年的第{places[-1]}",
    )

"""A region in short: its rank and share of capacity, how full it runs, what it costs there, what stands idle."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports.chain import main_stage
from reports.picture import Picture
from reports.region_solution import RegionSolution
from reports.regions.cost_here import costs_here
from reports.regions.rank_of_region import ranks
from reports.text import Text, in_unit, say
from reports.words import number

COLUMNS = ("figure", "item", "value", "unit", "year")
TOPIC = Text("In short", "要点")
NOTE = Text(
    "First and last year shown. Rank and share: of all regions of the run, by nameplate capacity of the stage. Cost: "
    "what one more unit costs here, and the mean of the nation.",
    "首年与末年。排名与占比：按该环节名义产能在全部地区中计算。成本：当地多一个单位的成本及全国均值。",
)
Row = tuple[str, str, float, str, int]


def region_in_short(solution: RegionSolution) -> Picture:
    """Return the figures of a region, first and last year."""
    rows = [*_capacity(solution), *_cost(solution), *_impacts(solution), *_idle(solution)]
    return Picture(
        "region_in_short",
        TOPIC,
        _finding(solution),
        NOTE,
        ("capacity", "utilisation", "prices", "impacts", "idle"),
        pd.DataFrame(rows, columns=list(COLUMNS)),
    )


def _ends(solution: RegionSolution) -> list[int]:
    return list(dict.fromkeys((solution.years[0], solution.years[-1])))


def _capacity(solution: RegionSolution) -> Iterator[Row]:
    stage, whole = main_stage(solution.whole), ranks(solution.whole)
    mine = whole[(whole["region"] == solution.place) & (whole["stage"] == stage)]
    use = solution.shown("utilisation")
    use = use.assign(stage=solution.stages(use["line"]))
    use = use[use["stage"] == stage]
    for year in _ends(solution):
        for row in mine[mine["year"] == year].to_dict("records"):
            yield "capacity", stage, float(row["nameplate"]), str(row["unit"]), year
            yield "share of the nation", stage, float(row["share"]), "share", year
            yield "rank", stage, float(row["rank"]), "", year
        of_year = use[use["year"] == year]
        if of_year["standing"].sum() > 0:
            share = float(of_year["used"].sum() / of_year["standing"].sum())
            yield "use of standing capacity", stage, share, "share", year


def _cost(solution: RegionSolution) -> Iterator[Row]:
    costs = costs_here(solution)
    if costs.empty:
        return
    first = costs[costs["commodity"] == costs["commodity"].iloc[0]]
    for year in _ends(solution):
        for row in first[first["year"] == year].to_dict("records"):
            name = solution.title("commodities", str(row["commodity"])).en
            yield "cost of one more unit", name, float(row["here"]), str(row["unit"]), year
            if not pd.isna(row["mean"]):
                yield "mean of the nation", name, float(row["mean"]), str(row["unit"]), year


def _impacts(solution: RegionSolution) -> Iterator[Row]:
    sums = solution.shown("impacts").groupby(["impact", "year"], sort=False)["amount"].sum()
    names = list(dict.fromkeys(str(impact) for impact, _ in sums.index))
    impacts = sorted(names, key=lambda name: not name.startswith(ASKED_FIRST))
    for impact in impacts[:MOST_IMPACTS]:
        name, _, unit = impact.partition(",")
        for year in _ends(solution):
            if (impact, year) in sums.index:
                yield name, "", float(sums[impact, year]), f"{unit.strip()}/yr" if unit else "", year


MOST_IMPACTS = 4
ASKED_FIRST = ("jobs", "CO2")


def _idle(solution: RegionSolution) -> Iterator[Row]:
    idle = solution.shown("idle")
    for year in _ends(solution):
        due = float(idle.loc[idle["year"] == year, "due_per_year"].sum())
        if due > 0:
            yield "annuities on idle capacity", "", due, f"{solution.record['money']}/yr", year


def _finding(solution: RegionSolution) -> Text:
    stage, last, name = main_stage(solution.whole), solution.years[-1], solution.name
    found = ranks(solution.whole)
    found = found[(found["stage"] == stage) & (found["year"] == last)]
    mine = found[found["region"] == solution.place]
    if mine.empty:
        return Text(f"{name.en} has no {say(stage).en} capacity in {last}", f"{last}年{name.zh}没有{say(stage).zh}产能")
    row, count = mine.iloc[0], len(found)
    amount, unit = number(float(row["nameplate"])), in_unit(str(row["unit"]))
    share = f"{float(row['share']):.1%}"
    return Text(
        f"In {last} {name.en} holds {share} of {say(stage).en} capacity, {amount} {unit.en}: "
        f"rank {row['rank']:.0f} of {count} regions",
        f"{last}年{name.zh}拥有{share}的{say(stage).zh}产能，{amount} {unit.zh}，"
        f"在{count}个地区中排第{row['rank']:.0f}",
    )

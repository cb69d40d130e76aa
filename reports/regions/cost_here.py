"""What one more unit costs in a region, against the mean, the least and the most of the nation."""

from __future__ import annotations

import math

import pandas as pd

from reports.chain import at_home, delivered
from reports.colours import CATEGORIES, OTHER
from reports.frames import summed
from reports.no_prices import why_no_prices
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import line, over_years
from reports.region_solution import RegionSolution
from reports.text import Text, in_unit
from reports.words import number, price_unit

COLUMNS = ("commodity", "year", "here", "mean", "least", "most", "unit")
TOPIC = Text("What it costs here", "当地成本")
NOTHING = Text("Nothing is made, used or delivered here.", "当地没有生产、使用或交付。")
DUST = 1e-6
MOST = 20
KEYS = ["commodity", "region", "year"]
LINES = (
    ("here", CATEGORIES[1], "solid", 3),
    ("mean", CATEGORIES[0], "solid", 2),
    ("least", OTHER, "dot", 1.5),
    ("most", OTHER, "dash", 1.5),
)
NAMES = {
    "mean": Text("mean of the nation", "全国均值"),
    "least": Text("cheapest region", "最低地区"),
    "most": Text("dearest region", "最高地区"),
}


def cost_here(solution: RegionSolution) -> Picture:
    """Return the marginal cost of what is made, used or delivered here by year, beside that of the nation."""
    table = costs_here(solution)
    if table.empty:
        return nothing("cost_here", TOPIC, why_no_prices(solution.whole) or NOTHING, COLUMNS)
    commodities = [str(commodity) for commodity in dict.fromkeys(table["commodity"])]
    views = [_view(solution, table[table["commodity"] == commodity]) for commodity in commodities]
    options = tuple(solution.title("commodities", commodity).short(40) for commodity in commodities)
    return Picture(
        "cost_here",
        TOPIC,
        _finding(solution, table, commodities[0]),
        Text(
            "What one more unit costs (dual of the balance), undiscounted. Mean of the nation: over its regions, "
            "weighted by what is used and delivered there.",
            "多一个单位的成本（平衡约束的对偶值），不折现。全国均值按国内各地区的使用量与交付量加权。",
        ),
        ("prices", "balances"),
        table,
        Figure(views, {}, (Choice(Text("Of", "对象"), options),)),
    )


def costs_here(solution: RegionSolution) -> pd.DataFrame:
    """Return marginal costs of the commodities turned over here: delivered ones first, then by worth."""
    balances = solution.whole.shown("balances")
    turned = balances["made"] + balances["bought"] + balances["used"] + balances["demand"] > DUST
    rows = solution.whole.shown("prices").merge(
        balances.loc[turned, [*KEYS, "made", "used", "demand", "shortage"]], on=KEYS
    )
    home = at_home(solution, rows)
    weight = home["used"] + home["demand"] - home["shortage"]
    sums = summed(home.assign(paid=home["marginal_cost"] * weight, weight=weight), KEYS[::2], "paid", "weight")
    sums["mean"] = (sums["paid"] / sums["weight"]).where(sums["weight"] > DUST)
    ends = home.groupby(KEYS[::2], sort=False)["marginal_cost"].agg(least="min", most="max").reset_index()
    here = rows[rows["region"] == solution.place].rename(columns={"marginal_cost": "here"})
    table = here.merge(sums[[*KEYS[::2], "mean"]], on=KEYS[::2], how="left").merge(ends, on=KEYS[::2], how="left")
    first = set(delivered(solution)["commodity"])
    worth = (table["here"].abs() * (table["made"] + table["used"] + table["demand"])).groupby(table["commodity"]).sum()
    order = sorted(worth.index, key=lambda commodity: (commodity not in first, -float(worth[commodity])))[:MOST]
    table = table[table["commodity"].isin(order)]
    table = table.assign(unit=[price_unit(str(unit)) for unit in table["unit"]])
    table["order"] = table["commodity"].map({commodity: k for k, commodity in enumerate(order)})
    return table.sort_values(["order", "year"], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _view(solution: RegionSolution, rows: pd.DataFrame) -> View:
    years = solution.years
    by_year = rows.set_index("year").reindex(years)
    traces = []
    for column, colour, dash, width in LINES:
        values = [None if pd.isna(x) else float(x) for x in by_year[column]]
        name = solution.name if column == "here" else NAMES[column]
        traces.append(line(name, years, values, color=colour, dash=dash, width=width))
    layout = over_years(in_unit(str(rows["unit"].iloc[0])))
    layout["yaxis"] = {**layout["yaxis"], "rangemode": "normal"}
    return View(traces, layout)


def _finding(solution: RegionSolution, table: pd.DataFrame, commodity: str) -> Text:
    rows = table[table["commodity"] == commodity].sort_values("year")
    last = rows.iloc[-1]
    here, mean, unit, year = float(last["here"]), float(last["mean"]), in_unit(str(last["unit"])), int(last["year"])
    what, name = solution.title("commodities", commodity).short(40), solution.name
    if math.isnan(mean):
        return Text(
            f"In {year} one more unit of {what.en} costs {number(here)} {unit.en} in {name.en}",
            f"{year}年{name.zh}{what.zh}多一个单位的成本为{number(here)} {unit.zh}",
        )
    apart = Text("as much as", "与全国均值相同")
    if abs(here - mean) > DUST * abs(mean):
        more = here > mean
        size = number(abs(here - mean))
        apart = Text(f"{size} {'more' if more else 'less'} than", f"比全国均值{'高' if more else '低'}{size}")
    return Text(
        f"In {year} one more unit of {what.en} costs {number(here)} {unit.en} here, {apart.en} the mean of the nation",
        f"{year}年当地{what.zh}多一个单位的成本为{number(here)} {unit.zh}，{apart.zh}",
    )

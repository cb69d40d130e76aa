"""Where what is delivered costs more: the marginal cost of every demand by region and year."""

from __future__ import annotations

import pandas as pd

from reports.chain import delivered
from reports.frames import summed
from reports.geography import NOT_MODELLED, drawn, places
from reports.no_prices import why_no_prices
from reports.picture import MapFigure, Measure, Picture, nothing
from reports.solution import Solution
from reports.text import Text, in_unit
from reports.words import number, price_unit

COLUMNS = ("measure", "item", "region", "destination", "year", "value", "unit")
TOPIC = Text("Where it costs what", "各地成本")
NOTHING = Text("There are no prices of what is delivered.", "没有交付物的价格。")
ALL = "all"
ALL_NAME = Text("All that is delivered (mean)", "全部交付（均值）")


def cost_map(solution: Solution) -> Picture:
    """Return the marginal cost of what is delivered by region; item `all`: the mean over what is delivered there."""
    keys = ["commodity", "region", "year"]
    sold = delivered(solution)
    rows = sold[sold["delivered"] > 0][[*keys, "delivered"]].merge(solution.shown("prices"), on=keys)
    if rows.empty:
        return nothing("cost_map", TOPIC, why_no_prices(solution) or NOTHING, COLUMNS)
    weighted = rows.assign(value=rows["marginal_cost"] * rows["delivered"])
    mean = summed(weighted, ["region", "year", "unit"], "value", "delivered")
    mean = mean.assign(value=mean["value"] / mean["delivered"], item=ALL)
    each = rows.assign(item=rows["commodity"], value=rows["marginal_cost"])
    table = pd.concat([mean, each]).assign(measure="marginal_cost", destination="")[list(COLUMNS)]
    unit = in_unit(price_unit(str(rows["unit"].iloc[0])))
    items = [ALL, *dict.fromkeys(rows["commodity"])]
    names = [ALL_NAME if item == ALL else solution.title("commodities", str(item)) for item in items]
    measures = [Measure("marginal_cost", str(i), name.short(40), unit) for i, name in zip(items, names, strict=True)]
    of_places = places(solution)
    return Picture(
        "cost_map",
        TOPIC,
        _finding(solution, mean, unit),
        Text(
            "What one more delivered unit costs in each region and year (dual of its balance), weighted by what is "
            "delivered. It is a marginal cost: under learning it lies below the average, too low to pay for all.",
            "各地区各年多交付一个单位的成本（平衡约束的对偶值），按交付量加权。这是边际成本：有学习效应时低于平均成本。",
        ),
        ("prices", "balances"),
        table.reset_index(drop=True),
        MapFigure(solution.years, of_places, [(TOPIC, measures)], (), drawn(of_places), NOT_MODELLED),
    )


def _finding(solution: Solution, mean: pd.DataFrame, unit: Text) -> Text:
    last = solution.years[-1]
    inland = {r for r, label in solution.record["labels"]["regions"].items() if label.get("kind", "inland") == "inland"}
    rows = mean[(mean["year"] == last) & mean["region"].isin(inland)].sort_values("value", kind="stable")
    if len(rows) < 2:
        return TOPIC
    low, high = rows.iloc[0], rows.iloc[-1]
    names = [solution.title("regions", str(row["region"])).short() for row in (low, high)]
    costs = [number(float(row["value"])) for row in (low, high)]
    return Text(
        f"In {last} one more unit costs {costs[0]} {unit.en} in {names[0].en} and {costs[1]} in {names[1].en}",
        f"{last}年多交付一个单位的成本在{names[0].zh}为{costs[0]} {unit.zh}，在{names[1].zh}为{costs[1]}",
    )

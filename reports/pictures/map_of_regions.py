"""The map: capacity, utilisation and marginal cost by region and year, and the largest flows of a commodity."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from reports.chain import main_stage, stage_of
from reports.frames import summed
from reports.geography import NOT_MODELLED, drawn, places
from reports.picture import MapFigure, Measure, Picture
from reports.solution import Solution
from reports.text import Text, capital, in_unit, say
from reports.words import price_unit

COLUMNS = ("measure", "item", "region", "destination", "year", "value", "unit")
TOPIC = Text("Map", "地图")
LANES = 30
"""So many lanes of a commodity are drawn in a year, the largest."""
DUST = 1e-6
NOTE = Text(
    f"Capacity and flows per year. Of each commodity the {LANES} largest lanes of the year are drawn; the width is the "
    "amount. Grey: outside the model, or none. Marginal cost: what one more unit costs there.",
    f"产能与流量均为每年。每种物料绘出当年最大的{LANES}条运输线，线宽表示数量。灰色：不在模型内或无。"
    "边际成本：当地多一个单位的成本。",
)
MOST = 25_000
"""Rows that a page carries for the map: what is worth least is left out beyond that."""
GROUPS = {
    "capacity": Text("Capacity that stands", "在役产能"),
    "new": Text("Capacity built by the plan", "规划新建产能"),
    "utilisation": Text("Utilisation of standing capacity", "产能利用率"),
    "marginal_cost": Text("Cost of one more unit", "边际成本"),
}


def map_of_regions(solution: Solution) -> Picture:
    """Return the map of every stage and commodity by year, with the largest flows of each commodity."""
    parts = [*_of_stages(solution), _prices(solution), _flows(solution)]
    table = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=list(COLUMNS))])
    table, left_out = _most(solution, table[list(COLUMNS)].reset_index(drop=True))
    of_places = places(solution)
    return Picture(
        "map_of_regions",
        TOPIC,
        _finding(solution, table),
        NOTE + left_out,
        ("capacity", "utilisation", "prices", "balances", "flows"),
        table,
        MapFigure(
            solution.years,
            of_places,
            [(name, _measures(solution, table, measure)) for measure, name in GROUPS.items()],
            _measures(solution, table, "flow"),
            drawn(of_places),
            NOT_MODELLED,
        ),
    )


def _measures(solution: Solution, table: pd.DataFrame, measure: str) -> Sequence[Measure]:
    """Return the items of a measure in the order of the table; stages with the main one first."""
    rows = table.loc[table["measure"] == measure, ["item", "unit"]].drop_duplicates()
    main = main_stage(solution)
    items = sorted(rows.itertuples(index=False, name=None), key=lambda pair: pair[0] != main)
    of_commodity = measure in ("marginal_cost", "flow")
    names = [solution.title("commodities", i) if of_commodity else capital(say(i)) for i, _ in items]
    return [
        Measure(measure, str(item), name.short(40), in_unit(price_unit(str(unit))), measure == "utilisation")
        for (item, unit), name in zip(items, names, strict=True)
    ]


def _of_stages(solution: Solution) -> list[pd.DataFrame]:
    stands = solution.shown("capacity").assign(item=lambda rows: solution.stages(rows["line"]))
    use = solution.shown("utilisation").assign(item=lambda rows: solution.stages(rows["line"]))
    keys = ["item", "region", "year", "unit"]
    found = []
    for measure, rows in (("capacity", stands), ("new", stands[stands["status"] == "new"])):
        sums = summed(rows, keys, "nameplate")
        found.append(_tidy(measure, sums[sums["nameplate"] > DUST].rename(columns={"nameplate": "value"})))
    sums = summed(use, keys, "used", "standing")
    sums = sums[sums["standing"] > DUST]
    found.append(_tidy("utilisation", sums.assign(value=sums["used"] / sums["standing"], unit="share")))
    return found


def _prices(solution: Solution) -> pd.DataFrame:
    """Return marginal costs where the commodity is made, bought, used or delivered."""
    keys = ["commodity", "region", "year"]
    balances = solution.shown("balances")
    turned = balances["made"] + balances["bought"] + balances["used"] + balances["demand"]
    rows = solution.shown("prices").merge(balances.loc[turned > DUST, keys], on=keys)
    return _tidy("marginal_cost", rows.rename(columns={"commodity": "item", "marginal_cost": "value"}))


def _flows(solution: Solution) -> pd.DataFrame:
    """Return the largest lanes of every commodity and year: what the main stage makes first, then by freight."""
    flows = solution.shown("flows")
    largest = flows.sort_values("flow", ascending=False, kind="stable").groupby(["commodity", "year"], sort=False)
    rows = largest.head(LANES)
    costs = solution.shown("costs")
    paid = costs[costs["component"] == "freight"].groupby("item")["discounted"].sum()
    rows = rows.assign(
        first=rows["commodity"].isin(_of_main(solution)),
        paid=rows["commodity"].map(paid).fillna(0.0).astype(float),
    ).sort_values(["first", "paid", "commodity", "year"], ascending=[False, False, True, True], kind="stable")
    names = {"commodity": "item", "origin": "region", "flow": "value"}
    return _tidy("flow", rows.rename(columns=names))


def _of_main(solution: Solution) -> set[str]:
    """Return what the main stage makes."""
    turnover, main = solution.table("turnover"), main_stage(solution)
    made = turnover.loc[turnover["made"] > 0, ["process", "commodity"]].drop_duplicates()
    return {str(c) for p, c in made.itertuples(index=False, name=None) if stage_of(solution, str(p)) == main}


def _most(solution: Solution, table: pd.DataFrame) -> tuple[pd.DataFrame, Text]:
    """Return the rows of as many measures as fit, those of stages first, then commodities by what is turned over."""
    balances = solution.shown("balances").merge(solution.shown("prices"), on=["commodity", "region", "year"])
    turned = (balances["used"] + balances["demand"]) * balances["marginal_cost"].abs()
    worth = turned.groupby(balances["commodity"]).sum()
    of_commodity = table["measure"].isin(["marginal_cost", "flow"])
    rank = table["item"].map(worth).fillna(0.0).astype(float).where(of_commodity, float("inf"))
    sizes = table.groupby(["measure", "item"], sort=False).size()
    order = (
        rank.groupby([table["measure"], table["item"]], sort=False).first().sort_values(ascending=False, kind="stable")
    )
    kept = order.index[sizes[order.index].cumsum() <= MOST]
    left = len(order) - len(kept)
    rows = table[pd.MultiIndex.from_frame(table[["measure", "item"]]).isin(kept)].reset_index(drop=True)
    if not left:
        return rows, Text("", "")
    return rows, Text(
        f" {left} measures of commodities of least value are left out; prices.csv and flows.csv have all.",
        f"价值最小的{left}项物料指标未列入；prices.csv 和 flows.csv 中有全部数据。",
    )


def _tidy(measure: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(measure=measure, destination=rows.get("destination", ""))[list(COLUMNS)]


def _finding(solution: Solution, table: pd.DataFrame) -> Text:
    stage, last = main_stage(solution), solution.years[-1]
    rows = table[(table["measure"] == "capacity") & (table["item"] == stage) & (table["year"] == last)]
    if rows.empty:
        return Text("Where it happens", "空间分布")
    if len(rows) == 1:
        place = solution.title("regions", str(rows["region"].iloc[0])).short()
        name = say(stage)
        return Text(
            f"In {last} all {name.en} capacity stands in {place.en}", f"{last}年{name.zh}产能全部位于{place.zh}"
        )
    most = rows.sort_values("value", ascending=False, kind="stable").head(3)
    share = f"{most['value'].sum() / rows['value'].sum():.0%}"
    names = [solution.title("regions", str(region)).short() for region in most["region"]]
    return Text(
        f"In {last} {', '.join(name.en for name in names)} hold {share} of {say(stage).en} capacity",
        f"{last}年{'、'.join(name.zh for name in names)}拥有{share}的{say(stage).zh}产能",
    )

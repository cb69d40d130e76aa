"""The flow of material in kt through the stages of the chain, from mine and import to battery and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.chain import is_abroad, stage_of
from reports.frames import summed
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.solution import Solution
from reports.text import Text, capital, same, say
from reports.weights import ENERGY, weights
from reports.words import number

COLUMNS = ("from", "to", "commodity", "year", "mass", "unit")
TOPIC = Text("Flow of material", "物质流")
BOUGHT, SOLD, HOME, ABROAD, DUMPED = (
    "mines and markets",
    "sold scrap and material",
    "delivered",
    "delivered abroad",
    "dumped",
)
ENDS = {
    BOUGHT: Text("Mines and markets", "矿山与市场"),
    SOLD: Text("Sold", "外售"),
    HOME: Text("Delivered", "交付"),
    ABROAD: Text("Delivered abroad", "海外交付"),
    DUMPED: Text("Dumped", "废弃"),
}
FROM = ": "
ORIGINS = 5
MATERIAL, BATTERY, AFTER, END = "material", "battery", "after use", "end"
COLOURS = {MATERIAL: "#0072B2", BATTERY: "#E69F00", AFTER: "#009E73", END: "#8A8A8A"}
SMALL = 0.002
"""A link with less than this share of all is not drawn; it is in the table."""
KT = 1000.0
NOTE = Text(
    "kt per year between stages; power, labour and land weigh nothing. Sources of a commodity share in its uses alike. "
    "A battery weighs what went into it, a car counts as its pack. Flows within a stage are left out. Blue: materials; "
    "orange: batteries; green: after use; grey: where the chain begins and ends.",
    "各环节之间的流量（千吨/年）；电力、劳动力和土地不计质量。同一物料的来源按比例分配到各用途。"
    "电池按投入质量计，汽车按其电池包计。环节内部流量不计。蓝：材料；橙：电池；绿：使用之后；灰：链条起点与终点。",
)


@dataclass(frozen=True)
class _Ends:
    """Where a commodity comes from and where it goes in a year, in units per year."""

    sources: Mapping[str, float]
    targets: Mapping[str, float]


def material_flow(solution: Solution) -> Picture:
    """Return, by commodity and year, what goes from each stage to each other: sources share in all uses alike."""
    weight = weights(solution)
    rows = []
    for (commodity, year), ends in _ends(solution).items():
        supply = sum(ends.sources.values())
        if commodity not in weight or supply <= 0:
            continue
        for source, amount in ends.sources.items():
            for target, wanted in ends.targets.items():
                mass = amount / supply * wanted * weight[commodity] / KT
                if source != target and mass > 0:
                    rows.append((source, target, commodity, year, mass, "kt/yr"))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    if table.empty:
        why = Text(
            "No commodity of this run has a weight (tonnes_per_unit, or a unit of mass): there is no flow of material.",
            "本方案的物料没有质量数据，因此没有物质流。",
        )
        return nothing("material_flow", TOPIC, why, COLUMNS)
    years = tuple(same(year) for year in solution.years)
    choices = (Choice(Text("Year", "年份"), years, is_slider=True, start=len(years) - 1),)
    kinds = _kinds(solution, table)
    views = [_view(table[table["year"] == year], kinds) for year in solution.years]
    return Picture(
        "material_flow",
        TOPIC,
        _finding(table, solution),
        NOTE,
        ("turnover", "balances", "trade"),
        table,
        Figure(views, {"margin": {"l": 8, "r": 8}}, choices, height=600, width=760),
    )


def _ends(solution: Solution) -> dict[tuple[str, int], _Ends]:
    sources: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    targets: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for c, t, end, amount in [*_of_processes(solution), *_of_markets(solution), *_of_needs(solution)]:
        (sources if amount > 0 else targets)[c, t][end] += abs(amount)
    return {key: _Ends(sources[key], targets[key]) for key in dict.fromkeys([*sources, *targets])}


Part = tuple[str, int, str, float]


def _of_processes(solution: Solution) -> Iterator[Part]:
    columns = ["process", "commodity", "year", "made", "used", "returned"]
    for p, c, t, made, used, returned in solution.shown("turnover")[columns].itertuples(index=False, name=None):
        stage = stage_of(solution, p)
        yield c, int(t), stage, made
        yield c, int(t), stage, -used
        yield c, int(t), stage, returned


def _of_markets(solution: Solution) -> Iterator[Part]:
    """Yield what is bought, by where it comes from, and what is sold."""
    trade = solution.shown("trade")
    origins = {
        m: str(label.get("origin") or BOUGHT) for m, label in solution.record["labels"].get("markets", {}).items()
    }
    bought = trade[trade["side"] == "buy"]
    sizes = bought["amount"].groupby(bought["market"].map(origins).fillna(BOUGHT)).sum().drop(BOUGHT, errors="ignore")
    known = set(sizes.sort_values(ascending=False, kind="stable").head(ORIGINS).index)
    for m, side, c, t, amount in trade[["market", "side", "commodity", "year", "amount"]].itertuples(
        index=False, name=None
    ):
        origin = origins.get(m, BOUGHT)
        if side == "buy":
            yield c, int(t), f"{BOUGHT}{FROM}{origin}" if origin in known else BOUGHT, amount
        else:
            yield c, int(t), SOLD, -amount


def _of_needs(solution: Solution) -> Iterator[Part]:
    columns = ["commodity", "region", "year", "demand", "shortage", "disposal"]
    for c, r, t, demand, short, dumped in solution.shown("balances")[columns].itertuples(index=False, name=None):
        yield c, int(t), ABROAD if is_abroad(solution, r) else HOME, short - demand
        yield c, int(t), DUMPED, -dumped


def _view(rows: pd.DataFrame, kinds: Mapping[str, str]) -> View:
    links = summed(rows, ["from", "to"], "mass")
    links = links[links["mass"] >= SMALL * links["mass"].sum()]
    nodes = list(dict.fromkeys([*links["from"], *links["to"]]))
    at = {name: k for k, name in enumerate(nodes)}
    colour = {name: COLOURS[kinds.get(name, END)] for name in nodes}
    data: dict[str, Any] = {
        "type": "sankey",
        "arrangement": "snap",
        "valueformat": ",.0f",
        "valuesuffix": " kt",
        "node": {
            "label": [_label(name) for name in nodes],
            "color": [colour[name] for name in nodes],
            "pad": 18,
            "thickness": 14,
            "line": {"width": 0.5, "color": "white"},
        },
        "link": {
            "source": [at[name] for name in links["from"]],
            "target": [at[name] for name in links["to"]],
            "value": links["mass"].tolist(),
            "color": [f"{colour[name]}55" for name in links["from"]],
        },
    }
    return View([data])


def _label(node: str) -> Text:
    """Return the name of a node: of an origin the first place it names."""
    name = node.removeprefix(f"{BOUGHT}{FROM}").split(",")[0]
    return ENDS.get(node, capital(say(name))).short(20)


def _kinds(solution: Solution, table: pd.DataFrame) -> Mapping[str, str]:
    """Return what each stage handles: batteries that have come back, new batteries, or materials.

    A stage is after use where most of its mass comes from what has returned, or from another such stage.
    """
    turnover = solution.shown("turnover")
    back = set(turnover.loc[turnover["returned"] > 0, "commodity"])
    units = {c: label.get("unit") for c, label in solution.record["labels"]["commodities"].items()}
    batteries = {c for c, unit in units.items() if unit in ENERGY}
    stages = {stage_of(solution, str(p)) for p in dict.fromkeys(turnover["process"])}
    after: set[str] = set()
    for _ in stages:
        is_back = table["commodity"].isin(back) | table["from"].isin(after)
        share = (table["mass"] * is_back).groupby(table["to"]).sum() / table["mass"].groupby(table["to"]).sum()
        found = {str(stage) for stage in share.index[share > 0.5]} & stages
        if found <= after:
            break
        after |= found
    sends = {str(stage) for stage in table.loc[table["commodity"].isin(batteries), "from"]}
    return {stage: AFTER if stage in after else BATTERY if stage in sends else MATERIAL for stage in stages}


def _finding(table: pd.DataFrame, solution: Solution) -> Text:
    last = solution.years[-1]
    rows = table[table["year"] == last]
    bought = rows.loc[~rows["from"].isin(set(table["to"])), "mass"].sum()
    recycled = rows.loc[rows["from"] == "recycling", "mass"].sum()
    share = Text("", "")
    if recycled > 0:
        share = Text(f", {number(recycled)} kt come back from recycling", f"，再生利用返回{number(recycled)}千吨")
    return (
        Text(f"In {last} {number(bought)} kt enter the chain", f"{last}年有{number(bought)}千吨物料进入产业链") + share
    )

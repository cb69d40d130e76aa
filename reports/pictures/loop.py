"""The loop: what share of each material comes back from recycling."""

from __future__ import annotations

import pandas as pd

from reports.chain import stage_of
from reports.colours import CATEGORIES
from reports.frames import summed
from reports.picture import Figure, Picture, View, nothing
from reports.plots import line, over_years
from reports.solution import Solution
from reports.text import Text
from reports.words import share

COLUMNS = ("commodity", "year", "recycled", "supply", "share", "unit")
TOPIC = Text("The loop", "循环")
RECYCLING = "recycling"
DASHES = ("solid", "dash", "dot", "dashdot")
MOST = 12


def loop(solution: Solution) -> Picture:
    """Return, by material and year, what comes from processes of the stage `recycling` over all supply.

    A material that only recycling makes is followed one step further, to what it is turned into one for one.
    Supply: made, bought and returned.
    """
    turnover = solution.shown("turnover")
    stages = {str(p): stage_of(solution, str(p)) for p in dict.fromkeys(turnover["process"])}
    trade = solution.shown("trade")
    recycled = _recycled(turnover, stages, set(trade.loc[trade["side"] == "buy", "commodity"]))
    supply = _supply(solution)
    keys = ["commodity", "year"]
    table = recycled.merge(supply, on=keys)
    table = table[table["supply"] > 0]
    if table.empty:
        why = Text(
            "No process has the stage `recycling`, or none runs: nothing comes back.",
            "没有“recycling”环节的工序或均未运行：没有材料返回。",
        )
        return nothing("loop", TOPIC, why, COLUMNS)
    table["share"] = table["recycled"] / table["supply"]
    table = table[list(COLUMNS)].sort_values(keys, kind="stable").reset_index(drop=True)
    order = table.groupby("commodity")["recycled"].sum().sort_values(ascending=False, kind="stable").index[:MOST]
    traces = []
    for k, commodity in enumerate(order):
        values = table[table["commodity"] == commodity].set_index("year")["share"].reindex(solution.years)
        shares = [None if pd.isna(x) else 100.0 * float(x) for x in values]
        style = {"color": CATEGORIES[k % len(CATEGORIES)], "dash": DASHES[k // len(CATEGORIES)]}
        traces.append(line(solution.title("commodities", str(commodity)), solution.years, shares, **style))
    return Picture(
        "loop",
        TOPIC,
        _finding(solution, table),
        Text(
            "Share of the supply of each material (made, bought and returned) that comes from recycling.",
            "各材料供应量（生产、采购与返回）中来自再生利用的比例。",
        ),
        ("turnover", "balances"),
        table,
        Figure([View(traces, over_years(Text("% of supply", "占供应量%")))]),
    )


def _recycled(turnover: pd.DataFrame, stages: dict[str, str], bought: set[str]) -> pd.DataFrame:
    """Return commodity, year and what of it recycling has made, directly or one step on."""
    is_recycling = turnover["process"].map(stages) == RECYCLING
    made = turnover[turnover["made"] > 0]
    other = bought | set(made.loc[made["process"].map(stages) != RECYCLING, "commodity"])
    only = set(turnover.loc[is_recycling & (turnover["made"] > 0), "commodity"]) - other
    used = turnover[turnover["used"] > 0]
    inputs = {str(p): set(of_process) for p, of_process in used.groupby("process")["commodity"]}
    passed_on = {p for p, of_process in inputs.items() if len(of_process) == 1 and of_process <= only}
    # What is passed on counts as what it becomes, not twice.
    gone = {commodity for p in passed_on for commodity in inputs[p]}
    rows = made[made["process"].map(stages).eq(RECYCLING) | made["process"].isin(passed_on)]
    rows = rows[~rows["commodity"].isin(gone)]
    return summed(rows.rename(columns={"made": "recycled"}), ["commodity", "year"], "recycled")


def _supply(solution: Solution) -> pd.DataFrame:
    balances = solution.shown("balances")
    supply = balances["made"] + balances["bought"] + balances["returned"].clip(lower=0.0)
    return summed(balances.assign(supply=supply), ["commodity", "year", "unit"], "supply")


def _finding(solution: Solution, table: pd.DataFrame) -> Text:
    last = table[table["year"] == table["year"].max()].sort_values("recycled", ascending=False, kind="stable").head(3)
    names = [solution.title("commodities", str(c)).short() for c in last["commodity"]]
    shares = [share(float(x)) for x in last["share"]]
    year = int(table["year"].max())
    en = ", ".join(f"{x} of {name.en}" for x, name in zip(shares, names, strict=True))
    zh = "、".join(f"{name.zh}的{x}" for x, name in zip(shares, names, strict=True))
    return Text(f"In {year} recycling supplies {en}", f"{year}年再生利用供应{zh}")

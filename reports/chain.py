"""What reports take a chain to be about: its main stage, and what it delivers."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution

CELLS = ("cell", "cells")
OVERSEAS = "overseas"


def main_stage(solution: Solution) -> str:
    """Return the stage that titles speak of: that of cells, else the one that costs most; "" without lines."""
    lines = solution.record["labels"]["lines"]
    stages = {line: solution.attribute("lines", line, "stage") for line in lines}
    for stage in CELLS:
        if stage in stages.values():
            return stage
    costs = solution.table("costs")
    costs = costs[costs["item"].isin(stages)]
    if costs.empty:
        return next(iter(stages.values()), "")
    return str(costs["discounted"].abs().groupby(costs["item"].map(stages)).sum().idxmax())


def delivered(solution: Solution) -> pd.DataFrame:
    """Return commodity, region, year, delivered (demand less shortage), unit, in the years shown.

    Of demands in several units those in the unit of most rows count: batteries, not what else is asked for.
    """
    balances = solution.shown("balances")
    wanted = balances[balances["demand"] > 0]
    if wanted.empty:
        return wanted.assign(delivered=[])[["commodity", "region", "year", "delivered", "unit"]]
    wanted = wanted[wanted["unit"] == wanted["unit"].mode().iloc[0]]
    amounts = wanted.assign(delivered=wanted["demand"] - wanted["shortage"])
    return pd.DataFrame(amounts[["commodity", "region", "year", "delivered", "unit"]])


def unit_of_amount(rate: str) -> str:
    """Return GWh for GWh/yr."""
    return rate.removesuffix("/yr")


def is_abroad(solution: Solution, region: str) -> bool:
    """Tell whether a region lies overseas."""
    return bool(solution.label("regions", region).get("kind") == OVERSEAS)


def at_home(solution: Solution, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the regions that are not overseas."""
    abroad = [region for region in solution.labels("regions") if is_abroad(solution, region)]
    return rows[~rows["region"].isin(abroad)]


def stage_of(solution: Solution, process: str) -> str:
    """Return the stage of a process, that of its line where it has none, its own id where neither has one."""
    label = solution.label("processes", process)
    line = str(label.get("line", ""))
    return str(label.get("stage") or solution.label("lines", line).get("stage") or line or process)

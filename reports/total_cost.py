"""What the plan costs in total, by component."""

from __future__ import annotations

import pandas as pd

from model.solution.columns import TRANSFERS
from reports.solution import Solution

COLUMNS = ("component", "discounted", "share")


def total_cost(solution: Solution) -> pd.DataFrame:
    """Return the discounted cost of every component, in the money of the run, and its share of the objective.

    The share is blank for what is reported and not counted: transfers, where the objective is social cost.
    """
    sums = solution.tables["costs"].groupby("component", sort=False)["discounted"].sum().reset_index()
    is_counted = (solution.record["objective_kind"] == "private") | ~sums["component"].isin(TRANSFERS)
    total = sums.loc[is_counted, "discounted"].sum()
    sums["share"] = (sums["discounted"] / total).where(is_counted) if total else float("nan")
    return sums[list(COLUMNS)]

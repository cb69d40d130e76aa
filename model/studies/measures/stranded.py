"""Who carries the capital of capacity that is closed or stands idle."""

from __future__ import annotations

import pandas as pd

STRANDED = ("owner", "region", "stage", "closed", "idle", "unpaid_closed", "unpaid_idle", "unpaid", "share")


def stranded(cells: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return annuities left to pay on closed and idle capacity in a year, by owner class, region and stage.

    closed, idle: capacity; unpaid: both together, discounted to the start of the year; share: of the sum. Rows without
    any are left out. Money, in millions of the base year; capacity in the unit of the stage.
    """
    there = cells[cells["year"] == year]
    amounts = ["closed", "idle", "unpaid_closed", "unpaid_idle"]
    sums = there.groupby(["owner", "region", "stage"], sort=False)[amounts].sum().reset_index()
    sums["unpaid"] = sums["unpaid_closed"] + sums["unpaid_idle"]
    total = sums["unpaid"].sum()
    sums["share"] = sums["unpaid"] / total if total else 0.0
    sums = sums[(sums["closed"] > 0) | (sums["idle"] > 0)]
    return sums.sort_values("unpaid", ascending=False, kind="stable", ignore_index=True)[list(STRANDED)]

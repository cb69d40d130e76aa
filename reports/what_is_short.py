"""What demand is not met."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution

COLUMNS = ("commodity", "unit", "year", "shortage", "share", "regions")
DUST = 1e-6


def what_is_short(solution: Solution) -> pd.DataFrame:
    """Return unmet demand by commodity and year, its share of all demand for it, and the regions hit, worst first."""
    short = solution.shown("shortage")
    short = short[short["shortage"] > DUST].sort_values("shortage", ascending=False, kind="stable")
    demand = solution.tables["balances"].groupby(["commodity", "year"])["demand"].sum().to_dict()
    rows = []
    for (commodity, year), group in short.sort_values("year", kind="stable").groupby(["commodity", "year"], sort=False):
        amount = group["shortage"].sum()
        where = ", ".join(solution.region(str(r)) for r in group["region"])
        rows.append((commodity, group["unit"].iloc[0], year, amount, amount / demand[commodity, year], where))
    return pd.DataFrame(rows, columns=list(COLUMNS))

"""What a unit of a commodity costs at the margin: on average, where least and where most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from reports.solution import Solution

COLUMNS = ("commodity", "unit", "year", "mean", "least", "least_region", "most", "most_region")


def unit_cost(solution: Solution) -> pd.DataFrame:
    """Return the marginal cost of every commodity and year over the regions that make or receive it.

    The mean is weighted by what is made there, bought or, for a commodity with demand, delivered.
    """
    prices = solution.tables["prices"]
    keys = ["commodity", "region", "year"]
    balances = solution.tables["balances"].copy()
    delivered = balances["demand"] - balances["shortage"]
    supplied = balances["made"] + balances["bought"] + balances["returned"]
    balances["weight"] = delivered.where(balances.groupby("commodity")["demand"].transform("sum") > 0, supplied)
    joined = prices.merge(balances[[*keys, "weight"]], on=keys)
    joined = joined[(joined["weight"] > 1e-9) & joined["year"].isin(solution.years)]
    rows = []
    appears = {c: k for k, c in enumerate(dict.fromkeys(prices["commodity"]))}
    joined = joined.sort_values(["commodity", "year"], key=lambda c: c.map(appears) if c.name == "commodity" else c)
    for (commodity, year), group in joined.groupby(["commodity", "year"], sort=False):
        low, high = (group.iloc[at(group["marginal_cost"])] for at in (np.argmin, np.argmax))
        mean = (group["marginal_cost"] * group["weight"]).sum() / group["weight"].sum()
        rows.append(
            (
                commodity,
                group["unit"].iloc[0],
                year,
                mean,
                low["marginal_cost"],
                low["region"],
                high["marginal_cost"],
                high["region"],
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))

"""Which policies change the plan, and what they cost."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution

COLUMNS = ("policy", "limits", "binding", "scope", "year", "tighter", "miss_cost")
MONEY_FLOOR = 1e-6
"""A cost of less than this is rounding."""


def what_binds(solution: Solution) -> pd.DataFrame:
    """Return, by policy, how many of its limits bind or are missed, and what that costs, dearest policy first.

    limits: places and years shown, with those over the horizon; binding: those that bind or are missed; scope and
    year: where one point tighter (0.01 of a share, one unit of an amount) costs most (year blank over the horizon),
    tighter: what it costs there; miss_cost: what is paid for misses in all. Money is discounted.
    """
    table = solution.tables["policies"]
    shown = table[table["year"].isna() | table["year"].isin(solution.years)]
    rows = []
    for policy, of_policy in shown.groupby("policy", sort=False):
        binds = of_policy[(of_policy["tighter"] > MONEY_FLOOR) | (of_policy["miss_cost"] > MONEY_FLOOR)]
        dearest = binds.sort_values("tighter", ascending=False, kind="stable").head(1)
        where = dearest[["scope", "year", "tighter"]].to_dict("records") or [
            {"scope": "", "year": None, "tighter": 0.0}
        ]
        paid = of_policy["miss_cost"].sum()
        rows.append((policy, len(of_policy), len(binds), *where[0].values(), paid))
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values(["tighter", "miss_cost"], ascending=False, kind="stable").reset_index(drop=True)

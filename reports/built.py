"""What is built where and when."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution
from reports.words import number

COLUMNS = ("stage", "unit", "stands", "built", "regions", "most")
WHERE = 3
DUST = 1e-6


def built(solution: Solution) -> pd.DataFrame:
    """Return, by stage and unit, what stands in the first year without builds and what is built where.

    stands: nameplate of the first period from the data; built: sum of builds up to the last year shown;
    regions: how many get any; most: the regions with most, their amount and years.
    """
    builds = solution.shown("builds")
    builds = builds[builds["built"] > DUST].assign(stage=lambda rows: solution.stages(rows["line"]))
    capacity = solution.tables["capacity"]
    is_there = (capacity["year"] == solution.years[0]) & (capacity["status"] != "new")
    stands = capacity[is_there].assign(stage=lambda rows: solution.stages(rows["line"]))
    keys = ["stage", "unit"]
    there, new = stands.groupby(keys, sort=False), builds.groupby(keys, sort=False)
    nameplate, amount = there["nameplate"].sum(), new["built"].sum()
    regions, groups = new["region"].nunique(), dict(list(new))
    rows = [
        (*key, nameplate.get(key, 0.0), amount.get(key, 0.0), regions.get(key, 0), _most(solution, groups.get(key)))
        for key in dict.fromkeys([*nameplate.index, *amount.index])
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _most(solution: Solution, builds: pd.DataFrame | None) -> str:
    if builds is None:
        return ""
    amounts = builds.groupby("region")["built"].sum().sort_values(ascending=False, kind="stable")
    parts = []
    for region, amount in amounts.head(WHERE).items():
        years = builds.loc[builds["region"] == region, "year"]
        when = f"{years.min()}" if years.min() == years.max() else f"{years.min()}-{years.max()}"
        parts.append(f"{solution.region(str(region))} {number(amount)} ({when})")
    return ", ".join(parts)

"""How full capacity runs."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution

COLUMNS = ("stage", "unit", "year", "used", "standing", "on_standing", "on_open", "on_nameplate")


def how_full(solution: Solution) -> pd.DataFrame:
    """Return use and utilisation by stage, unit and year, on standing, open and nameplate capacity.

    Blank where there is no capacity of that kind.
    """
    table = solution.shown("utilisation").assign(stage=lambda rows: solution.stages(rows["line"]))
    keys = ["stage", "unit", "year"]
    sums = table.groupby(keys, sort=False)[["used", "standing", "open_capacity", "nameplate"]].sum().reset_index()
    for share, capacity in (("standing", "standing"), ("open", "open_capacity"), ("nameplate", "nameplate")):
        sums[f"on_{share}"] = (sums["used"] / sums[capacity]).where(sums[capacity] > 0)
    return sums[list(COLUMNS)]

"""How much a doubling of volume lowers the whole cost of what is made, and not the learned part of it alone."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution

COLUMNS = ("curve", "place", "first_share", "last_share", "first_rate", "last_rate", "first_all_in", "last_all_in")


def all_in(solution: Solution) -> pd.DataFrame:
    """Return, by curve and place, what of the whole cost is learned and what a doubling takes off it.

    Of the first and the last year shown in which the place makes anything. share: learned of the whole cost; rate:
    what the next doubling takes off the learned part; all_in: off the whole. The places that make most come first.
    """
    table = solution.shown("all_in")
    rows = []
    for curve, own in table.groupby("curve", sort=False):
        worth = own.groupby("place")["value"].sum().sort_values(ascending=False, kind="stable")
        for place in worth.index:
            here = own[own["place"] == place].sort_values("year")
            pairs = (here[column].iloc[[0, -1]] for column in ("learned_share", "rate", "all_in"))
            rows.append((curve, place, *(value for pair in pairs for value in pair)))
    return pd.DataFrame(rows, columns=list(COLUMNS))

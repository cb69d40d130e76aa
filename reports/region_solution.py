"""One region of a stored solution: the rows that are about it, with the whole beside it to compare with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from model.solution.store import StoreError
from reports.solution import Solution
from reports.stored import Head
from reports.text import Text, same

ENDS = ("origin", "destination")


@dataclass(frozen=True)
class RegionSolution(Solution):
    """The tables of a run with the rows of one region alone; place: the region; whole: the run."""

    place: str
    whole: Solution

    @property
    def head(self) -> Head:
        """The region, and the run that it is of."""
        of_run = self.whole.head
        return Head(
            self.name + same(" · ") + of_run.name,
            of_run.about,
            Text(f"this run, region {self.name.en}", f"本次运行（{self.name.zh}）"),
        )

    @property
    def name(self) -> Text:
        """What the region is called."""
        return self.title("regions", self.place)


def of_region(whole: Solution, region: str) -> RegionSolution:
    """Return the part of a solution that is about a region; raise StoreError where the run does not know it."""
    known = whole.labels("regions")
    if region not in known:
        names = ", ".join(list(known)[:MOST_NAMED]) + (", ..." if len(known) > MOST_NAMED else "")
        raise StoreError(f"region = {region}: is no region of this run; there are {names}")
    group = str(known[region].get("group", ""))
    tables = {name: _rows(table, region, group) for name, table in whole.tables.items()}
    return RegionSolution(whole.record, tables, region, whole)


MOST_NAMED = 40


def _rows(table: pd.DataFrame, region: str, group: str) -> pd.DataFrame:
    """Return the rows about a region: in it, to or from it, or with it or its group as the scope."""
    if "region" in table:
        return table[table["region"] == region]
    if set(ENDS) <= set(table.columns):
        return table[(table["origin"] == region) | (table["destination"] == region)]
    if "scope" in table:
        return table[table["scope"].isin(_named(region, group))]
    return table


def _named(*names: str) -> Iterable[str]:
    return [name for name in names if name]

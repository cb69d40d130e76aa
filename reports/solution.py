"""A stored solution as reports read it: run.json and the tidy tables by the years that findings are shown for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from model.solution.columns import BY_NAME
from reports.stored import Head, Stored
from reports.text import Text, same


@dataclass(frozen=True)
class Solution(Stored):
    """run.json and the tables of one run."""

    @property
    def head(self) -> Head:
        """What was run."""
        record = self.record
        scenario, version = record["scenario"], f"Gigasite {record.get('versions', {}).get('gigasite', '')}"
        about = Text(f"Scenario {scenario} · {version}", f"情景 {scenario} · {version}")
        return Head(same(record.get("title") or record["instance"]), about, Text("this run", "本次运行"))

    @property
    def years(self) -> list[int]:
        """First years of the periods that findings are shown for."""
        return [int(t) for t in self.record["periods"] if int(t) <= self.record["report_until"]]

    def few_years(self, most: int = 6) -> list[int]:
        """Return at most so many of these years, evenly spread, the first and the last among them."""
        years = self.years
        if len(years) <= most:
            return years
        step = (len(years) - 1) / (most - 1)
        return [years[round(k * step)] for k in range(most)]

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, empty with its columns where an older run does not have it."""
        return self.tables.get(name, pd.DataFrame(columns=list(BY_NAME[name].columns)))

    def shown(self, table: str) -> pd.DataFrame:
        """Return the rows of a table in the years that findings are shown for."""
        frame = self.table(table)
        return frame[frame["year"].isin(self.years)]

    def stages(self, lines: Sequence[str] | pd.Series) -> list[str]:
        """Return the stage of each line."""
        return [self.attribute("lines", str(line), "stage") for line in lines]

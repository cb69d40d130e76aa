"""A stored solution as reports read it: run.json and the tidy tables, with names for ids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.solution.columns import BY_NAME
from reports.text import Text, named

KIND_OF_PLACE = re.compile("(?<=..)((壮族|回族|维吾尔)?自治区|特别行政区|省|市)$")


@dataclass(frozen=True)
class Solution:
    """run.json and the tables of one run."""

    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

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

    def label(self, table: str, name: str) -> Mapping[str, Any]:
        """Return all that run.json says of an id; nothing of one it does not know."""
        found: Mapping[str, Any] = self.record["labels"].get(table, {}).get(name, {})
        return found

    def title(self, table: str, name: str) -> Text:
        """Return the name of an id in English and, where it has a local one, in Chinese; the id where it has none."""
        label = self.label(table, name)
        local = KIND_OF_PLACE.sub("", str(label.get("name_local", "")))
        return named(str(label.get("name") or local or name), local)

    def region(self, name: str) -> str:
        """Return the Chinese (short: 广西 for 广西壮族自治区) and English name of a region, its id without any."""
        label = self.record["labels"]["regions"].get(name, {})
        local = KIND_OF_PLACE.sub("", label.get("name_local", ""))
        return " ".join(part for part in (local, label.get("name")) if part) or name

    def attribute(self, table: str, name: str, column: str) -> str:
        """Return an attribute of an id (a stage, a name), the id itself where it is blank."""
        return str(self.record["labels"][table].get(name, {}).get(column) or name)

    def stages(self, lines: Sequence[str] | pd.Series) -> list[str]:
        """Return the stage of each line."""
        return [self.attribute("lines", str(line), "stage") for line in lines]

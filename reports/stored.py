"""What is stored of a run or a study as reports read it: its record and tidy tables, with names for ids."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.text import Text, named

KIND_OF_PLACE = re.compile("(?<=..)((壮族|回族|维吾尔)?自治区|特别行政区|省|市)$")


@dataclass(frozen=True)
class Head:
    """What stands above the pictures: a name, what it is about, and what the numbers are of (`this run`)."""

    name: Text
    about: Text
    of: Text


@dataclass(frozen=True)
class Stored(ABC):
    """A record (run.json, study.json) and the tables beside it."""

    record: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    @abstractmethod
    def head(self) -> Head:
        """What stands above its pictures."""

    def labels(self, table: str) -> Mapping[str, Mapping[str, Any]]:
        """Return all that the record says of the ids of a table of the instance."""
        found: Mapping[str, Mapping[str, Any]] = self.record.get("labels", {}).get(table, {})
        return found

    def label(self, table: str, name: str) -> Mapping[str, Any]:
        """Return all that the record says of an id; nothing of one it does not know."""
        return self.labels(table).get(name, {})

    def title(self, table: str, name: str) -> Text:
        """Return the name of an id in English and, where it has a local one, in Chinese; the id where it has none."""
        label = self.label(table, name)
        local = KIND_OF_PLACE.sub("", str(label.get("name_local", "")))
        return named(str(label.get("name") or local or name), local)

    def region(self, name: str) -> str:
        """Return the Chinese (short: 广西 for 广西壮族自治区) and English name of a region, its id without any."""
        label = self.label("regions", name)
        local = KIND_OF_PLACE.sub("", str(label.get("name_local", "")))
        return " ".join(part for part in (local, label.get("name")) if part) or name

    def attribute(self, table: str, name: str, column: str) -> str:
        """Return an attribute of an id (a stage, a name), the id itself where it is blank."""
        return str(self.label(table, name).get(column) or name)

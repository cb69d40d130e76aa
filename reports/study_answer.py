"""The answer of a study as reports read it: study.json and the tables beside it, with names for ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

import pandas as pd

from reports.stored import Head, Stored
from reports.text import Text, in_unit, same


@dataclass(frozen=True)
class StudyAnswer(Stored):
    """study.json and the tables of one study."""

    @property
    def head(self) -> Head:
        """What was asked."""
        record = self.record
        instance, scenario = PurePath(str(record["instance"])).stem, str(record.get("scenario", "base"))
        version = f"Gigasite {record.get('gigasite', '')}"
        about = Text(
            f"Study {record['study']} ({self.kind}) of {instance} · scenario {scenario} · {version}",
            f"研究 {record['study']}（{self.kind}），实例 {instance} · 情景 {scenario} · {version}",
        )
        return Head(same(record.get("title") or record["study"]), about, Text("this study", "本研究"))

    @property
    def kind(self) -> str:
        """The kind of study."""
        return str(self.record.get("kind", ""))

    @property
    def money(self) -> str:
        """The money of the instance; that of the main instances where an older study does not say."""
        return str(self.record.get("money", "million CNY"))

    @property
    def in_money(self) -> Text:
        """The money in both languages."""
        return in_unit(self.money)

    def unit_of(self, line: str) -> str:
        """Return the unit of capacity of a line, per year; "" where an older study does not say."""
        units: Mapping[str, str] = self.record.get("units", {})
        return str(units.get(line, ""))

    def table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return a table with these columns, text blank where there is none; empty where the study does not have it."""
        found = self.tables.get(name)
        if found is None or found.empty:
            return pd.DataFrame(columns=list(columns))
        missing = [column for column in columns if column not in found.columns]
        frame = found.assign(**dict.fromkeys(missing))
        texts = [column for column in frame.columns if not pd.api.types.is_numeric_dtype(frame[column])]
        return frame.assign(**{column: frame[column].fillna("") for column in texts})

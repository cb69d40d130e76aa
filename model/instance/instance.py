"""An instance as the other rooms see it: settings and checked tables."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pandas as pd

from model.instance.policies import Policy

Learning = Literal["off", "path", "local", "certified"]


@dataclass(frozen=True)
class Settings:
    """What stands in instance.yaml; years are whole calendar years, rates are shares per year."""

    name: str
    years: tuple[int, ...]
    last_year: int
    title: str = ""
    description: str = ""
    report_until: int = 0
    base_year: int = 0
    discount_rate: float = 0.0
    money: str = "million CNY"
    currencies: Mapping[str, float | Mapping[int, float]] = field(default_factory=dict)
    price_index: Mapping[int, float] = field(default_factory=dict)
    announced_share: float = 0.0
    learning: Learning = "local"
    objective: Literal["private", "social"] = "private"
    relax: bool = False
    decide_until: int | None = None
    reference: str = ""
    risk_lambda: float = 0.0
    risk_alpha: float = 0.0
    gap: float | None = None
    time_limit: float | None = None
    threads: int = 0

    @property
    def horizon(self) -> range:
        """Every calendar year from the first to the last."""
        return range(self.years[0], self.last_year + 1)


@dataclass(frozen=True)
class Instance:
    """Settings and tables, checked; numbers in canonical units.

    Each table is a DataFrame with every column of its schema: ids and text as str (blank: ""), numbers and
    years as float (blank: NaN), yes/no as object (True, False, None). Two more columns say where a row comes
    from: `_file` and `_line`. Defaults are not filled in: `expand` does that, column by column.
    Tables that the instance does not have are empty DataFrames. kept: what is worked out of tables (expand.lookup), for
    whoever asks again: this instance, or another one with the same table.
    """

    settings: Settings
    tables: Mapping[str, pd.DataFrame]
    policies: tuple[Policy, ...] = ()
    scenario: str = "base"
    digest: str = ""
    folder: Path | None = None
    kept: dict[Hashable, object] = field(default_factory=dict, repr=False, compare=False)

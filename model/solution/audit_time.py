"""Periods and what money paid in them counts, as the audit reckons it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.instance.expand import Lookup
from model.instance.instance import Settings
from model.solution.audit_verdict import Axis, Floats


@dataclass(frozen=True)
class Time:
    """The periods: first years, lengths n_t (years), delta_t, and the discounting of a payment in a year."""

    first: tuple[int, ...]
    length: Floats
    last_year: int
    base_year: int
    rate: float

    @property
    def axis(self) -> Axis:
        """The first years of the periods, as the tables name them."""
        return pd.Index(self.first, dtype=float)

    @property
    def delta(self) -> Floats:
        """delta_t: what 1 a year counts over the years of each period."""
        return np.array([self.worth(t, t + n) for t, n in zip(self.first, self.length, strict=True)])

    def worth(self, start: float, end: float) -> float:
        """Return what 1 paid at the start of each year from start to end - 1 counts in the base year."""
        years = np.arange(start, end)
        return float(((1.0 + self.rate) ** (self.base_year - years)).sum())

    def share(self, start: float, end: float) -> Floats:
        """Return the share of the years of each period that lie in start .. end - 1."""
        first = np.asarray(self.first, dtype=float)
        inside = np.minimum(first + self.length, end) - np.maximum(first, start)
        return np.asarray(np.maximum(inside, 0.0) / self.length)

    def mean(self, by_year: Floats) -> Floats:
        """Return the mean over each period of a value given for every year of the horizon."""
        starts = np.asarray(self.first) - self.first[0]
        return np.asarray(np.add.reduceat(by_year, starts) / self.length)

    def at_build(self, by_year: Floats) -> Floats:
        """Return the value in the first year of each period."""
        return np.asarray(by_year[np.asarray(self.first) - self.first[0]])


def read_time(settings: Settings) -> Time:
    """Return the periods of an instance."""
    ends = np.array([*settings.years[1:], settings.last_year + 1], dtype=float)
    length = ends - np.array(settings.years, dtype=float)
    return Time(tuple(settings.years), length, settings.last_year, settings.base_year, settings.discount_rate)


def grid(
    time: Time,
    table: Lookup,
    column: str,
    axes: Sequence[Axis],
    keys: Iterable[tuple[str, ...]],
    *,
    missing: float = np.nan,
    at_build: bool = False,
) -> Floats:
    """Return a column by ids and period: of the first year of the period with at_build, else its mean.

    keys: the ids to ask for; what is neither asked for nor given is `missing`.
    """
    values = np.full((*map(len, axes), len(time.first)), missing)
    for key in keys:
        by_year = table.numbers(column, *key)
        if by_year is not None:
            at: tuple[Any, ...] = tuple(axis.get_loc(name) for axis, name in zip(axes, key, strict=True))
            values[at] = time.at_build(by_year) if at_build else time.mean(by_year)
    return values

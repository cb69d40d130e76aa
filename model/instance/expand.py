"""From rows with `*` and years to the value of every id in every year of the horizon.

The more specific row wins, column by column: more named ids win; with as many, the row that names the earlier
key column wins. For the same ids a column is filled either by one row without a year or by rows with distinct
years; values are linear in between and constant outside, text holds until the next row.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.instance.instance import Instance
from model.instance.schema import BY_NAME, STAR, Column, Table

Ids = tuple[str, ...]
Years = NDArray[np.float64]
Filled = tuple[tuple[float, object], ...]


@dataclass(frozen=True)
class Lookup:
    """The rows of one table, ready to be asked for the values of an id.

    stars: for a key column, the ids that its `*` covers (absent: every id).
    """

    table: Table
    years: tuple[int, ...]
    rows: Mapping[Ids, pd.DataFrame]
    stars: Mapping[int, frozenset[str]]
    _cache: dict[tuple[str, Ids], Years | None] = field(default_factory=dict)
    _filled: dict[tuple[str, Ids], Filled] = field(default_factory=dict)

    def covers(self, *ids: str) -> bool:
        """Tell whether any row names these ids or covers them by `*`."""
        return any(pattern in self.rows for pattern in self._patterns(ids))

    def numbers(self, column: str, *ids: str) -> Years | None:
        """Return the value in each year of the horizon, the default where blank, None without either."""
        for pattern in self._patterns(ids):
            values = self._of_pattern(column, pattern)
            if values is not None:
                return values
        default = self._column(column).default
        return None if default is None else np.full(len(self.years), float(default))

    def at(self, column: str, year: int, *ids: str) -> float | None:
        """Return the value in one year, inside or outside the horizon, the default where blank."""
        for pattern in self._patterns(ids):
            frame = self.rows.get(pattern)
            values = None if frame is None else _by_year(frame, column, (year,), self.table.yearly)
            if values is not None:
                return float(values[0])
        default = self._column(column).default
        return None if default is None else float(default)

    def number(self, column: str, *ids: str) -> float | None:
        """Return the value in the first year of the horizon; for columns that do not change with the year."""
        return self.at(column, self.years[0], *ids)

    def text(self, column: str, *ids: str) -> str:
        """Return the text that holds in the first year."""
        found = self._first_filled(column, ids, self.years[0])
        return str(self._column(column).default or "") if found is None else str(found)

    def yes(self, column: str, year: int, *ids: str) -> bool:
        """Return the truth that holds in a year: that of the last row up to it."""
        found = self._first_filled(column, ids, year)
        return bool(self._column(column).default) if found is None else bool(found)

    def _first_filled(self, column: str, ids: Ids, year: int) -> object | None:
        for pattern in self._patterns(ids):
            key = (column, pattern)
            if key not in self._filled:
                self._filled[key] = _filled_rows(self.rows.get(pattern), column, self.table.yearly)
            if self._filled[key]:
                return _at_year(self._filled[key], year)
        return None

    def _patterns(self, ids: Ids) -> Iterable[Ids]:
        starred = [k for k in range(len(ids)) if self._star_allowed(k, ids[k])]
        for mask in _masks(len(ids)):
            if all(named or k in starred for k, named in enumerate(mask)):
                yield tuple(i if named else STAR for i, named in zip(ids, mask, strict=True))

    def _star_allowed(self, position: int, name: str) -> bool:
        covered = self.stars.get(position)
        return covered is None or name in covered

    def _of_pattern(self, column: str, pattern: Ids) -> Years | None:
        key = (column, pattern)
        if key not in self._cache:
            frame = self.rows.get(pattern)
            self._cache[key] = None if frame is None else _by_year(frame, column, self.years, self.table.yearly)
        return self._cache[key]

    def _column(self, name: str) -> Column:
        return next(c for c in self.table.columns if c.name == name)


def lookup(instance: Instance, name: str, stars: Mapping[int, frozenset[str]] | None = None) -> Lookup:
    """Prepare one table of an instance for questions about ids."""
    table = BY_NAME[name]
    frame = instance.tables[name]
    keys = [c.name for c in table.keys]
    groups: dict[Ids, pd.DataFrame] = {}
    if len(frame):
        for pattern, rows in frame.groupby(keys, sort=False, dropna=False):
            groups[tuple(str(part) for part in pattern)] = rows
    return Lookup(table, tuple(instance.settings.horizon), groups, stars or {})


def ids_named(frame: pd.DataFrame, column: str) -> tuple[str, ...]:
    """List the ids of a key column in order of appearance, without `*`."""
    return tuple(str(i) for i in dict.fromkeys(frame[column]) if i not in (STAR, ""))


def keys_covered(frame: pd.DataFrame, columns: Iterable[str], sets: Iterable[tuple[str, ...]]) -> list[Ids]:
    """List the keys that the rows of a table name or cover by `*`, each once.

    `sets` gives, for each key column, what its `*` stands for.
    """
    columns, sets = list(columns), list(sets)
    found: dict[Ids, None] = {}
    for row in dict.fromkeys(frame[columns].itertuples(index=False, name=None)):
        choices = [sets[k] if part == STAR else (str(part),) for k, part in enumerate(row)]
        found.update(dict.fromkeys(itertools.product(*choices)))
    return list(found)


def _masks(n: int) -> list[tuple[bool, ...]]:
    masks = itertools.product((True, False), repeat=n)
    return sorted(masks, key=lambda mask: (-sum(mask), tuple(not named for named in mask)))


def _filled_rows(frame: pd.DataFrame | None, column: str, yearly: bool) -> Filled:
    """Return year and value of the rows that fill a column, by year; a row without a year stands for all years."""
    if frame is None:
        return ()
    years = frame["year"] if yearly else itertools.repeat(np.nan)
    rows = [(-np.inf if np.isnan(y) else float(y), x) for y, x in zip(years, frame[column], strict=False)]
    return tuple(sorted((row for row in rows if not (pd.isna(row[1]) or row[1] == "")), key=lambda row: row[0]))


def _by_year(frame: pd.DataFrame, column: str, years: tuple[int, ...], yearly: bool) -> Years | None:
    values = frame[column].to_numpy(dtype=float)
    filled = ~np.isnan(values)
    if not filled.any():
        return None
    if not yearly:
        return np.full(len(years), values[filled][0])
    at = frame["year"].to_numpy(dtype=float)[filled]
    values = values[filled]
    if np.isnan(at).any():
        return np.full(len(years), values[np.isnan(at)][0])
    order = np.argsort(at)
    return np.asarray(np.interp(np.asarray(years, dtype=float), at[order], values[order]))


def _at_year(rows: Filled, year: int) -> object:
    """Return what holds in a year: the value of the last row up to it, of the first one before that."""
    before = [value for since, value in rows if since <= year]
    return before[-1] if before else rows[0][1]

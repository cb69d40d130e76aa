"""From rows with `*` and years to the value of every id in every year of the horizon.

The more specific row wins, column by column: more named ids win; with as many, the row that names the earlier
key column wins. For the same ids a column is filled either by one row without a year or by rows with distinct
years; values are linear in between and constant outside, text holds until the next row.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.instance.instance import Instance
from model.instance.schema import BY_NAME, STAR, Column, Table

Ids = tuple[str, ...]
Years = NDArray[np.float64]
Filled = list[tuple[float, Any]]
"""Year and value of the rows that fill a cell, by year; a row without a year stands for all years, at -inf."""


@dataclass(frozen=True)
class Lookup:
    """The rows of one table, ready to be asked for the values of an id.

    patterns: the keys of each row; stars: for a key column, the ids that its `*` covers (absent: every id).
    """

    table: Table
    years: tuple[int, ...]
    frame: pd.DataFrame
    patterns: tuple[Ids, ...]
    stars: Mapping[int, frozenset[str]]
    _cells: dict[str, Mapping[Ids, Filled]] = field(default_factory=dict)
    _found: dict[tuple[str, Ids], tuple[Ids, Filled] | None] = field(default_factory=dict)
    _numbers: dict[tuple[str, Ids], Years | None] = field(default_factory=dict)

    @cached_property
    def _named(self) -> frozenset[Ids]:
        return frozenset(self.patterns)

    def covers(self, *ids: str) -> bool:
        """Tell whether any row names these ids or covers them by `*`."""
        return any(pattern in self._named for pattern in self._patterns(ids))

    def numbers(self, column: str, *ids: str) -> Years | None:
        """Return the value in each year of the horizon, the default where blank, None without either."""
        filled = self._filled(column, ids)
        key = (column, () if filled is None else filled[0])
        if key not in self._numbers:
            default = self._column(column).default
            rows: Filled = [(-math.inf, default)] if filled is None else filled[1]
            self._numbers[key] = None if rows[0][1] is None else _over_years(rows, self.years)
        return self._numbers[key]

    def at(self, column: str, year: int, *ids: str) -> float | None:
        """Return the value in one year, inside or outside the horizon, the default where blank."""
        filled = self._filled(column, ids)
        if filled is None:
            default = self._column(column).default
            return None if default is None else float(default)
        (since, value), *_ = filled[1]
        return float(_over_years(filled[1], (year,))[0]) if since != -math.inf else float(value)

    def number(self, column: str, *ids: str) -> float | None:
        """Return the value in the first year of the horizon; for columns that do not change with the year."""
        return self.at(column, self.years[0], *ids)

    def text(self, column: str, *ids: str) -> str:
        """Return the text that holds in the first year."""
        filled = self._filled(column, ids)
        return str(self._column(column).default or "" if filled is None else _at_year(filled[1], self.years[0]))

    def yes(self, column: str, year: int, *ids: str) -> bool:
        """Return the truth that holds in a year: that of the last row up to it."""
        filled = self._filled(column, ids)
        return bool(self._column(column).default if filled is None else _at_year(filled[1], year))

    def _filled(self, column: str, ids: Ids) -> tuple[Ids, Filled] | None:
        """Return the most specific keys whose rows fill a column for some ids, and what these say; None without any."""
        asked = (column, ids)
        if asked not in self._found:
            if column not in self._cells:
                self._cells[column] = self._cells_of(column)
            cells = self._cells[column]
            patterns = (ids,) if ids in cells else self._patterns(ids)
            self._found[asked] = next(((pattern, cells[pattern]) for pattern in patterns if pattern in cells), None)
        return self._found[asked]

    def _cells_of(self, column: str) -> Mapping[Ids, Filled]:
        years = self.frame["year"].tolist() if self.table.yearly else itertools.repeat(math.nan)
        found: dict[Ids, Filled] = defaultdict(list)
        blank = (self.frame[column].isna() | (self.frame[column] == "")).tolist()
        for pattern, year, value, is_blank in zip(
            self.patterns, years, self.frame[column].tolist(), blank, strict=False
        ):
            if not is_blank:
                found[pattern].append((-math.inf if math.isnan(year) else float(year), value))
        for rows in found.values():
            rows.sort(key=lambda row: row[0])
        return dict(found)

    def _patterns(self, ids: Ids) -> Iterable[Ids]:
        fixed = [k for k, covered in self.stars.items() if ids[k] not in covered]
        for mask in _masks(len(ids)):
            if all(mask[k] for k in fixed):
                yield tuple([i if named else STAR for i, named in zip(ids, mask, strict=True)])

    def _column(self, name: str) -> Column:
        return next(c for c in self.table.columns if c.name == name)


def lookup(instance: Instance, name: str, stars: Mapping[int, frozenset[str]] | None = None) -> Lookup:
    """Return one table of an instance, ready for questions about ids; what is found is kept with the instance."""
    table, frame, years = BY_NAME[name], instance.tables[name], tuple(instance.settings.horizon)
    asked = (name, *(stars or {}).items())
    kept = instance.kept.get(asked)
    if not isinstance(kept, Lookup) or kept.frame is not frame or kept.years != years:
        keys = (frame[c.name].tolist() for c in table.keys)
        patterns = tuple(tuple(str(part) for part in row) for row in zip(*keys, strict=True))
        kept = instance.kept[asked] = Lookup(table, years, frame, patterns, stars or {})
    return kept


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


@cache
def _masks(n: int) -> tuple[tuple[bool, ...], ...]:
    masks = itertools.product((True, False), repeat=n)
    return tuple(sorted(masks, key=lambda mask: (-sum(mask), tuple(not named for named in mask))))


def _over_years(rows: Filled, years: Sequence[int]) -> Years:
    """Return the value in each of some years: straight between rows, constant outside and without a year."""
    since, values = zip(*rows, strict=True)
    if since[0] == -math.inf:
        return np.full(len(years), values[0], dtype=float)
    return np.asarray(np.interp(years, since, np.array(values, dtype=float)))


def _at_year(rows: Filled, year: int) -> object:
    """Return what holds in a year: the value of the last row up to it, of the first one before that."""
    before = [value for since, value in rows if since <= year]
    return before[-1] if before else rows[0][1]

"""The filters of an edit: what `where` asks of a row, column by column.

A value is one, a list, a `*` pattern, or a [low, high] pair of numbers. A row with `*` is met by the pattern `*` only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.instance.editing.shape import Edit, cell_text, is_number, is_plain
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import STAR, Column, Table

Flags = NDArray[np.bool_]
NUMBERS = ("number", "whole", "year")


@dataclass(frozen=True)
class Filter:
    """What one column has to be: one of `items`, or (numbers) from `low` to `high`."""

    name: str
    kind: str
    items: tuple[Any, ...] = ()
    low: float = 0.0
    high: float = 0.0

    def meets(self, cells: pd.Series) -> Flags:
        """Tell which cells meet the filter."""
        if not self.items:
            numbers = cells.to_numpy(dtype=float)
            return np.asarray((numbers >= self.low) & (numbers <= self.high))
        return np.asarray(np.logical_or.reduce([self.meets_item(item, cells) for item in self.items]))

    def meets_item(self, item: object, cells: pd.Series) -> Flags:
        """Tell which cells meet one item of the list."""
        if self.kind in NUMBERS:
            numbers = cells.to_numpy(dtype=float)
            return np.asarray(np.isnan(numbers) if item is None else numbers == item)
        if self.kind == "yes":
            return np.array([cell is item for cell in cells], dtype=bool)
        if isinstance(item, str) and STAR in item:
            pattern = re.compile(".*".join(re.escape(part) for part in item.split(STAR)), re.DOTALL)
            return np.array(
                [item == STAR or (cell != STAR and pattern.fullmatch(cell) is not None) for cell in cells], dtype=bool
            )
        return np.asarray(cells == item, dtype=bool)

    def covered(self, cells: pd.Series) -> Flags:
        """Tell which cells meet the filter or stand for every id."""
        met = self.meets(cells)
        return met | np.asarray(cells == STAR, dtype=bool) if self.kind == "id" else met


def make_filters(edit: Edit, table: Table, frame: pd.DataFrame, log: ProblemLog) -> tuple[Filter, ...] | None:
    """Return the filters of an edit, None after noting what is wrong with them."""
    columns = {column.name: column for column in table.columns}
    before = len(log.problems)
    found = []
    for name, value in edit.where.items():
        try:
            found.append(_make_filter(columns, table, frame, str(name), value))
        except _FilterError as error:
            edit.complain(log, str(error), "where", name, column=str(name), value=_shown(value))
    return tuple(found) if len(log.problems) == before else None


def filter_cells(frame: pd.DataFrame, table: Table, filters: tuple[Filter, ...]) -> Mapping[str, pd.Series]:
    """Return the cells that the filters look at, row by row.

    Numbers as written. Text holds until the next row of the same key; where it stays blank and no row with `*` fills
    the column, it counts as its default.
    """
    columns = {column.name: column for column in table.columns}
    found = {}
    for one in filters:
        cells, column = frame[one.name], columns.get(one.name)
        if column is not None and one.kind not in NUMBERS and column not in table.keys and table.yearly:
            cells = _held(frame, table, one.name)
        if column is not None and one.kind not in NUMBERS and column.default not in (None, ""):
            cells = _with_default(cells, frame, table, column)
        found[one.name] = cells
    return found


class _FilterError(Exception):
    """A filter cannot be used; the message is the cure."""


def _make_filter(columns: Mapping[str, Column], table: Table, frame: pd.DataFrame, name: str, value: object) -> Filter:
    if name not in columns and (name not in frame or name.startswith("_")):
        known = [column for column in map(str, frame.columns) if not column.startswith("_")]
        raise _FilterError(f"no column of this name in {table.name}{nearest(name, known)}: it has {', '.join(known)}")
    kind = columns[name].kind if name in columns else "text"
    items = value if isinstance(value, list) else [value]
    if not items or not all(is_plain(item) for item in items):
        raise _FilterError("has to be one value, a list of values, a * pattern or a [low, high] pair of numbers")
    if kind in NUMBERS:
        return _number_filter(name, kind, items, is_year_of_table=name == "year" and table.yearly)
    if kind == "yes":
        if not all(item is None or isinstance(item, bool) for item in items):
            raise _FilterError("has to be true or false")
        return Filter(name, kind, tuple(items))
    return Filter(name, kind, tuple(dict.fromkeys(cell_text(item) for item in items)))


def _number_filter(name: str, kind: str, items: list[Any], *, is_year_of_table: bool) -> Filter:
    if not all(is_number(item) or (item is None and not is_year_of_table) for item in items):
        raise _FilterError("has to be a number, a list of numbers or a [low, high] pair")
    if len(items) == 2 and None not in items:
        low, high = items
        if low > high:
            raise _FilterError(f"a pair is [low, high]: write [{cell_text(high)}, {cell_text(low)}]")
        return Filter(name, kind, (), float(low), float(high))
    return Filter(name, kind, tuple(items))


def _held(frame: pd.DataFrame, table: Table, name: str) -> pd.Series:
    """Fill blank text by that of the row before of the same key, before the first one by that of the first."""
    keys = [column.name for column in table.keys]
    ordered = frame.sort_values("year", kind="stable", na_position="first")
    cells = ordered[name].where(_is_filled(ordered[name]), None)
    by_key = cells.groupby([ordered[key] for key in keys], sort=False)
    held = by_key.ffill().where(by_key.ffill().notna(), by_key.bfill())
    return _as_written(held.reindex(frame.index), frame[name])


def _with_default(cells: pd.Series, frame: pd.DataFrame, table: Table, column: Column) -> pd.Series:
    filled = _is_filled(cells)
    starred = np.zeros(len(frame), dtype=bool)
    for key in table.keys:
        starred |= np.asarray(frame[key.name] == STAR, dtype=bool)
    if (filled & starred).any():
        return cells
    return pd.Series([c if f else column.default for c, f in zip(cells, filled, strict=True)], cells.index, object)


def _as_written(held: pd.Series, written: pd.Series) -> pd.Series:
    """Keep the blank of the column ("" or None) where nothing holds."""
    pairs = zip(held, written, strict=True)
    return pd.Series([w if pd.isna(h) else h for h, w in pairs], written.index, object)


def _is_filled(cells: pd.Series) -> Flags:
    return np.array([cell is not None and cell != "" for cell in cells], dtype=bool)


def _shown(value: object) -> str:
    return ", ".join(cell_text(item) for item in value) if isinstance(value, list) else cell_text(value)

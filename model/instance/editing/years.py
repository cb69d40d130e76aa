"""Rows written out year by year, so that an edit can act on some years only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.instance.draft import Document
from model.instance.editing.filters import NUMBERS
from model.instance.problems import ProblemLog
from model.instance.schema import Table
from model.instance.settings import make_settings

ROW, KEY = "_row", "_key"


def horizon(settings: Mapping[str, Any]) -> tuple[int, ...]:
    """Return every year from the first to the last, none where the settings are not sound."""
    made = make_settings(settings, Document("instance.yaml", settings), "", ProblemLog())
    return () if made is None else tuple(made.horizon)


def key_numbers(frame: pd.DataFrame, table: Table) -> NDArray[np.int64]:
    """Number the keys of a table, exactly as written, in order of appearance: one number a row."""
    keys = [frame[column.name] for column in table.keys]
    return np.asarray(frame.groupby(keys, sort=False, dropna=False).ngroup(), dtype=np.int64)


def write_out(frame: pd.DataFrame, table: Table, years: tuple[int, ...]) -> pd.DataFrame:
    """Return for each key one row in every given year and every year of its own rows, all columns filled.

    Numbers are linear in between and constant outside; text holds until the next row. `frame` has two columns more:
    `_key` numbers the keys, `_row` is the place of a row. A new row takes that of the row that holds in its year.
    """
    cells = {str(name): frame[name].to_numpy() for name in frame.columns}
    filled = {name: _filled(frame, name) for name in cells}
    linear = {column.name for column in table.values if column.kind in NUMBERS}
    own = frame["year"].to_numpy(dtype=float)
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in cells}
    for rows in _rows_by_key(frame):
        at = np.union1d(np.asarray(years, dtype=float), own[rows][~np.isnan(own[rows])])
        for name, part in parts.items():
            counted = rows[filled[name][rows]]
            part.append(_over_years(cells[name], own, rows, counted, at, linear=name in linear))
        parts["year"][-1] = at
    return pd.DataFrame({
        name: pd.Series(np.concatenate(part) if part else [], dtype=frame[name].dtype) for name, part in parts.items()
    })  # fmt: skip


def unclear_rows(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the rows that fill a column twice: in the same year, or with a year beside a row without one."""
    unclear = np.zeros(len(frame), dtype=bool)
    undated = frame["year"].isna().to_numpy()
    for column in table.values:
        filled = _filled(frame, column.name)
        rows = frame[filled]
        unclear[filled] |= rows.duplicated([KEY, "year"]).to_numpy()
        both = np.intersect1d(frame[KEY].to_numpy()[filled & undated], frame[KEY].to_numpy()[filled & ~undated])
        unclear |= filled & undated & np.isin(frame[KEY], both)
    return frame[unclear]


def _rows_by_key(frame: pd.DataFrame) -> list[NDArray[np.int64]]:
    keys = frame[KEY].to_numpy()
    order = np.argsort(keys, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(keys[order])) + 1) if len(order) else []


def _over_years(
    cells: NDArray[Any],
    own: NDArray[np.float64],
    rows: NDArray[np.int64],
    counted: NDArray[np.int64],
    at: NDArray[np.float64],
    *,
    linear: bool,
) -> NDArray[Any]:
    """Return a column of one key in each year of `at`, from those of its rows that fill it."""
    dated = counted[~np.isnan(own[counted])]
    if not len(dated):
        return np.repeat(cells[counted[:1] if len(counted) else rows[:1]], len(at))
    dated = dated[np.argsort(own[dated], kind="stable")]
    if linear:
        return np.asarray(np.interp(at, own[dated], cells[dated].astype(float)))
    holding = np.searchsorted(own[dated], at, side="right") - 1
    return np.asarray(cells[dated[np.maximum(holding, 0)]])


def _filled(frame: pd.DataFrame, name: str) -> NDArray[np.bool_]:
    """Tell which rows fill a column; what says where a row is from always does."""
    if name.startswith("_"):
        return np.ones(len(frame), dtype=bool)
    if frame[name].dtype == float:
        return np.asarray(frame[name].notna(), dtype=bool)
    return np.array([cell is not None and cell != "" for cell in frame[name]], dtype=bool)

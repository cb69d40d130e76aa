"""Rows of checked tables, and how a fault names one of them."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from model.instance.instance import Instance
from model.instance.problems import Problem
from model.instance.schema import STAR

Row = Mapping[Hashable, Any]


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """Go through the rows of a table as mappings from column to cell."""
    names = list(frame.columns)
    for cells in zip(*(frame[name].tolist() for name in names), strict=True):
        yield dict(zip(names, cells, strict=True))


def is_blank(value: object) -> bool:
    """Tell whether a cell was left empty."""
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def shown(value: object) -> str:
    """Write a cell: blank as nothing, a number with at most six digits unless it is whole."""
    if is_blank(value):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e9 else f"{value:g}"
    return str(value)


def problem(row: Row, column: str, cure: str, *, warning: bool = False) -> Problem:
    """Return the problem of one cell."""
    return Problem(str(row["_file"]), cure, int(row["_line"]), column, shown(row[column]), warning)


def row_behind(frame: pd.DataFrame, ids: Mapping[str, str], column: str = "", year: int | None = None) -> Row:
    """Return the row that sets a value: the most specific one for the ids that fills the column, nearest in year.

    Where the column is blank in every row (the default counts), the most specific row. The table must cover the ids.
    """
    found = frame
    for key, name in ids.items():
        found = found[found[key].isin([name, STAR])]
    candidates = list(rows_of(found))
    filled = [row for row in candidates if column and not is_blank(row[column])]

    def rank(row: Row) -> tuple[Any, ...]:
        named = [row[key] != STAR for key in ids]
        return -sum(named), [not is_named for is_named in named], _distance(row.get("year"), year)

    return min(filled or candidates, key=rank)


def _distance(year: object, asked: int | None) -> tuple[bool, float]:
    """Rank rows by year: the last one up to the year asked for first, then the next one after it."""
    if asked is None or not isinstance(year, (int, float)) or is_blank(year):
        return False, 0.0
    return year > asked, abs(year - asked)


def by_row(faults: Iterable[tuple[Row, str]]) -> list[tuple[Row, list[str]]]:
    """Gather faults of the same row, each told by a name (a region, a line); the first of each row comes first."""
    gathered: dict[tuple[str, int], tuple[Row, list[str]]] = {}
    for row, name in faults:
        _, names = gathered.setdefault((str(row["_file"]), int(row["_line"])), (row, []))
        if name not in names:
            names.append(name)
    return list(gathered.values())


def and_more(names: Sequence[str], noun: str) -> str:
    """Name the first and count the others: `A`, `A and 1 more region`, `A and 3 more regions`."""
    others = len(names) - 1
    return names[0] if not others else f"{names[0]} and {others} more {noun}{'s' if others > 1 else ''}"


def row_of_effect(instance: Instance, process: str, commodity: str, sign: int) -> Row:
    """Return the row by which a process brings (sign 1) or takes (-1) a commodity: of recipes, else of returns."""
    for name in ("recipes", "returns"):
        frame = instance.tables[name]
        rows = frame[frame["process"].isin([process, STAR]) & frame["commodity"].isin([commodity, STAR])]
        rows = rows[np.sign(rows["amount"]) == sign]
        if len(rows):
            return row_behind(rows, {"process": process, "commodity": commodity}, "amount")
    raise LookupError(f"no row says what {process} does to {commodity}")

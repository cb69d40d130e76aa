"""What follows from the schema alone: blank cells, bounds, references, and keys that stand twice."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from model.instance.problems import Problem, nearest
from model.instance.schema import STAR, TABLES, Column, Table

Tables = Mapping[str, pd.DataFrame]
_NUMERIC = ("number", "whole", "year")


def check_tables(tables: Tables, present: Collection[str], broken: Collection[str] = ()) -> Iterator[Problem]:
    """Yield every fault that one row, or rows of the same key, show against the schema.

    present: tables that the instance has, be it without rows; broken: tables that could not be read, what is missing
    in them is not told again.
    """
    known = _known_ids(tables, broken)
    for table in TABLES:
        frame = tables[table.name]
        if table.required and table.name not in (*present, *broken):
            yield Problem(f"{table.name}.csv", "is missing: an instance needs this table")
        if frame.empty:
            continue
        for column in table.columns:
            yield from _blank_cells(frame, table, column)
            if column.kind in _NUMERIC:
                yield from _out_of_bounds(frame, column)
            if column.refers:
                yield from _unknown_ids(frame, column, known)
        yield from _doubles(frame, table)


def bound_fault(column: Column, value: float) -> str | None:
    """Return what is wrong with a number against the bounds of its column, None where nothing is."""
    if column.low is not None and value < column.low:
        return f"has to be {column.low:g} or more"
    if column.above is not None and value <= column.above:
        return f"has to be above {column.above:g}"
    if column.high is not None and value > column.high:
        return f"has to be {column.high:g} or less"
    if column.below is not None and value >= column.below:
        return f"has to be below {column.below:g}"
    return None


def _known_ids(tables: Tables, broken: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the ids that a cell may refer to, by what it refers to; nothing of what a broken table would name."""
    known = {
        table.name: tuple(dict.fromkeys(i for i in tables[table.name][table.keys[0].name] if i not in (STAR, "")))
        for table in TABLES
    }
    groups = tuple(dict.fromkeys(group for group in tables["regions"]["group"] if group))
    known = {**known, "groups": groups, "places": ("nation", *groups, *known["regions"])}
    lost = {*broken, *(("groups", "places") if "regions" in broken else ())}
    # A table whose ids could not be read at all would make every reference to it a fault.
    lost |= {table.name for table in TABLES if len(tables[table.name]) and not known[table.name]}
    return {target: ids for target, ids in known.items() if target not in lost}


def _blank_cells(frame: pd.DataFrame, table: Table, column: Column) -> Iterator[Problem]:
    """Yield blank cells that have to be filled; a text of a yearly table once for the rows of its key."""
    if not column.required:
        return
    values = frame[column.name]
    blank = values.isna() if column.kind in _NUMERIC else values == ""
    if table.yearly and column not in table.keys and column.kind not in _NUMERIC and blank.any():
        keys = [key.name for key in table.keys]
        filled = (~blank).groupby([frame[key] for key in keys]).transform("any")
        starred = np.logical_or.reduce([(frame[key] == STAR).to_numpy() for key in keys]) & ~blank.to_numpy()
        blank = blank & ~filled if not starred.any() else blank & False
    for file, line in zip(frame.loc[blank, "_file"], frame.loc[blank, "_line"], strict=True):
        yield Problem(file, "is blank: fill it in", int(line), column.name)


def _out_of_bounds(frame: pd.DataFrame, column: Column) -> Iterator[Problem]:
    if (column.low, column.above, column.high, column.below) == (None, None, None, None):
        return
    values = frame[column.name]
    low, high = values.min(), values.max()
    if all(math.isnan(value) or bound_fault(column, value) is None for value in (low, high)):
        return
    for value, file, line in zip(values, frame["_file"], frame["_line"], strict=True):
        cure = None if math.isnan(value) else bound_fault(column, value)
        if cure:
            yield Problem(file, cure, int(line), column.name, f"{value:g}")


def _unknown_ids(frame: pd.DataFrame, column: Column, known: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    if any(target not in known for target in column.refers):
        return
    ids = dict.fromkeys(i for target in column.refers for i in known[target])
    allowed = {*ids, "", *((STAR,) if column.wildcard else ())}
    unknown = frame[~frame[column.name].isin(allowed)]
    what = " or ".join(target for target in column.refers)
    for (name, file), rows in unknown.groupby([column.name, "_file"], sort=False):
        hint = nearest(str(name), ids) or (f" ({what}: {', '.join(list(ids)[:8])}{' ...' if len(ids) > 8 else ''})")
        more = f"; so in {len(rows)} rows of this table" if len(rows) > 1 else ""
        first = int(rows["_line"].iloc[0])
        yield Problem(str(file), f"is not in {what}{hint}{more}", first, column.name, str(name))


def _doubles(frame: pd.DataFrame, table: Table) -> Iterator[Problem]:
    """Yield rows that stand twice, and columns filled both by a row without a year and by rows with one."""
    if table.added:
        return
    keys = [key.name for key in table.keys]
    whole = [*keys, *(("year",) if table.yearly else ())]
    yield from _same_rows(frame, whole)
    if not table.yearly or frame["year"].isna().all() or frame["year"].notna().all():
        return
    for ids, rows in frame[frame.duplicated(keys, keep=False)].groupby(keys, sort=False):
        timeless = rows["year"].isna()
        if timeless.any() and not timeless.all():
            yield from _two_ways(", ".join(str(i) for i in ids), rows, table)


def _same_rows(frame: pd.DataFrame, keys: list[str]) -> Iterator[Problem]:
    repeated = frame[frame.duplicated(keys, keep=False)]
    for _, rows in repeated.groupby(keys, sort=False, dropna=False):
        first, *others = rows.to_dict("records")
        for row in others:
            ids = ", ".join(_shown(row[key]) for key in keys if _is_filled(row[key]))
            cure = f"{ids} stands already in {first['_file']}:{first['_line']}: keep one row"
            yield Problem(str(row["_file"]), cure, int(row["_line"]), keys[0], str(row[keys[0]]))


def _two_ways(ids: str, rows: pd.DataFrame, table: Table) -> Iterator[Problem]:
    timeless = rows["year"].isna()
    always, yearly = (rows[mask].to_dict("records") for mask in (timeless, ~timeless))
    for column in table.values:
        for row in yearly:
            clash = next((other for other in always if _is_filled(other[column.name])), None)
            if clash is not None and _is_filled(row[column.name]):
                there = f"{clash['_file']}:{clash['_line']}"
                cure = f"{ids} has {column.name} without a year in {there} and here with one: keep one way"
                yield Problem(str(row["_file"]), cure, int(row["_line"]), column.name, _shown(row[column.name]))
                break


def _is_filled(value: object) -> bool:
    return not (value is None or value == "" or (isinstance(value, float) and math.isnan(value)))


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)

"""Which rows of a table an edit means, and why it means none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from model.instance.editing.filters import NUMBERS, Filter, Flags, filter_cells, make_filters
from model.instance.editing.shape import Edit, cell_text
from model.instance.editing.years import KEY, ROW, key_numbers, unclear_rows, write_out
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import STAR, Table

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Selection:
    """A table, written out by year where the edit asks for it, and which of its rows the edit means."""

    frame: pd.DataFrame
    meant: Flags


def select(edit: Edit, table: Table, tables: Tables, years: tuple[int, ...], log: ProblemLog) -> Selection | None:
    """Return the rows that an edit means, None after noting what is wrong.

    A filter on `year` of a table with interpolated years acts on the yearly values: each key with a match is written
    out for every year of the horizon and of its own rows; other keys stay as written.
    """
    frame = tables[table.name]
    filters = make_filters(edit, table, frame, log)
    if filters is None:
        return None
    by_year = table.yearly and any(one.name == "year" for one in filters)
    if by_year and not years:
        edit.complain(log, "an edit by year needs sound `years` in instance.yaml", "where", column="year")
        return None
    found = _by_year(edit, table, frame, filters, years, log) if by_year else _plain(frame, table, filters)
    if found is None:
        return None
    if not found.meant.any():
        edit.complain(log, _why_none(table, tables, filters, years), "where", column="where", value=_where(edit))
        return None
    return found if _check_items(edit, table, tables, filters, found, log) else None


def _plain(frame: pd.DataFrame, table: Table, filters: tuple[Filter, ...]) -> Selection:
    return Selection(frame, _meets(frame, table, filters))


def _meets(frame: pd.DataFrame, table: Table, filters: tuple[Filter, ...]) -> Flags:
    met = np.ones(len(frame), dtype=bool)
    for name, cells in filter_cells(frame, table, filters).items():
        met &= next(one for one in filters if one.name == name).meets(cells)
    return met


def _by_year(
    edit: Edit, table: Table, frame: pd.DataFrame, filters: tuple[Filter, ...], years: tuple[int, ...], log: ProblemLog
) -> Selection | None:
    """Write out the keys in which some year meets every filter, and select in what then stands there."""
    numbered = frame.assign(**{ROW: np.arange(len(frame)), KEY: key_numbers(frame, table)})
    keys = {column.name for column in table.keys}
    candidates = numbered[_meets(frame, table, tuple(one for one in filters if one.name in keys))]
    written = write_out(candidates, table, years)
    if written.empty:
        return Selection(frame, np.zeros(len(frame), dtype=bool))
    meant = _meets(written, table, filters)
    changed = np.unique(written[KEY].to_numpy()[meant])
    unclear = unclear_rows(candidates[np.isin(candidates[KEY], changed)], table).drop_duplicates(KEY)
    for file, line in zip(unclear["_file"], unclear["_line"], strict=True):
        cure = "fill a column by one row without a year or by rows with distinct years; then edit it by year"
        edit.complain(log, f"{file}:{line}: {cure}", "where", "year", column="year")
    if len(unclear):
        return None
    kept = written[np.isin(written[KEY], changed)].assign(_meant=meant[np.isin(written[KEY], changed)])
    others = numbered[~np.isin(numbered[KEY], changed)].assign(_meant=False)
    whole = pd.concat([part for part in (others, kept) if len(part)], ignore_index=True)
    whole = whole.sort_values(ROW, kind="stable", ignore_index=True)
    return Selection(whole.drop(columns=[ROW, KEY, "_meant"]), whole["_meant"].to_numpy(dtype=bool))


def _check_items(
    edit: Edit, table: Table, tables: Tables, filters: tuple[Filter, ...], found: Selection, log: ProblemLog
) -> bool:
    """Tell whether every item of every list is met by a row of its own; one that only `*` covers is an error."""
    before = len(log.errors)
    for one in filters:
        if len(one.items) < 2:
            continue
        others = tuple(other for other in filters if other is not one)
        cells = filter_cells(found.frame, table, (one,))[one.name]
        near = _meets(found.frame, table, others)
        for item in one.items:
            if not (one.meets_item(item, cells) & near).any():
                _complain_of_item(edit, table, tables, one, item, others, log)
    return len(log.errors) == before


def _complain_of_item(
    edit: Edit, table: Table, tables: Tables, one: Filter, item: object, others: tuple[Filter, ...], log: ProblemLog
) -> None:
    alone = Filter(one.name, one.kind, (item,))
    frame = tables[table.name]
    starred = _starred_row(frame, table, (alone, *(o for o in others if not _is_year(o, table))))
    known = _known(table, tables, one.name)
    say = partial(edit.complain, log, column=one.name, value=cell_text(item))
    is_known = one.kind in NUMBERS or str(item) in known
    if is_known and starred:
        say(_only_star(starred), "where", one.name)
    elif is_known:
        say("meets no row: the edit does nothing for it", "where", one.name, warning=True)
    else:
        say(f"meets no row{nearest(str(item), known)}: take it out", "where", one.name)


def _why_none(table: Table, tables: Tables, filters: tuple[Filter, ...], years: tuple[int, ...]) -> str:
    """Say why no row is meant: a word that is nowhere, ids that only a row with `*` covers, or years outside."""
    frame = tables[table.name]
    if frame.empty:
        return f"matches no row: {table.name} has none"
    undated = tuple(one for one in filters if not _is_year(one, table))
    for one in undated:
        known = _known(table, tables, one.name)
        strange = [str(item) for item in one.items if one.kind not in NUMBERS and str(item) not in known]
        if strange and not _any_meets(frame, table, (one,)):
            return f"matches no row: {one.name} is nowhere {strange[0]}{nearest(strange[0], known)}"
    starred = _starred_row(frame, table, undated)
    if starred and not _any_meets(frame, table, undated):
        return _only_star(starred)
    if len(undated) < len(filters) and _any_meets(frame, table, undated):
        return f"matches no row: the years run from {years[0]} to {years[-1]}"
    for one in undated:
        if not _any_meets(frame, table, (one,)):
            return f"matches no row: none has this {one.name}"
    return f"matches no row of {table.name}: each filter meets some, all of them together meet none"


def _any_meets(frame: pd.DataFrame, table: Table, filters: tuple[Filter, ...]) -> bool:
    return bool(_meets(frame, table, filters).any())


def _starred_row(frame: pd.DataFrame, table: Table, filters: tuple[Filter, ...]) -> str:
    """Name the first row that meets every filter once `*` counts as every id, "" where there is none."""
    met = np.ones(len(frame), dtype=bool)
    for name, cells in filter_cells(frame, table, filters).items():
        met &= next(one for one in filters if one.name == name).covered(cells)
    first = frame[met]
    return f"{first['_file'].iloc[0]}:{first['_line'].iloc[0]}" if len(first) else ""


def _only_star(row: str) -> str:
    return f"only a row with * covers it ({row}): add a row that names the id first, or use the pattern *"


def _known(table: Table, tables: Tables, name: str) -> set[str]:
    """Return the words of a column and the ids of the tables that it refers to."""
    known = set(map(str, tables[table.name][name]))
    for column in table.columns:
        if column.name == name:
            for other in column.refers:
                if other in tables and len(tables[other]):
                    known |= set(map(str, tables[other].iloc[:, 0]))
    return known - {STAR, ""}


def _is_year(one: Filter, table: Table) -> bool:
    return table.yearly and one.name == "year"


def _where(edit: Edit) -> str:
    shown = [f"{name}: {value if isinstance(value, list) else cell_text(value)}" for name, value in edit.where.items()]
    return "{" + ", ".join(shown) + "}"

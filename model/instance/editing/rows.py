"""What an edit does to the rows of a table: scale, set, drop or add."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.instance.draft import RawTable
from model.instance.editing.filters import Flags
from model.instance.editing.selection import Selection, Tables, select
from model.instance.editing.shape import Edit, cell_text, is_number, is_plain
from model.instance.problems import ProblemLog, nearest
from model.instance.read import ReadContext, read_table
from model.instance.schema import Table

SAMPLE, WIDEST = 3, 40


@dataclass(frozen=True)
class Change:
    """The table after an edit, how many rows it changed, and the first cells of each column before and after."""

    frame: pd.DataFrame
    rows: int
    sample: Mapping[str, tuple[str, ...]]


def edit_rows(
    edit: Edit, table: Table, tables: Tables, years: tuple[int, ...], context: ReadContext, log: ProblemLog
) -> Change | None:
    """Return what an edit makes of a table, None after noting what is wrong."""
    if edit.action == "add":
        return _add(edit, table, tables[table.name], context, log)
    selection = select(edit, table, tables, years, log)
    if selection is None:
        return None
    if edit.action == "drop":
        return _drop(table, selection)
    if edit.action == "scale":
        return _scale(edit, table, selection, log)
    return _set(edit, table, selection, context, log)


def _scale(edit: Edit, table: Table, selection: Selection, log: ProblemLog) -> Change | None:
    frame, meant = selection.frame.copy(), selection.meant
    scalable = {column.name: column for column in table.columns if column.kind in ("number", "whole")}
    before, sample = len(log.errors), {}
    for name, factor in edit.what.items():
        if name not in scalable:
            cure = f"no column of numbers in {table.name}{nearest(str(name), scalable)}: it has {', '.join(scalable)}"
            edit.complain(log, cure, "scale", name, column=str(name), value=cell_text(factor))
        elif not is_number(factor) or not np.isfinite(factor):
            edit.complain(log, "has to be a number, the factor", "scale", name, column=name, value=cell_text(factor))
        else:
            cells = frame[name].to_numpy(dtype=float, copy=True)
            scaled = np.where(meant, cells * factor, cells)
            if scalable[name].kind == "whole" and (np.mod(scaled[meant & ~np.isnan(scaled)], 1) != 0).any():
                edit.complain(log, "has to stay whole: use `set`", "scale", name, column=name, value=factor)
            if np.isnan(cells[meant]).all():
                cure = "is blank in every row that is meant: blank stays blank, the edit changes nothing"
                edit.complain(log, cure, "scale", name, column=name, value=factor, warning=True)
            frame[name] = scaled
            sample[name] = _sample(cells[meant], scaled[meant])
    return _changed(edit, frame, meant, sample) if len(log.errors) == before else None


def _set(edit: Edit, table: Table, selection: Selection, context: ReadContext, log: ProblemLog) -> Change | None:
    """Read the new cells as those of a file are read; the other cells of a row tell what its units are."""
    frame, meant = selection.frame.copy(), selection.meant
    before = len(log.errors)
    for name, value in edit.what.items():
        if not is_plain(value):
            edit.complain(log, "has to be one value (null: the default)", "set", name, column=str(name))
    if len(log.errors) > before:
        return None
    kin = _kin(frame, table, meant)
    read = read_table(_with_new_cells(edit, table, frame[kin], meant[kin]), table, context, log)
    if len(log.errors) > before:
        return None
    sample = {}
    for name in map(_column_name, edit.what):
        if name not in frame:
            frame[name] = pd.Series([""] * len(frame), dtype=object)
        old = frame[name].to_numpy(copy=True)
        new = old.copy()
        new[meant] = read[name].to_numpy()[meant[kin]]
        frame[name] = pd.Series(new, dtype=frame[name].dtype)
        sample[name] = _sample(old[meant], new[meant])
    return _changed(edit, frame, meant, sample)


def _with_new_cells(edit: Edit, table: Table, rows: pd.DataFrame, meant: Flags) -> RawTable:
    """Write rows as text, with the new cells (under headers as in the edit) in those that are meant."""
    replaced = set(map(_column_name, edit.what))
    kept = [column.name for column in table.columns if column.name not in replaced]
    new = tuple(cell_text(value) for value in edit.what.values())
    line = edit.line("set") or 0
    texts = []
    for is_meant, *cells in zip(meant, *(rows[name] for name in kept), strict=True):
        texts.append((line, (*map(_written, cells), *(new if is_meant else [""] * len(new)))))
    return RawTable(edit.document.file, (*kept, *map(str, edit.what)), line, tuple(texts))


def _drop(table: Table, selection: Selection) -> Change:
    dropped = selection.frame[selection.meant]
    frame = selection.frame[~selection.meant].reset_index(drop=True)
    return Change(frame, len(dropped), {"dropped": _keys(dropped, table)})


def _add(edit: Edit, table: Table, frame: pd.DataFrame, context: ReadContext, log: ProblemLog) -> Change | None:
    """Read the new rows as those of a file; a required cell that is missing is found when all rows are checked."""
    before = len(log.errors)
    for position, row in enumerate(edit.what):
        for name in (name for name, value in row.items() if not is_plain(value)):
            edit.complain(log, "has to be one value", "add", position, name, column=str(name))
    if len(log.errors) > before:
        return None
    parts = []
    for names, run in itertools.groupby(enumerate(edit.what), key=lambda item: tuple(item[1])):
        named = set(map(_column_name, names))
        missing = [column.name for column in table.columns if column.required and column.name not in named]
        header = (*(str(name) for name in names), *missing)
        rows = tuple(
            (edit.line("add", position) or 0, (*(cell_text(row[name]) for name in names), *("" for _ in missing)))
            for position, row in run
        )
        parts.append(read_table(RawTable(edit.document.file, header, rows[0][0], rows), table, context, log))
    if len(log.errors) > before:
        return None
    added = pd.concat(parts, ignore_index=True)
    whole = pd.concat([part for part in (frame, added) if len(part)], ignore_index=True)
    free = [name for name in whole.columns if name not in frame.columns or name not in added.columns]
    whole[free] = whole[free].astype(object).where(whole[free].notna(), "")
    return Change(whole, len(added), {"added": _keys(added, table)})


def _changed(edit: Edit, frame: pd.DataFrame, meant: Flags, sample: Mapping[str, tuple[str, ...]]) -> Change:
    """Return the change; the rows that it touched now come from the scenario."""
    frame.loc[meant, "_file"] = edit.document.file
    frame.loc[meant, "_line"] = edit.line() or 0
    return Change(frame, int(meant.sum()), sample)


def _kin(frame: pd.DataFrame, table: Table, meant: Flags) -> Flags:
    """Tell which rows have the key of a row that is meant: one of them may name the commodity for all."""
    keys = pd.MultiIndex.from_frame(frame[[column.name for column in table.keys]])
    return np.asarray(keys.isin(keys[meant]), dtype=bool)


def _column_name(header: object) -> str:
    """Return the name of a column without the unit that its header states."""
    return str(header).split("[")[0].strip()


def _sample(before: NDArray[Any], after: NDArray[Any]) -> tuple[str, ...]:
    """Show the first cells that have changed, the first ones where none has."""
    pairs = zip(before, after, strict=True)
    shown = (f"{_shown(old)} -> {_shown(new)}" for old, new in pairs if _written(old) != _written(new))
    return tuple(itertools.islice(shown, SAMPLE)) or (f"{_shown(before[0])} -> {_shown(after[0])}",)


def _keys(rows: pd.DataFrame, table: Table) -> tuple[str, ...]:
    names = [column.name for column in table.columns if column in table.keys or column.name == "year"]
    first = rows[names].head(SAMPLE).itertuples(index=False, name=None)
    return tuple(" ".join(filter(None, map(_written, row))) for row in first)


def _shown(value: object) -> str:
    """Write a cell for a reader: six digits and a few words are enough."""
    text = _written(value) or "blank"
    if isinstance(value, float) and "." in text:
        return f"{value:.6g}"
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 3]}..."


def _written(value: object) -> str:
    """Write a cell of a typed table as text, so that reading it gives the same cell."""
    if isinstance(value, float) and np.isnan(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return cell_text(value if not isinstance(value, np.generic) else value.item())

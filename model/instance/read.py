"""From cells of text to a typed table in canonical units, by the schema; every fault is noted where it stands."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from model.instance.draft import RawTable
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import FREE_COLUMNS, Column, Table
from model.instance.source import MOST_CELL
from model.instance.units import Money, UnitError, conversion, is_unit

FIRST_YEAR, LAST_YEAR = 0, 9999
"""A case may count its years 1, 2, 3; what lies far off the horizon is a matter of rules/years.py."""
_HEADER = re.compile(r"([^\[\]]*?)\s*(?:\[([^\[\]]*)\])?")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True)
class ReadContext:
    """What a table needs beside its own text: the money of the instance and the units of commodities."""

    money: Money = field(default_factory=Money)
    commodity_units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Heading:
    """One column as it stands in a file: its place, its header and the unit stated there."""

    position: int
    text: str
    column: Column
    unit: str


class CellError(Exception):
    """A cell cannot be read; the message is the cure."""


def read_table(raw: RawTable, table: Table, context: ReadContext, log: ProblemLog) -> pd.DataFrame:
    """Return a table with every column of its schema, the free columns, `_file` and `_line`.

    Ids and text are str (blank: ""), numbers and years float (blank: NaN), yes/no object. A cell that cannot be read
    is noted and taken as blank, so that all faults of a file are told at once.
    """
    headings, free = _headings(raw, table, log)
    rows = _whole_rows(raw, log)
    found: dict[str, Any] = {}
    by_name = {heading.column.name: heading for heading in headings}
    for column in table.columns:
        heading = by_name.get(column.name)
        found[column.name] = _blank(column, len(rows)) if heading is None else _cells(raw, heading, rows, log)
    for position, name in free:
        found[name] = pd.Series([cells[position] for _, cells in rows], dtype=object)
    found["_file"] = pd.Series([raw.file] * len(rows), dtype=object)
    found["_line"] = pd.Series([line for line, _ in rows], dtype=int)
    frame = pd.DataFrame(found)
    for heading in headings:
        if heading.unit:
            _convert(frame, heading, table, context, raw, log)
    return frame


def empty_table(table: Table) -> pd.DataFrame:
    """Return a table without rows."""
    return read_table(RawTable("", (), 1, ()), table, ReadContext(), ProblemLog())


def parse_cell(column: Column, text: str) -> Any:  # noqa: ANN401 - the kind of the column decides
    """Return the value of one cell, None where it is blank; raise CellError with the cure."""
    if len(text) > MOST_CELL:
        raise CellError(f"is longer than {MOST_CELL} characters: shorten it")
    return None if text == "" else _PARSERS[column.kind](column, text)


def _parse_text(column: Column, text: str) -> str:
    if any(ord(letter) < 32 for letter in text):
        raise CellError("holds a line break or a control character: write it in one line")
    return text


def _parse_id(column: Column, text: str) -> str:
    if "*" in text and text != "*":
        raise CellError("`*` stands alone for every one: write the ids out, or `*`")
    if text == "*" and not column.wildcard:
        raise CellError(f"`*` is not allowed here: name each {column.name}")
    return _parse_text(column, text)


def _parse_number(column: Column, text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise CellError(_number_cure(text))
    value = float(text)
    if not math.isfinite(value):
        raise CellError("is too large: write a finite number, or leave the cell blank for none")
    if column.kind == "whole" and not value.is_integer():
        raise CellError("has to be a whole number")
    return value


def _number_cure(text: str) -> str:
    if text.lower().strip("+-") in ("nan", "inf", "infinity", "na", "n/a", "#n/a", "none", "null", "-"):
        return "is no number: write a finite number, or leave the cell blank for none"
    if text.endswith("%"):
        return "write a share such as 0.12, or state the unit in the header: [%]"
    if _NUMBER.fullmatch(text.replace(",", "").replace(" ", "").replace("_", "")):
        return "write the number without separators of thousands, with a point for decimals"
    return "has to be a number"


def _parse_year(column: Column, text: str) -> float:
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not (value.is_integer() and FIRST_YEAR <= value <= LAST_YEAR):
        raise CellError(f"has to be a year from {FIRST_YEAR} to {LAST_YEAR}, such as 2025")
    return value


def _parse_yes(column: Column, text: str) -> bool:
    if text.lower() not in _YES:
        raise CellError("has to be true or false")
    return _YES[text.lower()]


def _parse_choice(column: Column, text: str) -> str:
    if text not in column.choices:
        raise CellError(f"has to be one of {', '.join(column.choices)}{nearest(text, column.choices)}")
    return text


_PARSERS: Mapping[str, Callable[[Column, str], Any]] = {
    "id": _parse_id,
    "text": _parse_text,
    "number": _parse_number,
    "whole": _parse_number,
    "year": _parse_year,
    "yes": _parse_yes,
    "choice": _parse_choice,
}


def _headings(raw: RawTable, table: Table, log: ProblemLog) -> tuple[list[_Heading], list[tuple[int, str]]]:
    """Return the columns of the schema and the free ones that stand in a header."""
    known = {column.name: column for column in table.columns}
    headings: list[_Heading] = []
    free: list[tuple[int, str]] = []
    seen: set[str] = set()
    for position, text in enumerate(raw.header):
        match = _HEADER.fullmatch(text)
        name, unit = (match.group(1), match.group(2) or "") if match else (text, "")
        if name in seen:
            log.add(raw.file, "the column stands twice: keep one of them", line=raw.header_line, column=name)
        elif name in known:
            headings.append(_Heading(position, text, known[name], unit.strip()))
        elif name.startswith(FREE_COLUMNS):
            free.append((position, text))
        else:
            what = "a column has no name" if not name else f"no column of this name in {table.name}"
            hint = nearest(name, known) or f" (columns: {', '.join(known)}; notes begin with {', '.join(FREE_COLUMNS)})"
            log.add(raw.file, what + hint, line=raw.header_line, column=name)
        seen.add(name)
    for column in table.columns:
        if column.required and column.name not in seen and raw.header:
            log.add(raw.file, "the column is missing: add it", line=raw.header_line, column=column.name)
    return headings, free


def _whole_rows(raw: RawTable, log: ProblemLog) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows with as many cells as the header; others are noted (blank cells beyond it are nothing)."""
    width, whole = len(raw.header), []
    for line, cells in raw.rows:
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            whole.append((line, cells[:width]))
        else:
            cure = f"has {len(cells)} cells where the header has {width}: check commas and quotes"
            log.add(raw.file, cure, line=line)
    return whole


def _blank(column: Column, n: int) -> Any:  # noqa: ANN401 - a column of whatever kind
    if column.kind in ("number", "whole", "year"):
        return np.full(n, np.nan)
    return pd.Series([None if column.kind == "yes" else ""] * n, dtype=object)


def _cells(raw: RawTable, heading: _Heading, rows: list[tuple[int, tuple[str, ...]]], log: ProblemLog) -> Any:  # noqa: ANN401
    column = heading.column
    blank: Any = {"number": math.nan, "whole": math.nan, "year": math.nan, "yes": None}.get(column.kind, "")
    values = []
    for line, cells in rows:
        text = cells[heading.position]
        try:
            value = parse_cell(column, text)
        except CellError as error:
            log.add(raw.file, str(error), line=line, column=column.name, value=text)
            value = None
        values.append(blank if value is None else value)
    return np.array(values, dtype=float) if isinstance(blank, float) else pd.Series(values, dtype=object)


def _convert(
    frame: pd.DataFrame, heading: _Heading, table: Table, context: ReadContext, raw: RawTable, log: ProblemLog
) -> None:
    """Turn a column with a unit in its header into canonical units, row by row where the commodity decides."""
    column = heading.column
    if column.kind not in ("number", "whole"):
        cure = f"{column.name} has no unit: write the header without [{heading.unit}]"
        log.add(raw.file, cure, line=raw.header_line, column=column.name, value=heading.text)
        return
    factors: dict[str, float] = {}
    units = _units_of_rows(frame, table, context)
    for unit in dict.fromkeys(units) or ("",):
        try:
            factors[unit] = conversion(column.units, heading.unit, context.money, unit)
        except UnitError as error:
            at = units.index(unit) if unit in units else None
            line = raw.header_line if at is None or not unit else int(frame["_line"].iloc[at])
            log.add(raw.file, str(error), line=line, column=column.name, value=heading.text)
            factors[unit] = 1.0
    with np.errstate(over="ignore"):
        frame[column.name] *= np.array([factors[unit] for unit in units], dtype=float)
    for line in frame.loc[np.isinf(frame[column.name]), "_line"]:
        log.add(raw.file, "is too large in the units of the model", line=int(line), column=column.name)


def _units_of_rows(frame: pd.DataFrame, table: Table, context: ReadContext) -> list[str]:
    """Return the unit of the commodity of each row, "" where the row has none that is known."""
    if table.name == "commodities":
        units = dict(zip(frame["commodity"], frame["unit"], strict=True))
        return [u if u and is_unit(u) else "" for u in (units[c] for c in frame["commodity"])]
    if "commodity" not in frame:
        return [""] * len(frame)
    known = {c: u for c, u in context.commodity_units.items() if u and is_unit(u)}
    named = frame["commodity"]
    if table.yearly and table.name == "markets":
        # A market names its commodity once; rows of later years leave it blank.
        named = named.where(named != "").groupby(frame["market"]).transform("first").fillna("")
    return [known.get(c, "") for c in named]

"""Figures that are not sure: rows of an instance with a low and a high in their notes, or named in the study file.

A table says how far off its numbers may be in `note_low` and `note_high` (of its main number) or, for another column,
`note_low_price` and `note_high_price`, in the unit of that column. Rows that rest on the same `source` are one figure:
they move together.
"""

from __future__ import annotations

import fnmatch
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from model.instance.draft import RawTable
from model.instance.load import Opened
from model.instance.schema import BY_NAME
from model.studies.asked.case import Change
from model.studies.asked.driver import Driver, Move, read_driver
from model.studies.asked.fields import Fields

LOW, HIGH = "note_low", "note_high"
GRADES = ("A", "B", "C", "D")
MAIN = {
    "capacity": "capacity", "demand": "amount", "markets": "price", "recipes": "amount", "lines": "capex",
    "processes": "variable_cost", "sites": "capex_factor", "freight": "cost_per_t_km", "lanes": "cost",
    "curves": "learning_rate", "returns": "amount", "history": "amount", "external": "amount", "impacts": "amount",
    "cost_path": "unit_cost", "commodities": "shortage_price",
}  # fmt: skip
"""The main number of a table, which note_low and note_high are about."""


@dataclass(frozen=True)
class Figure:
    """A figure and what it may be: the change of its low and of its high end.

    size: amount that it moves, for order; each: column, one figure for each of its ids.
    """

    name: str
    grade: str
    low: Change
    high: Change
    span: tuple[float, float]
    driver: Driver | None = None
    size: float = 0.0
    each: str = ""

    def at(self, share: float) -> Change:
        """Return the change at a share of the way from low to high; only where the figure is a number."""
        assert self.driver is not None  # figures that are drawn are numbers
        low, high = self.span
        return Change(edits=self.driver.edits(low + share * (high - low)))


def noted_figures(
    opened: Opened, grades: Collection[str], by: Sequence[str], where: Mapping[str, Any] | None = None
) -> tuple[Figure, ...]:
    """Return the figures that the tables of an instance note, of some grades, largest first.

    by: columns (source, region ...); rows that agree in them are one figure. where: rows that are meant (as in an edit:
    words with *), in tables that have these columns.
    """
    found = []
    for name, raw in opened.source.tables().items():
        raw = _meant(raw, where or {})
        for column in _noted_columns(name, raw):
            found += list(_of_column(name, raw, column, grades, by, opened.draft.tables[name]))
    return tuple(sorted(found, key=lambda figure: -figure.size))


def spread(figure: Figure, opened: Opened) -> tuple[Figure, ...]:
    """Return a figure for each id of the column that it names; the figure itself where it names none."""
    if not figure.each or figure.driver is None:
        return (figure,)
    found: dict[str, Driver] = {}
    for move in figure.driver.moves:
        frame = opened.draft.tables.get(move.table)
        ids = [] if frame is None or figure.each not in frame else _ids(frame, move.where, figure.each)
        for word in ids:
            one = replace(move, where={**move.where, figure.each: word})
            found[word] = Driver(figure.name, (*(found[word].moves if word in found else ()), one))
    return tuple(
        replace(_of_driver(f"{figure.name} {word}", figure.grade, driver, figure.span, figure.size), each="")
        for word, driver in found.items()
    )


def _ids(frame: pd.DataFrame, where: Mapping[str, Any], column: str) -> list[str]:
    rows = frame
    for name, words in where.items():
        rows = rows[[_is_meant(str(cell), words) for cell in rows[name]]] if name in rows else rows
    return [str(word) for word in dict.fromkeys(rows[column])]


def _meant(raw: RawTable, where: Mapping[str, Any]) -> RawTable:
    at = {header: k for k, header in enumerate(raw.header)}
    if not where.keys() <= at.keys():
        return replace(raw, rows=())
    rows = tuple(row for row in raw.rows if all(_is_meant(row[1][at[name]], words) for name, words in where.items()))
    return replace(raw, rows=rows)


def _is_meant(cell: str, words: object) -> bool:
    return any(fnmatch.fnmatchcase(cell, str(word)) for word in (words if isinstance(words, list) else [words]))


def read_figures(fields: Sequence[Fields]) -> tuple[Figure, ...]:
    """Return the figures that a study file names, each with its low and high: values of a driver, or two scenarios."""
    found = []
    for part in fields:
        name, grade = part.text("name", "figure"), part.text("grade")
        if part.has("scenarios"):
            words = part.texts("scenarios")
            if len(words) != 2:
                part.fault("scenarios", "has to name two: [nameplate-low, nameplate-high]")
            else:
                found.append(Figure(name, grade, Change(words[0]), Change(words[1]), (0.0, 0.0)))
        else:
            low, high, each = part.number("low", 1.0), part.number("high", 1.0), part.text("each")
            driver = read_driver(part, name)
            if low >= high:
                part.fault("low", "has to be below `high`")
            elif driver is not None:
                found.append(replace(_of_driver(name, grade, driver, (low, high), 0.0), each=each))
        part.refuse_unknown()
    return tuple(found)


def _noted_columns(name: str, raw: RawTable) -> Iterator[tuple[str, str, str]]:
    """Yield column, low and high column, as headers are written."""
    headers = {header.split("[")[0].strip(): header for header in raw.header}
    for column in BY_NAME[name].values:
        endings = [f"_{column.name}", *([""] if MAIN.get(name) == column.name else [])]
        for ending in endings:
            low, high = f"{LOW}{ending}", f"{HIGH}{ending}"
            if column.name in headers and low in headers and high in headers:
                yield headers[column.name], headers[low], headers[high]
                break


def _of_column(
    name: str,
    raw: RawTable,
    columns: tuple[str, str, str],
    grades: Collection[str],
    by: Sequence[str],
    frame: pd.DataFrame,
) -> Iterator[Figure]:
    at = {header: k for k, header in enumerate(raw.header)}
    keys = [key for key in by if key in at]
    sums: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for _, cells in raw.rows:
        numbers = [_number(cells[at[column]]) for column in columns]
        grade = cells[at["confidence"]] if "confidence" in at else ""
        if grade not in grades or any(number is None for number in numbers) or not numbers[0]:
            continue
        of_group = sums[(grade, *(cells[at[key]] for key in keys))]
        for k, number in enumerate(numbers):
            of_group[k] += number or 0.0
    for (grade, *values), (central, low, high) in sums.items():
        where: dict[str, Any] = {**dict(zip(keys, values, strict=True)), "confidence": grade}
        if central and low < high and _is_there(frame, where):
            yield _figure(
                name, columns[0].split("[")[0].strip(), where, (low / central, high / central), abs(high - low)
            )


def _is_there(frame: pd.DataFrame, where: Mapping[str, str]) -> bool:
    """Tell whether a scenario has left a row of a figure."""
    return bool(np.logical_and.reduce([frame[key].astype(str) == value for key, value in where.items()]).any())


def _figure(table: str, column: str, where: Mapping[str, Any], span: tuple[float, float], size: float) -> Figure:
    driver = Driver(f"{table}.{column}", (Move(table, where, "scale", (column,), None),))
    words = " ".join(str(value) for key, value in where.items() if key != "confidence")
    return _of_driver(f"{table} {column}: {words}", str(where["confidence"]), driver, span, size)


def _of_driver(name: str, grade: str, driver: Driver, span: tuple[float, float], size: float) -> Figure:
    low, high = (Change(edits=driver.edits(value)) for value in span)
    return Figure(name, grade, low, high, span, driver, size)


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None

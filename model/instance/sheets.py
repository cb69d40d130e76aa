"""The sheets of an .xlsx workbook as cells of text, read within bounds; what cannot be trusted is a fault.

A date, an error value or a formula whose value is not stored in the file is told with its sheet and row.
"""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from model.instance.problems import ProblemLog

MOST_BYTES = 64 * 1024 * 1024
MOST_PARTS = 2_000
MOST_ROWS = 1_000_000
MOST_COLUMNS = 1_000
_DATES = (datetime.date, datetime.time, datetime.timedelta)
_Cell = tuple[int, int]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name in messages (`china.xlsx!markets`), and each row with its number and its cells as text."""

    file: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def filled(self) -> list[tuple[int, tuple[str, ...]]]:
        """Return the rows that are not blank, cells trimmed."""
        trimmed = ((row, tuple(cell.strip() for cell in cells)) for row, cells in self.rows)
        return [(row, cells) for row, cells in trimmed if any(cells)]


def read_sheets(path: Path, log: ProblemLog) -> Mapping[str, Sheet]:
    """Return every sheet by name; none after noting why the file cannot be read."""
    has_formulas = _look_inside(path, log)
    if has_formulas is None:
        return {}
    try:
        with warnings.catch_warnings():
            # openpyxl warns of decoration it does not know; cells are all that is read here.
            warnings.simplefilter("ignore")
            formulas = _formulas(path) if has_formulas else {}
            return _sheets(path, formulas, log)
    except Exception:  # openpyxl raises errors of many kinds over broken files
        log.add(path.name, "cannot be read as a workbook: open it and save it again as .xlsx")
        return {}


def cell_text(value: object) -> str:
    """Write the value of a cell as a table in text has it: 0.1 as 0.1, 2025.0 as 2025, truth as true or false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _look_inside(path: Path, log: ProblemLog) -> bool | None:
    """Tell whether there are formulas, None after noting why the file should not be opened at all."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MOST_BYTES or len(parts) > MOST_PARTS:
                log.add(path.name, f"unpacks to more than {MOST_BYTES // 2**20} MiB: keep large tables in a folder")
                return None
            has_formulas = False
            for part in parts:
                content = archive.read(part) if part.filename.endswith((".xml", ".rels")) else b""
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    log.add(path.name, "declares entities, which no workbook needs: save it again as .xlsx")
                    return None
                has_formulas |= b"<f>" in content or b"<f " in content
            return has_formulas
    except (OSError, ValueError, NotImplementedError, RuntimeError, zipfile.BadZipFile, EOFError):
        log.add(path.name, "is no .xlsx workbook (or is locked by a password): save it again as .xlsx")
        return None


def _sheets(path: Path, formulas: Mapping[str, set[_Cell]], log: ProblemLog) -> dict[str, Sheet]:
    found = {}
    for name, rows in _cells(path, data_only=True):
        file = f"{path.name}!{name}"
        kept = []
        for number, row in rows:
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                cure = f"has more than {MOST_ROWS:,} rows or {MOST_COLUMNS:,} columns: keep large tables in a folder"
                log.add(file, cure, line=number)
                break
            cells = tuple(_text(cell, file, (number, k), formulas.get(name, set()), log) for k, cell in enumerate(row))
            kept.append((number, cells))
        found[name] = Sheet(file, tuple(kept))
    return found


def _text(cell: Any, file: str, at: _Cell, formulas: set[_Cell], log: ProblemLog) -> str:  # noqa: ANN401 - openpyxl's
    cure = _fault(cell, is_formula=at in formulas)
    if not cure:
        return cell_text(cell.value)
    log.add(file, cure, line=at[0], column=f"column {at[1] + 1}", value=cell_text(cell.value))
    return ""


def _fault(cell: Any, *, is_formula: bool) -> str:  # noqa: ANN401 - a cell of openpyxl
    if cell.data_type == "e":
        return "is an error value: correct the cell"
    if isinstance(cell.value, _DATES):
        return "is a date: write a plain number or text, and format the cell as such"
    if cell.value is None and is_formula:
        return "is a formula without a stored value: open and save the file in Excel, or write the value"
    return ""


def _formulas(path: Path) -> dict[str, set[_Cell]]:
    """Return the places of formulas by sheet."""
    return {
        name: {(number, k) for number, row in rows for k, cell in enumerate(row) if cell.data_type == "f"}
        for name, rows in _cells(path, data_only=False)
    }


def _cells(path: Path, *, data_only: bool) -> Iterator[tuple[str, Iterator[tuple[int, tuple[Any, ...]]]]]:
    book = openpyxl.load_workbook(path, read_only=True, data_only=data_only, keep_links=False)
    try:
        for sheet in book.worksheets:
            # The size that a file states for a sheet may be wrong, or wrong on purpose.
            sheet.reset_dimensions()
            yield sheet.title, enumerate(sheet.iter_rows(), start=1)
    finally:
        book.close()

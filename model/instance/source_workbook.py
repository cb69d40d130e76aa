"""A workbook as the source of an instance: one sheet a table, and its documents as text.

    instance             key, value: one row a key; nested values (years, currencies, solver ...) as YAML in the cell
    policies             text: policies.yaml, one row a line
    scenarios, studies   name, text: one row a line of NAME.yaml

In messages, `china.xlsx!markets:7` is row 7 of the sheet `markets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.instance.documents import parse_document
from model.instance.draft import Document, RawTable
from model.instance.draft import Path as Place
from model.instance.problems import ProblemLog, nearest
from model.instance.scenarios import is_name
from model.instance.schema import BY_NAME, FREE_COLUMNS
from model.instance.settings import SETTINGS
from model.instance.sheets import Sheet, read_sheets
from model.instance.source import FOLDERS, Folder

INSTANCE, POLICIES = "instance", "policies"
HEADERS = {INSTANCE: ("key", "value"), POLICIES: ("text",), **dict.fromkeys(FOLDERS, ("name", "text"))}
TEXT_KEYS = tuple(key.name for key in SETTINGS if key.kind == "text")
Lines = list[tuple[int, str]]


def read_workbook(path: Path, log: ProblemLog) -> Folder:
    """Return the tables and documents of a workbook; what is wrong with a sheet is noted in the log."""
    return source_of(path.stem, read_sheets(path, log), log)


def source_of(workbook: str, sheets: Mapping[str, Sheet], log: ProblemLog) -> Folder:
    """Return the tables and documents that stand in sheets."""
    raw: dict[str, RawTable] = {}
    documents: dict[str, Document] = {}
    for name, sheet in sheets.items():
        if name in BY_NAME:
            table = _table(sheet, log)
            raw |= {} if table is None else {name: table}
        elif name == INSTANCE:
            documents[INSTANCE] = _settings(sheet, log)
        elif name in HEADERS:
            for document, lines in texts_of(name, sheet, log).items():
                parsed = _parsed(f"{sheet.file}{document.removeprefix(name)}", lines, log)
                documents |= {} if parsed is None else {document: parsed}
        elif not name.startswith(FREE_COLUMNS):
            known = (*BY_NAME, *HEADERS)
            cure = (
                f"is no table of an instance{nearest(name, known)}: rename the sheet (or begin with note), or delete it"
            )
            log.add(sheet.file, cure)
    return Folder(workbook, raw, documents)


def texts_of(name: str, sheet: Sheet, log: ProblemLog) -> dict[str, Lines]:
    """Return the lines of every document in a sheet, each with its row: `policies`, or `scenarios/NAME` and so on."""
    found: dict[str, Lines] = {}
    for row, cells in _below_header(name, sheet, log):
        document = name
        if name in FOLDERS:
            word = cells[0].strip()
            if not any(cells):
                continue
            if not is_name(word):
                cure = "has to be a plain name in every row: letters, digits, - and _"
                log.add(sheet.file, cure, line=row, column="name", value=word)
                continue
            document = f"{name}/{word}"
        found.setdefault(document, []).extend((row, line) for line in cells[-1].split("\n"))
    return found


def _table(sheet: Sheet, log: ProblemLog) -> RawTable | None:
    rows = sheet.filled()
    if not rows:
        log.add(sheet.file, "is empty: write a header row, or delete the sheet")
        return None
    (header_row, header), *below = rows
    width = max(k + 1 for k, cell in enumerate(header) if cell)
    padded = tuple((row, cells + ("",) * (width - len(cells))) for row, cells in below)
    return RawTable(sheet.file, header[:width], header_row, padded)


def _below_header(name: str, sheet: Sheet, log: ProblemLog) -> list[tuple[int, tuple[str, ...]]]:
    """Return the rows under the header of the sheet of a document, as wide as the header."""
    wanted = HEADERS[name]
    filled = sheet.filled()
    if not filled:
        return []
    row, header = filled[0]
    if header[: len(wanted)] != wanted:
        log.add(sheet.file, f"has to begin with the columns {', '.join(wanted)}: write that header", line=row)
        return []
    blank = ("",) * len(wanted)
    return [(at, (cells + blank)[: len(wanted)]) for at, cells in sheet.rows if at > row]


def _settings(sheet: Sheet, log: ProblemLog) -> Document:
    data: dict[str, Any] = {}
    lines: dict[Place, int] = {(): 1}
    for row, (key, value) in _below_header(INSTANCE, sheet, log):
        key, value = key.strip(), value.strip(" ")
        if not key and not value:
            continue
        if not key or key in data:
            cure = "stands twice: keep one row" if key else "has no key: write one, or clear the row"
            log.add(sheet.file, cure, line=row, column=key, value="" if key else value)
            continue
        lines[key,] = row
        data[key] = _value(sheet.file, row, key, value, log)
    return Document(sheet.file, data, lines)


def _value(file: str, row: int, key: str, text: str, log: ProblemLog) -> Any:  # noqa: ANN401 - YAML is untyped
    """Read a value as instance.yaml would have it; texts stand as they are."""
    if text == "":
        return None
    if key in TEXT_KEYS or key.startswith(FREE_COLUMNS):
        return text
    parsed = _parsed(file, [(row, f"value: {text}")], log)
    return None if parsed is None else parsed.data["value"]


def _parsed(file: str, lines: Lines, log: ProblemLog) -> Document | None:
    """Return a document from its lines, with the rows of the sheet as its line numbers."""
    own = ProblemLog()
    parsed = parse_document(file, "\n".join(line for _, line in lines), own)
    rows = [row for row, _ in lines]
    for fault in own.problems:
        log.problems.append(replace(fault, line=None if fault.line is None else _row(rows, fault.line)))
    if parsed is None:
        return None
    return Document(file, parsed.data, {place: _row(rows, line) for place, line in parsed.lines.items()})


def _row(rows: list[int], line: int) -> int:
    return rows[min(line, len(rows)) - 1]

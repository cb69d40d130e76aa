"""A folder of an instance as one workbook, and back: the same tables, the same documents, the same numbers.

Numbers become numbers and text stays text, also where it begins with = + - or @. Comments in instance.yaml are lost.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from model.instance.draft import RawTable
from model.instance.problems import InstanceError, Problem, ProblemLog
from model.instance.schema import BY_NAME, TABLES, Table
from model.instance.sheets import MOST_ROWS, cell_text, read_sheets
from model.instance.source import FOLDERS, read_folder
from model.instance.source_workbook import HEADERS, INSTANCE, POLICIES, Lines, source_of, texts_of

MOST_CELL = 32_767
WIDEST = 60
Cell = str | float | bool | None
Rows = list[list[Cell]]
_NUMERIC = ("number", "whole", "year")
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def to_workbook(folder: Path, file: Path) -> None:
    """Write an instance's folder as one .xlsx; raise InstanceError when a file cannot be read or does not fit."""
    log = ProblemLog()
    source = read_folder(folder, log)
    log.stop_if_any()
    sheets = {table.name: _table_rows(table, source.raw[table.name]) for table in TABLES if table.name in source.raw}
    document = source.document(INSTANCE)
    data = document.data if document is not None and isinstance(document.data, Mapping) else {}
    texts: dict[str, Rows] = {INSTANCE: [[str(key), _value_cell(value)] for key, value in data.items()]}
    if source.document(POLICIES) is not None:
        texts[POLICIES] = [[line] for line in _lines(folder / f"{POLICIES}.yaml")]
    for kind in FOLDERS:
        texts[kind] = [[name, line] for name in source.names(kind) for line in _lines(folder / kind / f"{name}.yaml")]
    sheets |= {name: [list(HEADERS[name]), *rows] for name, rows in texts.items() if rows}
    _refuse_what_does_not_fit(sheets)
    _whole(file, lambda draft: _write_workbook(sheets, draft))


def to_folder(file: Path, folder: Path) -> None:
    """Write a workbook as an instance's folder; raise InstanceError when a sheet cannot be read."""
    log = ProblemLog()
    sheets = read_sheets(file, log)
    source = source_of(file.stem, sheets, log)
    log.stop_if_any()
    texts: dict[str, Lines] = {}
    for kind in (POLICIES, *FOLDERS):
        texts |= texts_of(kind, sheets[kind], log) if kind in sheets else {}

    def write(draft: Path) -> None:
        draft.mkdir()
        for name, table in source.raw.items():
            _write_csv(table, draft / f"{name}.csv")
        document = source.document(INSTANCE)
        if document is not None:
            (draft / f"{INSTANCE}.yaml").write_text(_dump(document.data), encoding="utf-8")
        for name, lines in texts.items():
            (draft / name).parent.mkdir(exist_ok=True)
            text = "\n".join(line for _, line in lines).rstrip("\n") + "\n"
            (draft / f"{name}.yaml").write_text(text, encoding="utf-8")

    _whole(folder, write)


def _table_rows(table: Table, raw: RawTable) -> Rows:
    kinds = {column.name: column.kind for column in table.columns}
    of_column = [kinds.get(header.split("[")[0].strip(), "text") for header in raw.header]
    rows = [[_cell(kind, text) for kind, text in zip(of_column, cells, strict=False)] for _, cells in raw.rows]
    return [list(raw.header), *rows]


def _cell(kind: str, text: str) -> Cell:
    """Return a number or a truth where the column holds such and nothing is lost by it, else the text."""
    if kind == "yes" and text in ("true", "false"):
        return text == "true"
    if kind in _NUMERIC and text:
        try:
            number = float(text)
        except ValueError:
            return text
        # A workbook keeps sixteen digits; the few numbers that need more stay text, which reads the same.
        return number if float(f"{number:.16G}") == number else text
    return text or None


def _value_cell(value: object) -> Cell:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        return value if float(f"{value:.16G}") == value else repr(value)
    return yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, allow_unicode=True, width=1e9
    ).strip()


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").rstrip("\n").split("\n")


def _refuse_what_does_not_fit(sheets: Mapping[str, Rows]) -> None:
    problems = []
    for name, rows in sheets.items():
        if len(rows) > MOST_ROWS:
            problems.append(Problem(name, f"has more than {MOST_ROWS:,} rows, too many for a sheet: keep the folder"))
        for number, row in enumerate(rows, start=1):
            if any(isinstance(cell, str) and len(cell) > MOST_CELL for cell in row):
                cure = f"holds a text of more than {MOST_CELL:,} characters, too long for a cell: shorten it"
                problems.append(Problem(name, cure, number))
    if problems:
        raise InstanceError(problems)


def _write_workbook(sheets: Mapping[str, Rows], file: Path) -> None:
    with xlsxwriter.Workbook(str(file), _OPTIONS) as book:
        head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        # As text, what somebody types into the cell later stays what it is, `- {name: norm}` and `1-2` included.
        plain = book.add_format({"num_format": "@"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, bool):
                        sheet.write_boolean(r, c, cell)
                    elif isinstance(cell, str):
                        sheet.write_string(r, c, cell, plain if r else head)
                    elif cell is not None:
                        sheet.write_number(r, c, cell)
            for c, width in enumerate(_widths(rows)):
                sheet.set_column(c, c, width, None if name in BY_NAME else plain)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rows) - 1, 0), len(rows[0]) - 1)


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    return [min(WIDEST, 2 + max(_width(row[c]) for row in rows if c < len(row))) for c in range(len(rows[0]))]


def _width(cell: Cell) -> int:
    """Return how many letters wide a cell is; Chinese letters count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in cell_text(cell))


def _write_csv(table: RawTable, file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows(cells[: len(table.header)] for _, cells in table.rows)


class _Dumper(yaml.SafeDumper):
    """Writes texts so that they are read as texts."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # PyYAML takes 1e6 for a word, the reader of documents takes it for a number.
    style = '"' if text[:1] in tuple("+-.0123456789") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def _dump(data: Any) -> str:  # noqa: ANN401 - YAML is untyped
    return yaml.dump(data, Dumper=_Dumper, default_flow_style=None, sort_keys=False, allow_unicode=True, width=110)


def _whole(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file or folder beside the target, then put it in place: whole or not at all."""
    if target.exists():
        raise InstanceError([Problem(str(target), "exists already: give a name that is free")])
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        write(room / target.name)
        (room / target.name).replace(target)
    finally:
        shutil.rmtree(room, ignore_errors=True)

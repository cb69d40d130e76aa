"""A folder as the source of an instance: which files it has, and their text."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from model.instance.documents import parse_document
from model.instance.draft import Document, RawTable, Source
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import BY_NAME

MOST_BYTES = 64 * 1024 * 1024
MOST_CELL = 10_000
FOLDERS = ("scenarios", "studies")
DOCUMENTS = ("instance", "policies")


@dataclass(frozen=True)
class Folder:
    """The tables and documents of a folder, read once; what is wrong with a file is in the log."""

    name: str
    raw: Mapping[str, RawTable] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)

    def tables(self) -> Mapping[str, RawTable]:
        """Return every table by name."""
        return self.raw

    def document(self, name: str) -> Document | None:
        """Return a document by name, None where there is none."""
        return self.documents.get(name)

    def names(self, folder: str) -> tuple[str, ...]:
        """List the documents of a folder in order."""
        prefix = f"{folder}/"
        return tuple(sorted(name.removeprefix(prefix) for name in self.documents if name.startswith(prefix)))


def open_source(path: Path, log: ProblemLog) -> Source:
    """Return the folder or workbook behind a path; what cannot be read is noted in the log."""
    if path.is_dir():
        return read_folder(path, log)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        from model.instance.source_workbook import read_workbook

        return read_workbook(path, log)
    what = "is neither a folder nor an .xlsx workbook" if path.exists() else "does not exist"
    known = [p.name for p in path.parent.iterdir() if p.is_dir()] if path.parent.is_dir() else []
    log.add(str(path), f"{what}: name the folder of an instance{nearest(path.name, known)}")
    return Folder(path.name)


def read_folder(path: Path, log: ProblemLog) -> Folder:
    """Read every file of a folder that belongs to an instance; other files (notes, scripts) are left alone."""
    raw: dict[str, RawTable] = {}
    documents: dict[str, Document] = {}
    for file in sorted(path.iterdir()):
        if file.suffix == ".csv" and file.stem in BY_NAME:
            text = _text(path, file, log)
            table = None if text is None else parse_table(file.name, text, log)
            if table is not None:
                raw[file.stem] = table
        elif file.suffix == ".csv":
            log.add(file.name, f"is no table of an instance: rename or move it{nearest(file.stem, BY_NAME)}")
        elif file.suffix in (".yaml", ".yml"):
            _read_top_document(path, file, documents, log)
        elif file.name in FOLDERS and file.is_dir():
            for inner in sorted(file.iterdir()):
                if inner.suffix == ".yaml":
                    _add_document(path, inner, f"{file.name}/{inner.stem}", documents, log)
                elif inner.suffix == ".yml":
                    log.add(f"{file.name}/{inner.name}", f"is not read: rename it to {inner.stem}.yaml")
    return Folder(path.resolve().name, raw, documents)


def _read_top_document(path: Path, file: Path, documents: dict[str, Document], log: ProblemLog) -> None:
    if file.suffix == ".yaml" and file.stem in DOCUMENTS:
        _add_document(path, file, file.stem, documents, log)
    elif file.stem in DOCUMENTS:
        log.add(file.name, f"is not read: rename it to {file.stem}.yaml")
    else:
        log.add(
            file.name,
            "is no document of an instance: scenarios go into scenarios/, studies into studies/"
            + nearest(file.stem, DOCUMENTS),
        )


def _add_document(path: Path, file: Path, name: str, documents: dict[str, Document], log: ProblemLog) -> None:
    text = _text(path, file, log)
    document = None if text is None else parse_document(file.relative_to(path).as_posix(), text, log)
    if document is not None:
        documents[name] = document


def _text(folder: Path, file: Path, log: ProblemLog) -> str | None:
    """Return the text of a file inside the folder, or note why it cannot be had."""
    name = file.relative_to(folder).as_posix()
    try:
        if not file.resolve().is_relative_to(folder.resolve()):
            log.add(name, "leads out of the folder of the instance: copy the file into it")
            return None
        if not file.is_file():
            log.add(name, "is no file: an instance is made of plain files")
            return None
        if file.stat().st_size > MOST_BYTES:
            log.add(name, f"is larger than {MOST_BYTES // 2**20} MiB: split the instance")
            return None
        content = file.read_bytes()
    except OSError as error:
        log.add(name, f"cannot be read ({error.strerror or 'error of the file system'}): check its permissions")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        log.add(name, "is not UTF-8 here: save the file as UTF-8 (in Excel: CSV UTF-8)", line=line)
        return None
    if "\0" in text:
        log.add(name, "holds a NUL character: save it as plain text", line=text[: text.index("\0")].count("\n") + 1)
        return None
    return text


def parse_table(file: str, text: str, log: ProblemLog) -> RawTable | None:
    """Return the cells of a CSV text, trimmed; blank lines are passed over. None after noting what is wrong."""
    if not text.strip():
        log.add(file, "is empty: write a header line, or delete the file")
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: tuple[str, ...] | None = None
    header_line, rows, before = 1, [], 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            trimmed = tuple(cell.strip() for cell in cells)
            if not any(trimmed):
                continue
            if header is None:
                header, header_line = trimmed, line
            else:
                rows.append((line, trimmed))
    except csv.Error as error:
        log.add(file, f"is broken here ({error}): check the quotes", line=before + 1)
        return None
    if header is None:
        log.add(file, "has no header line: write one, or delete the file")
        return None
    if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        log.add(file, "separates cells by semicolons or tabs: save it with commas", line=header_line)
        return None
    return RawTable(file, header, header_line, tuple(rows))

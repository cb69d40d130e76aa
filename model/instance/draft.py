"""What stands between reading and checking: raw tables, marked YAML documents, and typed tables with their origin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class RawTable:
    """A table as text: cells as they were written, blank ones as "".

    file: as messages show it (`markets.csv`, `china.xlsx!markets`); rows: (line in that file, cells).
    """

    file: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Document:
    """A YAML document as plain data, with the line of every value by its path of keys and positions."""

    file: str
    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, *path: str | int) -> int | None:
        """Return the line of a value, that of the nearest value around it where its own is not known."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


class Source(Protocol):
    """A folder or a workbook: where the tables and documents of an instance come from."""

    @property
    def name(self) -> str:
        """Name of the folder or file, for messages."""

    def tables(self) -> Mapping[str, RawTable]:
        """Return every table by name."""

    def document(self, name: str) -> Document | None:
        """Return a document: `instance`, `policies`, `scenarios/slow-demand`, `studies/threshold`."""

    def names(self, folder: str) -> tuple[str, ...]:
        """List the names of the documents in `scenarios` or `studies`."""


@dataclass(frozen=True)
class Draft:
    """An instance as read: every table typed, in canonical units, not yet checked across rows.

    settings: the keys of instance.yaml as written; tables: every table of the schema (an absent one is empty) with
    its columns, `_file` and `_line`, as model/instance/instance.py says; policies: the items of policies.yaml.
    origin: the documents that settings and policies came from.
    """

    settings: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    policies: tuple[Mapping[str, Any], ...] = ()
    origin: Mapping[str, Document] = field(default_factory=dict)

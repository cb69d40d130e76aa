"""Tables of the instance: rows are added one by one and written with the facts behind their numbers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from instances.china.make.ledger import Figure

GRADES = "ABCD"


class Table:
    """One CSV file: the columns of the format, then note, source and confidence."""

    def __init__(self, name: str, *columns: str) -> None:
        self.name = name
        self.columns = (*columns, "note", "source", "confidence")
        self.rows: list[dict[str, Any]] = []

    def add(self, *, note: str = "", source: str = "", confidence: str = "", **cells: Any) -> None:
        """Add a row; source and confidence are those of the facts in its cells unless given.

        The grade of a row is the worst of its facts. A row without any fact states how the chain is wired.
        """
        unknown = set(cells) - set(self.columns)
        if unknown:
            raise ValueError(f"{self.name} has no column {sorted(unknown)}")
        facts: dict[str, str] = {}
        for cell in cells.values():
            if isinstance(cell, Figure):
                facts |= cell.facts
        row = {column: "" if cells.get(column) is None else cells.get(column, "") for column in self.columns}
        row["note"] = note
        row["source"] = source or "; ".join(facts) or "structure of the chain"
        row["confidence"] = confidence or (max(facts.values(), key=GRADES.index) if facts else "A")
        self.rows.append(row)

    def write(self, folder: Path) -> None:
        """Write the table."""
        with (folder / f"{self.name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns)
            for row in self.rows:
                writer.writerow([_text(row[column]) for column in self.columns])


def _text(cell: Any) -> str:
    if isinstance(cell, Figure):
        return f"{cell.value:.6g}"
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return str(cell)

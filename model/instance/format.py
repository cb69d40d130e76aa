"""instances/FORMAT.md, made from the schema: `python -m model.instance.format` writes it, a test keeps it true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from model.instance import format_words as words
from model.instance.policies import QUANTITIES, Quantity
from model.instance.schema import TABLES, Column, Table
from model.instance.settings import SETTINGS

FILE = Path(__file__).parents[2] / "instances" / "FORMAT.md"


def format_text() -> str:
    """Return the text of FORMAT.md."""
    parts = [
        words.OPENING,
        words.CONVENTIONS,
        _units(),
        words.KINDS,
        words.SETTINGS,
        _grid(("key", "kind", "default", "allowed", "meaning"), map(_setting_row, SETTINGS)),
        words.TABLES,
        _grid(("table", "needed", "what it says"), map(_index_row, TABLES)),
        *map(_table, TABLES),
        words.POLICIES,
        _grid(("quantity", "counts", "filters", "impact as weight"), map(_quantity_row, QUANTITIES)),
        words.SCENARIOS,
        words.STUDIES,
        words.CLOSING,
    ]
    return "\n".join(parts)


def _units() -> str:
    lines = [f"- {what}: {', '.join(f'`{unit}`' for unit in units)}" for what, units in words.UNITS]
    return "\n".join(["Units that a header may state, also with `thousand`, `million` or `billion` before them:", "",
                      *lines, "- money: `CNY`, or a currency of `currencies` in instance.yaml", ""])  # fmt: skip


def _index_row(table: Table) -> tuple[str, ...]:
    first = re.split(r"(?<=[^.]\.) ", table.help)[0].rstrip(".")
    return f"[{table.name}](#{table.name})", "yes" if table.required else "", first


def _table(table: Table) -> str:
    facts = ["needed" if table.required else "", "rows may have a year" if table.yearly else ""]
    said = "; ".join(filter(None, facts))
    columns = _grid(
        ("column", "kind", "unit", "default", "allowed", "meaning"),
        (_column_row(table, column) for column in table.columns),
    )
    note = [words.NOTES[table.name], ""] if table.name in words.NOTES else []
    head = [f"### {table.name}", "", table.help + (f" *({said[0].upper()}{said[1:]}.)*" if said else ""), ""]
    return "\n".join([*head, *note, columns])


def _column_row(table: Table, column: Column) -> tuple[str, ...]:
    name = f"**{column.name}**" if column in table.keys else column.name
    help = column.help + (" (at build)" if column.at_build else "")
    return name, column.kind, _unit(column), _default(column), _allowed(column), help


def _setting_row(key: Column) -> tuple[str, ...]:
    return key.name, key.kind, _default(key), _allowed(key), key.help


def _quantity_row(quantity: Quantity) -> tuple[str, ...]:
    impact = {"": "", "freight": "of freight"}.get(quantity.impact, f"of a {quantity.impact}")
    return quantity.name, quantity.help, ", ".join(quantity.filters), impact


def _unit(column: Column) -> str:
    """Write the units of a column; a share has none worth naming."""
    shown = [unit.replace("money", "million CNY") for unit in column.units if unit != "1"]
    return " or ".join(shown)


def _default(column: Column) -> str:
    if column.required:
        return "needed"
    if column.default in (None, ""):
        return ""
    if isinstance(column.default, bool):
        return str(column.default).lower()
    return f"{column.default:g}" if isinstance(column.default, float) else str(column.default)


def _allowed(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    star = ["`*`"] if column.wildcard else []
    if column.refers:
        return ", ".join([f"an id of {' or '.join(column.refers)}", *star])
    return ", ".join([*filter(None, [_bounds(column)]), *star])


def _bounds(column: Column) -> str:
    low = f"{column.low:g}" if column.low is not None else ""
    high = f"{column.high:g}" if column.high is not None else ""
    if low and high:
        return f"{low} to {high}"
    parts = [
        f"{low} or more" if low else "",
        f"above {column.above:g}" if column.above is not None else "",
        f"{high} or less" if high else "",
        f"below {column.below:g}" if column.below is not None else "",
    ]
    return ", ".join(filter(None, parts))


def _grid(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    FILE.write_text(format_text(), encoding="utf-8")

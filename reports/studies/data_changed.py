"""What data differ between the plans that are compared."""

from __future__ import annotations

from reports.picture import Picture, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text

COLUMNS = ("run", "table", "row", "column", "a", "b")
TOPIC = Text("Data that differ", "数据差异")


def data_changed(study: StudyAnswer) -> Picture:
    """Return every setting, row and cell that differs from the first plan."""
    table = study.table("data", COLUMNS)[list(COLUMNS)]
    # What stands in a cell is shown as text: numbers, names and settings are mixed.
    table = table.assign(**{column: [_cell(value) for value in table[column]] for column in ("a", "b")})
    if table.empty:
        why = Text("The data are the same, or what differed cannot be said any more.", "数据相同，或差异已无法查明。")
        return nothing("data_changed", TOPIC, why, COLUMNS)
    count, tables = len(table), table["table"].nunique()
    return Picture(
        "data_changed",
        TOPIC,
        Text(f"{count:,} settings, rows and cells differ, in {tables} tables", f"{tables}张表中有{count:,}项不同"),
        Text("a: the first plan; b: the other.", "a：首个方案；b：另一方案。"),
        ("data",),
        table,
    )


def _cell(value: object) -> str:
    return "" if value != value else f"{value:.10g}" if isinstance(value, float) else str(value)

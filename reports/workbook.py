"""Pictures as an Excel workbook: contents, pivots with charts, and a tidy table for each picture.

Nothing in it is executable: text that looks like a formula or a link stays text. Equal runs give equal bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from reports.colours import CATEGORIES, OTHER
from reports.picture import Picture
from reports.pivots import UNIT, Pivot, Plan, pivots
from reports.stored import Stored
from reports.text import Text, same

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CREATED = datetime(2000, 1, 1)
"""A fixed date in the properties of the file, so that equal runs give equal bytes."""
MOST_ROWS, MOST_BARS = 200_000, 40
WIDEST, WRAPPED, A4 = 48, 70, 9
HEADS = (Text("sheet", "工作表"), Text("what it says", "内容"), Text("units and what counts", "单位与口径"))
CHARTS = {"stacked": {"type": "column", "subtype": "stacked"}, "bar": {"type": "column"}, "line": {"type": "line"}}
ACROSS, TITLE_LETTERS, ACROSS_LETTERS = 7, 80, 120
"""The last column that title and note run over, and the letters of each that fit a line there."""
FIRST_ROW = 3
"""Rows of a sheet above its table: title, what counts, a blank one."""


def write_workbook(path: Path, stored: Stored, pictures: Sequence[Picture], plans: Sequence[Plan]) -> None:
    """Write contents, pivots with their charts, then the tidy tables of the pictures that have any rows."""
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": stored.head.name.en, "created": CREATED})
        formats = {
            "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 13, "text_wrap": True, "valign": "top"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "#,##0.0##"}),
            "share": book.add_format({"num_format": "0.0%"}),
        }
        sheets = _Sheets(book, formats)
        made = pivots(stored, pictures, plans)
        sheets.contents(stored, made, pictures)
        for pivot in made:
            sheets.pivot(pivot)
        for picture in pictures:
            if not picture.is_empty:
                sheets.tidy(picture)


class _Sheets:
    """Adds sheets to a workbook, each with frozen headers, printed on A4."""

    def __init__(self, book: Any, formats: Mapping[str, Any]) -> None:  # noqa: ANN401 - xlsxwriter has no types
        self._book = book
        self._formats = formats

    def _sheet(self, name: str, title: str, about: str, frozen: tuple[int, int]) -> Any:  # noqa: ANN401
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        # Over several columns: a line that runs on would make the printed page as wide as itself.
        sheet.merge_range(0, 0, 0, ACROSS, title, self._formats["title"])
        sheet.merge_range(1, 0, 1, ACROSS, about, self._formats["wrap"])
        sheet.set_row(0, 20 * (1 + len(title.encode("utf-8")) // TITLE_LETTERS))
        sheet.set_row(1, 15 * (1 + len(about.encode("utf-8")) // ACROSS_LETTERS))
        sheet.freeze_panes(*frozen)
        return sheet

    def contents(self, stored: Stored, made: Sequence[Pivot], pictures: Sequence[Picture]) -> None:
        """Add the first sheet: what it is about, and what each sheet says."""
        about = _both(stored.head.about + same(f" · {stored.record['status']}"))
        sheet = self._sheet("Contents", _both(stored.head.name), about, (FIRST_ROW + 1, 1))
        for column, head in enumerate(HEADS):
            sheet.write_string(FIRST_ROW, column, _both(head), self._formats["head"])
        rows = [(pivot.name, _both(pivot.title), "") for pivot in made]
        rows += [(_tidy_name(p) if not p.is_empty else "–", _both(p.title), _both(p.note)) for p in pictures]
        for k, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(FIRST_ROW + 1 + k, column, text, self._formats["wrap"])
            # Chinese letters are twice as wide, and a row does not grow by itself everywhere.
            lines = max(math.ceil(len(text.encode("utf-8")) / WRAPPED) for text in row)
            sheet.set_row(FIRST_ROW + 1 + k, 15 * max(1, lines))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 2, WRAPPED)

    def pivot(self, pivot: Pivot) -> None:
        """Add a pivot and its chart."""
        unit = "" if pivot.is_share else ", ".join(dict.fromkeys(pivot.table[UNIT]))
        frozen = (FIRST_ROW + 1, pivot.labels + 1)
        sheet = self._sheet(pivot.name, _both(pivot.title), unit, frozen)
        self._table(sheet, pivot.table, self._formats["share" if pivot.is_share else "number"])
        chart = self._book.add_chart(CHARTS[pivot.chart])
        for series in _by_column(pivot) if pivot.by_column else _by_row(pivot):
            chart.add_series(series)
        # A point that was not solved for one of the lines does not cut it.
        chart.show_blanks_as("span")
        chart.set_title({"name": _both(pivot.title), "name_font": {"size": 12}})
        chart.set_size({"width": 900, "height": 420})
        sheet.insert_chart(FIRST_ROW + len(pivot.table) + 3, 0, chart)

    def tidy(self, picture: Picture) -> None:
        """Add the tidy table of a picture, with a filter on its header."""
        shown = picture.table.head(MOST_ROWS)
        left = len(picture.table) - len(shown)
        about = _both(picture.note) + (f" ({left} rows left out)" if left else "")
        sheet = self._sheet(_tidy_name(picture), _both(picture.title), about, (FIRST_ROW + 1, 0))
        self._table(sheet, shown, self._formats["number"])
        sheet.autofilter(FIRST_ROW, 0, FIRST_ROW + len(shown), len(shown.columns) - 1)

    def _table(self, sheet: Any, table: pd.DataFrame, number: Any) -> None:  # noqa: ANN401
        """Write a header and rows: numbers as numbers, text as text, nothing where there is none."""
        for column, name in enumerate(table.columns):
            head, values = str(name), table[name].tolist()
            if head.isdigit():
                sheet.write_number(FIRST_ROW, column, int(head), self._formats["head"])
            else:
                sheet.write_string(FIRST_ROW, column, head, self._formats["head"])
            for row, value in enumerate(values, start=FIRST_ROW + 1):
                _write(sheet, row, column, value, None if head == "year" else number)
            sheet.set_column(column, column, _width(head, values))


def _by_row(pivot: Pivot) -> Iterator[dict[str, Any]]:
    """Yield a series for each row that a chart can show."""
    first, last = pivot.labels + 1, len(pivot.table.columns) - 1
    for k, position in enumerate(pivot.charted):
        row = FIRST_ROW + 1 + position
        name: Any = [pivot.name, row, 0]
        if pivot.labels > 1:
            words = " · ".join(str(word) for word in pivot.table.iloc[position, : pivot.labels])
            # A name that begins like a formula, or has the sign of another sheet in it, would be a reference.
            words = words.replace("!", "\uff01")
            name = f"'{words}" if words.startswith("=") else words
        yield {
            "name": name,
            "categories": [pivot.name, FIRST_ROW, first, FIRST_ROW, last],
            "values": [pivot.name, row, first, row, last],
            **_look(pivot, k),
        }


def _by_column(pivot: Pivot) -> Iterator[dict[str, Any]]:
    """Yield a series for each column of numbers, over the first rows."""
    first, last = FIRST_ROW + 1, FIRST_ROW + min(len(pivot.table), MOST_BARS)
    for k, column in enumerate(range(pivot.labels + 1, len(pivot.table.columns))):
        yield {
            "name": [pivot.name, FIRST_ROW, column],
            "categories": [pivot.name, first, 0, last, pivot.labels - 1],
            "values": [pivot.name, first, column, last, column],
            **_look(pivot, k),
        }


def _look(pivot: Pivot, k: int) -> dict[str, Any]:
    colour = CATEGORIES[k] if k < len(CATEGORIES) else OTHER
    return {"line": {"color": colour, "width": 2}} if pivot.chart == "line" else {"fill": {"color": colour}}


def _write(sheet: Any, row: int, column: int, value: object, number: Any) -> None:  # noqa: ANN401
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        if math.isfinite(value):
            sheet.write_number(row, column, value, number)
    elif value is not None and value is not pd.NA and value != "":
        sheet.write_string(row, column, str(value))


def _width(head: str, values: list[object]) -> int:
    texts = [len(str(value)) for value in values[:500] if isinstance(value, str)]
    return min(WIDEST, max(10, len(head) + 2, *texts, 0))


def _tidy_name(picture: Picture) -> str:
    return f"data {picture.name}"[:31]


def _both(text: Text) -> str:
    """Return a text in both languages."""
    return text.en if text.en == text.zh else f"{text.en} / {text.zh}"

"""Pieces of HTML: words in both languages, cards of figures, small tables and the head of the page. All is escaped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import pandas as pd

from reports.picture import Picture
from reports.stored import Head, Stored
from reports.text import Text, capital, in_unit, same, say
from reports.words import number, price_unit, share

MOST_ROWS = 20
NAMED = {"region": "regions", "line": "lines", "process": "processes", "commodity": "commodities", "largest": "regions"}
"""Columns of ids, and the labels their names are in."""
WORDS = ("component", "part", "kind", "stage", "status", "figure", "sense", "row")
"""Columns of words that have a translation; other text is shown as it is."""
FINE = (
    "dearer", "none_dearer", "full_dearer", "distance", "largest_share", "largest_three", "premium_share",
)  # fmt: skip
"""Columns of shares that may be very small, written in per cent."""
TINY = ("worst", "tolerance")
BARE = ("share", "relative")
"""Units that are not written: a share is in per cent, a relative difference has none."""


def in_both(text: Text) -> str:
    """Return words as HTML that shows the language of the page."""
    if text.en == text.zh:
        return f"<bdi>{escape(text.en)}</bdi>"
    return f'<span lang="en">{escape(text.en)}</span><span lang="zh">{escape(text.zh)}</span>'


def title_bar(head: Head, pictures: Sequence[Picture]) -> str:
    """Return the head of the page: what it is about, the language switch and links to the pictures."""
    links = "".join(f'<a href="#{escape(p.name)}">{in_both(p.topic)}</a>' for p in pictures)
    return (
        f"<header><div><h1>{in_both(head.name)}</h1><p>{in_both(head.about)}</p></div>"
        '<button type="button" id="language"><span lang="en">中文</span><span lang="zh">English</span></button>'
        f"</header><nav>{links}</nav>"
    )


def cards(table: pd.DataFrame) -> str:
    """Return figures as cards: one for each figure, the first and the last year where it is yearly."""
    found = []
    for (figure, item), rows in table.groupby(["figure", "item"], sort=False):
        unit = str(rows["unit"].iloc[0])
        values = " → ".join(dict.fromkeys(_number(float(value), unit) for value in rows["value"]))
        years = " → ".join(str(year) for year in rows["year"] if year)
        name = capital(say(str(figure)))
        if item:
            name = name + Text(f" ({say(str(item)).en})", f"（{say(str(item)).zh}）")
        shown = "" if unit in BARE else in_both(in_unit(unit))
        found.append(
            f'<div class="card"><span class="name">{in_both(name)}</span><span class="value">{escape(values)} '
            f'<small>{shown}</small></span><span class="years">{escape(years)}</span></div>'
        )
    return f'<div class="cards">{"".join(found)}</div>'


def small_table(stored: Stored, table: pd.DataFrame) -> str:
    """Return the first rows of a table, numbers and words as people read them."""
    head = "".join(f"<th>{in_both(capital(say(str(column))))}</th>" for column in table.columns)
    rows = []
    for row in table.head(MOST_ROWS).to_dict("records"):
        cells = (_cell(stored, str(column), value, str(row.get("unit", ""))) for column, value in row.items())
        rows.append(f"<tr>{''.join(cells)}</tr>")
    left = len(table) - MOST_ROWS
    more = in_both(Text(f"and {left} more rows in the CSV", f"其余{left}行见CSV")) if left > 0 else ""
    return f'<div class="rows"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>{more}</div>'


def _cell(stored: Stored, column: str, value: object, unit: str) -> str:
    if isinstance(value, bool):
        return f"<td>{in_both(Text('yes', '是') if value else Text('no', '否'))}</td>"
    if column in NAMED:
        # An id of digits alone is read as a number.
        return f"<td>{in_both(stored.title(NAMED[column], str(value)))}</td>"
    if isinstance(value, float):
        shown = share(value) if column == "share" else _number(value, unit if column == "value" else "")
        shown = f"{number(100.0 * value)}%" if column in FINE and not math.isnan(value) else shown
        shown = f"{value:.1e}" if column in TINY and not math.isnan(value) else shown
        # A year that some rows do not have is read as 2025.0.
        shown = f"{value:.0f}" if column == "year" and not math.isnan(value) else shown
        return f'<td class="number">{shown}</td>'
    if isinstance(value, int):
        return f'<td class="number">{value if column == "year" else f"{value:,}"}</td>'
    if column == "unit":
        return f"<td>{in_both(in_unit(price_unit(str(value))))}</td>"
    return f"<td>{in_both(say(str(value)) if column in WORDS else same(str(value)))}</td>"


def _number(value: float, unit: str) -> str:
    if math.isnan(value):
        return "–"
    if unit == "share":
        return share(value)
    if unit == "relative":
        return f"{value:.1e}"
    return f"{value:,.0f}" if not unit and value == round(value) else number(value)

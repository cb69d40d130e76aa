"""A tidy table on the terminal: numbers to the right, a few rows, and how many more there are."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from rich.table import Table
from rich.text import Text

MOST = 12


def printed(title: str, frame: pd.DataFrame, formats: Mapping[str, str], most: int = MOST) -> Table:
    """Return the columns of `formats`, in its order, under their names; "" writes a cell as it stands.

    A format is one of str.format, such as {:.1%}; a column that a frame does not have is left out.
    """
    names = [name for name in formats if name in frame]
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False, box=None)
    for name in names:
        is_number = pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])
        table.add_column(Text(name.replace("_", " ")), justify="right" if is_number else "left")
    for row in frame[names].head(most).itertuples(index=False, name=None):
        table.add_row(*(Text(_cell(value, formats[name])) for name, value in zip(names, row, strict=True)))
    if len(frame) > most:
        table.caption = f"and {len(frame) - most:,} more rows"
        table.caption_justify = "left"
    return table


def _cell(value: object, form: str) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return ""
    return form.format(value) if form else str(value)

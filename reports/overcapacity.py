"""The utilisation report, for the terminal: the norm of 50 % is marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.studies.measures.utilisation import NORM
from reports.printed import printed

MARK = "▼"
CAPITAL = {"name": "", "stage": "", "closed": "{:,.4g}", "idle": "{:,.4g}", "unit": "", "due_per_year": "{:,.0f}",
           "unpaid": "{:,.0f}"}  # fmt: skip


def overcapacity(found: pd.DataFrame, by: Sequence[str], years: Sequence[int], money: str) -> Iterator[RenderableType]:
    """Yield, for each grouping, utilisation of standing capacity by year, and the capital idle in the last of them."""
    yield Text(f"Utilisation of standing capacity; {MARK} under the norm of {NORM:.0%}", style="bold")
    for name in by:
        rows = found[(found["by"] == name) & found["year"].isin(years)]
        cells = rows.assign(cell=[_cell(share) for share in rows["on_standing"]])
        table = cells.pivot_table(index=["name", "stage"], columns="year", values="cell", aggfunc="first", sort=False)
        table.columns = pd.Index([str(year) for year in table.columns])
        formats = dict.fromkeys(["name", "stage", *table.columns], "")
        yield printed(f"By {name}", table.reset_index(), formats, most=60)
    last = found[(found["by"] == by[0]) & (found["year"] == years[-1]) & (found["unpaid"] > 0)]
    if len(last):
        yield printed(f"Closed and idle in {years[-1]}, and what is left to pay on it, {money}", last, CAPITAL, most=60)


def _cell(share: float) -> str:
    if share != share:
        return ""
    return f"{share:.0%}{MARK if share < NORM else ' '}"

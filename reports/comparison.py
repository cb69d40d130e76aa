"""Plans side by side, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.studies.compare import Comparison
from reports.printed import printed
from reports.spelled import names_of, spelled_out

MONEY, AMOUNT = "{:,.1f}", "{:,.3g}"
CHANGES = {
    "kind": "", "line": "", "region": "", "to_region": "", "amount": AMOUNT, "unit": "", "year_a": "{:.1f}",
    "year_b": "{:.1f}",
}  # fmt: skip
LEVELS = {"item": "", "region": "", "year": "", "a": "{:,.4g}", "b": "{:,.4g}", "difference": "{:+,.4g}", "unit": ""}
SHARES = {**LEVELS, "a": "{:.1%}", "b": "{:.1%}", "difference": "{:+.1%}"}
BRIDGE = {"component": "", "a": MONEY, "b": MONEY, "difference": "{:+,.1f}", "avoidable": "{:+,.1f}"}
DATA = {"table": "", "row": "", "column": "", "a": "", "b": ""}


def comparison(found: Comparison, record: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Yield what differs from A to B: the plants, the cost bridge, prices, utilisation, and the data behind it.

    record: run.json of A, for names and money.
    """
    names = names_of(record)
    yield Text(f"A: {found.names[0]}   B: {found.names[1]}   (a difference is B less A)", style="bold")
    yield from parts({
        "changes": spelled_out(found.changes, names),
        "bridge": with_total(found.bridge),
        "prices": spelled_out(found.prices, names),
        "utilisation": spelled_out(found.utilisation, names),
        "data": None if found.data is None else spelled_out(found.data, names),
    }, record["money"])  # fmt: skip


def parts(tables: dict[str, pd.DataFrame | None], money: str) -> Iterator[RenderableType]:
    """Yield the tables of a comparison that say something."""
    changes = tables["changes"]
    assert changes is not None
    largest = changes.reindex(changes["amount"].abs().sort_values(ascending=False, kind="stable").index)
    yield printed("Plants, largest change first", largest, CHANGES) if len(changes) else Text("No plant differs.")
    yield printed(f"Cost bridge, {money}, discounted", _frame(tables["bridge"]), BRIDGE, most=30)
    for name, title, formats in (
        ("prices", "Marginal costs, largest difference first", LEVELS),
        ("utilisation", "Utilisation of standing capacity, largest difference first", SHARES),
    ):
        frame = _frame(tables[name])
        yield printed(title, frame, formats, most=8) if len(frame) else Text(f"{title.split(',')[0]}: nothing differs.")
    yield _data(tables["data"])


def with_total(bridge: pd.DataFrame) -> pd.DataFrame:
    """Return the bridge with its sum, which is the difference of the objectives."""
    numbers = ["a", "b", "difference", "avoidable"]
    total = pd.DataFrame([["total", *(bridge[name].sum() for name in numbers)]], columns=["component", *numbers])
    return pd.concat([bridge, total], ignore_index=True)


def _data(data: pd.DataFrame | None) -> RenderableType:
    if data is None:
        return Text("What data differed cannot be said: an instance is gone, or has changed since its run.")
    if not len(data):
        return Text("The data are the same.")
    return printed(f"Data that differ: {len(data):,} settings, rows and cells", data, DATA)


def _frame(table: pd.DataFrame | None) -> pd.DataFrame:
    assert table is not None  # only the data may be unknown
    return table

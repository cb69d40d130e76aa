"""Capacity of a stored run in one table: a row for each line, region and year, with what the line and region are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

Tables = Mapping[str, pd.DataFrame]
Record = Mapping[str, Any]
TABLES = ("utilisation", "capacity", "idle", "duals")
"""The tables of a run that cells are made from."""
INDEX = ["line", "region", "year"]
IDLE = ("closed", "idle", "due_per_year", "unpaid_closed", "unpaid_idle")
ATTRIBUTES = ("line", "region", "group", "stage", "owner", "generation")


def make_cells(record: Record, tables: Tables) -> pd.DataFrame:
    """Return the cells of a run.

    used, open_capacity, standing, nameplate: as in `utilisation`; given: nameplate of the data alone; closed, idle and
    their capital as in `idle`; worth: what one more unit of open capacity would save per year, undiscounted.
    """
    cells = with_labels(
        tables["utilisation"][[*INDEX, "used", "open_capacity", "standing", "nameplate", "unit"]], record
    )
    keys = pd.MultiIndex.from_frame(cells[INDEX])
    capacity = tables["capacity"]
    given = capacity[capacity["status"] != "new"].groupby(INDEX)["nameplate"].sum()
    cells["given"] = given.reindex(keys).fillna(0.0).to_numpy()
    idle = tables["idle"].set_index(INDEX)[list(IDLE)].reindex(keys).fillna(0.0)
    for column in IDLE:
        cells[column] = idle[column].to_numpy()
    cells["worth"] = _worth(record, tables["duals"]).reindex(keys).fillna(0.0).to_numpy()
    return cells


def with_labels(cells: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Return rows by line and region with what these are, and whether the region is overseas."""
    lines, regions = record["labels"]["lines"], record["labels"]["regions"]
    found = cells.copy()
    for column in ("stage", "owner", "generation"):
        found[column] = found["line"].map({line: words.get(column, "") for line, words in lines.items()})
    found["group"] = found["region"].map({region: words.get("group", "") for region, words in regions.items()})
    found["overseas"] = found["region"].map({r: words.get("kind") == "overseas" for r, words in regions.items()})
    return found


def shown_years(record: Record) -> list[int]:
    """Return the periods that findings are shown for."""
    return [int(t) for t in record["periods"] if int(t) <= record["report_until"]]


def period_of(record: Record, year: int) -> int | None:
    """Return the period that a year lies in, None outside the horizon."""
    return next((int(t) for t, length in record["periods"].items() if int(t) <= year < int(t) + length), None)


def _worth(record: Record, duals: pd.DataFrame) -> pd.Series:
    of_row = duals[duals["row"] == "utilisation_upper"]
    delta = {int(t): _delta(record, int(t), n) for t, n in record["periods"].items()}
    years = of_row["year"].astype(int)
    worth = -of_row["dual"].to_numpy(dtype=float) / np.array([delta[t] for t in years], dtype=float)
    index = pd.MultiIndex.from_arrays([of_row["item"], of_row["region"], years], names=INDEX)
    return pd.Series(worth, index=index)


def _delta(record: Record, t: int, length: int) -> float:
    rate, base = record["discount_rate"], record["base_year"]
    return float(sum((1.0 + rate) ** -(y - base) for y in range(t, t + length)))

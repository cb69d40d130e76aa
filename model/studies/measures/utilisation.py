"""How full capacity runs and what stands idle: by nation, group, region, line, owner class, chemistry and status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from model.studies.measures.cells import INDEX, make_cells, shown_years

NORM = 0.5
"""Capacity that is used less than this counts as overcapacity."""
BY = ("nation", "group", "region", "line", "owner", "generation", "chemistry", "status")
SUMS = ["used", "standing", "open_capacity", "nameplate", "closed", "idle", "due_per_year", "unpaid"]
SHARES = {"on_standing": "standing", "on_open": "open_capacity", "on_nameplate": "nameplate"}
COLUMNS = ("by", "name", "stage", "unit", "year", *SUMS, *SHARES, "under_norm")


def utilisation(record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return sums and utilisation of a stored run by each of BY, stage and year shown, over the nation.

    closed, idle: capacity, as in the table `idle`; due_per_year, unpaid: annuities on both, due in the year and left to
    pay. under_norm: used less than half of what stands. Shares are blank where there is no capacity. Within a line and
    region all statuses run alike; capacity is split by chemistry as its use is, evenly where it stands unused. What
    stands idle is not split by either.
    """
    cells = make_cells(record, tables)
    cells = cells[cells["year"].isin(shown_years(record)) & ~cells["overseas"].astype(bool)]
    cells = cells.assign(unpaid=cells["unpaid_closed"] + cells["unpaid_idle"], nation="nation")
    parts = {by: cells for by in BY if by in cells}
    parts["chemistry"] = _split(cells, _chemistries(record, tables, cells), "chemistry")
    parts["status"] = _split(cells, _statuses(tables["capacity"]), "status")
    found = pd.concat([_summed(parts[by], by) for by in BY], ignore_index=True)
    for share, capacity in SHARES.items():
        found[share] = (found["used"] / found[capacity]).where(found[capacity] > 0)
    found["under_norm"] = found["on_standing"] < NORM
    return found[list(COLUMNS)]


def _summed(cells: pd.DataFrame, by: str) -> pd.DataFrame:
    keys = [by, "stage", "unit", "year"]
    sums = cells.groupby(keys, sort=False)[SUMS].sum(min_count=1).reset_index()
    return sums.rename(columns={by: "name"}).assign(by=by)


def _split(cells: pd.DataFrame, shares: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the cells in parts: shares has INDEX, the column and the share of each part."""
    whole = cells.merge(shares, on=INDEX, how="inner")
    for name in ("used", "standing", "open_capacity", "nameplate"):
        whole[name] = whole[name] * whole["share"]
    return whole.assign(**dict.fromkeys(("closed", "idle", "due_per_year", "unpaid"), float("nan")))


def _statuses(capacity: pd.DataFrame) -> pd.DataFrame:
    total = capacity.groupby(INDEX)["nameplate"].transform("sum")
    return capacity.assign(share=capacity["nameplate"] / total)[[*INDEX, "status", "share"]]


def _chemistries(record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], cells: pd.DataFrame) -> pd.DataFrame:
    processes = record["labels"]["processes"]
    activity = tables["activity"]
    words = [processes.get(process, {}) for process in activity["process"]]
    used = activity.assign(
        line=[word.get("line", "") for word in words],
        chemistry=[word.get("chemistry", "") for word in words],
        share=activity["activity"] * [float(word.get("use", 1.0)) for word in words],
    )
    used = used.groupby([*INDEX, "chemistry"], sort=False)["share"].sum().reset_index()
    used["share"] /= used.groupby(INDEX)["share"].transform("sum")
    unused = cells[cells["used"] <= 0]
    return pd.concat([used, pd.DataFrame(_even(processes, unused), columns=[*INDEX, "chemistry", "share"])])


def _even(processes: Mapping[str, Mapping[str, str]], cells: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    of_line: dict[str, dict[str, None]] = {}
    for word in processes.values():
        of_line.setdefault(word.get("line", ""), {})[word.get("chemistry", "")] = None
    for line, region, year in cells[INDEX].itertuples(index=False, name=None):
        chemistries = of_line.get(line) or {"": None}
        yield from ((line, region, year, chemistry, 1.0 / len(chemistries)) for chemistry in chemistries)

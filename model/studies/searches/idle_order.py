"""In which order lines and regions go idle and close as a driver leads into overcapacity, rising or falling."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from model.studies.measures.measure import DUST
from model.studies.searches.driver_curve import DriverCurve

ORDER = ("event", "kind", "name", "after", "by", "rank", "tie", "value")
KINDS = (("region", ["region"]), ("line", ["line"]), ("line in region", ["line", "region"]))
EVENTS = ("idle", "closed")


def idle_order(curve: DriverCurve, level: float, year: int) -> pd.DataFrame:
    """Return when each line, region and line in a region goes idle and closes in a year.

    idle: utilisation of standing capacity below a level; closed: some of its capacity stands closed.

    after, by: the last value of the driver without and the first one with it, on the way into overcapacity; between
    them nothing is known. rank: from the first on, equal where `by` is; tie: how many share it. value: utilisation, or
    share closed, at `by`.
    """
    rows = [row for kind, keys in KINDS for event in EVENTS for row in _events(curve, event, kind, keys, level, year)]
    found = pd.DataFrame(rows, columns=["event", "kind", "name", "after", "by", "value"])
    place = {driver: k for k, (driver, _) in enumerate(curve.worsening(level))}
    groups = found.assign(place=found["by"].map(place)).groupby(["event", "kind"], sort=False)["place"]
    found["rank"] = groups.rank(method="min").astype(int) if len(found) else 0
    found["tie"] = found.groupby(["event", "kind", "by"], sort=False)["name"].transform("count") if len(found) else 0
    return found.sort_values(["event", "kind", "rank"], kind="stable", ignore_index=True)[list(ORDER)]


def _events(
    curve: DriverCurve, event: str, kind: str, keys: Sequence[str], level: float, year: int
) -> Iterator[tuple[str, str, str, float, float, float]]:
    before: dict[str, float] = {}
    done: set[str] = set()
    for driver, point in curve.worsening(level):
        cells = point.cells[point.cells["year"] == year]
        for name, value in _values(cells, event, keys):
            if name in done or math.isnan(value):
                continue
            happens = value < level if event == "idle" else value > DUST
            if happens:
                done.add(name)
                yield event, kind, name, before.get(name, math.nan), driver, value
            before[name] = driver


def _values(cells: pd.DataFrame, event: str, keys: Sequence[str]) -> Iterator[tuple[str, float]]:
    sums = cells.groupby(list(keys), sort=False)[["used", "standing", "closed", "nameplate"]].sum()
    over, base = ("used", "standing") if event == "idle" else ("closed", "nameplate")
    shares = (sums[over] / sums[base]).where(sums[base] > DUST)
    for name, value in shares.items():
        yield " in ".join(name) if isinstance(name, tuple) else str(name), float(value)

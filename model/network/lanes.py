"""Lanes: made for every freight class between all regions in reach, and given by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from model.instance.expand import Lookup, ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.network.network import Lanes, Numbers, Periods

EARTH_RADIUS_KM = 6371.0


def great_circle_km(lat: Numbers, lon: Numbers) -> Numbers:
    """Return the haversine distance between all pairs of points given in degrees, on a sphere of 6371 km."""
    phi, lam = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi[None, :]) / 2) ** 2
    half = half + np.cos(phi)[:, None] * np.cos(phi)[None, :] * np.sin((lam[:, None] - lam[None, :]) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def corridor_km(instance: Instance, regions: Sequence[str]) -> Numbers | None:
    """Return the shortest path between all pairs over `corridors` (inf: no path), None without that table."""
    frame = instance.tables["corridors"]
    if not len(frame):
        return None
    at = {r: i for i, r in enumerate(regions)}
    km: dict[tuple[int, int], float] = {}
    for a, b, length in frame[["region", "neighbour", "km"]].itertuples(index=False, name=None):
        pair = (min(at[a], at[b]), max(at[a], at[b]))
        km[pair] = min(length, km.get(pair, np.inf))
    rows, columns = np.array(list(km)).T
    # A way of no length would vanish from a sparse graph.
    lengths = np.maximum(np.array(list(km.values())), 1e-9)
    graph = coo_array((lengths, (rows, columns)), shape=(len(regions), len(regions)))
    return np.asarray(dijkstra(graph.tocsr(), directed=False))


@dataclass
class _Collected:
    """Lanes found so far: (c, r, s) -> row, and the columns of that row."""

    row: dict[tuple[str, str, str], int] = field(default_factory=dict)
    freight: list[tuple[float, ...]] = field(default_factory=list)
    tariff: list[tuple[float, ...]] = field(default_factory=list)
    capacity: list[tuple[float, ...]] = field(default_factory=list)
    tonne_km: list[float] = field(default_factory=list)

    def put(self, key: tuple[str, str, str], freight: tuple[float, ...], tonne_km: float = 0.0) -> int:
        """Add a lane without tariff and capacity, and return its row."""
        self.row[key] = len(self.freight)
        self.freight.append(freight)
        self.tariff.append((0.0,) * len(freight))
        self.capacity.append((np.inf,) * len(freight))
        self.tonne_km.append(tonne_km)
        return self.row[key]


def make_lanes(instance: Instance, periods: Periods, regions: tuple[str, ...]) -> Lanes:
    """Return every lane; a row of `lanes` wins over the freight class, column by column."""
    lanes = _Collected()
    _generate(instance, periods, regions, lanes)
    _give(instance, periods, regions, lanes)
    keys, n = list(lanes.row), len(periods.first)
    return Lanes(
        commodity=tuple(c for c, _, _ in keys),
        origin=tuple(r for _, r, _ in keys),
        destination=tuple(s for _, _, s in keys),
        freight=np.array(lanes.freight).reshape(-1, n),
        tariff=np.array(lanes.tariff).reshape(-1, n),
        capacity=np.array(lanes.capacity).reshape(-1, n),
        tonne_km=np.array(lanes.tonne_km),
    )


def _generate(instance: Instance, periods: Periods, regions: tuple[str, ...], lanes: _Collected) -> None:
    commodities, freight = lookup(instance, "commodities"), lookup(instance, "freight")
    by_class: dict[str, list[str]] = {}
    for c in ids_named(instance.tables["commodities"], "commodity"):
        by_class.setdefault(commodities.text("freight_class", c), []).append(c)
    by_class.pop("", None)
    if not by_class:
        return
    path_km = corridor_km(instance, regions)
    straight_km = great_circle_km(*_coordinates(instance)) if path_km is None else None
    for name, members in by_class.items():
        km = path_km if straight_km is None else straight_km * (freight.number("detour", name) or 1.0)
        reach = freight.number("reach_km", name)
        if km is None or not freight.covers(name):
            continue
        inside = np.isfinite(km) if reach is None else km <= reach
        np.fill_diagonal(inside, val=False)
        per_tonne = (freight.number("handling_per_t", name) or 0.0) + (
            freight.number("cost_per_t_km", name) or 0.0
        ) * km
        for c in members:
            tonnes = commodities.number("tonnes_per_unit", c) or 0.0
            for i, j in zip(*np.nonzero(inside), strict=True):
                cost = float(tonnes * per_tonne[i, j])
                lanes.put((c, regions[i], regions[j]), (cost,) * len(periods.first), float(tonnes * km[i, j]))


def _give(instance: Instance, periods: Periods, regions: tuple[str, ...], lanes: _Collected) -> None:
    commodities = ids_named(instance.tables["commodities"], "commodity")
    table, frame = lookup(instance, "lanes"), instance.tables["lanes"]
    for key in keys_covered(frame, ("commodity", "origin", "destination"), (commodities, regions, regions)):
        c, r, s = key
        if r == s:
            continue
        zero = (0.0,) * len(periods.first)
        row = lanes.row[c, r, s] if (c, r, s) in lanes.row else lanes.put((c, r, s), zero)
        _overwrite(lanes.freight, row, table, "cost", key, periods)
        _overwrite(lanes.tariff, row, table, "tariff", key, periods)
        _overwrite(lanes.capacity, row, table, "capacity", key, periods)


def _overwrite(
    column: list[tuple[float, ...]],
    row: int,
    table: Lookup,
    name: str,
    key: tuple[str, ...],
    periods: Periods,
) -> None:
    by_year = table.numbers(name, *key)
    if by_year is not None:
        column[row] = periods.mean(by_year)


def _coordinates(instance: Instance) -> tuple[Numbers, Numbers]:
    regions = instance.tables["regions"]
    return regions["lat"].to_numpy(dtype=float), regions["lon"].to_numpy(dtype=float)


def lane_index(lanes: Lanes) -> Mapping[tuple[str, str, str], int]:
    """Return the row of each lane (c, r, s)."""
    return {key: row for row, key in enumerate(lanes.ends())}

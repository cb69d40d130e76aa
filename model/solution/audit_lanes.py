"""Lanes as the audit draws them: distances, freight, tariffs and capacities of one commodity at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.instance.schema import STAR
from model.solution.audit_time import Time
from model.solution.audit_verdict import Axis, Bools, Floats

SPHERE_KM = 6371.0


@dataclass(frozen=True)
class Lanes:
    """The lanes of one commodity: `exists` over (origin, destination); the rest over (origin, destination, period).

    freight, tariff in money per unit; capacity in unit/yr, inf where there is none. The last axis has one element
    where nothing changes with the period.
    """

    exists: Bools
    freight: Floats
    tariff: Floats
    capacity: Floats


def read_lanes(instance: Instance, time: Time, commodities: Axis, regions: Axis) -> Mapping[str, Lanes]:
    """Return the lanes of every commodity that has any."""
    by_class = _FreightClasses(instance, regions)
    given = lookup(instance, "lanes")
    rows = instance.tables["lanes"]
    found = {}
    for c in commodities:
        lanes = by_class.lanes(c)
        of_it = rows[rows["commodity"].isin([c, STAR])]
        if len(of_it):
            ends = _ends(of_it, "origin", regions), _ends(of_it, "destination", regions)
            lanes = _overwrite(lanes, given, time, str(c), ends)
        if lanes.exists.any():
            found[str(c)] = lanes
    return found


def distances(instance: Instance, regions: Axis) -> tuple[Floats, bool]:
    """Return km between all pairs, and whether they go over `corridors` (the detour does not apply then).

    Over the sphere the way is 2 R arcsin(chord / 2), the same as the haversine; without coordinates it is nan.
    """
    corridors, frame = instance.tables["corridors"], instance.tables["regions"]
    if len(corridors):
        return _shortest_paths(instance, regions), True
    lat, lon = (np.radians(frame[column].to_numpy(dtype=float)) for column in ("lat", "lon"))
    point = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    chord = np.sqrt(((point[:, None, :] - point[None, :, :]) ** 2).sum(axis=2))
    return 2.0 * SPHERE_KM * np.arcsin(np.minimum(chord / 2.0, 1.0)), False


def _shortest_paths(instance: Instance, regions: Axis) -> Floats:
    """Return the shortest way over the corridors between all pairs, by going through one region after another."""
    km = np.full((len(regions), len(regions)), np.inf)
    np.fill_diagonal(km, 0.0)
    for a, b, length in instance.tables["corridors"][["region", "neighbour", "km"]].itertuples(index=False, name=None):
        i, j = regions.get_loc(a), regions.get_loc(b)
        km[i, j] = km[j, i] = min(length, km[i, j])
    for through in range(len(regions)):
        km = np.minimum(km, km[:, through, None] + km[None, through, :])
    return km


class _FreightClasses:
    """Makes the lanes of a commodity from its freight class."""

    def __init__(self, instance: Instance, regions: Axis) -> None:
        self._commodities, self._freight = lookup(instance, "commodities"), lookup(instance, "freight")
        self._km, self._over_corridors = distances(instance, regions)

    def lanes(self, commodity: str) -> Lanes:
        """Return lanes between all different regions in reach, none without a class or a way."""
        n = len(self._km)
        freight_class = self._commodities.text("freight_class", commodity)
        exists, cost = np.zeros((n, n), dtype=bool), np.zeros((n, n))
        if freight_class and self._freight.covers(freight_class):
            km = self._km * (1.0 if self._over_corridors else self._number("detour", freight_class))
            reach = self._freight.number("reach_km", freight_class)
            exists = np.isfinite(km) & ~np.eye(n, dtype=bool)
            if reach is not None:
                exists &= km <= reach
            way = self._number("cost_per_t_km", freight_class) * np.where(exists, km, 0.0)
            tonnes = self._commodities.number("tonnes_per_unit", commodity) or 0.0
            cost = np.where(exists, tonnes * (self._number("handling_per_t", freight_class) + way), 0.0)
        return Lanes(exists, cost[:, :, None], np.zeros((n, n, 1)), np.full((n, n, 1), np.inf))

    def _number(self, column: str, freight_class: str) -> float:
        return self._freight.number(column, freight_class) or 0.0


Ends = list[tuple[str, list[int]]]


def _ends(rows: pd.DataFrame, column: str, regions: Axis) -> Ends:
    """Return (id to ask for, positions of the regions it stands for): what no row names all reads the same as `*`."""
    names = frozenset(rows[column])
    others = [i for i, r in enumerate(regions) if r not in names]
    return [(str(r), [i]) for i, r in enumerate(regions) if r in names] + ([(STAR, others)] if others else [])


def _overwrite(lanes: Lanes, given: Lookup, time: Time, commodity: str, ends: tuple[Ends, Ends]) -> Lanes:
    """Return the lanes with those of the table `lanes`, column by column; a blank cost keeps that of the class."""
    columns = [np.repeat(a, len(time.first), axis=2) for a in (lanes.freight, lanes.tariff, lanes.capacity)]
    exists = lanes.exists.copy()
    for (origin, rows), (destination, arrivals) in product(*ends):
        ids, at = (commodity, origin, destination), np.ix_(rows, arrivals)
        if not given.covers(*ids):
            continue
        exists[at] = True
        for name, values in zip(("cost", "tariff", "capacity"), columns, strict=True):
            by_year = given.numbers(name, *ids)
            if by_year is not None:
                values[at] = time.mean(by_year)
    return Lanes(exists & ~np.eye(len(exists), dtype=bool), *columns)

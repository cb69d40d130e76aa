"""Where a commodity can be brought at all: lanes as a graph, without their cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from model.instance.expand import Lookup, ids_named, lookup
from model.instance.instance import Instance
from model.instance.rules.grid import Flags, Numbers
from model.instance.schema import STAR

EARTH_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Ways:
    """How regions hang together for one commodity.

    label: number of the set of regions that all reach each other, for each region; leads[i, j]: set i reaches
    set j by lanes.
    """

    label: NDArray[np.int32]
    leads: Flags

    @property
    def reaches(self) -> Flags:
        """Tell for regions i (rows) and j whether lanes lead from i to j; every region reaches itself."""
        return np.asarray(self.leads[np.ix_(self.label, self.label)])

    def onward(self, at: Flags) -> Flags:
        """Return the cells (region, period) that can be reached from those marked, themselves included."""
        return np.asarray((self.leads.T @ self._of_sets(at))[self.label])

    def backward(self, at: Flags) -> Flags:
        """Return the cells from which those marked can be reached, themselves included."""
        return np.asarray((self.leads @ self._of_sets(at))[self.label])

    def _of_sets(self, at: Flags) -> Flags:
        marked = np.zeros((len(self.leads), at.shape[1]), dtype=bool)
        np.logical_or.at(marked, self.label, at)
        return marked


def make_ways(instance: Instance, regions: Sequence[str]) -> dict[str, Ways]:
    """Return the ways of every commodity, with generated and given lanes.

    A lane whose length is unknown counts as usable, so that no region is called unreachable by mistake.
    """
    commodities, freight = lookup(instance, "commodities"), lookup(instance, "freight")
    km = distances(instance, regions)
    steps, of_class = _given_lanes(instance, regions), {"": np.zeros((len(regions), len(regions)), dtype=bool)}
    shared: dict[str, Ways] = {}
    ways = {}
    for c in ids_named(instance.tables["commodities"], "commodity"):
        name = commodities.text("freight_class", c)
        if name not in of_class:
            of_class[name] = ~np.isposinf(class_km(freight, name, km, has_corridors=has_corridors(instance)))
        if name not in shared:
            shared[name] = _connect(of_class[name])
        ways[c] = _connect((of_class[name] | steps[c][0]) & ~steps[c][1]) if c in steps else shared[name]
    return ways


def has_corridors(instance: Instance) -> bool:
    """Tell whether distances are shortest paths over `corridors`."""
    return len(instance.tables["corridors"]) > 0


def distances(instance: Instance, regions: Sequence[str]) -> Numbers:
    """Return km between all regions: over `corridors` where given (inf: no path), else the great circle (haversine).

    Without coordinates the distance is NaN.
    """
    if has_corridors(instance):
        return _over_corridors(instance.tables["corridors"], regions)
    table = instance.tables["regions"]
    phi, lam = (np.radians(table[name].to_numpy(dtype=float)) for name in ("lat", "lon"))
    half = np.sin((phi[:, None] - phi[None, :]) / 2) ** 2
    half += np.cos(phi)[:, None] * np.cos(phi)[None, :] * np.sin((lam[:, None] - lam[None, :]) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def class_km(freight: Lookup, name: str, km: Numbers, *, has_corridors: bool) -> Numbers:
    """Return the length of the lanes of a freight class, inf where they are out of reach."""
    way = km if has_corridors else km * (freight.number("detour", name) or 1.0)
    reach = freight.number("reach_km", name)
    return way if reach is None else np.where(way > reach * (1 + 1e-9), np.inf, way)


def _over_corridors(frame: pd.DataFrame, regions: Sequence[str]) -> Numbers:
    at = {r: i for i, r in enumerate(regions)}
    shortest: dict[tuple[int, int], float] = {}
    for a, b, length in frame[["region", "neighbour", "km"]].itertuples(index=False, name=None):
        pair = (min(at[a], at[b]), max(at[a], at[b]))
        # A way of no length would vanish from a sparse graph.
        shortest[pair] = min(max(length, 1e-9), shortest.get(pair, np.inf))
    ends = np.array(list(shortest)).T
    graph = coo_array((np.array(list(shortest.values())), (ends[0], ends[1])), shape=(len(regions),) * 2)
    return np.asarray(dijkstra(graph.tocsr(), directed=False))


def _given_lanes(instance: Instance, regions: Sequence[str]) -> dict[str, tuple[Flags, Flags]]:
    """Return, for each commodity with rows in `lanes`, the lanes they open and those that a capacity of 0 closes."""
    at = {r: [i] for i, r in enumerate(regions)} | {STAR: list(range(len(regions)))}
    every = ids_named(instance.tables["commodities"], "commodity")
    n = len(regions)
    steps: dict[str, tuple[Flags, Flags]] = {}
    frame = instance.tables["lanes"]
    for (c, r, s), rows in frame.groupby(["commodity", "origin", "destination"], sort=False):
        # Only a row that names all three surely sets the capacity of its lane.
        is_closed = STAR not in (c, r, s) and rows["capacity"].max() == 0.0
        for name in every if c == STAR else (str(c),):
            opened, closed = steps.setdefault(name, (np.zeros((n, n), dtype=bool), np.zeros((n, n), dtype=bool)))
            (closed if is_closed else opened)[np.ix_(at[str(r)], at[str(s)])] = True
    return steps


def _connect(step: Flags) -> Ways:
    sets, label = connected_components(step, directed=True, connection="strong")
    leads = np.eye(sets, dtype=bool)
    origin, destination = np.nonzero(step)
    leads[label[origin], label[destination]] = True
    while True:
        further = (leads.astype(np.float32) @ leads.astype(np.float32)) > 0
        if (further == leads).all():
            return Ways(label, leads)
        leads = further

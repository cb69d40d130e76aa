"""Lanes: made for every freight class between all regions in reach, and given by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.network.corridors import corridor_km
from model.network.lane import Lanes, Numbers, Positions
from model.network.network import Periods

EARTH_RADIUS_KM = 6371.0


def great_circle_km(lat: Numbers, lon: Numbers) -> Numbers:
    """Return the haversine distance between all pairs of points given in degrees, on a sphere of 6371 km."""
    phi, lam = np.radians(lat), np.radians(lon)
    half = np.sin((phi[:, None] - phi[None, :]) / 2) ** 2
    half = half + np.cos(phi)[:, None] * np.cos(phi)[None, :] * np.sin((lam[:, None] - lam[None, :]) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def make_lanes(
    instance: Instance, periods: Periods, regions: tuple[str, ...], on_roads: Collection[str] = ()
) -> tuple[Lanes, Lanes]:
    """Return the lanes that a class makes, and those that a row of `lanes` is about: there it wins, column by column.

    on_roads: commodities for which a class makes none, as they travel over corridors.

    tonne_km of a lane is tonnes_per_unit times its way, whether the class makes the lane or a row does; 0 without a
    class or a way. What a class makes does not change with the period: its arrays are views of one column.
    """
    ways = _ways(instance, regions)
    made = _made(instance, periods, regions, {c: km for c, km in ways.items() if c not in on_roads})
    keys = [key for key in _keys_given(instance, regions) if key[1] != key[2]]
    at = _rows_of(made, keys)
    given = _given(instance, periods, regions, ways, keys, at, made)
    others = np.ones(len(made), dtype=bool)
    others[at[at >= 0]] = False
    return made.taken(np.flatnonzero(others)), given


def sparse_start(lanes: Lanes, regions: Sequence[str], nearest: int) -> Positions:
    """Return the rows of the cheapest lanes from every origin and to every destination, so many of each."""
    chosen = np.zeros(len(lanes), dtype=bool)
    commodity, origin, destination = lanes.codes(regions)
    price = lanes.freight[:, 0]
    for end in (origin, destination):
        node = commodity * len(regions) + end
        order = np.lexsort((price, node))
        first = np.flatnonzero(np.diff(node[order], prepend=-1))
        rank = np.arange(len(order)) - np.repeat(first, np.diff(first, append=len(order)))
        chosen[order[rank < nearest]] = True
    return np.flatnonzero(chosen)


def _made(instance: Instance, periods: Periods, regions: tuple[str, ...], ways: Mapping[str, Numbers]) -> Lanes:
    """Return the lanes of every freight class between all different regions in reach."""
    commodities, freight = lookup(instance, "commodities"), lookup(instance, "freight")
    names: list[str] = []
    ends: list[tuple[Positions, Positions]] = []
    costs: list[Numbers] = []
    tonne_km: list[Numbers] = []
    for c, km in ways.items():
        name = commodities.text("freight_class", c)
        reach = freight.number("reach_km", name)
        inside = np.isfinite(km) if reach is None else km <= reach
        origin, destination = np.nonzero(inside & ~np.eye(len(regions), dtype=bool))
        rate, handling = (freight.number(column, name) or 0.0 for column in ("cost_per_t_km", "handling_per_t"))
        tonnes, way = commodities.number("tonnes_per_unit", c) or 0.0, km[origin, destination]
        names.extend([c] * len(way))
        ends.append((origin, destination))
        costs.append(tonnes * (handling + rate * way))
        tonne_km.append(tonnes * way)
    if not names:
        return Lanes.none(len(periods.first))
    ids = np.array(regions, dtype=object)
    shape = (len(names), len(periods.first))
    return Lanes(
        commodity=tuple(names),
        origin=tuple(ids[np.concatenate([origin for origin, _ in ends])].tolist()),
        destination=tuple(ids[np.concatenate([destination for _, destination in ends])].tolist()),
        freight=np.broadcast_to(np.concatenate(costs)[:, None], shape),
        tariff=np.broadcast_to(0.0, shape),
        capacity=np.broadcast_to(np.inf, shape),
        tonne_km=np.concatenate(tonne_km),
    )


def _keys_given(instance: Instance, regions: tuple[str, ...]) -> list[tuple[str, ...]]:
    commodities = ids_named(instance.tables["commodities"], "commodity")
    sets = (commodities, regions, regions)
    return keys_covered(instance.tables["lanes"], ("commodity", "origin", "destination"), sets)


def _rows_of(lanes: Lanes, keys: Sequence[tuple[str, ...]]) -> Positions:
    """Return the row of each (c, r, s), -1 where there is no such lane."""
    wanted = set(keys)
    if not wanted:
        return np.zeros(0, dtype=np.intp)
    commodities = {c for c, _, _ in wanted}
    rows = [row for row, c in enumerate(lanes.commodity) if c in commodities]
    found = {(lanes.commodity[row], lanes.origin[row], lanes.destination[row]): row for row in rows}
    return np.array([found.get((c, r, s), -1) for c, r, s in keys], dtype=np.intp)


def _given(
    instance: Instance,
    periods: Periods,
    regions: tuple[str, ...],
    ways: Mapping[str, Numbers],
    keys: Sequence[tuple[str, ...]],
    rows: Positions,
    made: Lanes,
) -> Lanes:
    """Return the lanes that the table is about; what it leaves blank is that of the class, else no cost or limit."""
    weights, table = lookup(instance, "commodities"), lookup(instance, "lanes")
    at = {r: i for i, r in enumerate(regions)}
    shape = (len(keys), len(periods.first))
    values = {"cost": np.zeros(shape), "tariff": np.zeros(shape), "capacity": np.full(shape, np.inf)}
    tonne_km = np.zeros(len(keys))
    for k, (key, row) in enumerate(zip(keys, rows.tolist(), strict=True)):
        c, r, s = key
        if row >= 0:
            values["cost"][k], tonne_km[k] = made.freight[row], made.tonne_km[row]
        elif c in ways:
            # Out of reach of its class, what is shipped has a weight and a way all the same.
            km = float(ways[c][at[r], at[s]])
            tonne_km[k] = (weights.number("tonnes_per_unit", c) or 0.0) * km if np.isfinite(km) else 0.0
        for name, column in values.items():
            by_year = table.numbers(name, *key)
            if by_year is not None:
                column[k] = periods.mean(by_year)
    commodity, origin, destination = (tuple(key[end] for key in keys) for end in range(3))
    return Lanes(commodity, origin, destination, values["cost"], values["tariff"], values["capacity"], tonne_km)


def _ways(instance: Instance, regions: Sequence[str]) -> dict[str, Numbers]:
    """Return the km between all regions, detour included, of every commodity with a freight class (inf: no path)."""
    commodities, freight = lookup(instance, "commodities"), lookup(instance, "freight")
    classes = {c: commodities.text("freight_class", c) for c in ids_named(instance.tables["commodities"], "commodity")}
    classed = {c: name for c, name in classes.items() if name and freight.covers(name)}
    if not classed:
        return {}
    path = corridor_km(instance, regions)
    straight = great_circle_km(*_coordinates(instance)) if path is None else path
    detours = {name: freight.number("detour", name) or 1.0 if path is None else 1.0 for name in classed.values()}
    of_class = {name: straight * detour for name, detour in detours.items()}
    return {c: of_class[name] for c, name in classed.items()}


def _coordinates(instance: Instance) -> tuple[Numbers, Numbers]:
    regions = instance.tables["regions"]
    return regions["lat"].to_numpy(dtype=float), regions["lon"].to_numpy(dtype=float)

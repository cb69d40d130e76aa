"""Ways over `corridors`, and goods on the road: what passes between neighbours, in place of lanes between all regions.

The lane r -> s of a freight class costs handling once and the rate for every km of the shortest way. So a plan needs no
lane for each pair of regions: what is loaded in r passes from neighbour to neighbour at the rate alone, and is unloaded
in s. In n regions with d neighbours each that is n d columns for a commodity and period instead of n (n - 1), for the
same least cost (FORMULATION.md, section 4.1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from model.instance.expand import Lookup, ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.network.lane import Ends, Lanes, Numbers

FLOWS = ("flow_in", "flow_out")
SHORTEST_KM = 1e-9
"""A way of no length would vanish from a sparse graph."""


def corridor_lengths(instance: Instance, regions: Sequence[str]) -> dict[tuple[int, int], float]:
    """Return km by pair of positions of regions, the smaller one first; the shorter one of two ways for a pair."""
    at = {r: i for i, r in enumerate(regions)}
    rows = instance.tables["corridors"][["region", "neighbour", "km"]].itertuples(index=False, name=None)
    found: dict[tuple[int, int], float] = {}
    for a, b, length in rows:
        pair = (min(at[a], at[b]), max(at[a], at[b]))
        found[pair] = min(max(length, SHORTEST_KM), found.get(pair, np.inf))
    return found


def corridor_km(instance: Instance, regions: Sequence[str]) -> Numbers | None:
    """Return the shortest path between all pairs over `corridors` (inf: no path), None without that table."""
    lengths = corridor_lengths(instance, regions)
    if not lengths:
        return None
    rows, columns = np.array(list(lengths)).T
    graph = coo_array((np.array(list(lengths.values())), (rows, columns)), shape=(len(regions), len(regions)))
    return np.asarray(dijkstra(graph.tocsr(), directed=False))


@dataclass(frozen=True)
class Roads:
    """What travels over corridors. corridors[r, s]: km, both directions; km: of the shortest ways (inf: none).

    commodities: those on the road, and by commodity, per unit: tonnes, handling (money, once), rate (money per km).
    """

    commodities: tuple[str, ...]
    regions: tuple[str, ...]
    corridors: Mapping[tuple[str, str], float]
    km: Numbers
    tonnes: Mapping[str, float]
    handling: Mapping[str, float]
    rate: Mapping[str, float]

    @classmethod
    def none(cls) -> Roads:
        """Return no road at all."""
        return cls((), (), {}, np.zeros((0, 0)), {}, {}, {})

    def cost(self, commodity: str) -> Numbers:
        """Return what one unit costs from each region to each other, money (inf: no way)."""
        is_way = np.isfinite(self.km)
        cost = self.handling[commodity] + self.rate[commodity] * np.where(is_way, self.km, 0.0)
        return np.where(is_way, cost, np.inf)

    def stops(self) -> tuple[str, ...]:
        """List the regions that a corridor leads to."""
        return tuple(dict.fromkeys(r for r, _ in self.corridors))

    def ways(self) -> int:
        """Return how many lanes the roads stand for: commodities times ordered pairs of regions that a way joins."""
        return len(self.commodities) * int(np.isfinite(self.km).sum() - len(self.regions))

    def lanes(self, ends: Sequence[Ends], periods: int) -> Lanes:
        """Return lanes as the freight classes make them, between regions that a way joins."""
        at = {r: i for i, r in enumerate(self.regions)}
        km = np.array([self.km[at[r], at[s]] for _, r, s in ends], dtype=float)
        tonnes, handling, rate = (
            np.array([of[c] for c, _, _ in ends], dtype=float) for of in (self.tonnes, self.handling, self.rate)
        )
        commodity, origin, destination = (tuple(key[end] for key in ends) for end in range(3))
        shape = (len(ends), periods)
        return Lanes(
            commodity,
            origin,
            destination,
            freight=np.broadcast_to((handling + rate * km)[:, None], shape),
            tariff=np.broadcast_to(0.0, shape),
            capacity=np.broadcast_to(np.inf, shape),
            tonne_km=tonnes * km,
        )


def make_roads(instance: Instance, regions: tuple[str, ...], commodities: Collection[str]) -> Roads:
    """Return the roads of some of the commodities that `commodities_for_roads` names."""
    table, freight = lookup(instance, "commodities"), lookup(instance, "freight")
    km = corridor_km(instance, regions)
    if km is None or not commodities:
        return Roads.none()
    known = tuple(c for c in ids_named(instance.tables["commodities"], "commodity") if c in commodities)
    tonnes = {c: table.number("tonnes_per_unit", c) or 0.0 for c in known}
    per_t = {
        column: {c: tonnes[c] * (freight.number(column, table.text("freight_class", c)) or 0.0) for c in known}
        for column in ("handling_per_t", "cost_per_t_km")
    }
    pairs = {(i, j): x for (i, j), x in corridor_lengths(instance, regions).items() if i != j}
    both = {**pairs, **{(j, i): x for (i, j), x in pairs.items()}}
    ways = {(regions[i], regions[j]): x for (i, j), x in both.items()}
    return Roads(known, regions, ways, km, tonnes, per_t["handling_per_t"], per_t["cost_per_t_km"])


def commodities_for_roads(instance: Instance) -> frozenset[str]:
    """Return the commodities whose lanes are no more and no less than ways over corridors.

    Not those of a class with a reach (what comes over several corridors does not know how far it has come), those with
    a row of `lanes` between two regions that a way joins (it would have to keep off the road), and those that a policy
    counts by flow_in or flow_out (nor does it know where it comes from).
    """
    regions = ids_named(instance.tables["regions"], "region")
    km = corridor_km(instance, regions)
    if km is None:
        return frozenset()
    commodities, freight = lookup(instance, "commodities"), lookup(instance, "freight")
    ids = ids_named(instance.tables["commodities"], "commodity")
    endless = {c for c in ids if _has_no_reach(freight, commodities.text("freight_class", c))}
    sums = [one for policy in instance.policies for one in (*policy.left, *policy.right) if one.quantity in FLOWS]
    counted = {c for c in endless if any(one.meets({"commodity": c}) for one in sums)}
    return frozenset(endless - counted - _with_a_lane_beside(instance, regions, km, ids))


def _has_no_reach(freight: Lookup, freight_class: str) -> bool:
    return bool(freight_class) and freight.covers(freight_class) and freight.number("reach_km", freight_class) is None


def _with_a_lane_beside(instance: Instance, regions: Sequence[str], km: Numbers, ids: Sequence[str]) -> set[str]:
    """Return the commodities with a row of `lanes` between two regions that a way joins."""
    at = {r: i for i, r in enumerate(regions)}
    columns, sets = ("commodity", "origin", "destination"), (tuple(ids), tuple(regions), tuple(regions))
    keys = keys_covered(instance.tables["lanes"], columns, sets)
    return {c for c, r, s in keys if r != s and np.isfinite(km[at[r], at[s]])}

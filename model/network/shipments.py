"""flow_in and flow_out of policies: which lanes cross the border of a scope, and what a shipment counts there."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from model.instance.policies import Sum
from model.network.comparison import Numbers, Positions, Shipments
from model.network.quantities import Counting


class Crossing:
    """The lanes of one sum. In a scope those count that cross its border, or under an impact all that enter (leave).

    Filters on region and group are met by the end inside: the destination for flow_in, the origin for flow_out. An
    impact is that of the freight class at the origin, per t-km.
    """

    def __init__(self, count: Counting, one: Sum) -> None:
        self._count, self._one = count, one
        lanes, regions = count.net.lanes, count.net.regions
        at = {r: i for i, r in enumerate(regions)}
        origin, destination = (
            np.array([at[r] for r in ends], dtype=np.intp) for ends in (lanes.origin, lanes.destination)
        )
        inward = one.quantity == "flow_in"
        self._inside, self._outside = (destination, origin) if inward else (origin, destination)
        self._meets = self._filtered(origin, destination)

    def _filtered(self, origin: Positions, destination: Positions) -> np.ndarray:
        count, one, regions = self._count, self._one, self._count.net.regions
        commodities, inside = count.ids("commodity", one), count.ids("region", one)
        meets = np.array([c in commodities for c in count.net.lanes.commodity], dtype=bool)
        meets &= np.array([r in inside for r in regions], dtype=bool)[self._inside]
        for name, end in (("origin", origin), ("destination", destination)):
            meets &= np.array([one.meets({name: r}) for r in regions], dtype=bool)[end]
        return meets

    @cached_property
    def _weights(self) -> Numbers:
        """What a unit on each lane counts in each period."""
        count, one = self._count, self._one
        lanes, first = count.net.lanes, count.net.periods.first
        if not one.impact:
            return np.full((len(lanes), len(first)), one.weight)
        classes = [count.net.freight_class[c] for c in lanes.commodity]
        known: dict[tuple[str, str], list[float]] = {
            key: [count.weight(one, *key, t) for t in first]
            for key in dict.fromkeys(zip(classes, lanes.origin, strict=True))
        }
        per_t_km = np.array([known[key] for key in zip(classes, lanes.origin, strict=True)]).reshape(-1, len(first))
        return per_t_km * lanes.tonne_km[:, None]

    def into(self, regions: frozenset[str], period: int, factor: float) -> Shipments:
        """Return the terms of one scope in the period at a position, times a factor."""
        scope = np.array([r in regions for r in self._count.net.regions], dtype=bool)
        counts = self._meets & scope[self._inside]
        if not self._one.impact:
            counts &= ~scope[self._outside]
        lane = np.flatnonzero(counts & (self._weights[:, period] != 0.0))
        return Shipments(lane, np.full(len(lane), period, dtype=np.intp), factor * self._weights[lane, period])

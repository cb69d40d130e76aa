"""Lanes that are left out of a program: the column that each would be, and what it would save.

This is the one place where the rows that a shipment stands in are listed outside the formulation: its balances and the
policies. A row about shipments that is added there is added here, in `AbsentLanes`; a test compares the two.

    reduced cost of F[c,r,s,t]  =  delta_t (freight + tariff) + y[c,r,t] - y[c,s,t] - sum over policies coefficient y
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array

from model.instance.instance import Instance
from model.network.lane import Lanes, Numbers, Positions
from model.network.network import Network
from model.network.policies import make_policies
from model.network.rates import TRANSFERS

RowAt = Mapping[tuple[str, tuple[Any, ...]], int]
ROUNDING = 1e-9
"""A reduced cost below zero by no more than this share of the sizes of its own terms is rounding."""


def with_lanes(instance: Instance, net: Network, lanes: Lanes, absent: Lanes) -> Network:
    """Return a network with other lanes in its program, and policies that count them."""
    net = replace(net, lanes=lanes, absent=absent)
    return replace(net, policies=make_policies(instance, net)) if instance.policies else net


class AbsentLanes:
    """The absent lanes of a network, in each period, beside the program that was built without them.

    row_at: position of each row of the program; sign: -1 where it is written large - small.
    """

    def __init__(self, instance: Instance, net: Network, row_at: RowAt, sign: Numbers) -> None:
        self._lanes, self._net = net.absent, net
        self._periods = net.periods.first
        commodity, origin, destination = net.absent.codes(net.regions)
        self._from, self._to = (commodity * len(net.regions) + end for end in (origin, destination))
        names = list(dict.fromkeys(net.absent.commodity))
        self._balance = np.array(
            [[row_at.get(("balance", (c, r, t)), -1) for t in self._periods] for c in names for r in net.regions],
            dtype=np.intp,
        ).reshape(-1, len(self._periods))
        self._policies = [_Coefficients.none() for _ in self._periods]
        self.is_complete = bool((self._balance[np.concatenate([self._from, self._to])] >= 0).all())
        self._gather_policies(instance, row_at, sign)
        self.is_added = np.zeros((len(self._lanes), len(self._periods)), dtype=bool)

    def _gather_policies(self, instance: Instance, row_at: RowAt, sign: Numbers) -> None:
        if not instance.policies:
            return
        found: list[tuple[int, Positions, Positions, Numbers]] = []
        policies = make_policies(instance, replace(self._net, lanes=self._lanes))
        for name, at, shipments in policies.shipments():
            row = row_at.get((name, at), -1)
            self.is_complete &= row >= 0
            found.append((row, shipments.lane, shipments.period, sign[row] * shipments.coefficient))
        if found:
            rows = np.concatenate([np.full(len(lane), row) for row, lane, _, _ in found])
            lane, period, coefficient = (np.concatenate([part[k] for part in found]) for k in (1, 2, 3))
            for t in range(len(self._periods)):
                here = period == t
                self._policies[t] = _Coefficients(lane[here], rows[here], coefficient[here])

    def cost(self, t: int) -> Numbers:
        """Return what one unit on every lane adds to the objective in the period at position t."""
        parts = (("freight", self._lanes.freight), ("tariff", self._lanes.tariff))
        is_private = self._net.objective == "private"
        money = sum(column[:, t] for component, column in parts if is_private or component not in TRANSFERS)
        return np.asarray(self._net.periods.delta[self._periods[t]] * money)

    def reduced(self, t: int, dual: Numbers) -> Numbers:
        """Return the reduced cost of every lane in the period at position t."""
        price = dual[self._balance[:, t]]
        worth = price[self._to] - price[self._from] + self._policies[t].worth(dual, len(self._lanes))
        return np.asarray(self.cost(t) - worth)

    def rounding(self, t: int, dual: Numbers) -> Numbers:
        """Return how far below zero the reduced cost of every lane may lie by rounding alone, in the same period.

        By its own terms: a high price of a row that a lane does not stand in says nothing about it.
        """
        price, policies = np.abs(dual[self._balance[:, t]]), self._policies[t].sizes()
        size = np.abs(self.cost(t)) + price[self._to] + price[self._from]
        return np.asarray(ROUNDING * np.maximum(1.0, size + policies.worth(np.abs(dual), len(self._lanes))))

    def best(self, dual: Numbers) -> tuple[float, tuple[Positions, Positions]]:
        """Return the least reduced cost, and (lane, period) of the best from each origin and to each destination.

        Lanes that were added are left out; the arrays are empty where no lane saves more than rounding.
        """
        least, rows, periods = np.inf, [], []
        for t in range(len(self._periods)):
            reduced = np.where(self.is_added[:, t], np.inf, self.reduced(t, dual))
            least = min(least, float(reduced.min(initial=np.inf)))
            saving = np.flatnonzero(reduced < -self.rounding(t, dual))
            saving = saving[np.argsort(reduced[saving], kind="stable")]
            chosen = np.union1d(
                *(saving[np.unique(end[saving], return_index=True)[1]] for end in (self._from, self._to))
            )
            rows.append(chosen)
            periods.append(np.full(len(chosen), t, dtype=np.intp))
        return least, (np.concatenate(rows), np.concatenate(periods))

    def columns(self, lane: Positions, period: Positions, rows: int) -> csc_array:
        """Return the coefficients of some columns in a program of so many rows."""
        n = len(lane)
        parts = [
            (self._balance[self._from[lane], period], np.arange(n), np.full(n, -1.0)),
            (self._balance[self._to[lane], period], np.arange(n), np.full(n, 1.0)),
        ]
        for t in range(len(self._periods)):
            here = np.flatnonzero(period == t)
            row, which, x = self._policies[t].of(lane[here])
            parts.append((row, here[which], x))
        row, column, x = (np.concatenate([part[k] for part in parts]) for k in range(3))
        return csc_array(coo_array((x, (row, column)), shape=(rows, n)))

    def names(self, lane: Positions, period: Positions) -> list[tuple[str, tuple[Any, ...]]]:
        """Return the names of some columns."""
        lanes, first = self._lanes, self._periods
        return [
            ("flow", (lanes.commodity[a], lanes.origin[a], lanes.destination[a], first[t]))
            for a, t in zip(lane.tolist(), period.tolist(), strict=True)
        ]

    def capacity(self, lane: Positions, period: Positions) -> Numbers:
        """Return the upper bounds of some columns."""
        return np.asarray(self._lanes.capacity[lane, period])


class _Coefficients:
    """Coefficients of shipments of one period in rows other than balances."""

    def __init__(self, lane: Positions, row: Positions, coefficient: Numbers) -> None:
        order = np.argsort(lane, kind="stable")
        self._lane, self._row, self._coefficient = lane[order], row[order], coefficient[order]

    @classmethod
    def none(cls) -> _Coefficients:
        """Return none."""
        return cls(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0))

    def sizes(self) -> _Coefficients:
        """Return the coefficients without their sign."""
        return _Coefficients(self._lane, self._row, np.abs(self._coefficient))

    def worth(self, dual: Numbers, lanes: int) -> Numbers:
        """Return the sum of coefficient times dual for each of so many lanes."""
        return np.bincount(self._lane, self._coefficient * dual[self._row], minlength=lanes).astype(float)

    def of(self, lanes: Positions) -> tuple[Positions, Positions, Numbers]:
        """Return row, position in `lanes` and coefficient of all that some lanes have."""
        start, end = (np.searchsorted(self._lane, lanes, side=side) for side in ("left", "right"))
        which = np.repeat(np.arange(len(lanes)), end - start)
        at = np.arange(len(which)) - np.repeat(np.cumsum(end - start) - (end - start), end - start) + start[which]
        return self._row[at], which, self._coefficient[at]

"""What learns, as the audit reckons it: volumes added up from the tables, priced on the exact curves.

    Q_t = Q_{t-1} + external_t + q_t,   paid w_t (C(Q_t) - C(Q_t - q_t))      builds, activity
    N_t, paid delta_t N_t c(N_t)                                             a standing cluster

Members pay in proportion to their volume, so each unit the average price of its period. At the tangent of these costs
a plan is a linear one, and the duals can prove that it is the best of those: a local optimum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.solution.audit_curves import learns, place_of
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Plan, Reader, key
from model.solution.audit_verdict import EXACT, FLOOR, Bools, Check, Floats, Ints, check_all

AT_REFERENCE = 1e-9


@dataclass(frozen=True)
class Pool:
    """One curve at one place. members: positions of lines or processes, with their weights; regions: which it has.

    initial; external and weight w_t by period; steps: years of a period for activity, else 1. c0, floor, reference,
    b: of the unit cost.
    """

    curve: str
    place: str
    driver: str
    members: Ints
    weights: Floats
    regions: Bools
    initial: float
    external: Floats
    weight: Floats
    steps: Floats
    c0: float
    floor: float
    reference: float
    b: float

    def unit_cost(self, volume: Floats) -> Floats:
        """Return c(Q)."""
        ratio = np.maximum(volume, self.reference) / self.reference
        return np.asarray(self.floor + (self.c0 - self.floor) * ratio**-self.b)

    def spent(self, volume: Floats) -> Floats:
        """Return C(Q), the integral of c from 0."""
        ratio = np.maximum(volume, self.reference) / self.reference
        power = np.log(ratio) if self.b == 1.0 else (ratio ** (1.0 - self.b) - 1.0) / (1.0 - self.b)
        above = self.floor * (ratio - 1.0) + (self.c0 - self.floor) * power
        return np.asarray(self.c0 * np.minimum(volume, self.reference) + self.reference * above)

    def added(self, n: Numbers, plan: Plan) -> Floats:
        """Return q_t, or N_t of a standing cluster."""
        amounts = {"build": plan.build + n.lines.committed, "size": plan.opened, "activity": plan.activity}[self.driver]
        here = amounts[self.members][:, self.regions].sum(axis=1)
        return np.asarray(self.steps * (self.weights @ here))

    def volume(self, added: Floats) -> Floats:
        """Return Q_t, or N_t."""
        return added if self.driver == "size" else np.asarray(self.initial + np.cumsum(added + self.external))

    def average(self, added: Floats) -> Floats:
        """Return the average price of the volume of each period, money per unit of volume."""
        volume = self.volume(added)
        if self.driver == "size":
            return self.unit_cost(volume)
        price = self.unit_cost(volume)
        paid = self.spent(volume) - self.spent(volume - added)
        np.divide(paid, added, out=price, where=added > 1e-12 * volume)
        return price

    def tangent(self, added: Floats) -> Floats:
        """Return what one unit more in each period adds to all periods, over w_t."""
        volume = self.volume(added)
        if self.driver == "size":
            steep = volume > self.reference * (1.0 + AT_REFERENCE)
            falling = self.floor + (1.0 - self.b) * (self.unit_cost(volume) - self.floor)
            return np.where(steep, falling, self.c0)
        # It pays its own price, and lowers what each later period pays by the rise of its starting volume.
        own = self.weight * self.unit_cost(volume)
        saved = self.weight * (self.unit_cost(volume - added) - self.unit_cost(volume))
        later = np.append(np.cumsum(saved[::-1])[::-1][1:], 0.0)
        return np.asarray((own - later) / self.weight)


def read_pools(instance: Instance, n: Numbers) -> tuple[Pool, ...]:
    """Return every curve whose price depends on the plan, at every place; none under `off` and `path`."""
    curves = lookup(instance, "curves")
    names = dict.fromkeys(instance.tables["curves"]["curve"])
    return tuple(pool for name in names if learns(instance, curves, name) for pool in _of(instance, n, curves, name))


def _of(instance: Instance, n: Numbers, curves: Lookup, name: str) -> Iterator[Pool]:
    driver, rate = curves.text("driver", name), curves.number("learning_rate", name) or 0.0
    reference = curves.number("reference", name) or 1.0
    table, weights = instance.tables["curve_members"], lookup(instance, "curve_members")
    listed = [str(member) for member in table.loc[table["curve"] == name, "member"]]
    if not listed:
        return
    members = (n.axes.processes if driver == "activity" else n.axes.lines).get_indexer(pd.Index(listed, dtype=object))
    start = lookup(instance, "curve_places")
    steps = n.time.length if driver == "activity" else np.ones(len(n.time.first))
    regions = instance.tables["regions"].to_dict("records")
    places = np.array([place_of(curves.text("scope", name), row) for row in regions], dtype=object)
    for place in dict.fromkeys(places[places != ""]):
        initial = start.number("initial", name, place)
        share = start.number("external_share", name, place)
        if share is None:
            share = 1.0 if curves.text("scope", name) == "nation" else 0.0
        yield Pool(
            curve=name,
            place=place,
            driver=driver,
            members=members,
            weights=np.array([weights.number("weight", name, member) or 0.0 for member in listed]),
            regions=places == place,
            initial=reference if initial is None else initial,
            external=share * _external(instance, n, name),
            weight=n.lines.weight[members[0]] if driver == "build" else n.time.delta / steps,
            steps=steps,
            c0=curves.number("unit_cost", name) or 0.0,
            floor=curves.number("floor", name) or 0.0,
            reference=reference,
            b=-float(np.log2(1.0 - rate)),
        )


def _external(instance: Instance, n: Numbers, curve: str) -> Floats:
    """Return the volume of others by the first period that it counts in: the one after that of its year."""
    rows = instance.tables["external"]
    rows = rows[rows["curve"] == curve]
    first = np.asarray(n.time.first, dtype=float)
    total = np.zeros(len(first) + 1)
    np.add.at(total, np.searchsorted(first, rows["year"].to_numpy(dtype=float), side="right"), rows["amount"])
    # Nothing counts from the first period on: that would be the initial volume.
    total[0] = 0.0
    return total[:-1]


def at_prices(n: Numbers, pools: Sequence[Pool], plan: Plan, *, tangent: bool) -> Numbers:
    """Return the numbers with every member at the average price of its volume, or at that of the tangent."""
    build, opened, activity = n.learned.build.copy(), n.learned.opened.copy(), n.learned.activity.copy()
    arrays = {"build": build, "size": opened, "activity": activity}
    for pool in pools:
        added = pool.added(n, plan)
        price = pool.tangent(added) if tangent else pool.average(added)
        for member, weight in zip(pool.members, pool.weights, strict=True):
            arrays[pool.driver][member, pool.regions] += weight * price
    return replace(n, learned=replace(n.learned, build=build, opened=opened, activity=activity))


def check_learning(n: Numbers, pools: Sequence[Pool], plan: Plan, reader: Reader) -> Iterator[Check]:
    """Yield whether the table of learning says what follows from the decisions."""
    names = pd.MultiIndex.from_tuples([(p.curve, p.place) for p in pools], names=("curve", "place")) if pools else None
    frame = reader.frame("learning")
    if names is None:
        return
    keys = [(("curve", "place"), names), *key(year=n.axes.years)]
    added = np.array([pool.added(n, plan) for pool in pools])
    own = {
        "volume": np.array([pool.volume(q) for pool, q in zip(pools, added, strict=True)]),
        "added": added,
        "average_price": np.array([pool.average(q) for pool, q in zip(pools, added, strict=True)]),
        "tangent_price": np.array([pool.tangent(q) for pool, q in zip(pools, added, strict=True)]),
    }
    own["spend"] = np.array([p.weight for p in pools]) * own["average_price"] * added
    for (name, mine), said in zip(own.items(), reader.arrays("learning", frame, keys, list(own)), strict=True):
        what = f"{name} of a curve follows from the decisions"
        size = np.abs(mine) + (np.abs(own["spend"]).max(initial=0.0) if name == "spend" else 0.0)
        miss = np.abs(said - mine)
        applies = (said != 0) | (added != 0)
        yield check_all("tables", f"learning {name}", what, miss, EXACT * size + FLOOR, (names, n.axes.years), applies)

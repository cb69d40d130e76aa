"""The cost curves of a network: made from the instance, and the prices they charge at given volumes.

Under `learning: local` and `certified` the learned part of a cost depends on the plan. It is then no number of the
network: members of a place of a curve carry no learned part of their own, and `curves` says what they pay together.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.network.curve import DRIVERS, Curve, Driver, Numbers
from model.network.curves import place_of, reacts, shape_of
from model.network.network import Lines, Network, Periods, Processes

Cell = tuple[str, str, int]


def make_curves(instance: Instance, periods: Periods, lines: Lines, processes: Processes) -> tuple[Curve, ...]:
    """Return every curve that reacts to the plan at every place where it has a decision or committed capacity."""
    tables = (lookup(instance, name) for name in ("curves", "curve_members", "curve_places"))
    maker = _Maker(instance, periods, lines, processes, *tables)
    return tuple(curve for name in dict.fromkeys(instance.tables["curves"]["curve"]) for curve in maker.made(name))


@dataclass(frozen=True)
class _Maker:
    instance: Instance
    periods: Periods
    lines: Lines
    processes: Processes
    curves: Lookup
    members: Lookup
    places: Lookup

    def made(self, name: str) -> Iterator[Curve]:
        """Yield the curve at each of its places."""
        members = self.instance.tables["curve_members"]
        listed = [str(member) for member in members.loc[members["curve"] == name, "member"]]
        weights = {member: self.members.number("weight", name, member) or 0.0 for member in listed}
        weights = {member: weight for member, weight in weights.items() if weight}
        if not weights or not reacts(self.instance, name):
            return
        driver, scope = DRIVERS[self.curves.text("driver", name)], self.curves.text("scope", name)
        for place, regions in self._regions(scope).items():
            volume_of = {
                (member, r, t): weights[member] * (self.periods.length[t] if driver == "activity" else 1.0)
                for member, r, t in self._decided(driver)
                if member in weights and r in regions
            }
            committed = self._committed(weights, regions) if driver == "build" else np.zeros(len(self.periods.first))
            if volume_of or committed.any():
                yield Curve(
                    name=name,
                    place=place,
                    driver=driver,
                    shape=shape_of(self.curves, name),
                    periods=self.periods.first,
                    weights=weights,
                    regions=regions,
                    volume_of=volume_of,
                    initial=self._initial(name, place),
                    external=self._external(name, place, 1.0 if scope == "nation" else 0.0),
                    committed=committed,
                    weight=self._payment(driver, weights),
                )

    def _regions(self, scope: str) -> dict[str, tuple[str, ...]]:
        """Return the regions of every place of a scope."""
        places: dict[str, tuple[str, ...]] = {}
        for row in self.instance.tables["regions"].to_dict("records"):
            place = place_of(scope, row)
            if place:
                places[place] = (*places.get(place, ()), str(row["region"]))
        return places

    def _decided(self, driver: Driver) -> Sequence[Cell]:
        if driver == "build":
            return self.lines.builds
        items = self.processes.runs if driver == "activity" else self.lines.places
        return [(item, r, t) for item, r in items for t in self.periods.first]

    def _committed(self, weights: Mapping[str, float], regions: Sequence[str]) -> Numbers:
        total = dict.fromkeys(self.periods.first, 0.0)
        for (l, r, t), amount in self.lines.committed.items():
            if r in regions:
                total[t] += weights.get(l, 0.0) * amount
        return np.array(list(total.values()))

    def _initial(self, curve: str, place: str) -> float:
        initial = self.places.number("initial", curve, place)
        return self.curves.number("reference", curve) or 0.0 if initial is None else initial

    def _external(self, curve: str, place: str, default: float) -> Numbers:
        """Return what others add in the years from the start of the period before until the start of each period."""
        share = self.places.number("external_share", curve, place)
        share = default if share is None else share
        rows = self.instance.tables["external"]
        rows = rows[rows["curve"] == curve]
        first = self.periods.first
        added = [0.0]
        for before, t in itertools.pairwise(first):
            inside = (rows["year"] >= before) & (rows["year"] < t)
            added.append(share * float(rows.loc[inside, "amount"].sum()))
        return np.array(added)

    def _payment(self, driver: Driver, weights: Mapping[str, float]) -> Numbers:
        """Return what 1 paid for volume of each period counts; the members of a curve of builds are paid alike."""
        delta = np.array([self.periods.delta[t] for t in self.periods.first])
        if driver == "size":
            return delta
        if driver == "activity":
            return np.asarray(delta / np.array([self.periods.length[t] for t in self.periods.first]))
        line = next(iter(weights))
        return np.array([self.lines.weight[line, t] for t in self.periods.first])


@dataclass(frozen=True)
class Learning:
    """The curves of a network as one function of all their volumes, in the order of `columns`.

    The sum of `values` plus `constant` is the learned cost, money, discounted; every value is a function of one
    volume alone. `columns` names the decisions volume[curve, place, t].
    """

    curves: tuple[Curve, ...]

    @property
    def columns(self) -> tuple[tuple[str, tuple[str, str, int]], ...]:
        """The name and index of every volume."""
        return tuple(("volume", (k.name, k.place, t)) for k in self.curves for t in k.periods)

    @property
    def groups(self) -> tuple[tuple[str, slice], ...]:
        """What belongs together, one curve at one place: its name, and where its volumes stand."""
        n = len(self.curves[0].periods) if self.curves else 0
        return tuple((told(k), slice(i * n, (i + 1) * n)) for i, k in enumerate(self.curves))

    @property
    def families(self) -> tuple[tuple[str, slice], ...]:
        """What is one curve, at all its places: its name, and where its volumes stand."""
        ends: dict[str, slice] = {}
        for curve, (_, here) in zip(self.curves, self.groups, strict=True):
            ends[curve.name] = slice(ends.get(curve.name, here).start, here.stop)
        return tuple(ends.items())

    @property
    def rises(self) -> Numbers:
        """By how much every volume is above the one before it, at least; -inf for the first and for clusters."""
        return self._joined(lambda k, _: k.rises)

    @property
    def constant(self) -> float:
        """What is subtracted for volume that is there before the first period."""
        return sum(k.constant for k in self.curves)

    @property
    def least(self) -> Numbers:
        """The smallest volumes there can be."""
        return self._joined(lambda k, _: k.least)

    def values(self, volumes: Numbers) -> Numbers:
        """Return h of every volume."""
        return self._joined(Curve.value, volumes)

    def slopes(self, volumes: Numbers) -> Numbers:
        """Return the derivative of h at every volume."""
        return self._joined(Curve.slope, volumes)

    def paid(self, volumes: Numbers) -> float:
        """Return the learned cost of a plan with these volumes, money, discounted."""
        return float(self.values(volumes).sum()) + self.constant

    @property
    def off_slopes(self) -> Numbers:
        """The slopes that price all volume as if nothing were learned."""
        return self._joined(lambda k, _: k.flat(k.off))

    @property
    def least_slopes(self) -> Numbers:
        """The slopes at an endless volume, where every curve has come down to its floor."""
        return self._joined(lambda k, _: k.flat(k.shape.floor))

    @property
    def convex_parts(self) -> tuple[Numbers, Numbers]:
        """Where h is not concave (from, to), for every volume; from > to: nowhere."""
        return (self._joined(lambda k, _: k.convex_part[0]), self._joined(lambda k, _: k.convex_part[1]))

    @property
    def is_concave(self) -> bool:
        """Tell whether every h is concave wherever its volume can be."""
        low, high = self.convex_parts
        return not (low < high).any() and not any(k.weights_rise for k in self.curves)

    @property
    def why_unproven(self) -> str:
        """Why no bound can be proven, "" where it can."""
        rising = [told(k) for k in self.curves if k.weights_rise]
        named = ", ".join(rising[:3]) + (" ..." if len(rising) > 3 else "")
        return f"capital of a later period of {named} counts more than of an earlier one" if rising else ""

    def split(self, volumes: Numbers) -> Iterator[tuple[Curve, Numbers]]:
        """Yield each curve with its volumes."""
        for curve, (_, here) in zip(self.curves, self.groups, strict=True):
            yield curve, volumes[here]

    def volumes(self, decided: Mapping[str, Mapping[Cell, float]]) -> Numbers:
        """Return the volumes that follow from the decisions."""
        found = []
        for curve in self.curves:
            added = dict(zip(curve.periods, curve.committed.tolist(), strict=True))
            values = decided.get(curve.decision, {})
            for index, volume in curve.volume_of.items():
                added[index[2]] += volume * values.get(index, 0.0)
            own = np.array([added[t] for t in curve.periods])
            found.append(curve.initial + np.cumsum(own + curve.external) if curve.accumulates else own)
        return np.concatenate(found) if found else np.zeros(0)

    def _joined(self, of: Callable[[Curve, Numbers], Numbers], volumes: Numbers | None = None) -> Numbers:
        n = sum(len(k.periods) for k in self.curves)
        parts = [of(k, own) for k, own in self.split(np.zeros(n) if volumes is None else volumes)]
        return np.concatenate(parts) if parts else np.zeros(0)


def told(curve: Curve) -> str:
    """Return a curve's name, with its place where it may have several."""
    return curve.name if curve.place == "nation" else f"{curve.name} in {curve.place}"


def with_prices(net: Network, volumes: Numbers) -> Network:
    """Return the network in which every member of a curve pays the average price of the volume of its period.

    The learned part of the costs is then that of the exact curves, C(Q) - C(Q - q), in proportion to volume.
    """
    by_decision: dict[str, dict[Cell, float]] = {
        "build": dict(net.lines.learned),
        "open_capacity": dict(net.lines.learned_open),
        "activity": dict(net.processes.learned),
    }
    for curve, own in Learning(net.curves).split(volumes):
        prices = dict(zip(curve.periods, curve.average(own).tolist(), strict=True))
        priced = by_decision[curve.decision]
        for member, weight in curve.weights.items():
            for r in curve.regions:
                for t, price in prices.items():
                    priced[member, r, t] = priced.get((member, r, t), 0.0) + weight * price
    lines = replace(net.lines, learned=by_decision["build"], learned_open=by_decision["open_capacity"])
    return replace(net, lines=lines, processes=replace(net.processes, learned=by_decision["activity"]))

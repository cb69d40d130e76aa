"""The learning path of every curve: volume, unit cost, what is paid, what learning saves; and what is learned of all.

A rate of learning is one of the learned part of a cost. What follows for the whole of it is that rate times the share
that is learned: 18 % on 40 % of the cost is about 7 % all-in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from model.network.curve import Curve, Numbers
from model.network.learning import Learning
from model.network.network import Network
from model.solution.units import activity_units, capacity_units

Values = Mapping[str, Mapping[tuple[Any, ...], float]]
Made = tuple[float, float]


def learning_rows(net: Network, values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table `learning`; what is saved is saved on the volume of the plan as it is."""
    learning = Learning(net.curves)
    for curve, volumes in learning.split(learning.volumes(values)):
        unit = _volume_unit(net, curve)
        added, spent = curve.added(volumes), curve.paid(volumes)
        columns = (
            volumes,
            added,
            curve.shape.cost(volumes),
            curve.average(volumes),
            curve.marginal(volumes),
            curve.shape.doublings(volumes),
            spent,
            curve.weight * added * curve.off - spent,
            _owed(curve, volumes),
        )
        for t, *numbers in zip(curve.periods, *(column.tolist() for column in columns), strict=True):
            yield curve.name, curve.place, t, *numbers, unit, net.money


def _volume_unit(net: Network, curve: Curve) -> str:
    """Return what volume is counted in: activity over the years, or capacity; "" where members differ."""
    units = activity_units(net) if curve.driver == "activity" else capacity_units(net)
    found = {units[member] for member in curve.weights}
    if len(found) != 1 or set(curve.weights.values()) != {1.0}:
        return ""
    return found.pop().removesuffix("/yr" if curve.driver == "activity" else "")


def _owed(curve: Curve, volumes: Numbers) -> Numbers:
    """Return what the decided volume of each period would cost more, had nothing been committed up to then.

    Of a period the committed volume counts before the decided one: it is there whatever is decided.
    """
    if not curve.accumulates:
        return np.zeros(len(volumes))
    total, forced = curve.shape.total, np.cumsum(curve.committed)
    decided = curve.added(volumes) - curve.committed
    without = total(volumes - forced) - total(volumes - forced - decided)
    return np.asarray(curve.weight * (without - (total(volumes) - total(volumes - decided))))


def all_in_rows(net: Network, values: Values, duals: Values) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table `all_in`: what members make at its marginal cost, and what of it is learned.

    learned: c(Q) weight X (activity), c(Q) annuity weight use X / max_utilisation, as if all were new (build), c(N) N
    (size). A doubling takes 1 - c(2 Q) / c(Q) off it, which is less than the rate of learning where there is a floor.
    """
    learning, prices = Learning(net.curves), duals.get("balance", {})
    for curve, volumes in learning.split(learning.volumes(values)):
        cost, doubled = curve.shape.cost(volumes), curve.shape.cost(2.0 * volumes)
        for k, t in enumerate(curve.periods):
            amount, value = _made(net, curve, values, prices, t)
            learned = float(cost[k]) * (amount if curve.accumulates else float(volumes[k]))
            # Where capacity is spare the marginal cost does not pay for it: then it is no whole to take a share of.
            if 0 < learned <= value:
                share, rate = learned / value, 1.0 - float(doubled[k] / cost[k])
                yield curve.name, curve.place, t, learned, value, share, rate, share * rate, f"{net.money}/yr"


def _made(net: Network, curve: Curve, values: Values, prices: Mapping[tuple[Any, ...], float], t: int) -> Made:
    """Return the volume a year that what members make in a period takes, and what it is worth a year."""
    amount, value, outputs = 0.0, 0.0, _outputs(net, t)
    for (p, r, at), x in values.get("activity", {}).items():
        member = p if curve.driver == "activity" else net.processes.line[p]
        if at != t or r not in curve.regions or member not in curve.weights or not x:
            continue
        per_unit = curve.weights[member]
        if curve.driver == "build":
            per_unit *= net.lines.payments[member, t][0] * net.processes.use[p, t]
            per_unit /= net.lines.max_utilisation[member, t]
        amount += per_unit * x
        value += sum(a * x * prices.get((c, r, t), np.nan) for c, a in outputs.get(p, ())) / net.periods.delta[t]
    return amount, value


def _outputs(net: Network, t: int) -> Mapping[str, list[tuple[str, float]]]:
    """Return what each process makes, and how much of it for a unit of activity."""
    found: dict[str, list[tuple[str, float]]] = {}
    for (p, c, at), a in net.processes.recipe.items():
        if at == t and a > 0:
            found.setdefault(p, []).append((c, a))
    return found

"""From what passes between neighbours to shipments from origin to destination: tables and audit know lanes only.

Each unit on the road is followed from where it is loaded to where it is unloaded. In an optimum every such path is a
shortest way, so the shipments cost what the plan paid on the road; a path that is longer would cost less as a shipment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from model.network.corridors import Roads
from model.network.lane import Numbers
from model.network.network import Network
from model.solver.highs import DUST, Solved, Values

ON_THE_ROAD = ("loaded", "unloaded", "hauled")
Flows = dict[str, dict[str, float]]


def unfolded(net: Network, solved: Solved) -> tuple[Network, Solved]:
    """Return a network with the lanes that are used in place of roads, and what was found as shipments on them.

    The prices are those of the balances; where nothing touches a commodity but the road, the highest that pays no lane.
    """
    if not net.roads.commodities:
        return net, solved
    shipments = _shipments(solved.values)
    used = list(dict.fromkeys((c, r, s) for c, r, s, _ in shipments))
    values = {name: amounts for name, amounts in solved.values.items() if name not in ON_THE_ROAD}
    values["flow"] = {**values.get("flow", {}), **shipments}
    duals = {name: prices for name, prices in solved.duals.items() if name != "road"}
    if duals:
        duals["balance"] = {**duals.get("balance", {}), **_prices(net, duals.get("balance", {}))}
    stops = [(c, r) for c in net.roads.commodities for r in net.roads.stops()]
    nodes = tuple(dict.fromkeys((*net.nodes, *stops)))
    plain = replace(
        net,
        lanes=net.lanes.joined(net.roads.lanes(used, len(net.periods.first))),
        roads=Roads.none(),
        nodes=nodes,
        dumps=tuple((c, r) for c, r in nodes if c in net.needs.disposal_price),
    )
    return plain, replace(solved, values=values, duals=duals)


def _shipments(values: Values) -> dict[tuple[Any, ...], float]:
    """Return amounts by (commodity, origin, destination, period)."""
    loaded: dict[tuple[str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for decision, sign in (("loaded", 1.0), ("unloaded", -1.0)):
        for (c, r, t), x in values.get(decision, {}).items():
            if x:
                loaded[c, t][r] += sign * x
    hauled: dict[tuple[str, int], Flows] = defaultdict(lambda: defaultdict(dict))
    for (c, r, s, t), x in values.get("hauled", {}).items():
        if x:
            hauled[c, t][r][s] = x
    found: dict[tuple[Any, ...], float] = defaultdict(float)
    for (c, t), supply in loaded.items():
        for origin, destination, amount in paths(supply, hauled[c, t]):
            found[c, origin, destination, t] += amount
    return dict(found)


def paths(supply: dict[str, float], flows: Flows) -> Iterator[tuple[str, str, float]]:
    """Yield origin, destination and amount of what a flow carries; both arguments are used up.

    supply: what enters (> 0) and leaves (< 0) at each place; flows: what passes from one place to the next. What runs
    in circles is left out, and so is what is smaller than rounding.
    """
    dust = DUST * max(1.0, *(abs(x) for x in supply.values()))
    for origin in [r for r, x in supply.items() if x > dust]:
        while supply[origin] > dust:
            path = _follow(origin, supply, flows, dust)
            if path is None:
                break
            steps = list(pairwise(path))
            amount = min(supply[origin], -supply[path[-1]], *(flows[a][b] for a, b in steps))
            _take(flows, steps, amount, dust)
            supply[origin] -= amount
            supply[path[-1]] += amount
            yield origin, path[-1], amount


def _follow(origin: str, supply: Mapping[str, float], flows: Flows, dust: float) -> list[str] | None:
    """Return a way along the largest flows to a place where something leaves, None where there is none."""
    path = [origin]
    while not supply.get(path[-1], 0.0) < -dust:
        onward = flows.get(path[-1])
        if not onward:
            return None
        following = max(onward, key=lambda s: onward[s])
        if following in path:
            circle = [*path[path.index(following) :], following]
            steps = list(pairwise(circle))
            _take(flows, steps, min(flows[a][b] for a, b in steps), dust)
            path = [origin]
        else:
            path.append(following)
    return path


def _take(flows: Flows, steps: list[tuple[str, str]], amount: float, dust: float) -> None:
    """Take an amount from the flow of every step; a step that has nothing left is gone."""
    for a, b in steps:
        flows[a][b] -= amount
        if flows[a][b] <= dust:
            del flows[a][b]


def _prices(net: Network, known: Mapping[tuple[Any, ...], float]) -> dict[tuple[Any, ...], float]:
    """Return the prices of the nodes that only the road touches, discounted like those known."""
    roads, live = net.roads, frozenset(net.nodes)
    found: dict[tuple[Any, ...], float] = {}
    for c in roads.commodities:
        here = [i for i, r in enumerate(roads.regions) if (c, r) in live]
        idle = [(i, r) for i, r in enumerate(roads.regions) if r in set(roads.stops()) and (c, r) not in live]
        if not idle:
            continue
        cost = roads.cost(c)[np.ix_([i for i, _ in idle], here)]
        for t, delta in net.periods.delta.items():
            price = np.array([known.get((c, roads.regions[i], t), 0.0) for i in here])
            least = -delta * net.needs.disposal_price[c] if c in net.needs.disposal_price else None
            found.update(((c, r, t), x) for (_, r), x in zip(idle, _worth(price, delta * cost, least), strict=True))
    return found


def _worth(price: Numbers, cost: Numbers, least: float | None) -> list[float]:
    """Return what a unit is worth: where it sells best, freight subtracted, and no less than what it costs to dump."""
    floor = -np.inf if least is None else least
    worth = np.maximum((price[None, :] - cost).max(axis=1, initial=-np.inf), floor)
    found: list[float] = np.where(np.isfinite(worth), worth, 0.0).tolist()
    return found

"""What policies may count: one function a quantity, each yielding what a decision counts, region by region.

    (region, t, decision, index, coefficient)       decision "": a constant, the coefficient is the amount

A further quantity is one function here, its name in COUNTS, and a row of QUANTITIES in model/instance/policies.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.instance.attributes import Attributes
from model.instance.policies import BY_NAME, Sum
from model.network.network import Network

Part = tuple[str, int, str, tuple[Any, ...], float]
"""Region, period, decision and its index, coefficient."""


@dataclass(frozen=True)
class Counting:
    """A network, the attributes of its ids, and what returned from history by process: (p, c, r, t) -> unit/yr."""

    net: Network
    attributes: Attributes
    returned: Mapping[tuple[str, str, str, int], float]

    @cached_property
    def regions_of(self) -> Mapping[str, tuple[str, ...]]:
        """The regions that each process runs in."""
        found: dict[str, list[str]] = {}
        for p, r in self.net.processes.runs:
            found.setdefault(p, []).append(r)
        return {p: tuple(regions) for p, regions in found.items()}

    def ids(self, kind: str, one: Sum) -> frozenset[str]:
        """Return the processes, lines, markets, regions or commodities that meet the filters of a sum."""
        of_kind: Mapping[str, Mapping[str, str]] = {
            "process": self.attributes.processes,
            "line": self.attributes.lines,
            "market": self.attributes.markets,
            "region": self.attributes.regions,
            "commodity": self.attributes.commodities,
        }[kind]
        return frozenset(name for name, row in of_kind.items() if one.meets(row))

    def weight(self, one: Sum, name: str, region: str, t: int) -> float:
        """Return the weight of a sum for an id, region and period: its number, times its impact where it names one."""
        if not one.impact:
            return one.weight
        kind = BY_NAME[one.quantity].impact
        return one.weight * self.net.impacts.get((kind, name, region, one.impact, t), 0.0)


def parts_of(count: Counting, one: Sum) -> Iterator[Part]:
    """Yield what a sum counts, in every region that meets its filters; nothing that counts 0."""
    regions = count.ids("region", one)
    for part in COUNTS[one.quantity](count, one):
        if part[0] in regions and part[4]:
            yield part


def activity(count: Counting, one: Sum) -> Iterator[Part]:
    """X, weighted."""
    processes = count.ids("process", one)
    for p, r in count.net.processes.runs:
        for t in count.net.periods.first if p in processes else ():
            yield r, t, "activity", (p, r, t), count.weight(one, p, r, t)


def output(count: Counting, one: Sum) -> Iterator[Part]:
    """The part of a X that is made: a > 0."""
    return _made(count, one, 1.0)


def input_(count: Counting, one: Sum) -> Iterator[Part]:
    """The part of a X that is used: a < 0, counted as > 0."""
    return _made(count, one, -1.0)


def _made(count: Counting, one: Sum, sign: float) -> Iterator[Part]:
    processes, commodities = count.ids("process", one), count.ids("commodity", one)
    for (p, c, t), amount in count.net.processes.recipe.items():
        if p in processes and c in commodities and sign * amount > 0:
            for r in count.regions_of.get(p, ()):
                yield r, t, "activity", (p, r, t), sign * amount * count.weight(one, p, r, t)


def returned(count: Counting, one: Sum) -> Iterator[Part]:
    """What comes back in t: lagged X of t and before, and what returns from history."""
    processes, commodities = count.ids("process", one), count.ids("commodity", one)
    for (p, c, t, v), amount in count.net.processes.lagged.items():
        if p in processes and c in commodities:
            for r in count.regions_of.get(p, ()):
                yield r, t, "activity", (p, r, v), one.weight * amount
    for (p, c, r, t), amount in count.returned.items():
        if p in processes and c in commodities:
            yield r, t, "", (), one.weight * amount


def build(count: Counting, one: Sum) -> Iterator[Part]:
    """B, commissioned in t."""
    lines = count.ids("line", one)
    for l, r, t in count.net.lines.builds:
        if l in lines:
            yield r, t, "build", (l, r, t), count.weight(one, l, r, t)


def nameplate(count: Counting, one: Sum) -> Iterator[Part]:
    """S, of the statuses asked for."""
    return _stands(count, one, count.ids("line", one))


def open_capacity(count: Counting, one: Sum) -> Iterator[Part]:
    """K."""
    return _open(count, one, count.ids("line", one))


def standing(count: Counting, one: Sum) -> Iterator[Part]:
    """S of lines that can be restarted, K of the others."""
    lines = count.ids("line", one)
    restarting = frozenset(l for l in lines if count.net.lines.can_restart(l))
    yield from _stands(count, one, restarting)
    yield from _open(count, one, lines - restarting)


def _stands(count: Counting, one: Sum, lines: frozenset[str]) -> Iterator[Part]:
    """E of the statuses asked for + sum over v <= t of alive[v, t] B[v], whose status is new."""
    for (l, r, status, t), amount in count.net.lines.existing_by_status.items():
        if l in lines and one.meets({"status": status}):
            yield r, t, "", (), amount * count.weight(one, l, r, t)
    if not one.meets({"status": "new"}):
        return
    for l, r, v in count.net.lines.builds:
        for t in count.net.periods.first if l in lines else ():
            yield r, t, "build", (l, r, v), count.net.lines.alive.get((l, v, t), 0.0) * count.weight(one, l, r, t)


def _open(count: Counting, one: Sum, lines: frozenset[str]) -> Iterator[Part]:
    for l, r in count.net.lines.places:
        for t in count.net.periods.first if l in lines else ():
            yield r, t, "open_capacity", (l, r, t), count.weight(one, l, r, t)


def capital(count: Counting, one: Sum) -> Iterator[Part]:
    """The overnight price of builds, before subsidy: capex * capex_factor * B, or the cost of plants."""
    lines, net = count.ids("line", one), count.net.lines
    for l, r, t in net.builds:
        if l in lines:
            yield r, t, "build", (l, r, t), one.weight * net.capital[l, r, t]
    yield from _plants(count, lines, lambda l, r, t: one.weight)


def subsidy(count: Counting, one: Sum) -> Iterator[Part]:
    """What the state pays of the same, and of its learned part at unit_cost."""
    lines, net = count.ids("line", one), count.net.lines
    for l, r, t in net.builds:
        if l in lines:
            price = net.capital[l, r, t] + net.learned_list.get((l, r, t), 0.0)
            yield r, t, "build", (l, r, t), one.weight * net.subsidy.get((l, r, t), 0.0) * price
    yield from _plants(count, lines, lambda l, r, t: one.weight * net.subsidy.get((l, r, t), 0.0))


def _plants(count: Counting, lines: frozenset[str], weight: Callable[[str, str, int], float]) -> Iterator[Part]:
    """What plants cost: each the cost where its piece begins, and the slope of every segment beyond."""
    for (l, r, t), factor in count.net.plants.factor.items():
        for k, piece in enumerate(count.net.plants.pieces[l] if l in lines else ()):
            price = weight(l, r, t) * factor
            yield r, t, "plants", (l, r, k, t), price * piece.cost
            for s, slope in enumerate(piece.slopes):
                yield r, t, "plant_part", (l, r, k, s, t), price * slope


def bought(count: Counting, one: Sum) -> Iterator[Part]:
    """G of markets that the plan buys from."""
    return _traded(count, one, "buy")


def sold(count: Counting, one: Sum) -> Iterator[Part]:
    """G of markets that the plan sells to."""
    return _traded(count, one, "sell")


def _traded(count: Counting, one: Sum, side: str) -> Iterator[Part]:
    markets = count.ids("market", one)
    for (m, r), of_market in count.net.markets.side.items():
        if m in markets and of_market == side:
            for t in count.net.periods.first:
                yield r, t, "trade", (m, r, t), count.weight(one, m, r, t)


def demand(count: Counting, one: Sum) -> Iterator[Part]:
    """What is to be delivered: a constant."""
    commodities = count.ids("commodity", one)
    for (c, r, t), amount in count.net.needs.demand.items():
        if c in commodities:
            yield r, t, "", (), one.weight * amount


def shortage(count: Counting, one: Sum) -> Iterator[Part]:
    """U."""
    commodities, needs = count.ids("commodity", one), count.net.needs
    for c, r, t in needs.demand:
        if c in commodities and c in needs.shortage_price:
            yield r, t, "shortage", (c, r, t), one.weight


COUNTS: Mapping[str, Callable[[Counting, Sum], Iterator[Part]]] = {
    "activity": activity,
    "output": output,
    "input": input_,
    "returned": returned,
    "build": build,
    "nameplate": nameplate,
    "standing": standing,
    "open_capacity": open_capacity,
    "capital": capital,
    "subsidy": subsidy,
    "bought": bought,
    "sold": sold,
    "demand": demand,
    "shortage": shortage,
}
"""All but flow_in and flow_out, which depend on the border of the scope (see shipments.py)."""

"""What the left side of a policy counts, as far as it has a unit: commodities, processes, lines, money, an impact."""

from __future__ import annotations

from collections.abc import Iterator

from model.instance.policies import Policy, Sum
from model.network.comparison import Unit
from model.network.quantities import Counting


def counted_by(policy: Policy, count: Counting) -> tuple[Unit, ...]:
    """Return everything whose unit the left side is in, each once."""
    return tuple(dict.fromkeys((*unit, one.is_annual) for one in policy.left for unit in _units(one, count)))


def _units(one: Sum, count: Counting) -> Iterator[tuple[str, str]]:
    if one.impact:
        yield "impact", one.impact
    elif abs(one.weight) != 1.0:
        yield "unknown", ""
    elif one.quantity in ("capital", "subsidy"):
        yield "money", ""
    elif one.quantity == "activity":
        yield from (("process", p) for p in sorted(count.ids("process", one)))
    elif one.quantity in ("build", "nameplate", "standing", "open_capacity"):
        yield from (("line", l) for l in sorted(count.ids("line", one)))
    else:
        yield from (("commodity", c) for c in sorted(_commodities(one, count)))


def _commodities(one: Sum, count: Counting) -> frozenset[str]:
    net, met = count.net, count.ids("commodity", one)
    if one.quantity in ("output", "input", "returned"):
        processes = count.ids("process", one)
        sign = -1.0 if one.quantity == "input" else 1.0
        made = {c for (p, c, _), amount in net.processes.recipe.items() if p in processes and sign * amount > 0}
        back = {c for p, c, _, _ in net.processes.lagged if p in processes}
        return met & (back if one.quantity == "returned" else made)
    if one.quantity in ("bought", "sold"):
        markets = count.ids("market", one)
        return frozenset(c for (m, _), c in net.markets.commodity.items() if m in markets)
    if one.quantity in ("flow_in", "flow_out"):
        return met & set(net.lanes.commodity)
    return met & {c for c, _, _ in net.needs.demand}

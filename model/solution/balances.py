"""Where every commodity comes from and goes to, by region and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from model.network.network import Network
from model.solution.units import per_year

SIGNS: Mapping[str, float] = {
    "made": 1.0,
    "used": -1.0,
    "returned": 1.0,
    "bought": 1.0,
    "sold": -1.0,
    "shipped_in": 1.0,
    "shipped_out": -1.0,
    "shortage": 1.0,
    "disposal": -1.0,
}
"""The parts of a balance and their sign: with these they sum to the demand."""

Values = Mapping[str, Mapping[tuple[Any, ...], float]]
Parts = dict[str, dict[tuple[str, str, int], float]]


def balance_rows(net: Network, values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield commodity, region, year, each part, demand, unit; rows without anything are left out."""
    parts: Parts = {name: defaultdict(float) for name in SIGNS}
    _add_processes(net, values, parts)
    for (m, r, t), x in values.get("trade", {}).items():
        side = "bought" if net.markets.side[m, r] == "buy" else "sold"
        parts[side][net.markets.commodity[m, r], r, t] += x
    for (c, r, s, t), x in values.get("flow", {}).items():
        parts["shipped_out"][c, r, t] += x
        parts["shipped_in"][c, s, t] += x
    for name in ("shortage", "disposal"):
        for (c, r, t), x in values.get(name, {}).items():
            parts[name][c, r, t] += x
    for c, r in net.nodes:
        for t in net.periods.first:
            row = [parts[name].get((c, r, t), 0.0) for name in SIGNS]
            demand = net.needs.demand.get((c, r, t), 0.0)
            if any(row) or demand:
                yield c, r, t, *row, demand, per_year(net.units[c])


def _add_processes(net: Network, values: Values, parts: Parts) -> None:
    """Add what activity makes and uses at once, and what comes back from it and from history later."""
    recipes: dict[tuple[str, int], list[tuple[str, float]]] = defaultdict(list)
    for (p, c, t), amount in net.processes.recipe.items():
        recipes[p, t].append((c, amount))
    lags: dict[tuple[str, int], list[tuple[str, int, float]]] = defaultdict(list)
    for (p, c, t, v), amount in net.processes.lagged.items():
        lags[p, v].append((c, t, amount))
    for (p, r, t), x in values.get("activity", {}).items():
        if not x:
            continue
        for c, amount in recipes[p, t]:
            parts["made" if amount > 0 else "used"][c, r, t] += abs(amount) * x
        for c, due, amount in lags[p, t]:
            parts["returned"][c, r, due] += amount * x
    for key, amount in net.processes.returned.items():
        parts["returned"][key] += amount

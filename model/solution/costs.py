"""What is paid, by component, item, region and year, and what is left to pay after the last year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from model.network.discounting import present_value
from model.network.network import Network
from model.network.rates import Cost, counts_in_objective

Values = Mapping[str, Mapping[tuple[Any, ...], float]]


def cost_rows(net: Network, costs: Sequence[Cost], values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield component, item, region, year, discounted and undiscounted amount, unit; zero rows are left out."""
    discounted: dict[tuple[str, str, str, int], float] = defaultdict(float)
    undiscounted: dict[tuple[str, str, str, int], float] = defaultdict(float)
    for cost in costs:
        for index, amount in _amounts(cost, values):
            item, region, t = cost.reported(index)
            key = (cost.component, item, region, t)
            discounted[key] += amount
            undiscounted[key] += amount / _discounting(net, cost, item, t)
    for key, amount in discounted.items():
        yield *key, amount, undiscounted[key], net.money


def payment_rows(net: Network, costs: Sequence[Cost], values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield component, item, year, amount, unit: what falls due per year, annuities in the years they are paid in."""
    payments: dict[tuple[str, str, int], float] = defaultdict(float)
    for cost in costs:
        for index, amount in _amounts(cost, values):
            item, _, v = cost.reported(index)
            for t, paid in _per_year(net, cost, item, v):
                payments[cost.component, item, t] += amount * paid
    for key, amount in payments.items():
        if amount:
            yield *key, amount, f"{net.money}/yr"


def beyond_horizon_rows(net: Network, costs: Sequence[Cost], values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield line, region, payments due after the last year, their present value, unit.

    Every component that is paid like capital and counts in the objective, subsidies subtracted.
    """
    due: dict[tuple[str, str], float] = defaultdict(float)
    value: dict[tuple[str, str], float] = defaultdict(float)
    for cost in costs:
        if not (cost.is_capital and counts_in_objective(cost, net)):
            continue
        for index, amount in _amounts(cost, values):
            l, r, t = cost.reported(index)
            annuity, payments = net.lines.payments[l, t]
            after = range(max(t, net.periods.last_year + 1), t + payments)
            payment = amount / net.lines.weight[l, t] * annuity
            due[l, r] += payment * len(after)
            value[l, r] += payment * present_value(after, net.periods.discount_rate, net.periods.base_year)
    for (l, r), amount in due.items():
        if amount:
            yield l, r, amount, value[l, r], net.money


def _amounts(cost: Cost, values: Values) -> Iterable[tuple[tuple[Any, ...], float]]:
    if not cost.decision:
        return cost.rate.items()
    decided = values.get(cost.decision, {})
    return ((index, cost.rate[index] * x) for index, x in decided.items() if x and index in cost.rate)


def _discounting(net: Network, cost: Cost, item: str, t: int) -> float:
    """Return what 1 of money paid inside the horizon counts on average."""
    if cost.is_once:
        return net.periods.worth(t)
    if not cost.is_capital:
        return net.periods.delta[t] / net.periods.length[t]
    annuity, payments = net.lines.payments[item, t]
    inside = min(payments, net.periods.last_year + 1 - t)
    return net.lines.weight[item, t] / (annuity * inside)


def _per_year(net: Network, cost: Cost, item: str, v: int) -> Iterator[tuple[int, float]]:
    """Yield the periods in which 1 of money, discounted, of period v falls due, and how much a year."""
    if not cost.is_capital:
        yield v, 1.0 / (_discounting(net, cost, item, v) * net.periods.length[v])
        return
    annuity, payments = net.lines.payments[item, v]
    payment = annuity / net.lines.weight[item, v]
    for t, n in net.periods.length.items():
        years = min(t + n, v + payments) - max(t, v)
        if years > 0:
            yield t, payment * years / n

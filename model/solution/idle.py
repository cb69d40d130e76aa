"""Capital that stands still: what is still to be paid for capacity that is closed or open without use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from model.network.capacity import share_of_years
from model.network.discounting import present_value
from model.network.network import Network
from model.network.rates import Cost

Values = Mapping[str, Mapping[tuple[Any, ...], float]]
Cell = tuple[str, str, int]


class _Debt(NamedTuple):
    """Capacity of one age in a cell: until when it stands, how much, and the annuity on a unit until a year."""

    offline: int
    amount: float
    payment: float
    paid_until: int


def idle_rows(net: Network, costs: Sequence[Cost], values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield line, region, year, closed and idle capacity, what falls due on both, what is left to pay on each, unit.

    closed = S - K; idle = K - used / max_utilisation. Plants that expire first are closed first, the next ones stand
    idle. Payments left are those from the start of the year on, discounted to it at the discount rate.
    """
    debts, used = _debts(net, costs, values), _used(net, values)
    opened = values.get("open_capacity", {})
    for (l, r, t), standing in debts.items():
        stands = sum(debt.amount for debt in standing)
        is_open, most = opened.get((l, r, t), 0.0), net.lines.max_utilisation[l, t]
        closed = _positive(stands - is_open, stands)
        idle = _positive(is_open - (used[l, r, t] / most if most else 0.0), stands)
        if not closed and not idle:
            continue
        of_closed, rest = _taken(standing, closed)
        of_idle, _ = _taken(rest, idle)
        due = sum(_due(net, debt, t) for debt in (*of_closed, *of_idle))
        left = [sum(_left(net, debt, t) for debt in part) for part in (of_closed, of_idle)]
        yield l, r, t, closed, idle, due, *left, net.money


def _debts(net: Network, costs: Sequence[Cost], values: Values) -> dict[Cell, list[_Debt]]:
    """Return what stands in each cell by age, what expires first at the front."""
    found: dict[Cell, list[_Debt]] = defaultdict(list)
    for vintage in net.vintages:
        for t in net.periods.first:
            amount = vintage.amount * share_of_years(net.periods, t, vintage.online, vintage.offline)
            if amount:
                debt = _Debt(vintage.offline, amount, vintage.payment, vintage.paid_until)
                found[vintage.line, vintage.region, t].append(debt)
    paid = _paid_for_builds(net, costs, values)
    for (l, r, v), built in values.get("build", {}).items():
        if not built:
            continue
        _, payments = net.lines.payments[l, v]
        for t in net.periods.first:
            amount = built * net.lines.alive.get((l, v, t), 0.0)
            if amount:
                # Nobody needs the exact end of a build: builds follow each other in the order of their periods.
                found[l, r, t].append(_Debt(_last(net, l, v), amount, paid[l, r, v] / built, v + payments))
    return {cell: sorted(debts, key=lambda debt: debt.offline) for cell, debts in found.items()}


def _last(net: Network, line: str, v: int) -> int:
    """Return the last period in which a build stands, as its order of expiry; beyond the horizon, its own year on."""
    alive = [t for t in net.periods.first if (line, v, t) in net.lines.alive]
    return alive[-1] if alive[-1] != net.periods.first[-1] else net.periods.last_year + 1 + v


def _paid_for_builds(net: Network, costs: Sequence[Cost], values: Values) -> dict[Cell, float]:
    """Return the annuity of what is built, before subsidies, by cell of the build."""
    paid: dict[Cell, float] = defaultdict(float)
    for cost in costs:
        if not cost.is_capital or cost.decision not in ("build", "plants", "plant_part") or cost.component == "subsidy":
            continue
        for index, x in values.get(cost.decision, {}).items():
            if x and index in cost.rate:
                l, r, t = cost.reported(index)
                paid[l, r, t] += cost.rate[index] * x / net.lines.weight[l, t] * net.lines.payments[l, t][0]
    return paid


def _used(net: Network, values: Values) -> Mapping[Cell, float]:
    used: dict[Cell, float] = defaultdict(float)
    for (p, r, t), x in values.get("activity", {}).items():
        line = net.processes.line[p]
        if line:
            used[line, r, t] += net.processes.use[p, t] * x
    return used


def _taken(debts: list[_Debt], amount: float) -> tuple[list[_Debt], list[_Debt]]:
    """Return the first so many units of some debts, and the rest of them."""
    taken, rest = [], []
    for debt in debts:
        part = min(amount, debt.amount)
        amount -= part
        if part:
            taken.append(_Debt(debt.offline, part, debt.payment, debt.paid_until))
        if debt.amount > part:
            rest.append(_Debt(debt.offline, debt.amount - part, debt.payment, debt.paid_until))
    return taken, rest


def _due(net: Network, debt: _Debt, t: int) -> float:
    """Return what falls due on average in a year of the period."""
    return debt.amount * debt.payment * share_of_years(net.periods, t, t, debt.paid_until)


def _left(net: Network, debt: _Debt, t: int) -> float:
    return debt.amount * debt.payment * present_value(range(t, debt.paid_until), net.periods.discount_rate, t)


def _positive(amount: float, size: float) -> float:
    """Return an amount without the dust that subtraction leaves."""
    return amount if amount > 1e-9 * max(1.0, size) else 0.0

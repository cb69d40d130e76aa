"""Every policy in every place and period: what its two sides count, whether it holds, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from model.network.comparison import Amount
from model.network.network import Network
from model.network.rates import Cost
from model.solution.units import activity_units, capacity_units, per_year
from model.solver.highs import Solved, Values

POINT = 0.01


def policy_rows(net: Network, costs: Sequence[Cost], solved: Solved) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table `policies`, one for each limit; the year is blank over the horizon."""
    units, misses, prices = _units(net), solved.values.get("policy_miss", {}), _prices(costs)
    for (policy, place, t), row in net.policies.rows.items():
        left, right = (_value(net, side, solved.values) for side in (row.left, row.right))
        year = None if row.over_horizon else t
        for sense, limit in row.limits.items():
            dual = solved.duals.get(f"policy_{sense}", {}).get((policy, place, t), 0.0)
            # One point of the limit moves the row by so much of its right side, one unit of left by 1.
            tighter = 0.0 - dual * (POINT * right if row.is_share else 1.0)
            index = (policy, sense, place, t)
            miss = misses.get(index, 0.0)
            paid, slack = miss * prices.get(index, 0.0), 0.0 - row.shortfall(sense, left, right)
            yield policy, place, year, sense, left, right, limit, slack, miss, paid, dual + 0.0, tighter, units[policy]


def _value(net: Network, amount: Amount, values: Values) -> float:
    """Return what one side counts in a plan."""
    lanes, first, flow = net.lanes, net.periods.first, values.get("flow", {})
    total = amount.constant + sum(x * values.get(name, {}).get(index, 0.0) for (name, index), x in amount.terms.items())
    shipped = amount.shipments
    for a, k, x in zip(shipped.lane.tolist(), shipped.period.tolist(), shipped.coefficient.tolist(), strict=True):
        total += x * flow.get((lanes.commodity[a], lanes.origin[a], lanes.destination[a], first[k]), 0.0)
    return float(total)


def _prices(costs: Sequence[Cost]) -> dict[tuple[Any, ...], float]:
    """Return what a unit of each miss counts in the objective."""
    return {index: rate for cost in costs if cost.decision == "policy_miss" for index, rate in cost.rate.items()}


def _units(net: Network) -> Mapping[str, str]:
    """Return the unit of the left side of each policy, "" where its sums have none in common."""
    activity, capacity = activity_units(net), capacity_units(net)
    over_horizon = {row.at[0] for row in net.policies.rows.values() if row.over_horizon}
    found = {}
    for policy, counted in net.policies.counted.items():
        units = set()
        for kind, name, is_annual in counted:
            rate = is_annual and policy not in over_horizon
            of_kind = {
                "commodity": per_year(net.units.get(name, "")),
                "process": activity.get(name, ""),
                "line": capacity.get(name, ""),
                "impact": per_year(name),
                "money": net.money,
            }.get(kind, "")
            # Capacity built is a rate per year by its nature; all else that is counted once, or over years, is not.
            units.add(of_kind if rate or (kind == "line" and not is_annual) else of_kind.removesuffix("/yr"))
        found[policy] = units.pop() if len(units) == 1 else ""
    return found

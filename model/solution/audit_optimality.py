"""Optimality by the duals: a plan that keeps every limit is optimal when no reduced cost has the wrong sign.

The bound is the sum of dual times what is not decided over all rows, the worth of upper bounds, and what is paid
anyway. It is a proof up to the tolerance on the signs: a decision without an upper bound whose reduced cost is
negative by rounding counts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from model.solution.audit_bounds import Possible
from model.solution.audit_columns import columns_of
from model.solution.audit_cost import Costs, counted, rates
from model.solution.audit_limits import Row
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Duals, Plan
from model.solution.audit_plants import best_sizes
from model.solution.audit_verdict import LARGEST, MONEY, Check, Floats, check_all, check_one
from model.solution.audit_worth import worth_of

SIGN = "reduced cost >= 0 where there is none of it, <= 0 at its limit, 0 between"


def check_optimality(
    n: Numbers, plan: Plan, rows: Mapping[str, Row], duals: Duals, costs: Costs, objective: float
) -> tuple[float, tuple[Check, ...]]:
    """Return the bound that the duals prove, and whether they prove the plan to be optimal."""
    given, balanced = duals.rows, Possible.of(n).balance
    # A dual above 0 proves nothing about a limit, so the reduced costs are those without it.
    real = {name: np.where(row.exists, np.minimum(given[name], 0.0), 0.0) for name, row in rows.items()}
    real["plant_capacity"] = np.where(n.plants.exists, given["plant_capacity"], 0.0)
    balance = np.where(balanced, duals.balance, 0.0)
    price = max(float(np.abs(dual).max(initial=0.0)) for dual in (balance, *real.values()))
    axes = (n.axes.commodities, n.axes.regions, n.axes.years)
    what = "there is a price only where something touches the commodity"
    checks = [check_all("optimality", "price exists", what, np.abs(duals.balance), 0.0, axes, ~balanced)]
    checks += [check for name, row in rows.items() for check in _of_row(row, given[name], price)]
    bound, worth = _undecided(n, rows, balance, real), worth_of(n, real["policies"])
    signs = []
    for column in columns_of(n, plan, balance, real, worth):
        bound += column.at_bound()
        miss, tolerance = column.miss()
        name = f"reduced cost of {column.name}"
        signs.append(check_all("optimality", name, SIGN, miss, tolerance, column.axes, column.exists))
    what = "the bound that the duals prove is the objective"
    prices = [rate.rate for rate in rates(n) if rate.decision == "plants" and rate.component in counted(n)]
    of_plants, best = best_sizes(
        n.plants,
        plan.plants,
        np.asarray(sum(prices)) + worth.units["plants"][0],
        real["plant_capacity"],
        (n.axes.lines, n.axes.regions, n.axes.years),
    )
    bound += of_plants
    gap = check_one("optimality", "gap", what, abs(objective - bound), MONEY * max(costs.size, 1e-9))
    return bound, (*checks, *_worst_of_each(signs), best, gap)


def _undecided(n: Numbers, rows: Mapping[str, Row], balance: Floats, real: Mapping[str, Floats]) -> float:
    """Return the part of the bound that no decision is in: dual times right-hand side, and what is paid anyway."""
    total = float((balance * (n.demand - n.processes.returned)).sum())
    total += sum(float((real[name] * row.rhs).sum()) for name, row in rows.items())
    anyway = (rate for rate in rates(n) if not rate.decision and rate.component in counted(n))
    return total + sum(float(rate.rate.sum()) for rate in anyway)


def _of_row(row: Row, dual: Floats, price: float) -> Iterator[Check]:
    """Yield: no dual where there is no row; no dual above 0; none where the limit is not reached."""
    tolerance = LARGEST * price
    what = f"{row.name} has a dual only where there is such a row"
    yield check_all("optimality", f"dual of {row.name} exists", what, np.abs(dual), 0.0, row.axes, ~row.exists)
    what = f"the dual of {row.name} is not above 0"
    yield check_all("optimality", f"dual of {row.name} <= 0", what, dual, tolerance, row.axes, row.exists)
    loose = row.exists & (row.slack > row.tolerance)
    what = f"{row.name} has no dual where large - small > 0"
    yield check_all("optimality", f"dual of {row.name} binds", what, np.abs(dual), tolerance, row.axes, loose)


def _worst_of_each(checks: Iterable[Check]) -> list[Check]:
    """Return one check for each name: the worst of those with that name, their counts added."""
    worst: dict[str, Check] = {}
    for check in checks:
        held = worst.setdefault(check.name, check)
        if held is check:
            continue
        graver = max((held, check), key=lambda c: (c.count > 0, c.worst - c.tolerance))
        both = held.passed and check.passed
        worst[check.name] = replace(graver, passed=both, count=held.count + check.count)
    return list(worst.values())

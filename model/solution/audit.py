"""The audit: what a plan claims, recomputed from the instance and the solution tables alone.

It shares no code with the network, the formulation or the solver, and knows the contract only. In order: the
numbers of the instance, the decisions in the tables, every balance and limit, tables that repeat what follows from
others, the cost by component, and optimality by the duals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from model.instance.instance import Instance
from model.solution.audit_bounds import check_bounds
from model.solution.audit_cost import check_costs, costs_of
from model.solution.audit_learning import at_prices, check_learning, read_pools
from model.solution.audit_limits import balance_parts, capacity_of, check_balances, rows_of
from model.solution.audit_numbers import Numbers, read_numbers
from model.solution.audit_optimality import check_optimality
from model.solution.audit_plan import Reader, read_duals, read_plan
from model.solution.audit_plants import check_plants
from model.solution.audit_policies import ROW, check_policies, policy_row, sides_of
from model.solution.audit_reported import check_reported
from model.solution.audit_scopes import read_ruled
from model.solution.audit_sites import check_open
from model.solution.audit_verdict import Axis, Check, Verdict

__all__ = ["Check", "Verdict", "audit"]


def audit(instance: Instance, tables: Mapping[str, pd.DataFrame], objective: float, *, optimal: bool = True) -> Verdict:
    """Return whether a plan obeys its instance, costs what it says and cannot be bettered.

    tables: those of columns.py; objective: what the solver says the plan costs. optimal: the plan claims to be an
    optimum; without that claim a gap is reported, not a fault, and prices may be missing.
    """
    # A number beyond all bounds in a table fails the checks it meets; it need not warn as well.
    with np.errstate(over="ignore", invalid="ignore"):
        return _audit(instance, tables, objective, optimal=optimal)


def _audit(instance: Instance, tables: Mapping[str, pd.DataFrame], objective: float, *, optimal: bool) -> Verdict:
    numbers = read_numbers(instance)
    numbers = replace(numbers, policies=read_ruled(instance, numbers))
    reader = Reader(numbers, tables)
    plan, duals = read_plan(reader), read_duals(reader)
    capacity, parts = capacity_of(numbers, plan), balance_parts(numbers, plan)
    sides = sides_of(numbers, plan, capacity)
    rows = {**rows_of(numbers, plan, capacity), ROW: policy_row(numbers, plan, sides)}
    pools = read_pools(instance, numbers)
    priced = at_prices(numbers, pools, plan, tangent=False)
    costs = costs_of(priced, plan)
    checks = [
        check_balances(numbers, parts),
        *(row.check() for row in rows.values()),
        *check_bounds(numbers, plan),
        *check_open(numbers.sites, plan.sites, numbers.axes.lines, numbers.axes.regions),
        *check_policies(numbers, plan, sides, reader),
        *check_plants(numbers.plants, plan.plants, plan.build, _cell(numbers)),
        *check_reported(numbers, plan, capacity, parts, reader),
        *check_learning(numbers, pools, plan, reader),
        *check_costs(priced, costs, reader, objective),
    ]
    checks = [*reader.checks(), *checks]
    why_not = _no_proof(missing=not (duals.given or optimal))
    if why_not:
        return Verdict(all(check.passed for check in checks), tuple(checks), objective, None, None, why_not)
    if pools:
        # At the tangents of its own volumes the plan is that of a linear program, whose objective is another.
        priced = at_prices(numbers, pools, plan, tangent=True)
        costs = costs_of(priced, plan)
    tangent_cost = costs.counted(priced) if pools else objective
    bound, proofs = check_optimality(priced, plan, rows, duals, costs, tangent_cost)
    counts = [*checks, *(proofs if optimal else ())]
    notes: tuple[str, ...] = (
        () if optimal else ("the plan does not claim to be optimal: reduced costs and gap are reported only",)
    )
    notes += _decided_as_whole(numbers)
    passed = all(check.passed for check in counts)
    if pools:
        notes += ("proven at the tangent prices of its volumes: a local optimum",)
        return Verdict(passed, (*checks, *proofs), objective, None, None, notes)
    gap = abs(objective - bound) / max(1.0, abs(objective))
    return Verdict(passed, (*checks, *proofs), objective, bound, gap, notes)


def _no_proof(*, missing: bool) -> tuple[str, ...]:
    """Return why the duals prove nothing about an instance."""
    return ("optimality was not checked: there are no prices",) if missing else ()


def _decided_as_whole(n: Numbers) -> tuple[str, ...]:
    """Return what the duals take as decided: they price no whole numbers."""
    decided = {"sites": n.sites.exists.any() and not n.sites.relaxed, "plants": n.plants.exists.any()}
    names = " and ".join(name for name, is_whole in decided.items() if is_whole)
    return (f"proven with {names} as decided; that no others cost less is the solver's bound",) if names else ()


def _cell(n: Numbers) -> tuple[Axis, Axis, Axis]:
    return n.axes.lines, n.axes.regions, n.axes.years

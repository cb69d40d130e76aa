"""The audit: what a plan claims, recomputed from the instance and the solution tables alone.

It shares no code with the network, the formulation or the solver, and knows the contract only. In order: the
numbers of the instance, the decisions in the tables, every balance and limit, tables that repeat what follows from
others, the cost by component, and optimality by the duals.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.instance.instance import Instance
from model.solution.audit_bounds import check_bounds
from model.solution.audit_cost import check_costs, costs_of
from model.solution.audit_limits import balance_parts, capacity_of, check_balances, rows_of
from model.solution.audit_numbers import read_numbers
from model.solution.audit_optimality import check_optimality
from model.solution.audit_plan import Reader, read_duals, read_plan
from model.solution.audit_reported import check_reported
from model.solution.audit_verdict import Check, Verdict

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
    reader = Reader(numbers, tables)
    plan, duals = read_plan(reader), read_duals(reader)
    capacity, parts = capacity_of(numbers, plan), balance_parts(numbers, plan)
    rows = rows_of(numbers, plan, capacity)
    costs = costs_of(numbers, plan)
    checks = [
        check_balances(numbers, parts),
        *(row.check() for row in rows.values()),
        *check_bounds(numbers, plan),
        *check_reported(numbers, plan, capacity, parts, reader),
        *check_costs(numbers, costs, reader, objective),
    ]
    checks = [*reader.checks(), *checks]
    why_not = _no_proof(instance, missing=not (duals.given or optimal))
    if why_not:
        return Verdict(all(check.passed for check in checks), tuple(checks), objective, None, None, why_not)
    bound, proofs = check_optimality(numbers, plan, rows, duals, costs, objective)
    counts = [*checks, *(proofs if optimal else ())]
    notes = () if optimal else ("the plan does not claim to be optimal: reduced costs and gap are reported only",)
    gap = abs(objective - bound) / max(1.0, abs(objective))
    passed = all(check.passed for check in counts)
    return Verdict(passed, (*checks, *proofs), objective, bound, gap, notes)


def _no_proof(instance: Instance, *, missing: bool) -> tuple[str, ...]:
    """Return why the duals prove nothing about an instance: they price neither integers nor what learns."""
    tables, settings = instance.tables, instance.settings
    reasons = (
        ("there are no prices", missing),
        ("policies have no rows in the audit", bool(instance.policies)),
        ("sites are decided in whole numbers", _whole_numbers(tables)),
        (f"learning is {settings.learning}", _learns(instance)),
    )
    return tuple(f"optimality was not checked: {reason}" for reason, holds in reasons if holds)


def _learns(instance: Instance) -> bool:
    return instance.settings.learning not in ("off", "path") and len(instance.tables["curve_members"]) > 0


def _whole_numbers(tables: Mapping[str, pd.DataFrame]) -> bool:
    sites = tables["sites"]
    asked = [np.asarray(sites[column].notna()).any() for column in ("site_cost", "least_size")]
    return any(asked) or len(tables["site_counts"]) > 0 or len(tables["plant_costs"]) > 0

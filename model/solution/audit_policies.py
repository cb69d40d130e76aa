"""Policies, as the audit reckons them: both sides of every comparison, whether it holds, and what missing it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from model.solution.audit_limits import Capacity, Row
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Plan, Reader, read_policies
from model.solution.audit_plants import price_of
from model.solution.audit_ruled import Counted, Ruled, Term, axis_of, by_policy, flat
from model.solution.audit_verdict import EXACT, EXACT_FLOOR, FLOOR, Check, Floats, check_all

ROW = "policies"
POINT = 0.01


@dataclass(frozen=True)
class Side:
    """A side of a policy over (place, row): its value, the sum of the sizes of its terms, and what is not decided."""

    value: Floats
    size: Floats
    fixed: Floats


def sides_of(n: Numbers, plan: Plan, capacity: Capacity) -> list[tuple[Side, Side]]:
    """Return both sides of every policy."""
    stock = {
        "build": plan.build, "stands": capacity.new, "opened": plan.opened, "activity": plan.activity,
        "shortage": plan.shortage, "plants": price_of(n.plants, plan.plants),
    }  # fmt: skip
    return [(_side(p, p.left, n, plan, stock), _side(p, p.right, n, plan, stock)) for p in n.policies]


def _side(policy: Ruled, terms: Iterable[Term], n: Numbers, plan: Plan, stock: Mapping[str, Floats]) -> Side:
    shape = len(policy.places), len(policy.years)
    terms = tuple(terms)
    if not terms:
        return Side(np.ones(shape), np.ones(shape), np.ones(shape))
    value, size, fixed = (np.zeros(shape) for _ in range(3))
    for term in terms:
        decided = _parts(term.counted, n, plan, stock)
        shipped = _shipped(term, n, plan)
        steps, constant = term.steps.T, term.scopes @ term.counted.fixed
        value += (term.scopes @ sum(decided, start=np.zeros_like(term.counted.fixed)) + constant + shipped) @ steps
        absolute = sum((np.abs(part) for part in decided), start=np.zeros_like(term.counted.fixed))
        size += (term.scopes @ absolute + np.abs(constant) + np.abs(shipped)) @ steps
        fixed += constant @ steps
    return Side(value, size, fixed)


def _parts(counted: Counted, n: Numbers, plan: Plan, stock: Mapping[str, Floats]) -> list[Floats]:
    """Return what is decided, over (region, period), in several parts."""
    parts = [(unit * stock[name]).sum(axis=0) for name, unit in counted.units.items()]
    if counted.trade is not None:
        traded = np.zeros_like(counted.fixed)
        np.add.at(traded, n.markets.region, counted.trade * plan.trade)
        parts.append(traded)
    parts += [counted.inside[:, None] * (plan.activity[p] @ matrix.T) for p, matrix in counted.back.items()]
    return parts


def _shipped(term: Term, n: Numbers, plan: Plan) -> Floats:
    """Return what shipments count over (place, period)."""
    flows, counted = plan.flows, term.counted
    total = np.zeros((len(term.scopes), len(n.axes.years)))
    for c, unit in counted.flows.items():
        here = flows.commodity == c
        r, s, t = flows.origin[here], flows.destination[here], flows.period[here]
        inside, outside = (s, r) if counted.inward else (r, s)
        share = term.scopes[:, inside] * ((1.0 - term.scopes[:, outside]) if counted.crosses else 1.0)
        np.add.at(total.T, t, (share * (unit[r, s, t] * flows.amount[here])).T)
    return total


def policy_row(n: Numbers, plan: Plan, sides: Sequence[tuple[Side, Side]]) -> Row:
    """Return every limit as a row small <= large, along the axis of the policies."""
    slack, size, rhs = {}, {}, {}
    missed = by_policy(n.policies, plan.missed)
    for i, (policy, (left, right)) in enumerate(zip(n.policies, sides, strict=True)):
        for sense in policy.senses:
            limit, sign = policy.limits[sense], 1.0 if sense == "at_least" else -1.0
            slack[i, sense] = sign * (left.value - limit * right.value) + missed[i, sense]
            size[i, sense] = left.size + np.abs(limit) * right.size + missed[i, sense]
            rhs[i, sense] = sign * (left.fixed - limit * right.fixed)
    axis, (low, terms, fixed) = axis_of(n.policies), (flat(n.policies, part) for part in (slack, size, rhs))
    what = "at_least * right <= left + miss, left <= at_most * right + miss"
    return Row(ROW, what, low, terms, np.ones(len(axis), dtype=bool), fixed, (axis,))


def prices_of(policies: Sequence[Ruled]) -> Floats:
    """Return what a unit of each miss counts in the objective, nan where there may be none."""
    prices = {
        (i, sense): np.broadcast_to(policy.price * policy.worth, (len(policy.places), len(policy.years)))
        for i, policy in enumerate(policies)
        for sense in policy.senses
    }
    return flat(policies, prices)


def check_policies(n: Numbers, plan: Plan, sides: Sequence[tuple[Side, Side]], reader: Reader) -> Iterator[Check]:
    """Yield whether misses are allowed, and whether the table of policies says what follows from the decisions."""
    axes, missed, price = (axis_of(n.policies),), plan.missed, prices_of(n.policies)
    yield check_all("limits", "miss >= 0", "no miss is negative", -missed, FLOOR, axes)
    what = "a policy is missed only where it has a price"
    yield check_all("limits", "miss allowed", what, np.abs(missed), 0.0, axes, np.isnan(price))
    own, said = _own(n, plan, sides), read_policies(reader)
    own["miss_cost"] = missed * np.nan_to_num(price)
    own["tighter"] = -said["dual"] * np.where(own.pop("is_share") > 0, POINT * own["right"], 1.0)
    for name, mine in own.items():
        what = f"{name} of a policy follows from the decisions and its limit"
        size = own["size"] if name in ("left", "right", "slack") else np.abs(mine)
        if name != "size":
            floor = EXACT_FLOOR * np.abs(own["tighter"]).max(initial=1.0) if name == "tighter" else FLOOR
            yield check_all("tables", f"policy {name}", what, np.abs(said[name] - mine), EXACT * size + floor, axes)


def _own(n: Numbers, plan: Plan, sides: Sequence[tuple[Side, Side]]) -> dict[str, Floats]:
    names = ("left", "right", "limit", "slack", "size", "is_share")
    found: dict[str, dict[tuple[int, str], Floats]] = {name: {} for name in names}
    for i, (policy, (left, right)) in enumerate(zip(n.policies, sides, strict=True)):
        for sense in policy.senses:
            limit, sign = policy.limits[sense], 1.0 if sense == "at_least" else -1.0
            values = (
                left.value, right.value, limit + np.zeros_like(left.value), sign * (left.value - limit * right.value),
                left.size + np.abs(limit) * right.size + right.size, np.full_like(left.value, bool(policy.right)),
            )  # fmt: skip
            for name, value in zip(names, values, strict=True):
                found[name][i, sense] = value
    return {name: flat(n.policies, of_policy) for name, of_policy in found.items()}

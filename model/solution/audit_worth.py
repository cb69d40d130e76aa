"""What the duals of policies add to the reduced cost of every decision: each unit that counts is worth the dual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.solution.audit_numbers import Numbers
from model.solution.audit_ruled import Counted, Term, by_policy
from model.solution.audit_verdict import Floats

Pair = tuple[Floats, Floats]
"""What is added to a reduced cost, and the sum of the sizes of its terms."""


@dataclass(frozen=True)
class Worth:
    """What the duals of policies add to reduced costs.

    units: by decision, build, opened, plants (money of plants), activity, shortage and trade over (id, region, period)
    or (market, period); flows: by position of the commodity over (origin, destination, period).
    """

    units: Mapping[str, Pair]
    flows: Mapping[int, Pair]


def worth_of(n: Numbers, dual: Floats) -> Worth:
    """Return - dual * (small - large), summed over the rows of all policies that a decision stands in."""
    shapes = {
        "build": n.lines.capital.shape, "opened": n.lines.capital.shape, "plants": n.lines.capital.shape,
        "activity": (*n.processes.runs.shape, len(n.axes.years)), "shortage": n.demand.shape,
        "trade": n.markets.price.shape,
    }  # fmt: skip
    units = {name: (np.zeros(shape), np.zeros(shape)) for name, shape in shapes.items()}
    flows: dict[int, Pair] = {}
    of_policy = by_policy(n.policies, dual)
    for i, policy in enumerate(n.policies):
        nothing = np.zeros((len(policy.places), len(policy.years)))
        low, high = (of_policy.get((i, sense), nothing) for sense in ("at_least", "at_most"))
        at_least, at_most = (policy.limits.get(sense, np.zeros(1)) for sense in ("at_least", "at_most"))
        for terms, worth in ((policy.left, low - high), (policy.right, at_most * high - at_least * low)):
            for term in terms:
                of_period = worth @ term.steps
                for k, by_place in enumerate((of_period, np.abs(of_period))):
                    _add(n, term, by_place, {name: pair[k] for name, pair in units.items()}, size=k == 1)
                _add_flows(term, of_period, flows)
    return Worth(units, flows)


def _add(n: Numbers, term: Term, by_place: Floats, units: Mapping[str, Floats], *, size: bool) -> None:
    """Add what a unit of each decision is worth, or its size."""
    counted, worth = term.counted, term.scopes.T @ by_place
    for name, unit in counted.units.items():
        each = (np.abs(unit) if size else unit) * worth[None]
        if name == "stands":
            units["build"][:] += np.einsum("lvt,lrt->lrv", n.lines.alive, each)
        else:
            units[name][:] += each
    if counted.trade is not None:
        units["trade"][:] += (np.abs(counted.trade) if size else counted.trade) * worth[n.markets.region]
    for p, matrix in counted.back.items():
        units["activity"][p] += counted.inside[:, None] * (worth @ (np.abs(matrix) if size else matrix))


def _add_flows(term: Term, by_place: Floats, flows: dict[int, Pair]) -> None:
    counted: Counted = term.counted
    if not counted.flows:
        return
    scopes = term.scopes
    for k, worth in enumerate((by_place, np.abs(by_place))):
        inside = scopes.T @ worth
        pairs = inside[None, :, :] if counted.inward else inside[:, None, :]
        if counted.crosses:
            pairs = pairs - np.einsum("gr,gs,gt->rst", scopes, scopes, worth, optimize=True)
        for c, unit in counted.flows.items():
            pair = flows.setdefault(c, (np.zeros(unit.shape), np.zeros(unit.shape)))
            pair[k][:] += (np.abs(unit) if k else unit) * pairs

"""Policies resolved: in every place and period, the coefficient of each decision on both sides of each comparison."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from model.instance.attributes import Attributes, attributes
from model.instance.instance import Instance
from model.instance.policies import GROUP, NATION, REGION, SENSES, ByYear, Policy, Sum
from model.network.comparison import Amount, At, Comparison, Policies, Shipments, Term
from model.network.counted import counted_by
from model.network.network import Network
from model.network.quantities import Counting, parts_of
from model.network.returns import came_from_history, return_weights
from model.network.shipments import Crossing

FLOWS = ("flow_in", "flow_out")
ONE = Amount({}, Shipments(), 1.0)
HOLDS = 1e-9
"""A comparison of constants that is missed by no more than this share holds."""
Step = tuple[int, float]
"""A period, and how often its amount counts."""


def make_policies(instance: Instance, net: Network) -> Policies:
    """Return every comparison of the policies of an instance over the decisions of its network."""
    if not instance.policies:
        return Policies()
    known = attributes(instance)
    weights = return_weights(instance, tuple(known.processes), tuple(known.commodities))
    count = Counting(net, known, came_from_history(instance, weights, net.periods))
    rows: dict[At, Comparison] = {}
    for policy in instance.policies:
        rows.update((row.at, row) for row in _comparisons(policy, count))
    return _with_misses(count, instance.policies, rows)


def _comparisons(policy: Policy, count: Counting) -> Iterator[Comparison]:
    """Yield the comparisons of one policy: over the horizon one in each place, else one in each place and period."""
    left, right = _Side(count, policy.scope.kind, policy.left), _Side(count, policy.scope.kind, policy.right)
    periods = count.net.periods
    in_force = policy.in_force(periods.first)
    limits: dict[str, float]
    for place in _places(policy, count.attributes):
        if policy.over_horizon and in_force:
            limits = {sense: limit[0][1] for sense, limit in policy.limits.items()}
            at = (policy.name, place, in_force[-1])
            sides = left.over(place, in_force), right.over(place, in_force)
            yield Comparison(at, *sides, limits, over_horizon=True, is_share=bool(policy.right))
        for t in in_force if not policy.over_horizon else ():
            limits = {sense: _mean(limit, periods.years(t)) for sense, limit in policy.limits.items()}
            at = (policy.name, place, t)
            sides = left.within(place, t), right.within(place, t)
            yield Comparison(at, *sides, limits, over_horizon=False, is_share=bool(policy.right))


def _places(policy: Policy, known: Attributes) -> Iterator[str]:
    """Yield the nation, or each group or region meant; a region whose group is blank counts across no group."""
    scope = policy.scope
    names: Sequence[str] = {NATION: (NATION,), GROUP: known.groups, REGION: tuple(known.regions)}[scope.kind]
    needs_group = any(one.across == GROUP for one in (*policy.left, *policy.right)) and scope.kind == REGION
    for name in names:
        is_meant = scope.places is None or scope.places.meets(name)
        if is_meant and not (needs_group and not known.regions[name]["group"]):
            yield name


class _Side:
    """One side of a policy: its sums, gathered by region and period once, and added up in each place."""

    def __init__(self, count: Counting, kind: str, sums: Sequence[Sum]) -> None:
        self._count, self._kind, self._sums = count, kind, sums
        self._known: dict[tuple[tuple[frozenset[str], ...], tuple[tuple[Step, ...], ...]], Amount] = {}

    def within(self, place: str, t: int) -> Amount:
        """Return the amount of a place in a period; a lagged sum is that of the period before."""
        periods = self._count.net.periods
        return self._amount(place, [((periods.before(t) if one.lag else t, 1.0),) for one in self._sums])

    def over(self, place: str, in_force: Sequence[int]) -> Amount:
        """Return the amount of a place over the periods in force: annual quantities by years, others as they are."""
        length = self._count.net.periods.length
        return self._amount(
            place, [tuple((t, float(length[t]) if one.is_annual else 1.0) for t in in_force) for one in self._sums]
        )

    def _amount(self, place: str, steps: Sequence[tuple[Step, ...]]) -> Amount:
        if not self._sums:
            return ONE
        regions = tuple(self._regions(one, place) for one in self._sums)
        key = regions, tuple(steps)
        if key not in self._known:
            self._known[key] = self._added(regions, steps)
        return self._known[key]

    def _regions(self, one: Sum, place: str) -> frozenset[str]:
        known = self._count.attributes
        if one.across == GROUP and self._kind == REGION:
            return regions_of(known, GROUP, known.regions[place]["group"])
        return regions_of(known, one.across or self._kind, place)

    def _added(self, regions: Sequence[frozenset[str]], steps: Sequence[tuple[Step, ...]]) -> Amount:
        terms: dict[Term, float] = defaultdict(float)
        shipments: list[Shipments] = []
        constant, first = 0.0, self._count.net.periods.first
        for gathered, inside, of_sum in zip(self._gathered, regions, steps, strict=True):
            for t, factor in of_sum:
                if isinstance(gathered, Crossing):
                    shipments.append(gathered.into(inside, first.index(t), factor))
                    continue
                for decision, index, coefficient in (part for r in inside for part in gathered.get((r, t), ())):
                    if decision:
                        terms[decision, index] += factor * coefficient
                    else:
                        constant += factor * coefficient
        return Amount({term: x for term, x in terms.items() if x}, Shipments.joined(shipments, len(first)), constant)

    @cached_property
    def _gathered(self) -> list[Crossing | Gathered]:
        return [Crossing(self._count, s) if s.quantity in FLOWS else _by_place(self._count, s) for s in self._sums]


Gathered = dict[tuple[str, int], list[tuple[str, tuple[Any, ...], float]]]
"""Decision, index and coefficient of what counts in each region and period."""


def _by_place(count: Counting, one: Sum) -> Gathered:
    found: Gathered = defaultdict(list)
    for region, t, decision, index, coefficient in parts_of(count, one):
        found[region, t].append((decision, index, coefficient))
    return found


def regions_of(known: Attributes, kind: str, place: str) -> frozenset[str]:
    """Return the regions of a place: the nation is all but overseas, a group every region of it."""
    if kind == NATION:
        return frozenset(known.regions) - known.overseas
    if kind == GROUP:
        return frozenset(r for r, row in known.regions.items() if row["group"] == place)
    return frozenset([place])


def _mean(limit: ByYear, years: range) -> float:
    """Return the mean over the years of a period; linear in between, constant outside."""
    return float(np.interp(list(years), [year for year, _ in limit], [value for _, value in limit]).mean())


def _with_misses(count: Counting, policies: Sequence[Policy], rows: dict[At, Comparison]) -> Policies:
    """Say which rows the program has, and what may be missed at which price.

    A row without any decision is left out where it holds. Where it does not, and no price is given, its miss is a
    decision that may only be 0: so the program has no solution, and the solver can say which row it is.
    """
    by_name = {policy.name: policy for policy in policies}
    where: dict[str, list[At]] = {sense: [] for sense in SENSES}
    yearly: dict[tuple[str, str, str, int], float] = {}
    single: dict[tuple[str, str, str, int], float] = {}
    hopeless: list[tuple[str, str, str, int]] = []
    for at, row in rows.items():
        policy = by_name[at[0]]
        for sense in row.limits:
            missed = row.shortfall(sense, row.left.constant, row.right.constant)
            is_decided = row.is_decided(sense)
            is_lost = not is_decided and missed > HOLDS * max(1.0, abs(row.left.constant))
            if not (is_decided or is_lost):
                continue
            where[sense].append(at)
            index = (at[0], sense, *at[1:])
            if policy.price is not None:
                (single if policy.is_paid_once else yearly)[index] = policy.price
            elif is_lost:
                hopeless.append(index)
    counted = {policy.name: counted_by(policy, count) for policy in policies}
    return Policies(rows, tuple(where["at_least"]), tuple(where["at_most"]), yearly, single, tuple(hopeless), counted)

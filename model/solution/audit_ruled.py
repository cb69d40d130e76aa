"""Policies as the audit holds them: every sum as arrays over ids, regions and periods, and where it is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from model.solution.audit_verdict import Axis, Bools, Floats

SENSES = ("at_least", "at_most")


@dataclass(frozen=True)
class Counted:
    """What a unit of each decision counts in a sum, region by region; what meets no filter counts 0.

    units: over (id, region, period) by decision: build, opened, activity, shortage, `stands` (new nameplate capacity)
    and `plants` (money of plants before capex_factor). trade: (market, period). back: by process the matrix [t, v] of
    what counts in t per activity of v, in the regions `inside`. fixed: (region, period), not decided.
    flows: by commodity, over (origin, destination, period); inward: counted at the destination; crosses: only where
    the other end lies outside the scope.
    """

    inside: Bools
    fixed: Floats
    units: Mapping[str, Floats] = field(default_factory=dict)
    trade: Floats | None = None
    back: Mapping[int, Floats] = field(default_factory=dict)
    flows: Mapping[int, Floats] = field(default_factory=dict)
    inward: bool = True
    crosses: bool = True


@dataclass(frozen=True)
class Term:
    """A sum as a policy counts it: scopes: (place, region) it adds up; steps: (row, period), how often each counts."""

    counted: Counted
    scopes: Floats
    steps: Floats


@dataclass(frozen=True)
class Ruled:
    """One policy: its places and the years of its rows ("": over the horizon), at the position `period`.

    right: no terms: 1. limits: by sense, a number for each row. price: undiscounted, nan where it binds; worth:
    what one of money of a miss counts in the objective, years: how often it is paid, by row.
    """

    name: str
    places: tuple[str, ...]
    years: tuple[str, ...]
    period: tuple[int, ...]
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    limits: Mapping[str, Floats]
    price: float
    worth: Floats
    years_paid: Floats

    @property
    def senses(self) -> tuple[str, ...]:
        """The limits that are given."""
        return tuple(sense for sense in SENSES if sense in self.limits)


def axis_of(policies: Sequence[Ruled]) -> Axis:
    """Return (policy, scope, sense, year) of every limit of every policy: by policy, sense, place and row."""
    ids = [
        (policy.name, place, sense, year)
        for policy in policies
        for sense in policy.senses
        for place in policy.places
        for year in policy.years
    ]
    names = ("policy", "scope", "sense", "year")
    return pd.MultiIndex.from_tuples(ids, names=names) if ids else pd.MultiIndex.from_arrays([[]] * 4, names=names)


def flat(policies: Sequence[Ruled], of_policy: Mapping[tuple[int, str], Floats]) -> Floats:
    """Return arrays over (place, row), by position of the policy and sense, in the order of the axis."""
    parts = [of_policy[i, sense].ravel() for i, policy in enumerate(policies) for sense in policy.senses]
    return np.concatenate(parts) if parts else np.zeros(0)


def by_policy(policies: Sequence[Ruled], values: Floats) -> dict[tuple[int, str], Floats]:
    """Return the same the other way: values along the axis as arrays over (place, row)."""
    found, start = {}, 0
    for i, policy in enumerate(policies):
        shape = len(policy.places), len(policy.years)
        for sense in policy.senses:
            end = start + shape[0] * shape[1]
            found[i, sense] = values[start:end].reshape(shape)
            start = end
    return found

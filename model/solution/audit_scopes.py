"""Where and when the policies of an instance compare, as the audit reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from model.instance.instance import Instance
from model.instance.policies import Policy, Sum
from model.solution.audit_numbers import Numbers
from model.solution.audit_ruled import Ruled, Term
from model.solution.audit_sums import Reading, count
from model.solution.audit_verdict import Bools, Floats, Ints


def read_ruled(instance: Instance, n: Numbers) -> tuple[Ruled, ...]:
    """Return the policies of an instance that are in force somewhere."""
    if not instance.policies:
        return ()
    reading = Reading.of(instance, n)
    read = (_ruled(policy, reading) for policy in instance.policies)
    return tuple(policy for policy in read if policy.places and policy.years)


def _ruled(policy: Policy, reading: Reading) -> Ruled:
    time, first = reading.n.time, np.asarray(reading.n.time.first)
    since, until = policy.since, policy.until
    holds = (first >= (-np.inf if since is None else since)) & (first <= (np.inf if until is None else until))
    if any(one.lag for one in (*policy.left, *policy.right)):
        holds[0] = False
    at = np.flatnonzero(holds)
    rows = at[-1:] if policy.over_horizon else at
    places = _places(policy, reading)
    steps = _over_horizon(holds, time.length) if policy.over_horizon else _each(at, len(first))
    left, right = (
        tuple(Term(count(reading, s), _scopes(s, policy, places, reading), steps[s.is_annual, s.lag]) for s in side)
        for side in (policy.left, policy.right)
    )
    calendar = np.arange(first[0], time.last_year + 1)
    limits: dict[str, Floats] = {
        sense: time.mean(np.interp(calendar, *np.array(limit, dtype=float).T))[rows]
        for sense, limit in policy.limits.items()
    }
    once = policy.over_horizon or not any(s.is_annual for s in policy.left)
    return Ruled(
        name=policy.name,
        places=tuple(places),
        years=("",) * len(rows) if policy.over_horizon else tuple(str(first[k]) for k in rows),
        period=tuple(rows.tolist()),
        left=left,
        right=right,
        limits=limits,
        price=np.nan if policy.price is None else policy.price,
        worth=np.array([time.worth(first[k], first[k] + 1) if once else time.delta[k] for k in rows]),
        years_paid=np.array([1.0 if once else time.length[k] for k in rows]),
    )


def _each(at: Ints, periods: int) -> Mapping[tuple[bool, int], Floats]:
    """Return, by whether a quantity is annual and by its lag, which period each row reads."""
    same, before = np.eye(periods)[at], np.eye(periods)[at - 1]
    return {(is_annual, lag): (before if lag else same) for is_annual in (True, False) for lag in (0, 1)}


def _over_horizon(holds: Bools, length: Floats) -> Mapping[tuple[bool, int], Floats]:
    """Return the same for one row over all periods: annual quantities by years."""
    return {(True, 0): (holds * length)[None, :], (False, 0): holds.astype(float)[None, :]}


def _places(policy: Policy, reading: Reading) -> list[str]:
    """Return the places compared; a region without a group is not compared across groups."""
    regions, groups = reading.regions["region"], reading.regions["group"]
    across = any(one.across == "group" for one in (*policy.left, *policy.right))
    known = {
        "nation": ["nation"],
        "group": list(dict.fromkeys(group for group in groups if group)),
        "region": [r for r, group in zip(regions, groups, strict=True) if group or not across],
    }[policy.scope.kind]
    asked = policy.scope.places
    return [place for place in known if asked is None or asked.meets(place)]


def _scopes(one: Sum, policy: Policy, places: Sequence[str], reading: Reading) -> Floats:
    """Return (place, region): what a sum adds up in each place."""
    regions, groups = (np.array(reading.regions[name], dtype=object) for name in ("region", "group"))
    home = np.array([kind != "overseas" for kind in reading.regions["kind"]])
    group_of = dict(zip(regions, groups, strict=True))
    rows = []
    for place in places:
        if (one.across or policy.scope.kind) == "nation":
            rows.append(home)
        elif (one.across or policy.scope.kind) == "group":
            rows.append(groups == (group_of[place] if policy.scope.kind == "region" else place))
        else:
            rows.append(regions == place)
    return np.array(rows, dtype=float).reshape(len(places), len(regions))

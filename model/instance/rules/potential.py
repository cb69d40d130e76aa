"""The most that every process can run and every commodity can be supplied: a bound that no plan exceeds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from model.instance.rules.bounds import per_unit, settle, times
from model.instance.rules.chain import DUST, Chain
from model.instance.rules.grid import Flags, Numbers

MOST_PASSES = 40
"""A loop may creep towards its bound for ever; a bound that is left too early is loose, never wrong."""


@dataclass(frozen=True)
class Potential:
    """What is possible at most; bounds as in `bounds.py`, flags by region and period.

    activity: by process; supply: of each commodity where it is made, bought or comes back; reach: what of it can
    get to a region (the last row: all there is); outlet: where a commodity can go somewhere, itself or by lanes.
    """

    activity: Mapping[str, Numbers]
    supply: Mapping[str, Numbers]
    reach: Mapping[str, Numbers]
    outlet: Mapping[str, Flags]


def find_potential(chain: Chain, *, endless: frozenset[str] = frozenset(), free_outlets: bool = False) -> Potential:
    """Lower the largest activities by what they need and by what nobody takes, until nothing changes.

    Start: activity as lines allow. Then again and again
        supply[c]   = bought + returned + sum over p of what p brings, within the line that several share
        reach[c,r]  = sum of supply[c] over the regions that r can be reached from
        activity[p] <= reach[c] / use of c per unit,   0 where p brings something that has no outlet
    Every plan that obeys the balances obeys each step, so that any number of passes is a valid bound.

    endless: commodities taken to be there without limit; free_outlets: everything can be got rid of.
    """
    activity, limits = dict(chain.runs), _Limits(chain, endless, free_outlets)
    limits.renew(chain.ways, activity)
    asked = list(activity)
    for _ in range(MOST_PASSES):
        lower = {p: limits.of(p, activity[p]) for p in asked}
        changed = [p for p, bound in lower.items() if not np.array_equal(bound, activity[p])]
        if not changed:
            break
        activity |= lower
        touched = _touched(chain, changed)
        limits.renew(touched, activity)
        # A process whose commodities are what they were is bounded as before.
        asked = [p for p in activity if not touched.keys().isdisjoint(chain.effects[p])]
    return Potential(activity, limits.supply, limits.reach, limits.outlet)


class _Limits:
    """What supply and outlets allow, kept up to date for the commodities that changed."""

    def __init__(self, chain: Chain, endless: frozenset[str], free_outlets: bool) -> None:
        self.supply: dict[str, Numbers] = {}
        self.reach: dict[str, Numbers] = {}
        self.outlet: dict[str, Flags] = {}
        self._chain, self._endless, self._free_outlets = chain, endless, free_outlets
        self._takers: dict[str, list[tuple[str, Numbers]]] = defaultdict(list)
        for p, of_process in chain.effects.items():
            for c, effect in of_process.items():
                if (effect < 0).any():
                    self._takers[c].append((p, (effect < 0).astype(float)))

    def renew(self, commodities: Iterable[str], activity: Mapping[str, Numbers]) -> None:
        """Take in new bounds of activity."""
        for c in commodities:
            self.supply[c] = self._supply(c, activity)
            self.reach[c] = within_reach(self._chain, c, self.supply[c])
            self.outlet[c] = self._outlet(c, activity)

    def of(self, process: str, bound: Numbers) -> Numbers:
        """Return the bound of a process, lowered to what its inputs and outlets allow."""
        lower = bound
        for c, need in self._chain.needs.get(process, {}).items():
            lower = np.minimum(lower, per_unit(self.reach[c], need))
        blocked = self.blocked(process)
        if blocked.any():
            lower = lower.copy()
            lower[:-1, :-1][blocked] = 0.0
        return lower if lower is bound else _unless_creeping(settle(lower, self._chain.grid.length), bound)

    def blocked(self, process: str) -> Flags:
        """Tell where a process cannot run since something it brings, now or later, has no outlet."""
        blocked = np.zeros(self._chain.grid.shape, dtype=bool)
        if not self._free_outlets:
            for c, effect in self._chain.effects[process].items():
                blocked |= without_outlet(effect, self.outlet[c])
        return blocked

    def _supply(self, c: str, activity: Mapping[str, Numbers]) -> Numbers:
        chain = self._chain
        if c in self._endless:
            return np.full((len(chain.grid.regions) + 1, len(chain.grid.first) + 1), np.inf)
        total = np.zeros((len(chain.grid.regions) + 1, len(chain.grid.first) + 1))
        for source in (chain.bought, chain.returned):
            if c in source:
                total = total + source[c]
        for maker in chain.makers.get(c, ()):
            made = sum((times(activity[p], by) for p, by in maker.gives.items()), np.zeros_like(total))
            total = total + (
                made if maker.best is None else np.minimum(made, times(chain.usable[maker.line], maker.best))
            )
        return settle(total, chain.grid.length)

    def _outlet(self, c: str, activity: Mapping[str, Numbers]) -> Flags:
        chain = self._chain
        if c in chain.dumped:
            return np.ones(chain.grid.shape, dtype=bool)
        takes = np.zeros(chain.grid.shape, dtype=bool)
        for taken in (chain.sold, chain.due):
            if c in taken:
                takes |= taken[c][:-1, :-1] > 0
        if c in chain.demand:
            takes |= chain.demand[c] > 0
        for p, uses in self._takers[c]:
            takes |= (activity[p][:-1, :-1] > 0).astype(float) @ uses.T > 0
        return chain.ways[c].backward(takes)


def within_reach(chain: Chain, c: str, supply: Numbers) -> Numbers:
    """Sum a bound of supply over the regions from which each region can be reached; the last row: everywhere."""
    leads = chain.ways[c].reaches.T
    reach = supply.copy()
    reach[:-1] = times(supply[:-1].T, leads.astype(float)).T
    return settle(reach, chain.grid.length)


def without_outlet(effect: Numbers, outlet: Flags) -> Flags:
    """Tell where activity is impossible as what it brings (effect[t, v] > 0) would have no outlet in t."""
    return np.asarray((~outlet).astype(float) @ (effect > DUST) > 0)


def _touched(chain: Chain, processes: Iterable[str]) -> dict[str, None]:
    return dict.fromkeys(c for p in processes for c in chain.effects[p])


def _unless_creeping(lower: Numbers, bound: Numbers) -> Numbers:
    """Keep a bound that a step would lower by less than a millionth, or a loop would never end."""
    return lower if (lower < bound * (1 - 1e-6)).any() else bound

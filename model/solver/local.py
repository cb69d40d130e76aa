"""Concave costs by tangents: a local optimum from each of several starts, and the best of them.

Replace every concave cost by its tangent at the last point, solve, repeat. A tangent lies above a concave function
and meets it at the last point, so the true cost of the next point is at most what its tangents say, which is at most
what they say of the last point, which is its true cost: no step costs more than the one before. Where nothing is
gained any more, other optimal points of the last program are tried, since a tie may be the worst of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from model.solver.concave import Concave
from model.solver.highs import Status
from model.solver.program import Numbers
from model.solver.tangents import Plan, Stopped, Tangents

STOP = 1e-7
"""Relative gain of the tangents below which a start has come to its end."""
POLISH = 1e-11
"""The same for the best plan, whose prices are those of its own tangents."""
ROUNDING = 1e-9
"""Relative rise of the true cost that rounding may cause."""
NUDGE = 1e-3
"""How much cheaper one group is made to find other optimal points than the last."""
MOST_NUDGES = 8
"""Groups nudged alone, at the end of every start; where there are more, so many orders of all of them are tried
instead, and at the best plan only."""
MOST_STEPS = 200
BEGUN, LARGEST, ENDED = "begun", "largest", "ended"
"""Bases that are kept: of the first plan without learning, of that with all at their largest volumes, and of the best
plan so far that tangents have ended at."""
FIRST = (BEGUN, LARGEST)
"""Those of the first two starts."""


@dataclass(frozen=True)
class Descent:
    """One start: its name, the true cost after every program, how it ended and which basin it came to.

    ended: "optimum", "stationary" (its own tangents gain nothing; ties were not tried, for there are many groups),
    "joined" a start that has been there, a limit otherwise. basin: 0 is that of the best plan.
    """

    name: str
    costs: tuple[float, ...]
    ended: str
    basin: int = -1


@dataclass
class Local:
    """What the starts came to; status is that of the search (optimal: every start has ended).

    basins: the different plans that the starts ended in.
    """

    descents: list[Descent] = field(default_factory=list)
    basins: list[Plan] = field(default_factory=list)
    status: Status = "optimal"

    @property
    def best(self) -> Plan | None:
        """The cheapest plan, None without any."""
        return self.basins[self.cheapest] if self.basins else None

    @property
    def cheapest(self) -> int:
        """The number of the basin of the cheapest plan."""
        return min(range(len(self.basins)), key=lambda i: self.basins[i].cost)

    def note(self, descent: _Descent) -> None:
        """Add a start, with the basin it came to."""
        plan = descent.last
        basin = self.descents[descent.joined].basin if descent.joined is not None else self._basin(plan)
        self.descents.append(Descent(descent.name, tuple(descent.costs), descent.ended, basin))

    def _basin(self, plan: Plan) -> int:
        """Return the number of the basin a plan lies in, a new one where its cost or its volumes differ."""
        for number, other in enumerate(self.basins):
            same_cost = abs(other.cost - plan.cost) <= 10 * STOP * max(1.0, abs(plan.cost))
            if same_cost and np.allclose(other.volumes, plan.volumes, rtol=1e-4, atol=1e-6):
                if plan.cost < other.cost:
                    self.basins[number] = plan
                return number
        self.basins.append(plan)
        return len(self.basins) - 1

    def sort(self) -> None:
        """Number the basins by cost."""
        order = sorted(range(len(self.basins)), key=lambda i: self.basins[i].cost)
        self.basins = [self.basins[i] for i in order]
        self.descents = [replace(d, basin=order.index(d.basin)) for d in self.descents]


def solve_local(tangents: Tangents, kept: float = 0.0) -> Local:
    """Descend from every start; a limit or Ctrl-C ends the search with the best plan so far.

    kept: share of the time limit that is left for what comes after; only until there is a plan the starts may use it.
    Where not even one plan is found, best is None and status says why.
    """
    search = Local()
    try:
        _descend(tangents, search, kept)
        tangents.keep(0.0)
        search.basins[search.cheapest] = polished(tangents, search.basins[search.cheapest])
    except Stopped as stopped:
        search.status = stopped.status
    except KeyboardInterrupt:
        search.status = "interrupted"
    finally:
        tangents.end_beside()
    search.sort()
    return search


def _descend(tangents: Tangents, search: Local, kept: float) -> None:
    """Descend from every start, and leave the best plan for others close to it, within the time not kept."""
    seen = dict[bytes, int]()
    try:
        for name, slopes in _starts(tangents.concave, search):
            tangents.tell(f"solve: start {len(search.descents) + 1}, {name}")
            descent = _Descent(tangents, len(search.descents), name, seen)
            try:
                descent.begin(slopes)
                if not search.descents and len(tangents.concave.groups) > 1:
                    tangents.plan_beside(tangents.concave.least_slopes, BEGUN)
                tangents.keep(kept)
                descent.run()
            finally:
                if descent.plan is not None:
                    search.note(descent)
        if len(tangents.concave.groups) > MOST_NUDGES:
            tangents.tell("solve: other optimal plans close to the best one")
            search.basins[search.cheapest] = _better(tangents, search.basins[search.cheapest])
    except Stopped as stopped:
        if not kept or stopped.status != "time_limit" or search.best is None:
            raise
        search.status = "time_limit"


def _better(tangents: Tangents, plan: Plan) -> Plan:
    """Return where a plan ends that is left for other optimal points of its tangents as long as these are cheaper."""
    descent = _Descent(tangents, 0, "ties of the best plan", {})
    descent.descend(plan, tries_ties=True)
    return descent.last


def polished(tangents: Tangents, plan: Plan) -> Plan:
    """Return a plan after further steps, as long as its own tangents gain anything: their duals are its prices."""
    descent = _Descent(tangents, 0, "polish", {}, stop=POLISH)
    descent.settle(plan)
    return descent.plan or plan


def _starts(concave: Concave, search: Local) -> Iterator[tuple[str, Numbers]]:
    """Yield the starts: nothing learned; all at their largest volumes; each group, and each family, alone at its own.

    The largest volume of a group is what a plan takes of it at its last price, that of an endless volume; the others
    cost what they do without learning, or their last price too. Those come first whose last price would save most of
    the best plan so far, for a limit may leave none for the others.
    """
    yield "no learning", concave.off_slopes
    single = [here for _, here in concave.groups]
    alone = [*concave.groups, *((f"all {name}", here) for name, here in concave.families if here not in single)]
    if len(alone) > 1:
        yield "all at their largest volumes", concave.least_slopes
    assert search.best is not None, "the first start has ended"
    saved = (concave.off_slopes - concave.least_slopes) * (search.best.volumes - concave.least)
    for name, here in sorted(alone, key=lambda each: -float(saved[each[1]].sum())):
        slopes = concave.off_slopes.copy()
        slopes[here] = concave.least_slopes[here]
        yield f"{name} at its largest volume", slopes


class _Descent:
    """The steps of one start; `plan` is the last point, optimal for the tangents taken there once run has ended.

    seen: which start has been at which volumes, for all goes on alike from there.
    """

    def __init__(self, tangents: Tangents, number: int, name: str, seen: dict[bytes, int], stop: float = STOP) -> None:
        self.name = name
        self.first: Plan | None = None
        self.plan: Plan | None = None
        self.costs: list[float] = []
        self.ended = "stopped"
        self.joined: int | None = None
        self._tangents = tangents
        self._number = number
        self._seen = seen
        self._stop = stop

    @property
    def last(self) -> Plan:
        """The last point."""
        assert self.plan is not None
        return self.plan

    def begin(self, slopes: Numbers) -> None:
        """Solve the first program.

        The first begins from nothing, and so does the second where that basis is far: most prices differ. Every other
        one begins at the basis that one of these has begun with. A start goes on from its first plan by the basis that
        the first has ended at, for its tangents are closer to those.
        """
        tangents, number = self._tangents, self._number
        is_new = number == 0 or (number == 1 and tangents.is_far(slopes, BEGUN))
        if is_new:
            tangents.forget()
        self.first = tangents.plan(slopes, names=() if is_new else FIRST)
        if number < len(FIRST):
            tangents.mark(FIRST[number])
        tangents.back(ENDED)

    def run(self) -> None:
        """Descend to a point that neither its tangents nor other optimal points of them better."""
        assert self.first is not None, "not begun"
        is_small = len(self._tangents.concave.groups) <= MOST_NUDGES
        self.descend(self.first, tries_ties=is_small)
        if self.joined is None:
            self.ended = "optimum" if is_small else "stationary"

    def descend(self, plan: Plan, *, tries_ties: bool) -> None:
        """Settle, and again from any better plan among other optima of the last tangents, where these are tried."""
        found: Plan | None = plan
        while found is not None:
            self.settle(found)
            if self._number == 0:
                self._tangents.mark(ENDED)
            if self.joined is not None:
                self.ended = "joined"
                return
            found = self._other_optimum() if tries_ties else None

    def settle(self, plan: Plan) -> None:
        """Step from a plan until the tangents gain nothing, or another start has been there before."""
        for _ in range(MOST_STEPS):
            self._take(plan)
            if self.joined is not None:
                return
            slopes = self._tangents.concave.slopes(plan.volumes)
            found = self._tangents.plan(slopes)
            gain = self._tangents.under(slopes, plan) - self._tangents.under(slopes, found)
            gain /= max(1.0, abs(plan.cost))
            if gain <= self._stop or not self._is_lower(found, plan):
                # An optimum of its own tangents: their duals are its prices, exact once it gains as little as polished.
                settled = min(gain, self._stop) <= POLISH
                self.plan = replace(plan, slopes=slopes, dual=found.dual, is_settled=settled)
                return
            plan = found

    def _take(self, plan: Plan) -> None:
        self.plan = plan
        self.costs.append(plan.cost)
        number = self._seen.setdefault(_key(plan.volumes), self._number)
        self.joined = number if number != self._number else None

    def _is_lower(self, found: Plan, plan: Plan) -> bool:
        """Tell whether a step has not raised the true cost, which it never does where all costs are concave."""
        rounding = ROUNDING * max(1.0, abs(plan.cost))
        if self._tangents.concave.is_concave and not self._tangents.program.integers:
            assert found.cost <= plan.cost + rounding, f"{self.name}: the cost rose from {plan.cost} to {found.cost}"
        return found.cost < plan.cost

    def _other_optimum(self) -> Plan | None:
        """Return a better plan among optimal points of the tangents at the last one, and those close to optimal."""
        concave, plan = self._tangents.concave, self.last
        beyond = concave.slopes(plan.volumes * (1.0 + NUDGE))
        least = self._stop * max(1.0, abs(plan.cost))
        for shares in _directions(len(concave.groups)):
            slopes = concave.slopes(plan.volumes)
            for share, (_, here) in zip(shares, concave.groups, strict=True):
                nudged = np.minimum(slopes[here], beyond[here])
                slopes[here] += share * ((1.0 - NUDGE) * nudged - slopes[here])
            found = self._tangents.plan(slopes)
            if found.cost < plan.cost - least:
                return found
        return None


def _directions(groups: int) -> Iterator[Numbers]:
    """Yield how much each group is nudged: each alone, or where there are many in some orders of all."""
    if groups <= MOST_NUDGES:
        yield from np.eye(groups)
        return
    order = np.arange(groups) / groups
    for k in range(MOST_NUDGES // 2):
        turned = np.roll(order, round(k * groups / (MOST_NUDGES // 2)))
        yield turned
        yield turned[::-1]


def _key(volumes: Numbers) -> bytes:
    """Return the volumes to nine digits, so that points apart by rounding are one."""
    size = np.where(volumes == 0, 1.0, 10.0 ** np.floor(np.log10(np.maximum(np.abs(volumes), 1e-300))))
    return np.asarray(np.round(volumes / size, 9) * size + 0.0).tobytes()

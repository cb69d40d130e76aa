"""What a search for a proven gap knows so far: the best plan, the bound for every plan, and how both came about."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from model.solver.boxes import Certified, Moment
from model.solver.cuts import Chords
from model.solver.highs import Options
from model.solver.local import ENDED, polished
from model.solver.program import Numbers
from model.solver.surrogate import surrogate
from model.solver.tangents import REACH, Plan, Stopped, Tangents

GAP = 1e-3
"""Relative gap at which the search ends where none is asked for."""
EXACT = 1e-12


class Known:
    """The state of a search; `found` is what it comes to."""

    def __init__(self, tangents: Tangents, best: Plan, options: Options) -> None:
        self.tangents = tangents
        self.gap = GAP if options.gap is None else options.gap
        self.found = Certified(best, -np.inf)
        self.surrogate: Tangents | None = None
        self._earlier = 0
        self._options = options
        self._started = time.perf_counter()

    @property
    def cost(self) -> float:
        """What the best plan costs."""
        return self.found.best.cost

    @property
    def enough(self) -> float:
        """The bound at which nothing needs further proof."""
        return self.cost - self.gap * max(1.0, abs(self.cost))

    def offer(self, plan: Plan) -> None:
        """Take a plan that is better than the best one, brought down to where its own tangents gain nothing."""
        if plan.cost < self.cost - EXACT * abs(self.cost):
            self.found.best = plan
            settled = polished(self.tangents, plan)
            if settled.cost <= plan.cost:
                self.found.best = settled
            self.tangents.mark(ENDED)
            self.note()

    def raise_to(self, bound: float, missing: float) -> None:
        """Take a bound that holds for every plan that is better than the best one, and what of it is due to chords."""
        bound = min(max(bound, self.found.bound), self.cost)
        self.found.curve_part = max(0.0, min(missing, self.cost - bound))
        if bound > self.found.bound:
            moved = bound - self.found.bound
            self.found.bound = bound
            if not moved < 1e-4 * max(1.0, abs(bound)) * self.found.gap:
                self.note()

    def note(self) -> None:
        """Write down where the search stands."""
        seconds = time.perf_counter() - self._started
        found = self.found
        found.surrogates = self._surrogates()
        moment = Moment(seconds, found.bound, found.best.cost, found.nodes, self.tangents.solves)
        found.trace.append(moment)
        if np.isfinite(found.bound):
            self.tangents.tell(f"solve: gap {found.gap:.2%}, {found.nodes} boxes, {moment.programs} programs")

    def _surrogates(self) -> int:
        return self._earlier + (self.surrogate.solves if self.surrogate is not None else 0)

    def surrogate_at(self, plan: Plan) -> Tangents | None:
        """Make the surrogate of the whole program at the prices of a plan; what it proves, it proves of the whole.

        None where rounding leaves it without an optimum there.
        """
        whole = self.tangents
        self._earlier, self.surrogate = self._surrogates(), None
        reach = REACH * float(np.abs(plan.x).max(initial=1.0))
        program = surrogate(whole.program, whole.sums, whole.at, plan.dual, reach)
        left = None if np.isinf(whole.seconds_left) else max(0.0, whole.seconds_left)
        made = Tangents(program, whole.concave, replace(self._options, time_limit=left))
        made.on_cut = whole.on_cut
        try:
            made.plan(plan.slopes)
        except Stopped as stopped:
            if stopped.status in ("time_limit", "interrupted"):
                raise
            return None
        made.mark(ENDED)
        self.surrogate = made
        return made

    def solve_over(self, low: Numbers, high: Numbers, chords: Chords, tangents: Tangents) -> Plan | None:
        """Solve the whole program or its surrogate over a box, with the slopes of its chords: its best cut there.

        None where there is no plan in the box; raise Stopped where the solver fails in it.
        """
        try:
            # The slopes of chords are close to those at the best plan, where the last tangents have ended.
            tangents.back(ENDED)
            with tangents.within(low, high):
                plan = tangents.plan(chords.slopes)
        except Stopped as stopped:
            if stopped.status == "infeasible":
                return None
            raise
        if tangents is self.tangents:
            self.offer(plan)
        return plan

"""Concave costs to a proven gap: a lower bound for every plan, and the best plan found.

The program given the volumes of its concave columns is convex in them; duals of any solve bound it from below
everywhere (cuts.py). Branch and bound runs over boxes of volumes on the small program of these cuts and of chords
(master.py). The large program is solved only where the cuts, not the chords, keep a box open: over that box, with the
slopes of its chords, which settles what the box costs with these chords. Boxes are split where chords miss most.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from model.solver.boxes import Box, Certified, Moment
from model.solver.cuts import Cut
from model.solver.highs import Options
from model.solver.local import ENDED, polished
from model.solver.master import Master, Relaxed
from model.solver.program import Numbers
from model.solver.tangents import Plan, Stopped, Tangents

GAP = 1e-3
"""Relative gap at which the search ends where none is asked for."""
SECONDS = 900.0
"""Time limit where none is given."""
JOINT, ALONE = (-1.0, 3.0), (-4.0, 10.0)
"""Prices of volumes, times their slopes at the best plan, that first cuts are made of: of all, and of one family."""
ROUNDS, NARROWER = 4, 0.9
"""Times that boxes are tightened at once, as long as one gets narrower than this share of its length."""
LITTLE = 0.1
"""A cut that moves the bound by less than this share of what is left is the last one before the search."""
CURVED = 0.5
"""A box is split where its chords miss more than this share of what is left to prove; else a cut is made first."""
INSIDE = 0.1
"""How close to the ends of a box it may be split, as a share of its length."""
EXACT = 1e-12


def solve_certified(tangents: Tangents, best: Plan, options: Options, cuts: Iterable[Cut] = ()) -> Certified:
    """Return a plan with its proven gap: at most that asked for, or where a limit or Ctrl-C has ended the search.

    best: the plan to begin with, as local.py finds it; cuts: those that its programs have made.
    """
    search = _Search(tangents, best, options, cuts)
    try:
        search.prepare()
        search.run()
    except Stopped as stopped:
        search.found.status = stopped.status
    except KeyboardInterrupt:
        search.found.status = "interrupted"
    search.finish()
    return search.found


class _Search:
    def __init__(self, tangents: Tangents, best: Plan, options: Options, cuts: Iterable[Cut]) -> None:
        self.found = Certified(best, -np.inf)
        self._tangents = tangents
        self._concave = tangents.concave
        self._gap = GAP if options.gap is None else options.gap
        self._master = Master(self._concave, best, options)
        self._started = time.perf_counter()
        self._numbers = itertools.count()
        self._open: list[Box] = []
        self._closed = Box(np.inf, -1, self._concave.least, self._concave.least)
        for cut in cuts:
            self._master.add(cut)
        tangents.on_cut = self._master.add

    # -- cuts and plans ----------------------------------------------------------------------------------------------

    def _offer(self, plan: Plan) -> None:
        """Take a plan that is better than the best one, brought down to where its own tangents gain nothing."""
        if plan.cost < self.found.best.cost - EXACT * abs(self.found.best.cost):
            self.found.best = plan
            settled = polished(self._tangents, plan)
            if settled.cost <= plan.cost:
                self.found.best = settled
            self._tangents.mark(ENDED)
            self.note()

    def note(self) -> None:
        """Write down where the search stands."""
        seconds = time.perf_counter() - self._started
        found = self.found
        moment = Moment(seconds, found.bound, found.best.cost, found.nodes, self._tangents.solves)
        found.trace.append(moment)
        if np.isfinite(found.bound):
            self._tangents.tell(f"solve: gap {found.gap:.2%}, {found.nodes} boxes, {moment.programs} programs")

    @property
    def _enough(self) -> float:
        """The bound at which a box needs no further proof."""
        cost = self.found.best.cost
        return cost - self._gap * max(1.0, abs(cost))

    # -- before the search -------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Make the first cuts, and the box that every better plan lies in, until the gap is closed or cuts help little.

        Each cut is a large program, so that the box is tightened and asked for its bound after every one.
        """
        low, high = self._concave.least, np.full(len(self._concave.least), np.inf)
        self._open = [Box(-np.inf, next(self._numbers), low, high)]
        for slopes in self._seeds():
            if slopes is not None:
                self._try(slopes)
                self._tighten()
            if self._is_proven() or (self._has_end() and self._is_settled()):
                return

    def _is_settled(self) -> bool:
        """Solve the large program over the first box as long as that moves the bound; tell whether it is enough."""
        while True:
            before = self.found.bound
            if self._solve_root() is None:
                return self._is_proven()
            self._tighten()
            if self._is_proven():
                return True
            if self.found.bound - before < LITTLE * (self.found.best.cost - before):
                return False

    def _seeds(self) -> Iterator[Numbers | None]:
        """Yield the slopes of the first cuts: all volumes paid for, and dear; then family by family.

        Where volume that is paid for has no end, the least slopes make a cut that has one.
        """
        yield None
        families = [here for _, here in self._concave.families]
        everything = slice(None)
        for here, factors in [(everything, JOINT), *((family, ALONE) for family in families if len(families) > 1)]:
            for factor in factors:
                slopes = self._concave.slopes(self.found.best.volumes)
                slopes[here] *= factor
                yield slopes
                if not self._has_end():
                    yield self._concave.least_slopes

    def _try(self, slopes: Numbers) -> None:
        """Make a cut with these slopes, and take the plan where it is better."""
        try:
            self._offer(self._tangents.plan(slopes))
        except Stopped as stopped:
            # Paid for its volume, a program may have no end; that says nothing about the others.
            if stopped.status in ("time_limit", "interrupted"):
                raise

    def _tighten(self) -> None:
        """Narrow the first box to where plans may be that are better than the best."""
        box = self._open[0]
        low, high = box.low, box.high
        for _ in range(ROUNDS):
            before = high - low
            low, high = self._master.tighten(low, high, self.found.best.cost)
            if not (high - low < NARROWER * before).any():
                break
        self._open = [replace(box, low=low, high=high, plan=None)]

    def _is_proven(self) -> bool:
        """Bound the first box by the cuts there are, and tell whether that is enough."""
        box = self._open[0]
        relaxed = self._master.bound(box.low, box.high)
        if relaxed is None:
            self._open = []
        else:
            bound = max(box.bound, relaxed.bound)
            self._open = [replace(box, bound=bound, missing=float(relaxed.errors.sum()))]
        self._update()
        return not self._open or self._open[0].bound >= self._enough

    def _has_end(self) -> bool:
        """Tell whether the cuts give the first box a bound at all."""
        relaxed = self._master.bound(self._open[0].low, self._open[0].high)
        return relaxed is None or bool(np.isfinite(relaxed.bound))

    def _solve_root(self) -> Numbers | None:
        """Solve the large program over the first box, where its chords say so little that it is not split at once."""
        box = self._open[0]
        relaxed = self._master.bound(box.low, box.high)
        return None if relaxed is None else self._solve(box, relaxed)

    # -- the search --------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Prove boxes, the one with the least bound first, until all bounds are high enough."""
        while self._open and self._open[0].bound < self._enough:
            if self._tangents.seconds_left <= 0:
                raise Stopped("time_limit")
            box = heapq.heappop(self._open)
            try:
                self._prove(box)
            except (Stopped, KeyboardInterrupt):
                heapq.heappush(self._open, box)
                raise
            self._update()
        self._update()

    def finish(self) -> None:
        """Bound what is still open by the cuts there are, where the search has ended before that was done."""
        if not np.isfinite(self.found.bound) and self._open:
            box = heapq.heappop(self._open)
            relaxed = self._master.bound(box.low, box.high)
            if relaxed is not None:
                box = replace(box, bound=relaxed.bound, missing=float(relaxed.errors.sum()))
            heapq.heappush(self._open, box)
            self._update()
        self.note()

    def _update(self) -> None:
        """Raise the bound to the least that is left, and note it where it has moved."""
        last = min([self._closed, *self._open[:1]])
        bound = min(last.bound, self.found.best.cost)
        self.found.curve_part = min(last.missing, self.found.best.cost - bound)
        if bound > self.found.bound:
            moved = bound - self.found.bound
            self.found.bound = bound
            if not moved < 1e-4 * max(1.0, abs(bound)) * self.found.gap:
                self.note()

    def _keep(self, box: Box) -> None:
        """Keep a box for later, or close it where its bound is high enough."""
        if box.bound >= self._enough:
            self._closed = min(self._closed, box)
        else:
            heapq.heappush(self._open, box)

    def _prove(self, box: Box) -> None:
        """Raise the bound of a box: by the cuts there are, by a new cut, or by splitting it."""
        self.found.nodes += 1
        relaxed = self._master.bound(box.low, box.high)
        if relaxed is None:
            return
        missing = float(relaxed.errors.sum())
        box = replace(box, bound=max(box.bound, relaxed.bound), missing=missing)
        distance = self.found.best.cost - box.bound
        if box.bound >= self._enough:
            self._keep(box)
        elif box.plan is None and not missing >= CURVED * distance:
            volumes = self._solve(box, relaxed)
            if volumes is not None:
                self._keep(replace(box, plan=volumes))
        else:
            self._split(box, relaxed)

    def _solve(self, box: Box, relaxed: Relaxed) -> Numbers | None:
        """Solve the large program over a box, with the slopes of its chords; its duals make the cut of this box.

        Return the volumes of its optimum, None where there is no plan in the box.
        """
        try:
            # The slopes of chords are close to those at the best plan, where the last tangents have ended.
            self._tangents.back(ENDED)
            with self._tangents.within(box.low, box.high):
                plan = self._tangents.plan(relaxed.chords.slopes)
        except Stopped as stopped:
            if stopped.status in ("time_limit", "interrupted"):
                raise
            # A box is given up only where it holds no plan; where the solver fails in it, it is split.
            return None if stopped.status == "infeasible" else relaxed.volumes
        self._offer(plan)
        return plan.volumes

    def _split(self, box: Box, relaxed: Relaxed) -> None:
        """Split a box where its chords miss most at its optimum, there or in the middle where that is at an end.

        Cuts may leave the small program an optimum where chords miss nothing; what they miss at the optimum of the
        large program then tells.
        """
        volumes, errors = relaxed.volumes, relaxed.errors
        if box.plan is not None and box.missing < CURVED * (self.found.best.cost - box.bound):
            volumes = np.clip(box.plan, box.low, box.high)
            errors = self._concave.values(volumes) - relaxed.chords.at(volumes)
        if float(errors.sum()) <= EXACT * max(1.0, abs(self.found.best.cost)):
            # Neither a cut nor a chord can say more: what is left is rounding in the large program.
            self._closed = min(self._closed, box)
            return
        i = int(np.argmax(errors))
        low, high, at = box.low[i], box.high[i], float(volumes[i])
        if not np.isfinite(high):
            at = max(at, 2.0 * low + 1.0)
        elif not low + INSIDE * (high - low) <= at <= high - INSIDE * (high - low):
            at = (low + high) / 2
        below, above = box.high.copy(), box.low.copy()
        below[i] = above[i] = at
        self._keep(replace(box, number=next(self._numbers), high=below, plan=None))
        self._keep(replace(box, number=next(self._numbers), low=above, plan=None))

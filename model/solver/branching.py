"""Branch and bound over boxes of volumes, from the first box on: a lower bound for every plan.

The program given the volumes of its concave columns is convex in them; duals of any solve bound it from below
everywhere (cuts.py). The search runs on the small program of these cuts and of chords (master.py). The large program is
solved only where the cuts, not the chords, keep a box open: over that box, with the slopes of its chords, which settles
what the box costs with these chords. Boxes are split where chords miss most.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import replace

import numpy as np

from model.solver.boxes import Box
from model.solver.known import EXACT, Known
from model.solver.master import Master, Relaxed
from model.solver.tangents import Stopped

CURVED = 0.5
"""Chords hold a bound down that miss this share of what is left to prove: a box is split; else a cut is made first."""
INSIDE = 0.1
"""How close to the ends of a box it may be split, as a share of its length."""


def search_boxes(known: Known, master: Master, first: Box) -> None:
    """Prove boxes, the one with the least bound first, until all bounds are high enough."""
    _Search(known, master, first).run()


class _Search:
    def __init__(self, known: Known, master: Master, first: Box) -> None:
        self._known = known
        self._concave = master.concave
        self._master = master
        self._numbers = itertools.count(first.number + 1)
        self._open = [first]
        self._closed = Box(np.inf, -1, self._concave.least, self._concave.least)

    def run(self) -> None:
        """Search until the gap is closed; what is open then stays below."""
        while self._open and self._open[0].bound < self._known.enough:
            if self._known.tangents.seconds_left <= 0:
                raise Stopped("time_limit")
            box = heapq.heappop(self._open)
            try:
                self._prove(box)
            except (Stopped, KeyboardInterrupt):
                heapq.heappush(self._open, box)
                raise
            self._update()
        self._update()

    def _update(self) -> None:
        """Raise the bound to the least that is left."""
        last = min([self._closed, *self._open[:1]])
        self._known.raise_to(last.bound, last.missing)

    def _keep(self, box: Box) -> None:
        """Keep a box for later, or close it where its bound is high enough."""
        if box.bound >= self._known.enough:
            self._closed = min(self._closed, box)
        else:
            heapq.heappush(self._open, box)

    def _prove(self, box: Box) -> None:
        """Raise the bound of a box: by the cuts there are, by a new cut, or by splitting it."""
        self._known.found.nodes += 1
        relaxed = self._master.bound(box.low, box.high)
        if relaxed is None:
            return
        missing = float(relaxed.errors.sum())
        box = replace(box, bound=max(box.bound, relaxed.bound), missing=missing)
        distance = self._known.cost - box.bound
        if box.bound >= self._known.enough:
            self._keep(box)
        elif max(missing, self._missing_at(box, relaxed)) >= CURVED * distance or box.is_settled:
            self._split(box, relaxed)
        else:
            solved = self._solve(box, relaxed)
            if solved is not None:
                self._keep(solved)

    def _missing_at(self, box: Box, relaxed: Relaxed) -> float:
        """Return what chords miss at the plan that was found last over a box; -inf where there is none."""
        return -np.inf if box.plan is None else float(relaxed.chords.missed(self._concave, box.plan).sum())

    def _solve(self, box: Box, relaxed: Relaxed) -> Box | None:
        """Solve the surrogate over a box, if there is one, the large program where that has been done; None: no plan.

        What the large program says where the surrogate says too little makes the next surrogate.
        """
        known, near = self._known, self._known.surrogate
        program = known.tangents if near is None or box.plan is not None else near
        try:
            plan = known.solve_over(box.low, box.high, relaxed.chords, program)
        except Stopped as stopped:
            if stopped.status in ("time_limit", "interrupted"):
                raise
            # A box is given up only where it holds no plan; where the large program fails in it, it is split.
            return replace(box, plan=relaxed.volumes, is_settled=program is known.tangents)
        if plan is None:
            return None
        if near is not None and program is not near:
            known.surrogate_at(plan)
        return replace(box, plan=np.clip(plan.volumes, box.low, box.high), is_settled=program is known.tangents)

    def _split(self, box: Box, relaxed: Relaxed) -> None:
        """Split a box where its chords miss most at its optimum, there or in the middle where that is at an end.

        Cuts may leave the small program an optimum where chords miss nothing; what they miss at the plan that was found
        last over the box then tells.
        """
        volumes, errors = relaxed.volumes, relaxed.errors
        if box.plan is not None and box.missing < CURVED * (self._known.cost - box.bound):
            volumes, errors = box.plan, relaxed.chords.missed(self._concave, box.plan)
        if float(errors.sum()) <= EXACT * max(1.0, abs(self._known.cost)):
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
        self._keep(replace(box, number=next(self._numbers), high=below, is_settled=False, plan=None))
        self._keep(replace(box, number=next(self._numbers), low=above, is_settled=False, plan=None))

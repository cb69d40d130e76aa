"""The first box of a search over volumes: how far each can go in a plan that costs no more than the best one.

A program is asked for the extremes of its volumes (extremes.py), of those first whose chords miss most. Narrower
boxes have closer chords, so that few curves are often proven by this alone: each volume is then known to a hair. Of a
large program its surrogate is asked (surrogate.py), which is small and says nearly as much; where that is not enough,
the whole is solved over the box, and asked again through the surrogate at its new prices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.solver.boxes import Box
from model.solver.branching import CURVED
from model.solver.cuts import chords_of
from model.solver.extremes import LEAST, MOST, Limited
from model.solver.highs import Options
from model.solver.known import Known
from model.solver.master import Master, Relaxed
from model.solver.program import Numbers
from model.solver.tangents import Plan, Stopped, Tangents

ROUNDS, NARROWER = 4, 0.9
"""Times that a box is tightened at once, as long as one side gets narrower than this share of its length."""
ASKED = 20_000
"""Nonzeros of a program up to which it is asked itself."""
LITTLE = 0.1
"""A round that moves the bound by less than this share of what is left is the last one before the search; volumes that
together miss less than this share of it are not asked."""
HAIR = 1e-7
FARTHEST = 1e15
"""A volume is given no end further out than so many times its least."""


class Narrowing:
    """Narrows the first box; `box` holds every plan that is better than the best one. None: there is no such plan."""

    def __init__(self, known: Known, master: Master, options: Options) -> None:
        concave = known.tangents.concave
        self.box: Box | None = Box(-np.inf, 0, concave.least, np.full(len(concave.least), np.inf))
        self._known = known
        self._master = master
        self._options = options
        self._ask_of(known.tangents)
        every = np.arange(len(concave.least))
        self._group = {i: every[here] for _, here in concave.groups for i in every[here].tolist()}

    def run(self) -> None:
        """Narrow the box as long as that moves the bound, until it is enough."""
        self._tighten()
        whole = self._known.tangents
        if whole.program.matrix.nnz <= ASKED:
            self._ask_rounds()
        elif not whole.program.integers:
            self._ask_surrogates(whole)

    def _ask_surrogates(self, whole: Tangents) -> None:
        """Ask the surrogate of the best plan, then that of the plan of the whole over the box, as long as it pays."""
        plan: Plan | None = self._known.found.best
        while plan is not None:
            before, surrogate = self._known.found.bound, self._known.surrogate_at(plan)
            if surrogate is None:
                return
            self._ask_of(surrogate)
            self._ask_rounds()
            last = self._settle(surrogate)
            if last is None or not self._is_little(self._errors_at(last), CURVED):
                # Chords hold the bound down, not what the surrogate misses: splitting the box is the way.
                return
            plan = self._settle(whole)
            if not self._has_moved(before):
                return

    def _ask_of(self, tangents: Tangents) -> None:
        self._asked, self._limited = tangents, Limited(tangents, self._options)

    def _ask_rounds(self) -> None:
        """Ask for the extremes of volumes, round by round."""
        while not self.is_proven():
            before = self._known.found.bound
            self._ask_all()
            self._tighten()
            self._settle(self._asked)
            if self.is_proven() or not self._has_moved(before):
                return

    def give_ends(self) -> bool:
        """Give every volume an upper end that has none yet, and tell whether all have one now."""
        if self.box is None:
            return True
        self._limited.limit(self.box.low, self.box.high, self._known.cost)
        for i in np.flatnonzero(~np.isfinite(self.box.high))[::-1].tolist():
            # What only grows is no larger in an earlier period than in a later one, whose end has then narrowed it.
            if not np.isfinite(self.box.high[i]):
                self._ask(i, MOST)
            if not np.isfinite(self.box.high[i]):
                self._end_by_cost(i)
        return bool(np.isfinite(self.box.high).all())

    def _end_by_cost(self, i: int) -> None:
        """Let a volume end where its cost lies further above its ray than the best plan costs above the bound.

        Rays for all volumes leave the bound; in a better plan the costs of none can be above its ray by more than the
        distance, and they rise above it without turning back.
        """
        box, concave = self.box, self._known.tangents.concave
        if box is None or not np.isfinite(self._known.found.bound):
            return
        ray, volumes = chords_of(concave, box.low, box.high), box.low.copy()
        while volumes[i] < FARTHEST * max(1.0, box.low[i]):
            volumes[i] = 2.0 * max(volumes[i], 1.0)
            if ray.missed(concave, volumes)[i] > self._known.cost - box.bound:
                self._end(i, MOST, float(volumes[i]))
                return

    def is_proven(self) -> bool:
        """Bound the box by the cuts there are, and tell whether that is enough."""
        return self._relaxed() is None or self._known.found.bound >= self._known.enough

    def _relaxed(self) -> Relaxed | None:
        if self.box is None:
            return None
        relaxed = self._master.bound(self.box.low, self.box.high)
        if relaxed is None:
            self.box = None
            self._known.raise_to(np.inf, 0.0)
            return None
        bound, missing = max(self.box.bound, relaxed.bound), float(relaxed.errors.sum())
        self.box = replace(self.box, bound=bound, missing=missing)
        self._known.raise_to(bound, missing)
        return relaxed

    def _ask_all(self) -> None:
        """Ask for both extremes of every volume, the one whose chord misses most first, until the rest says little."""
        if self.box is None:
            return
        self._limited.limit(self.box.low, self.box.high, self._known.cost)
        left = np.ones(len(self.box.low), dtype=bool)
        share = LITTLE if self._asked is self._known.tangents else CURVED
        while left.any():
            relaxed = self._relaxed()
            if relaxed is None or self._known.found.bound >= self._known.enough:
                return
            errors = np.where(left, relaxed.errors, 0.0)
            if self._is_little(errors, LITTLE):
                # Cuts hold the bound down at this point, or it is a corner; the plan of the program itself tells more.
                plan = self._settle(self._asked)
                if plan is None or self.is_proven():
                    return
                errors = np.where(left, self._errors_at(plan), 0.0)
                if self._is_little(errors, share):
                    return
            i = int(np.argmax(errors))
            left[i] = False
            for side in (MOST, LEAST):
                self._ask(i, side)

    def _is_little(self, errors: Numbers, share: float) -> bool:
        return float(errors.sum()) < share * (self._known.cost - self._known.found.bound)

    def _errors_at(self, plan: Plan) -> Numbers:
        """Return by how much the chords of the box lie below the costs of a plan in it."""
        assert self.box is not None
        concave, low, high = self._known.tangents.concave, self.box.low, self.box.high
        return chords_of(concave, low, high).missed(concave, np.clip(plan.volumes, low, high))

    def _ask(self, i: int, side: float) -> None:
        """Ask for one extreme, take the plan there where it is better, and narrow what belongs together by its cut."""
        try:
            extreme = self._limited.ask(i, side)
        except Stopped as stopped:
            # A volume may have no end, and rounding may leave no plan at all: that says nothing about the others.
            if stopped.status in ("time_limit", "interrupted"):
                raise
            return
        tangents = self._known.tangents
        if self._asked is tangents and not tangents.program.integers:
            none = np.zeros(len(tangents.at)), np.zeros(len(tangents.program.rows))
            self._known.offer(tangents.as_plan(extreme.x, *none))
        if extreme.cut is not None:
            self._master.add(extreme.cut)
        self._end(i, side, extreme.volume)
        self._narrow(self._group[i])

    def _end(self, i: int, side: float, volume: float) -> None:
        """Let the box end at a volume, and a hair beyond, for rounding must not cut a plan off."""
        if self.box is None:
            return
        low, high = self.box.low.copy(), self.box.high.copy()
        hair = HAIR * max(1.0, abs(volume))
        if side == MOST:
            high[i] = max(min(high[i], volume + hair), low[i])
        else:
            low[i] = min(max(low[i], volume - hair), high[i])
        self.box = replace(self.box, low=low, high=high)

    def _settle(self, tangents: Tangents) -> Plan | None:
        """Solve a program over the box as long as that moves the bound; return the last plan, if any."""
        plan: Plan | None = None
        while not tangents.program.integers and not self.is_proven():
            before, relaxed = self._known.found.bound, self._relaxed()
            if relaxed is None or self.box is None:
                return None
            try:
                plan = self._known.solve_over(self.box.low, self.box.high, relaxed.chords, tangents)
            except Stopped as stopped:
                if stopped.status in ("time_limit", "interrupted"):
                    raise
                return plan
            self._tighten()
            if plan is None or not self._has_moved(before):
                return plan
        return plan

    def _has_moved(self, before: float) -> bool:
        """Tell whether the bound is there at all, and has come closer by enough to go on."""
        found = self._known.found.bound
        is_first = np.isfinite(found) and not np.isfinite(before)
        return is_first or found - before >= LITTLE * (self._known.cost - before)

    def _tighten(self) -> None:
        """Narrow the box by the cuts there are, where that says much."""
        for _ in range(ROUNDS):
            if self.box is None:
                return
            before = self.box.high - self.box.low
            self._narrow(self._wide(self.box))
            if self._known.tangents.seconds_left <= 0:
                raise Stopped("time_limit")
            if not (self.box.high - self.box.low < NARROWER * before).any():
                return

    def _wide(self, box: Box) -> NDArray[np.intp]:
        """Return the volumes whose chords miss much, halfway: those left out miss little together."""
        concave, ends = self._known.tangents.concave, np.isfinite(box.high)
        middle = np.where(ends, (box.low + box.high) / 2, box.low)
        missed = chords_of(concave, box.low, box.high).missed(concave, middle)
        errors = np.where(ends, missed, np.inf)
        order = np.argsort(errors)
        little = np.cumsum(errors[order]) < LITTLE * (self._known.cost - self._known.found.bound)
        return np.sort(order[~little])

    def _narrow(self, which: Iterable[int]) -> None:
        if self.box is None:
            return
        low, high = self._master.tighten(self.box.low, self.box.high, self._known.cost, which)
        self.box = replace(self.box, low=low, high=high)

"""The first box of a search over volumes: how far each can go in a plan that costs no more than the best one.

A small program is asked for the extremes of its volumes (extremes.py), of those first whose chords miss most. Narrower
boxes have closer chords, so that few curves are often proven by this alone: each volume is then known to a hair. On a
large program an extreme is far to go; it gets cuts at other prices of volume near the best plan instead, where it is
warm, and the small program of all cuts (master.py) narrows the box.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from model.solver.boxes import Box
from model.solver.cuts import chords_of
from model.solver.extremes import LEAST, MOST, Limited
from model.solver.highs import Options
from model.solver.known import Known
from model.solver.master import Master, Relaxed
from model.solver.program import Numbers
from model.solver.tangents import Stopped

ROUNDS, NARROWER = 4, 0.9
"""Times that a box is tightened at once, as long as one side gets narrower than this share of its length."""
ASKED = 100_000
"""Nonzeros of a program up to which extremes are asked for."""
JOINT, ALONE = (-1.0, 3.0), (-4.0, 10.0)
"""Prices of volumes there, times their slopes at the best plan: of all volumes, and of one family."""
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
        self._limited = Limited(known.tangents, options)
        self._group = {i: here for _, here in concave.groups for i in range(*here.indices(len(concave.least)))}

    def run(self) -> None:
        """Narrow the box as long as that moves the bound, until it is enough."""
        self._tighten()
        program = self._known.tangents.program
        if program.matrix.nnz <= ASKED:
            self._ask_rounds()
        elif not program.integers:
            self._seed()

    def _ask_rounds(self) -> None:
        """Ask for the extremes of volumes, round by round."""
        while not self.is_proven():
            before = self._known.found.bound
            self._ask_all()
            self._tighten()
            if self.is_proven() or self._is_settled() or not self._has_moved(before):
                return

    def _seed(self) -> None:
        """Make cuts with slopes far from those of the best plan, and settle the box after every one."""
        for slopes in self._slopes():
            if slopes is not None:
                self._try(slopes)
                self._tighten()
            if self.is_proven() or (np.isfinite(self._known.found.bound) and self._is_settled()):
                return

    def _slopes(self) -> Iterator[Numbers | None]:
        """Yield the slopes of first cuts: all volumes paid for, and dear; then family by family.

        Where volume that is paid for has no end, the least slopes make a cut that has one.
        """
        yield None
        concave = self._known.tangents.concave
        families = [here for _, here in concave.families]
        everything = slice(None)
        for here, factors in [(everything, JOINT), *((family, ALONE) for family in families if len(families) > 1)]:
            for factor in factors:
                slopes = concave.slopes(self._known.found.best.volumes)
                slopes[here] *= factor
                yield slopes
                if not np.isfinite(self._known.found.bound):
                    yield concave.least_slopes

    def _try(self, slopes: Numbers) -> None:
        """Make a cut with these slopes, and take the plan where it is better."""
        try:
            self._known.offer(self._known.tangents.plan(slopes))
        except Stopped as stopped:
            # Paid for its volume, a program may have no end; that says nothing about the others.
            if stopped.status in ("time_limit", "interrupted"):
                raise

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
            if (concave.values(volumes) - ray.at(volumes))[i] > self._known.cost - box.bound:
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
        while left.any():
            relaxed = self._relaxed()
            if relaxed is None or self._known.found.bound >= self._known.enough:
                return
            errors = np.where(left, relaxed.errors, 0.0)
            if float(errors.sum()) < LITTLE * (self._known.cost - self._known.found.bound):
                return
            i = int(np.argmax(errors))
            left[i] = False
            for side in (MOST, LEAST):
                self._ask(i, side)

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
        if not tangents.program.integers:
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

    def _is_settled(self) -> bool:
        """Solve the whole program over the box as long as that moves the bound; tell whether it is enough."""
        if self._known.tangents.program.integers:
            return False
        while True:
            before, relaxed = self._known.found.bound, self._relaxed()
            if relaxed is None or self.box is None:
                return True
            try:
                if self._known.solve_over(self.box.low, self.box.high, relaxed.chords) is None:
                    return self.is_proven()
            except Stopped as stopped:
                if stopped.status in ("time_limit", "interrupted"):
                    raise
                return False
            self._tighten()
            if self.is_proven():
                return True
            if not self._has_moved(before):
                return False

    def _has_moved(self, before: float) -> bool:
        """Tell whether the bound is there at all, and has come closer by enough to go on."""
        found = self._known.found.bound
        is_first = np.isfinite(found) and not np.isfinite(before)
        return is_first or found - before >= LITTLE * (self._known.cost - before)

    def _tighten(self) -> None:
        """Narrow all sides of the box by the cuts there are."""
        for _ in range(ROUNDS):
            if self.box is None:
                return
            before = self.box.high - self.box.low
            self._narrow(slice(None))
            if not (self.box.high - self.box.low < NARROWER * before).any():
                return

    def _narrow(self, which: slice) -> None:
        if self.box is not None:
            low, high = self._master.tighten(self.box.low, self.box.high, self._known.cost, which)
            self.box = replace(self.box, low=low, high=high)

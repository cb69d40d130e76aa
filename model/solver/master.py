"""The small program of a search over volumes: cuts for the least cost given the volumes, chords for what they cost.

min  v + sum of chords at Q     over   v >= every cut at Q,   low <= Q <= high,   Q no less than it has to rise

Its optimum is a lower bound for every plan whose volumes lie in the box. It has a column for each volume and a row
for each cut, so that a solve takes a fraction of a millisecond. Amounts are measured from a known plan and in its
sizes, so that tolerances mean the same for every instance.

Nothing that is proven rests on what HiGHS says of an optimum: every bound is reckoned here from the duals of a solve,
by weak duality, which holds for whatever duals these are; and that a box holds no plan is seen from its own numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array

from model.solver.concave import Concave
from model.solver.cuts import Chords, Cut, chords_of
from model.solver.highs import Options, load, set_option
from model.solver.program import Numbers, Program
from model.solver.tangents import Plan

MONEY = 1e-4
"""The unit of money, as a share of what the known plan costs."""
UNPROVEN = 1e-6
"""An optimum whose duals prove less than it says by more than this, in its own units, is solved again from nothing."""
FAR = 1e4
"""A volume without upper limit that rounding prices below zero is counted so many of its sizes out, ..."""
ROUNDING = 1e-9
"""... where the price is no larger than this share of the largest one; else the duals prove nothing."""


@dataclass(frozen=True)
class Relaxed:
    """An optimum of the small program: its bound, its volumes, and by how much its chords lie below the true costs."""

    bound: float
    volumes: Numbers
    chords: Chords
    errors: Numbers


class Master:
    """Holds the cuts; asked for the bound of a box, or for how far volumes can go at all."""

    def __init__(self, concave: Concave, plan: Plan, options: Options) -> None:
        self.concave = concave
        self.solves = 0
        self._centre = plan.volumes
        self._own = plan.cost - float(concave.values(plan.volumes).sum()) - concave.constant
        self._money = max(1.0, abs(plan.cost)) * MONEY
        self._size = np.maximum(np.abs(plan.volumes), 1.0)
        program = self._empty()
        # Row 0 is the cost of a plan, limited while boxes are tightened; then the rises; then the cuts.
        self._rows, self._least = program.matrix.toarray(), program.row_lower
        self._rises = len(self._least)
        self._highs = load(program, Options("simplex", threads=options.threads))
        set_option(self._highs, "presolve", "off")

    def _empty(self) -> Program:
        """Return the program without cuts: the first column is v, the first row the cost of a plan, not limited yet."""
        n = len(self._centre)
        pairs = [(i, rise) for i, rise in enumerate(self.concave.rises) if np.isfinite(rise)]
        matrix = np.zeros((1 + len(pairs), 1 + n))
        lower = np.full(1 + len(pairs), -np.inf)
        matrix[0, 0] = 1.0
        for row, (i, rise) in enumerate(pairs, start=1):
            size = self._size[i]
            matrix[row, 1 + i], matrix[row, i] = 1.0, -self._size[i - 1] / size
            lower[row] = (rise - self._centre[i] + self._centre[i - 1]) / size
        return Program(
            cost=np.append(1.0, np.zeros(n)),
            offset=0.0,
            matrix=csc_array(matrix),
            row_lower=lower,
            row_upper=np.full(1 + len(pairs), np.inf),
            lower=np.full(1 + n, -np.inf),
            upper=np.full(1 + n, np.inf),
            columns=tuple(("v", (i,)) for i in range(1 + n)),
            rows=tuple(("row", (i,)) for i in range(1 + len(pairs))),
        )

    def add(self, cut: Cut) -> None:
        """Add a cut."""
        slopes = cut.slopes * self._size / self._money
        at = np.flatnonzero(slopes).astype(np.int32)
        columns = np.append(np.int32(0), at + np.int32(1)).astype(np.int32)
        least = (cut.at(self._centre) - self._own) / self._money
        self._highs.addRow(least, np.inf, len(columns), columns, np.append(1.0, -slopes[at]))
        self._rows = np.vstack([self._rows, np.append(1.0, -slopes)])
        self._least = np.append(self._least, least)

    def bound(self, low: Numbers, high: Numbers) -> Relaxed | None:
        """Return the optimum over a box, None where there is no plan in it; without a bound where cuts prove none."""
        if self._is_empty(low, high):
            return None
        chords = chords_of(self.concave, low, high)
        proven = self._solve(np.append(1.0, chords.slopes * self._size / self._money), low, high)
        if not np.isfinite(proven):
            return Relaxed(-np.inf, np.clip(self._centre, low, high), chords, np.full(len(low), np.inf))
        volumes = np.clip(self._volumes(), low, high)
        own = self._own + self._money * proven
        bound = own + float(chords.at(self._centre).sum()) + self.concave.constant
        return Relaxed(bound, volumes, chords, chords.missed(self.concave, volumes))

    def tighten(self, low: Numbers, high: Numbers, most: float, which: Iterable[int]) -> tuple[Numbers, Numbers]:
        """Return the box that volumes of plans of at most this cost lie in, as far as cuts and chords can tell.

        which: the volumes that are looked at; the sides of the others stay.
        """
        low, high = low.copy(), high.copy()
        chords = chords_of(self.concave, low, high)
        self._price_row(chords.slopes * self._size / self._money)
        others = self._own + float(chords.at(self._centre).sum()) + self.concave.constant
        room = (most - others) / self._money
        self._highs.changeRowBounds(0, -np.inf, room)
        for i in which:
            for sign, end in ((1.0, low), (-1.0, high)):
                cost = np.zeros(1 + len(low))
                cost[1 + i] = sign
                found = self._centre[i] + self._size[i] * sign * self._solve(cost, low, high, room)
                # Rounding must not cut a plan off.
                found -= sign * 1e-7 * self._size[i]
                end[i] = max(end[i], found) if sign > 0 else min(end[i], found)
        self._highs.changeRowBounds(0, -np.inf, np.inf)
        self._price_row(np.zeros(len(low)))
        return low, np.maximum(high, low)

    def _is_empty(self, low: Numbers, high: Numbers) -> bool:
        """Tell whether volumes that rise as they have to cannot stay in a box."""
        least = -np.inf
        for start, end, rise, size in zip(low, high, self.concave.rises, self._size, strict=True):
            least = max(start, least + rise)
            if least > end + UNPROVEN * size:
                return True
        return False

    def _solve(self, cost: Numbers, low: Numbers, high: Numbers, room: float = np.inf) -> float:
        """Solve over a box, once more from nothing where the duals do not prove what HiGHS says; return what they do.

        room: the limit of row 0. -inf where nothing is proven.
        """
        n = len(low)
        lower, upper = (np.asarray((end - self._centre) / self._size) for end in (low, high))
        self._highs.changeColsCost(1 + n, np.arange(1 + n, dtype=np.int32), cost)
        self._highs.changeColsBounds(n, np.arange(1, 1 + n, dtype=np.int32), lower, upper)
        proven = -np.inf
        for _ in range(2):
            self.solves += 1
            self._highs.run()
            solution, said = self._highs.getSolution(), self._highs.getInfo().objective_function_value
            if len(solution.row_dual) == len(self._rows):
                proven = max(proven, self._proven(cost, np.array(solution.row_dual), lower, upper, room))
            is_optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
            if is_optimal and proven >= said - UNPROVEN * max(1.0, abs(said)):
                break
            if self._highs.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
                break
            self._highs.clearSolver()
        return proven

    def _proven(self, cost: Numbers, dual: Numbers, lower: Numbers, upper: Numbers, room: float) -> float:
        """Return the bound that duals prove: they are first brought to the signs that count, and v to cost nothing."""
        dual = np.maximum(dual, 0.0)
        cuts = dual[self._rises :]
        if cost[0]:
            cuts /= cuts.sum() if cuts.sum() else 1.0
            dual[0] = 0.0
        else:
            dual[0] = -cuts.sum()
        reduced = cost - dual @ self._rows
        if abs(reduced[0]) > ROUNDING:
            return -np.inf
        prices, ends = reduced[1:], np.where(reduced[1:] > 0, lower, upper)
        endless = ~np.isfinite(ends)
        if (np.abs(prices[endless]) > ROUNDING * max(1.0, float(np.abs(cost).max()))).any():
            return -np.inf
        ends = np.where(endless, np.where(prices > 0, -FAR, FAR), ends)
        rows = np.append(room if dual[0] else 0.0, self._least[1:])
        return float(dual @ rows + prices @ ends)

    def _price_row(self, slopes: Numbers) -> None:
        """Let the first row be v and the chords with these slopes."""
        for i, slope in enumerate(slopes):
            self._highs.changeCoeff(0, 1 + i, slope)
        self._rows[0, 1:] = slopes

    def _volumes(self) -> Numbers:
        found = np.array(self._highs.getSolution().col_value)[1:]
        return np.asarray(self._centre + self._size * found)

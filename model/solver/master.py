"""The small program of a search over volumes: cuts for the least cost given the volumes, chords for what they cost.

    min  v + sum of chords at Q     over   v >= every cut at Q,   low <= Q <= high,   Q no less than it has to rise

Its optimum is a lower bound for every plan whose volumes lie in the box. It has a column for each volume and a row
for each cut, so that a solve takes a fraction of a millisecond. Amounts are measured from a known plan and in its
sizes, so that tolerances mean the same for every instance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_array

from model.solver.concave import Concave
from model.solver.cuts import Chords, Cut, chords_of
from model.solver.highs import Options, load, set_option
from model.solver.program import Numbers, Program
from model.solver.tangents import Plan


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
        self._money = max(1.0, abs(plan.cost)) * 1e-6
        self._size = np.maximum(np.abs(plan.volumes), 1.0)
        self._cuts = 0
        self._highs = load(self._empty(), Options("simplex", threads=options.threads))
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
        self._cuts += 1

    def bound(self, low: Numbers, high: Numbers) -> Relaxed | None:
        """Return the optimum over a box, None where there is no plan in it (or the cuts leave it without a bound)."""
        chords = chords_of(self.concave, low, high)
        self._set_box(low, high)
        self._set_costs(np.append(1.0, chords.slopes * self._size / self._money))
        status = self._run()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        volumes = np.clip(self._volumes(), low, high)
        if status != highspy.HighsModelStatus.kOptimal:
            return Relaxed(-np.inf, np.clip(self._centre, low, high), chords, np.full(len(low), np.inf))
        own = self._own + self._money * self._highs.getInfo().objective_function_value
        bound = own + float(chords.at(self._centre).sum()) + self.concave.constant
        return Relaxed(bound, volumes, chords, self.concave.values(volumes) - chords.at(volumes))

    def tighten(self, low: Numbers, high: Numbers, most: float) -> tuple[Numbers, Numbers]:
        """Return the box that volumes of plans of at most this cost lie in, as far as cuts and chords can tell."""
        low, high = low.copy(), high.copy()
        chords = chords_of(self.concave, low, high)
        self._set_box(low, high)
        for i, slope in enumerate(chords.slopes * self._size / self._money):
            self._highs.changeCoeff(0, 1 + i, slope)
        others = self._own + float(chords.at(self._centre).sum()) + self.concave.constant
        self._highs.changeRowBounds(0, -np.inf, (most - others) / self._money)
        for i in range(len(low)):
            for sign, end in ((1.0, low), (-1.0, high)):
                cost = np.zeros(1 + len(low))
                cost[1 + i] = sign
                self._set_costs(cost)
                if self._run() == highspy.HighsModelStatus.kOptimal:
                    # Rounding must not cut a plan off.
                    found = self._centre[i] + self._size[i] * (sign * self._highs.getInfo().objective_function_value)
                    found -= sign * 1e-7 * self._size[i]
                    end[i] = max(end[i], found) if sign > 0 else min(end[i], found)
        self._highs.changeRowBounds(0, -np.inf, np.inf)
        return low, np.maximum(high, low)

    def _run(self) -> Any:  # noqa: ANN401 - a status of HiGHS, whose types are not published
        self.solves += 1
        self._highs.run()
        if self._highs.getModelStatus() in _UNSURE:
            self._highs.clearSolver()
            self._highs.run()
        return self._highs.getModelStatus()

    def _volumes(self) -> Numbers:
        found = np.array(self._highs.getSolution().col_value)[1:]
        return np.asarray(self._centre + self._size * found)

    def _set_costs(self, cost: Numbers) -> None:
        self._highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)

    def _set_box(self, low: Numbers, high: Numbers) -> None:
        n = len(low)
        ends = [np.asarray((end - self._centre) / self._size) for end in (low, high)]
        self._highs.changeColsBounds(n, np.arange(1, 1 + n, dtype=np.int32), *ends)


_UNSURE = (
    highspy.HighsModelStatus.kNotset,
    highspy.HighsModelStatus.kUnknown,
    highspy.HighsModelStatus.kSolveError,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)

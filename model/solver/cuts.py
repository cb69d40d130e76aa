"""What duals prove about a program whatever its concave costs are, and lines that lie below these costs.

Let V(Q) be the least cost of a program, without its concave costs, given the values Q of the columns under them. V is
convex. Any duals y of its rows bound it from below everywhere, by weak duality:

    V(Q)  >=  y b + sum over the other columns of min(reduced cost times bound) + (reduced costs of the Q columns) Q
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.solver.concave import Concave
from model.solver.program import Numbers, Program

STEPS = 60


@dataclass(frozen=True)
class Cut:
    """V(Q) >= constant + slopes Q."""

    constant: float
    slopes: Numbers

    def at(self, volumes: Numbers) -> float:
        """Return what the cut says of these volumes."""
        return self.constant + float(self.slopes @ volumes)


def cut_of(program: Program, at: NDArray[np.intp], dual: Numbers, reach: float) -> Cut:
    """Return the cut that duals prove; `at`: positions of the columns under concave costs.

    reach: a value no column of an optimum exceeds. It takes the place of upper bounds that are not there, where
    rounding leaves a reduced cost below zero.
    """
    reduced = program.cost - program.matrix.T @ dual
    slopes = reduced[at]
    reduced[at] = 0.0
    rows = np.where(dual > 0, program.row_lower, program.row_upper)
    columns = np.where(reduced > 0, program.lower, np.where(np.isfinite(program.upper), program.upper, reach))
    priced, counted = (dual != 0) & np.isfinite(rows), reduced != 0
    # A dual on the side of a row that is not there is rounding, as is the sign of such a reduced cost.
    constant = program.offset + dual[priced] @ rows[priced] + reduced[counted] @ columns[counted]
    return Cut(float(constant), slopes)


@dataclass(frozen=True)
class Chords:
    """Lines below the concave costs on a box of volumes: constant + slope Q for each."""

    constants: Numbers
    slopes: Numbers

    def at(self, volumes: Numbers) -> Numbers:
        """Return the lines at volumes."""
        return self.constants + self.slopes * volumes

    def missed(self, concave: Concave, volumes: Numbers) -> Numbers:
        """Return by how much the lines lie below the costs at volumes."""
        return concave.values(volumes) - self.at(volumes)


def chords_of(concave: Concave, low: Numbers, high: Numbers) -> Chords:
    """Return the chord of every cost between the ends of its box, a ray at the least slope where high is infinite.

    A chord lies under a concave function. Where a cost has a convex part, the line is lowered to touch it there.
    """
    ends = np.isfinite(high) & (high > low)
    start, end = concave.values(low), concave.values(np.where(ends, high, low))
    slopes = np.where(np.isfinite(high), concave.slopes(low), concave.least_slopes)
    np.divide(end - start, np.where(ends, high - low, 1.0), out=slopes, where=ends)
    chords = Chords(start - slopes * low, slopes)
    sag = _sag(concave, chords, low, high)
    return Chords(chords.constants - sag, slopes)


def _sag(concave: Concave, chords: Chords, low: Numbers, high: Numbers) -> Numbers:
    """Return by how much a cost lies below its chord: in its convex part, where its slope is that of the chord."""
    start, end = concave.convex_parts
    start, end = np.maximum(start, low), np.minimum(end, high)
    bent = start < end
    if not bent.any():
        return np.zeros(len(low))
    left, right = np.where(bent, start, low), np.where(bent, end, low)
    for _ in range(STEPS):
        middle = (left + right) / 2
        rises = concave.slopes(middle) > chords.slopes
        left, right = np.where(rises, left, middle), np.where(rises, middle, right)
    below = [-chords.missed(concave, x) for x in (np.where(bent, start, low), np.where(bent, end, low), right)]
    return np.where(bent, np.maximum(np.maximum(below[0], below[1]), np.maximum(below[2], 0.0)), 0.0)

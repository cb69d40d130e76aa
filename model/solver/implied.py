"""What has to be 0 where a whole number is 0, and so is at most its own bound times that number.

    x <= upper y   wherever y = 0 leaves x no value but 0, though rows connect the two only through others

Each row holds for every whole y, so no plan is lost; a fraction of y, to which rows summed over many x give away too
much, is bound for each x by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array, vstack

from model.solver.program import Numbers, Program

MOST = 2_000
"""Whole numbers beyond which none is looked at."""
TIGHT = 1e-9


def tightened(program: Program) -> Program:
    """Return the program with a row for each bound that follows from a whole number."""
    zeros = _Zeros(program)
    at_zero = [j for j in program.integers if program.lower[j] == 0.0] if len(program.integers) <= MOST else []
    pairs = [(k, j) for j in at_zero for k in zeros.of(j) if np.isfinite(program.upper[k])]
    n = len(pairs)
    if not n:
        return program
    factors = [factor for k, _ in pairs for factor in (1.0, -program.upper[k])]
    more = coo_array((factors, (np.repeat(np.arange(n), 2), np.ravel(pairs))), shape=(n, len(program.columns)))
    return replace(
        program,
        matrix=csc_array(vstack([program.matrix, more])),
        row_lower=np.concatenate([program.row_lower, np.full(n, -np.inf)]),
        row_upper=np.concatenate([program.row_upper, np.zeros(n)]),
        rows=(*program.rows, *(("implied", pair) for pair in pairs)),
    )


class _Zeros:
    """Finds the columns, not whole, that are 0 wherever one column is."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._columns = program.matrix
        self._rows = csr_array(program.matrix)
        self._whole = frozenset(program.integers)
        # A row reads as least activity <= upper, and turned around as least activity <= -lower.
        self._sides = tuple(
            (sign, limit, *_least_activity(sign * self._rows, program.lower, program.upper))
            for sign, limit in ((1.0, program.row_upper), (-1.0, -program.row_lower))
        )

    def of(self, j: int) -> Iterator[int]:
        """Yield the columns that are 0 where column j is."""
        sums: dict[tuple[int, int], tuple[float, int]] = {}
        zero, waiting = {j}, deque([j])
        while waiting:
            k = waiting.popleft()
            for side, i in self._lowered(k, sums):
                for other in self._forced(side, i, sums[side, i]):
                    if other not in zero:
                        zero.add(other)
                        waiting.append(other)
                        yield other

    def _lowered(self, k: int, sums: dict[tuple[int, int], tuple[float, int]]) -> Iterator[tuple[int, int]]:
        """Yield the sides of rows whose least activity rises when column k is 0 instead of up to its upper bound."""
        upper, columns = float(self._program.upper[k]), self._columns
        for at in range(columns.indptr[k], columns.indptr[k + 1]):
            i, factor = int(columns.indices[at]), float(columns.data[at])
            side = 0 if factor < 0 else 1
            _, limit, least, endless = self._sides[side]
            if factor and np.isfinite(limit[i]):
                activity, n = sums.get((side, i), (float(least[i]), int(endless[i])))
                rise = (activity + abs(factor) * upper, n) if np.isfinite(upper) else (activity, n - 1)
                sums[side, i] = rise
                yield side, i

    def _forced(self, side: int, i: int, now: tuple[float, int]) -> Iterator[int]:
        """Yield the columns at 0 or more that a row without any room left keeps at 0."""
        sign, limit, _, _ = self._sides[side]
        activity, endless = now
        if endless or activity < limit[i] - TIGHT * max(1.0, abs(limit[i])):
            return
        for at in range(self._rows.indptr[i], self._rows.indptr[i + 1]):
            k = int(self._rows.indices[at])
            if sign * self._rows.data[at] > 0 and self._program.lower[k] == 0.0 and k not in self._whole:
                yield k


def _least_activity(matrix: csr_array, lower: Numbers, upper: Numbers) -> tuple[Numbers, Numbers]:
    """Return the least activity of each row without its terms that have none, and how many those are."""
    side = np.where(matrix.data > 0, lower[matrix.indices], upper[matrix.indices])
    is_endless = ~np.isfinite(side) & (matrix.data != 0)
    terms = np.where(is_endless, 0.0, matrix.data * np.where(is_endless, 0.0, side))
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    n = matrix.shape[0]
    return np.bincount(row, terms, n).astype(float), np.bincount(row, is_endless, n).astype(float)

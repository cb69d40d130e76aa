"""The curves as segments, chosen in one search over whole numbers: for small programs, and beside whole numbers.

Given whole numbers and volumes the program is linear, but over whole numbers it is not convex, so that duals bound it
too weakly (branching.py). Here every concave cost is replaced by chords between breakpoints: which segment a volume
lies on is one more whole number. Chords lie below, so the bound of that search holds for every plan; its plan, at its
true cost, is one. Breakpoints are added where chords miss most at that plan, until bound and best plan meet.

    Q = sum over s: q[s],   sum over s: z[s] = 1,   low[s] z[s] <= q[s] <= high[s] z[s]
    cost of Q  >=  sum over s: constant[s] z[s] + slope[s] q[s]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import block_array, coo_array, csc_array

from model.solver.boxes import Box
from model.solver.concave import Concave
from model.solver.cuts import chords_of
from model.solver.highs import Options
from model.solver.known import EXACT, Known
from model.solver.mip import solve_whole
from model.solver.program import Name, Numbers, Program
from model.solver.tangents import Stopped

FIRST = 4
"""Segments that every curve starts with, their ends in equal steps of log volume."""
SHARE = 0.1
"""A curve gets a breakpoint where its chord misses at least this share of what the worst one misses."""
OF_GAP = 0.25
"""Share of the gap left to each search; the rest is for the chords."""
NARROW = 1e-3
"""The first breakpoint lies no lower than this share of the largest volume."""
ROUNDING = 1e-7
"""Share of the cost by which the bound of a search is lowered, for its tolerances: nothing reckons it anew."""
Segment = tuple[int, float, float, float, float]
"""Number of the curve, volumes where the segment begins and ends, constant and slope of its chord."""


def search_segments(known: Known, first: Box, options: Options) -> None:
    """Search, and add breakpoints, until the bound is high enough or chords miss nothing.

    first: the box that holds every plan that is better than the best one.
    """
    search = _Search(known, first, options)
    while known.found.bound < known.enough:
        volumes, errors = search.relax()
        if known.found.bound >= known.enough or not search.refine(volumes, errors):
            return


class _Search:
    def __init__(self, known: Known, first: Box, options: Options) -> None:
        self._known = known
        self._tangents = known.tangents
        self._options = options
        ends = zip(first.low, first.high, known.found.best.volumes, strict=True)
        self._ends = [_first_ends(*each) for each in ends]

    def relax(self) -> tuple[Numbers, Numbers]:
        """Search with the segments there are; return the volumes of its plan, and what chords miss there."""
        known, tangents = self._known, self._tangents
        if tangents.seconds_left <= 0:
            raise Stopped("time_limit")
        left = None if np.isinf(tangents.seconds_left) else tangents.seconds_left
        program = segmented(tangents.program, tangents.at, tangents.concave, self._ends)
        solved = solve_whole(program, replace(self._options, gap=OF_GAP * known.gap, time_limit=left))
        known.found.nodes += 1
        tangents.iterations += solved.iterations
        if solved.bound is not None:
            known.raise_to(solved.bound - ROUNDING * max(1.0, abs(known.cost)), known.found.curve_part)
        if solved.objective is None:
            raise Stopped(solved.status)
        x = _array(tangents.program.columns, solved.values)
        plan = tangents.as_plan(x, np.zeros(len(tangents.at)), np.zeros(len(tangents.program.rows)))
        known.offer(plan)
        errors = self._missing(plan.volumes)
        known.raise_to(known.found.bound, float(errors.sum()))
        known.note()
        if solved.status != "optimal":
            raise Stopped(solved.status)
        return plan.volumes, errors

    def _missing(self, volumes: Numbers) -> Numbers:
        """Return by how much the chord of the segment that each volume lies on is below its cost."""
        pairs = []
        for ends, volume in zip(self._ends, volumes, strict=True):
            end = min(max(1, int(np.searchsorted(ends, volume))), len(ends) - 1)
            pairs.append((ends[end - 1], ends[end]))
        low, high = np.array(pairs, dtype=float).reshape(-1, 2).T
        concave = self._tangents.concave
        return np.maximum(chords_of(concave, low, high).missed(concave, volumes), 0.0)

    def refine(self, volumes: Numbers, errors: Numbers) -> bool:
        """Add breakpoints at the volumes where chords miss most; tell whether any was new."""
        if not errors.max(initial=0.0) > EXACT * max(1.0, abs(self._known.cost)):
            return False
        is_new = False
        for i in np.flatnonzero(errors >= SHARE * errors.max()):
            before = len(self._ends[i])
            if np.isfinite(self._ends[i][-1]):
                self._ends[i] = _distinct(np.append(self._ends[i], volumes[i]))
            is_new |= len(self._ends[i]) > before
        return is_new


def segmented(program: Program, at: np.ndarray, concave: Concave, ends: list[Numbers]) -> Program:
    """Return the program with every concave cost by its chords; behind its columns q and z of every segment.

    A curve of one segment needs neither: its chord is a price and a constant.
    """
    cost, offset = program.cost.copy(), program.offset + concave.constant
    chosen: list[Segment] = []
    for segment in _segments(concave, ends):
        i, _, _, constant, slope = segment
        if len(ends[i]) > 2:
            chosen.append(segment)
        else:
            cost[at[i]] += slope
            offset += constant
    priced = replace(program, cost=cost, offset=offset)
    return _with_segments(priced, at, chosen) if chosen else priced


def _segments(concave: Concave, ends: list[Numbers]) -> Iterator[Segment]:
    """Yield every segment of every curve with its chord."""
    for s in range(max((len(of_one) - 1 for of_one in ends), default=0)):
        low, high = (np.array([of_one[min(s, len(of_one) - 2) + side] for of_one in ends]) for side in (0, 1))
        chords = chords_of(concave, low, high)
        for i, of_one in enumerate(ends):
            if s < len(of_one) - 1:
                yield i, float(low[i]), float(high[i]), float(chords.constants[i]), float(chords.slopes[i])


def _with_segments(program: Program, at: np.ndarray, chosen: list[Segment]) -> Program:
    """Add q and z of the segments chosen, and their four kinds of rows."""
    curve, low, high, constant, slope = (np.array(part) for part in zip(*chosen, strict=True))
    n, count, one = len(program.columns), len(chosen), np.ones(len(chosen))
    curves, row_of = np.unique(curve, return_inverse=True)
    each, several = np.arange(count), len(curves)
    to_volume = coo_array((np.ones(several), (np.arange(several), at[curves])), shape=(several, n))
    gather = coo_array((one, (row_of, each)), shape=(several, count))
    eye = coo_array((one, (each, each)), shape=(count, count))
    ceiling, floor = (coo_array((end, (each, each)), shape=(count, count)) for end in (high, low))
    blocks: list[list[Any]] = [
        [program.matrix, None, None],
        [to_volume, -gather, None],
        [None, None, gather],
        [None, eye, -ceiling],
        [None, -eye, floor],
    ]
    kinds = (("lies_on", several), ("one_segment", several), ("below_end", count), ("above_start", count))
    names = tuple((kind, (i,)) for kind, number in kinds for i in range(number))
    return replace(
        program,
        cost=np.concatenate([program.cost, slope, constant]),
        matrix=csc_array(block_array(blocks)),
        row_lower=np.concatenate([program.row_lower, np.zeros(several), np.ones(several), np.full(2 * count, -np.inf)]),
        row_upper=np.concatenate([program.row_upper, np.zeros(several), np.ones(several), np.zeros(2 * count)]),
        lower=np.concatenate([program.lower, np.minimum(low, 0.0), np.zeros(count)]),
        upper=np.concatenate([program.upper, np.maximum(high, 0.0), one]),
        columns=(*program.columns, *((name, (i,)) for name in ("segment_volume", "segment") for i in range(count))),
        rows=(*program.rows, *names),
        integers=(*program.integers, *range(n + count, n + 2 * count)),
    )


def _first_ends(least: float, most: float, at: float) -> Numbers:
    """Return the ends of the first segments of one curve, the best plan's volume among them; one ray if endless."""
    if not np.isfinite(most):
        return np.array([least, np.inf])
    start = max(least, NARROW * most)
    steps = np.geomspace(start, most, FIRST)[1:-1] if 0 < start < most else np.zeros(0)
    ends = _distinct(np.concatenate([[least, most], steps, [np.clip(at, least, most)]]))
    return ends if len(ends) > 1 else np.array([least, least])


def _distinct(ends: Numbers) -> Numbers:
    """Return ends in order, those that differ by rounding alone once."""
    ends = np.sort(ends)
    apart = np.diff(ends) > 1e-9 * max(1.0, float(np.abs(ends).max()))
    return np.asarray(ends[np.append(True, apart)])


def _array(names: tuple[Name, ...], values: Mapping[str, Mapping[tuple[Any, ...], float]]) -> Numbers:
    return np.array([values[name][index] for name, index in names])

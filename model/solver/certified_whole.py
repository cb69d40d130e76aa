"""Concave costs beside whole numbers, to a proven gap: the curves become segments, chosen in the same search.

Given whole numbers and volumes the program is linear, but over whole numbers it is not convex, so that duals bound it
too weakly (certified.py). Here every concave cost is replaced by chords between breakpoints: which segment a volume
lies on is one more whole number. Chords lie below, so the bound of that search holds for every plan; its plan, at its
true cost, is one. Breakpoints are added where chords miss most at that plan, until bound and best plan meet.

    Q = sum over s: q[s],   sum over s: z[s] = 1,   low[s] z[s] <= q[s] <= high[s] z[s]
    cost of Q  >=  sum over s: constant[s] z[s] + slope[s] q[s]
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from scipy.sparse import block_array, coo_array, csc_array, vstack

from model.solver.boxes import Certified, Moment
from model.solver.certified import EXACT, GAP
from model.solver.concave import Concave
from model.solver.cuts import Chords, chords_of
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.local import polished
from model.solver.mip import solve_whole
from model.solver.program import Name, Numbers, Program
from model.solver.tangents import Plan, Stopped, Tangents

FIRST = 4
"""Segments that every curve starts with, their ends in equal steps of log volume."""
SHARE = 0.1
"""A curve gets a breakpoint where its chord misses at least this share of what the worst one misses."""
OF_GAP = 0.25
"""Share of the gap left to each search; the rest is for the chords."""
NARROW = 1e-3
"""The first breakpoint lies no lower than this share of the largest volume."""
Segment = tuple[int, float, float, float, float]
"""Number of the curve, volumes where the segment begins and ends, constant and slope of its chord."""


def solve_certified_whole(tangents: Tangents, best: Plan, options: Options) -> Certified:
    """Return a plan with its proven gap: at most that asked for, or where a limit or Ctrl-C has ended the search.

    best: the plan to begin with, as local.py finds it.
    """
    search = _Search(tangents, best, options)
    try:
        search.run()
    except Stopped as stopped:
        search.found.status = stopped.status
    except KeyboardInterrupt:
        search.found.status = "interrupted"
    search.note()
    return search.found


@dataclass
class _Search:
    tangents: Tangents
    best: Plan
    options: Options
    found: Certified = field(init=False)
    ends: list[Numbers] = field(init=False)

    def __post_init__(self) -> None:
        self.found = Certified(self.best, -np.inf)
        self.gap = GAP if self.options.gap is None else self.options.gap
        self.started = time.perf_counter()

    def run(self) -> None:
        """Search, and add breakpoints, until the bound is high enough or chords miss nothing."""
        concave = self.tangents.concave
        high = most_volumes(self.tangents, self.best.cost)
        self.ends = [_first_ends(*each) for each in zip(concave.least, high, self.best.volumes, strict=True)]
        while self.found.gap > self.gap:
            volumes, errors = self._relaxed()
            if self.found.gap <= self.gap or not self._refine(volumes, errors):
                return

    def note(self) -> None:
        """Write down where the search stands."""
        found, seconds = self.found, time.perf_counter() - self.started
        found.trace.append(Moment(seconds, found.bound, found.best.cost, found.nodes, self.tangents.solves))

    def _relaxed(self) -> tuple[Numbers, Numbers]:
        """Search with the segments there are; return the volumes of its plan, and what chords miss there."""
        tangents = self.tangents
        if tangents.seconds_left <= 0:
            raise Stopped("time_limit")
        left = None if np.isinf(tangents.seconds_left) else tangents.seconds_left
        program = segmented(tangents.program, tangents.at, tangents.concave, self.ends)
        solved = solve_whole(program, replace(self.options, gap=OF_GAP * self.gap, time_limit=left))
        self.found.nodes += 1
        tangents.iterations += solved.iterations
        if solved.bound is not None:
            self.found.bound = max(self.found.bound, min(solved.bound, self.found.best.cost))
        if solved.objective is None:
            raise Stopped(solved.status)
        plan = tangents.as_plan(
            _array(tangents.program.columns, solved.values), np.zeros(len(tangents.at)), np.zeros(0)
        )
        self._offer(plan)
        self.note()
        errors = self._missing(plan.volumes)
        self.found.curve_part = min(float(errors.sum()), self.found.best.cost - self.found.bound)
        if solved.status != "optimal":
            raise Stopped(solved.status)
        return plan.volumes, errors

    def _offer(self, plan: Plan) -> None:
        """Take a plan that is better than the best one, at prices of its own tangents."""
        if plan.cost < self.found.best.cost - EXACT * abs(self.found.best.cost):
            settled = polished(self.tangents, plan)
            if settled.cost < self.found.best.cost:
                self.found.best = settled

    def _missing(self, volumes: Numbers) -> Numbers:
        """Return by how much the chord of the segment that each volume lies on is below its cost."""
        pairs = []
        for ends, volume in zip(self.ends, volumes, strict=True):
            end = min(max(1, int(np.searchsorted(ends, volume))), len(ends) - 1)
            pairs.append((ends[end - 1], ends[end]))
        low, high = np.array(pairs, dtype=float).reshape(-1, 2).T
        concave = self.tangents.concave
        return np.maximum(concave.values(volumes) - chords_of(concave, low, high).at(volumes), 0.0)

    def _refine(self, volumes: Numbers, errors: Numbers) -> bool:
        """Add breakpoints at the volumes where chords miss most; tell whether any was new."""
        if not errors.max(initial=0.0) > EXACT * max(1.0, abs(self.found.best.cost)):
            return False
        is_new = False
        for i in np.flatnonzero(errors >= SHARE * errors.max()):
            before = len(self.ends[i])
            if np.isfinite(self.ends[i][-1]):
                self.ends[i] = _distinct(np.append(self.ends[i], volumes[i]))
            is_new |= len(self.ends[i]) > before
        return is_new


def most_volumes(tangents: Tangents, cost: float) -> Numbers:
    """Return the largest value of each volume in any plan that costs no more than `cost`; inf where there is none.

    Of the program with whole numbers as fractions, every curve by a ray below it. What only grows is at most its next
    value less the rise in between, so that one program for each place of a curve is enough.
    """
    concave, program, at = tangents.concave, tangents.program, tangents.at
    rays = chords_of(concave, concave.least, np.full(len(at), np.inf))
    engine = Engine(_affordable(program, at, rays, concave.constant, cost), Options())
    most = np.full(len(at), np.inf)
    for _, here in concave.groups:
        for i in reversed(range(*here.indices(len(at)))):
            if i + 1 < here.stop and np.isfinite(concave.rises[i + 1]) and np.isfinite(most[i + 1]):
                most[i] = most[i + 1] - concave.rises[i + 1]
            else:
                most[i] = _most(engine, at[i], tangents.seconds_left)
    return np.asarray(np.maximum(most, concave.least))


def _most(engine: Engine, column: int, seconds: float) -> float:
    if seconds <= 0:
        raise Stopped("time_limit")
    cost = np.zeros(len(engine.program.cost))
    cost[column] = -1.0
    engine.set_costs(cost)
    point = engine.solve()
    # Rounding must not cut a plan off.
    return float(point.x[column]) * (1 + 1e-6) + 1e-6 if point.status == "optimal" else float(np.inf)


def _affordable(program: Program, at: np.ndarray, rays: Chords, constant: float, cost: float) -> Program:
    """Return the linear program with one more row: what a plan costs at least is no more than `cost`."""
    row = program.cost.copy()
    row[at] += rays.slopes
    most = cost - program.offset - constant - float(rays.constants.sum()) + 1e-6 * max(1.0, abs(cost))
    size = max(1.0, float(np.abs(row).max(initial=0.0)))
    return replace(
        program,
        matrix=csc_array(vstack([program.matrix, coo_array(row[None] / size)])),
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, most / size),
        rows=(*program.rows, ("affordable", ())),
        integers=(),
    )


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

"""A program with concave costs on some of its columns, seen as a linear one: each concave cost by its tangent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from model.solver.beside import Beside
from model.solver.concave import Concave
from model.solver.cuts import Cut, cut_of
from model.solver.engine import Engine
from model.solver.highs import Options, Status
from model.solver.mip import solve_whole
from model.solver.program import Name, Numbers, Program

MOST_ITERATIONS, ROWS_PER_ITERATION = 5_000, 8
"""Simplex goes on from the last basis for at most so many iterations, or one for so many rows: then interior point is
faster. Counted in iterations, not seconds, so that every machine comes to the same plan."""

NEARER = 8.0
"""A basis is taken for nearer where so many times fewer columns have to be put right; less than that says little."""

STEPS = 10
"""Steps of simplex for each column that has to be put right at a basis where most prices differ: 1.5 to 5 as measured,
and more on the whole of instances/prefectures."""

BESIDE = 200_000
"""Nonzeros from which a program takes long enough from nothing to be solved beside others."""

REACH = 10.0
"""No value of an optimum exceeds the largest one found by this factor: see cut_of."""


class Stopped(Exception):  # noqa: N818 - not an error: a limit, a Ctrl-C, or no plan at all
    """No further program is solved, and why."""

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Plan:
    """A feasible point: values of all columns, those under concave costs, the true cost and the duals of its program.

    slopes: those its program was solved with; it is optimal for them. is_settled: they are its own tangents.
    """

    x: Numbers
    volumes: Numbers
    cost: float
    slopes: Numbers
    dual: Numbers
    is_settled: bool = False


class Tangents:
    """Solves a program again and again with other slopes in the place of its concave costs.

    sums: for each row the name of the sum of alike rows it is part of (surrogate.py); its own where absent.
    """

    def __init__(self, program: Program, concave: Concave, options: Options, sums: Sequence[Name] = ()) -> None:
        self.program = program
        self.sums = sums or program.rows
        self.concave = concave
        self.solves = 0
        self.iterations = 0
        self.on_cut: Callable[[Cut], None] = lambda cut: None
        self.tell: Callable[[str], None] = lambda said: None
        positions: Mapping[Name, int] = {name: j for j, name in enumerate(program.columns) if name[0] == "volume"}
        self.at = np.array([positions[name] for name in concave.columns], dtype=np.intp)
        self._options = options
        self.cap = max(MOST_ITERATIONS, len(program.rows) // ROWS_PER_ITERATION)
        self._bases: dict[str, highspy.HighsBasis] = {}
        self._beside: tuple[Numbers, Beside] | None = None
        self._is_warm = False
        self._engine = None if program.integers else Engine(program, options)
        self._ends = np.inf if options.time_limit is None else time.perf_counter() + options.time_limit
        self._kept = 0.0

    @property
    def seconds_left(self) -> float:
        """What is left of the time limit, without what is kept for later."""
        return self._ends - self._kept - time.perf_counter()

    def keep(self, share: float) -> None:
        """Keep a share of the time limit for later; 0 takes it back."""
        limit = self._options.time_limit
        if limit is not None:
            self._kept = share * limit
            if self._engine is not None:
                self._engine.allow(self.seconds_left)

    def stop(self) -> None:
        """Let no further program be solved."""
        self._ends = self._kept = 0.0

    @property
    def engine(self) -> Engine:
        """The linear program, warm; there is none where some columns are whole."""
        assert self._engine is not None
        return self._engine

    def plan(self, slopes: Numbers, names: Sequence[str] = ()) -> Plan:
        """Return an optimum under these slopes; raise Stopped where there is none, or no time for it.

        names: of bases to go on from, those that are remembered: the first, unless another is nearer by far.
        """
        if self.seconds_left <= 0:
            raise Stopped("time_limit")
        cost = self._cost(slopes)
        self.solves += 1
        if self._engine is not None:
            self.engine.set_costs(cost, self.program.offset)
            self._begin_at([self._bases[name] for name in names if name in self._bases])
        x, dual = self._linear(slopes) if self._engine is not None else self._whole(cost)
        return self.as_plan(x, slopes, dual)

    def is_far(self, slopes: Numbers, name: str) -> bool:
        """Tell whether the optimum under these slopes is better sought from nothing than from a basis remembered."""
        basis = self.basis(name)
        if self._engine is None or basis is None:
            return False
        self.engine.set_costs(self._cost(slopes), self.program.offset)
        return STEPS * self.engine.wrong_at(basis) > self.cap

    def plan_beside(self, slopes: Numbers, name: str) -> None:
        """Begin to solve a large program far from a basis remembered, on a core of its own: `plan` waits for it."""
        is_large = self._options.threads != 1 and self.program.matrix.nnz >= BESIDE
        if is_large and self.is_far(slopes, name):
            self._beside = slopes, Beside(replace(self.program, cost=self._cost(slopes)), self._options)

    def end_beside(self) -> None:
        """Stop what is solved beside, if anything is."""
        if self._beside is not None:
            self._beside[1].cancel()
            self._beside = None

    def mark(self, name: str) -> None:
        """Remember the basis of the last solve under a name."""
        if self._engine is not None:
            self._bases[name] = self.engine.basis()

    def basis(self, name: str) -> highspy.HighsBasis | None:
        """Return the basis that is remembered under a name, if any."""
        return self._bases.get(name)

    def forget(self) -> None:
        """Solve the next program from nothing."""
        if self._engine is not None:
            self.engine.forget()
            self._is_warm = False

    def back(self, name: str) -> None:
        """Go on from the basis that is remembered under a name, if any."""
        basis = self.basis(name)
        if basis is not None:
            self.engine.set_basis(basis)
            self._is_warm = True

    @contextmanager
    def within(self, low: Numbers, high: Numbers) -> Iterator[None]:
        """Keep the columns under concave costs in a box while solving inside."""
        lower, upper = self.program.lower.copy(), self.program.upper.copy()
        lower[self.at], upper[self.at] = np.maximum(lower[self.at], low), np.minimum(upper[self.at], high)
        self.engine.set_column_bounds(lower, upper)
        try:
            yield
        finally:
            self.engine.set_column_bounds(self.program.lower, self.program.upper)

    def as_plan(self, x: Numbers, slopes: Numbers, dual: Numbers) -> Plan:
        """Return a point with its true cost."""
        volumes = x[self.at]
        own = float(self.program.offset + self.program.cost @ x)
        cost = own + float(self.concave.values(volumes).sum()) + self.concave.constant
        return Plan(x, volumes, cost, slopes, dual)

    def under(self, slopes: Numbers, plan: Plan) -> float:
        """Return what a plan costs under slopes."""
        return float(self.program.offset + self.program.cost @ plan.x + slopes @ plan.volumes)

    def _cost(self, slopes: Numbers) -> Numbers:
        cost = self.program.cost.copy()
        cost[self.at] += slopes
        return cost

    def _begin_at(self, bases: Sequence[highspy.HighsBasis]) -> None:
        if len(bases) > 1:
            wrong = [self.engine.wrong_at(basis) for basis in bases]
            nearest = int(np.argmin(wrong))
            self.engine.set_basis(bases[nearest if NEARER * wrong[nearest] < wrong[0] else 0])
        elif bases:
            self.engine.set_basis(bases[0])
        self._is_warm |= bool(bases)

    def _linear(self, slopes: Numbers) -> tuple[Numbers, Numbers]:
        x, dual = self._from_beside(slopes) or self._solved()
        reach = REACH * float(np.abs(x).max(initial=1.0))
        self.on_cut(cut_of(self.program, self.at, dual, reach))
        return x, dual

    def _from_beside(self, slopes: Numbers) -> tuple[Numbers, Numbers] | None:
        """Return what was solved beside under these slopes, None where nothing was, or came to no optimum."""
        if self._beside is None or not np.array_equal(slopes, self._beside[0]):
            return None
        found = self._beside[1].end(self.seconds_left)
        self._beside = None
        if found is None:
            return None
        self.iterations += found.iterations
        self.engine.set_basis(found.basis)
        self._is_warm = True
        return found.x, found.dual

    def _solved(self) -> tuple[Numbers, Numbers]:
        # What begins from nothing has no old basis that could be too far away.
        point = self.engine.solve(cap=self.cap if self._is_warm else None)
        self._is_warm = True
        self.iterations += point.iterations
        if point.status == "infeasible" and point.method != "ipx":
            # That there is no plan is believed only where a solve from nothing says so too: a proof rests on it.
            point = self.engine.solve(method="ipx")
            self.iterations += point.iterations
        if point.status != "optimal":
            raise Stopped(point.status)
        return point.x, point.dual

    def _whole(self, cost: Numbers) -> tuple[Numbers, Numbers]:
        left = None if np.isinf(self.seconds_left) else self.seconds_left
        found = solve_whole(replace(self.program, cost=cost), replace(self._options, time_limit=left))
        self.iterations += found.iterations
        if found.status != "optimal":
            raise Stopped(found.status)
        dual = _array(self.program.rows, found.duals)
        # `Solved` tells the dual of the small side where that is a number; here all are as HiGHS gives them.
        return _array(self.program.columns, found.values), np.where(np.isposinf(self.program.row_upper), -dual, dual)


def _array(names: tuple[Name, ...], values: Mapping[str, Mapping[tuple[Any, ...], float]]) -> Numbers:
    return np.array([values[name][index] for name, index in names])

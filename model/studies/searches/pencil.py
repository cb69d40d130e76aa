"""Least cost along a driver that moves costs alone: one program in the solver, asked again at other costs.

    cost(x) = cost(low) + (x - low) / (high - low) * (cost(high) - cost(low)),  same rows, limits and bounds

A freight rate, a wage or a land price is such a driver. The least cost is then a concave function of it, and the plan
that is best at a value tells how fast it rises there: for a freight rate, by the tonne-km of the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from model.instance.instance import Instance
from model.network.assemble import assemble
from model.network.network import Network
from model.network.rates import objective_of
from model.run import make_program, program_of
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.program import Name, Numbers, Program
from model.studies.searches.meeting import Known

CAP = 2_000
"""Iterations of simplex after which a program is solved cold."""
NEAR = 0.1
"""Share of the range of a driver within which simplex goes on from the last basis."""
SAME = 1e-9


class Pencil:
    """Least cost of an instance, and its slope, at every value of a driver between two."""

    def __init__(
        self, low: float, high: float, program: Program, rise: Numbers, offset_rise: float, engine: Engine | None = None
    ) -> None:
        """program: at low; rise: of each cost, and of what is paid anyway, per unit of the driver.

        engine: holds a program with the same rows and limits.
        """
        self._low, self._high, self._near = low, high, NEAR * (high - low)
        self._program, self._rise, self._offset_rise = program, rise, offset_rise
        self._engine = engine or Engine(program, Options("ipx", threads=1))
        self._last = np.inf

    def ask(self, x: float) -> Known | None:
        """Return the least cost and its slope at a value of the driver; None where there is no plan."""
        cost = self._program.cost + (x - self._low) * self._rise
        self._engine.set_costs(cost, self._program.offset + (x - self._low) * self._offset_rise)
        is_near = abs(x - self._last) <= self._near
        point = self._engine.solve(method=None if is_near else "ipx", cap=CAP if is_near else None)
        self._last = x
        if point.status != "optimal":
            return None
        return Known(x, point.objective, float(self._rise @ point.x) + self._offset_rise)

    def among(self, at: Callable[[float], Instance]) -> Pencil:
        """Return the pencil of other data that have other costs alone, which is not looked at.

        It is solved from nothing: where many prices differ, going on from a basis takes longer (bench/TRIED.md).
        """
        first, last = assemble(at(self._low)), assemble(at(self._high))
        return _between(self._low, self._high, self._program, first, last, self._engine)

    def has_limits_of(self, instance: Instance) -> bool:
        """Tell whether an instance differs in costs alone."""
        return same_limits(self._program, make_program(instance))


def make_pencil(at: Callable[[float], Instance], low: float, high: float, *, proven: bool = False) -> Pencil | None:
    """Return the pencil of an instance that a driver moves, None where the driver moves more than costs.

    Whole numbers and curves that depend on the plan keep it from being one. That nothing but costs is moved, and that
    they are straight in the driver, is looked at unless it has been proven of the same driver before.
    """
    first, last = at(low), at(high)
    net = assemble(first)
    if net.curves:
        return None
    program = program_of(net)
    if program.integers or not (proven or same_limits(program, make_program(last))):
        return None
    end = assemble(last)
    if not proven:
        nets = (net, assemble(at(0.5 * (low + high))), end)
        if not is_straight(*(objective_of(of, program.columns)[0] for of in nets)):
            return None
    return _between(low, high, program, net, end)


def _between(
    low: float, high: float, program: Program, first: Network, last: Network, engine: Engine | None = None
) -> Pencil:
    """Return the pencil whose costs are those of two networks at the ends."""
    (start, anyway), (end, anyway_then) = (objective_of(net, program.columns) for net in (first, last))
    at_low = replace(program, cost=start, offset=anyway)
    return Pencil(low, high, at_low, (end - start) / (high - low), (anyway_then - anyway) / (high - low), engine)


def is_straight(first: Numbers, middle: Numbers, last: Numbers) -> bool:
    """Tell whether costs in the middle are the mean of those at both ends."""
    return bool(np.allclose(2.0 * middle, first + last, rtol=SAME, atol=SAME))


def same_limits(a: Program, b: Program) -> bool:
    """Tell whether two programs differ in costs alone, in whatever order their columns and rows stand."""
    columns, rows = _order(a.columns, b.columns), _order(a.rows, b.rows)
    if columns is None or rows is None:
        return False
    pairs = (
        (a.lower, b.lower[columns]), (a.upper, b.upper[columns]),
        (a.row_lower, b.row_lower[rows]), (a.row_upper, b.row_upper[rows]),
    )  # fmt: skip
    is_same = all(np.array_equal(one, other) for one, other in pairs)
    return is_same and abs(a.matrix - b.matrix[rows][:, columns]).max() == 0.0


def _order(names: Sequence[Name], others: Sequence[Name]) -> list[int] | None:
    """Return where names stand among others, None where one of either is not in the other."""
    at = {name: k for k, name in enumerate(others)}
    return [at[name] for name in names] if at.keys() == set(names) else None

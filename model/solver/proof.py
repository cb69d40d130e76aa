"""What duals prove: a lower bound for every point of a program, and whether a point is optimal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.solver.program import Numbers, Program

MISS = 1e-6
"""Relative miss of a row or a bound that rounding may leave in an optimum."""
SIGN = 1e-7
"""Wrong sign of a reduced cost that rounding may leave in an optimum, as a share of the sizes of its own terms."""
GAP = 1e-8
"""Relative distance of an optimum and the bound of its duals that rounding may leave."""


@dataclass(frozen=True)
class Bound:
    """value: no point costs less, if reduced costs with no number on the side they point to are 0.

    wrong: the largest of these, each as a share of the sizes of its own terms (or of 1, if they are less): a high dual
    elsewhere makes it no smaller.
    """

    value: float
    wrong: float


def dual_bound(program: Program, duals: Numbers) -> Bound:
    """Return the lower bound that duals prove: each row and column at the side its price points to.

    A dual with no number on that side is taken for 0, which leaves the bound true.
    """
    limit = np.where(duals > 0, program.row_lower, program.row_upper)
    duals, limit = np.where(np.isfinite(limit), duals, 0.0), np.where(np.isfinite(limit), limit, 0.0)
    reduced = program.cost - program.matrix.T @ duals
    side = np.where(reduced > 0, program.lower, program.upper)
    endless = ~np.isfinite(side)
    value = program.offset + float(duals @ limit) + float(reduced @ np.where(endless, 0.0, side))
    size = np.abs(program.cost) + abs(program.matrix).T @ np.abs(duals)
    return Bound(value, float((np.abs(reduced) / np.maximum(1.0, size))[endless].max(initial=0.0)))


def is_optimal(program: Program, x: Numbers, duals: Numbers) -> bool:
    """Tell whether a point keeps every limit and its duals prove that none costs less, up to rounding."""
    activity, size = program.matrix @ x, abs(program.matrix) @ np.abs(x)
    inside = _keeps(activity, program.row_lower, program.row_upper, size) and _keeps(x, program.lower, program.upper, x)
    bound, cost = dual_bound(program, duals), float(program.offset + program.cost @ x)
    proven = bound.wrong <= SIGN and abs(cost - bound.value) <= GAP * max(1.0, abs(cost))
    return inside and proven


def _keeps(values: Numbers, lower: Numbers, upper: Numbers, sizes: Numbers) -> bool:
    room = MISS * np.maximum(1.0, np.abs(sizes))
    return bool((values >= lower - room).all() and (values <= upper + room).all())

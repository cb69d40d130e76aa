"""What duals prove: a lower bound for every point of a program, and whether a point is optimal."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.solver.program import Numbers, Program

MISS = 1e-6
"""Relative miss of a row, a bound or the sign of a price that rounding may leave in an optimum."""
GAP = 1e-8
"""Relative distance of an optimum and the bound of its duals that rounding may leave."""


@dataclass(frozen=True)
class Bound:
    """value: no point costs less, if prices with no number on the side they point to are 0; wrong: largest of these."""

    value: float
    wrong: float


def dual_bound(program: Program, duals: Numbers) -> Bound:
    """Return the lower bound that duals prove: each row and column at the side its price points to."""
    reduced = program.cost - program.matrix.T @ duals
    wrong, total = 0.0, program.offset
    for price, lower, upper in (
        (duals, program.row_lower, program.row_upper),
        (reduced, program.lower, program.upper),
    ):
        side = np.where(price > 0, lower, upper)
        endless = ~np.isfinite(side)
        total += float(price @ np.where(endless, 0.0, side))
        wrong = max(wrong, float(np.abs(price[endless]).max(initial=0.0)))
    return Bound(total, wrong)


def is_optimal(program: Program, x: Numbers, duals: Numbers) -> bool:
    """Tell whether a point keeps every limit and its duals prove that none costs less, up to rounding."""
    activity, size = program.matrix @ x, abs(program.matrix) @ np.abs(x)
    inside = _keeps(activity, program.row_lower, program.row_upper, size) and _keeps(x, program.lower, program.upper, x)
    bound, cost = dual_bound(program, duals), float(program.offset + program.cost @ x)
    prices = max(float(np.abs(duals).max(initial=0.0)), float(np.abs(program.cost).max(initial=0.0)), 1.0)
    proven = bound.wrong <= MISS * prices and abs(cost - bound.value) <= GAP * max(1.0, abs(cost))
    return inside and proven


def _keeps(values: Numbers, lower: Numbers, upper: Numbers, sizes: Numbers) -> bool:
    room = MISS * np.maximum(1.0, np.abs(sizes))
    return bool((values >= lower - room).all() and (values <= upper + room).all())

"""Why a program has no solution: the least that would have to give, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from model.solver.highs import Options, load
from model.solver.program import Program

POLICIES = ("policy_at_least", "policy_at_most")
"""Rows of rules that somebody made and can change."""


@dataclass(frozen=True)
class Violation:
    """One row that cannot hold: its name and index, and by how much it misses (with sign: > 0 too little)."""

    row: str
    index: tuple[Any, ...]
    amount: float


def least_violation(program: Program, options: Options) -> tuple[Violation, ...]:
    """Return the rows that miss in the plan with the smallest sum of misses, largest first.

    Policies give first: where there would be a plan without them, they are the cause and no shortage is. Then
    balances, as a planner would ask for the shortage; if the limits contradict each other even so, every row may give.
    Empty when nothing was found in time.
    """
    is_policy = np.array([name in POLICIES for name, _ in program.rows])
    is_balance = np.array([name == "balance" for name, _ in program.rows])
    first = [is_policy] if is_policy.any() else []
    for may_give in (*first, is_balance, np.ones(len(program.rows), dtype=bool)):
        penalties = np.where(may_give, 1.0, -1.0)
        found = _relaxed(program, options, penalties)
        if found:
            return tuple(sorted(found, key=lambda miss: -abs(miss.amount)))
    return ()


def _relaxed(program: Program, options: Options, penalties: np.ndarray) -> list[Violation]:
    """Solve with rows that may give at a price; a price of -1 means that a row may not."""
    highs = load(program, Options("simplex", options.time_limit, options.threads))
    status = highs.feasibilityRelaxation(-1.0, -1.0, 1.0, None, None, penalties)
    if status == highspy.HighsStatus.kError:
        return []
    values = np.array(highs.getSolution().col_value)
    if len(values) != len(program.columns):
        return []
    activity = program.matrix @ values
    missing = np.maximum(program.row_lower - activity, 0.0) - np.maximum(activity - program.row_upper, 0.0)
    misses = np.abs(missing) > 1e-7 * np.maximum(1.0, np.abs(activity)).max(initial=1.0)
    # HiGHS does not say whether it found a plan; where none was found, rows miss that may not.
    if misses[penalties < 0].any():
        return []
    return [
        Violation(name, index, float(amount))
        for (name, index), amount, is_missed in zip(program.rows, missing, misses, strict=True)
        if is_missed
    ]

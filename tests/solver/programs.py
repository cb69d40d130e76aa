"""Programs of a few numbers, written row by row."""

import os
import signal
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csc_array

from model.solver.program import Program

NONE = float("inf")
Row = tuple[Sequence[float], float, float]


def program(cost: Sequence[float], rows: Sequence[Row], *, offset: float = 0.0, upper: float = NONE) -> Program:
    """Return min cost x + offset over rows (coefficients, lower, upper), 0 <= x <= upper; the first is a balance."""
    n = len(cost)
    return Program(
        cost=np.array(cost, dtype=float),
        offset=offset,
        matrix=csc_array(np.array([row[0] for row in rows], dtype=float).reshape(len(rows), n)),
        row_lower=np.array([row[1] for row in rows], dtype=float),
        row_upper=np.array([row[2] for row in rows], dtype=float),
        lower=np.zeros(n),
        upper=np.full(n, upper),
        columns=tuple(("x", (i,)) for i in range(n)),
        rows=tuple((("balance", "limit")[min(i, 1)], (i,)) for i in range(len(rows))),
    )


def press_ctrl_c() -> Callable[[str], None]:
    """Return a listener to the log of HiGHS that presses Ctrl-C once, when the solver has begun."""
    pressed: list[str] = []

    def hear(line: str) -> None:
        if "LP" in line and not pressed:
            pressed.append(line)
            os.kill(os.getpid(), signal.SIGINT)

    return hear

"""A linear program that is solved from nothing beside others, on a core of its own.

What comes of it does not depend on when it is asked for, so that the same plan is found whatever the timing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import highspy
import numpy as np

from model.solver.highs import Options, Status, load, run
from model.solver.program import Numbers, Program


@dataclass(frozen=True)
class Ended:
    """An optimum: values of the columns, duals of the rows (sign of HiGHS), its basis and the iterations it took."""

    x: Numbers
    dual: Numbers
    basis: highspy.HighsBasis
    iterations: int


class Beside:
    """A program being solved in a thread: HiGHS runs without the lock of Python, and a solver of its own per thread."""

    def __init__(self, program: Program, options: Options) -> None:
        self._highs = load(program, replace(options, on_log=None))
        self._status: Status = "failed"
        self._is_done = threading.Event()
        threading.Thread(target=self._solve, daemon=True).start()

    def end(self, seconds: float) -> Ended | None:
        """Wait for the end, for so many seconds at most; None where it is none, or no optimum."""
        if not self._is_done.wait(None if np.isinf(seconds) else max(0.0, seconds)):
            self.cancel()
        if self._status != "optimal":
            return None
        solution, info = self._highs.getSolution(), self._highs.getInfo()
        iterations = max(info.simplex_iteration_count, 0) + max(info.ipm_iteration_count, 0)
        basis = self._highs.getBasis()
        return Ended(np.array(solution.col_value), np.array(solution.row_dual), basis, int(iterations))

    def cancel(self) -> None:
        """Stop, and wait until that is done."""
        self._highs.cancelSolve()
        self._is_done.wait()

    def _solve(self) -> None:
        try:
            self._status = run(self._highs)
        finally:
            self._is_done.set()

"""Where a solve ended, and where a basis stands before one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.solver.highs import Status
from model.solver.program import Numbers

Method = Literal["ipx", "primal", "dual"]


@dataclass(frozen=True)
class Point:
    """Where a solve ended: values of the columns, duals of the rows (sign of HiGHS) and reduced costs.

    Without an optimum the numbers are those of the last iteration, or nan. method: the one that came to this end.
    """

    status: Status
    objective: float
    x: Numbers
    dual: Numbers
    reduced: Numbers
    iterations: int
    seconds: float
    method: Method


@dataclass(frozen=True)
class Stand:
    """How a basis fits a program: rows or columns beyond a limit, reduced costs of the wrong sign, and its point.

    rows and columns are negative where HiGHS cannot say.
    """

    rows: int
    columns: int
    x: Numbers
    reduced: Numbers

"""A program with alike rows summed at the prices of a plan: a small program whose optimum is below that of the whole.

Let y be duals of the rows, and split those of every sum of rows into what all have in common and the rest:

    y[i] = common[sum of i] + rest[i],   common = the y of the sum that is nearest to zero (0 where signs differ)

What is left of a row is charged to the columns, and the row itself is one of a sum (a surrogate relaxation):

    min  (cost - rest A) x + rest b     over     sum of rows A x  ~  sum of rows b,   x within its bounds

Every point of the whole program is a point of it, at no more cost, for rest has the sign that its row allows. At the
prices y it loses nothing: its duals `common` prove the bound that y prove of the whole. Away from them it is far closer
than that bound alone, for sums still have to be met, and every column keeps its bounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.solver.program import Name, Numbers, Program
from model.solver.summed import summed


def surrogate(program: Program, sums: Sequence[Name], at: NDArray[np.intp], dual: Numbers, reach: float) -> Program:
    """Return a program with rows summed that get the same name in `sums`, with nothing lost at these duals.

    at: positions of the columns under concave costs, whose slopes are among what the duals pay for.
    reach: a value that no column of an optimum exceeds: what rounding leaves of a reduced cost below zero, where the
    column has no bound, is paid for so much of it.
    """
    dual = np.where(np.isfinite(np.where(dual > 0, program.row_lower, program.row_upper)), dual, 0.0)
    rest = dual - _common(sums, dual)
    limit = np.where(rest > 0, program.row_lower, program.row_upper)
    charged = rest != 0
    reduced = program.cost - program.matrix.T @ dual
    endless = (reduced < 0) & np.isposinf(program.upper) & (program.lower == 0)
    endless[at] = False
    gain = np.where(endless, reduced, 0.0)
    priced = replace(
        program,
        cost=program.cost - program.matrix.T @ rest - gain,
        offset=program.offset + float(rest[charged] @ limit[charged]) + reach * float(gain.sum()),
    )
    return summed(priced, sums)


def _common(sums: Sequence[Name], dual: Numbers) -> Numbers:
    """Return for every row what the duals of its sum have in common."""
    at = {name: k for k, name in enumerate(dict.fromkeys(sums))}
    into = np.array([at[name] for name in sums], dtype=np.intp)
    least, most = np.full(len(at), np.inf), np.full(len(at), -np.inf)
    np.minimum.at(least, into, dual)
    np.maximum.at(most, into, dual)
    common: Numbers = np.maximum(least, 0.0) + np.minimum(most, 0.0)
    return common[into]

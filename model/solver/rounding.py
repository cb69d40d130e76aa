"""A large program with whole numbers, begun: its relaxation, tightened and solved, and the choice nearest to it.

Branch and bound solves the relaxation by simplex and goes on from there; of a large program that alone takes longer
than interior point takes for the relaxation and for the program with its whole numbers fixed. Where the two are close,
and with tight rows they often are, nothing is left to search; else the search starts from this plan and this bound.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from model.solver.engine import Engine
from model.solver.highs import Options, Status, load, run, set_option
from model.solver.program import Numbers, Program
from model.solver.proof import dual_bound

PREFER = 1e-6
"""A whole number is raised for what its fraction is worth beyond this, so that none is for nothing."""


@dataclass(frozen=True)
class Begun:
    """status: of the relaxation; values: a plan, None where the nearest choice leaves none; bound: of every plan."""

    status: Status
    values: Numbers | None
    cost: float
    bound: float
    iterations: int

    @property
    def gap(self) -> float:
        """The relative distance of the plan and the bound."""
        return abs(self.cost - self.bound) / max(1.0, abs(self.cost))


def begin(program: Program, options: Options) -> Begun:
    """Return a plan near the relaxation of a program and the bound of the relaxation.

    program: with as tight rows as there are. The time limit of the options is for both solves together.
    """
    started = time.perf_counter()
    engine = Engine(replace(program, integers=()), replace(options, on_log=None, method="ipx"))
    relaxed = engine.solve()
    nothing = Begun(relaxed.status, None, np.inf, -np.inf, relaxed.iterations)
    if relaxed.status != "optimal":
        return nothing
    bound = dual_bound(engine.program, relaxed.dual).value
    chosen = _nearest(program, relaxed.x)
    left = None if options.time_limit is None else options.time_limit - (time.perf_counter() - started)
    if chosen is None or (left is not None and left <= 0):
        return replace(nothing, bound=bound)
    lower, upper, whole = program.lower.copy(), program.upper.copy(), list(program.integers)
    lower[whole] = upper[whole] = chosen
    engine.set_column_bounds(lower, upper)
    # Many numbers move at once: interior point is the faster way.
    point = engine.solve(method="ipx")
    iterations = relaxed.iterations + point.iterations
    if point.status != "optimal":
        return replace(nothing, bound=bound, iterations=iterations)
    return Begun("optimal", point.x, point.objective, bound, iterations)


def _nearest(program: Program, x: Numbers) -> Numbers | None:
    """Return whole numbers where those of a relaxation are large, as the rows allow that hold nothing else."""
    whole = list(program.integers)
    rows = csr_array(program.matrix)
    of_whole = rows[:, whole]
    own = np.flatnonzero((np.diff(of_whole.indptr) == np.diff(rows.indptr)) & (np.diff(rows.indptr) > 0))
    least, most = np.ceil(program.lower[whole] - PREFER), np.floor(program.upper[whole] + PREFER)
    small = Program(
        cost=PREFER - x[whole],
        offset=0.0,
        matrix=of_whole[own].tocsc(),
        row_lower=program.row_lower[own],
        row_upper=program.row_upper[own],
        lower=least,
        # What is 0.3 is 0 or 1, what is 2.3 is 2 or 3.
        upper=np.minimum(most, np.maximum(least, np.ceil(x[whole] - PREFER))),
        columns=tuple(program.columns[j] for j in whole),
        rows=tuple(program.rows[i] for i in own),
        integers=tuple(range(len(whole))),
    )
    highs = load(small, Options(threads=1))
    set_option(highs, "solver", "choose")
    set_option(highs, "mip_rel_gap", 0.0)
    return np.round(np.array(highs.getSolution().col_value)) if run(highs) == "optimal" else None

"""A program solved from the basis of another one much like it: a run of a sweep from one that lies near.

At the old basis reduced costs have the wrong sign where costs have changed, and rows or columns are beyond a limit where
limits have. Primal simplex puts the first right and dual simplex the second; at both at once either is slow. So limits
that are missed are widened to the point at hand first, and primal simplex goes to the optimum of that; then the true
limits come back, and dual simplex goes on from there.
"""

from __future__ import annotations

from dataclasses import replace

from model.solver.engine import Engine, Point, as_solved, solve
from model.solver.highs import Options, Solved
from model.solver.program import Program
from model.solver.start import Start, basis_for, basis_of

FROM_BASIS = "simplex from a basis"
"""Method of what was solved from a basis to the end."""
COLUMNS_PER_STEP, LEAST_CAP = 100, 1500
"""One step of simplex is allowed for so many columns, and no fewer: what is lost where they do not do is about a tenth
of a cold solve (bench/TRIED.md)."""
STEPS_PER_WRONG = 2
"""Steps that a wrong row, column or price takes at the least: with more wrong, a cold solve begins at once."""


def solve_with_basis(program: Program, options: Options) -> tuple[Solved, Start | None]:
    """Solve a program cold; return what was found and its basis, None without an optimum."""
    if not program.columns:
        return solve(program, options), None
    engine = Engine(program, options)
    return _ended(engine, engine.solve(), program, options)


def solve_from(start: Start, program: Program, options: Options, cap: int | None = None) -> tuple[Solved, Start | None]:
    """Solve a program by simplex from a basis, cold where that takes more than `cap` steps, or than is fair.

    Returns what was found and its basis, None without an optimum.
    """
    if not program.columns:
        return solve(program, options), None
    engine, fair = engine_from(start, program, options), fair_steps(program)
    point = _go_on(engine, start, options, fair if cap is None else min(cap, fair))
    if point is not None:
        solved, basis = _ended(engine, point, program, options)
        return replace(solved, method=FROM_BASIS), basis
    engine.set_row_bounds(program.row_lower, program.row_upper)
    engine.set_column_bounds(program.lower, program.upper)
    return _ended(engine, engine.solve(method="ipx"), program, options)


def engine_from(start: Start, program: Program, options: Options) -> Engine:
    """Return a program held by HiGHS at the basis of another one much like it."""
    engine = Engine(program, options)
    engine.set_basis(basis_for(start, program))
    return engine


def fair_steps(program: Program) -> int:
    """Return the steps of simplex that may be lost before a program is solved cold: they repeat, seconds do not."""
    return max(LEAST_CAP, len(program.columns) // COLUMNS_PER_STEP)


def _go_on(engine: Engine, start: Start, options: Options, cap: int) -> Point | None:
    """Go on from the basis at hand; None where that takes, or would take, more steps than allowed."""
    stand, program = engine.stand(), engine.program
    if min(stand.rows, stand.columns) < 0 or STEPS_PER_WRONG * (stand.rows + stand.columns) > cap:
        return None
    if not stand.columns:
        return _unless_failed(engine.go_on("dual", cap))
    if stand.rows:
        _widen(engine, stand.x)
    sifted = sift(start, engine.program, stand, options, cap)
    if sifted.point.status != "optimal":
        return _if_stopped(sifted.point)
    # A step with few of the columns takes about their share of the time.
    cap, steps = cap - round(sifted.share * sifted.point.iterations), sifted.point.iterations
    engine.set_basis(basis_for(sifted.start, engine.program))
    if options.time_limit is not None:
        engine.allow(options.time_limit - sifted.point.seconds)
    point = engine.go_on("primal", cap)
    if point.status != "optimal":
        return _if_stopped(point)
    if stand.rows:
        cap, steps = cap - point.iterations, steps + point.iterations
        engine.set_row_bounds(program.row_lower, program.row_upper)
        engine.set_column_bounds(program.lower, program.upper)
        point = engine.go_on("dual", cap)
    return _unless_failed(replace(point, iterations=steps + point.iterations))


def _unless_failed(point: Point) -> Point | None:
    return None if point.status == "failed" else point


def _if_stopped(point: Point) -> Point | None:
    """Return a point that time or a person has stopped; what else is no optimum with few columns, or wider limits, may
    be one with all.
    """
    return point if point.status in ("time_limit", "interrupted") else None


def _widen(engine: Engine, x: Numbers) -> None:
    """Let a point keep every limit."""
    program = engine.program
    activity = program.matrix @ x
    engine.set_row_bounds(np.minimum(program.row_lower, activity), np.maximum(program.row_upper, activity))
    engine.set_column_bounds(np.minimum(program.lower, x), np.maximum(program.upper, x))


def _ended(engine: Engine, point: Point, program: Program, options: Options) -> tuple[Solved, Start | None]:
    found = as_solved(program, point, options)
    return found, basis_of(engine, program) if point.status == "optimal" else None

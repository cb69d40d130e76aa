"""A program solved from the basis of another one much like it: a run of a sweep from one that lies near.

At the old basis reduced costs have the wrong sign where costs have changed, and rows or columns are beyond a limit
where limits have. Primal simplex puts the first right and dual simplex the second; at both at once either is slow. So
limits that are missed are widened to the point at hand first, and primal simplex goes to the optimum of that; then the
true limits come back, and dual simplex goes on from there.
"""

from __future__ import annotations

from dataclasses import replace

from model.solver.engine import Engine, as_solved, solve
from model.solver.highs import Options, Solved
from model.solver.point import Point
from model.solver.program import Numbers, Program
from model.solver.sifting import sift
from model.solver.start import Start, basis_for, basis_of

FROM_BASIS = "simplex from a basis"
"""Method of what was solved from a basis to the end."""
MISS, ROOM = 1e-7, 2.0
"""What is missed by less is kept; what is missed by more becomes a limit twice as far away."""
COLUMNS_PER_STEP, LEAST_CAP = 95, 1500
"""One step of simplex with all columns is allowed for so many columns, and no fewer: a try that fails costs about a
tenth of a run from nothing (bench/TRIED.md)."""
STEPS_PER_PRICE, STEPS_PER_LIMIT = 2.4, 3.0
"""Steps that a wrong price, a missed limit usually take: where these are more, a cold solve begins at once."""


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
    point = _go_on(engine, options, fair if cap is None else min(cap, fair))
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


def _go_on(engine: Engine, options: Options, cap: int) -> Point | None:
    """Go on from the basis at hand; None where that takes, or would take, more steps than allowed."""
    stand, program = engine.stand(), engine.program
    expected = STEPS_PER_PRICE * stand.columns + STEPS_PER_LIMIT * stand.rows
    if min(stand.rows, stand.columns) < 0 or expected > cap:
        return None
    if not stand.columns:
        return _unless_failed(engine.go_on("dual", cap))
    if stand.rows:
        _widen(engine, stand.x)
    sifted = sift(basis_of(engine, program), engine.program, stand, options, cap)
    if sifted.point.status != "optimal":
        return _if_stopped(sifted.point)
    cap, steps = cap - sifted.steps, sifted.point.iterations
    engine.set_basis(basis_for(sifted.start, engine.program))
    if options.time_limit is not None:
        engine.allow(options.time_limit - sifted.point.seconds)
    point = engine.go_on("primal", cap, proven=not stand.rows)
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
    """Return a point that time or a person has stopped; any other end says nothing of all columns and true limits."""
    return point if point.status in ("time_limit", "interrupted") else None


def _widen(engine: Engine, x: Numbers) -> None:
    """Let a point keep every limit that it misses, with as much room again: at the limit itself it could not move."""
    program = engine.program
    engine.set_row_bounds(*_with_room(program.matrix @ x, program.row_lower, program.row_upper))
    engine.set_column_bounds(*_with_room(x, program.lower, program.upper))


def _with_room(values: Numbers, lower: Numbers, upper: Numbers) -> tuple[Numbers, Numbers]:
    low, high = lower - values > MISS, values - upper > MISS
    lower, upper = lower.copy(), upper.copy()
    lower[low] -= ROOM * (lower - values)[low]
    upper[high] += ROOM * (values - upper)[high]
    return lower, upper


def _ended(engine: Engine, point: Point, program: Program, options: Options) -> tuple[Solved, Start | None]:
    found = as_solved(program, point, options)
    return found, basis_of(engine, program) if point.status == "optimal" else None

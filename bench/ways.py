"""The same least-cost plan four ways, each in a process of its own: what every stage costs, and what memory."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import highspy
import numpy as np

from model.formulation.build import build
from model.instance.load import load
from model.network.assemble import assemble
from model.run import make_program, run
from model.solver.engine import Engine, fair_cap
from model.solver.highs import Options
from model.solver.program import Numbers, Program

Report = dict[str, Any]


class Stopwatch:
    """Seconds of the processor by stage: other work on the machine does not count."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def lap(self, stage: str) -> None:
        """Book what has passed since the last call."""
        now = time.process_time()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


def gigasite(instance: Path) -> Report:
    """Run the whole chain but for reading: build, solve with lanes on demand, tables and audit."""
    loaded = load(instance).instance
    watch = Stopwatch()
    done = run(loaded, Options(threads=1), lambda stage: watch.lap("before " + stage))
    watch.lap("end")
    laps = list(watch.seconds.values())[1:]
    stages = [name.removeprefix("before ") for name in watch.seconds if name != "end"]
    spent = dict(zip(stages, laps, strict=True))
    return {
        "build": spent["assemble"] + spent["build"],
        "hand-over": spent["compile"],
        "solve": spent["solve"] + spent.get("choose lanes", 0.0),
        "extract": spent["tables"],
        "audit": spent["audit"],
        "objective": done.solved.objective,
        "columns": done.size["columns"] + (done.pricing or {"added": 0})["added"],
    }


def pyomo_default(instance: Path) -> Report:
    """Build with Pyomo and hand over by its own interface, with the options of the solver as they come."""
    return _pyomo(instance, {})


def pyomo_ipx(instance: Path) -> Report:
    """Do the same with the interior point method chosen."""
    return _pyomo(instance, {"solver": "ipx"})


def _pyomo(instance: Path, options: dict[str, Any]) -> Report:
    from pyomo.contrib.solver.solvers.highs import Highs

    loaded = load(instance).instance
    watch = Stopwatch()
    model = build(assemble(loaded))
    watch.lap("build")
    solver = Highs()
    solver.set_instance(model)
    watch.lap("hand-over")
    found = solver.solve(model, load_solutions=False, threads=1, solver_options=options)
    watch.lap("solve")
    loader = found.solution_loader
    values, duals = loader.get_vars(), loader.get_duals()
    watch.lap("extract")
    return {**watch.seconds, "objective": found.incumbent_objective, "columns": len(values), "rows": len(duals)}


def arrays(instance: Path) -> Report:
    """Pass arrays that are there already: the floor, which no modelling layer can beat."""
    program = make_program(load(instance).instance)
    watch = Stopwatch()
    highs = _passed(program)
    watch.lap("hand-over")
    highs.run()
    watch.lap("solve")
    solution = highs.getSolution()
    np.array(solution.col_value), np.array(solution.row_dual)
    watch.lap("extract")
    info = highs.getInfo()
    return {**watch.seconds, "objective": info.objective_function_value, "columns": len(program.columns)}


def _passed(program: Program) -> highspy.Highs:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("solver", "ipx")
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(program.columns), len(program.rows)
    lp.col_cost_, lp.offset_ = program.cost, program.offset
    lp.col_lower_, lp.col_upper_ = program.lower, program.upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = lp.num_col_, lp.num_row_
    lp.a_matrix_.start_, lp.a_matrix_.index_ = program.matrix.indptr, program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    highs.passModel(lp)
    return highs


def warm(instance: Path) -> Report:
    """Solve again on the warm engine, from the basis of the first optimum, after changes from small to large."""
    program = make_program(load(instance).instance)
    engine, fair = Engine(program, Options(threads=1)), fair_cap(program)
    watch = Stopwatch()
    first = engine.solve()
    watch.lap("cold")
    basis = engine.basis()
    for name, cost in _other_costs(program).items():
        engine.set_costs(cost, program.offset)
        engine.set_basis(basis)
        watch.lap("between")
        engine.solve(cap=fair)
        watch.lap(name)
    engine.solve(method="ipx")
    watch.lap("far, cold")
    engine.set_costs(program.cost, program.offset)
    engine.set_basis(basis)
    is_demand = np.array([name == "balance" for name, _ in program.rows]) & (program.row_lower > 0)
    step = np.where(is_demand, np.random.default_rng(0).uniform(0.98, 1.02, len(program.rows)), 1.0)
    engine.set_row_bounds(program.row_lower * step, program.row_upper * step)
    watch.lap("between")
    engine.solve(cap=fair)
    watch.lap("demand")
    return {**watch.seconds, "objective": first.objective, "columns": len(program.columns)}


def _other_costs(program: Program) -> dict[str, Numbers]:
    """Return one price changed in all years and places, and every cost by itself by up to 2 % and by up to 50 %."""
    dice, n = np.random.default_rng(0), len(program.cost)
    kind = np.array([name for name, _ in program.columns])
    return {
        "freight": program.cost * np.where(kind == "flow", 1.05, 1.0),
        "capital": program.cost * np.where(kind == "build", 0.95, 1.0),
        "costs": program.cost * dice.uniform(0.98, 1.02, n),
        "far": program.cost * dice.uniform(0.5, 1.5, n),
    }


def linopy(instance: Path) -> Report:
    """Build the arrays' program with linopy, where it is installed."""
    import linopy as lp
    import xarray as xr

    program = make_program(load(instance).instance)
    watch = Stopwatch()
    model = lp.Model()
    n = len(program.columns)
    x = model.add_variables(lower=program.lower, upper=program.upper, coords=[range(n)], dims=["j"])
    matrix = program.matrix.tocsr()
    width = int(np.diff(matrix.indptr).max())
    at = np.full((len(program.rows), width), -1)
    factor = np.zeros((len(program.rows), width))
    for row in range(len(program.rows)):
        part = slice(matrix.indptr[row], matrix.indptr[row + 1])
        at[row, : part.stop - part.start] = matrix.indices[part]
        factor[row, : part.stop - part.start] = matrix.data[part]
    labels = np.where(at >= 0, x.labels.to_numpy()[at], -1)
    data = xr.Dataset({"coeffs": (("i", "_term"), factor), "vars": (("i", "_term"), labels)})
    left = lp.LinearExpression(data, model)
    model.add_constraints(left, ">=", xr.DataArray(program.row_lower, dims="i"))
    model.add_constraints(left, "<=", xr.DataArray(program.row_upper, dims="i"))
    model.add_objective((x * xr.DataArray(program.cost, dims="j")).sum())
    watch.lap("build")
    model.solve("highs", io_api="direct", output_flag=False, threads=1, solver="ipx")
    watch.lap("solve")
    return {**watch.seconds, "objective": model.objective.value + program.offset, "columns": n}


WAYS: dict[str, Callable[[Path], Report]] = {
    "gigasite": gigasite,
    "pyomo, default": pyomo_default,
    "pyomo, ipx": pyomo_ipx,
    "linopy": linopy,
    "arrays, ipx": arrays,
    "warm engine": warm,
}


def main(way: str, instance: str) -> None:
    """Run one way and print what it cost as JSON."""
    report = WAYS[way](Path(instance))
    report["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write("\n" + json.dumps(report) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])

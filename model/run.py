"""One run, from a checked instance to an audited solution: the chain of rooms in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import pandas as pd
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.common.gc_manager import PauseGC

from model.formulation.build import build
from model.instance.instance import Instance
from model.network.assemble import assemble
from model.network.network import Network
from model.solution.audit import Verdict, audit
from model.solution.tables import make_tables
from model.solver.explain import Violation, least_violation
from model.solver.highs import Options, Solved, solve
from model.solver.program import Program, compile_program

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What a run found. tables and verdict are empty without a solution; violations say why there is none.

    seconds: time spent by stage; size: columns, rows and nonzeros handed to the solver.
    """

    instance: Instance
    network: Network
    solved: Solved
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    verdict: Verdict | None = None
    violations: tuple[Violation, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)


def run(instance: Instance, options: Options, progress: Progress = lambda stage: None) -> Run:
    """Assemble, build, solve, tabulate and audit one instance; `progress` hears the name of every stage."""
    clock = _Clock(progress)
    with clock.stage("assemble"):
        network = assemble(instance)
    try:
        program = _program(network, clock)
    except InfeasibleConstraintException:
        return Run(instance, network, Solved("infeasible"), seconds=clock.seconds)
    size = {
        "columns": len(program.columns),
        "rows": len(program.rows),
        "nonzeros": int(program.matrix.nnz),
    }
    with clock.stage("solve"):
        solved = solve(program, options)
    if solved.status != "optimal":
        violations: tuple[Violation, ...] = ()
        if solved.status == "infeasible":
            with clock.stage("explain"):
                violations = least_violation(program, options)
        return Run(instance, network, solved, violations=violations, seconds=clock.seconds, size=size)
    with clock.stage("tables"):
        tables = make_tables(network, solved)
    with clock.stage("audit"):
        verdict = audit(instance, tables, solved.objective or 0.0)
    return Run(instance, network, solved, tables, verdict, seconds=clock.seconds, size=size)


def make_program(instance: Instance) -> Program:
    """Return the linear program of an instance, for export and for other solvers."""
    return _program(assemble(instance), _Clock(lambda stage: None))


def _program(network: Network, clock: _Clock) -> Program:
    # Pausing the garbage collector while millions of small objects are made halves the time.
    with PauseGC():
        with clock.stage("build"):
            model = build(network)
        with clock.stage("compile"):
            return compile_program(model)


class _Clock:
    """Times the stages of a run and tells them as they begin."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done inside."""
        self._progress(name)
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - started

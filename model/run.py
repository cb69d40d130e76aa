"""One run, from a checked instance to an audited solution: the chain of rooms in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.common.gc_manager import PauseGC

from model.formulation.build import build
from model.groups import groups_of, solve_groups_first
from model.instance.instance import Instance
from model.learning import solve_learning
from model.network.assemble import assemble
from model.network.network import Network
from model.pricing import few_lanes, solve_lanes, with_likely_lanes
from model.refill import Known
from model.roads import on_roads
from model.siting import solve_sites
from model.solution.audit import Verdict, audit
from model.solution.paths import unfolded
from model.solution.tables import make_tables
from model.solver.engine import solve
from model.solver.explain import Violation, least_violation
from model.solver.highs import Options, Solved
from model.solver.program import Program, compile_program

# Pausing the garbage collector while millions of small objects are made halves the time.
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What a run found. tables and verdict are empty without a solution; violations say why there is none.

    seconds: time spent by stage; size: columns, rows and nonzeros handed to the solver, and the shipments from region
    to region that are decided over corridors without a column of their own; learning: what the search over cost curves
    found, None without curves that depend on the plan; pricing: how lanes came in that were not there from the start,
    and the proof that no other would pay.
    """

    instance: Instance
    network: Network
    solved: Solved
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    verdict: Verdict | None = None
    violations: tuple[Violation, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)
    learning: Mapping[str, Any] | None = None
    pricing: Mapping[str, Any] | None = None


def run(
    instance: Instance,
    options: Options,
    progress: Progress = lambda stage: None,
    solve_lp: Callable[[Program, Options], Solved] = solve,
    known: Known | None = None,
) -> Run:
    """Assemble, build, solve, tabulate and audit one instance; `progress` hears the name of every stage.

    solve_lp: how a program without whole numbers and curves is solved (a study starts from a basis). known: another
    network and its program, which is refilled where that is all it takes.
    """
    clock = _Clock(progress)
    with clock.stage("assemble"):
        # A study starts from the basis of a program with all its lanes.
        lanes = few_lanes(instance, options if solve_lp is solve else replace(options, columns="all"))
        network = assemble(instance, lanes, on_roads(instance, options))
    if len(network.absent):
        # Without a plan in long periods the cheapest lanes have to do.
        with clock.stage("choose lanes"), suppress(InfeasibleConstraintException):
            network = with_likely_lanes(instance, network, options)
    try:
        program = _refilled(known, network, clock) or _program(network, clock)
    except InfeasibleConstraintException:
        return Run(instance, network, Solved("infeasible"), seconds=clock.seconds)
    size = _size(program, network)
    options = replace(options, gap=instance.settings.gap if options.gap is None else options.gap)
    learning: Mapping[str, Any] | None = None
    pricing: Mapping[str, Any] | None = None
    with clock.stage("solve"):
        if network.curves:
            learned = solve_learning(network, program, options, instance.settings.learning, progress)
            network, solved, learning = learned.network, learned.solved, learned.record
        elif len(network.absent):
            priced = solve_lanes(instance, network, options, program)
            network, solved, pricing = priced.network, priced.solved, priced.record
        elif options.groups_first and not program.integers:
            solved = solve_groups_first(network, program, groups_of(instance), options)
        else:
            solved = solve_sites(network, program, options) if program.integers else solve_lp(program, options)
    if solved.objective is None:
        violations: tuple[Violation, ...] = ()
        if solved.status == "infeasible":
            with clock.stage("explain"):
                violations = least_violation(program, options)
        return Run(instance, network, solved, violations=violations, seconds=clock.seconds, size=size)
    with PauseGC(), clock.stage("tables"):
        network, shipped = unfolded(network, solved)
        tables = make_tables(network, shipped)
    with clock.stage("audit"):
        verdict = audit(instance, tables, solved.objective, optimal=solved.status == "optimal" or bool(solved.duals))
    return Run(instance, network, shipped, tables, verdict, (), clock.seconds, size, learning, pricing)


def _size(program: Program, network: Network) -> dict[str, int]:
    return {
        "columns": len(program.columns),
        "rows": len(program.rows),
        "nonzeros": int(program.matrix.nnz),
        "shipments_over_corridors": network.roads.ways() * len(network.periods.first),
    }


def make_program(instance: Instance) -> Program:
    """Return the program of an instance, for export and for other solvers."""
    return program_of(assemble(instance))


def program_of(network: Network) -> Program:
    """Return the program of a network."""
    return _program(network, _Clock(lambda stage: None))


def _refilled(known: Known | None, network: Network, clock: _Clock) -> Program | None:
    if known is None:
        return None
    with clock.stage("refill"):
        return known.refilled(network)


def _program(network: Network, clock: _Clock) -> Program:
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

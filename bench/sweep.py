"""A sweep against cold runs through Pyomo's own interface: python -m bench.sweep [--scenario S] [--runs N].

Each of 200 drawn runs scales demand, prices, capital and running costs, each by a factor of its own within a step, and
starts from its nearest neighbour, as in a study. A few of them are made: edited, checked, built, solved, tabulated,
audited, stored.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from bench.__main__ import versions
from bench.ways import Stopwatch
from model.formulation.build import build
from model.network.assemble import assemble
from model.solver.restart import FROM_BASIS
from model.studies.ask import CAP
from model.studies.asked.case import Case
from model.studies.runs.folder import StudyFolder
from model.studies.runs.nearest import nearest_first
from model.studies.runs.worker import Outcome, Setup, instance_of, stamp_of, work

Found = TypeVar("Found")
STEPS = (("costs alone", 0.03), ("demand alone", 0.03), ("all together", 0.03), ("all together", 0.3))
MOVED = {"demand": "amount", "markets": "price", "lines": "capex", "processes": "variable_cost"}
SAME = 1e-6
MANY = 200
HEAD = """## {scenario}

{date}, `python -m bench.sweep --scenario {scenario} --runs {runs}` on `instances/china`. {versions}.

| step | within | from the basis | ours, s | cold, s | pyomo, s | pyomo / ours | slowest | difference |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""


def case_of(scenario: str, what: str, step: float, dice: random.Random) -> Case:
    """Return a drawn step from a scenario."""
    tables = [t for t in MOVED if what == "all together" or (t == "demand") == (what == "demand alone")]
    edits = [{"table": t, "scale": {MOVED[t]: round(dice.uniform(1 - step, 1 + step), 5)}} for t in tables]
    return Case(scenario, tuple(edits))


def timed(do: Callable[..., Found], *about: object) -> tuple[Found, float]:
    """Return what was found, and seconds of the processor."""
    watch = Stopwatch()
    found = do(*about)
    watch.lap("all")
    return found, watch.seconds["all"]


def by_pyomo(setup: Setup, case: Case) -> float:
    """Solve a case cold through Pyomo's own interface, and return its least cost."""
    from pyomo.contrib.solver.solvers.highs import Highs

    model = build(assemble(instance_of(setup, case)))
    solver = Highs()
    solver.set_instance(model)
    found = solver.solve(model, load_solutions=False, threads=1, solver_options={"solver": "ipx"})
    found.solution_loader.get_vars(), found.solution_loader.get_duals()
    return float(found.incumbent_objective)


def drawn(scenario: str, what: str, step: float, runs: int) -> list[tuple[Case, Case]]:
    """Return a few of many drawn cases, each with the one it starts from; none of those that start from the base."""
    dice = random.Random(f"{what} {step}")
    cases = [case_of(scenario, what, step, dice) for _ in range(MANY)]
    pairs = [(cases[k], cases[near]) for k, near in nearest_first(Case(scenario), cases) if near is not None]
    return dice.sample(pairs, runs)


def row(worker: Executor, setup: Setup, scenario: str, what: str, step: float, runs: int) -> str:
    """Return one line of the page; raise SystemExit where two ways disagree."""
    ours, own, pyomo, apart, kept = list[float](), list[float](), list[float](), list[float](), 0
    for k, (case, near) in enumerate(drawn(scenario, what, step, runs)):
        key = f"{what} {step} {k}"
        before, alone = timed(work, setup, f"{key} near", near)
        distance(before, before.objective)
        warm, spent = worker.submit(timed, work, setup, key, case, (before.key, "base")).result()
        objective, seconds = timed(by_pyomo, setup, case)
        ours, own, pyomo = [*ours, spent], [*own, alone], [*pyomo, seconds]
        kept += warm.method == FROM_BASIS
        apart.append(distance(warm, objective))
        print(f"{key}: {warm.method}, {spent:.1f} s, cold {alone:.1f} s, pyomo {seconds:.1f} s", flush=True)
    if max(apart) > SAME:
        raise SystemExit(f"{what}, {step:.0%}: objectives differ by {max(apart):.1e}")
    slowest = max(spent / alone for spent, alone in zip(ours, own, strict=True))
    first, second, third = (statistics.mean(spent) for spent in (ours, own, pyomo))
    return (
        f"| {what} | {step:.0%} | {kept} of {runs} | {first:.1f} | {second:.1f} | {third:.1f} | {third / first:.2f} "
        f"| {slowest:.2f} | {max(apart):.0e} |\n"
    )


def distance(outcome: Outcome, objective: float | None) -> float:
    """Return how far the least cost of a run is from another, relative; raise SystemExit where there is none."""
    if outcome.objective is None or objective is None:
        raise SystemExit(f"{outcome.key}: {outcome.why or outcome.status}")
    return abs(outcome.objective - objective) / max(1.0, abs(objective))


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", type=Path, default=Path("instances/china"))
    parser.add_argument("--scenario", default="coarse")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", type=Path, required=True, help="where the table goes; SWEEP.md holds two of them")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        StudyFolder(folder).open(str(asked.instance), "sweep")
        setup = Setup(str(asked.instance), "sweep", "bench/sweep.py", place, "", stamp_of(asked.instance), CAP, 1)
        base = work(setup, "base", Case(asked.scenario))
        distance(base, base.objective)
        # A study's worker is a process that makes nothing else.
        with ProcessPoolExecutor(1, get_context("spawn")) as worker:
            # What it does once and for all is no part of a run.
            worker.submit(work, setup, "first", Case(asked.scenario), ("base",)).result()
            rows = [row(worker, setup, asked.scenario, what, step, asked.runs) for what, step in STEPS]
    said = ", ".join(f"{name} {number}" for name, number in versions().items() if name in ("pyomo", "highspy"))
    head = HEAD.format(date=datetime.now(UTC).date(), scenario=asked.scenario, runs=asked.runs, versions=said)
    asked.out.write_text(head + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()

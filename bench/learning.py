"""Learning to a proven gap, and the same cases as a MILP of piecewise segments: python -m bench.learning [--limit S].

The last case is China on six periods with two national curves, for --china seconds.

The MILP is what peers solve: every curve by chords between breakpoints in equal steps of log volume, a binary for each
segment (HiGHS has no SOS sets). Its bound holds and its plan is priced on the exact curves: both report the same gap.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.__main__ import versions
from model.instance.instance import Instance
from model.instance.load import load
from model.learning import KEPT, over_regions
from model.network.assemble import assemble
from model.network.learning import Learning
from model.network.network import Network
from model.run import program_of
from model.solver.certified import SMALL, Way, solve_certified
from model.solver.cuts import Cut
from model.solver.extremes import MOST, Limited
from model.solver.highs import Options
from model.solver.known import Known
from model.solver.local import solve_local
from model.solver.mip import solve_whole
from model.solver.narrow import ASKED
from model.solver.program import Numbers, Program
from model.solver.segments import segmented
from model.solver.tangents import Plan, Tangents

PAGE = Path(__file__).parent / "LEARNING.md"
CHINA = "coarse+learning-local-0"
GAP = 1e-3
SEGMENTS = (4, 8, 16)
WAYS: tuple[Way, ...] = ("boxes", "segments")
CASES = ((8, 8, ("nation",)), (20, 15, ("nation",)), (3, 4, ("region", "nation")), (6, 6, ("region", "nation")))
"""Regions, periods and scopes of the curves of the drawn cases."""
HEAD = """# Learning: a proven gap, and the MILP of piecewise segments

{date}, `python -m bench.learning --limit {limit:g} --china {china:g}`. {versions}. One thread,
{limit:g} s for each way, {china:g} s on China, one run of each.

Every case makes one commodity by two processes in several regions with freight between them; the cost of each process
falls with the activity of the nation, or of its region too (a curve of each scope for each process). `ours` is
`learning: certified` to {gap:.1%}, its starts included; what narrowing leaves open is searched by boxes or by
segments (`certified` takes segments up to {small:,} nonzeros). China is `{case}`, of which only two ways of
the MILP are run. `n segments` is a MILP: every curve by n chords in
equal steps of log volume, a binary for each. Its bound counts and its plan is priced on the exact curves; what its
chords miss no longer run closes. Seconds of the clock on a shared machine: read the order, not the digits.

| case | volumes, nonzeros | way | seconds | best plan | bound | gap |
| --- | ---: | --- | ---: | ---: | ---: | ---: |
"""
Row = tuple[str, int, float, float, float]
"""Way, volumes, seconds, cost of the best plan, bound."""


def write_case(folder: Path, regions: int, periods: int, scopes: tuple[str, ...]) -> Path:
    """Write a drawn instance: demand that grows, in every region, and two processes that learn."""
    dice, names = random.Random(regions), [f"r{i}" for i in range(regions)]
    years = range(2025, 2025 + periods)
    curves = [(p, scope) for p in ("a", "b") for scope in scopes]
    tables = {
        "instance.yaml": f"name: drawn\nyears: {{first: 2025, last: {years[-1]}, step: 1}}\nlearning: certified\n"
        "discount_rate: 0.08\n",
        "regions.csv": "region\n" + "".join(f"{r}\n" for r in names),
        "commodities.csv": "commodity,unit\ncell,GWh\n",
        "processes.csv": "process,variable_cost\na,10\nb,14\n",
        "recipes.csv": "process,commodity,amount\na,cell,1\nb,cell,1\n",
        "lanes.csv": "commodity,origin,destination,cost\n"
        + "".join(f"cell,{r},{s},{dice.uniform(2, 9):.2f}\n" for r in names for s in names if r != s),
        "demand.csv": "commodity,region,year,amount\n"
        + "".join(f"cell,{r},{y},{dice.uniform(2, 9) * 1.1 ** (y - 2025):.3f}\n" for r in names for y in years),
        "curves.csv": "curve,scope,driver,learning_rate,reference,unit_cost,floor\n"
        + "".join(
            f"{p}_{s},{s},activity,{0.15 if p == 'a' else 0.25},10,{20 if p == 'a' else 24},3\n" for p, s in curves
        ),
        "curve_members.csv": "curve,member\n" + "".join(f"{p}_{scope},{p}\n" for p, scope in curves),
    }
    folder.mkdir()
    for name, text in tables.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Case:
    """A network with curves and its program."""

    name: str
    net: Network
    program: Program

    def tangents(self, options: Options) -> Tangents:
        """Return its program with the curves as tangents."""
        return Tangents(self.program, Learning(self.net.curves), options, over_regions(self.net, self.program))


def case_of(name: str, instance: Instance) -> Case:
    """Build a case."""
    net = assemble(instance)
    return Case(name, net, program_of(net))


def ours(case: Case, limit: float, way: Way) -> Row:
    """Solve to a proven gap."""
    started, options = time.perf_counter(), Options(gap=GAP, time_limit=limit, threads=1)
    tangents, cuts = case.tangents(options), list[Cut]()
    tangents.on_cut = cuts.append
    best = solve_local(tangents, KEPT).best
    assert best is not None, "no plan within the limit"
    found = solve_certified(tangents, best, options, cuts, way)
    return f"ours, {way}", len(tangents.at), time.perf_counter() - started, found.best.cost, found.bound


def breakpoints(tangents: Tangents, plan: Plan, segments: int) -> list[Numbers]:
    """Return the ends of so many segments of each curve, in equal steps of log volume.

    They go up to the most in plans that cost no more than `plan`; of a large program its surrogate tells.
    """
    concave = tangents.concave
    near = tangents
    if tangents.program.matrix.nnz > ASKED:
        near = Known(tangents, plan, Options(threads=1)).surrogate_at(plan) or tangents
    limited = Limited(near, Options(threads=1))
    limited.limit(concave.least, np.full(len(tangents.at), np.inf), plan.cost)
    found = []
    for i, low in enumerate(concave.least.tolist()):
        high = limited.ask(i, MOST).volume * (1 + 1e-6)
        ends = np.geomspace(max(low, 1e-3 * high), high, segments + 1) if high > low else np.array([low, low])
        ends[0] = low
        found.append(ends)
    return found


def pieces(case: Case, limit: float, segments: int) -> Row:
    """Solve the MILP of so many segments for each curve, up to the largest volume that can pay."""
    started, tangents = time.perf_counter(), case.tangents(Options(threads=1))
    plan = tangents.plan(tangents.concave.off_slopes)
    milp = segmented(case.program, tangents.at, tangents.concave, breakpoints(tangents, plan, segments))
    solved = solve_whole(milp, Options(gap=GAP / 10, time_limit=limit, threads=1))
    cost, bound = plan.cost, -np.inf if solved.bound is None else solved.bound
    if solved.objective is not None:
        x = np.array([solved.values[name][index] for name, index in case.program.columns])
        cost = min(cost, tangents.as_plan(x, plan.slopes, plan.dual).cost)
    seconds = time.perf_counter() - started
    return f"{segments} segments", len(tangents.at), seconds, cost, bound


def rows(case: Case, found: Iterable[Row]) -> Iterator[str]:
    """Yield a row of the page for every way."""
    for way, volumes, seconds, cost, bound in found:
        told = f"{bound:,.2f} | {(cost - bound) / abs(cost):.2%}" if np.isfinite(bound) else "none | none"
        size = f"{volumes}, {case.program.matrix.nnz:,}"
        yield f"| {case.name} | {size} | {way} | {seconds:.1f} | {cost:,.2f} | {told} |"


def measured(limit: float, china: float) -> Iterator[str]:
    """Yield the rows of all cases."""
    with tempfile.TemporaryDirectory() as folder:
        for regions, periods, scopes in CASES:
            instance = load(write_case(Path(folder) / f"{regions}", regions, periods, scopes)).instance
            case = case_of(f"{regions} regions, {periods} years, curves by {' and '.join(scopes)}", instance)
            both = [ours(case, limit, way) for way in WAYS]
            yield from rows(case, [*both, *(pieces(case, limit, n) for n in SEGMENTS)])
    case = case_of("China", load(Path("instances/china"), CHINA).instance)
    yield from rows(case, (ours(case, china, "boxes"), *(pieces(case, china, n) for n in SEGMENTS[:2])))


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description="Compare a proven gap with a MILP of segments.")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each way")
    parser.add_argument("--china", type=float, default=600.0, help="seconds for each way on China")
    asked = parser.parse_args()
    text = HEAD.format(
        date=datetime.now(UTC).date(),
        limit=asked.limit,
        china=asked.china,
        case=CHINA,
        gap=GAP,
        small=SMALL,
        versions=", ".join(f"{k} {v}" for k, v in versions().items() if k in ("highspy", "numpy")),
    )
    for row in measured(asked.limit, asked.china):
        print(row, flush=True)
        text += row + "\n"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

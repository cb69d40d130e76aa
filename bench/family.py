"""A small public family of our programs as MPS files, for those who work on solvers, and the page about it.

python -m bench.family FOLDER [--limit SECONDS]

Field benchmarks have no problems of this kind: long chains of equalities, capacity by vintage, lanes in all directions,
and whole numbers over them for sites and for learning. Files are written for anybody to solve; the page has sizes, best
known bound and objective, and what HiGHS, called as it comes, needed here.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import highspy

from bench.learning import breakpoints
from bench.page import machine
from bench.synthetic import Size, write_instance
from model.instance.load import load
from model.network.assemble import assemble
from model.network.learning import Learning
from model.run import make_program
from model.solver.export import write_mps
from model.solver.highs import Options
from model.solver.program import Program
from model.solver.segments import segmented
from model.solver.tangents import Tangents

ROOT = Path(__file__).parent.parent
PAGE = Path(__file__).parent / "FAMILY.md"
SITING = "bench/synthetic.py"
SEGMENTS = 8


@dataclass(frozen=True)
class Member:
    """One problem: name of its file, instance and scenarios, what is of interest in it."""

    name: str
    instance: str
    scenario: str
    about: str


FAMILY = (
    Member("tiny", "instances/tiny", "base", "one region, one line: to see that a reader of MPS works"),
    Member("two-regions", "instances/two-regions", "base", "build at the market or ship"),
    Member("closed-loop", "instances/closed-loop", "base", "what is used comes back years later"),
    Member(
        "two-clusters", "instances/two-clusters", "base", "clusters that are cheaper the larger they are: concave costs"
    ),
    Member("lock-in", "instances/lock-in", "base", "what is built gets cheaper: concave costs of cumulative volume"),
    Member("siting", SITING, "base", "sites with a cost and a least size, a count of sites, in 15 regions and 4 years"),
    Member("china-coarse", "instances/china", "coarse", "31 provinces, six periods, all lanes in reach"),
)


@dataclass(frozen=True)
class Measured:
    """Size of a file and what a solve came to; objective and bound are None without an end in time."""

    rows: int
    columns: int
    nonzeros: int
    integers: int
    megabytes: float
    status: str
    objective: float | None
    bound: float | None
    seconds: float


def export(member: Member, folder: Path) -> Path:
    """Write the file of a member and return where it is."""
    path = folder / f"{member.name}.mps"
    with tempfile.TemporaryDirectory() as made:
        source = write_siting(Path(made) / "siting") if member.instance == SITING else ROOT / member.instance
        instance = load(source, member.scenario).instance
    program, learning = make_program(instance), Learning(assemble(instance).curves)
    write_mps(segments_of(program, learning) if len(learning.least) else program, path)
    return path


def write_siting(folder: Path) -> Path:
    """Write a drawn instance in which new cell and recycling lines need sites, and return its folder."""
    write_instance(folder, Size(15, 4))
    sites = (folder / "sites.csv").read_text(encoding="utf-8").splitlines()
    more = ["make_cell_new,*,,,150,900,10", "recycle,*,,,80,400,5"]
    rows = [f"{sites[0]},max_capacity,site_cost,least_size", *(f"{row},,," for row in sites[1:]), *more]
    (folder / "sites.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "site_counts.csv").write_text("line,max_sites\nmake_cell_new,6\n", encoding="utf-8")
    return folder


def segments_of(program: Program, learning: Learning) -> Program:
    """Return a program with every concave cost by chords between breakpoints in equal steps of log volume.

    Each segment has a binary. Chords lie below the cost: what is exported is a relaxation, exact at the breakpoints.
    """
    tangents = Tangents(program, learning, Options(threads=1))
    ends = breakpoints(tangents, tangents.plan(learning.off_slopes), SEGMENTS)
    return segmented(program, tangents.at, learning, ends)


def measure(path: Path, limit: float) -> Measured:
    """Read a file and solve it with HiGHS: interior point with crossover, branch and bound where numbers are whole."""
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("time_limit", limit), ("threads", 1), ("mip_rel_gap", 1e-7)):
        highs.setOptionValue(option, value)
    highs.readModel(str(path))
    lp = highs.getLp()
    integers = sum(kind != highspy.HighsVarType.kContinuous for kind in lp.integrality_)
    highs.setOptionValue("solver", "choose" if integers else "ipx")
    started = time.perf_counter()
    highs.run()
    info, status = highs.getInfo(), highs.getModelStatus()
    has_point = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    objective = info.objective_function_value if has_point else None
    bound = info.mip_dual_bound if integers else objective if status == highspy.HighsModelStatus.kOptimal else None
    return Measured(
        rows=highs.getNumRow(),
        columns=highs.getNumCol(),
        nonzeros=highs.getNumNz(),
        integers=integers,
        megabytes=path.stat().st_size / 1e6,
        status=highs.modelStatusToString(status).lower(),
        objective=objective,
        bound=bound,
        seconds=time.perf_counter() - started,
    )


def page(measured: dict[str, Measured], limit: float) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Our problems as MPS files"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d}, `python -m bench.family FOLDER`. {machine()}, one thread,"
    yield f"HiGHS {version('highspy')}: ipx with crossover for linear programs, branch and bound to a relative gap of"
    yield f"1e-7 where there are whole numbers, at most {limit:.0f} s each. Files are written by that command and not"
    yield "kept here. Names of rows and columns are those of `model/FORMULATION.md`; costs are in million CNY, to be"
    yield "minimised; the offset is in the file. A best bound is proven, an objective is that of a plan found; where"
    yield "they are equal, the problem is solved. Concave costs (learning, clusters) are written by chords over"
    yield f"{SEGMENTS} segments with a binary each: a relaxation of the true cost."
    yield ""
    yield "| file | rows | columns | nonzeros | whole | MB | best bound | best objective | seconds | end |"
    yield "| --- |" + " ---: |" * 8 + " --- |"
    for member in FAMILY:
        if member.name in measured:
            yield _row(member.name, measured[member.name])
    yield ""
    yield "| file | made from | what is of interest |"
    yield "| --- | --- | --- |"
    for member in FAMILY:
        if member.name in measured:
            scenario = "" if member.scenario == "base" else f", scenario `{member.scenario}`"
            yield f"| `{member.name}.mps` | `{member.instance}`{scenario} | {member.about} |"


def _row(name: str, one: Measured) -> str:
    numbers = f"{one.rows:,} | {one.columns:,} | {one.nonzeros:,} | {one.integers:,} | {one.megabytes:.1f}"
    values = " | ".join("none" if value is None else f"{value:.9g}" for value in (one.bound, one.objective))
    return f"| `{name}.mps` | {numbers} | {values} | {one.seconds:.2f} | {one.status} |"


def main() -> None:
    """Write the files, solve them, write the page."""
    parser = argparse.ArgumentParser(description="Write our problems as MPS files, and the page about them.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one problem")
    parser.add_argument("--only", nargs="*", choices=[member.name for member in FAMILY], help="some of them; no page")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    measured: dict[str, Measured] = {}
    for member in FAMILY:
        if not given.only or member.name in given.only:
            measured[member.name] = measure(export(member, given.folder), given.limit)
            print(member.name, measured[member.name], flush=True)
    if not given.only:
        given.out.write_text("\n".join(page(measured, given.limit)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

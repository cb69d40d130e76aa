"""Where each second of one run goes: `python -m bench.profile instances/china` writes PROFILE.md."""

from __future__ import annotations

import argparse
import platform
import resource
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bench.ways import Stopwatch
from model.instance.load import load
from model.record import make_record
from model.run import Run, run
from model.solution.store import write_solution
from model.solver.highs import Options

PAGE = Path(__file__).parent / "PROFILE.md"
MEANING = {
    "load": "read tables, units, scenario, every rule of the data",
    "assemble": "sets and coefficients of the network",
    "choose lanes": "which lanes to begin with, where they come in on demand",
    "build": "the Pyomo model",
    "compile": "its arrays",
    "solve": "HiGHS: presolve, interior point, crossover",
    "tables": "tables of the solution",
    "audit": "every limit, balance, cost and reduced cost anew from the tables",
    "store": "run.json and the tables on disk",
}


def profile(instance: Path, scenario: str) -> tuple[Run, Mapping[str, float]]:
    """Run an instance from its files to a stored solution; return it and the seconds of the processor by stage."""
    watch, stages = Stopwatch(), ["load"]

    def begin(stage: str) -> None:
        watch.lap(stages[-1])
        stages.append(stage)

    done = run(load(instance, scenario).instance, Options(threads=1), begin)
    begin("store")
    with tempfile.TemporaryDirectory() as folder:
        write_solution(Path(folder) / "solution", make_record(done, ["bench"]), done.tables)
    watch.lap("store")
    return done, watch.seconds


def page(done: Run, seconds: Mapping[str, float], command: str) -> str:
    """Return the page as Markdown."""
    total, memory = sum(seconds.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size, solved = done.size, done.solved
    lines = [
        "# Where each second goes",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `{command}`, one run, all stages in one process.",
        f"Python {platform.python_version()}, seconds of the processor, one thread; {memory:,.0f} MB at the peak.",
        f"{size['columns']:,} columns, {size['rows']:,} rows, {size['nonzeros']:,} nonzeros.",
        f"Solved by {solved.method} in {solved.iterations} iterations; least cost {solved.objective:.9g}.",
        "",
        "| stage | seconds | share | what it is |",
        "| --- | ---: | ---: | --- |",
    ]
    for stage, spent in seconds.items():
        lines.append(f"| {stage} | {spent:.2f} | {spent / total:.1%} | {MEANING.get(stage, '')} |")
    return "\n".join([*lines, f"| all | {total:.2f} | 100% | |"]) + "\n"


def main() -> None:
    """Run and write the page."""
    parser = argparse.ArgumentParser(description="Tell where each second of a run goes.")
    parser.add_argument("instance", type=Path, nargs="?", default=Path("instances/china"))
    parser.add_argument("--scenario", default="base")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    done, seconds = profile(given.instance, given.scenario)
    scenario = "" if given.scenario == "base" else f" --scenario {given.scenario}"
    given.out.write_text(page(done, seconds, f"python -m bench.profile {given.instance}{scenario}"), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Build and hand-over of the same columns, ours against Pyomo's own interface: python -m bench.hand_over.

Nothing is solved. Every run is a process of its own; the growth is the exponent of the columns with which seconds grow.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from pyomo.common.gc_manager import PauseGC

from bench.__main__ import versions
from bench.page import machine
from bench.synthetic import Size, write_instance
from bench.ways import Report, Stopwatch
from model.formulation.build import build
from model.instance.load import load
from model.network.assemble import assemble
from model.run import make_program
from model.solver.engine import Engine
from model.solver.highs import Options

PAGE = Path(__file__).parent / "HAND_OVER.md"
SIZES = (Size(20, 11), Size(31, 11), Size(60, 11), Size(113, 11))


def ours(instance: Path) -> Report:
    """Build every column with Pyomo, compile it once, hand the arrays over."""
    loaded = load(instance).instance
    watch = Stopwatch()
    program = make_program(loaded)
    watch.lap("build")
    Engine(program, Options(threads=1))
    watch.lap("hand-over")
    return {**watch.seconds, "columns": len(program.columns)}


def pyomo(instance: Path) -> Report:
    """Build the same model and hand it over by Pyomo's own interface to HiGHS."""
    from pyomo.contrib.solver.solvers.highs import Highs

    loaded = load(instance).instance
    watch = Stopwatch()
    with PauseGC():
        model = build(assemble(loaded))
    watch.lap("build")
    Highs().set_instance(model)
    watch.lap("hand-over")
    return {**watch.seconds, "columns": sum(1 for _ in model.component_data_objects(ctype=_variables()))}


def _variables() -> type:
    import pyomo.environ as pyo

    return pyo.Var


WAYS = {"ours": ours, "pyomo": pyomo}


def page(results: Mapping[str, Mapping[str, Report]]) -> str:
    """Return the page as Markdown; results by size and way."""
    told = ", ".join(f"{name} {number}" for name, number in versions().items())
    lines = [
        "# Build and hand-over of the same columns",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `python -m bench.hand_over`. {machine()}. {told}.",
        "Seconds of the processor, one run each, nothing solved. `ours`: Pyomo, compiled once, arrays to HiGHS;",
        "`pyomo`: the same model, built with the garbage collector paused as ours is, through Pyomo's own interface.",
        "",
        "| size | columns | way | build and compile | hand-over | together | times ours | memory, MB |",
        "| --- | ---: | --- |" + " ---: |" * 5,
    ]
    for size, ways in results.items():
        for way, one in ways.items():
            times = f"{_seconds(one) / _seconds(ways['ours']):.2f}"
            lines.append(
                f"| {size} | {ways['ours']['columns']:,} | {way} | {one['build']:.2f} | {one['hand-over']:.2f} | "
                f"{_seconds(one):.2f} | {times} | {one['memory']:,.0f} |"
            )
    first, *_, last = results.values()
    grown = math.log(last["ours"]["columns"] / first["ours"]["columns"])
    slopes = [f"{way} {math.log(_seconds(last[way]) / _seconds(first[way])) / grown:.2f}" for way in WAYS]
    return "\n".join(
        [*lines, "", f"Growth from the first size to the last, exponent of the columns: {', '.join(slopes)}."]
    )


def _seconds(one: Report) -> float:
    return float(one["build"] + one["hand-over"])


def main() -> None:
    """Measure and write the page, or one way of one instance as JSON."""
    parser = argparse.ArgumentParser(description="Compare build and hand-over of the same columns.")
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--instance", type=Path)
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    if given.way:
        report = WAYS[given.way](given.instance)
        report["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(json.dumps(report) + "\n")
        return
    results: dict[str, dict[str, Report]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            name = f"{size.regions} regions, {size.years} years"
            instance = write_instance(Path(folder) / f"r{size.regions}", size)
            for way in WAYS:
                command = [sys.executable, "-m", "bench.hand_over", "--way", way, "--instance", str(instance)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                results.setdefault(name, {})[way] = json.loads(done.stdout.splitlines()[-1])
                print(name, way, results[name][way], flush=True)
    given.out.write_text(page(results) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

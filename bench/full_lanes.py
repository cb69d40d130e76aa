"""All lanes of the cities as one matrix, handed to HiGHS as bare arrays: python -m bench.full_lanes [INSTANCE].

No modelling layer can need less: nothing is named, nothing built twice. The command prints how large the program is,
what memory it takes before anything is solved, and what interior point makes of it within the limit.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import highspy
import numpy as np

from model.formulation.build import build
from model.instance.load import load
from model.network.absent import AbsentLanes
from model.network.assemble import assemble
from model.pricing import few_lanes
from model.solver.highs import Options
from model.solver.program import compile_program

CITIES = Path(__file__).parent.parent / "instances" / "prefectures"


def passed(instance: Path, *, threads: int) -> highspy.Highs:
    """Return the solver with the whole program in it; lanes go in period by period."""
    loaded = load(instance).instance
    net = assemble(loaded, few_lanes(loaded, Options(columns="priced")))
    program = compile_program(build(net))
    absent = AbsentLanes(
        loaded,
        net,
        {name: row for row, name in enumerate(program.rows)},
        np.where(np.isposinf(program.row_upper), -1.0, 1.0),
    )
    highs = highspy.Highs()
    for option, value in {"output_flag": False, "threads": threads, "solver": "ipx"}.items():
        highs.setOptionValue(option, value)
    rows, none = len(program.rows), np.zeros(0)
    highs.addRows(rows, program.row_lower, program.row_upper, 0, np.zeros(rows, np.int32), none.astype(np.int32), none)
    _add(highs, program.cost, program.upper, program.matrix)
    lanes = np.arange(len(net.absent))
    for t in range(len(net.periods.first)):
        period = np.full(len(lanes), t)
        _add(highs, absent.cost(t), absent.capacity(lanes, period), absent.columns(lanes, period, rows))
    return highs


def _add(highs: highspy.Highs, cost: np.ndarray, upper: np.ndarray, matrix: object) -> None:
    n, index, start = len(cost), matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    highs.addCols(n, cost, np.zeros(n), upper, matrix.nnz, start[:-1], index, matrix.data)


def main() -> None:
    """Hand the program over, solve it within the limit, and say what came out."""
    parser = argparse.ArgumentParser(description="Solve all lanes of the cities as one matrix.")
    parser.add_argument("instance", type=Path, nargs="?", default=CITIES)
    parser.add_argument("--limit", type=float, default=720.0, help="seconds of the clock, hand-over included")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    began = time.monotonic()
    highs = passed(given.instance, threads=given.threads)
    print(f"{highs.getNumCol():,} columns, {highs.getNumRow():,} rows, {highs.getNumNz():,} nonzeros")
    print(f"handed over after {time.monotonic() - began:.0f} s, {_gigabytes():.1f} GB at the peak", flush=True)
    highs.setOptionValue("time_limit", max(1.0, given.limit - (time.monotonic() - began)))
    highs.run()
    found = highs.getInfo()
    print(f"{highs.modelStatusToString(highs.getModelStatus())} after {time.monotonic() - began:.0f} s, ", end="")
    print(f"{found.ipm_iteration_count} iterations, {_gigabytes():.1f} GB at the peak")


def _gigabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


if __name__ == "__main__":
    main()

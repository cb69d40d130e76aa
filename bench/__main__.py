"""`make bench`: every way on every size, interleaved, and a page of results with its date.

python -m bench --size small|china|all [--repeat N] [--limit SECONDS] [--instance FOLDER]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from bench.page import write_page
from bench.synthetic import SIZES, write_instance
from bench.ways import WAYS, Report

CHOICES = {
    "small": ("tiny", "small", "medium"),
    "china": ("tiny", "small", "medium", "china"),
    "all": ("tiny", "small", "medium", "china", "nodes100"),
}
PAGE = Path(__file__).parent / "RESULTS.md"


def measure(ways: Sequence[str], instance: Path, repeat: int, limit: float) -> dict[str, list[Report]]:
    """Run the ways in turn, `repeat` times; a way that fails or takes too long is not tried again."""
    reports: dict[str, list[Report]] = {way: [] for way in ways}
    for _ in range(repeat):
        for way in [way for way, found in reports.items() if not (found and "why" in found[-1])]:
            reports[way].append(_child(way, instance, limit))
            print(f"{instance.name}: {way}: {reports[way][-1]}", flush=True)
    return reports


def _child(way: str, instance: Path, limit: float) -> Report:
    command = [sys.executable, "-m", "bench.ways", way, str(instance)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return {"why": f"not within {limit:.0f} s"}
    if done.returncode:
        return {"why": done.stderr.strip().splitlines()[-1] if done.stderr else f"ended with {done.returncode}"}
    report: Report = json.loads(done.stdout.strip().splitlines()[-1])
    return report


def versions() -> dict[str, str]:
    """Return the versions of what is compared."""
    found = {}
    for name in ("pyomo", "highspy", "linopy", "numpy", "pandas"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description="Compare ways to the same plan.")
    parser.add_argument("--size", choices=CHOICES, default="small")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds for one run of one way")
    parser.add_argument("--instance", type=Path, action="append", default=[], help="a folder to measure besides")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    ways = [way for way in WAYS if way != "linopy" or find_spec("linopy")]
    with tempfile.TemporaryDirectory() as folder:
        instances = [write_instance(Path(folder) / name, SIZES[name]) for name in CHOICES[given.size]]
        results = {one.name: measure(ways, one, given.repeat, given.limit) for one in (*instances, *given.instance)}
    write_page(given.out, results, versions(), f"python -m bench {' '.join(sys.argv[1:])}".strip())


if __name__ == "__main__":
    main()

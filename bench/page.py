"""The page of results: medians of interleaved runs, ratios, growth, versions and machine."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.ways import Report

Results = Mapping[str, Mapping[str, Sequence[Report]]]
STAGES = ("build", "hand-over", "solve", "extract")
SOLVED_ONCE = ("gigasite", "pyomo, default", "pyomo, ipx", "linopy", "arrays, ipx")


def write_page(path: Path, results: Results, versions: Mapping[str, str], command: str) -> None:
    """Write the page as Markdown."""
    told = ", ".join(f"{name} {number}" for name, number in versions.items())
    lines = [
        "# What a plan costs to find",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `{command}`. {machine()}. Python {platform.python_version()}, {told}.",
        "",
        f"Seconds of the processor, one thread: medians of runs taken in turn, here {_runs(results)} of each way;",
        "memory of the process at its peak. Instances are made by `bench/synthetic.py`: `china` is of that size, not",
        "its data. All ways find the same least cost over all lanes. `gigasite` begins with few lanes and prices the",
        "others in where there are many; its build includes choosing the sets, its solve the choice of lanes, its",
        "extraction all tables of a solution; its audit is shown apart. `pyomo` is the same model with",
        "all lanes through Pyomo's own HiGHS interface; `arrays, ipx` passes arrays that are there already, so it has",
        "no build: no modelling layer can be faster with the same columns.",
        "",
    ]
    for name, reports in results.items():
        lines += _of_size(name, reports)
    lines += _warm(results)
    lines += _growth(results)
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _runs(results: Results) -> int:
    """Return the least number of runs that a figure rests on."""
    return min(len(reports) for ways in results.values() for reports in ways.values())


def machine() -> str:
    """Return the processor and the system."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        models = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = models[0] if models else cpu
    return f"{os.cpu_count()} cores, {cpu}, {platform.system()}"


def _median(reports: Sequence[Report], key: str) -> float | None:
    values = [report[key] for report in reports if key in report]
    return median(values) if values else None


def _total(reports: Sequence[Report]) -> float | None:
    totals = [sum(report.get(stage, 0.0) for stage in STAGES) for report in reports if "why" not in report]
    return median(totals) if totals else None


def _of_size(name: str, ways: Mapping[str, Sequence[Report]]) -> Iterator[str]:
    ours = _total(ways["gigasite"])
    yield f"## {name}"
    yield ""
    yield f"| way | columns | {' | '.join(STAGES)} | total | times ours | memory, MB | least cost |"
    yield "| --- |" + " ---: |" * (len(STAGES) + 5)
    for way in (way for way in SOLVED_ONCE if way in ways):
        reports = ways[way]
        total = _total(reports)
        if total is None:
            yield f"| {way} | {reports[-1]['why']} |" + " |" * (len(STAGES) + 4)
            continue
        stages = " | ".join(_seconds(_median(reports, stage)) for stage in STAGES)
        ratio = "" if ours is None else f"{total / ours:.2f}"
        memory, cost = _median(reports, "memory") or 0.0, _median(reports, "objective") or 0.0
        columns = _median(reports, "columns") or 0.0
        yield f"| {way} | {columns:,.0f} | {stages} | {total:.2f} | {ratio} | {memory:,.0f} | {cost:.9g} |"
    yield ""
    audit = _median(ways["gigasite"], "audit")
    if audit is not None:
        yield f"Audit of every limit, cost and reduced cost besides: {audit:.2f} s."
        yield ""


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _warm(results: Results) -> list[str]:
    lines = [
        "## Solving again",
        "",
        "All lanes, on one engine: cold, then each change by itself from the first optimal basis. In all years and",
        "places: freight 5 % up, capital of builds 5 % down, every demand by itself by up to 2 %, every cost by itself",
        "by up to 2 %, and by up to 50 %: that is another program, and the engine has to notice that cold is faster.",
        "Ratios: a cold run of `pyomo, default` to the slower one of freight and capital, to demand, and to all",
        "costs by 2 %; and costs by up to 50 % to a cold solve with the same costs.",
        "",
        "| size | cold | freight | capital | demand | 2 % | 50 % | to price | to demand | to 2 % | 50 % to cold |",
        "| --- |" + " ---: |" * 10,
    ]
    for name, ways in results.items():
        seconds = {
            part: _median(ways["warm engine"], part)
            for part in ("cold", "freight", "capital", "demand", "costs", "far")
        }
        idiomatic, prices = _total(ways["pyomo, default"]), (seconds["freight"] or 0.0, seconds["capital"] or 0.0)
        ratios = (
            _ratio(idiomatic, max(prices), 0),
            _ratio(idiomatic, seconds["demand"], 0),
            _ratio(idiomatic, seconds["costs"], 0),
            _ratio(seconds["far"], _median(ways["warm engine"], "far, cold"), 2),
        )
        lines.append(f"| {name} | {' | '.join((*map(_seconds, seconds.values()), *ratios))} |")
    return [*lines, ""]


def _ratio(above: float | None, below: float | None, digits: int) -> str:
    return f"{above / below:.{digits}f}" if above and below else ""


def _growth(results: Results) -> list[str]:
    """Return the slope of log seconds over log columns of the whole program, from the second size to the last."""
    lines = [
        "## Growth",
        "",
        "Exponent of the columns of the whole program with which a stage grows, from the second size to the last.",
        "",
        "| way | build + hand-over | solve |",
        "| --- | ---: | ---: |",
    ]
    sizes = list(results.values())[1:]
    for way in (way for way in SOLVED_ONCE if sizes and way in sizes[0]):
        slopes = [_slope(sizes, way, stages) for stages in (("build", "hand-over"), ("solve",))]
        lines.append(f"| {way} | {' | '.join('' if slope is None else f'{slope:.2f}' for slope in slopes)} |")
    return lines


def _slope(sizes: Sequence[Mapping[str, Sequence[Report]]], way: str, stages: Sequence[str]) -> float | None:
    points = []
    for ways in sizes:
        columns = _median(ways["arrays, ipx"], "columns")
        seconds = sum(_median(ways[way], stage) or 0.0 for stage in stages)
        if columns and seconds and _total(ways[way]) is not None:
            points.append((math.log(columns), math.log(seconds)))
    if len(points) < 2:
        return None
    (x0, y0), (x1, y1) = points[0], points[-1]
    return (y1 - y0) / (x1 - x0)

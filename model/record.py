"""run.json: what a run was, what it found and what its ids are called."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance
from model.run import Run

FORMAT = 1
VERSION = "0.1.0"
LABELS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "regions": ("region", ("name", "name_local", "group", "kind", "iso"), ("lat", "lon")),
    "commodities": ("commodity", ("name", "unit"), ("tonnes_per_unit",)),
    "lines": ("line", ("name", "stage", "owner", "generation"), ("max_utilisation",)),
    "processes": ("process", ("name", "stage", "chemistry", "line"), ("use",)),
    "markets": ("market", ("side", "commodity", "origin"), ()),
}
"""What reports show of ids: table of the instance, its key, columns of text and of numbers."""
CONFIDENCE = "confidence"


def make_record(run: Run, command: Sequence[str]) -> dict[str, Any]:
    """Return the content of run.json; everything that differs between two equal runs stands under `times`."""
    settings, solved = run.instance.settings, run.solved
    verdict = run.verdict
    return {
        "format": FORMAT,
        "instance": settings.name,
        "title": settings.title,
        "scenario": run.instance.scenario,
        "data": run.instance.digest,
        "command": list(command),
        "status": solved.status,
        "objective": solved.objective,
        "bound": solved.bound,
        "gap": solved.gap,
        "interchangeable": [list(regions) for regions in solved.alike],
        "objective_kind": settings.objective,
        "money": settings.money,
        "base_year": settings.base_year,
        "discount_rate": settings.discount_rate,
        "learning": settings.learning,
        "learning_search": run.learning,
        "periods": {str(t): n for t, n in run.network.periods.length.items()},
        "report_until": settings.report_until,
        "audit": None if verdict is None else verdict.record(),
        "violations": [{"row": miss.row, "index": list(miss.index), "amount": miss.amount} for miss in run.violations],
        "solver": {"method": solved.method, "iterations": solved.iterations, **run.size, "pricing": run.pricing},
        "versions": {
            "gigasite": VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyomo", "highspy", "pandas", "numpy")},
        },
        "labels": labels(run.instance),
        "times": {"finished": datetime.now(UTC).isoformat(timespec="seconds"), **run.seconds},
    }


def labels(instance: Instance) -> dict[str, dict[str, dict[str, str | float]]]:
    """Return what ids are called and their attributes as they hold in the first year, by table and id.

    Blank ones are left out. `confidence` is the worst grade (the last letter) of the rows that name the id.
    """
    found: dict[str, dict[str, dict[str, str | float]]] = {}
    for name, (key, texts, numbers) in LABELS.items():
        table, frame = lookup(instance, name), instance.tables[name]
        grades = frame.groupby(key)[CONFIDENCE].max().to_dict() if CONFIDENCE in frame else {}
        found[name] = {}
        for i in ids_named(frame, key):
            told: dict[str, str | float | None] = {column: table.text(column, i) for column in texts}
            told |= {column: table.number(column, i) for column in numbers}
            told[CONFIDENCE] = str(grades.get(i) or "")
            found[name][i] = {column: value for column, value in told.items() if value is not None and value != ""}
    return found

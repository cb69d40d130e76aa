"""run.json: what a run was, what it found and what its ids are called."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from model.instance.instance import Instance
from model.run import Run

FORMAT = 1
VERSION = "0.1.0"
LABELS = {
    "regions": ("region", ("name", "name_local", "group", "kind")),
    "commodities": ("commodity", ("name", "unit")),
    "lines": ("line", ("name", "stage", "owner", "generation")),
    "processes": ("process", ("name", "stage", "chemistry", "line")),
}
"""Texts that reports show: table of the instance, its key and columns."""


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
        "objective_kind": settings.objective,
        "money": settings.money,
        "base_year": settings.base_year,
        "discount_rate": settings.discount_rate,
        "learning": settings.learning,
        "periods": {str(t): n for t, n in run.network.periods.length.items()},
        "report_until": settings.report_until,
        "audit": None if verdict is None else verdict.record(),
        "violations": [{"row": miss.row, "index": list(miss.index), "amount": miss.amount} for miss in run.violations],
        "solver": {"method": solved.method, "iterations": solved.iterations, **run.size},
        "versions": {
            "gigasite": VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in ("pyomo", "highspy", "pandas", "numpy")},
        },
        "labels": labels(run.instance),
        "times": {"finished": datetime.now(UTC).isoformat(timespec="seconds"), **run.seconds},
    }


def labels(instance: Instance) -> dict[str, dict[str, dict[str, str]]]:
    """Return the names and attributes of ids, by table and id."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for table, (key, columns) in LABELS.items():
        of_table: dict[str, dict[str, str]] = {}
        for row in instance.tables[table].to_dict("records"):
            texts = {column: str(row[column]) for column in columns if row[column]}
            of_table.setdefault(str(row[key]), {}).update(texts)
        found[table] = of_table
    return found

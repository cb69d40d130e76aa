"""Solutions as reports get them: of a plan that is solved, or of a few rows written by hand."""

from pathlib import Path
from typing import Any

import pandas as pd

from model.record import make_record
from model.solution.columns import BY_NAME, INDEX
from reports.solution import Solution
from tests.known import solved

LABELS = {
    "regions": {"A": {"name": "Anhui", "name_local": "安徽"}, "B": {"name": "Beijing"}},
    "commodities": {"cell": {"name": "Cells", "unit": "GWh"}},
    "lines": {"old": {"stage": "cell"}, "new": {"stage": "cell"}, "mill": {"stage": "cathode"}},
    "processes": {},
}


def planned(folder: Path, settings: str, **tables: str) -> Solution:
    """Return the solution of a small instance."""
    run = solved(folder, settings, **tables)
    return Solution(make_record(run, ["run"]), run.tables)


def written(record: dict[str, Any] | None = None, **rows: list[tuple[Any, ...]]) -> Solution:
    """Return a solution of 2025 to 2030 with these rows, instance and scenario left out."""
    tables = {}
    for name, table in BY_NAME.items():
        frame = pd.DataFrame(rows.get(name, []), columns=list(table.columns))
        tables[name] = frame.assign(**dict.fromkeys(INDEX, "case"))
    periods = {str(t): 1 for t in range(2025, 2031)}
    given = {"periods": periods, "report_until": 2029, "objective_kind": "private", "labels": LABELS, **(record or {})}
    return Solution(given, tables)

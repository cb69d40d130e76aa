"""A solution on disk: one folder of tables and run.json, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from model.solution.columns import SOLUTION_TABLES, TEXTS, SolutionTable

RUN_FILE = "run.json"
REPORT_FILES = frozenset(("report.html", "report.xlsx", "iamc.csv", *(f"{t.name}.parquet" for t in SOLUTION_TABLES)))
"""What reports put beside the tables of a solution; they go when the solution is replaced."""


class StoreError(Exception):
    """A solution cannot be written or read; the message says which and what to do."""


def write_solution(folder: Path, run: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
    """Write run.json and the tables into `folder`, replacing a solution that stands there.

    run.json lists the files beside it under `files`. Everything is written beside the folder first and moved in one
    step. Raises StoreError when the folder holds something that is no solution, or cannot be written.
    """
    folder = folder.resolve()
    check_folder(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    try:
        for name, table in tables.items():
            table.to_csv(draft / f"{name}.csv", index=False, lineterminator="\n")
        listed = {**run, "files": sorted(f"{name}.csv" for name in tables)}
        text = json.dumps(listed, indent=2, ensure_ascii=False, allow_nan=False)
        (draft / RUN_FILE).write_text(text + "\n", encoding="utf-8")
        draft.chmod(0o755)
        _swap(draft, folder)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Raise StoreError when a solution must not be put there: something else stands in the place."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder}: is a file; give a folder with --out")
    foreign = _foreign(folder)
    if foreign:
        raise StoreError(
            f"{folder}: holds {foreign[0]}, which is no part of a solution; move it, or give another folder with --out"
        )


def read_solution(folder: Path, only: Collection[str] | None = None) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return run.json and the tables of a solution, all or only some; raise StoreError where a part is missing."""
    run = _read_run(folder)
    if run is None:
        raise StoreError(f"{folder}: is no solution (no readable {RUN_FILE})")
    missing = [name for name in run["files"] if not (folder / name).is_file()]
    if missing:
        raise StoreError(f"{folder}: {missing[0]} is missing; run the instance again")
    tables = {
        table.name: _read_table(folder / f"{table.name}.csv", table)
        for table in SOLUTION_TABLES
        if f"{table.name}.csv" in run["files"] and (only is None or table.name in only)
    }
    return run, tables


def _read_table(path: Path, table: SolutionTable) -> pd.DataFrame:
    """Return a table, text as it is written (blank: "") and numbers as numbers (blank: nan)."""
    numbers = [column for column in table.columns if column not in TEXTS]
    texts = dict.fromkeys(TEXTS, str)
    return pd.read_csv(path, dtype=texts, keep_default_na=False, na_values={column: [""] for column in numbers})


def _read_run(folder: Path) -> dict[str, Any] | None:
    """Return run.json, None where there is none or where it is not ours."""
    try:
        run = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    is_ours = isinstance(run, dict) and "instance" in run and isinstance(run.get("files"), list)
    return run if is_ours else None


def _foreign(folder: Path) -> list[str]:
    """List what stands in a folder and is not named by the run.json of a solution there."""
    if not folder.is_dir():
        return []
    run = _read_run(folder)
    ours = set() if run is None else {RUN_FILE, *run["files"], *REPORT_FILES}
    return sorted(path.name for path in folder.iterdir() if path.name not in ours)


def _swap(draft: Path, folder: Path) -> None:
    """Put the draft in the place of the folder; what stood there goes last, and comes back if anything goes wrong."""
    if not folder.exists():
        draft.replace(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    was = old / "was"
    try:
        folder.replace(was)
        draft.replace(folder)
    finally:
        if was.exists() and not folder.exists():
            was.replace(folder)
        shutil.rmtree(old, ignore_errors=True)

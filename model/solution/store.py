"""A solution on disk: one folder of tables and run.json, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from model.solution.columns import SOLUTION_TABLES

RUN_FILE = "run.json"


class StoreError(Exception):
    """A solution cannot be written or read; the message says which and what to do."""


def write_solution(folder: Path, run: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
    """Write run.json and the tables into `folder`, replacing a solution that stands there.

    Everything is written beside it first and moved in one step. Raises StoreError when the folder holds
    something that is no solution, or cannot be written.
    """
    check_folder(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    try:
        for name, table in tables.items():
            table.to_csv(draft / f"{name}.csv", index=False, lineterminator="\n")
        text = json.dumps(run, indent=2, ensure_ascii=False, allow_nan=False)
        (draft / RUN_FILE).write_text(text + "\n", encoding="utf-8")
        draft.chmod(0o755)
        _swap(draft, folder)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def check_folder(folder: Path) -> None:
    """Raise StoreError when a solution must not be put there: something else stands in the place."""
    if folder.exists() and not _is_replaceable(folder):
        raise StoreError(f"{folder}: holds files that are no solution; give another folder with --out")


def read_solution(folder: Path) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return run.json and the tables of a solution; raise StoreError when it is none."""
    try:
        run = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{folder}: is no solution (no readable {RUN_FILE})") from error
    tables = {
        table.name: pd.read_csv(folder / f"{table.name}.csv", keep_default_na=False, na_values=[""])
        for table in SOLUTION_TABLES
        if (folder / f"{table.name}.csv").exists()
    }
    return run, tables


def _is_replaceable(folder: Path) -> bool:
    """An empty folder or an earlier solution may be replaced, nothing else."""
    return folder.is_dir() and (not any(folder.iterdir()) or (folder / RUN_FILE).is_file())


def _swap(draft: Path, folder: Path) -> None:
    """Put the draft in the place of the folder; what stood there goes last, so that one of them always stands."""
    if not folder.exists():
        draft.replace(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.old.", dir=folder.parent))
    folder.replace(old / "was")
    try:
        draft.replace(folder)
    except OSError:
        (old / "was").replace(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)

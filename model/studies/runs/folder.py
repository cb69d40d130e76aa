"""A study on disk: study.json, the tables of its answer and every run as a solution of its own, each written whole.

    study.json           what was asked, what came out, what failed and why; `files` lists the tables beside it
    *.csv                tables of the answer
    study.lock           held while somebody is at it
    bases/KEY.npz        optimal basis of a run, from which others may start
    runs/KEY/            one solution folder a run; KEY is the hash of data and edits

A run that stands in runs/ is finished and never repeated: a study that was killed goes on where it was.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pandas as pd

from model.solution.store import RUN_FILE, StoreError, read_solution

STUDY_FILE, RUNS, BASES, LOCK = "study.json", "runs", "bases", "study.lock"


class Lock:
    """Holds a file against other processes until it is let go or its process ends, be it by kill -9."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        try:
            _hold(self._file.fileno())
        except BlockingIOError as error:
            self._file.close()
            raise StoreError(f"{path.parent}: another process is at this study; wait for it, or give --out") from error

    def let_go(self) -> None:
        """Let others in."""
        self._file.close()


def _hold(file: int) -> None:
    try:
        fcntl: Any = importlib.import_module("fcntl")
    except ImportError:
        # Windows has no such locks: there nobody keeps two sessions apart.
        return
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@dataclass(frozen=True)
class StudyFolder:
    """The folder of one study."""

    path: Path

    @property
    def runs(self) -> Path:
        """Where the runs are."""
        return self.path / RUNS

    def basis(self, key: str) -> Path:
        """Return the file of the basis of a run."""
        return self.path / BASES / f"{key}.npz"

    def open(self, instance: str, study: str) -> Lock:
        """Make the folder, or check that it is of this study; sweep out what a killed study left half written.

        Returns the lock that keeps others out. Raises StoreError when something else stands there, or runs there.
        """
        known = self.read()
        if known is None and self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise StoreError(f"{self.path}: holds something that is no study; move it, or give another folder by --out")
        if known is not None and (known["instance"], known["study"]) != (instance, study):
            raise StoreError(
                f"{self.path}: holds the study {known['study']} of {known['instance']}; give another folder by --out"
            )
        try:
            self.runs.mkdir(parents=True, exist_ok=True)
            lock = Lock(self.path / LOCK)
            if known is None:
                self._put(
                    STUDY_FILE, _json({"instance": instance, "study": study, "status": "unfinished", "files": []})
                )
            for left in (*self.path.glob(".*"), *self.runs.glob(".*"), *self.path.glob(f"{BASES}/*.part")):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            return lock
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written ({error.strerror})") from error

    def has_run(self, key: str) -> bool:
        """Tell whether a run is finished: it is moved in whole or not at all."""
        return (self.runs / key / RUN_FILE).is_file()

    def run(self, key: str, only: Collection[str] | None = None) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
        """Return run.json and the tables of a finished run, all or only some."""
        return read_solution(self.runs / key, only)

    def record(self, key: str) -> dict[str, Any]:
        """Return run.json of a finished run."""
        found = json.loads((self.runs / key / RUN_FILE).read_text(encoding="utf-8"))
        assert isinstance(found, dict)
        return found

    def write(self, record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
        """Write the answer: each file in one step, study.json last. Raises StoreError where that fails."""
        before = self.read() or {"files": []}
        listed = {**record, "files": sorted(f"{name}.csv" for name in tables)}
        try:
            for name, table in tables.items():
                self._put(f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))
            self._put(STUDY_FILE, _json(listed))
            for name in set(before["files"]) - set(listed["files"]):
                (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot be written ({error.strerror}); finished runs are kept") from error

    def read(self) -> dict[str, Any] | None:
        """Return study.json, None where there is none or where it is not ours."""
        try:
            found = json.loads((self.path / STUDY_FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        is_ours = isinstance(found, dict) and {"instance", "study", "files"} <= found.keys()
        return found if is_ours else None

    def _put(self, name: str, text: str) -> None:
        handle, draft = tempfile.mkstemp(prefix=f".{name}.", dir=self.path)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(draft).chmod(0o644)
            Path(draft).replace(self.path / name)
        finally:
            Path(draft).unlink(missing_ok=True)


def read_study_folder(path: Path) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return study.json and the tables of a study; raise StoreError when it is none."""
    record = StudyFolder(path).read()
    if record is None:
        raise StoreError(f"{path}: is no study (no readable {STUDY_FILE})")
    return record, {name.removesuffix(".csv"): read_table(path / name) for name in record["files"]}


def read_table(file: Path | IO[str]) -> pd.DataFrame:
    """Return a table of an answer; a blank cell has no value, a file of no columns is a table without any."""
    try:
        return pd.read_csv(file, keep_default_na=False, na_values=[""])
    except pd.errors.EmptyDataError:
        return pd.DataFrame()


def _json(record: Mapping[str, Any]) -> str:
    return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

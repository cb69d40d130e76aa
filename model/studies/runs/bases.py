"""Optimal bases of finished runs on disk, from which runs much like them start."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.solver.program import Program
from model.solver.start import Start


def write_basis(path: Path, start: Start) -> None:
    """Write a basis in one step; raise OSError where that fails."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez_compressed(file, columns=start.columns, rows=start.rows)
    part.replace(path)


def read_basis(path: Path, program: Program) -> Start | None:
    """Return the basis of a program; None where there is none, or one of another program."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as stored:
        columns, rows = stored["columns"], stored["rows"]
    if len(columns) != len(program.columns) or len(rows) != len(program.rows):
        return None
    return Start(program, columns, rows)

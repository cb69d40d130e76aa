"""A program as an MPS file, for other solvers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from urllib.parse import quote

import highspy

from model.solver.highs import Options, SolverError, load
from model.solver.program import Name, Program


def write_mps(program: Program, path: Path) -> None:
    """Write a program with the names of its columns and rows, whole or not at all.

    Raises SolverError when HiGHS cannot write it, OSError when the folder is not there.
    """
    highs = load(program, Options())
    for column, name in enumerate(program.columns):
        highs.passColName(column, _text(name))
    for row, name in enumerate(program.rows):
        highs.passRowName(row, _text(name))
    with tempfile.TemporaryDirectory(prefix=".mps.", dir=path.parent) as draft:
        made = Path(draft) / "program.mps"
        if highs.writeModel(str(made)) == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS could not write {path}")
        made.replace(path)


def _text(name: Name) -> str:
    """Return a name without blanks, as the format asks; ids that differ stay different (`%20` is a blank)."""
    component, index = name
    return f"{component}[{','.join(quote(str(part), safe=_KEPT) for part in index)}]"


_KEPT = "".join(chr(letter) for letter in range(33, 127) if chr(letter) not in "%,[]")

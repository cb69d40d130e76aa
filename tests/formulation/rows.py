"""Rows of a program as plain numbers."""

from pathlib import Path
from typing import Any

import numpy as np

from model.instance.load import load
from model.run import make_program
from model.solver.program import Program
from tests.known import SETTINGS, write

Row = tuple[dict[tuple[Any, ...], float], float, float]


def program_of(folder: Path, settings: str = SETTINGS, **tables: str) -> Program:
    return make_program(load(write(folder, settings, **tables)).instance)


def row(program: Program, name: str, *index: Any) -> Row:
    """Return coefficients by (decision, *index), and the lower and upper limit of one row."""
    at = program.rows.index((name, index))
    values = program.matrix.tocsr()[[at], :].tocoo()
    terms = {
        (program.columns[column][0], *program.columns[column][1]): float(value)
        for column, value in zip(values.col, values.data, strict=True)
        if value
    }
    return terms, float(program.row_lower[at]), float(program.row_upper[at])


def names(program: Program, name: str) -> list[tuple[Any, ...]]:
    """List the indices of the rows of one name."""
    return [index for row_name, index in program.rows if row_name == name]


def bounds(program: Program, name: str, *index: Any) -> tuple[float, float]:
    """Return the bounds of one decision."""
    at = program.columns.index((name, index))
    return float(program.lower[at]), float(program.upper[at])


NONE = float("inf")
NO_LOWER = -np.inf

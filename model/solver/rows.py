"""A program with more rows: what a question adds to what the instance asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from model.solver.program import Name, Program


@dataclass(frozen=True)
class Row:
    """lower <= sum of coefficient times column <= upper; terms: position of a column -> coefficient."""

    name: Name
    terms: Mapping[int, float]
    lower: float = -np.inf
    upper: float = np.inf


def with_rows(program: Program, rows: Sequence[Row]) -> Program:
    """Return the program with rows behind those it has."""
    if not rows:
        return program
    lengths = [len(row.terms) for row in rows]
    columns = np.array([j for row in rows for j in row.terms], dtype=np.int64)
    values = np.array([x for row in rows for x in row.terms.values()], dtype=float)
    start = np.concatenate([[0], np.cumsum(lengths)])
    added = csr_array((values, columns, start), shape=(len(rows), len(program.columns)))
    return replace(
        program,
        matrix=csc_array(vstack([program.matrix, added], format="csc")),
        row_lower=np.concatenate([program.row_lower, [row.lower for row in rows]]),
        row_upper=np.concatenate([program.row_upper, [row.upper for row in rows]]),
        rows=(*program.rows, *(row.name for row in rows)),
    )

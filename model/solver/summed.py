"""A program with some of its rows summed: every point of the one is a point of the other, at the same cost.

So the least cost over sums of rows is a lower bound of the least cost, whatever is summed and whatever is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, hstack

from model.solver.pricing import Columns
from model.solver.program import Name, Program


def summed(
    program: Program, names: Sequence[Name | None], kept: NDArray[np.bool_] | None = None, more: Columns | None = None
) -> Program:
    """Return a program whose rows are sums of those that get the same name.

    names: of the new row of each row, None where it is left out; kept: columns that stay (None: all); more: columns
    beside them, with coefficients in the new rows in order of first appearance.
    """
    new = tuple(dict.fromkeys(name for name in names if name is not None))
    at = {name: row for row, name in enumerate(new)}
    pairs = [(at[name], row) for row, name in enumerate(names) if name is not None]
    into, old = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    sums = coo_array((np.ones(len(old)), (into, old)), shape=(len(new), len(names))).tocsr()
    lower, upper = np.zeros(len(new)), np.zeros(len(new))
    np.add.at(lower, into, program.row_lower[old])
    np.add.at(upper, into, program.row_upper[old])
    whole = replace(
        program, matrix=csc_array(sums @ program.matrix), row_lower=lower, row_upper=upper, rows=new, integers=()
    )
    if kept is not None:
        whole = without(whole, ~kept)
    if more is not None:
        whole = _with_columns(whole, more)
    return without(whole, dominated(whole))


def _with_columns(program: Program, more: Columns) -> Program:
    return replace(
        program,
        cost=np.concatenate([program.cost, more.cost]),
        matrix=csc_array(hstack([program.matrix, more.matrix], format="csc")),
        lower=np.concatenate([program.lower, more.lower]),
        upper=np.concatenate([program.upper, more.upper]),
        columns=(*program.columns, *more.names),
    )


def dominated(program: Program) -> NDArray[np.bool_]:
    """Tell which columns another one replaces: with the same coefficients, no upper bound, and at no more cost.

    A column without coefficients and with no gain is replaced by doing nothing.
    """
    program.matrix.eliminate_zeros()
    program.matrix.sort_indices()
    start, index, data = program.matrix.indptr.tolist(), program.matrix.indices, program.matrix.data
    keys = [index[a:b].tobytes() + data[a:b].tobytes() for a, b in pairwise(start)]
    from_zero = program.lower == 0
    best: dict[bytes, tuple[float, int]] = {b"": (0.0, -1)}
    for j in np.flatnonzero(from_zero & np.isposinf(program.upper)).tolist():
        best[keys[j]] = min(best.get(keys[j], (np.inf, j)), (float(program.cost[j]), j))
    replaced = [key in best and best[key] < (x, j) for j, (key, x) in enumerate(zip(keys, program.cost, strict=True))]
    is_replaced: NDArray[np.bool_] = np.array(replaced, dtype=bool) & from_zero
    return is_replaced


def without(program: Program, left_out: NDArray[np.bool_]) -> Program:
    """Return a program without some of its columns: none of them is done."""
    columns = np.flatnonzero(~left_out)
    return replace(
        program,
        cost=program.cost[columns],
        matrix=csc_array(program.matrix[:, columns]),
        lower=program.lower[columns],
        upper=program.upper[columns],
        columns=tuple(program.columns[j] for j in columns),
    )

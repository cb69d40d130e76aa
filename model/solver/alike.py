"""Ids that can change places everywhere in a program without changing it: what a plan says of one holds of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.solver.program import Name, Numbers, Program

SAME = 1e-9
"""Numbers that differ by no more than this share are the same: rounding of a distance, not another place."""


def interchangeable(program: Program, ids: Sequence[Any]) -> tuple[tuple[Any, ...], ...]:
    """Return the sets of ids, two or more, of which any two can be swapped in the names of all columns and rows.

    A swap leaves the program as it is when every column and row keeps its numbers under its new name. If a can be
    swapped with b, and b with c, then a can with c, so each id need be compared with one of a set only.
    """
    columns, rows = _Side(program.columns, ids), _Side(program.rows, ids)
    prints = {i: _fingerprint(program, columns.of[i]) for i in ids}
    sets: list[list[Any]] = []
    for i in ids:
        for found in sets:
            if _same(prints[found[0]], prints[i]) and _unchanged(program, columns, rows, found[0], i):
                found.append(i)
                break
        else:
            sets.append([i])
    return tuple(tuple(found) for found in sets if len(found) > 1)


class _Side:
    """The columns, or the rows: where each name stands, and which of them name an id."""

    def __init__(self, names: Sequence[Name], ids: Sequence[Any]) -> None:
        self.names = names
        self.at: Mapping[Name, int] = {name: position for position, name in enumerate(names)}
        self.of: dict[Any, list[int]] = defaultdict(list)
        wanted = set(ids)
        for position, (_, index) in enumerate(names):
            for i in wanted.intersection(index):
                self.of[i].append(position)

    def swapped(self, a: Any, b: Any) -> NDArray[np.intp] | None:  # noqa: ANN401 - an id of any kind
        """Return where each name stands once a and b have changed places; None where such a name does not exist."""
        moved = np.arange(len(self.names))
        for position in {*self.of[a], *self.of[b]}:
            name, index = self.names[position]
            other = self.at.get((name, tuple({a: b, b: a}.get(part, part) for part in index)))
            if other is None:
                return None
            moved[position] = other
        return moved


def _fingerprint(program: Program, columns: Sequence[int]) -> Numbers:
    """Return the costs and bounds of some columns in order: equal for ids that can be swapped."""
    numbers = (program.cost, program.lower, program.upper)
    return np.concatenate([np.sort(of_all[list(columns)]) for of_all in numbers])


def _unchanged(program: Program, columns: _Side, rows: _Side, a: Any, b: Any) -> bool:  # noqa: ANN401 - as above
    column, row = columns.swapped(a, b), rows.swapped(a, b)
    if column is None or row is None:
        return False
    is_whole = np.zeros(len(column), dtype=bool)
    is_whole[list(program.integers)] = True
    if (is_whole != is_whole[column]).any():
        return False
    by_column = (program.cost, program.lower, program.upper)
    if not all(_same(numbers, numbers[column]) for numbers in by_column):
        return False
    if not all(_same(numbers, numbers[row]) for numbers in (program.row_lower, program.row_upper)):
        return False
    difference = abs(program.matrix - program.matrix[row, :][:, column])
    return bool((difference > SAME * abs(program.matrix)).nnz == 0)


def _same(one: Numbers, other: Numbers) -> bool:
    return one.shape == other.shape and bool(np.isclose(one, other, rtol=SAME, atol=0.0).all())

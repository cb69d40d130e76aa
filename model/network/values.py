"""Columns of yearly tables by id and period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVarTuple

import numpy as np
from numpy.typing import NDArray

from model.instance.expand import Lookup
from model.network.network import Periods

Ids = TypeVarTuple("Ids")


def per_period(
    table: Lookup, column: str, keys: Iterable[tuple[*Ids]], periods: Periods, *, at_build: bool = False
) -> dict[tuple[*Ids, int], float]:
    """Return the value of each key in each period, keyed (*key, t); keys without any value are left out.

    The mean over the years of the period, or with at_build the value in its first year.
    """
    values: dict[tuple[*Ids, int], float] = {}
    # Many keys are covered by the same rows: the numbers of these are averaged once.
    known: dict[int, tuple[NDArray[np.float64], tuple[float, ...]]] = {}
    for key in keys:
        by_year = table.numbers(column, *(str(name) for name in key))
        if by_year is None:
            continue
        if id(by_year) not in known:
            known[id(by_year)] = by_year, periods.at_first(by_year) if at_build else periods.mean(by_year)
        for t, value in zip(periods.first, known[id(by_year)][1], strict=True):
            values[*key, t] = value
    return values

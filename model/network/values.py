"""Columns of yearly tables by id and period."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVarTuple

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
    for key in keys:
        by_year = table.numbers(column, *(str(name) for name in key))
        if by_year is not None:
            of_periods = periods.at_first(by_year) if at_build else periods.mean(by_year)
            values.update(((*key, t), value) for t, value in zip(periods.first, of_periods, strict=True))
    return values

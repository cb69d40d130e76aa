"""What reports do with tidy tables again and again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def summed(table: pd.DataFrame, keys: Sequence[str], *values: str) -> pd.DataFrame:
    """Return the sums of the value columns by the keys, in the order of appearance."""
    return pd.DataFrame(table.groupby(list(keys), sort=False, dropna=False)[list(values)].sum()).reset_index()


def largest_first(table: pd.DataFrame, value: str, group: str = "run") -> pd.DataFrame:
    """Return the rows of each group, in the order of appearance of the groups, by the size of a value."""
    appears = {name: k for k, name in enumerate(dict.fromkeys(table[group]))}
    ordered = table.assign(_group=table[group].map(appears), _size=-table[value].abs())
    ordered = ordered.sort_values(["_group", "_size"], kind="stable").drop(columns=["_group", "_size"])
    return ordered.reset_index(drop=True)

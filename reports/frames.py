"""What reports do with tidy tables again and again."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def summed(table: pd.DataFrame, keys: Sequence[str], *values: str) -> pd.DataFrame:
    """Return the sums of the value columns by the keys, in the order of appearance."""
    return pd.DataFrame(table.groupby(list(keys), sort=False, dropna=False)[list(values)].sum()).reset_index()

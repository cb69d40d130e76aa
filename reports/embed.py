"""Pictures and tables as JSON inside a page: small, and nothing in it can end the script it stands in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from reports.text import Text

DIGITS = 5
"""Digits that count of a number in a page; the tables of the solution have all of them."""


def embed(value: object) -> str:
    """Return a value as JSON that may stand between script tags: no `<`, no line end that JavaScript minds."""
    text = json.dumps(plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in ("<", ">", "&", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """Return dataclasses as objects, Text as {en, zh}, numbers with the digits that count, no number as null."""
    if isinstance(value, Text):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, pd.DataFrame):
        return table(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {"kind": type(value).__name__} | {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (float, np.floating)):
        return rounded(float(value))
    if isinstance(value, (bool, str, int)) or value is None:
        return value
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, Sequence):
        return [plain(part) for part in value]
    raise TypeError(f"{type(value).__name__} is not for a page")


def rounded(value: float) -> float | int | None:
    """Return a number with the digits that count, whole where it is whole; nothing for what is no number."""
    if not math.isfinite(value):
        return None
    short = float(f"{value:.{DIGITS}g}")
    return int(short) if short == int(short) and abs(short) < 1e15 else short


def table(frame: pd.DataFrame) -> dict[str, Any]:
    """Return a table by columns, each written the shorter way: as values, or as codes into the distinct ones.

    codes: (code, how often) one after the other where runs are long, one code for each row otherwise.
    """
    return {"rows": len(frame), "columns": {str(name): _column(frame[name]) for name in frame.columns}}


def _column(column: pd.Series[Any]) -> dict[str, Any]:
    values = [None if pd.isna(value) else plain(value) for value in column.tolist()]
    distinct = list(dict.fromkeys(values))
    if len(distinct) > len(values) / 2:
        return {"values": values}
    code = {value: k for k, value in enumerate(distinct)}
    codes = [code[value] for value in values]
    runs = _runs(codes)
    return {"of": distinct, **({"runs": runs} if len(runs) < len(codes) else {"codes": codes})}


def _runs(codes: list[int]) -> list[int]:
    found: list[int] = []
    for code in codes:
        if found and found[-2] == code:
            found[-1] += 1
        else:
            found += [code, 1]
    return found

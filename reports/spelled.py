"""Ids of regions as people know them, for the terminal: Anhui (CN-AH)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

WORD = re.compile(r"[^\s,;:()=]+")


def names_of(record: Mapping[str, Any]) -> dict[str, str]:
    """Return what each region that has a name is called, by id, from run.json or study.json."""
    regions = record.get("labels", {}).get("regions", {})
    return {i: f"{label['name']} ({i})" for i, label in regions.items() if label.get("name", i) != i}


def spelled(text: str, names: Mapping[str, str]) -> str:
    """Return a text with every id in it spelled out."""
    return WORD.sub(lambda word: names.get(word.group(), word.group()), text)


def spelled_out(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table with the ids in its texts spelled out; what is no text stays as it is."""
    texts = [column for column in frame if frame[column].map(lambda cell: isinstance(cell, str)).any()]
    return frame.assign(
        **{str(c): frame[c].map(lambda x: spelled(x, names) if isinstance(x, str) else x) for c in texts}
    )

"""Traces and layouts that several pictures share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from reports.colours import INK, OTHER, colours
from reports.text import Text, say

MOST = 7
"""So many parts of a whole get a colour of their own; the rest is shown as one."""
REST = "\x00rest"
HOVER = "%{x}: %{y:,.4~g}<extra>%{fullData.name}</extra>"


@dataclass(frozen=True)
class Series:
    """One part of a stack: its name and its values by year, None where there is none."""

    name: Text
    values: Sequence[float | None]
    colour: str = OTHER


def largest(table: pd.DataFrame, part: str, value: str, most: int = MOST) -> pd.DataFrame:
    """Return a tidy table (part, year, value) where all parts but the largest are added up as the rest, last."""
    sizes = table[value].abs().groupby(table[part], sort=False).sum().sort_values(ascending=False, kind="stable")
    kept = [str(name) for name in (sizes.index if len(sizes) <= most + 1 else sizes.index[:most])]
    order = {name: k for k, name in enumerate([*kept, REST])}
    parts = table[part].where(table[part].isin(kept), REST)
    summed = pd.DataFrame(
        table.assign(**{part: parts}).groupby([part, "year"], sort=False)[[value]].sum()
    ).reset_index()
    return summed.assign(order=summed[part].map(order)).sort_values("order", kind="stable").drop(columns="order")


def stack(table: pd.DataFrame, part: str, value: str, years: Sequence[int], names: Mapping[str, Text]) -> list[Series]:
    """Return the parts of a tidy table, largest first, as series over the years."""
    parts = [str(name) for name in dict.fromkeys(table[part])]
    palette = colours(parts, REST)
    by_part = table.pivot_table(index=part, columns="year", values=value, aggfunc="sum", sort=False)
    by_part = by_part.reindex(columns=list(years))
    found = []
    for name in parts:
        row = by_part.loc[[name]].to_numpy(dtype=float)[0]
        values = [None if math.isnan(x) else float(x) for x in row]
        found.append(Series(REST_NAME if name == REST else names.get(name, say(name)), values, palette[name]))
    return found


REST_NAME = Text("all others", "其余")


def bars(series: Sequence[Series], years: Sequence[int]) -> list[dict[str, Any]]:
    """Return stacked bars, one trace a series; values below zero hang below."""
    return [
        {
            "type": "bar",
            "name": one.name.short(),
            "x": [str(year) for year in years],
            "y": list(one.values),
            "marker": {"color": one.colour, "line": {"color": "white", "width": 0.5}},
            "hovertemplate": HOVER,
        }
        for one in series
    ]


def line(name: Text, years: Sequence[int], values: Sequence[float | None], **style: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a line with points over the years, in ink unless the style says otherwise."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name.short(),
        "x": [str(year) for year in years],
        "y": list(values),
        "line": {"color": INK, "width": 2, **style},
        "marker": {"size": 6},
        "hovertemplate": HOVER,
    }


def over_years(unit: Text, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what plotly takes
    """Return a layout with years as categories below and a unit at the upright axis."""
    return {
        "barmode": "relative",
        "xaxis": {"type": "category"},
        "yaxis": {"title": {"text": unit.short(40)}, "rangemode": "tozero"},
        **more,
    }

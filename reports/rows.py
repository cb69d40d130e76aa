"""Pictures with a row for each name: bars from a base, spans from low to high, and points on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reports.colours import CATEGORIES, INK
from reports.picture import Choice, Figure, View
from reports.text import Text

HOVER = "%{text}<extra>%{fullData.name}</extra>"
NUMBER = "%{x:,.4~g}<extra>%{fullData.name}</extra>"
MOST = 40
"""Rows that one plot shows; the table has all."""


def row_axis(names: Sequence[Text], most: int = 34) -> dict[str, Any]:
    """Return an upright axis with a name for each row, the first on top."""
    return {
        "tickvals": list(range(len(names))),
        "ticktext": [name.short(most) for name in names],
        "range": [len(names) - 0.4, -0.6],
        "zeroline": False,
        "showgrid": False,
    }


def row_layout(names: Sequence[Text], unit: Text, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - what plotly takes
    """Return a layout of rows with a unit below."""
    return {
        "barmode": "relative",
        "yaxis": row_axis(names),
        "xaxis": {"title": {"text": unit.short(60)}},
        "legend": {"entrywidth": 0, "entrywidthmode": "pixels"},
        "height": row_height(len(names)),
        **more,
    }


def row_figure(views: Sequence[View], choices: tuple[Choice, ...] = (), width: int = 0) -> Figure:
    """Return a figure that leaves as much room as the view needs that is shown first."""
    start = 0
    for choice in choices:
        start = start * len(choice.options) + choice.start
    return Figure(views, {}, choices, height=int(views[start].layout["height"]), width=width)


def row_height(count: int) -> int:
    """Return the height of a plot with so many rows, in pixels."""
    return max(240, 130 + 22 * count)


def bar(
    name: Text, values: Sequence[float | None], said: Sequence[Text] | None = None, colour: str = CATEGORIES[0]
) -> dict[str, Any]:
    """Return bars along the rows; said: what each row says when it is pointed at, its number where there is none."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": name.short(),
        "x": list(values),
        "y": list(range(len(values))),
        "width": 0.7,
        "textposition": "none",
        "marker": {"color": colour, "line": {"color": "white", "width": 0.5}},
        "hovertemplate": HOVER if said is not None else NUMBER,
        **({} if said is None else {"text": list(said)}),
    }


def span(
    name: Text,
    ends: tuple[Sequence[float | None], Sequence[float | None]],
    said: Sequence[Text],
    colour: str = CATEGORIES[4],
) -> dict[str, Any]:
    """Return bars from one number to another in each row; none where either is missing."""
    pairs = list(zip(*ends, strict=True))
    widths = [None if low is None or high is None else high - low for low, high in pairs]
    return {**bar(name, widths, said, colour), "base": [low for low, _ in pairs]}


def points(name: Text, values: Sequence[float | None], said: Sequence[Text], **marker: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a point in each row."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name.short(),
        "x": list(values),
        "y": list(range(len(values))),
        "text": list(said),
        "marker": {"color": INK, "size": 9, **marker},
        "hovertemplate": HOVER,
    }

"""A picture of a report: what it finds, the tidy table behind it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from reports.text import Text

Trace = Mapping[str, Any]
"""A trace or layout as plotly takes it. Words in it are Text (plain, escaped where shown), all else is for plotly."""


@dataclass(frozen=True)
class Choice:
    """Something the reader chooses, from a list or, along the years, by a slider; `start` is what is shown first."""

    label: Text
    options: tuple[Text, ...]
    is_slider: bool = False
    start: int = 0


@dataclass(frozen=True)
class View:
    """What is drawn for one choice of every list: traces, and what the layout has beside that of the figure."""

    data: Sequence[Trace]
    layout: Trace = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """A plot with a view for each combination of the choices, in the order of the last choice fastest.

    height and width in pixels; width: the least, a narrower page scrolls the plot.
    """

    views: Sequence[View]
    layout: Trace = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    height: int = 420
    width: int = 0


@dataclass(frozen=True)
class Place:
    """A region on the map: x and y where it is on it, outline where it has one."""

    region: str
    name: Text
    x: float | None
    y: float | None
    outline: str | None


@dataclass(frozen=True)
class Measure:
    """What the map can show: the rows of the table with this `measure` and `item`; is_share: as a percentage."""

    measure: str
    item: str
    name: Text
    unit: Text
    is_share: bool = False


@dataclass(frozen=True)
class MapFigure:
    """A map by year. Its numbers are those of the table of the picture: columns measure, item, region, year, value.

    flows: measures whose rows have a `destination` too; outlines: those of regions that are drawn, modelled or not.
    """

    years: Sequence[int]
    places: Sequence[Place]
    measures: Sequence[tuple[Text, Sequence[Measure]]]
    flows: Sequence[Measure]
    outlines: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, Text]


@dataclass(frozen=True)
class Picture:
    """One picture: `title` states the finding where one can be computed, `note` says units and what counts.

    table: tidy, as it can be downloaded; source: the tables of the solution it is made of; figure None: the table
    itself is shown, and only the note where it is empty.
    """

    name: str
    topic: Text
    title: Text
    note: Text
    source: tuple[str, ...]
    table: pd.DataFrame
    figure: Figure | MapFigure | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the run has nothing of it."""
        return self.table.empty


def nothing(name: str, topic: Text, why: Text, columns: Sequence[str]) -> Picture:
    """Return a picture of which a run has nothing, with the sentence that says so."""
    return Picture(name, topic, why, Text("", ""), (), pd.DataFrame(columns=list(columns)))

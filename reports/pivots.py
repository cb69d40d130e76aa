"""Ready pivots of a workbook: years across, made from the tidy tables of the pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from reports.chain import main_stage
from reports.markup import NAMED
from reports.picture import Picture
from reports.pictures.cost_map import ALL
from reports.solution import Solution
from reports.text import Text, capital, same, say
from reports.words import price_unit

Chart = Literal["stacked", "line"]
UNIT = "unit"
SHARES = ("share", "on_standing")
"""Values that are shares; the unit beside them is that of what they are a share of."""
MOST_LINES = 12
"""A chart shows so many rows, the largest; the sheet has all."""


@dataclass(frozen=True)
class Pivot:
    """One pivot: `labels` columns of words, then a unit, then one column a year; the largest rows first."""

    name: str
    title: Text
    table: pd.DataFrame
    labels: int
    chart: Chart
    is_share: bool

    @property
    def charted(self) -> list[int]:
        """The rows that a chart can show together: those in the unit that most rows have, the largest first."""
        units = self.table[UNIT]
        return [k for k, unit in enumerate(units) if self.is_share or unit == units.mode().iloc[0]][:MOST_LINES]


@dataclass(frozen=True)
class _Plan:
    """How a pivot is made of the table of a picture: rows by these columns, where they hold, of one value."""

    name: str
    picture: str
    rows: tuple[str, ...]
    value: str
    chart: Chart
    where: Mapping[str, str] = field(default_factory=dict)


def pivots(solution: Solution, pictures: Sequence[Picture]) -> list[Pivot]:
    """Return the pivots of which the run has anything."""
    shown = {picture.name: picture for picture in pictures if not picture.is_empty}
    made = [_pivot(solution, plan, shown[plan.picture]) for plan in _plans(solution) if plan.picture in shown]
    return [pivot for pivot in made if len(pivot.table)]


def _plans(solution: Solution) -> tuple[_Plan, ...]:
    main = {"stage": main_stage(solution)}
    all_lines, all_demand = {"line": ""}, {"item": ALL}
    return (
        _Plan("Capacity", "capacity", ("stage",), "nameplate", "line"),
        _Plan("Capacity by region", "capacity", ("region",), "nameplate", "stacked", main),
        _Plan("Capacity by line", "capacity", ("line",), "nameplate", "stacked", main),
        _Plan("Utilisation", "utilisation", ("stage",), "on_standing", "line", all_lines),
        _Plan("Cost per unit", "cost_per_unit", ("component",), "per_unit", "stacked"),
        _Plan("Cost by region", "cost_map", ("region",), "value", "line", all_demand),
        _Plan("Flow of material", "material_flow", ("from", "to"), "mass", "line"),
        _Plan("Loop", "loop", ("commodity",), "share", "line"),
        _Plan("Impacts", "impacts_by_year", ("impact",), "amount", "line"),
    )


def _pivot(solution: Solution, plan: _Plan, picture: Picture) -> Pivot:
    table = picture.table
    for column, wanted in plan.where.items():
        table = table[table[column] == wanted]
    table = table.assign(**{UNIT: [price_unit(str(unit)) for unit in table[UNIT]]})
    keys = [*plan.rows, UNIT]
    wide = table.pivot_table(index=keys, columns="year", values=plan.value, aggfunc="sum", sort=False)
    wide = wide.loc[wide.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index].reset_index()
    for column in plan.rows:
        wide[column] = [_name(solution, column, str(name)) for name in wide[column]]
    of_stage = capital(say(plan.where["stage"])) + same(": ") if "stage" in plan.where else same("")
    return Pivot(plan.name, of_stage + picture.topic, wide, len(plan.rows), plan.chart, plan.value in SHARES)


def _name(solution: Solution, column: str, name: str) -> str:
    text = solution.title(NAMED[column], name) if column in NAMED else capital(say(name))
    return text.en if text.en == text.zh else f"{text.zh} {text.en}"

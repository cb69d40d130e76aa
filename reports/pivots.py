"""Ready pivots of a workbook: years (or what else is compared) across, made from the tidy tables of the pictures."""

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
from reports.stored import Stored
from reports.text import Text, capital, same, say
from reports.words import price_unit

Chart = Literal["stacked", "line", "bar"]
UNIT, SHARE = "unit", "share"
SHARES = ("share", "on_standing", "utilisation")
"""Values that are shares; the unit beside them is that of what they are a share of."""
MOST_LINES = 12
"""A chart shows so many rows, the largest; the sheet has all."""


@dataclass(frozen=True)
class Pivot:
    """One pivot, the largest rows first.

    `labels` columns of words, then a unit, then one column a year or what else stands across. by_column: a series of
    the chart is a column and not a row, since the columns are what is compared.
    """

    name: str
    title: Text
    table: pd.DataFrame
    labels: int
    chart: Chart
    is_share: bool
    by_column: bool = False

    @property
    def charted(self) -> list[int]:
        """The rows that a chart can show together: those in the unit that most rows have, the largest first."""
        units = self.table[UNIT]
        return [k for k, unit in enumerate(units) if self.is_share or unit == units.mode().iloc[0]][:MOST_LINES]


@dataclass(frozen=True)
class Plan:
    """How a pivot is made of the table of a picture: rows by these columns, where they hold, of one value or several.

    across: the column whose values stand side by side; with several values these stand side by side instead.
    """

    name: str
    picture: str
    rows: tuple[str, ...]
    value: str
    chart: Chart
    where: Mapping[str, str] = field(default_factory=dict)
    across: str = "year"
    values: tuple[str, ...] = ()


def pivots(stored: Stored, pictures: Sequence[Picture], plans: Sequence[Plan]) -> list[Pivot]:
    """Return the pivots of which there is anything."""
    shown = {picture.name: picture for picture in pictures if not picture.is_empty}
    made = [_pivot(stored, plan, shown[plan.picture]) for plan in plans if plan.picture in shown]
    return [pivot for pivot in made if len(pivot.table)]


def plans_of_run(solution: Solution) -> tuple[Plan, ...]:
    """Return the pivots of a run: years across."""
    main = {"stage": main_stage(solution)}
    all_lines, all_demand = {"line": ""}, {"item": ALL}
    return (
        Plan("Capacity", "capacity", ("stage",), "nameplate", "line"),
        Plan("Capacity by region", "capacity", ("region",), "nameplate", "stacked", main),
        Plan("Capacity by line", "capacity", ("line",), "nameplate", "stacked", main),
        Plan("Utilisation", "utilisation", ("stage",), "on_standing", "line", all_lines),
        Plan("Cost per unit", "cost_per_unit", ("component",), "per_unit", "stacked"),
        Plan("Cost by region", "cost_map", ("region",), "value", "line", all_demand),
        Plan("Flow of material", "material_flow", ("from", "to"), "mass", "line"),
        Plan("Loop", "loop", ("commodity",), "share", "line"),
        Plan("Impacts", "impacts_by_year", ("impact",), "amount", "line"),
    )


def plans_of_region(solution: Solution) -> tuple[Plan, ...]:
    """Return the pivots of one region: years across."""
    main, all_lines = {"stage": main_stage(solution)}, {"line": ""}
    return (
        Plan("Capacity", "capacity", ("stage",), "nameplate", "line"),
        Plan("Capacity by line", "capacity", ("line",), "nameplate", "stacked", main),
        Plan("Utilisation", "utilisation", ("stage",), "on_standing", "line", all_lines),
        Plan("Balance", "balance_here", ("commodity", "part"), "amount", "line"),
        Plan("Cost here", "cost_here", ("commodity",), "here", "line"),
        Plan("Impacts", "impacts_by_year", ("impact",), "amount", "line"),
    )


def _pivot(stored: Stored, plan: Plan, picture: Picture) -> Pivot:
    table = picture.table
    for column, wanted in plan.where.items():
        table = table[table[column] == wanted]
    table = table.assign(**{UNIT: [price_unit(str(unit)) for unit in table[UNIT]]})
    keys = [*plan.rows, UNIT]
    if plan.values:
        wide = table.groupby(keys, sort=False)[list(plan.values)].sum(min_count=1)
    else:
        wide = table.pivot_table(index=keys, columns=plan.across, values=plan.value, aggfunc="sum", sort=False)
        wide = wide.sort_index(axis="columns") if pd.api.types.is_numeric_dtype(wide.columns) else wide
        if pd.api.types.is_float_dtype(wide.columns):
            wide.columns = pd.Index([f"{across:.6g}" for across in wide.columns])
    wide = wide.loc[wide.abs().sum(axis=1).sort_values(ascending=False, kind="stable").index].reset_index()
    for column in plan.rows:
        wide[column] = [_name(stored, column, str(name)) for name in wide[column]]
    of_stage = capital(say(plan.where["stage"])) + same(": ") if "stage" in plan.where else same("")
    is_share = plan.value in SHARES or set(table[UNIT]) == {SHARE}
    return Pivot(
        plan.name, of_stage + picture.topic, wide, len(plan.rows), plan.chart, is_share, by_column=bool(plan.values)
    )


def _name(stored: Stored, column: str, name: str) -> str:
    text = stored.title(NAMED[column], name) if column in NAMED else capital(say(name))
    return text.en if text.en.lower() == text.zh.lower() else f"{text.zh} {text.en}"

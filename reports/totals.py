"""The totals of an instance before anything is solved: what is made and needed in its first year, and capacity.

An instance may say which row of a published total a row of `demand` belongs to, in a column `note_bridge`, and what
was published, in `note_published_output`; and how far off a capacity may be, in `note_low` and `note_high`. Without
these columns the totals are demand and standing capacity by commodity and stage.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from rich.table import Table

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance

BRIDGE, PUBLISHED = "note_bridge", "note_published_output"
ORIGIN = {"source": "note_bridge_source", "confidence": "note_bridge_confidence"}
LOW, HIGH = "note_low", "note_high"
UNEXPLAINED = "unexplained"
BRIDGE_COLUMNS = ("row", "amount", "share", "unit", "source", "confidence")
CAPACITY_COLUMNS = ("stage", "unit", "low", "central", "high", "unlisted", "confidence")
DEMAND_COLUMNS = ("commodity", "unit", "amount", "regions")


def totals(instance: Instance) -> list[Table]:
    """Return the tables to print: the bridge to the published output, or demand; and capacity by stage."""
    year = instance.settings.years[0]
    shown: list[Table] = []
    if BRIDGE in instance.tables["demand"]:
        shown.append(_print(f"From demand to published output, {year}", bridge(instance)))
    else:
        shown.append(_print(f"Demand, {year}", demand(instance)))
    stands = capacity(instance)
    if len(stands):
        shown.append(_print(f"Nameplate that stands, {year}", stands))
    return shown


def bridge(instance: Instance) -> pd.DataFrame:
    """Return what the rows of demand of the first year add up to against the published output.

    amount: sum of demand by its bridge row; share: of the published output; unexplained: what is left of it.
    """
    frame = _of_year(instance.tables["demand"], instance.settings.years[0])
    frame = frame[frame[BRIDGE].astype(str) != ""]
    units = lookup(instance, "commodities")
    published = _number(frame[PUBLISHED]) if PUBLISHED in frame else None
    rows: list[tuple[object, ...]] = []
    for name, part in frame.groupby(BRIDGE, sort=False):
        rows.append((name, part["amount"].sum(), None, _unit(units, part["commodity"]), *_origin(part)))
    rows.sort(key=lambda row: -float(str(row[1])))
    made = pd.DataFrame(rows, columns=list(BRIDGE_COLUMNS))
    if published:
        unit = made["unit"].iloc[0]
        left = published - made["amount"].sum()
        made.loc[len(made)] = [UNEXPLAINED, left, None, unit, "published output less the rows above", ""]
        made.loc[len(made)] = ["published output", published, None, unit, "", ""]
        made["share"] = made["amount"] / published
    return made


def demand(instance: Instance) -> pd.DataFrame:
    """Return demand of the first year by commodity, and in how many regions it is."""
    frame = instance.tables["demand"]
    year, units = instance.settings.years[0], lookup(instance, "commodities")
    by_year = lookup(instance, "demand")
    amounts: dict[str, list[float]] = {}
    for c, r in dict.fromkeys(zip(frame["commodity"], frame["region"], strict=True)):
        values = by_year.numbers("amount", c, r)
        if values is not None:
            amounts.setdefault(c, []).append(float(values[instance.settings.horizon.index(year)]))
    rows = [(c, units.text("unit", c), sum(found), len(found)) for c, found in amounts.items()]
    return pd.DataFrame(rows, columns=list(DEMAND_COLUMNS))


def capacity(instance: Instance) -> pd.DataFrame:
    """Return nameplate of the first year by stage and unit: low, central and high, and the part not listed by plant."""
    frame = instance.tables["capacity"]
    year = instance.settings.years[0]
    stands = frame[(frame["status"] != "announced") & (frame["online"] <= year)]
    stands = stands[~(stands["offline"] <= year)]
    lines, units = lookup(instance, "lines"), _units_of_lines(instance)
    stage = [lines.text("stage", line) or line for line in stands["line"]]
    unit = [units.get(line, "") for line in stands["line"]]
    rows: list[tuple[object, ...]] = []
    for (name, of_unit), part in stands.groupby(
        [pd.Series(stage, stands.index), pd.Series(unit, stands.index)], sort=False
    ):
        central = part["capacity"].sum()
        low = _sum(part, LOW, central)
        high = _sum(part, HIGH, central)
        unlisted = part.loc[part["plant"] == "unlisted", "capacity"].sum()
        rows.append((name, of_unit, low, central, high, unlisted, _grades(part)))
    return pd.DataFrame(rows, columns=list(CAPACITY_COLUMNS))


def _of_year(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return frame[(frame["year"] == year) | frame["year"].isna()]


def _number(cells: Iterable[object]) -> float | None:
    """Return the number that a free column holds in its first filled row."""
    for cell in cells:
        if str(cell).strip():
            return float(str(cell))
    return None


def _sum(part: pd.DataFrame, column: str, default: float) -> float:
    if column not in part:
        return default
    return float(pd.to_numeric(part[column], errors="coerce").fillna(part["capacity"]).sum())


def _origin(part: pd.DataFrame) -> tuple[str, str]:
    """Return source and grade of a row of the bridge, as its first row says; else those of its rows of demand."""
    cells = {name: column if column in part else name for name, column in ORIGIN.items()}
    source, grade = (str(part[column].iloc[0]) if column in part else "" for column in cells.values())
    return source, grade


def _grades(part: pd.DataFrame) -> str:
    """Return the grades of some rows, best to worst, as `C D`."""
    return " ".join(sorted({str(cell) for cell in part["confidence"]} - {""})) if "confidence" in part else ""


def _unit(units: Lookup, commodities: Iterable[str]) -> str:
    return units.text("unit", next(iter(commodities)))


def _units_of_lines(instance: Instance) -> dict[str, str]:
    """Return the unit of each line: that of what its first process makes or uses one for one."""
    units, processes = lookup(instance, "commodities"), lookup(instance, "processes")
    recipes = instance.tables["recipes"]
    found: dict[str, str] = {}
    for wanted in (1.0, -1.0):
        for process, commodity in recipes.loc[recipes["amount"] == wanted, ["process", "commodity"]].itertuples(
            index=False, name=None
        ):
            line = processes.text("line", process)
            if line:
                found.setdefault(line, units.text("unit", commodity))
    return found


def _print(title: str, frame: pd.DataFrame) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False)
    numbers = [column for column in frame if pd.api.types.is_numeric_dtype(frame[column])]
    for column in frame:
        table.add_column(str(column), justify="right" if column in numbers else "left")
    for row in frame.itertuples(index=False, name=None):
        table.add_row(*(_shown(column, cell) for column, cell in zip(frame, row, strict=True)))
    return table


def _shown(column: object, cell: object) -> str:
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, float):
        return f"{cell:.1%}" if column == "share" else f"{cell:,.1f}"
    return str(cell)

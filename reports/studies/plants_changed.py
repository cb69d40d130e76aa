"""Which plants differ between two plans: opened, dropped, resized, moved, delayed, closed."""

from __future__ import annotations

from itertools import product

import pandas as pd

from reports.chain import CELLS
from reports.colours import CATEGORIES
from reports.frames import largest_first
from reports.picture import Choice, Picture, View, nothing
from reports.rows import bar, row_figure, row_layout
from reports.study_answer import StudyAnswer
from reports.text import Text, in_unit, same
from reports.words import number

COLUMNS = ("run", "line", "unit", "kind", "region", "to_region", "amount", "year_a", "year_b")
TOPIC = Text("Plants that differ", "有差异的工厂")
GROUPS = (
    (("opened", "dropped", "resized"), Text("built more or less", "多建或少建"), CATEGORIES[0]),
    (("moved",), Text("moved", "迁址"), CATEGORIES[1]),
    (("delayed", "hastened"), Text("later or earlier", "推迟或提前"), CATEGORIES[2]),
    (("closed", "kept open"), Text("closed or kept open", "关停或保持开放"), CATEGORIES[3]),
)
MOST = 25


def plants_changed(study: StudyAnswer) -> Picture:
    """Return every plant that differs: kind, how much, and the mean year it is built in under each plan."""
    table = study.table("changes", COLUMNS)
    if table.empty:
        return nothing("plants_changed", TOPIC, Text("No plant differs.", "工厂没有差异。"), COLUMNS)
    table = largest_first(table, "amount")[list(COLUMNS)]
    runs, units = ([str(x) for x in dict.fromkeys(table[column])] for column in ("run", "unit"))
    units.sort(key=lambda unit: unit not in _of_cells(study))
    views = [
        _view(study, table[(table["run"] == run) & (table["unit"] == unit)], unit) for run, unit in product(runs, units)
    ]
    choices = (
        Choice(Text("Plan", "方案"), tuple(same(run).short(48) for run in runs)),
        Choice(Text("Capacity in", "产能单位"), tuple(in_unit(unit) for unit in units)),
    )
    return Picture(
        "plants_changed",
        TOPIC,
        _finding(study, table, units[0]),
        Text(
            f"The {MOST} largest changes against the first plan, over the horizon. What moves from one region to "
            "another stands under moved, and as dropped and opened there.",
            f"与首个方案相比规划期内最大的{MOST}项变化。从一地迁往另一地的产能列为迁址，同时在两地列为取消和新开。",
        ),
        ("changes",),
        table,
        row_figure(views, choices),
    )


def _view(study: StudyAnswer, rows: pd.DataFrame, unit: str) -> View:
    shown = rows.head(MOST)
    names = [_name(study, row) for row in shown.to_dict("records")]
    traces = []
    for kinds, name, colour in GROUPS:
        is_it = shown["kind"].isin(kinds)
        if is_it.any():
            values = [float(x) if mine else None for x, mine in zip(shown["amount"], is_it, strict=True)]
            said = [
                same(f"{kind}: {number(float(x))} ") + in_unit(unit)
                for kind, x in zip(shown["kind"], shown["amount"], strict=True)
            ]
            traces.append(bar(name, values, said, colour))
    return View(traces, row_layout(names, in_unit(unit)))


def _name(study: StudyAnswer, row: dict[object, object]) -> Text:
    place = study.title("regions", str(row["region"]))
    if row["to_region"]:
        place = place + same(" → ") + study.title("regions", str(row["to_region"]))
    return place.short(22) + same(" · ") + study.title("lines", str(row["line"])).short(22)


def _of_cells(study: StudyAnswer) -> set[str]:
    """Return the units of cell plants: what readers ask for first."""
    return {study.unit_of(line) for line, label in study.labels("lines").items() if label.get("stage") in CELLS}


def _finding(study: StudyAnswer, table: pd.DataFrame, unit_shown: str) -> Text:
    first = table[table["run"] == table["run"].iloc[0]]
    shown = first[first["unit"] == unit_shown]
    top = (shown if len(shown) else first).iloc[0]
    place = study.title("regions", str(top["region"])).short()
    line = study.title("lines", str(top["line"])).short()
    amount, unit = number(abs(float(top["amount"]))), in_unit(str(top["unit"]))
    return Text(
        f"{len(first)} differences of plants; the largest: {line.en} in {place.en}, {top['kind']}, {amount} {unit.en}",
        f"工厂差异{len(first)}项；最大的为{place.zh}的{line.zh}，{amount}{unit.zh}",
    )

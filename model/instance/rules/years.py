"""Rules about years that lie before the plan begins or after it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from model.instance.problems import Problem
from model.instance.rules.facts import Facts
from model.instance.rules.rows import Row, and_more, problem, rows_of, shown
from model.instance.schema import TABLES

FAR = 100
"""Years so far off the horizon are slips of the pen: 25 or 20225 where 2025 is meant."""


def year_near_the_horizon(facts: Facts) -> Iterator[Problem]:
    """A year says something about the plan only near its horizon."""
    first, last = facts.grid.first[0], facts.instance.settings.last_year
    for table in (table for table in TABLES if not facts.table(table.name).empty):
        for column in (column.name for column in table.columns if column.kind == "year" and column.name != "offline"):
            years = facts.table(table.name)[column]
            far = facts.table(table.name)[(years < first - FAR) | (years > last + FAR)]
            for row in rows_of(far):
                yield problem(row, column, f"is far off the horizon ({first} to {last}): is the year spelt right?")


def external_from_the_first_year(facts: Facts) -> Iterator[Problem]:
    """Volume of others before the first year belongs in `initial`."""
    first = facts.grid.first[0]
    for rows in _by("curve", (row for row in rows_of(facts.table("external")) if row["year"] < first)):
        where = f"initial of {rows[0]['curve']} in curve_places"
        yield problem(rows[0], "year", f"is before the first year ({first}): add {_amounts(rows)} to {where} instead")


def external_before_the_last_period(facts: Facts) -> Iterator[Problem]:
    """Volume of others counts from the period after its year on."""
    last = facts.grid.first[-1]
    for rows in _by("curve", (row for row in rows_of(facts.table("external")) if row["year"] >= last)):
        years = and_more([shown(row["year"]) for row in rows], "year")
        cure = f"{years} of {rows[0]['curve']} never count: they would from the next period on"
        yield problem(rows[0], "year", f"{cure}, and the last begins in {last}", warning=True)


def history_before_the_first_year(facts: Facts) -> Iterator[Problem]:
    """Activity from the first year on is decided by the plan."""
    first = facts.grid.first[0]
    for rows in _by("process", (row for row in rows_of(facts.table("history")) if row["year"] >= first)):
        years = and_more([shown(row["year"]) for row in rows], "row")
        cure = f"ignored: from {first} on the plan decides the activity of {rows[0]['process']} ({years})"
        yield problem(rows[0], "year", cure, warning=True)


def _by(key: str, rows: Iterable[Row]) -> list[list[Row]]:
    gathered: dict[str, list[Row]] = {}
    for row in rows:
        gathered.setdefault(row[key], []).append(row)
    return list(gathered.values())


def _amounts(rows: list[Row]) -> str:
    total = shown(float(sum(row["amount"] for row in rows)))
    return total if len(rows) == 1 else f"its {len(rows)} rows ({total} in all)"

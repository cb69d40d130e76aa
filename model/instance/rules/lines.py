"""Rules about lines, the processes on them and the capacity that stands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.instance.problems import Problem
from model.instance.rules.facts import Facts
from model.instance.rules.rows import Row, and_more, by_row, is_blank, problem, row_behind, rows_of, shown
from model.instance.schema import STAR


def lower_limit_of_use(facts: Facts) -> Iterator[Problem]:
    """min_utilisation stays at or below max_utilisation, in every year."""
    years = facts.instance.settings.horizon
    faults: list[tuple[Row, str]] = []
    limits: dict[str, tuple[float, int]] = {}
    for l in facts.ids("lines", "line"):
        low, high = facts.lines.numbers("min_utilisation", l), facts.lines.numbers("max_utilisation", l)
        if low is None or high is None or not (low > high + 1e-12).any():
            continue
        worst = int(np.argmax(low - high))
        limits[l] = float(high[worst]), years[worst]
        faults.append((row_behind(facts.table("lines"), {"line": l}, "min_utilisation", years[worst]), l))
    for row, names in by_row(faults):
        most, year = limits[names[0]]
        whose = f" of {and_more(names, 'line')}" if row["line"] == STAR or len(names) > 1 else ""
        when = "" if is_blank(row["year"]) else f" in {year}"
        yield problem(row, "min_utilisation", f"lower it to max_utilisation ({shown(most)}){whose}{when} or less")


def line_without_process(facts: Facts) -> Iterator[Problem]:
    """Capacity stands on lines that some process runs on."""
    used = set(facts.line_of.values())
    idle = [row for row in rows_of(facts.table("capacity")) if row["line"] not in used]
    for l in dict.fromkeys(row["line"] for row in idle):
        rows = [row for row in idle if row["line"] == l]
        cure = f"no process runs on {l}: name it in processes, or drop {_its_rows(len(rows))}"
        yield problem(rows[0], "line", cure, warning=True)


def process_that_never_runs(facts: Facts) -> Iterator[Problem]:
    """The line of a process stands somewhere or may be built."""
    table = facts.table("processes")
    for l in facts.ids("lines", "line"):
        on_it = [p for p, line in facts.line_of.items() if line == l]
        if on_it and not facts.nameplate[l].any():
            row = row_behind(table, {"process": on_it[0]}, "line")
            cure = f"stands nowhere and may not be built, so that {and_more(on_it, 'process')} never runs: "
            cure += "give it capacity, a row of sites or an earlier first_year"
            yield problem(row, "line", cure, warning=True)


def service_ends_after_it_begins(facts: Facts) -> Iterator[Problem]:
    """`offline` is the first year out of service, so later than `online`."""
    for row in rows_of(facts.table("capacity")):
        if not is_blank(row["offline"]) and row["offline"] <= row["online"]:
            yield problem(
                row, "offline", f"it is the first year out of service: later than online ({shown(row['online'])})"
            )


def service_within_horizon(facts: Facts) -> Iterator[Problem]:
    """Capacity that comes after the last year never counts."""
    last = facts.instance.settings.last_year
    late = [row for row in rows_of(facts.table("capacity")) if row["online"] > last]
    for l in dict.fromkeys(row["line"] for row in late):
        rows = [row for row in late if row["line"] == l]
        cure = f"never counts, as the last year is {last}: drop {_its_rows(len(rows))} of {l} or move last_year"
        yield problem(rows[0], "online", cure, warning=True)


def committed_without_plant_costs(facts: Facts) -> Iterator[Problem]:
    """A line with plant costs has no committed capacity: its plants are not of one size."""
    settings, named = facts.instance.settings, set(facts.table("plant_costs")["line"])
    for row in rows_of(facts.table("capacity")):
        is_committed = row["status"] in ("building", "announced") and row["capacity"] > 0
        counts = settings.years[0] <= row["online"] <= settings.last_year
        if row["status"] == "announced" and not settings.announced_share:
            counts = False
        if is_committed and counts and not named.isdisjoint((row["line"], STAR)):
            cure = f"{row['line']} has plant_costs, which cannot price capacity under way: drop it, or use capex"
            yield problem(row, "status", cure)


def _its_rows(n: int) -> str:
    return "the row" if n == 1 else f"its {n} rows"

"""A planner's first questions, answered for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.all_in import all_in
from reports.built import built
from reports.how_full import how_full
from reports.learning import learning, told
from reports.no_prices import why_no_prices
from reports.sites import sites
from reports.solution import Solution
from reports.total_cost import total_cost
from reports.unit_cost import unit_cost
from reports.what_binds import what_binds
from reports.what_is_short import what_is_short
from reports.words import number, price_unit, share

PACK = "pack"
PROVEN = 1e-9
"""A relative gap up to this is rounding."""
FEW = 4
"""So many demanded commodities are shown by place where there are no packs."""


def summary(solution: Solution) -> Iterator[RenderableType]:
    """Yield what is built and when, how full it runs, what units cost, what is short, what binds and the total."""
    record = solution.record
    yield Text(f"{record['title'] or record['instance']} · scenario {record['scenario']}", style="bold")
    yield Text("")
    yield _built(solution)
    yield from _sites(solution)
    yield _how_full(solution)
    yield from _unit_cost(solution)
    yield _short(solution)
    yield from _policies(solution)
    yield from _learning(solution)
    yield _total(solution)
    yield _headline(solution)


def _built(solution: Solution) -> RenderableType:
    rows = [
        (
            row["stage"],
            row["unit"],
            number(row["stands"]),
            number(row["built"]),
            str(row["regions"]),
            row["most"].replace("), ", ")\n"),
        )
        for row in built(solution).to_dict("records")
    ]
    columns = ("stage", "unit", f"stands {solution.years[0]}>", "built>", "regions>", "where most (years)")
    return _block(f"What is built up to {solution.years[-1]}", columns, rows)


def _sites(solution: Solution) -> Iterator[RenderableType]:
    """Yield the sites and plants, and which regions are interchangeable; nothing where none are decided."""
    found = sites(solution)
    if not len(found):
        return
    rows = [
        (row["line"], _count(row["sites"]), row["where"], _count(row["plants"]), number(row["size"]), row["unit"])
        for row in found.to_dict("records")
    ]
    columns = ("line", "sites>", "where", "plants>", "mean size>", "unit")
    yield _block("Sites that are open, and plants", columns, rows)
    for regions in solution.record.get("interchangeable", ()):
        names = ", ".join(solution.region(region) for region in regions)
        yield Text(f"Interchangeable, any of them as good as another: {names}\n")


def _count(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{value:,.3g}"


def _how_full(solution: Solution) -> RenderableType:
    years = solution.few_years()
    columns = ("stage", "unit", *(f"{y}>" for y in years))
    rows = _by_year(how_full(solution), ("stage", "unit"), "on_standing", years, lambda share: f"{share:.0%}")
    return _block("How full it runs: use of standing capacity", columns, rows)


def _unit_cost(solution: Solution) -> Iterator[RenderableType]:
    """Yield what packs cost, by year and place (what is demanded, where there are none), and the rest by year.

    One sentence where there are no prices.
    """
    why = why_no_prices(solution)
    if why is not None:
        yield Text(f"{why.en}\n")
        return
    costs = unit_cost(solution)
    costs["name"] = [solution.attribute("commodities", c, "name") for c in costs["commodity"]]
    costs["unit"] = [price_unit(unit) for unit in costs["unit"]]
    balances = solution.tables["balances"]
    demanded = set(balances.loc[balances["demand"] > 0, "commodity"])
    first = _packs(solution, costs) or [c for c in dict.fromkeys(costs["commodity"]) if c in demanded][:FEW]
    years = solution.few_years() if len(first) <= 2 else solution.few_years(3)
    rows, before = [], ""
    for row in costs[costs["commodity"].isin(first) & costs["year"].isin(years)].to_dict("records"):
        least, most = (f"{number(row[end])} {solution.region(row[f'{end}_region'])}" for end in ("least", "most"))
        name = ("", "") if row["name"] == before else (row["name"], row["unit"])
        rows.append((*name, str(row["year"]), number(row["mean"]), least, most))
        before = row["name"]
    title = "What one more unit costs where it is delivered or made"
    yield _block(title, ("", "unit", "year", "mean>", "least, where", "most, where"), rows)
    others = costs[costs["commodity"].isin(demanded - set(first))]
    if len(others):
        years = solution.few_years()
        rows = _by_year(others, ("name", "unit"), "mean", years, number)
        yield _block("... and of what is demanded besides: mean", ("", "unit", *(f"{y}>" for y in years)), rows)


def _packs(solution: Solution, costs: pd.DataFrame) -> list[str]:
    """Return the commodities that are packs by id and by name, and are made: retired ones come back."""
    balances = solution.tables["balances"]
    made = set(balances.loc[balances["made"] > 0, "commodity"])
    named = dict(zip(costs["commodity"], costs["name"], strict=True))
    return [c for c, name in named.items() if c in made and PACK in c.split("_") and PACK in name.lower()]


def _by_year(
    table: pd.DataFrame, keys: Sequence[str], column: str, years: Sequence[int], say: Callable[[float], str]
) -> list[tuple[str, ...]]:
    """Return a row for each key in order of appearance, with one number a year, blank where there is none."""
    rows: dict[tuple[str, ...], dict[int, str]] = {}
    for row in table.to_dict("records"):
        said = "" if pd.isna(row[column]) else say(row[column])
        rows.setdefault(tuple(str(row[key]) for key in keys), {})[row["year"]] = said
    return [(*key, *(of_year.get(year, "") for year in years)) for key, of_year in rows.items()]


def _short(solution: Solution) -> RenderableType:
    rows = [
        (
            solution.attribute("commodities", row["commodity"], "name"),
            row["unit"],
            str(row["year"]),
            number(row["shortage"]),
            share(row["share"]),
            row["regions"],
        )
        for row in what_is_short(solution).to_dict("records")
    ]
    if not rows:
        return Text("Nothing is short: all demand is met in every year shown.\n")
    return _block("What is short", ("", "unit", "year", "short by>", "of demand>", "where, worst first"), rows)


def _learning(solution: Solution) -> Iterator[RenderableType]:
    """Yield how costs have fallen by curve, and the plans found; nothing where no curve depends on the plan."""
    found = learning(solution)
    if not len(found):
        return
    rows = [
        (row["curve"], row["unit"], number(row["first_cost"]), number(row["last_cost"]), number(row["doublings"]),
         number(row["spend"]), number(row["saved"]), number(row["owed"]), row["most"])
        for row in found.to_dict("records")
    ]  # fmt: skip
    columns = (
        "", "unit", "first>", "last>", "doublings>", "spend>", "saved>", "owed to committed>", "where most is saved"
    )  # fmt: skip
    yield _block("What learning does to the cost of a unit, and saves in all", columns, rows)
    yield from _all_in(solution)
    yield Text("\n".join(told(solution)) + "\n")


def _all_in(solution: Solution) -> Iterator[RenderableType]:
    """Yield what a doubling takes off the whole cost, of the places that make most; nothing without prices."""
    found = all_in(solution)
    if not len(found):
        return
    rows = [
        (row["curve"], _place(solution, row["place"]), *(share(row[column]) for column in found.columns[2:]))
        for row in found.groupby("curve", sort=False).head(FEW).to_dict("records")
    ]
    columns = ("", "place", "learned>", "last>", "per doubling>", "last>", "all-in>", "last>")
    yield _block("What is learned of the whole cost, and what one doubling takes off that", columns, rows)


def _policies(solution: Solution) -> Iterator[RenderableType]:
    """Yield the policies that bind or are missed, with what they cost; nothing where there are no policies."""
    found = what_binds(solution)
    if not len(found):
        return
    binding = found[found["binding"] > 0]
    if not len(binding):
        yield Text(f"Policies: none of {len(found)} changes the plan.\n")
        return
    rows = [
        (
            row["policy"],
            f"{row['binding']} of {row['limits']}",
            number(row["tighter"]),
            f"{_place(solution, row['scope'])} {'' if pd.isna(row['year']) else int(row['year'])}".strip(),
            number(row["miss_cost"]) if row["miss_cost"] else "",
        )
        for row in binding.to_dict("records")
    ]
    columns = ("policy", "binds>", "one point tighter>", "dearest in", "paid for misses>")
    title = f"Policies that change the plan ({len(binding)} of {len(found)}): {solution.record['money']}, discounted"
    yield _block(title, columns, rows)


def _place(solution: Solution, scope: str) -> str:
    return scope if scope == "nation" else solution.region(scope)


def _total(solution: Solution) -> RenderableType:
    record = solution.record
    costs = total_cost(solution)
    rows = [
        (row["component"].replace("_", " "), number(row["discounted"]), share(row["share"]) or "not counted")
        for row in costs.to_dict("records")
    ]
    rows.append(("total", number(record["objective"]), ""))
    title = f"What it costs: {record['money']}, discounted to {record['base_year']}"
    return _block(title, ("component", "sum>", "share>"), rows)


def _headline(solution: Solution) -> Text:
    """Return the objective with what is proven about it, and what is left to pay."""
    record, money = solution.record, solution.record["money"]
    known = "no bound proven"
    if record["bound"] is not None:
        known = "proven: no plan costs less"
    if record["bound"] is not None and record["gap"] > PROVEN:
        known = f"no plan costs less than {record['bound']:,.1f}, gap {record['gap']:.2g}"
    pricing = record["solver"].get("pricing")
    if pricing is not None and pricing["least"] is not None:
        # A hair below zero is rounding.
        known += f" (over all lanes: the best of those left out would save {0.0 - min(0.0, pricing['least']):.2g})"
    after = solution.tables["beyond_horizon"]["due"].sum()
    return Text(
        f"Least cost ({record['objective_kind']}): {record['objective']:,.1f} {money}; {known}\n"
        f"Capital still to be paid after the last year: {number(after)} {money}"
    )


def _block(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> RenderableType:
    """Return a table under its title; columns of numbers end with `>` and stand to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        # Folded, not cut: nothing is lost on a narrow terminal.
        table.add_column(column.rstrip(">"), justify="right" if column.endswith(">") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return Group(Text(title, style="bold"), table, Text(""))

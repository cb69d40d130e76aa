"""Why a line is built in a region, or why not, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich.console import RenderableType
from rich.text import Text

from model.studies.why import DUST, Why
from reports.printed import printed
from reports.solution import Solution
from reports.text import say
from reports.words import number, price_unit

MONEY = "{:+,.2f}"
PARTS = {"part": "", "here": MONEY, "elsewhere": MONEY, "total": MONEY}
PLANTS = {"line": "", "region": "", "built": "{:+,.3g}", "used": "{:+,.3g}"}
LEVERS = {"bought": "", "amount": "{:,.4g}", "unit": "", "price": "{:,.4g}", "needed": "{:,.4g}", "in": ""}
IMPACTS = {"impact": "", "here": "{:+,.4g}", "nation": "{:+,.4g}", "subsidy_per_unit": "{:,.4g}"}
SHOWN = 0.005
"""Parts smaller than what is printed are left out; the sum has them."""
JOBS = "jobs"
"""How the impact that counts employment begins."""


def why_lines(found: Why, solution: Solution) -> Iterator[RenderableType]:
    """Yield the answer in words, and the tables behind it."""
    money, place = solution.record["money"], solution.region(found.region)
    what = f"{solution.attribute('lines', found.line, 'name')} in {place}, {_years(found)}"
    if found.asked != found.line:
        made = _named(solution, found.asked)
        what = f"{made} in {place}, by the line that could most cheaply be built there: {what}"
    yield Text(what, style="bold")
    yield Text(_verdict(found, place, money))
    yield from (Text(line) for line in _cures(found, solution))
    if len(found.parts):
        title = f"Where the difference lies: {money}, discounted to {solution.record['base_year']}, per {found.unit}"
        total = pd.DataFrame([("sum", *found.parts[["here", "elsewhere", "total"]].sum())], columns=list(PARTS))
        shown = found.parts[(found.parts[["here", "elsewhere"]].abs() >= SHOWN).any(axis=1)]
        parts = shown.assign(part=[_named(solution, part) for part in shown["part"]])
        yield printed(title, pd.concat([parts, total]), PARTS, most=40)
    if len(found.plants):
        plants = found.plants.assign(
            line=[solution.attribute("lines", l, "name") for l in found.plants["line"]],
            region=[solution.region(r) for r in found.plants["region"]],
        )
        yield printed(
            "Plants of the stage: built in these years, and used in the yearly mean, per unit", plants, PLANTS
        )
    if len(found.levers):
        yield printed(_levers_title(found), _levers(found, solution), LEVERS)
    if len(found.impacts):
        impacts = _impacts(found)
        forms = {name: form for name, form in IMPACTS.items() if not impacts[name].isna().all()}
        yield printed("What else changes, in the yearly mean, per unit", impacts, forms)


def _verdict(found: Why, place: str, money: str) -> str:
    per = f"{money} per {found.unit}"
    if found.step < 0:
        saved = (
            f"{number(found.built)} {found.unit} are built. The last one saves {number(found.rise)} {per}, discounted"
        )
        return f"{saved}: by so much it may get dearer before it is built elsewhere instead."
    if found.rise <= DUST:
        return f"None is built, but it would cost nothing more: a tie. {place} stands in for another region."
    return f"None is built: one more would raise the least cost by {number(found.rise)} {per}, discounted."


def _cures(found: Why, solution: Solution) -> Iterator[str]:
    """Say at which subsidy it would be built, or how much dearer its capital may get, and whom it displaces."""
    is_built, money = found.step < 0, solution.record["money"]
    if found.rise > DUST and found.subsidy is not None:
        share = "" if found.share is None else f", {found.share:.1%} of its capital"
        unit = price_unit(f"{money}/{found.unit.removesuffix('/yr')}")
        made = "" if found.per_unit is None else f", or {number(found.per_unit)} {unit} of what it makes"
        lead = "It stays until its capital gets dearer by" if is_built else "It would be built with a subsidy of"
        yield f"{lead} {number(found.subsidy)} {money} per {found.unit}{share}{made}."
    others = found.plants[(found.plants["region"] != found.region) | (found.plants["line"] != found.line)]
    moved = others[others["used"] * found.step < -DUST].head(3)
    if len(moved):
        named = [
            f"{solution.attribute('lines', row['line'], 'name')} in {solution.region(row['region'])} "
            f"({number(abs(row['used']))} {found.unit})"
            for row in moved.to_dict("records")
        ]
        yield f"{'In its place would run' if is_built else 'It would displace'}: {', '.join(named)}."


def _levers(found: Why, solution: Solution) -> pd.DataFrame:
    money = solution.record["money"]
    units = {c: str(solution.label("commodities", c).get("unit", "")) for c in found.levers["commodity"]}
    rows = found.levers.assign(
        bought=[_named(solution, c) for c in found.levers["commodity"]],
        unit=[f"{units[c]}/yr" for c in found.levers["commodity"]],
        **{"in": [price_unit(f"{money}/{units[c]}") for c in found.levers["commodity"]]},
    )
    return rows.rename(columns={"price_needed": "needed"})


def _levers_title(found: Why) -> str:
    if found.step < 0:
        return "What the region buys less without it, its price, and the price (needed) at which it would go elsewhere"
    return (
        "What the region buys for it, its price, and the price (needed) at which it would be built; < 0: not even free"
    )


def _impacts(found: Why) -> pd.DataFrame:
    """Return the impacts, with the subsidy by which each unit of them there would be paid for (jobs alone)."""
    years = [float("nan")] * len(found.impacts)
    if found.step > 0:
        years = [
            found.per_year / here if impact.startswith(JOBS) and here > DUST else float("nan")
            for impact, here in found.impacts[["impact", "here"]].itertuples(index=False, name=None)
        ]
    return found.impacts.assign(subsidy_per_unit=years)


def _named(solution: Solution, word: str) -> str:
    return str(solution.label("commodities", word).get("name", say(word).en))


def _years(found: Why) -> str:
    return str(found.years[0]) if len(found.years) == 1 else f"any year of {found.years[0]} to {found.years[-1]}"

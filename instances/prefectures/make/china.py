"""What the main instance says, read from its tables: years filled in, parts of the chain folded into one process."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path

CHINA = Path(__file__).parent.parent.parent / "china"
HERE = Path(__file__).parent
FIRST, LAST = 2025, 2035
YEARS = range(FIRST, LAST + 1)

Row = dict[str, str]
Amounts = dict[str, float]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of a table of the main instance."""
    with (CHINA / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def cities() -> tuple[Row, ...]:
    """Return the cities: name, province, coordinates, population and weight of new energy vehicles."""
    with (HERE / "cities.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def of_province(column: str) -> dict[str, dict[str, float]]:
    """Return the share of each city in its province by a column; by population where the column is empty."""
    total: dict[str, float] = defaultdict(float)
    amount: dict[str, dict[str, float]] = defaultdict(dict)
    filled = {c["province"] for c in cities() if float(c[column])}
    for city in cities():
        province = city["province"]
        amount[province][city["code"]] = float(city[column if province in filled else "population"])
        total[province] += amount[province][city["code"]]
    return {p: {c: x / total[p] for c, x in of.items()} for p, of in amount.items()}


def largest(province: str, count: int) -> list[str]:
    """List the codes of the cities of a province with most people."""
    here = [c for c in cities() if c["province"] == province]
    return [c["code"] for c in sorted(here, key=lambda c: -int(c["population"]))[:count]]


def at(points: Mapping[int, float], year: int) -> float:
    """Return the value in a year: linear in between, constant outside."""
    known = sorted(points)
    if year <= known[0]:
        return points[known[0]]
    for low, high in pairwise(known):
        if year <= high:
            return points[low] + (points[high] - points[low]) * (year - low) / (high - low)
    return points[known[-1]]


def path(curve: str) -> dict[int, float]:
    """Return the unit cost of a curve by year."""
    return {int(r["year"]): float(r["unit_cost"]) for r in rows("cost_path") if r["curve"] == curve}


def recipe(process: str) -> Amounts:
    """Return made (> 0) and used (< 0) per unit of a process, in the first year."""
    found: Amounts = {}
    for r in rows("recipes"):
        if r["process"] == process:
            found.setdefault(r["commodity"], float(r["amount"]))
    return found


def variable_cost(process: str) -> float:
    """Return the variable cost of a process."""
    return next(float(r["variable_cost"]) for r in rows("processes") if r["process"] == process)


def line(name: str) -> Row:
    """Return the row of a line."""
    return next(r for r in rows("lines") if r["line"] == name)


def capital(name: str) -> float:
    """Return what a unit of product pays for a line that always runs as full as it may: annuity and fixed cost."""
    one = line(name)
    rate, life = float(one["hurdle_rate"]), float(one["life"])
    annuity = rate / ((1 + rate) * (1 - (1 + rate) ** -life))
    return (float(one["capex"]) * annuity + float(one["fixed_cost"])) / float(one["max_utilisation"])


def price(commodity: str) -> float:
    """Return the mean price of a commodity over its cheapest markets, in the first year."""
    first = {r["market"]: float(r["price"]) for r in reversed(rows("markets")) if r["commodity"] == commodity}
    cheapest = [x for market, x in first.items() if "_2" not in market and "_3" not in market]
    return sum(cheapest) / len(cheapest)


def folded(amounts: Amounts, parts: Mapping[str, tuple[str, str]], priced: Iterable[str]) -> tuple[Amounts, float]:
    """Return a recipe without some of its inputs, and what they cost per unit.

    parts: input -> (process, line) that makes it, whose own inputs take its place; priced: bought at the mean price.
    """
    left, cost = dict(amounts), 0.0
    for part, (process, made_on) in parts.items():
        need = -left.pop(part, 0.0)
        if not need:
            continue
        cost += need * (variable_cost(process) + capital(made_on))
        for commodity, amount in recipe(process).items():
            if commodity != part:
                left[commodity] = left.get(commodity, 0.0) + need * amount
    for commodity in priced:
        cost -= left.pop(commodity, 0.0) * price(commodity)
    return left, cost

"""The ledger of facts, and numbers that remember which facts they were made from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FIRST = 2025
"""Year of the instance: what is measured, not expected."""


@dataclass(frozen=True)
class Figure:
    """A number with the facts it was made from: fact -> grade. Arithmetic joins the facts of both sides."""

    value: float
    facts: dict[str, str] = field(default_factory=dict)

    def __add__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: a + b)

    def __radd__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: b + a)

    def __sub__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: a - b)

    def __rsub__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: b - a)

    def __mul__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: a * b)

    def __rmul__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: b * a)

    def __truediv__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: a / b)

    def __rtruediv__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: b / a)

    def __pow__(self, other: Number) -> Figure:
        return _join(self, other, lambda a, b: a**b)

    def __neg__(self) -> Figure:
        return Figure(-self.value, self.facts)

    def __float__(self) -> float:
        return self.value


Number = Figure | float | int


def _join(left, right, operation) -> Figure:
    facts = dict(left.facts)
    if isinstance(right, Figure):
        facts |= right.facts
    return Figure(operation(left.value, float(right)), facts)


def at_most(figure: Figure, limit: Figure | float) -> Figure:
    """Return the smaller of two numbers, with the facts of both."""
    return _join(figure, limit, min)


def at_least(figure: Figure, limit: Figure | float) -> Figure:
    """Return the larger of two numbers, with the facts of both."""
    return _join(figure, limit, max)


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file of the ledger."""
    with (HERE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


@cache
def _facts() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows("facts")}


def fact(name: str) -> Figure:
    """Return a fact by its id; what is printed in per cent becomes a share."""
    row = _facts()[name]
    value = float(row["value"])
    return Figure(value / 100 if row["unit"].startswith("%") else value, {name: row["confidence"]})


def written(name: str) -> dict[str, str]:
    """Return the row of a fact as it stands in the ledger."""
    return _facts()[name]


def low(name: str) -> Figure:
    """Return the low end of a fact."""
    return _end(name, "low")


def high(name: str) -> Figure:
    """Return the high end of a fact."""
    return _end(name, "high")


def _end(name: str, end: str) -> Figure:
    row = _facts()[name]
    return Figure(float(row[end] or row["value"]) / float(row["value"]) * fact(name).value, fact(name).facts)


def years_of(prefix: str) -> Iterator[tuple[int, Figure]]:
    """Go through the facts of a series, PREFIX_2025, PREFIX_2030 ..., by year."""
    for name in _facts():
        head, _, year = name.rpartition("_")
        if head == prefix and year.isdigit():
            yield int(year), fact(name)


def series(prefix: str) -> tuple[str, ...]:
    """Return the ids of a series after the first year, those with a range only."""
    named = (f"{prefix}_{year}" for year, _ in years_of(prefix) if year > FIRST)
    return tuple(name for name in named if written(name)["low"])


@contextmanager
def put(names: tuple[str, ...], end: str) -> Iterator[None]:
    """Put some facts to the low or high end of their range for a while."""
    before = {name: dict(written(name)) for name in names}
    for name in names:
        row = written(name)
        row["value"] = row[end] or row["value"]
    try:
        yield
    finally:
        for name, row in before.items():
            written(name).update(row)


def provinces() -> tuple[str, ...]:
    """Return the ids of the provinces in their usual order."""
    return tuple(row["region"] for row in rows("provinces"))


@cache
def _provincial() -> dict[tuple[str, str], Figure]:
    return {
        (row["region"], row["quantity"]): Figure(
            float(row["value"]), {f"provincial {row['quantity']}": row["confidence"]}
        )
        for row in rows("provincial")
    }


def of_province(region: str, quantity: str) -> Figure:
    """Return a figure of a province."""
    return _provincial()[region, quantity]


@cache
def share_of_province(region: str, quantity: str) -> Figure:
    """Return the share of a province in the sum of a quantity over all provinces."""
    total = sum(of_province(r, quantity).value for r in provinces())
    return of_province(region, quantity) / total


@cache
def places_of(name: str) -> dict[str, Figure]:
    """Return the shares of provinces in a line, the ports of an import or the mines of an ore; empty if not listed."""
    return {
        row["region"]: Figure(float(row["weight"]) / 100, {f"places {name}": row["confidence"]})
        for row in rows("places")
        if row["line"] == name
    }

"""kind: threshold. Where a driver turns capacity into overcapacity, which places go first and who carries the capital.

driver: {name: announced share, table: instance, set: announced_share, from: 0, to: 1}
measure: {quantity: utilisation, on: standing, of: {stage: cell}, year: 2027}
levels: [0.5]                   # one or more; each is crossed where it is crossed
grid: 5                         # points of the first look
tolerance: 0.001                # width of the bracket of a crossing, in units of the driver
exit_rates: [given, 0, 1]       # given: as in the data; 0: nothing may close; 1: all may close at once
near: {slack: 0.005}            # utilisation of each place over plans that cost so much more at most
draws: {number: 200, seed: 1, confidence: [C, D]}
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from model.studies.asked.case import Case, Change
from model.studies.asked.driver import Driver, read_driver
from model.studies.asked.fields import Fields
from model.studies.asked.study import Study
from model.studies.measures.measure import Measure, read_measure
from model.studies.measures.near import Near, near_ranges, read_near
from model.studies.measures.stranded import stranded
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk, RunFailedError
from model.studies.searches.draws import Draws, rank_ranges, read_draws
from model.studies.searches.driver_curve import DriverCurve, Point
from model.studies.searches.idle_order import idle_order
from model.studies.searches.roots import Search

GIVEN = "given"
RATES = ("0", "1")
NONE = Change()
CURVE = ("exit_rate", "driver", "year", "value", "arithmetic")
CROSSINGS = (
    "exit_rate", "level", "critical", "low", "high", "direction", "monotone", "arithmetic", "first_year", "first_place",
)  # fmt: skip


@dataclass(frozen=True)
class Threshold:
    """The question: a driver from low to high, a measure, its levels, and how sure the answer has to be."""

    scenario: str
    driver: Driver
    low: float
    high: float
    measure: Measure
    levels: tuple[float, ...]
    grid: int
    tolerance: float
    exit_rates: tuple[str, ...]
    near: Near | None
    draws: Draws | None

    def answer(self, desk: Desk) -> Answer:
        """Find every crossing at every exit rate, and what happens at the first one."""
        curves = {rate: self._curve(desk, rate) for rate in self.exit_rates}
        searches = {(rate, x): self._search(curve, x) for rate, curve in curves.items() for x in self.levels}
        rows = [row for key, search in searches.items() for row in self._rows(*key, curves[key[0]], search)]
        tables = {
            "crossings": pd.DataFrame(rows, columns=list(CROSSINGS)),
            "curve": pd.DataFrame(
                [(rate, *row) for rate, curve in curves.items() for row in curve.rows()], columns=list(CURVE)
            ),
        }
        first = next(iter(searches[self.exit_rates[0], self.levels[0]].crossings), None)
        tables |= self._there(desk, curves, searches)
        return Answer(
            headline=self._headline(tables["crossings"], curves[self.exit_rates[0]]),
            record={
                "driver": self.driver.name,
                "quantity": self.measure.quantity,
                "unit": self.measure.unit,
                "year": self.measure.year,
                "levels": list(self.levels),
            },
            tables=tables,
            number=None if first is None else first.best,
            again=lambda change: self._again(desk, change),
            quick=lambda change: self._quick(
                desk, 0.5 * (self.low + self.high) if first is None else first.high, change
            ),
        )

    def case(self, rate: str, value: float) -> Case:
        """Return the run at a value of the driver, with the exit rate set where it is not that of the data."""
        case = Case(self.scenario, self.driver.edits(value), {self.driver.name: value}, self.driver.lines())
        if rate == GIVEN:
            return case
        of = self.measure.of or {}
        where = {name: list(of[name]) for name in ("line", "stage", "owner", "generation") if name in of}
        case = replace(case, values={**case.values, "exit_rate": rate})
        return case.with_edits({"table": "lines", "where": where, "set": {"exit_rate": float(rate)}})

    def _curve(self, desk: Desk, rate: str, change: Change = NONE) -> DriverCurve:
        return DriverCurve(desk, lambda x: self.case(rate, x).under(change), self.measure)

    def _search(self, curve: DriverCurve, level: float) -> Search:
        return curve.search(level, self.low, self.high, self.grid, self.tolerance)

    def _rows(self, rate: str, level: float, curve: DriverCurve, search: Search) -> Iterator[tuple[Any, ...]]:
        plain = _arithmetic_crossing(curve, level)
        for found in search.crossings:
            beyond = found.high if found.upwards else found.low
            point = curve.points[beyond]
            assert point is not None  # a crossing lies between points with a plan
            year, place = self._first(curve, point, level, beyond)
            direction = "into overcapacity" if found.upwards else "out of overcapacity"
            yield (
                rate, level, found.best, found.low, found.high, direction, search.is_monotone, plain, year, place,
            )  # fmt: skip

    def _first(self, curve: DriverCurve, point: Point, level: float, beyond: float) -> tuple[int, str]:
        """Return the first year beyond the level, and the region that got there first on the way."""
        years = self.measure.years(point.record)
        by_year = self.measure.by(point.cells, ["year"])
        excess = {t: self.measure.excess(float(by_year.get(t, np.nan)), level) for t in years}
        year = next(
            (t for t in years if excess[t] > 0), max(years, key=lambda t: np.nan_to_num(excess[t], nan=-np.inf))
        )
        if not self.measure.falls:
            in_year = self.measure.by(point.cells[point.cells["year"] == year], ["region"])
            return year, str(in_year.idxmax())
        for driver, earlier in curve.worsening(level):
            values = self.measure.by(earlier.cells[earlier.cells["year"] == year], ["region"])
            names = [str(r) for r, value in values.items() if self.measure.excess(float(value), level) > 0]
            if names:
                return year, ", ".join(names)
            if driver == beyond:
                break
        return year, ""

    def _there(
        self, desk: Desk, curves: Mapping[str, DriverCurve], searches: Mapping[tuple[str, float], Search]
    ) -> dict[str, pd.DataFrame]:
        """Return what happens at the first crossing, or at the worst point where there is none.

        The order along the driver, who carries the capital, and how sure the order of places is.
        """
        rate, level, beyond = self._worst(curves, searches)
        point = curves[rate].points[beyond]
        assert point is not None  # both are points with a plan
        year = self._first(curves[rate], point, level, beyond)[0]
        orders = [idle_order(curve, level, year).assign(exit_rate=name) for name, curve in curves.items()]
        tables = {"order": pd.concat(orders, ignore_index=True), "stranded": stranded(point.cells, year)}
        case = self.case(rate, beyond)
        if self.near is not None:
            tables["near"] = near_ranges(desk, case, self.measure, year, self.near)
        if self.draws is not None:
            tables["ranks"] = rank_ranges(desk, case, self.measure, year, self.draws)
        return tables

    def _worst(
        self, curves: Mapping[str, DriverCurve], searches: Mapping[tuple[str, float], Search]
    ) -> tuple[str, float, float]:
        """Return exit rate, level and value of the driver of the first crossing, or of the worst point."""
        for (rate, level), search in searches.items():
            for found in search.crossings:
                return rate, level, found.high if found.upwards else found.low
        rate, level = self.exit_rates[0], self.levels[0]
        values = [(self.measure.excess(curves[rate].value(x), level), x) for x, _ in curves[rate].solved()]
        known = [(excess, x) for excess, x in values if not np.isnan(excess)]
        if not known:
            raise RunFailedError(f"no run {self._range()} has a plan in which such capacity stands")
        return rate, level, max(known)[1]

    def _again(self, desk: Desk, change: Change) -> float | None:
        """Return the first crossing under other figures; None where there is none."""
        found = self._search(self._curve(desk, self.exit_rates[0], change), self.levels[0]).crossings
        return found[0].best if found else None

    def _quick(self, desk: Desk, value: float, change: Change) -> float | None:
        """Return the measure at one value of the driver under other figures."""
        curve = self._curve(desk, self.exit_rates[0], change)
        curve.excess([value], self.levels[0])
        return None if curve.points[value] is None else curve.value(value)

    def _range(self) -> str:
        return f"from {self.driver.name} = {self.low:g} to {self.high:g}"

    def _headline(self, crossings: pd.DataFrame, curve: DriverCurve) -> str:
        what = f"{self.measure.quantity.replace('_', ' ')}{_said(self.measure)}"
        mine = crossings[(crossings["exit_rate"] == self.exit_rates[0]) & (crossings["level"] == self.levels[0])]
        values = [curve.value(driver) for driver, _ in curve.solved()]
        level = _number(self.levels[0], self.measure)
        if not len(mine):
            low, high = _number(min(values), self.measure), _number(max(values), self.measure)
            return f"{what} never crosses {level} {self._range()}: {low} to {high}"
        row = mine.iloc[0]
        said = f"{what} crosses {level} at {self.driver.name} = {row['critical']:.4g}"
        said += f" (between {row['low']:.4g} and {row['high']:.4g}), first in {row['first_year']}"
        said += f", {some(row['first_place'])}"
        return said if len(mine) == 1 else f"{said}; it crosses {len(mine)} times"


def read(study: Study) -> Threshold:
    """Return the threshold that a study file asks for; what is wrong is noted in its log."""
    fields = study.fields
    low, high, driver = _read_driver(fields)
    levels = fields.numbers("levels") or (0.5,)
    rates = fields.texts("exit_rates") or (GIVEN,)
    for rate in rates:
        if rate not in (GIVEN, *RATES):
            fields.fault("exit_rates", f"has to list of {GIVEN}, {', '.join(RATES)}")
    return Threshold(
        scenario=study.scenario,
        driver=driver,
        low=low,
        high=high,
        measure=read_measure(fields.inner("measure")),
        levels=levels,
        grid=fields.whole("grid", 5, 2, 1000),
        tolerance=fields.number("tolerance", 1e-3 * (high - low), 1e-9),
        exit_rates=rates,
        near=read_near(fields.inner("near")),
        draws=read_draws(fields.inner("draws")),
    )


def _read_driver(fields: Fields) -> tuple[float, float, Driver]:
    inner = fields.inner("driver")
    if inner is None:
        fields.fault(
            "driver", "is missing: {name: announced share, table: instance, set: announced_share, from: 0, to: 1}"
        )
        return 0.0, 1.0, Driver("", ())
    low, high = inner.number("from", 0.0), inner.number("to", 1.0)
    if low >= high:
        inner.fault("from", "has to be below `to`")
        low, high = 0.0, 1.0
    driver = read_driver(inner, inner.text("name", "driver"))
    inner.refuse_unknown()
    return low, high, driver or Driver("", ())


def _arithmetic_crossing(curve: DriverCurve, level: float) -> float | None:
    """Return where division alone puts the crossing: straight between points in what is divided by."""
    points = [(driver, curve.arithmetic(driver)) for driver, _ in curve.solved()]
    known = [(driver, curve.measure.excess(value, level)) for driver, value in points if not np.isnan(value)]
    for (a, before), (b, after) in itertools.pairwise(known):
        if (before > 0) != (after > 0):
            return a + (b - a) * before / (before - after)
    return None


def some(names: str, most: int = 3) -> str:
    """Return the first of some names joined by commas, and how many more there are."""
    parts = names.split(", ")
    return names if len(parts) <= most else f"{', '.join(parts[:most])} and {len(parts) - most} more"


def _said(measure: Measure) -> str:
    parts = [", ".join(values) for values in (measure.of or {}).values()]
    base = f" of {measure.base} capacity" if measure.quantity == "utilisation" else ""
    year = f" in {measure.year}" if measure.year is not None else ""
    return f"{base}{' of ' + ' of '.join(parts) if parts else ''}{year}"


def _number(value: float, measure: Measure) -> str:
    return f"{value:.1%}" if measure.quantity == "utilisation" else f"{value:,.4g} {measure.unit}"

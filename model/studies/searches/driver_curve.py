"""A measure along a driver: each point is a run, read once and kept as a table of cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from model.studies.asked.case import Case
from model.studies.measures.cells import TABLES, make_cells
from model.studies.measures.measure import Measure
from model.studies.runs.desk import Desk
from model.studies.searches.roots import Search, find_crossings


@dataclass(frozen=True)
class Point:
    """One run of a curve: its record and the cells that the measure is taken of."""

    record: Mapping[str, Any]
    cells: pd.DataFrame


@dataclass
class DriverCurve:
    """The points of a measure along a driver; made as they are asked for. A run without a plan is None.

    origin: a case whose basis the first points start from; later ones start from the nearest point that has a plan.
    """

    desk: Desk
    case: Callable[[float], Case]
    measure: Measure
    origin: Case | None = None
    points: dict[float, Point | None] = field(default_factory=dict)

    def search(self, level: float, low: float, high: float, grid: int, tolerance: float) -> Search:
        """Find where the measure crosses a level; what other levels have asked for is not made again."""
        return find_crossings(lambda xs: self.excess(xs, level), low, high, grid, tolerance)

    def excess(self, drivers: Sequence[float], level: float) -> list[float]:
        """Return how far beyond the level the measure is at some values of the driver."""
        self._make([x for x in drivers if x not in self.points])
        return [self.measure.excess(self.value(x), level) for x in drivers]

    def value(self, driver: float) -> float:
        """Return the measure at a point that has been made; nan without a plan."""
        point = self.points[driver]
        return math.nan if point is None else self.measure.value(point.cells, point.record)

    def arithmetic(self, driver: float) -> float:
        """Return what division alone says: what has to be made over the capacity of the data; nan but for utilisation.

        What has to be made is the use of the plan; what the plan closes and builds is left out.
        """
        point = self.points[driver]
        if point is None or self.measure.quantity != "utilisation":
            return math.nan
        cells = self.measure.meant(point.cells)
        sums = cells.groupby("year")[["used", "given"]].sum()
        shares = (sums["used"] / sums["given"]).where(sums["given"] > 0)
        return float(shares[shares.index.isin(self.measure.years(point.record))].min())

    def solved(self) -> Iterator[tuple[float, Point]]:
        """Give the points with a plan in order of the driver."""
        for driver, point in sorted(self.points.items()):
            if point is not None:
                yield driver, point

    def worsening(self, level: float) -> list[tuple[float, Point]]:
        """Return the points with a plan in the direction in which the measure goes beyond a level: up or down."""
        points = [(driver, point) for driver, point in self.solved() if not math.isnan(self.value(driver))]
        ends = [self.measure.excess(self.value(driver), level) for driver, _ in points[:1] + points[-1:]]
        return points if not ends or ends[0] <= ends[-1] else points[::-1]

    def rows(self) -> Iterator[tuple[float, int, float, float]]:
        """Give driver, year, measure and plain arithmetic of every point and year."""
        for driver, point in self.solved():
            by_year = self.measure.by(point.cells, ["year"])
            sums = self.measure.meant(point.cells).groupby("year")[["used", "given"]].sum()
            for year, value in by_year.items():
                given = float(sums["given"].get(year, 0.0))
                plain = float(sums["used"].get(year, 0.0)) / given if given else math.nan
                yield (
                    driver,
                    int(str(year)),
                    float(value),
                    plain if self.measure.quantity == "utilisation" else math.nan,
                )

    def _make(self, drivers: Sequence[float]) -> None:
        if not drivers:
            return
        known = [driver for driver, _ in self.solved()]
        nearest = min(known, key=lambda x: abs(x - drivers[0]), default=None)
        start = self.origin if nearest is None else self.case(nearest)
        outcomes = self.desk.run([self.case(x) for x in drivers], start)
        for driver, outcome in zip(drivers, outcomes, strict=True):
            solution = self.desk.solution(outcome, TABLES) if outcome.has_plan else None
            if solution is None:
                self.points[driver] = None
            else:
                cells = make_cells(solution.record, solution.tables)
                self.points[driver] = Point(solution.record, self.measure.meant(cells))

"""The axes of a sweep and the cases that they span: every combination, one by one, or a random sample."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from model.studies.asked.case import Case, Value, join_scenarios
from model.studies.asked.driver import Driver, read_driver
from model.studies.asked.fields import Fields

SAMPLES = ("grid", "list", "random")
MOST_CASES = 100_000


@dataclass(frozen=True)
class Axis:
    """One axis: the values of a driver, or scenarios (driver is None); low and high instead where values are drawn."""

    name: str
    driver: Driver | None
    values: tuple[Value, ...]
    low: float = 0.0
    high: float = 0.0

    @property
    def is_range(self) -> bool:
        """Tell whether values are drawn from low to high."""
        return not self.values


@dataclass(frozen=True)
class Space:
    """Axes and how cases are taken from them."""

    axes: tuple[Axis, ...]
    sample: str
    draws: int
    seed: int

    def cases(self, scenario: str) -> tuple[Case, ...]:
        """Return the cases over a scenario, in order."""
        return tuple(_case(scenario, self.axes, point) for point in self._points())

    def _points(self) -> list[tuple[Value, ...]]:
        if self.sample == "grid":
            return list(itertools.product(*(axis.values for axis in self.axes)))
        if self.sample == "list":
            return list(zip(*(axis.values for axis in self.axes), strict=True))
        drawn = np.random.default_rng(self.seed).random((self.draws, len(self.axes)))
        return [tuple(_drawn(axis, u) for axis, u in zip(self.axes, row, strict=True)) for row in drawn.tolist()]


def read_space(fields: Fields) -> Space:
    """Return the axes of a study and how they are sampled; what is wrong is noted."""
    sample = fields.choice("sample", SAMPLES, "grid")
    draws = fields.whole("draws", 100, 1, MOST_CASES)
    seed = fields.whole("seed", 1, 0)
    parts = fields.items("axes")
    if not parts:
        fields.fault(
            "axes", "has to list what is varied: - {name: demand, table: demand, scale: amount, values: [...]}"
        )
    axes = [_read_axis(part, sample) for part in parts]
    space = Space(tuple(axis for axis in axes if axis is not None), sample, draws, seed)
    names = [axis.name for axis in space.axes]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        fields.fault("axes", f"two axes are called {name}: give each a name of its own")
    _check_size(fields, space)
    return space


def _read_axis(fields: Fields, sample: str) -> Axis | None:
    name = fields.text("name") or fields.text("table") or "scenario"
    if fields.has("scenarios"):
        fields.text("name")
        words = fields.texts("scenarios")
        fields.refuse_unknown()
        return Axis(name, None, words) if words else None
    driver = read_driver(fields, name)
    span = fields.inner("values") if isinstance(fields.plain("values"), dict) else None
    axis = _read_listed(fields, name, driver) if span is None else _read_span(span, name, driver, sample)
    fields.refuse_unknown()
    return axis if driver is not None else None


def _read_listed(fields: Fields, name: str, driver: Driver | None) -> Axis | None:
    values = fields.plain("values")
    listed = values if isinstance(values, list) else []
    is_plain = all(isinstance(value, (str, int, float)) for value in listed)
    if not listed or not is_plain:
        fields.fault("values", "has to list values, such as [0.8, 1, 1.2], or be {from: 0.8, to: 1.2, steps: 5}")
        return None
    return Axis(name, driver, tuple(listed))


def _read_span(fields: Fields, name: str, driver: Driver | None, sample: str) -> Axis | None:
    low, high = fields.number("from", 0.0), fields.number("to", 1.0)
    steps = fields.whole("steps", 5, 2, MOST_CASES)
    fields.refuse_unknown()
    if low >= high:
        fields.fault("from", "has to be below `to`")
        return None
    if sample == "random":
        return Axis(name, driver, (), low, high)
    return Axis(name, driver, tuple(float(value) for value in np.linspace(low, high, steps)))


def _check_size(fields: Fields, space: Space) -> None:
    counts = [len(axis.values) for axis in space.axes]
    if space.sample == "list" and len(set(counts)) > 1:
        fields.fault("axes", f"with `sample: list` all axes need as many values; they have {counts}")
    if space.sample == "grid" and int(np.prod(counts, dtype=float)) > MOST_CASES:
        fields.fault(
            "axes", f"span more than {MOST_CASES:,} cases: take fewer values, or `sample: random` with `draws`"
        )


def _drawn(axis: Axis, u: float) -> Value:
    if axis.is_range:
        return axis.low + u * (axis.high - axis.low)
    return axis.values[min(int(u * len(axis.values)), len(axis.values) - 1)]


def _case(scenario: str, axes: Sequence[Axis], point: Sequence[Value]) -> Case:
    words = [str(value) for axis, value in zip(axes, point, strict=True) if axis.driver is None]
    moved = [(axis.driver, value) for axis, value in zip(axes, point, strict=True) if axis.driver is not None]
    return Case(
        scenario=join_scenarios(scenario, *words),
        edits=tuple(edit for driver, value in moved for edit in driver.edits(value)),
        values={axis.name: value for axis, value in zip(axes, point, strict=True)},
        lines=tuple(line for driver, _ in moved for line in driver.lines()),
    )

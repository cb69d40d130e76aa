"""What is asked about where the better of two siting regimes changes: a driver, the regimes, the draws of its range.

turns:
  - name: freight
    unit: CNY/t-km
    edit: [{table: freight, scale: cost_per_t_km, times: 3.571428571}]     # 1 / 0.28: the data are at 0.28
    from: 0
    to: 5
    grid: 5                        # points that `along` shows; also of the first look where more than costs moves
    tolerance: 0.01                # width of the bracket of a turn
    pairs: [[clustered, dispersed]]                   # none: every two regimes
    draws: {number: 200, seed: 1, confidence: [C, D]} # none: a turn without its range
    scenarios: [learning-local]    # more scenarios, that both regimes are compared under along this driver

Where cost curves follow the plan and the driver moves costs and their prices alone, costs along it are those of the
best local plans that descents find (local_pencil.py): a turn is then found among these, not proven. Where a driver
moves more than that, or some columns are whole, every value is a run.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.studies.asked.case import Case, Change, join_scenarios
from model.studies.asked.driver import Driver, read_driver
from model.studies.asked.fields import Fields
from model.studies.searches.draws import Draws, read_draws

Pair = tuple[str, str]


@dataclass(frozen=True)
class Turn:
    """A driver from low to high, the pairs of regimes that are compared along it, and the draws of its range."""

    driver: Driver
    unit: str
    low: float
    high: float
    grid: int
    tolerance: float
    pairs: tuple[Pair, ...]
    draws: Draws | None
    scenarios: tuple[str, ...] = ()

    def among(self, pairs: tuple[Pair, ...]) -> Turn:
        """Return the same with fewer pairs: those of which both have a plan."""
        return replace(self, pairs=pairs)

    def case(self, case: Case) -> Case:
        """Return a case under the scenarios of the turn."""
        return case.under(Change(join_scenarios(*self.scenarios)))

    @property
    def points(self) -> list[float]:
        """The values of the first look."""
        return [float(x) for x in np.linspace(self.low, self.high, self.grid)]


def read_turns(fields: Fields, regimes: Sequence[str]) -> tuple[Turn, ...]:
    """Return the turns that a study asks for; what is wrong is noted."""
    found = [_read_turn(part, regimes) for part in fields.items("turns")]
    return tuple(turn for turn in found if turn is not None)


def _read_turn(fields: Fields, regimes: Sequence[str]) -> Turn | None:
    name, unit = fields.text("name", "driver"), fields.text("unit")
    low, high = fields.number("from", 0.0), fields.number("to", 1.0)
    if low >= high:
        fields.fault("from", "has to be below `to`")
        low, high = 0.0, 1.0
    grid = fields.whole("grid", 5, 2, 1000)
    tolerance = fields.number("tolerance", 0.01 * (high - low), 1e-9)
    pairs = _read_pairs(fields, regimes)
    draws, scenarios = read_draws(fields.inner("draws")), fields.texts("scenarios")
    driver = read_driver(fields, name)
    fields.refuse_unknown()
    return None if driver is None else Turn(driver, unit, low, high, grid, tolerance, pairs, draws, scenarios)


def _read_pairs(fields: Fields, regimes: Sequence[str]) -> tuple[Pair, ...]:
    given = fields.plain("pairs")
    if given is None:
        return tuple(itertools.combinations(regimes, 2))
    listed = given if isinstance(given, list) else []
    found = [(str(pair[0]), str(pair[1])) for pair in listed if isinstance(pair, list) and len(pair) == 2]
    if not found or len(found) != len(listed) or any(name not in regimes for pair in found for name in pair):
        fields.fault("pairs", f"has to list pairs of regimes, [[a, b], ...]: there are {', '.join(regimes)}")
        return ()
    return tuple(found)

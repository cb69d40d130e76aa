"""One cost curve at one place: what volume costs, added or standing, and what one unit more adds to the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Driver = Literal["build", "activity", "size"]
DRIVERS: Mapping[str, Driver] = {"build": "build", "activity": "activity", "size": "size"}
DECISIONS: Mapping[Driver, str] = {"build": "build", "activity": "activity", "size": "open_capacity"}
AT_REFERENCE = 1e-9
"""Relative distance within which a volume counts as the reference, where the marginal cost of a cluster jumps."""


@dataclass(frozen=True)
class Shape:
    """c(Q) = floor + (c0 - floor) (max(Q, reference) / reference)^-b, b = -log2(1 - learning_rate).

    unit_cost: c0, money per unit of volume; floor: money per unit; reference: volume; learning_rate: per doubling.
    """

    unit_cost: float
    floor: float
    reference: float
    learning_rate: float

    @property
    def b(self) -> float:
        """The exponent: the unit cost above the floor falls with volume to the power -b."""
        return float(-np.log2(1.0 - self.learning_rate))

    @property
    def learns(self) -> bool:
        """Tell whether the unit cost falls at all."""
        return self.learning_rate > 0 and self.floor < self.unit_cost

    def doublings(self, volume: Numbers) -> Numbers:
        """Return how often a volume has doubled since the reference, 0 below it."""
        return np.asarray(np.log2(np.maximum(volume, self.reference) / self.reference))

    def cost(self, volume: Numbers) -> Numbers:
        """Return c, money per unit."""
        return self.floor + (self.unit_cost - self.floor) * np.exp2(-self.b * self.doublings(volume))

    def total(self, volume: Numbers) -> Numbers:
        """Return C, the antiderivative of c that is 0 at volume 0: what all volume up to here has cost, money."""
        beyond = np.maximum(volume, self.reference) - self.reference
        falling = np.log1p(beyond / self.reference)
        slow = 1.0 - self.b
        # (u^(1-b) - 1) / (1-b), which is log u at b = 1 and keeps its digits close to it.
        power = falling if slow == 0.0 else np.expm1(slow * falling) / slow
        first = self.unit_cost * np.minimum(volume, self.reference)
        return np.asarray(first + self.floor * beyond + (self.unit_cost - self.floor) * self.reference * power)

    def marginal_of_standing(self, volume: Numbers) -> Numbers:
        """Return the derivative of N c(N): c0 up to the reference, then floor + (1 - b) (c - floor)."""
        beyond = volume > self.reference * (1.0 + AT_REFERENCE)
        return np.where(beyond, self.floor + (1.0 - self.b) * (self.cost(volume) - self.floor), self.unit_cost)


@dataclass(frozen=True)
class Curve:
    """A curve k at one place: who pays and teaches, where it starts and what a payment in each period counts.

    weights: volume per unit of capacity or activity, by member; regions: those of the place.
    volume_of: volume per unit of the decision, by its index (member, region, t).
    By period: external, volume of others that counts from t on; committed, volume of committed capacity that first
    counts in t; weight, w_t (build), delta_t / n_t (activity) or delta_t (size).
    """

    name: str
    place: str
    driver: Driver
    shape: Shape
    periods: tuple[int, ...]
    weights: Mapping[str, float]
    regions: tuple[str, ...]
    volume_of: Mapping[tuple[str, str, int], float]
    initial: float
    external: Numbers
    committed: Numbers
    weight: Numbers

    @property
    def decision(self) -> str:
        """The decision that teaches."""
        return DECISIONS[self.driver]

    @property
    def accumulates(self) -> bool:
        """Tell whether volume adds up over the periods (builds, activity), or is what stands (size)."""
        return self.driver != "size"

    @property
    def least(self) -> Numbers:
        """The volume of each period if the plan adds nothing."""
        if not self.accumulates:
            return np.zeros(len(self.periods))
        return np.asarray(self.initial + np.cumsum(self.external + self.committed))

    @property
    def rises(self) -> Numbers:
        """By how much a volume exceeds that of the period before at least, -inf where nothing is known."""
        rises = np.full(len(self.periods), -np.inf)
        if self.accumulates:
            rises[1:] = (self.external + self.committed)[1:]
        return rises

    def before(self, volume: Numbers) -> Numbers:
        """Return the volume that the units of each period find: that of the period before, and others'."""
        if not self.accumulates:
            return np.zeros(len(self.periods))
        return np.asarray(np.concatenate([[self.initial], volume[:-1]]) + self.external)

    def paid(self, volume: Numbers) -> Numbers:
        """Return what is paid for each period, discounted: w_t (C(Q_t) - C(Q_t - q_t)), or delta_t N_t c(N_t)."""
        if not self.accumulates:
            return np.asarray(self.weight * volume * self.shape.cost(volume))
        return np.asarray(self.weight * (self.shape.total(volume) - self.shape.total(self.before(volume))))

    @property
    def constant(self) -> float:
        """What the sum of `value` lacks of the sum of `paid`: -w_1 C(initial + external of the first period)."""
        if not self.accumulates:
            return 0.0
        return float(-self.weight[0] * self.shape.total(np.array(self.initial + self.external[0])))

    def value(self, volume: Numbers) -> Numbers:
        """Return h_t(Q_t) = w_t C(Q_t) - w_{t+1} C(Q_t + external_{t+1}), or delta_t N_t c(N_t): a function of each."""
        if not self.accumulates:
            return self.paid(volume)
        later, others = self._later
        return np.asarray(self.weight * self.shape.total(volume) - later * self.shape.total(volume + others))

    def slope(self, volume: Numbers) -> Numbers:
        """Return the derivative of `value`; of a cluster at the reference the one from below."""
        if not self.accumulates:
            return np.asarray(self.weight * self.shape.marginal_of_standing(volume))
        later, others = self._later
        return np.asarray(self.weight * self.shape.cost(volume) - later * self.shape.cost(volume + others))

    def flat(self, price: float) -> Numbers:
        """Return the slopes that price every unit of volume alike, whatever the volume."""
        later = self._later[0] if self.accumulates else 0.0
        return np.asarray(price * (self.weight - later))

    @property
    def off(self) -> float:
        """The price of a unit under `learning: off`: c(initial), or unit_cost for a standing cluster."""
        return float(self.shape.cost(np.array(self.initial))) if self.accumulates else self.shape.unit_cost

    def added(self, volume: Numbers) -> Numbers:
        """Return q_t, the volume that is paid for in each period: what is added to it, or what stands."""
        return np.asarray(volume - self.before(volume))

    def average(self, volume: Numbers) -> Numbers:
        """Return what a unit of volume of each period costs on average, money per unit, undiscounted."""
        added, start = self.added(volume), self.before(volume)
        unit = self.shape.cost(volume)
        if not self.accumulates:
            return unit
        share = np.zeros_like(unit)
        spent = self.shape.total(volume) - self.shape.total(start)
        # A volume too small to be told from rounding costs what the next unit costs.
        real = added > 1e-12 * np.maximum(np.abs(volume), 1e-300)
        np.divide(spent, added, out=share, where=real)
        return np.where(real, share, unit)

    def marginal(self, volume: Numbers) -> Numbers:
        """Return what one unit more in each period adds to the total, money per unit of that period, undiscounted.

        For builds and activity that is its own price less what it saves all later units: the sum of the slopes from
        t on, over w_t.
        """
        slopes = self.slope(volume)
        if self.accumulates:
            slopes = np.cumsum(slopes[::-1])[::-1]
        return np.asarray(slopes / self.weight)

    @property
    def convex_part(self) -> tuple[Numbers, Numbers]:
        """The volumes (from, to) between which h_t is not concave: those whose external volume passes the reference.

        Below the reference the unit cost stands still, and falls only for what others have added by then. from > to
        where there is no such part; it never matters above the least volume of the period.
        """
        later, others = self._later if self.accumulates else (np.zeros(len(self.periods)),) * 2
        start = np.maximum(self.shape.reference - others, self.least)
        exists = (later > 0) & (others > 0) & (start < self.shape.reference * (1.0 - AT_REFERENCE))
        return np.where(exists, start, np.inf), np.where(exists, self.shape.reference, -np.inf)

    @property
    def weights_rise(self) -> bool:
        """Tell whether a later payment counts more than an earlier one, where nothing is proven."""
        return bool(self.accumulates and (np.diff(self.weight) > 1e-12 * self.weight[:-1]).any())

    @property
    def _later(self) -> tuple[Numbers, Numbers]:
        """w_{t+1}, 0 after the last period, and external_{t+1}."""
        return np.append(self.weight[1:], 0.0), np.append(self.external[1:], 0.0)

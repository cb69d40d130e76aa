"""Policies as numbers: two sums over decisions in every place and period, and what missing their limit costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Positions = NDArray[np.intp]
Term = tuple[str, tuple[Any, ...]]
"""A decision and its index."""
At = tuple[str, str, int]
"""Policy, place and period (over the horizon: the last one in force)."""
Unit = tuple[str, str, bool]
"""What is counted: kind (commodity, process, line, money, impact, unknown), id, and whether it is a rate per year."""
NO_POSITIONS: Positions = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class Shipments:
    """Terms on `flow` as arrays: row of the lane in net.lanes, position of the period, coefficient."""

    lane: Positions = field(default_factory=lambda: NO_POSITIONS)
    period: Positions = field(default_factory=lambda: NO_POSITIONS)
    coefficient: Numbers = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        return len(self.lane)

    @classmethod
    def joined(cls, parts: list[Shipments], periods: int) -> Shipments:
        """Return several added up, each lane and period once."""
        if not parts:
            return cls()
        every = np.concatenate([part.lane * periods + part.period for part in parts])
        keys, at = np.unique(every, return_inverse=True)
        total = np.bincount(at, np.concatenate([part.coefficient for part in parts]), len(keys))
        kept = total != 0.0
        return cls(keys[kept] // periods, keys[kept] % periods, total[kept])


@dataclass(frozen=True)
class Amount:
    """One side of a comparison: sum of coefficient * decision over terms and shipments, + constant."""

    terms: Mapping[Term, float]
    shipments: Shipments
    constant: float

    @property
    def is_decided(self) -> bool:
        """Tell whether any decision is in it."""
        return bool(self.terms) or len(self.shipments) > 0


@dataclass(frozen=True)
class Comparison:
    """at_least * right <= left <= at_most * right of one policy in one place and period.

    limits: at_least, at_most, those given; is_share: right is a sum, not 1.
    """

    at: At
    left: Amount
    right: Amount
    limits: Mapping[str, float]
    over_horizon: bool
    is_share: bool

    def is_decided(self, sense: str) -> bool:
        """Tell whether any decision is in the row of a limit; a limit of 0 takes the right side out of it."""
        return self.left.is_decided or (self.limits[sense] != 0.0 and self.right.is_decided)

    def shortfall(self, sense: str, left: float, right: float) -> float:
        """Return by how much a limit is missed, in units of left; negative: by how much it holds."""
        allowed = self.limits[sense] * right
        return allowed - left if sense == "at_least" else left - allowed


@dataclass(frozen=True)
class Policies:
    """All comparisons, and what a unit of a miss costs.

    rows: by `at`. at_least, at_most: where such a row is in the program: where something is decided in it, or it
    cannot hold. Keys of prices are (policy, sense, place, t); money per unit of left: yearly_price for each year of
    the period, single_price once, at its start. hopeless: misses that may not be, in rows without any decision.
    counted: by policy, what its left side counts, as far as it has a unit.
    """

    rows: Mapping[At, Comparison] = field(default_factory=dict)
    at_least: tuple[At, ...] = ()
    at_most: tuple[At, ...] = ()
    yearly_price: Mapping[tuple[str, str, str, int], float] = field(default_factory=dict)
    single_price: Mapping[tuple[str, str, str, int], float] = field(default_factory=dict)
    hopeless: tuple[tuple[str, str, str, int], ...] = ()
    counted: Mapping[str, tuple[Unit, ...]] = field(default_factory=dict)

    @property
    def misses(self) -> tuple[tuple[str, str, str, int], ...]:
        """Where `policy_miss` exists."""
        return (*self.yearly_price, *self.single_price, *self.hopeless)

    def shipments(self) -> Iterator[tuple[str, At, Shipments]]:
        """Yield of every row with shipments in it its name, its index and their coefficients as the row has them.

        A row is written small - large <= ...: at_least * right - left, or left - at_most * right.
        """
        for name, where in (("at_least", self.at_least), ("at_most", self.at_most)):
            for at in where:
                row = self.rows[at]
                sides = ((row.left, 1.0), (row.right, -row.limits[name]))
                sign = -1.0 if name == "at_least" else 1.0
                parts = [
                    Shipments(side.shipments.lane, side.shipments.period, sign * factor * side.shipments.coefficient)
                    for side, factor in sides
                    if len(side.shipments)
                ]
                if parts:
                    yield f"policy_{name}", at, Shipments.joined(parts, 1 + max(int(p.period.max()) for p in parts))

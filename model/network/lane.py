"""Lanes as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Positions = NDArray[np.intp]
Ends = tuple[str, str, str]
"""Commodity, origin and destination."""


@dataclass(frozen=True)
class Lanes:
    """Every lane (c, r -> s), one row each; money per unit, capacity in unit/yr (inf: none).

    freight, tariff, capacity have a column for each period; tonne_km is per unit shipped (0 without a class).
    """

    commodity: tuple[str, ...]
    origin: tuple[str, ...]
    destination: tuple[str, ...]
    freight: Numbers
    tariff: Numbers
    capacity: Numbers
    tonne_km: Numbers

    def __len__(self) -> int:
        return len(self.commodity)

    @classmethod
    def none(cls, periods: int) -> Lanes:
        """Return no lane at all."""
        empty = np.zeros((0, periods))
        return cls((), (), (), empty, empty, empty, np.zeros(0))

    def ends(self) -> list[Ends]:
        """Return (c, r, s) of every lane."""
        return list(zip(self.commodity, self.origin, self.destination, strict=True))

    def codes(self, regions: Sequence[str]) -> tuple[Positions, Positions, Positions]:
        """Return commodity (in order of appearance), origin and destination of every lane as positions."""
        commodity = {c: i for i, c in enumerate(dict.fromkeys(self.commodity))}
        region = {r: i for i, r in enumerate(regions)}
        parts = ((commodity, self.commodity), (region, self.origin), (region, self.destination))
        c, r, s = (np.fromiter((at[i] for i in ids), dtype=np.intp, count=len(self)) for at, ids in parts)
        return c, r, s

    def taken(self, rows: Positions) -> Lanes:
        """Return some of the lanes; columns that are views of one stay so."""
        picked = rows.tolist()
        c, r, s = (tuple(ids[i] for i in picked) for ids in (self.commodity, self.origin, self.destination))
        freight, tariff, capacity = (_taken(column, rows) for column in (self.freight, self.tariff, self.capacity))
        return Lanes(c, r, s, freight, tariff, capacity, self.tonne_km[rows])

    def without(self, rows: Positions) -> Lanes:
        """Return all other lanes."""
        others = np.ones(len(self), dtype=bool)
        others[rows] = False
        return self.taken(np.flatnonzero(others))

    def joined(self, more: Lanes) -> Lanes:
        """Return these lanes and others behind them."""
        if not len(more):
            return self
        return Lanes(
            self.commodity + more.commodity,
            self.origin + more.origin,
            self.destination + more.destination,
            np.concatenate([self.freight, more.freight]),
            np.concatenate([self.tariff, more.tariff]),
            np.concatenate([self.capacity, more.capacity]),
            np.concatenate([self.tonne_km, more.tonne_km]),
        )


def _taken(column: Numbers, rows: Positions) -> Numbers:
    is_view = column.shape[1] > 0 and column.strides[1] == 0
    return np.broadcast_to(column[rows, :1], (len(rows), column.shape[1])) if is_view else column[rows]

"""Regions by periods: the cells that bounds on supply are counted in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.instance.expand import ids_named
from model.instance.instance import Instance

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Grid:
    """Every region (rows) in every period (columns).

    first: first years of the periods; length: their years; inland: which regions are neither port nor overseas.
    """

    regions: tuple[str, ...]
    inland: Flags
    first: tuple[int, ...]
    length: Numbers

    @property
    def shape(self) -> tuple[int, int]:
        """Number of regions and of periods."""
        return len(self.regions), len(self.first)

    def zeros(self) -> Numbers:
        """Return nothing in every cell."""
        return np.zeros(self.shape)

    def mean(self, by_year: Numbers) -> Numbers:
        """Return the mean over the years of each period of a value given for every year of the horizon."""
        starts = np.array(self.first) - self.first[0]
        return np.asarray(np.add.reduceat(by_year, starts) / self.length)

    def share(self, start: int, end: int) -> Numbers:
        """Return the share of the years of each period that lie in start .. end - 1."""
        first = np.array(self.first)
        inside = np.minimum(first + self.length, end) - np.maximum(first, start)
        return np.asarray(np.maximum(inside, 0.0) / self.length)


def make_grid(instance: Instance) -> Grid:
    """Return the regions and periods of an instance."""
    settings, regions = instance.settings, instance.tables["regions"]
    first = settings.years
    return Grid(
        regions=ids_named(regions, "region"),
        inland=regions["kind"].isin(["inland", ""]).to_numpy(dtype=bool),
        first=first,
        length=np.diff([*first, settings.last_year + 1]).astype(float),
    )

"""Concave costs for programs of a few columns: a log(1 + x), each column a group and a family of its own."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from model.solver.program import Program


@dataclass(frozen=True)
class Logs:
    sizes: tuple[float, ...]
    is_concave: bool = True
    why_unproven: str = ""
    constant: float = 2.0

    @property
    def columns(self):
        return tuple(("volume", (i,)) for i in range(len(self.sizes)))

    @property
    def groups(self):
        return tuple((f"k{i}", slice(i, i + 1)) for i in range(len(self.sizes)))

    @property
    def families(self):
        return self.groups

    @property
    def least(self):
        return np.zeros(len(self.sizes))

    @property
    def rises(self):
        return np.full(len(self.sizes), -np.inf)

    @property
    def off_slopes(self):
        return self.slopes(self.least)

    @property
    def least_slopes(self):
        return np.zeros(len(self.sizes))

    @property
    def convex_parts(self):
        return np.full(len(self.sizes), np.inf), np.full(len(self.sizes), -np.inf)

    def values(self, volumes):
        return np.array(self.sizes) * np.log1p(volumes)

    def slopes(self, volumes):
        return np.array(self.sizes) / (1.0 + volumes)


def sharing(cost, demand):
    """Return min cost x with the sum of x equal to demand: what concave costs are shared out over."""
    n = len(cost)
    return Program(
        cost=np.array(cost, dtype=float),
        offset=5.0,
        matrix=csc_array(np.ones((1, n))),
        row_lower=np.array([float(demand)]),
        row_upper=np.array([float(demand)]),
        lower=np.zeros(n),
        upper=np.full(n, np.inf),
        columns=tuple(("volume", (i,)) for i in range(n)),
        rows=(("balance", ()),),
    )

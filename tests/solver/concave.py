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


def assigning(cost, demand):
    """Return demands j met at cost[j][k] by any k, whose volume is the sum of what it meets, over concave costs.

    At an optimum every demand is met by one of them: concave costs are least at a corner.
    """
    demands, n = np.array(cost).shape
    met, added = np.kron(np.eye(demands), np.ones((1, n))), np.kron(np.ones((1, demands)), np.eye(n))
    return Program(
        cost=np.concatenate([np.array(cost, dtype=float).reshape(-1), np.zeros(n)]),
        offset=0.0,
        matrix=csc_array(np.block([[met, np.zeros((demands, n))], [added, -np.eye(n)]])),
        row_lower=np.concatenate([demand, np.zeros(n)]),
        row_upper=np.concatenate([demand, np.zeros(n)]),
        lower=np.zeros((demands + 1) * n),
        upper=np.full((demands + 1) * n, np.inf),
        columns=(*(("met", (j, k)) for j in range(demands) for k in range(n)), *(("volume", (k,)) for k in range(n))),
        rows=(*(("balance", (j,)) for j in range(demands)), *(("volume_adds_up", (k,)) for k in range(n))),
    )


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

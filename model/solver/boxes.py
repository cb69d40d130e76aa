"""What a search over boxes of volumes holds and finds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from model.solver.highs import Status
from model.solver.program import Numbers
from model.solver.tangents import Plan


@dataclass(frozen=True)
class Moment:
    """One point of the trace: seconds since the start, bound, cost of the best plan, boxes and programs so far."""

    seconds: float
    bound: float
    incumbent: float
    nodes: int
    programs: int


@dataclass
class Certified:
    """The best plan, the bound that holds for every plan, and how they came about.

    curve_part: what of the distance between them is due to chords; the rest is due to cuts and the solver. nodes: boxes
    or searches; surrogates: programs with rows summed that were solved.
    """

    best: Plan
    bound: float
    status: Status = "optimal"
    curve_part: float = 0.0
    nodes: int = 0
    surrogates: int = 0
    trace: list[Moment] = field(default_factory=list)

    @property
    def gap(self) -> float:
        """The relative distance of bound and best plan."""
        return max(0.0, self.best.cost - self.bound) / max(1.0, abs(self.best.cost))


@dataclass(order=True)
class Box:
    """A box of volumes: no plan in it costs less than bound.

    missing: by how much its chords lie below the costs at its optimum; plan: volumes of the optimum over it of the last
    program that was solved over it, if any; is_settled: that was the large one.
    """

    bound: float
    number: int
    low: Numbers = field(compare=False)
    high: Numbers = field(compare=False)
    missing: float = field(compare=False, default=np.inf)
    plan: Numbers | None = field(compare=False, default=None)
    is_settled: bool = field(compare=False, default=False)

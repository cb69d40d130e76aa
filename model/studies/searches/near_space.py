"""Plans near the cheapest one, opened from a stored run in any process: how far a place can go at a small cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from model.instance.attributes import attributes
from model.network.learning import Learning
from model.solver.highs import Options, by_name
from model.solver.program import Numbers
from model.solver.restart import solve_with_basis
from model.studies.measures.cells import period_of, shown_years
from model.studies.measures.used_capacity import UsedCapacity
from model.studies.runs.bases import read_basis
from model.studies.runs.desk import RunFailedError
from model.studies.runs.notebook import Finding
from model.studies.runs.revive import Revived, revive
from model.studies.searches.frontier import Optimum, Point, reach


@dataclass(frozen=True)
class Around:
    """Where a stored run is, its instance and its basis, and the capacity that is looked at.

    of: attributes of lines and their values; year: None for the last shown.
    """

    run: str
    instance: str
    basis: str
    of: tuple[tuple[str, tuple[str, ...]], ...]
    year: int | None


@dataclass(frozen=True)
class Space:
    """The plan of a run, the optimum of its program, and the capacity in use that is looked at."""

    run: Revived
    capacity: UsedCapacity
    optimum: Optimum

    @property
    def least(self) -> float:
        """What the cheapest plan costs."""
        return self.optimum.least + self.run.anyway

    def reach(self, direction: Numbers, end: float, rooms: tuple[float, ...]) -> tuple[tuple[Point, ...], Point | None]:
        """Return the plans within each room that are closest to an end of a sum, and the plan at that end."""
        found = reach(self.optimum, direction, end, rooms, self.capacity.total)
        return found.points, found.end

    def cost(self, x: Numbers) -> float:
        """Return the true cost of a plan: learned costs on their curves."""
        program = self.run.program
        own = float(program.cost @ x) + program.offset
        if not self.run.net.curves:
            return own
        learning = Learning(self.run.net.curves)
        volumes = learning.volumes(by_name(program.columns, x))
        at = {name: j for j, name in enumerate(program.columns)}
        columns = [at[name] for name in learning.columns]
        return own - float(program.cost[columns] @ x[columns]) + learning.paid(volumes)


@lru_cache(maxsize=1)
def open_space(around: Around) -> Space:
    """Bring a run back with its optimum. Raises RunFailedError where nothing can be said about it."""
    run = revive(Path(around.run), Path(around.instance))
    table = attributes(run.instance).lines
    lines = tuple(l for l in run.net.lines.processes if all(table[l][a] in values for a, values in around.of))
    period = shown_years(run.record)[-1] if around.year is None else period_of(run.record, around.year)
    if period is None:
        raise RunFailedError(f"year: {around.year} lies outside the horizon")
    capacity = UsedCapacity(run, lines, period)
    if not capacity.total > 0:
        raise RunFailedError("the plan has no such capacity in this year: ask about other lines or another year")
    return Space(run, capacity, _optimum(run, Path(around.basis)))


def _optimum(run: Revived, basis: Path) -> Optimum:
    start = read_basis(basis, run.program)
    if start is not None:
        return Optimum(run.program, start, run.x, float(run.program.cost @ run.x) + run.program.offset)
    solved, start = solve_with_basis(run.program, Options("ipx", threads=1))
    if solved.objective is None or start is None:
        raise RunFailedError("the program of the run does not give its plan again")
    x = np.array([solved.values[name][index] for name, index in run.program.columns])
    return Optimum(run.program, start, x, solved.objective)


def range_of(around: Around, by: str, name: str, slacks: tuple[float, ...]) -> Finding:
    """Return the least and the most of a place for each slack, and what it costs to have none and to have all it can.

    none, full: what is there at the end of the way and what the plan costs more; empty where no plan goes so far.
    """
    space = open_space(around)
    direction, rooms = space.capacity.of(by, name), tuple(slack * abs(space.least) for slack in sorted(slacks))
    down, none = space.reach(direction, 0.0, rooms)
    up, full = space.reach(direction, space.capacity.most(by, name), rooms)
    return {
        "least": [max(0.0, point.amount) for point in down],
        "plan": [float(direction @ space.optimum.x)],
        "most": [point.amount for point in up],
        "none": [] if none is None else [none.amount, none.dearer],
        "full": [] if full is None else [full.amount, full.dearer],
    }

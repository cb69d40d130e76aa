"""How much a plan could differ at almost the same cost: utilisation of each place over near-optimal plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.network.assemble import assemble
from model.network.network import Network
from model.run import make_program
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.program import Numbers, Program
from model.studies.asked.case import Case
from model.studies.asked.fields import Fields
from model.studies.measures.cells import INDEX, TABLES, make_cells, with_labels
from model.studies.measures.measure import DUST, Measure
from model.studies.runs.desk import Desk, RunFailedError

RANGES = ("region", "low", "central", "high", "tied_with")
EXACT = 1e-6
MOST_STEPS = 30


@dataclass(frozen=True)
class Near:
    """slack: share by which a plan may cost more than the cheapest; places: regions looked at (none named: all)."""

    slack: float
    places: tuple[str, ...]


def read_near(fields: Fields | None) -> Near | None:
    """Return the ranges that a study asks for; what is wrong is noted."""
    if fields is None:
        return None
    near = Near(fields.number("slack", 0.005, 0.0), fields.texts("places"))
    fields.refuse_unknown()
    return near


def near_ranges(desk: Desk, case: Case, measure: Measure, year: int, near: Near) -> pd.DataFrame:
    """Return utilisation of each region in a year over all plans within the slack of least cost.

        least, most of  sum used / sum base   subject to  cost <= (1 + slack) least cost and every row of the program

    A share of two sums is found by a few linear programs: the least of used - u base, with u the share of the last
    plan, until it is 0. tied_with: regions whose ranges overlap. Raises RunFailedError where the program is not linear.
    """
    instance = desk.instance(case)
    net, program = assemble(instance), make_program(instance)
    if net.curves or program.integers or measure.quantity != "utilisation":
        raise RunFailedError("`near` takes a utilisation, without whole numbers and with `learning: off` or `path`")
    solution = desk.solve(case, TABLES)
    central = measure.by(make_cells(solution.record, solution.tables), ["region", "year"])
    places = pd.DataFrame(net.lines.places, columns=["line", "region"]).assign(year=year)
    meant = measure.meant(with_labels(places, solution.record))[INDEX]
    search = _Search(program, near.slack)
    rows = []
    for region, cells in meant.groupby("region", sort=False):
        value = float(central.get((region, year), np.nan))
        if np.isnan(value) or (near.places and region not in near.places):
            continue
        desk.say(f"near-optimal plans of {region}")
        share = _share(net, program, [(str(l), str(r), int(t)) for l, r, t in cells.itertuples(index=False)], measure)
        rows.append((str(region), search.extreme(share, value, 1.0), value, search.extreme(share, value, -1.0)))
    return pd.DataFrame(_with_ties(rows), columns=list(RANGES))


@dataclass(frozen=True)
class _Share:
    """used and base of a place as sums over the columns of a program; fixed: capacity of the data in the base."""

    used: Numbers
    base: Numbers
    fixed: float

    def size(self, x: Numbers) -> float:
        return float(self.base @ x) + self.fixed

    def of(self, x: Numbers) -> float:
        size = self.size(x)
        return float(self.used @ x) / size if size > DUST else float("nan")


class _Search:
    """One program and its optimum, asked what it costs to push a sum as far as it goes.

    Plans on the edge of cost and sum minimise cost + price * sum for some price. Few costs differ from one price to the
    next, so every program goes on from the last one; a row that holds the cost down would touch every column instead.
    """

    def __init__(self, program: Program, slack: float) -> None:
        self._program = program
        self._engine = Engine(program, Options("ipx", threads=1))
        self._optimum = self._solved(program.cost)
        self._basis = self._engine.basis()
        self._least = self._cost(self._optimum)
        self._room = slack * abs(self._least)

    def extreme(self, share: _Share, value: float, sign: float) -> float:
        """Return the least share (sign 1) or the largest one (sign -1) within the slack, from that of a plan on."""
        for _ in range(MOST_STEPS):
            direction = sign * (share.used - value * share.base)
            found = share.of(self._pushed(direction, share.size(self._optimum)))
            if np.isnan(found) or sign * (value - found) < EXACT:
                break
            value = found
        return value

    def _pushed(self, direction: Numbers, size: float) -> Numbers:
        """Return the plan within the slack whose sum over a direction is least, up to EXACT of a size."""
        within, beyond = self._optimum, self._optimum
        price = FIRST_PRICE * self._room / size
        self._engine.set_basis(self._basis)
        while price > 0.0:
            found = self._solved(self._program.cost + price * direction)
            if self._left(found) < 0.0:
                beyond = found
                break
            within = found
            if self._left(found) / price <= EXACT * size:
                # What is left of the slack cannot buy more than this at so high a price.
                break
            price *= FIRST_PRICE
        return within if self._left(beyond) >= 0.0 else self._between(direction, within, beyond)

    def _between(self, direction: Numbers, within: Numbers, beyond: Numbers) -> Numbers:
        """Return the point at which the edge from a plan within the slack to one beyond spends it all."""
        for _ in range(MOST_STEPS):
            price = (self._cost(beyond) - self._cost(within)) / float(direction @ (within - beyond))
            found = self._solved(self._program.cost + price * direction)
            gain = self._cost(within) - self._cost(found) + price * float(direction @ (within - found))
            if gain <= EXACT * max(1.0, self._room):
                break
            within, beyond = (found, beyond) if self._left(found) >= 0.0 else (within, found)
        share = self._left(within) / (self._cost(beyond) - self._cost(within))
        return within + share * (beyond - within)

    def _cost(self, x: Numbers) -> float:
        return float(self._program.cost @ x)

    def _left(self, x: Numbers) -> float:
        """Return what of the slack a plan leaves."""
        return self._least + self._room * (1.0 + EXACT) - self._cost(x)

    def _solved(self, cost: Numbers) -> Numbers:
        self._engine.set_costs(cost)
        point = self._engine.solve()
        if point.status != "optimal":
            raise RunFailedError(f"near-optimal plans: {point.status}")
        return point.x


FIRST_PRICE = 100.0
"""Of the slack per size, at first and from one price to the next."""


def _share(net: Network, program: Program, cells: list[tuple[str, str, int]], measure: Measure) -> _Share:
    """Return the share of some cells. Standing is open capacity, or nameplate where the line can be restarted."""
    at = {name: k for k, name in enumerate(program.columns)}
    used, base = np.zeros(len(at)), np.zeros(len(at))
    fixed = 0.0
    for l, r, t in cells:
        for p in net.lines.processes[l]:
            _add(used, at, ("activity", (p, r, t)), net.processes.use[p, t])
        if measure.base == "nameplate" or (measure.base == "standing" and net.lines.can_restart(l)):
            fixed += net.lines.existing.get((l, r, t), 0.0)
            for v in net.periods.first:
                _add(base, at, ("build", (l, r, v)), net.lines.alive.get((l, v, t), 0.0))
        else:
            _add(base, at, ("open_capacity", (l, r, t)), 1.0)
    return _Share(used, base, fixed)


def _add(row: NDArray[np.float64], at: Mapping[Any, int], name: tuple[str, tuple[Any, ...]], amount: float) -> None:
    if name in at:
        row[at[name]] += amount


def _with_ties(rows: list[tuple[str, float, float, float]]) -> Iterator[tuple[Any, ...]]:
    for region, low, central, high in rows:
        tied = [other for other, a, _, b in rows if other != region and a <= high and low <= b]
        yield region, low, central, high, ", ".join(tied)

"""How much a plan could differ at almost the same cost: utilisation of each place over near-optimal plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from model.network.assemble import assemble
from model.network.network import Network
from model.run import make_program
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.program import Numbers, Program
from model.studies.case import Case
from model.studies.cells import INDEX, TABLES, make_cells, with_labels
from model.studies.desk import Desk, RunFailedError
from model.studies.fields import Fields
from model.studies.measure import DUST, Measure

RANGES = ("region", "low", "central", "high", "tied_with")
EXACT = 1e-7
MOST_STEPS = 20


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
    search = _Search(program, solution.record["objective"], near.slack)
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

    def of(self, x: Numbers) -> float:
        size = float(self.base @ x) + self.fixed
        return float(self.used @ x) / size if size > DUST else float("nan")


class _Search:
    """One program with a ceiling on its cost, asked for extremes."""

    def __init__(self, program: Program, least: float, slack: float) -> None:
        ceiling = least + slack * abs(least) - program.offset
        row = csr_array(program.cost.reshape(1, -1))
        held = replace(
            program,
            matrix=csc_array(vstack([program.matrix, row], format="csc")),
            row_lower=np.append(program.row_lower, -np.inf),
            row_upper=np.append(program.row_upper, ceiling + EXACT * max(1.0, abs(ceiling))),
            rows=(*program.rows, ("cost_ceiling", ())),
        )
        self._engine = Engine(held, Options("ipx", threads=1))

    def extreme(self, share: _Share, value: float, sign: float) -> float:
        """Return the least share (sign 1) or the largest one (sign -1), from the value of a plan on."""
        for _ in range(MOST_STEPS):
            self._engine.set_costs(sign * (share.used - value * share.base))
            point = self._engine.solve(cap=MOST_ITERATIONS)
            if point.status != "optimal":
                raise RunFailedError(f"near-optimal plans: {point.status}")
            gain = point.objective - sign * value * share.fixed
            better = share.of(point.x)
            if gain > -EXACT or np.isnan(better):
                break
            value = better
        return value


MOST_ITERATIONS = 20_000
"""Of simplex, before a program is solved cold."""


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

"""One year of a plan with its capacity fixed: what is made, shipped, bought and short when something is lost.

The columns are the activity, shipments, trade, shortage and disposal of one period, its rows the balances and the upper
utilisation limits; all other decisions stay those of the plan. What the year does to other rows (policies, reserves,
what comes back later) is paid at their duals, so that the plan itself is the cheapest dispatch while nothing is lost.
What cannot be used up piles up, at the price of a shortage. Demand for what has no such price may be missed at ten
times its marginal cost in the plan: without a port or a lane it might be out of reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, diags_array, hstack

from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.point import Point
from model.solver.program import Numbers, Program
from model.studies.runs.desk import RunFailedError
from model.studies.runs.revive import Revived

Positions = NDArray[np.intp]
MISSED = 10.0
"""Price of demand unmet over its marginal cost, where the instance gives none."""
RUNNING = ("activity", "flow", "trade", "shortage", "disposal")


@dataclass(frozen=True)
class Loss:
    """What is lost for a year. capacities: (line, region) in service; trades and lanes: columns that carry nothing."""

    kind: str
    name: str
    capacities: frozenset[tuple[str, str]] = frozenset()
    columns: frozenset[tuple[str, tuple[object, ...]]] = frozenset()


@dataclass(frozen=True)
class Dispatch:
    """The year t of a run. dual: of the rows of its program at the plan; share: of what is lost that is gone."""

    run: Revived
    t: int
    dual: Numbers
    share: float
    price: float

    @cached_property
    def own(self) -> Positions:
        """Positions of the columns of the year in the program of the run."""
        names = self.run.program.columns
        return np.array([j for j, (name, i) in enumerate(names) if name in RUNNING and i[-1] == self.t], dtype=np.intp)

    @cached_property
    def rows(self) -> Positions:
        """Positions of the rows of the year."""
        kept = ("balance", "utilisation_upper")
        names = self.run.program.rows
        return np.array([i for i, (name, at) in enumerate(names) if name in kept and at[-1] == self.t], dtype=np.intp)

    @cached_property
    def other(self) -> csc_array:
        """The rows of the year over all other columns: what the plan brings into the year."""
        whole = np.ones(len(self.run.program.columns))
        whole[self.own] = 0.0
        return csc_array(self._picked(self.rows) @ self.run.program.matrix @ diags_array(whole))

    @cached_property
    def missed(self) -> Mapping[tuple[str, str], float]:
        """What a unit of demand unmet is worth in each place that has demand, money."""
        needs, delta = self.run.net.needs, self.run.net.periods.delta[self.t]
        at = {name: i for i, name in enumerate(self.run.program.rows)}
        wanted = [key for key, amount in needs.demand.items() if key[2] == self.t and amount > 0.0]
        costs = {key[:2]: abs(float(self.dual[at["balance", key]])) / delta for key in wanted}
        return {(c, r): needs.shortage_price.get(c, MISSED * cost) for (c, r), cost in costs.items()}

    @cached_property
    def shortage(self) -> Numbers:
        """What each column of the dispatch counts as demand unmet, at its price, money/yr."""
        names = [self.run.program.columns[j] for j in self.own]
        unmet = [self.missed[i[0], i[1]] if name == "shortage" else 0.0 for name, i in names]
        return np.array([*unmet, *np.zeros(self._piles.shape[1]), *(self.missed[key] for key in self._lacking)])

    @cached_property
    def program(self) -> Program:
        """The dispatch while nothing is lost, money/yr."""
        whole, delta = self.run.program, self.run.net.periods.delta[self.t]
        rest = self.dual.copy()
        rest[self.rows] = 0.0
        cost = (whole.cost - whole.matrix.T @ rest)[self.own] / delta
        more = csc_array(hstack([self._piles, self._lacks], format="csc"))
        piles, lacks = self._piles.shape[1], [self.missed[key] for key in self._lacking]
        inside = csc_array(self._picked(self.rows) @ whole.matrix @ self._picked(self.own, columns=True).T)
        lower, upper = self._limits(self.run.x, None)
        return Program(
            cost=np.concatenate([cost, np.full(piles, self.price), lacks]),
            offset=0.0,
            matrix=csc_array(hstack([inside, more], format="csc")),
            row_lower=lower,
            row_upper=upper,
            lower=np.concatenate([whole.lower[self.own], np.zeros(more.shape[1])]),
            upper=np.concatenate([whole.upper[self.own], np.full(more.shape[1], np.inf)]),
            columns=(
                *(whole.columns[j] for j in self.own),
                *(("pile", (k,)) for k in range(piles)),
                *(("lack", key) for key in self._lacking),
            ),
            rows=tuple(whole.rows[i] for i in self.rows),
        )

    def engine(self, cost: Numbers | None = None) -> Engine:
        """Return the dispatch, ready to be asked about losses; cost: other than its own."""
        engine = Engine(self.program, Options("simplex", threads=1))
        if cost is not None:
            engine.set_costs(cost)
        return engine

    def after(self, engine: Engine, loss: Loss | None, x: Numbers) -> Point:
        """Return the cheapest dispatch of a plan x after a loss."""
        upper = self.program.upper.copy()
        if loss is not None:
            gone = [k for k, name in enumerate(self.program.columns) if name in loss.columns]
            # What has no limit carries what it carries in the plan.
            carried = np.where(np.isfinite(upper[gone]), upper[gone], np.maximum(0.0, x[self.own[gone]]))
            upper[gone] = (1.0 - self.share) * carried
        engine.set_column_bounds(self.program.lower, upper)
        engine.set_row_bounds(*self._limits(x, loss))
        point = engine.solve()
        if point.status != "optimal":
            raise RunFailedError(f"loss of {'nothing' if loss is None else loss.name}: no dispatch ({point.status})")
        return point

    def kept(self, loss: Loss | None) -> Numbers:
        """Return what is left of each row: 1, less what is lost of its capacity."""
        left = np.ones(len(self.rows))
        for k, i in enumerate(self.rows):
            name, at = self.run.program.rows[i]
            if loss is not None and name == "utilisation_upper" and (at[0], at[1]) in loss.capacities:
                left[k] -= self.share
        return left

    def _limits(self, x: Numbers, loss: Loss | None) -> tuple[Numbers, Numbers]:
        there, left = self.other @ x, self.kept(loss)
        lower, upper = self.run.program.row_lower[self.rows], self.run.program.row_upper[self.rows]
        low, high = (
            np.where(np.isfinite(limit), left * (np.where(np.isfinite(limit), limit, 0.0) - there), limit)
            for limit in (lower, upper)
        )
        return low, high

    @cached_property
    def _piles(self) -> csc_array:
        """Columns by which what is left over in each balance piles up."""
        at = [k for k, i in enumerate(self.rows) if self.run.program.rows[i][0] == "balance"]
        return csc_array((-np.ones(len(at)), (at, range(len(at)))), shape=(len(self.rows), len(at)))

    @cached_property
    def _lacking(self) -> tuple[tuple[str, str], ...]:
        """Where there is demand for something that the instance gives no shortage price."""
        return tuple(key for key in self.missed if key[0] not in self.run.net.needs.shortage_price)

    @cached_property
    def _lacks(self) -> csc_array:
        """Columns by which such demand is missed."""
        at = {self.run.program.rows[i]: k for k, i in enumerate(self.rows)}
        rows = [at["balance", (*key, self.t)] for key in self._lacking]
        return csc_array((np.ones(len(rows)), (rows, range(len(rows)))), shape=(len(self.rows), len(rows)))

    def _picked(self, positions: Positions, *, columns: bool = False) -> csc_array:
        """Return the matrix that picks some rows, or columns, of the program."""
        size = len(self.run.program.columns if columns else self.run.program.rows)
        ones, at = np.ones(len(positions)), np.arange(len(positions))
        return csc_array((ones, (at, positions)), shape=(len(positions), size))

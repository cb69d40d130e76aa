"""The tables of a solution, made from the numbers of the network and what the solver found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from model.network.network import Network
from model.network.rates import costs
from model.solution.balances import balance_rows
from model.solution.columns import BY_NAME, INDEX, ROWS
from model.solution.costs import beyond_horizon_rows, cost_rows, payment_rows
from model.solution.idle import idle_rows
from model.solution.learning import all_in_rows, learning_rows
from model.solution.policies import policy_rows
from model.solution.turnover import turnover_rows
from model.solution.units import activity_units, capacity_units, per_year
from model.solver.highs import Solved

Rows = Iterable[tuple[Any, ...]]
Values = Mapping[tuple[Any, ...], float]
Tables = Mapping[str, pd.DataFrame]


def make_tables(net: Network, solved: Solved) -> Tables:
    """Return every table of columns.py for a solved network."""
    plan, rates = _Plan(net, solved), costs(net)
    rows: dict[str, Rows] = {
        "capacity": plan.capacity(),
        "builds": plan.builds(),
        "closures": plan.closures(),
        "utilisation": plan.utilisation(),
        "idle": idle_rows(net, rates, solved.values),
        "sites": plan.sites(),
        "plants": plan.plants(),
        "activity": plan.activity(),
        "flows": plan.flows(),
        "trade": plan.trade(),
        "shortage": plan.shortage(),
        "disposal": plan.disposal(),
        "balances": balance_rows(net, solved.values),
        "turnover": turnover_rows(net, solved.values),
        "prices": plan.prices(),
        "costs": cost_rows(net, rates, solved.values),
        "payments": payment_rows(net, rates, solved.values),
        "beyond_horizon": beyond_horizon_rows(net, rates, solved.values),
        "duals": plan.duals(),
        "impacts": plan.impacts(),
        "learning": learning_rows(net, solved.values),
        "all_in": all_in_rows(net, solved.values, solved.duals),
        "policies": policy_rows(net, rates, solved),
    }
    return {name: _frame(net, name, of_table) for name, of_table in rows.items()}


def _frame(net: Network, name: str, rows: Rows) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(BY_NAME[name].columns))
    if "year" in frame:
        frame["year"] = frame["year"].astype("Int64" if frame["year"].isna().any() else int)
    for position, (column, value) in enumerate(zip(INDEX, (net.name, net.scenario), strict=True)):
        frame.insert(position, column, value)
    return frame


@dataclass(frozen=True)
class _Plan:
    """The rows of each table; every method yields them in the order of the network."""

    net: Network
    solved: Solved

    def _values(self, decision: str) -> Values:
        return self.solved.values.get(decision, {})

    def capacity(self) -> Rows:
        """Nameplate by status, `new` for what the plan has built and still stands."""
        units = capacity_units(self.net)
        for (l, r, status, t), amount in self.net.lines.existing_by_status.items():
            yield l, r, t, status, amount, units[l]
        for (l, r, t), amount in self._new.items():
            yield l, r, t, "new", amount, units[l]

    def builds(self) -> Rows:
        """What is commissioned."""
        units = capacity_units(self.net)
        return ((l, r, t, x, units[l]) for (l, r, t), x in self._values("build").items() if x)

    def closures(self) -> Rows:
        """What stands but is not open, and what is opened again."""
        units, restart, opened = capacity_units(self.net), self._values("restart"), self._values("open_capacity")
        for (l, r, t), stands in self._nameplate.items():
            closed = stands - opened.get((l, r, t), 0.0)
            closed = closed if closed > 1e-9 * max(1.0, stands) else 0.0
            if closed or restart.get((l, r, t)):
                yield l, r, t, closed, restart.get((l, r, t), 0.0), units[l]

    def utilisation(self) -> Rows:
        """Use over standing, open and nameplate capacity; blank where there is none."""
        units, opened, used = capacity_units(self.net), self._values("open_capacity"), self._used()
        for (l, r, t), nameplate in self._nameplate.items():
            key = (l, r, t)
            is_open, use = opened.get(key, 0.0), used.get(key, 0.0)
            standing = nameplate if self.net.lines.can_restart(l) else is_open
            shares = (_share(use, standing), _share(use, is_open), _share(use, nameplate))
            yield l, r, t, use, is_open, standing, nameplate, *shares, units[l]

    def sites(self) -> Rows:
        """Which sites are open."""
        return ((l, r, x) for (l, r), x in self._values("site_open").items() if x)

    def plants(self) -> Rows:
        """Plants by piece of their cost curve; pieces are counted from 1."""
        units, parts = capacity_units(self.net), defaultdict[tuple[Any, ...], float](float)
        for (l, r, k, _, t), x in self._values("plant_part").items():
            parts[l, r, k, t] += x
        for (l, r, k, t), number in self._values("plants").items():
            if number:
                built = number * self.net.plants.pieces[l][k].size + parts[l, r, k, t]
                yield l, r, t, k + 1, number, built, units[l]

    def activity(self) -> Rows:
        """How much of each process runs."""
        units = activity_units(self.net)
        return ((p, r, t, x, units[p]) for (p, r, t), x in self._values("activity").items() if x)

    def flows(self) -> Rows:
        """Shipments."""
        units = self.net.units
        return ((*key, x, per_year(units[key[0]])) for key, x in self._values("flow").items() if x)

    def trade(self) -> Rows:
        """What is bought and sold."""
        markets, units = self.net.markets, self.net.units
        for (m, r, t), x in self._values("trade").items():
            if x:
                c = markets.commodity[m, r]
                yield m, markets.side[m, r], c, r, t, x, per_year(units[c])

    def shortage(self) -> Rows:
        """Demand unmet."""
        demand, units = self.net.needs.demand, self.net.units
        return ((*key, x, demand[key], per_year(units[key[0]])) for key, x in self._named("shortage") if x)

    def disposal(self) -> Rows:
        """What is dumped."""
        return ((*key, x, per_year(self.net.units[key[0]])) for key, x in self._named("disposal") if x)

    def _named(self, decision: str) -> Iterable[tuple[tuple[str, str, int], float]]:
        return (((c, r, t), x) for (c, r, t), x in self._values(decision).items())

    def prices(self) -> Rows:
        """Dual of the balance over delta_t."""
        delta, units = self.net.periods.delta, self.net.units
        for (c, r, t), dual in self.solved.duals.get("balance", {}).items():
            yield c, r, t, dual / delta[t], f"{self.net.money}/{units[c] or '1'}"

    def duals(self) -> Rows:
        """Duals of every other row that binds; the year is blank where the row is for the horizon."""
        money, traded = self.net.money, self.net.markets.commodity
        units = {l: f"{money}/({unit})" for l, unit in capacity_units(self.net).items()}
        reserves = {m: f"{money}/{self.net.units[c] or '1'}" for (m, _), c in traded.items()}
        for row in ROWS:
            of_item = {"reserve": reserves, "site_count": dict.fromkeys(units, money)}.get(row, units)
            for index, dual in self.solved.duals.get(row, {}).items():
                if dual:
                    item, region, *year = index
                    yield row, item, region, year[0] if year else None, dual, of_item[item]

    def impacts(self) -> Rows:
        """Impacts by cause."""
        causes = self._causes()
        for (kind, name, r, impact, t), per_unit in self.net.impacts.items():
            amount = per_unit * causes.get((kind, name, r, t), 0.0)
            if amount:
                yield impact, kind, name, r, t, amount, per_year(impact)

    def _causes(self) -> Mapping[tuple[str, str, str, int], float]:
        causes: dict[tuple[str, str, str, int], float] = defaultdict(float)
        for kind, decision in (("process", "activity"), ("line", "open_capacity"), ("market", "trade")):
            for (name, r, t), x in self._values(decision).items():
                causes[kind, name, r, t] += x
        tonne_km = dict(zip(self.net.lanes.ends(), self.net.lanes.tonne_km.tolist(), strict=True))
        for (c, r, s, t), x in self._values("flow").items():
            causes["freight", self.net.freight_class[c], r, t] += x * tonne_km[c, r, s]
        return causes

    @cached_property
    def _new(self) -> Mapping[tuple[str, str, int], float]:
        new: dict[tuple[str, str, int], float] = defaultdict(float)
        for (l, r, v), built in self._values("build").items():
            for t in self.net.periods.first:
                share = self.net.lines.alive.get((l, v, t), 0.0)
                if built and share:
                    new[l, r, t] += share * built
        return new

    @cached_property
    def _nameplate(self) -> Mapping[tuple[str, str, int], float]:
        new, existing = self._new, self.net.lines.existing
        keys = ((l, r, t) for l, r in self.net.lines.places for t in self.net.periods.first)
        stands = {key: existing.get(key, 0.0) + new.get(key, 0.0) for key in keys}
        return {key: amount for key, amount in stands.items() if amount}

    def _used(self) -> Mapping[tuple[str, str, int], float]:
        processes = self.net.processes
        used: dict[tuple[str, str, int], float] = defaultdict(float)
        for (p, r, t), x in self._values("activity").items():
            if processes.line[p]:
                used[processes.line[p], r, t] += processes.use[p, t] * x
        return used


def _share(used: float, capacity: float) -> float | None:
    return used / capacity if capacity > 0 else None

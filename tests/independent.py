"""The contract once more, as small as it goes: checked tables in, the least cost out, by scipy.

Written from the contract alone. It shares no code with the network, the formulation, the audit or the reading of
values: where two of them and this one agree, the mathematics is the contract's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

from model.instance.instance import Instance
from tests.independent_values import INFINITE, Key, Values

Terms = dict[Key, float]


def least_cost(instance: Instance) -> float:
    """Return the optimum of an instance without policies, integers and learning that reacts to the plan."""
    return _Writer(instance).solve()


@dataclass
class _Writer(Values):
    """The rows and prices of one instance, keyed by the letters of the contract."""

    cost: Terms = field(default_factory=lambda: defaultdict(float))
    upper: Terms = field(default_factory=dict)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)
    constant: float = 0.0

    def solve(self) -> float:
        self._lines()
        self._balances()
        keys = dict.fromkeys([*self.cost, *(key for terms, _, _ in self.rows for key in terms)])
        columns = {key: i for i, key in enumerate(keys)}
        matrix = lil_array((len(self.rows), len(columns)))
        for i, (terms, _, _) in enumerate(self.rows):
            for key, value in terms.items():
                matrix[i, columns[key]] = value
        low, high = (np.array([row[k] for row in self.rows]) for k in (1, 2))
        equal = low == high
        below, above = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
        stacked = matrix.tocsr()
        found = linprog(
            [self.cost.get(key, 0.0) for key in columns],
            A_ub=np.vstack([stacked[below].toarray(), -stacked[above].toarray()]),
            b_ub=np.concatenate([high[below], -low[above]]),
            A_eq=stacked[equal].toarray(),
            b_eq=high[equal],
            bounds=[(0.0, self.upper.get(key)) for key in columns],
            method="highs-ds",
        )
        assert found.status == 0, found.message
        return float(found.fun) + self.constant

    def _lines(self) -> None:
        for l, r in self.places:
            shares = [(amount, shares) for k, s, amount, shares, _ in self.stock if (k, s) == (l, r)]
            builds = [v for v in self.periods if self.may_build(l, r, v)]
            for i in range(len(self.periods)):
                before = [(a, s[i] - (s[i - 1] if i else 0.0)) for a, s in shares]
                stands = sum(a * s[i] for a, s in shares)
                rose, fell = (sum(a * max(sign * d, 0.0) for a, d in before) for sign in (1, -1))
                self._capacity(l, r, i, builds, stands, rose, fell)
            for v in builds:
                most = self.mean("sites", "max_build", l, r, t=v)
                if most is not None:
                    self.upper["B", l, r, v] = most * len(self.years(v))
                self.cost["B", l, r, v] += self.capital(l, r, v)
        for l, r, amount, shares, paid in self.stock:
            if paid:
                t = self.periods[next(i for i, share in enumerate(shares) if share)]
                self.constant += amount * self.capital(l, r, t)

    def _capacity(self, l: str, r: str, i: int, builds: list[int], stands: float, rose: float, fell: float) -> None:
        t, open_now = self.periods[i], ("K", l, r, self.periods[i])
        built = {("B", l, r, v): self.alive(l, v, t) for v in builds if v <= t}
        self.cost[open_now] += self.delta(t) * (
            self.mean("lines", "fixed_cost", l, t=t) * self.mean("sites", "cost_factor", l, r, t=t)
            + self.learned("size", l, r, t)
        )
        self.rows.append((_sum({open_now: 1.0}, built, -1.0), -INFINITE, stands))
        used = {("X", p, r, t): self.mean("processes", "use", p, t=t) for p in self.on_line[l]}
        for sign, limit in ((1.0, "max_utilisation"), (-1.0, "min_utilisation")):
            share = self.mean("lines", limit, l, t=t)
            if used:
                self.rows.append((_sum(_sum({}, used, sign), {open_now: share}, -sign), -INFINITE, 0.0))
        room = self.mean("sites", "max_capacity", l, r, t=t)
        if room is not None and built:
            self.rows.append((built, -INFINITE, max(room, stands) - stands))
        stay, new = 1.0 - self.mean("lines", "exit_rate", l, t=t), ("B", l, r, t)
        if i == 0:
            self.rows.append((_sum({open_now: -1.0}, built, stay), -INFINITE, -stay * stands))
            return
        before = self.periods[i - 1]
        was_open, commissioned = {("K", l, r, before): 1.0}, {new: 1.0} if t in builds else {}
        terms = _sum(_sum({open_now: 1.0}, was_open, -1.0), commissioned, -1.0)
        price = self.mean("lines", "restart_cost", l, t=t)
        if price is not None:
            terms["V", l, r, t] = -1.0
            self.cost["V", l, r, t] += self.weight(l, t) * price
        self.rows.append((terms, -INFINITE, rose))
        stay **= len(self.years(before))
        gone = {("B", l, r, v): self.alive(l, v, before) - self.alive(l, v, t) for v in builds if v < t}
        held = _sum(_sum({open_now: -1.0}, was_open, stay), gone, -stay)
        floor = _sum(held, {k: self.alive(l, t, t) for k in commissioned}, 1.0)
        if stay > 0:
            self.rows.append((floor, -INFINITE, stay * fell - rose))

    def _balances(self) -> None:
        self._balance: dict[Key, Terms] = defaultdict(dict)
        self._right: Terms = defaultdict(float)
        self._processes()
        self._markets()
        self._lanes()
        self._needs()
        for key in dict.fromkeys([*self._balance, *self._right]):
            right = self._right.get(key, 0.0)
            self.rows.append((self._balance[key], right, right))

    def _add(self, c: str, r: str, t: int, key: Key, amount: float) -> None:
        terms = self._balance[c, r, t]
        terms[key] = terms.get(key, 0.0) + amount

    def _processes(self) -> None:
        for l, names in self.on_line.items():
            for p, r in product(names, self.inland if not l else [r for k, r in self.places if k == l]):
                for t in self.periods:
                    price = self.mean("processes", "variable_cost", p, t=t) + self.learned("activity", p, r, t)
                    self.cost["X", p, r, t] += self.delta(t) * price
                    self._effects(p, r, t)
        self._history()

    def _effects(self, p: str, r: str, v: int) -> None:
        """What activity in v makes and uses at once, and what comes back from it: pairs of years at the lag."""
        for q, c in self.keys("recipes", self.ids("processes", "process"), self.ids("commodities", "commodity")):
            if q == p:
                self._add(c, r, v, ("X", p, r, v), self.mean("recipes", "amount", p, c, t=v))
        for (q, c, lag), weight in self.lag_weights.items():
            for t in self.periods if q == p else ():
                back = sum(y - z == lag for y in self.years(t) for z in self.years(v))
                if back:
                    self._add(c, r, t, ("X", p, r, v), weight * back / len(self.years(t)))

    def _history(self) -> None:
        for row in self.instance.tables["history"].to_dict("records"):
            for (p, c, lag), weight in self.lag_weights.items():
                if p == row["process"] and row["year"] < self.periods[0]:
                    for t in self.periods:
                        back = row["year"] + lag in self.years(t)
                        self._right[c, row["region"], t] -= back * weight * row["amount"] / len(self.years(t))

    def _markets(self) -> None:
        for m in self.ids("markets", "market"):
            where, c = self.first("markets", "region", m), self.first("markets", "commodity", m)
            sign = -1.0 if self.first("markets", "side", m) == "sell" else 1.0
            for r in self.regions if where == "*" else [where]:
                total: Terms = {}
                for t in self.periods:
                    key = ("G", m, r, t)
                    self.cost[key] += sign * self.delta(t) * self.mean("markets", "price", m, t=t)
                    self._add(c, r, t, key, sign)
                    total[key] = float(len(self.years(t)))
                    limit = self.mean("markets", "limit", m, t=t)
                    if limit is not None:
                        self.upper[key] = limit
                reserve = self.first("markets", "reserve", m)
                if reserve is not None:
                    self.rows.append((total, -INFINITE, reserve))

    def _lanes(self) -> None:
        commodities = self.ids("commodities", "commodity")
        given = set(self.keys("lanes", commodities, self.regions, self.regions))
        for c, (r, s) in product(commodities, product(self.regions, self.regions)):
            freight = self.freight(c, r, s)
            if r == s or (freight is None and (c, r, s) not in given):
                continue
            for t in self.periods:
                key, by_hand, tariff = ("F", c, r, s, t), None, 0.0
                if (c, r, s) in given:
                    by_hand, tariff = (self.mean("lanes", name, c, r, s, t=t) for name in ("cost", "tariff"))
                    capacity = self.mean("lanes", "capacity", c, r, s, t=t)
                    if capacity is not None:
                        self.upper[key] = capacity
                price = (freight or 0.0) if by_hand is None else by_hand
                self.cost[key] += self.delta(t) * (price + (tariff if self.private else 0.0))
                self._add(c, r, t, key, -1.0)
                self._add(c, s, t, key, 1.0)

    def _needs(self) -> None:
        commodities = self.ids("commodities", "commodity")
        for c, r in self.keys("demand", commodities, self.regions):
            for t in self.periods:
                amount = self.mean("demand", "amount", c, r, t=t)
                self._right[c, r, t] += amount
                price = self.first("commodities", "shortage_price", c)
                if price is not None:
                    self.upper["U", c, r, t] = amount
                    self.cost["U", c, r, t] += self.delta(t) * price
                    self._add(c, r, t, ("U", c, r, t), 1.0)
        for c, r, t in list(dict.fromkeys([*self._balance, *self._right])):
            price = self.first("commodities", "disposal_price", c)
            if price is not None:
                self.cost["W", c, r, t] += self.delta(t) * price
                self._add(c, r, t, ("W", c, r, t), -1.0)


def _sum(left: Terms, right: Terms, factor: float) -> Terms:
    total = dict(left)
    for key, value in right.items():
        total[key] = total.get(key, 0.0) + factor * value
    return total

"""Policies once more: every sum written out term by term, on top of the programs of independent.py.

Written from the contract alone; it knows policies as they are read, and nothing of how the model resolves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

from model.instance.instance import Instance
from model.instance.policies import Policy, Sum
from tests.independent import INFINITE, Terms, _sum, _Writer
from tests.independent_sites import _WithSites
from tests.independent_values import Key, is_blank

Counted = Iterator[tuple[str, Key | None, float]]
PER_PERIOD = ("build", "capital", "subsidy")


def least_cost_ruled(instance: Instance) -> float:
    """Return the optimum of an instance with policies, without whole numbers and learning that reacts to the plan."""
    return _Ruled(instance).solve()


def least_cost_of_ruled_sites(instance: Instance) -> float | None:
    """Return the same with sites and plants; None where there is no plan."""
    return _RuledSites(instance).solve()


class _Ruled(_Writer):
    def _balances(self) -> None:
        super()._balances()
        for policy in self.instance.policies:
            self._rule(policy)

    def _rule(self, policy: Policy) -> None:
        for place in self._scopes(policy):
            if policy.over_horizon:
                self._compare(policy, place, self._in_force(policy))
            else:
                for t in self._in_force(policy):
                    self._compare(policy, place, [t])

    def _in_force(self, policy: Policy) -> list[int]:
        lagged = any(one.lag for one in policy.left + policy.right)
        return [
            t
            for i, t in enumerate(self.periods)
            if (policy.since or 0) <= t <= (policy.until or 9999) and not (lagged and i == 0)
        ]

    def _scopes(self, policy: Policy) -> list[str]:
        kind, asked = policy.scope.kind, policy.scope.places
        groups = [self.first("regions", "group", r) for r in self.regions]
        places = {"nation": [""], "group": [g for g in dict.fromkeys(groups) if g], "region": self.regions}[kind]
        if kind == "region" and any(one.across == "group" for one in policy.left + policy.right):
            places = [r for r in places if self.first("regions", "group", r)]
        return [place for place in places if asked is None or asked.meets(place)]

    def _compare(self, policy: Policy, place: str, periods: list[int]) -> None:
        if not periods:
            return
        left, fixed = self._side(policy, policy.left, place, periods)
        right, amount = self._side(policy, policy.right, place, periods) if policy.right else ({}, 1.0)
        last = periods[-1]
        once = policy.over_horizon or all(one.quantity in PER_PERIOD for one in policy.left)
        for sense, limit in policy.limits.items():
            bound = sum(self._between(limit, y) for y in self.years(last)) / len(self.years(last))
            sign = 1.0 if sense == "at_most" else -1.0
            terms = _sum({k: sign * x for k, x in left.items()}, right, -sign * bound)
            if policy.price is not None:
                miss = ("miss", policy.name, sense, place, last)
                terms[miss] = -1.0
                self.cost[miss] = policy.price * (self.worth(last) if once else self.delta(last))
            self.rows.append((terms, -INFINITE, sign * (bound * amount - fixed)))

    def _between(self, limit: tuple[tuple[int, float], ...], year: int) -> float:
        (y0, x0), (_, x1) = limit[0], limit[-1]
        for (a, x), (b, z) in pairwise(limit):
            if a <= year <= b:
                return x + (z - x) * (year - a) / (b - a)
        return x0 if year <= y0 else x1

    def _side(self, policy: Policy, sums: tuple[Sum, ...], place: str, periods: list[int]) -> tuple[Terms, float]:
        terms: Terms = {}
        fixed = 0.0
        for one, t in product(sums, periods):
            years = 1.0 if not policy.over_horizon or one.quantity in PER_PERIOD else len(self.years(t))
            read = self.periods[self.periods.index(t) - 1] if one.lag else t
            inside = self._regions(one.across or policy.scope.kind, place, policy.scope.kind)
            for region, key, amount in self._count(one, inside, read):
                if not self._region_meets(one, region):
                    continue
                if key is None:
                    fixed += years * amount
                elif key in self.cost:
                    terms[key] = terms.get(key, 0.0) + years * amount
        return terms, fixed

    def _regions(self, kind: str, place: str, scope: str) -> list[str]:
        if kind == "nation":
            return [r for r in self.regions if self.first("regions", "kind", r) != "overseas"]
        if kind == "group":
            group = self.first("regions", "group", place) if scope == "region" else place
            return [r for r in self.regions if self.first("regions", "group", r) == group]
        return [place]

    # -- what a sum counts -----------------------------------------------------------------------------------------

    def _asks(self, one: Sum, **attributes: str) -> bool:
        return all(f.meets(attributes[f.attribute]) for f in one.where if f.attribute in attributes)

    def _region_meets(self, one: Sum, r: str) -> bool:
        return self._asks(one, region=r, group=self.first("regions", "group", r))

    def _line_meets(self, one: Sum, l: str) -> bool:
        return self._asks(one, line=l, **{k: self.first("lines", k, l) for k in ("stage", "owner", "generation")})

    def _process_meets(self, one: Sum, p: str) -> bool:
        l = self.first("processes", "line", p)
        texts = {k: self.first("lines", k, l) if l else "" for k in ("stage", "owner", "generation")}
        texts["stage"] = self.first("processes", "stage", p) or texts["stage"]
        return self._asks(one, process=p, line=l, chemistry=self.first("processes", "chemistry", p), **texts)

    def _weight(self, one: Sum, kind: str, name: str, r: str, t: int) -> float:
        if not one.impact:
            return one.weight
        return self.mean("impacts", "amount", kind, name, r, one.impact, t=t) or 0.0

    def _count(self, one: Sum, inside: list[str], t: int) -> Counted:
        if one.quantity in ("activity", "output", "input", "returned"):
            yield from self._of_processes(one, inside, t)
        elif one.quantity in ("bought", "sold"):
            yield from self._of_markets(one, inside, t)
        elif one.quantity in ("flow_in", "flow_out"):
            yield from self._of_lanes(one, inside, t)
        elif one.quantity in ("demand", "shortage"):
            for c, r in product(self.ids("commodities", "commodity"), inside):
                if self._asks(one, commodity=c):
                    key = ("U", c, r, t) if one.quantity == "shortage" else None
                    keys = self.keys("demand", self.ids("commodities", "commodity"), self.regions)
                    amount = self.mean("demand", "amount", c, r, t=t) if (c, r) in keys else 0.0
                    yield r, key, one.weight * (1.0 if key else amount)
        else:
            yield from self._of_lines(one, inside, t)

    def _of_processes(self, one: Sum, inside: list[str], t: int) -> Counted:
        commodities = [c for c in self.ids("commodities", "commodity") if self._asks(one, commodity=c)]
        known = self.keys("recipes", self.ids("processes", "process"), self.ids("commodities", "commodity"))
        for p, r in product(self.ids("processes", "process"), inside):
            if not self._process_meets(one, p):
                continue
            weight = self._weight(one, "process", p, r, t)
            if one.quantity == "activity":
                yield r, ("X", p, r, t), weight
            for c in commodities:
                amount = self.mean("recipes", "amount", p, c, t=t) if (p, c) in known else 0.0
                if one.quantity == "output" and amount > 0:
                    yield r, ("X", p, r, t), weight * amount
                if one.quantity == "input" and amount < 0:
                    yield r, ("X", p, r, t), -weight * amount
            if one.quantity == "returned":
                yield from self._back(one, p, r, t, commodities)

    def _back(self, one: Sum, p: str, r: str, t: int, commodities: list[str]) -> Counted:
        for (q, c, lag), each in self.lag_weights.items():
            if q != p or c not in commodities:
                continue
            for v in self.periods:
                pairs = sum(y - z == lag for y in self.years(t) for z in self.years(v))
                yield r, ("X", p, r, v), one.weight * each * pairs / len(self.years(t))
            for row in self.instance.tables["history"].to_dict("records"):
                if (row["process"], row["region"]) == (p, r) and row["year"] < self.periods[0]:
                    back = float(row["year"] + lag in self.years(t))
                    yield r, None, one.weight * each * row["amount"] * back / len(self.years(t))

    def _of_lines(self, one: Sum, inside: list[str], t: int) -> Counted:
        for l, r in self.places:
            if r not in inside or not self._line_meets(one, l):
                continue
            weight = self._weight(one, "line", l, r, t)
            restarts = self.first("lines", "restart_cost", l) is not None
            if one.quantity == "nameplate" or (one.quantity == "standing" and restarts):
                yield from self._stands(one, l, r, t, weight)
            elif one.quantity in ("open_capacity", "standing"):
                yield r, ("K", l, r, t), weight
            elif one.quantity == "build":
                yield r, ("B", l, r, t), weight
            elif self.may_build(l, r, t):
                yield from self._money(one, l, r, t)

    def _stands(self, one: Sum, l: str, r: str, t: int, weight: float) -> Counted:
        for row in self.instance.tables["capacity"].to_dict("records"):
            status = row["status"] or "operating"
            if (row["line"], row["region"]) == (l, r) and self._asks(one, status=status):
                end = row["online"] + self.life(l, int(row["online"])) if is_blank(row["offline"]) else row["offline"]
                amount = row["capacity"] * (self.instance.settings.announced_share if status == "announced" else 1.0)
                yield r, None, weight * amount * self.share(t, row["online"], end)
        if self._asks(one, status="new"):
            for v in self.periods:
                yield r, ("B", l, r, v), weight * self.alive(l, v, t)

    def _money(self, one: Sum, l: str, r: str, t: int) -> Counted:
        factor, points = self.mean("sites", "capex_factor", l, r, t=t), self.points(l)
        share = self.mean("sites", "subsidy", l, r, t=t) if one.quantity == "subsidy" else 1.0
        capex = 0.0 if points else factor * self._year("lines", "capex", (l,), t)
        listed = self.learned("build", l, r, t, at_list=True) if one.quantity == "subsidy" else 0.0
        yield r, ("B", l, r, t), one.weight * share * (capex + listed)
        for key in self.cost if points else ():
            if key[0] == "at" and key[1:4] == (l, r, t):
                yield r, key, one.weight * share * factor * points[key[5] + key[6]][1]

    def points(self, l: str) -> list[tuple[float, float]]:
        return []

    def _of_markets(self, one: Sum, inside: list[str], t: int) -> Counted:
        side = "buy" if one.quantity == "bought" else "sell"
        for m, r in product(self.ids("markets", "market"), inside):
            texts = {"commodity": self.first("markets", "commodity", m), "origin": self.first("markets", "origin", m)}
            if self.first("markets", "side", m) == side and self._asks(one, market=m, **texts):
                yield r, ("G", m, r, t), self._weight(one, "market", m, r, t)

    def _of_lanes(self, one: Sum, inside: list[str], t: int) -> Counted:
        for c, r, s in product(self.ids("commodities", "commodity"), self.regions, self.regions):
            here, there = (s, r) if one.quantity == "flow_in" else (r, s)
            if here not in inside or not self._asks(one, commodity=c, origin=r, destination=s):
                continue
            if not one.impact:
                yield here, ("F", c, r, s, t), one.weight if there not in inside else 0.0
                continue
            name = self.first("commodities", "freight_class", c)
            if name and (name,) in self._grouped["freight"] and self.km[r, s] < INFINITE:
                km = self.km[r, s] * (1.0 if self._grouped["corridors"] else self.first("freight", "detour", name))
                tonnes = self.first("commodities", "tonnes_per_unit", c)
                yield here, ("F", c, r, s, t), self._weight(one, "freight", name, r, t) * tonnes * km


class _RuledSites(_Ruled, _WithSites):
    def points(self, l: str) -> list[tuple[float, float]]:
        return _WithSites.points(self, l)

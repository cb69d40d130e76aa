"""Sites and plants once more: Y, counts, and every plant a point of the curve of its own, by scipy's own search.

Written from the contract alone, on top of the linear program of independent.py. Where several plants may be built at
once each has a weight on every point and a switch for every segment: many more whole numbers than needed, and plain.
"""

from __future__ import annotations

from itertools import product

from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_array

from model.instance.instance import Instance
from tests.independent import INFINITE, _sum, _Writer


def least_cost_of_sites(instance: Instance) -> float | None:
    """Return the optimum of an instance without policies and learning that reacts; None where there is no plan."""
    return _WithSites(instance).solve()


class _WithSites(_Writer):
    def solve(self) -> float | None:
        self.whole: set[tuple] = set()
        self._lines()
        self._sites()
        self._plants()
        self._balances()
        keys = dict.fromkeys([*self.cost, *(key for terms, _, _ in self.rows for key in terms)])
        at = {key: i for i, key in enumerate(keys)}
        matrix = lil_array((len(self.rows), len(at)))
        for i, (terms, _, _) in enumerate(self.rows):
            for key, value in terms.items():
                matrix[i, at[key]] = value
        upper = [INFINITE if self.upper.get(key) is None else self.upper[key] for key in at]
        found = milp(
            [self.cost.get(key, 0.0) for key in at],
            integrality=[float(key in self.whole) for key in at],
            bounds=Bounds(0.0, upper),
            constraints=LinearConstraint(matrix.tocsr(), [row[1] for row in self.rows], [row[2] for row in self.rows]),
            options={"mip_rel_gap": 0.0},
        )
        if found.status == 2:
            return None
        assert found.status == 0, found.message
        return float(found.fun) + self.constant

    # -- sites -----------------------------------------------------------------------------------------------------

    def _sites(self) -> None:
        first, last = self.periods[0], self.periods[-1]
        counts = self._counts()
        for l, r in self.places:
            builds = [t for t in self.periods if self.may_build(l, r, t)]
            cost = self.mean("sites", "site_cost", l, r, t=first)
            least = self.mean("sites", "least_size", l, r, t=last)
            counting = [with_all for k, regions, _, with_all in counts if k == l and r in regions]
            if not (any(counting) or (builds and (cost is not None or least is not None or counting))):
                continue
            site = ("Y", l, r)
            self.upper[site] = 1.0
            if not self.instance.settings.relax:
                self.whole.add(site)
            self.cost[site] += (cost or 0.0) * self.weight(l, first)
            for t in self.periods:
                stands = sum(a * s[self.periods.index(t)] for k, q, a, s, _ in self.stock if (k, q) == (l, r))
                room = self.mean("sites", "max_capacity", l, r, t=t)
                room = 0.0 if room is None else room
                new = {("B", l, r, v): self.alive(l, v, t) for v in builds if v <= t}
                self.rows.append((_sum(new, {site: max(0.0, room - stands)}, -1.0), -INFINITE, 0.0))
                if any(counting):
                    self.rows.append(({("K", l, r, t): 1.0, site: -max(room, stands)}, -INFINITE, 0.0))
                if t == last:
                    self.rows.append((_sum({site: least or 0.0}, new, -1.0), -INFINITE, 0.0))
        for l, regions, most, _ in counts:
            sites = {("Y", l, r): 1.0 for r in regions if ("Y", l, r) in self.upper}
            if sites:
                self.rows.append((sites, -INFINITE, most))

    def _counts(self) -> list[tuple[str, list[str], float, bool]]:
        found = []
        for l, group in product(self.ids("lines", "line"), dict.fromkeys(self.instance.tables["site_counts"]["group"])):
            if self._patterns("site_counts", (l, group)):
                home = [r for r in self.regions if self.first("regions", "kind", r) != "overseas"]
                inside = [r for r in self.regions if self.first("regions", "group", r) == group] if group else home
                with_all = self.first("site_counts", "counts", l, group) == "all"
                able = [r for r in inside if with_all or any(self.may_build(l, r, t) for t in self.periods)]
                found.append((l, able, self.first("site_counts", "max_sites", l, group), with_all))
        return found

    # -- plants ----------------------------------------------------------------------------------------------------

    def points(self, l: str) -> list[tuple[float, float]]:
        rows = self.instance.tables["plant_costs"].to_dict("records")
        chosen = {row["size"]: row["cost"] for row in rows if row["line"] == "*"}
        chosen |= {row["size"]: row["cost"] for row in rows if row["line"] == l}
        return sorted(({0.0: 0.0} | chosen).items()) if chosen else []

    def capital(self, l: str, r: str, t: int) -> float:
        """Without capex where plants have cost points; the learned part and the subsidy on it stay."""
        if not self.points(l):
            return super().capital(l, r, t)
        subsidy = self.mean("sites", "subsidy", l, r, t=t) if self.private else 0.0
        learned, listed = self.learned("build", l, r, t), self.learned("build", l, r, t, at_list=True)
        return self.weight(l, t) * (learned - subsidy * listed)

    def _plants(self) -> None:
        for (l, r), v in product(self.places, self.periods):
            points = self.points(l)
            if not points or not self.may_build(l, r, v):
                continue
            price = self.weight(l, v) * self.mean("sites", "capex_factor", l, r, t=v)
            price *= 1.0 - (self.mean("sites", "subsidy", l, r, t=v) if self.private else 0.0)
            size = {("B", l, r, v): -1.0}
            for plant in range(int(self.mean("sites", "max_plants", l, r, t=v) + 1e-9)):
                segments = [("on", l, r, v, plant, s) for s in range(len(points) - 1)]
                self.whole |= set(segments)
                self.rows.append((dict.fromkeys(segments, 1.0), -INFINITE, 1.0))
                for s, on in enumerate(segments):
                    ends = [("at", *on[1:], end) for end in (0, 1)]
                    self.rows.append((_sum(dict.fromkeys(ends, 1.0), {on: 1.0}, -1.0), 0.0, 0.0))
                    for end, (h, c) in zip(ends, points[s : s + 2], strict=True):
                        size[end] = h
                        self.cost[end] += price * c
            self.rows.append((size, 0.0, 0.0))

"""What the tables of an instance say, read once more from the contract alone: values, years, prices, distances."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from model.instance.instance import Instance
from model.instance.schema import BY_NAME

Key = tuple[Any, ...]
INFINITE = float("inf")


@dataclass
class Values:
    """The numbers of one instance, worked out whenever they are asked for."""

    instance: Instance

    @cached_property
    def _grouped(self) -> dict[str, dict[Key, list[dict[str, Any]]]]:
        grouped: dict[str, dict[Key, list[dict[str, Any]]]] = {}
        for name, frame in self.instance.tables.items():
            rows: dict[Key, list[dict[str, Any]]] = defaultdict(list)
            for row in frame.to_dict("records"):
                rows[tuple(row[key.name] for key in BY_NAME[name].keys)].append(row)
            grouped[name] = dict(rows)
        return grouped

    def _patterns(self, table: str, ids: Key) -> list[Key]:
        """The ids as they are, then with `*`: more names first, then the earlier key column."""
        choices = [(i, "*") for i in ids]
        if table == "sites" and ids[1] not in self.inland:
            choices[1] = (ids[1],)
        every = product(*choices)
        named = sorted(every, key=lambda p: (p.count("*"), [part == "*" for part in p]))
        return [p for p in named if p in self._grouped[table]]

    def _year(self, table: str, column: str, ids: Key, year: int) -> Any:
        for pattern in self._patterns(table, ids):
            rows = [r for r in self._grouped[table][pattern] if not is_blank(r[column])]
            if not rows:
                continue
            if "year" not in rows[0] or is_blank(rows[0]["year"]):
                return rows[0][column]
            points = sorted((r["year"], r[column]) for r in rows)
            if isinstance(points[0][1], float):
                return float(np.interp(year, [y for y, _ in points], [x for _, x in points]))
            return ([x for y, x in points if y <= year] or [points[0][1]])[-1]
        return next(c.default for c in BY_NAME[table].columns if c.name == column)

    def first(self, table: str, column: str, *ids: str) -> Any:
        return self._year(table, column, ids, self.periods[0])

    def mean(self, table: str, column: str, *ids: str, t: int) -> Any:
        values = [self._year(table, column, ids, y) for y in self.years(t)]
        return None if values[0] is None else sum(values) / len(values)

    def ids(self, table: str, column: str) -> list[str]:
        return [i for i in dict.fromkeys(self.instance.tables[table][column]) if i not in ("*", "")]

    def keys(self, table: str, *sets: list[str]) -> list[Key]:
        every = (
            product(*((s if part == "*" else [part]) for part, s in zip(key, sets, strict=True)))
            for key in self._grouped[table]
        )
        return list(dict.fromkeys(key for keys in every for key in keys))

    @property
    def periods(self) -> tuple[int, ...]:
        return self.instance.settings.years

    def years(self, t: int) -> range:
        after = [v for v in self.periods if v > t] or [self.instance.settings.last_year + 1]
        return range(t, after[0])

    def worth(self, year: int) -> float:
        return (1 + self.instance.settings.discount_rate) ** (self.instance.settings.base_year - year)

    def delta(self, t: int) -> float:
        return sum(self.worth(y) for y in self.years(t))

    def share(self, t: int, start: float, end: float) -> float:
        return sum(start <= y < end for y in self.years(t)) / len(self.years(t))

    @cached_property
    def regions(self) -> list[str]:
        return self.ids("regions", "region")

    @cached_property
    def inland(self) -> list[str]:
        return [r for r in self.regions if self.first("regions", "kind", r) == "inland"]

    def life(self, l: str, year: int) -> int:
        return max(1, round(self._year("lines", "life", (l,), year)))

    def alive(self, l: str, v: int, t: int) -> float:
        return self.share(t, v, v + self.life(l, v)) if v <= t else 0.0

    @cached_property
    def stock(self) -> list[tuple[str, str, float, list[float], bool]]:
        """(line, region, capacity, share in each period, paid) of each row of capacity."""
        found = []
        for row in self.instance.tables["capacity"].to_dict("records"):
            status, online = row["status"] or "operating", row["online"]
            end = online + self.life(row["line"], int(online)) if is_blank(row["offline"]) else row["offline"]
            amount = row["capacity"] * (self.instance.settings.announced_share if status == "announced" else 1.0)
            shares = [self.share(t, online, end) for t in self.periods]
            paid = status != "operating" and online >= self.periods[0]
            if amount and any(shares):
                found.append((row["line"], row["region"], amount, shares, paid))
        return found

    def may_build(self, l: str, r: str, t: int) -> bool:
        first_year = self.first("lines", "first_year", l)
        if first_year is not None and t < first_year:
            return False
        if not self._grouped["sites"]:
            return r in self.inland
        return bool(self._patterns("sites", (l, r))) and bool(self._year("sites", "allowed", (l, r), t))

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        stands = {(l, r) for l, r, *_ in self.stock}
        every = product(self.ids("lines", "line"), self.regions)
        return [(l, r) for l, r in every if (l, r) in stands or any(self.may_build(l, r, t) for t in self.periods)]

    def weight(self, l: str, t: int) -> float:
        rate = self._year("lines", "hurdle_rate", (l,), t)
        rate = self.instance.settings.discount_rate if rate is None else rate
        years = self._year("lines", "paid_over", (l,), t)
        n = self.life(l, t) if years is None else max(1, round(years))
        payment = 1 / n if rate == 0 else rate / ((1 + rate) * (1 - (1 + rate) ** -n))
        return payment * sum(self.worth(y) for y in range(t, t + n) if y <= self.instance.settings.last_year)

    def capital(self, l: str, r: str, t: int) -> float:
        price = self._year("lines", "capex", (l,), t) * self.mean("sites", "capex_factor", l, r, t=t)
        subsidy = self.mean("sites", "subsidy", l, r, t=t) if self.private else 0.0
        listed = self.learned("build", l, r, t, at_list=True)
        return self.weight(l, t) * (price + self.learned("build", l, r, t) - subsidy * (price + listed))

    @property
    def private(self) -> bool:
        return self.instance.settings.objective == "private"

    def learned(self, driver: str, member: str, r: str, t: int, *, at_list: bool = False) -> float:
        total = 0.0
        for row in self.instance.tables["curve_members"].to_dict("records"):
            k = row["curve"]
            if row["member"] == member and self.first("curves", "driver", k) == driver:
                weight = 1.0 if is_blank(row["weight"]) else row["weight"]
                total += weight * (self.first("curves", "unit_cost", k) if at_list else self.unit_cost(k, driver, r, t))
        return total

    def unit_cost(self, k: str, driver: str, r: str, t: int) -> float:
        scope = self.first("curves", "scope", k)
        nation = "nation" if self.first("regions", "kind", r) != "overseas" else ""
        place = {"nation": nation, "group": self.first("regions", "group", r), "region": r}[scope]
        listed = self.first("curves", "unit_cost", k)
        if place and self.instance.settings.learning == "path":
            return float(self.mean("cost_path", "unit_cost", k, t=t))
        if not place or driver == "size":
            return float(listed)
        reference, floor = self.first("curves", "reference", k), self.first("curves", "floor", k)
        volume = self.first("curve_places", "initial", k, place)
        doublings = 0.0 if volume is None else max(0.0, math.log2(max(volume, reference) / reference))
        return float(floor + (listed - floor) * (1 - self.first("curves", "learning_rate", k)) ** doublings)

    @cached_property
    def on_line(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for p in self.ids("processes", "process"):
            found[self.first("processes", "line", p)].append(p)
        return found

    @cached_property
    def lag_weights(self) -> dict[tuple[str, str, int], float]:
        processes, commodities = self.ids("processes", "process"), self.ids("commodities", "commodity")
        lags = {int(lag) for *_, lag in self._grouped["returns"]}
        weights = {}
        for p, c, lag in product(processes, commodities, lags):
            patterns = self._patterns("returns", (p, c, float(lag)))
            patterns = [k for k in patterns if k[2] == lag]
            if patterns:
                weights[p, c, lag] = sum(row["amount"] for row in self._grouped["returns"][patterns[0]])
        return weights

    def freight(self, c: str, r: str, s: str) -> float | None:
        name = self.first("commodities", "freight_class", c)
        if not name or (name,) not in self._grouped["freight"]:
            return None
        km, reach = self.km[r, s], self.first("freight", "reach_km", name)
        if not self._grouped["corridors"]:
            km *= self.first("freight", "detour", name)
        if km == INFINITE or (reach is not None and km > reach):
            return None
        per_tonne = self.first("freight", "handling_per_t", name) + self.first("freight", "cost_per_t_km", name) * km
        return float(self.first("commodities", "tonnes_per_unit", c) * per_tonne)

    @cached_property
    def km(self) -> dict[tuple[str, str], float]:
        if not self._grouped["corridors"]:
            return {(r, s): self._great_circle(r, s) for r, s in product(self.regions, self.regions)}
        km = {(r, s): 0.0 if r == s else INFINITE for r, s in product(self.regions, self.regions)}
        for row in self.instance.tables["corridors"].to_dict("records"):
            for pair in ((row["region"], row["neighbour"]), (row["neighbour"], row["region"])):
                km[pair] = min(km[pair], row["km"])
        for via, r, s in product(self.regions, self.regions, self.regions):
            km[r, s] = min(km[r, s], km[r, via] + km[via, s])
        return km

    def _great_circle(self, r: str, s: str) -> float:
        (a, b), (c, d) = ([math.radians(self.first("regions", x, q)) for x in ("lat", "lon")] for q in (r, s))
        half = math.sin((a - c) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((b - d) / 2) ** 2
        return 2 * 6371.0 * math.asin(math.sqrt(half))


def is_blank(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))

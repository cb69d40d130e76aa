"""Small instances with cost curves, drawn by seed, each with its optimum found by trying every corner.

Costs are concave in what is built or run, so that the least is at a corner: all of a demand, or of its rise, is met in
one way. There are few enough corners to reckon each of them from the contract.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import defaultdict
from dataclasses import dataclass

SETTINGS = "name: drawn\nyears: {}\nlast_year: {}\nlearning: certified\ndiscount_rate: {}\nsolver: {{gap: 1.0e-7}}\n"


@dataclass(frozen=True)
class Drawn:
    """An instance and what its best plan costs."""

    settings: str
    tables: dict[str, str]
    least: float


@dataclass(frozen=True)
class Shape:
    """A curve: c0 at the reference, floor, learning rate, and the volume it starts from."""

    c0: float
    floor: float
    reference: float
    rate: float
    initial: float

    @classmethod
    def draw(cls, dice: random.Random, low: float, high: float, rates: tuple[float, ...]) -> Shape:
        c0, reference = round(dice.uniform(low, high), 2), round(dice.uniform(1, 20), 2)
        floor = round(dice.choice((0, 0.3)) * c0, 2)
        return cls(c0, floor, reference, dice.choice(rates), round(reference * dice.choice((1, 1, 2, 5)), 2))

    def unit(self, volume: float) -> float:
        doublings = math.log2(max(volume, self.reference) / self.reference)
        return self.floor + (self.c0 - self.floor) * (1 - self.rate) ** doublings

    def total(self, volume: float) -> float:
        b, u = -math.log2(1 - self.rate), max(volume, self.reference) / self.reference
        power = math.log(u) if b == 1 else (u ** (1 - b) - 1) / (1 - b)
        above = self.floor * (u - 1) + (self.c0 - self.floor) * power
        return self.c0 * min(volume, self.reference) + self.reference * above

    def row(self, name: str, scope: str, driver: str) -> str:
        return f"{name},{scope},{driver},{self.rate},{self.reference},{self.c0},{self.floor}\n"


CURVES = "curve,scope,driver,learning_rate,reference,unit_cost,floor\n"


def draw_lines(seed: int) -> Drawn:
    """Return a demand that rises in one region, for two or three lines that each learn by being built."""
    dice = random.Random(seed)
    periods, lines = dice.choice((1, 2, 3)), range(dice.choice((2, 3)))
    lengths = [dice.choice((1, 3, 5)) for _ in range(periods)]
    years, last = [2025 + sum(lengths[:t]) for t in range(periods)], 2024 + sum(lengths)
    rate, payments = dice.choice((0.0, 0.05, 0.1)), dice.choice((1, 10, 50))
    demand = list(itertools.accumulate(round(dice.uniform(2, 20), 3) for _ in years))
    shapes = [Shape.draw(dice, 50, 150, (0.05, 0.1, 0.2, 0.3, 0.5, 0.6)) for _ in lines]
    capex, weight = [round(dice.uniform(0, 60), 2) for _ in lines], [dice.choice((1, 0.5, 2)) for _ in lines]
    committed, others = [dice.choice((0, 3)) for _ in lines], [dice.choice((0, 0, 5)) for _ in lines]
    annuity = rate / ((1 + rate) * (1 - (1 + rate) ** -payments)) if rate else 1 / payments
    pays = [annuity * sum((1 + rate) ** (2025 - y) for y in range(t, min(t + payments, last + 1))) for t in years]

    def cost(chosen: tuple[int, ...]) -> float:
        stands, spent, volume = sum(committed), 0.0, [shape.initial for shape in shapes]
        for t, line in enumerate(chosen):
            built = [committed[k] * (t == 0) for k in lines]
            built[line] += max(0.0, demand[t] - stands)
            stands = max(stands, demand[t])
            for k, shape in enumerate(shapes):
                volume[k] += others[k] * (t == 1)
                after = volume[k] + weight[k] * built[k]
                spent += pays[t] * (shape.total(after) - shape.total(volume[k]) + capex[k] * built[k])
                volume[k] = after
        return spent

    tables = {
        "lines": "line,life,paid_over,capex\n" + "".join(f"l{k},50,{payments},{capex[k]}\n" for k in lines),
        "processes": "process,line\n" + "".join(f"p{k},l{k}\n" for k in lines),
        "recipes": "process,commodity,amount\n" + "".join(f"p{k},cell,1\n" for k in lines),
        "demand": "commodity,region,year,amount\n" + _held("cell,A", years, lengths, demand),
        "capacity": "line,region,online,status,capacity\n"
        + "".join(f"l{k},A,2025,building,{committed[k]}\n" for k in lines),
        "curves": CURVES + "".join(shape.row(f"k{k}", "nation", "build") for k, shape in enumerate(shapes)),
        "curve_members": "curve,member,weight\n" + "".join(f"k{k},l{k},{weight[k]}\n" for k in lines),
        "curve_places": "curve,place,initial\n" + "".join(f"k{k},nation,{s.initial}\n" for k, s in enumerate(shapes)),
        "external": "curve,year,amount\n" + "".join(f"k{k},2025,{others[k]}\n" for k in lines if periods > 1),
    }
    return Drawn(SETTINGS.format(years, last, rate), tables, min(map(cost, itertools.product(lines, repeat=periods))))


def draw_places(seed: int) -> Drawn:
    """Return demands in two or three regions, each met by one of two processes in one of the regions.

    What a process costs falls with the activity of its region, of the nation or of both, or with the size of the
    cluster that its line stands in.
    """
    dice = random.Random(seed)
    periods = dice.choice((1, 2))
    regions = "AB" if periods == 2 else dice.choice(("AB", "ABC"))
    driver = dice.choice(("activity", "size")) if periods == 1 else "activity"
    lengths = [dice.choice((1, 3, 5)) for _ in range(periods)]
    years, last, rate = [2025 + sum(lengths[:t]) for t in range(periods)], 2024 + sum(lengths), dice.choice((0.0, 0.08))
    delta = [sum((1 + rate) ** (2025 - y) for y in range(t, t + n)) for t, n in zip(years, lengths, strict=True)]
    demand = {(r, t): round(dice.uniform(1, 20), 3) for r in regions for t in range(periods)}
    lanes = {(r, s): round(dice.uniform(6, 12), 2) for r in regions for s in regions if r != s}
    own = [round(dice.uniform(0, 20), 2) for _ in range(2)]
    rates = (0.05, 0.2, 0.4) if driver == "size" else (0.05, 0.2, 0.4, 0.6)
    scopes = [(k, scope) for k in range(2) for scope in dice.choice((("region",), ("nation",), ("region", "nation")))]
    curves = {(k, scope): (Shape.draw(dice, 20, 60, rates), dice.choice((1, 0.5, 2))) for k, scope in scopes}

    def cost(chosen: tuple[tuple[int, str], ...]) -> float:
        made: dict[tuple[int, str, int], float] = defaultdict(float)
        spent = 0.0
        for (r, t), (k, s) in zip(demand, chosen, strict=True):
            made[k, s, t] += demand[r, t]
            spent += delta[t] * demand[r, t] * (lanes.get((s, r), 0.0) + own[k])
        for (k, scope), (shape, weight) in curves.items():
            for place in regions if scope == "region" else (regions,):
                volume = shape.initial
                for t in range(periods):
                    here = weight * sum(made[k, s, t] for s in place)
                    if driver == "size":
                        spent += delta[t] * here * shape.unit(here)
                        continue
                    after = volume + lengths[t] * here
                    spent += delta[t] / lengths[t] * (shape.total(after) - shape.total(volume))
                    volume = after
        return spent

    line = "l{}" if driver == "size" else ""
    named = [(f"k{k}{scope}", k, scope, *curves[k, scope]) for k, scope in scopes]
    places = {"region": tuple(regions), "nation": ("nation",)}
    tables = {
        "regions": "region\n" + "\n".join(regions),
        "lines": "line,life,capex\nl0,50,0\nl1,50,0\n" if driver == "size" else "",
        "processes": "process,line,variable_cost\n" + "".join(f"p{k},{line.format(k)},{own[k]}\n" for k in range(2)),
        "recipes": "process,commodity,amount\np0,cell,1\np1,cell,1\n",
        "lanes": "commodity,origin,destination,cost\n" + "".join(f"cell,{r},{s},{x}\n" for (r, s), x in lanes.items()),
        "demand": "commodity,region,year,amount\n"
        + "".join(_held(f"cell,{r}", years, lengths, [demand[r, t] for t in range(periods)]) for r in regions),
        "curves": CURVES + "".join(shape.row(name, scope, driver) for name, _, scope, shape, _ in named),
        "curve_members": "curve,member,weight\n"
        + "".join(f"{name},{'l' if driver == 'size' else 'p'}{k},{weight}\n" for name, k, _, _, weight in named),
        "curve_places": "curve,place,initial\n"
        + "".join(f"{name},{place},{shape.initial}\n" for name, _, scope, shape, _ in named for place in places[scope]),
    }
    ways = itertools.product(itertools.product(range(2), regions), repeat=len(demand))
    return Drawn(SETTINGS.format(years, last, rate), tables, min(map(cost, ways)))


def _held(key: str, years: list[int], lengths: list[int], amounts: list[float]) -> str:
    """Write amounts that hold through their periods."""
    ends = {y: x for t, n, x in zip(years, lengths, amounts, strict=True) for y in (t, t + n - 1)}
    return "".join(f"{key},{year},{amount!r}\n" for year, amount in ends.items())

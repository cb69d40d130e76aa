"""Small instances drawn by seed whose goods travel over corridors: some regions off the road, some lanes beside it."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

from tests.random_instances import PLACES, Drawn, draw


def draw_roads(seed: int) -> Drawn:
    """Return the instance of a seed of random_instances.py with corridors, and freight classes that reach all of them.

    Where there is a region off the corridors, cells and old packs go there and back by lanes of their own.
    """
    dice, drawn = random.Random(9000 + seed), draw(seed)
    names = [row.split(",")[0] for row in drawn.tables["regions"].splitlines()[1:]]
    order = [name for name, *_ in PLACES if name in names]
    on_road = order[:-1] if len(order) > 2 and dice.random() < 0.6 else order
    row = list(itertools.pairwise(on_road))
    pairs = [p for p in itertools.combinations(on_road, 2) if p in row or dice.random() < 0.3]
    ways = [(a, b, dice.choice((0, *(round(dice.uniform(100, 900), 1) for _ in range(5))))) for a, b in pairs]
    beside = [
        (c, a, b, round(dice.uniform(1, 9), 2), dice.choice(("", 2)), dice.choice(("", 3)))
        for place in order
        if place not in on_road
        for c, a, b in (("cell", on_road[0], place), ("cell", place, on_road[-1]), ("old", place, on_road[0]))
    ]
    tables = {
        **drawn.tables,
        "corridors": _csv("region,neighbour,km", ways),
        "lanes": _csv("commodity,origin,destination,cost,tariff,capacity", beside),
        "freight": (
            "freight_class,cost_per_t_km,handling_per_t\n"
            f"cells,{dice.choice((5e-7, 5e-6))},{dice.choice((0, 4e-5))}\nbulk,{dice.choice((0, 3e-7, 3e-6))},2e-5\n"
        ),
    }
    return replace(drawn, tables={name: text for name, text in tables.items() if text})


def _csv(header: str, rows: list[tuple[object, ...]]) -> str:
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n" if rows else ""

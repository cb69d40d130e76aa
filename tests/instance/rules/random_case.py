"""Random tiny chains: many of them sound, many short of something, some without a way out."""

from collections.abc import Iterator

import numpy as np

from model.instance.instance import Instance, Settings
from tests.instance.rules.case import instance_of

GOODS = ("product", "part", "raw", "waste")
HEADS = {
    "regions": "region,kind,lat,lon",
    "commodities": "commodity,tonnes_per_unit,freight_class,disposal_price,shortage_price",
    "freight": "freight_class,cost_per_t_km,reach_km",
    "lines": "line,life,capex,max_utilisation,min_utilisation,exit_rate",
    "sites": "line,region,max_build,max_capacity",
    "capacity": "line,region,online,offline,capacity",
    "processes": "process,line,use",
    "recipes": "process,commodity,year,amount",
    "returns": "process,commodity,lag,amount",
    "history": "process,region,year,amount",
    "markets": "market,side,commodity,region,price,limit,reserve",
    "demand": "commodity,region,year,amount",
    "lanes": "commodity,origin,destination,capacity",
}
Rows = Iterator[tuple[str, tuple[object, ...]]]


def random_instance(seed: int) -> Instance:
    """Return an instance of up to three regions, two lines, four processes and four commodities over two periods."""
    draw = _Draw(seed)
    regions = ("A", "B", "C")[: draw.one_of(1, 2, 3)]
    tables = {name: [head] for name, head in HEADS.items()}
    for part in (_places, _lines, _processes, _trade):
        for table, cells in part(draw, regions):
            tables[table].append(",".join(str(cell) for cell in cells))
    csv = {name: "\n".join(rows) + "\n" for name, rows in tables.items()}
    return instance_of(Settings("random", (2025, 2028), 2029, base_year=2025, learning="off"), **csv)


class _Draw:
    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def some(self, share: float) -> bool:
        """Return true with this probability."""
        return bool(self.random.random() < share)

    def one_of(self, *values: object) -> object:
        """Return one of the values."""
        return values[self.random.integers(len(values))]

    def few_of(self, values: tuple[str, ...], least: int, most: int) -> tuple[str, ...]:
        """Return some of the values, each once."""
        chosen = self.random.choice(len(values), self.random.integers(least, most + 1), replace=False)
        return tuple(values[i] for i in chosen)


def _places(draw: _Draw, regions: tuple[str, ...]) -> Rows:
    for i, r in enumerate(regions):
        yield "regions", (r, draw.one_of("inland", "inland", "port", "overseas"), 30, 100 + i)
    for c in GOODS:
        yield "commodities", (c, 1, draw.one_of("dry", ""), draw.one_of(1, ""), draw.one_of(1000, *[""] * 5))
    yield "freight", ("dry", 1e-6, draw.one_of(100, 150, 5000))
    if draw.some(0.3) and len(regions) > 1:
        yield "lanes", (draw.one_of(*GOODS), *draw.few_of(regions, 2, 2), draw.one_of(0, 2))


def _lines(draw: _Draw, regions: tuple[str, ...]) -> Rows:
    for l in ("first", "second"):
        low, leaves = draw.one_of(0, 0, 0.25), draw.one_of(1, 1, 0.5)
        yield "lines", (l, draw.one_of(1, 3, 20), 5, draw.one_of(0.5, 1), low, leaves)
        for r in regions:
            if draw.some(0.6):
                yield "sites", (l, r, draw.one_of(0, 1, 5, ""), draw.one_of(2, 8, "", ""))
            if draw.some(0.4):
                online, offline = draw.one_of(2020, 2025, 2028), draw.one_of(2029, 2035)
                yield "capacity", (l, r, online, offline, draw.one_of(1, 4, 10))


def _processes(draw: _Draw, regions: tuple[str, ...]) -> Rows:
    for p, makes in (("assemble", "product"), ("refine", "part"), ("recycle", "raw"), ("other", "part")):
        yield "processes", (p, draw.one_of("first", "second", "first", "second", ""), draw.one_of(0.5, 1, 2))
        yield "recipes", (p, makes, "", draw.one_of(1, 2))
        for c in draw.few_of(tuple(c for c in GOODS if c != makes), 0, 2):
            if draw.some(0.2):
                yield "recipes", (p, c, 2025, draw.one_of(-1, 0.5))
                yield "recipes", (p, c, 2029, draw.one_of(-1, -2, 0))
            else:
                yield "recipes", (p, c, "", draw.one_of(-1, -1, -0.5, -2, 0.2))
        if draw.some(0.3):
            yield "returns", (p, draw.one_of(*GOODS), draw.one_of(0, 2, 5), draw.one_of(0.5, 0.5, 1, -0.25))
            yield "history", (p, draw.one_of(*regions), draw.one_of(2021, 2024), draw.one_of(1, 6))


def _trade(draw: _Draw, regions: tuple[str, ...]) -> Rows:
    for m in range(draw.random.integers(1, 6)):
        side, price = draw.one_of(("buy", 7), ("buy", 7), ("buy", 7), ("sell", 1))
        limit, reserve = draw.one_of(1, 4, 20, ""), draw.one_of(5, 30, "", "", "")
        yield (
            "markets",
            (f"market{m}", side, draw.one_of(*GOODS[1:]), draw.one_of(*regions, "*"), price, limit, reserve),
        )
    for c in ("product", "part") if draw.some(0.3) else ("product",):
        for r in draw.few_of(regions, 1, len(regions)):
            for year in draw.one_of((2025, 2029), ("",)):
                yield "demand", (c, r, year, draw.one_of(1, 3, 6))

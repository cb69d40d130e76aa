"""A chain of our shape in any size: mines, materials, cells, packs, use, return, recycling; seeded, so always the same.

As in the China instance most commodities can be shipped anywhere, power is bought where it is used, lines have lives,
orderly exit and standing capacity, and demand can be missed at a price.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MINED = ("lithium", "nickel", "cobalt", "graphite", "copper")
MADE = ("sulfate", "carbonate", "cathode", "anode", "foil", "electrolyte", "cell", "pack")
BACK = ("retired", "black_mass")
RECIPES = {
    "refine_nickel": (("nickel", -1.1), ("cobalt", -0.2), ("sulfate", 1.0)),
    "convert": (("lithium", -7.0), ("carbonate", 1.0)),
    "make_cathode": (("sulfate", -0.7), ("carbonate", -0.3), ("cathode", 1.0)),
    "make_anode": (("graphite", -1.2), ("anode", 1.0)),
    "make_foil": (("copper", -1.0), ("foil", 1.0)),
    "make_electrolyte": (("carbonate", -0.1), ("electrolyte", 1.0)),
    "make_cell": (("cathode", -1.8), ("anode", -1.1), ("foil", -0.6), ("electrolyte", -1.2), ("cell", 1.0)),
    "make_cell_new": (("cathode", -1.7), ("anode", -1.0), ("foil", -0.5), ("electrolyte", -1.1), ("cell", 1.0)),
    "make_pack": (("cell", -1.0), ("pack", 1.0)),
    "shred": (("retired", -1.0), ("black_mass", 2.0)),
    "recycle": (("black_mass", -1.0), ("sulfate", 0.3), ("carbonate", 0.1)),
}
POWER = {"refine_nickel": 3, "convert": 5, "make_cathode": 9, "make_anode": 14, "make_cell": 40, "make_cell_new": 35}


@dataclass(frozen=True)
class Size:
    """How many regions and years."""

    regions: int
    years: int


SIZES = {
    "tiny": Size(5, 3),
    "small": Size(12, 6),
    "medium": Size(20, 11),
    "china": Size(31, 11),
    "nodes100": Size(100, 11),
    "prefectures": Size(340, 11),
}


def write_instance(folder: Path, size: Size, seed: int = 0) -> Path:
    """Write the instance of a size and return its folder."""
    dice = random.Random(seed)
    regions = [f"R{i:03d}" for i in range(size.regions)]
    years = range(2025, 2025 + size.years)
    tables = {
        "regions": [("region", "lat", "lon"), *((r, _in(dice, 20, 48), _in(dice, 80, 130)) for r in regions)],
        "commodities": _commodities(),
        "freight": [
            ("freight_class", "cost_per_t_km", "handling_per_t"),
            ("bulk", 3e-7, 2e-5), ("careful", 9e-7, 9e-5),
        ],
        "lines": [
            ("line", "life", "capex", "fixed_cost", "max_utilisation", "exit_rate"),
            *((p, dice.choice((8, 10, 15)), _in(dice, 5, 300), _in(dice, 0.1, 6), 0.9, 0.2) for p in RECIPES),
        ],
        "processes": [
            ("process", "line", "variable_cost"), *((p, p, _in(dice, 0.5, 20)) for p in RECIPES), ("use", "", 0),
        ],
        "recipes": _recipes(),
        "returns": [("process", "commodity", "lag", "amount"), ("use", "retired", 3, 0.4), ("use", "retired", 5, 0.5)],
        "history": [
            ("process", "region", "year", "amount"),
            *(("use", r, 2025 - k, _in(dice, 0.1, 3)) for r in regions for k in range(1, 6)),
        ],
        "sites": [
            ("line", "region", "capex_factor", "cost_factor"),
            ("*", "*", 1, 1), *(("*", r, _in(dice, 0.9, 1.1), _in(dice, 0.8, 1.2)) for r in regions),
        ],
        "capacity": [
            ("line", "region", "online", "capacity", "status"),
            *((p, r, 2018 + dice.randrange(6), _in(dice, 1, 20), "operating")
              for p in RECIPES for r in regions if dice.random() < 0.3),
        ],
        "markets": _markets(dice, regions),
        "demand": [
            ("commodity", "region", "year", "amount"),
            *(("driving", r, y, _in(dice, 1, 15) * (1 + 0.1 * (y - 2025))) for r in regions for y in years),
        ],
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    head = f"name: {folder.name}\nyears: {list(years)}\ndiscount_rate: 0.06\nlearning: off\n"
    (folder / "instance.yaml").write_text(head, encoding="utf-8")
    for name, rows in tables.items():
        text = "".join(",".join(map(str, row)) + "\n" for row in rows)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def _in(dice: random.Random, low: float, high: float) -> float:
    return round(dice.uniform(low, high), 4)


def _commodities() -> Sequence[Sequence[object]]:
    careful = ("cell", "pack", "retired")
    return [
        ("commodity", "tonnes_per_unit", "freight_class", "shortage_price", "disposal_price"),
        *((c, 6000 if c in careful else 1000, "careful" if c in careful else "bulk", "", 5 if c in BACK else "")
          for c in (*MINED, *MADE, *BACK)),
        ("power", "", "", "", ""),
        ("driving", "", "", 5000, 0),
    ]  # fmt: skip


def _recipes() -> Sequence[Sequence[object]]:
    return [
        ("process", "commodity", "amount"),
        *((p, c, x) for p, parts in RECIPES.items() for c, x in parts),
        *((p, "power", -x) for p, x in POWER.items()),
        ("use", "pack", -1),
        ("use", "driving", 1),
    ]


def _markets(dice: random.Random, regions: Sequence[str]) -> Sequence[Sequence[object]]:
    mines = [
        (f"{c}_{r}_{step}", c, r, round(price * (1 + 0.3 * step), 3), _in(dice, 50, 400) if step < 2 else "")
        for c, price in zip(MINED, (4, 90, 200, 6, 60), strict=True)
        for r in dice.sample(list(regions), max(2, len(regions) // 6))
        for step in range(3)
    ]
    power = [(f"power_{r}", "power", r, _in(dice, 0.3, 0.7), "") for r in regions]
    return [("market", "commodity", "region", "price", "limit"), *mines, *power]

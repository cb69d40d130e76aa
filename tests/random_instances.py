"""Small instances drawn by seed: every table of the linear program, always feasible and never unbounded.

Feasible: what is needed can be bought anywhere at a high price, what is left over can be dumped, demand can be
missed. Bounded: sales are limited, and nothing that is bought without limit is worth its price.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass

PLACES = (
    # region, group, kind, latitude, longitude
    ("CN-GD", "South", "inland", 23.1, 113.3),
    ("CN-SC", "West", "inland", 30.6, 104.1),
    ("CN-JS", "East", "inland", 32.1, 118.8),
    ("CN-QH", "West", "inland", 36.6, 101.8),
    ("PORT", "East", "port", 31.2, 121.5),
    ("EU", "", "overseas", 50.1, 8.7),
)
LINES = ("cathode", "cell", "old_cell", "recycling")


@dataclass(frozen=True)
class Drawn:
    """The files of one instance: instance.yaml and the tables as CSV."""

    settings: str
    tables: dict[str, str]


def draw(seed: int) -> Drawn:
    """Return the instance of a seed."""
    dice = random.Random(seed)
    regions = [*PLACES[: dice.randint(1, 4)], *(p for p in PLACES[4:] if dice.random() < 0.4)]
    names, first = [r[0] for r in regions], 2025
    lengths = [dice.choice((1, 1, 2, 3, 5)) for _ in range(dice.randint(1, 4))]
    years = [first + sum(lengths[:i]) for i in range(len(lengths))]
    last = first + sum(lengths) - 1
    learning = dice.choice(("off", "off", "path"))
    tables = {
        "regions": _csv("region,group,kind,lat,lon", regions),
        "commodities": _commodities(dice),
        "lines": _lines(dice, first, last),
        "processes": _processes(dice, first, last),
        "recipes": _recipes(dice, first, last),
        "sites": _sites(dice, names, first, last) if dice.random() < 0.7 else "",
        "capacity": _capacity(dice, names, first, last),
        "lanes": _lanes(dice, names, first, last),
        "freight": _csv("freight_class,cost_per_t_km,handling_per_t,detour,reach_km", [
            ("cells", 5e-7, 4e-5, 1.25, dice.choice(("", "", 1500))),
            ("bulk", 3e-7, 2e-5, "", dice.choice(("", 900))),
        ]),
        "corridors": _corridors(dice, names) if dice.random() < 0.3 else "",
        "markets": _markets(dice, names, first, last),
        "demand": _demand(dice, names, first, last),
        "returns": _csv("process,commodity,lag,amount", [
            ("use", "old", dice.randint(1, 4), 0.5), ("use", "old", dice.randint(3, 8), 0.3),
            ("*", "*", 2, 0.01), ("use", "*", 2, 0.02), ("stationary", "cell", 3, -0.1),
        ]),
        "history": _csv("process,region,year,amount", [
            ("use", names[0], first - k, round(dice.uniform(1, 9), 2)) for k in range(1, 5)
        ]),
        **_curves(dice, regions, first, last),
        "impacts": _csv("kind,name,region,impact,year,amount", [
            ("process", "*", "*", "t_co2", "", 3), ("line", "cell", names[0], "jobs", first, 0.2),
            ("freight", "cells", "*", "t_co2", "", 1e-5), ("market", "*", names[0], "t_co2", "", 0.5),
        ]),
    }  # fmt: skip
    settings = [
        f"name: drawn-{seed}", f"years: [{', '.join(map(str, years))}]", f"last_year: {last}",
        f"base_year: {dice.choice((first, first - 3))}", f"discount_rate: {dice.choice((0.0, 0.05, 0.08))}",
        f"announced_share: {dice.choice((0, 0.5, 1))}", f"learning: {learning}",
        f"objective: {dice.choice(('private', 'private', 'social'))}",
    ]  # fmt: skip
    return Drawn("\n".join(settings) + "\n", {name: text for name, text in tables.items() if text})


def _csv(header: str, rows: Sequence[Sequence[object]]) -> str:
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n" if rows else ""


def _amount(dice: random.Random, low: float, high: float) -> float:
    return round(dice.uniform(low, high), 3)


def _maybe(dice: random.Random, share: float, low: float, high: float) -> float | str:
    return _amount(dice, low, high) if dice.random() < share else ""


def _commodities(dice: random.Random) -> str:
    rows = [
        ("ore", "kt", 1000, "bulk", "", _amount(dice, 0, 2)),
        ("cathode_powder", "kt", 1000, dice.choice(("bulk", "")), "", _amount(dice, 0, 2)),
        ("cell", "GWh", 6000, "cells", "", _amount(dice, 0, 3)),
        # Demanded, so dumping is free: more demand is then never a relief.
        ("driving", "GWh", 0, "", _amount(dice, 300, 2000), 0),
        ("storage", "GWh", 0, "", _amount(dice, 300, 2000), 0),
        ("old", "GWh", 7000, dice.choice(("cells", "")), "", _amount(dice, 0, 6)),
        ("slag", "kt", "", "", "", 3),
        ("*", "", "", "", "", 1),
        ("power", "GWh", "", "", "", ""),
    ]
    return _csv("commodity,unit,tonnes_per_unit,freight_class,shortage_price,disposal_price", rows)


def _lines(dice: random.Random, first: int, last: int) -> str:
    header = (
        "line,year,life,paid_over,hurdle_rate,capex,fixed_cost,max_utilisation,min_utilisation,restart_cost,exit_rate,"
        "first_year"
    )
    rows: list[tuple[object, ...]] = [("*", "", "", "", "", "", 4, "", "", "", "", "")]
    for line in LINES:
        floor = _maybe(dice, 0.3, 0.1, 0.5)
        fixed = (
            _amount(dice, 2.6, 9.4), _maybe(dice, 0.4, 1, 12), _maybe(dice, 0.4, 0.0, 0.15),
        )  # fmt: skip
        kept = (
            _maybe(dice, 0.7, 0, 20), _maybe(dice, 0.5, 0.7, 1.0), floor, _maybe(dice, 0.5, 0, 30),
            _maybe(dice, 0.5, 0.0, 0.4), first + 2 if dice.random() < 0.2 else "",
        )  # fmt: skip
        capex = [_amount(dice, 50, 400), _amount(dice, 50, 400)]
        if last > first:
            rows.append((line, first, *fixed, capex[0], *kept))
            rows.append((line, last, "", "", "", capex[1], "", "", "", "", "", ""))
        else:
            rows.append((line, "", *fixed, capex[0], *kept))
    return _csv(header, rows)


def _processes(dice: random.Random, first: int, last: int) -> str:
    rows = [
        ("make_cathode", "", "cathode", "", _amount(dice, 1, 9)),
        ("make_lfp", "", "cell", "", _amount(dice, 20, 80)),
        ("make_nmc", "", "cell", _amount(dice, 0.8, 1.4), _amount(dice, 20, 80)),
        ("make_old_way", "", "old_cell", "", _amount(dice, 30, 120)),
        ("recycle", "", "recycling", 1, _amount(dice, 5, 30)),
        ("use", "", "", "", 0),
        ("stationary", "", "", "", 2),
        ("smelt", first, "", "", _amount(dice, 10, 90)),
    ]
    if last > first:
        rows.append(("smelt", last, "", "", _amount(dice, 10, 90)))
    return _csv("process,year,line,use,variable_cost", rows)


def _recipes(dice: random.Random, first: int, last: int) -> str:
    rows: list[tuple[object, ...]] = [
        ("make_cathode", "cathode_powder", "", 1), ("make_cathode", "ore", "", -_amount(dice, 0.5, 1.5)),
        ("make_lfp", "cell", "", 1), ("make_lfp", "cathode_powder", "", -2),
        ("make_nmc", "cell", "", 1), ("make_nmc", "ore", "", -_amount(dice, 1, 3)),
        ("make_old_way", "cell", "", 1), ("make_old_way", "cathode_powder", first, -3),
        ("use", "cell", "", -1), ("use", "driving", "", 1),
        ("stationary", "cell", "", -1), ("stationary", "storage", "", 1),
        ("recycle", "old", "", -1), ("recycle", "ore", "", _amount(dice, 0.5, 1.5)), ("recycle", "slag", "", 0.2),
        ("smelt", "old", "", -1), ("smelt", "ore", "", 0.3),
        ("*", "power", "", -_amount(dice, 0.5, 3)), ("use", "power", "", 0),
    ]  # fmt: skip
    if last > first:
        rows.append(("make_old_way", "cathode_powder", last, -2))
    return _csv("process,commodity,year,amount", rows)


def _sites(dice: random.Random, names: Sequence[str], first: int, last: int) -> str:
    rows: list[tuple[object, ...]] = [
        ("*", "*", "", "true", "", "", "", "", ""),
        ("cell", "*", "", "", 1.05, "", "", "", ""),
    ]
    for region in names:
        # A subsidy on a learned cost needs a limit.
        rows.append(("*", region, "", "", "", _amount(dice, 0.8, 1.2), _maybe(dice, 0.5, 0, 0.2), "", 60))
        for line in LINES:
            if dice.random() < 0.5:
                rows.append((
                    line, region, "", dice.choice(("", "", "false")), _maybe(dice, 0.6, 0.8, 1.3), "", "",
                    _maybe(dice, 0.5, 0.5, 8), _maybe(dice, 0.5, 1, 25),
                ))  # fmt: skip
    if last > first:
        rows.append(("recycling", names[0], last, "true", "", "", "", "", ""))
        rows = [row for row in rows if row[:3] != ("recycling", names[0], "")]
    return _csv("line,region,year,allowed,capex_factor,cost_factor,subsidy,max_build,max_capacity", rows)


def _capacity(dice: random.Random, names: Sequence[str], first: int, last: int) -> str:
    rows = []
    for k in range(dice.randint(2, 6)):
        status = dice.choice(("", "operating", "building", "announced"))
        online = dice.randint(first - 5, last + 1)
        offline = online + dice.randint(1, 9) if dice.random() < 0.4 else ""
        line = dice.choice(("cell", "old_cell", "cathode"))
        rows.append((line, dice.choice(names), online, status, f"works {k}", _amount(dice, 1, 12), offline))
    return _csv("line,region,online,status,plant,capacity,offline", rows)


def _lanes(dice: random.Random, names: Sequence[str], first: int, last: int) -> str:
    rows: list[tuple[object, ...]] = [("power", "*", "*", "", 0.01, "", _maybe(dice, 0.5, 1, 20))]
    if len(names) > 1:
        a, b = dice.sample(list(names), 2)
        rows += [("cell", a, "*", "", "", _maybe(dice, 0.5, 0, 9), ""), ("cell", a, b, "", "", "", 6)]
        rows += [("cell", "*", b, first, _amount(dice, 1, 5), "", ""), ("old", b, a, "", 3, 2, "")]
        if last > first:
            rows.append(("cell", "*", b, last, _amount(dice, 1, 5), "", ""))
    return _csv("commodity,origin,destination,year,cost,tariff,capacity", rows)


def _corridors(dice: random.Random, names: Sequence[str]) -> str:
    pairs = list(itertools.pairwise(names))
    rows = [(a, b, _amount(dice, 200, 900)) for a, b in pairs if dice.random() < 0.9]
    return _csv("region,neighbour,km", rows)


def _markets(dice: random.Random, names: Sequence[str], first: int, last: int) -> str:
    rows: list[tuple[object, ...]] = [
        (f"any_{c}", "", "", c, "*", price, "", "")
        for c, price in (("ore", 60), ("cathode_powder", 160), ("cell", 900), ("old", 200), ("power", 1.5))
    ]
    for k in range(dice.randint(1, 3)):
        where, limit, reserve = dice.choice((*names, "*")), _maybe(dice, 0.7, 1, 20), _maybe(dice, 0.4, 5, 60)
        rows.append((f"mine_{k}", "buy", first, "ore", where, _amount(dice, 5, 40), limit, reserve))
        if last > first and not reserve:
            rows.append((f"mine_{k}", "", last, "ore", where, _amount(dice, 5, 40), "", ""))
    rows.append(("grid", "", "", "power", dice.choice((*names, "*")), _amount(dice, 0.2, 0.9), "", ""))
    rows.append(("abroad", "sell", "", "cell", dice.choice(names), _amount(dice, 200, 600), _amount(dice, 1, 5), ""))
    rows.append(("mill", "sell", "", "slag", dice.choice((*names, "*")), _amount(dice, 1, 5), _amount(dice, 1, 5), ""))
    return _csv("market,side,year,commodity,region,price,limit,reserve", rows)


def _demand(dice: random.Random, names: Sequence[str], first: int, last: int) -> str:
    rows: list[tuple[object, ...]] = [("driving", "*", "", _amount(dice, 0, 8))]
    for region in dict.fromkeys(dice.choices(names, k=2)):
        rows.append(("driving", region, first, _amount(dice, 2, 15)))
        if last > first:
            rows.append(("driving", region, last, _amount(dice, 2, 30)))
    rows.append(("storage", dice.choice(names), "", _amount(dice, 0, 5)))
    return _csv("commodity,region,year,amount", rows)


def _curves(dice: random.Random, regions: Sequence[Sequence[object]], first: int, last: int) -> dict[str, str]:
    curves = [
        ("equipment", dice.choice(("nation", "group")), "build", 0.2, 50, _amount(dice, 20, 80), 10),
        ("doing", dice.choice(("region", "nation")), "activity", 0.15, 30, _amount(dice, 5, 20), ""),
        ("cluster", "region", "size", 0.1, 10, _amount(dice, 2, 6), 1),
    ]
    scopes = {str(curve[0]): curve[1] for curve in curves}
    known = {"nation": ["nation"], "group": [r[1] for r in regions if r[1]], "region": [r[0] for r in regions]}
    starts = [("equipment", "nation", 140), ("equipment", "West", 90), ("doing", "CN-GD", 75), ("doing", "nation", 44)]
    places = [start for start in starts if start[1] in known[str(scopes[start[0]])]]
    if scopes["equipment"] == "group":
        places.append(("equipment", "*", 33))
    path = [(k, y, x) for k in ("equipment", "doing", "cluster") for y, x in ((first, 20), (last + 3, 9))]
    return {
        "curves": _csv("curve,scope,driver,learning_rate,reference,unit_cost,floor", curves),
        "curve_members": _csv("curve,member,weight", [
            ("equipment", "cell", ""), ("equipment", "old_cell", 0.5), ("cluster", "cell", 0.7),
            ("doing", "make_lfp", ""), ("doing", "make_nmc", 2),
        ]),
        "curve_places": _csv("curve,place,initial", places),
        "cost_path": _csv("curve,year,unit_cost", path),
    }  # fmt: skip

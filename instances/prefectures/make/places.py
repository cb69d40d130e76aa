"""Provincial figures split to cities: by weight of vehicles, by population, or to the largest cities of a province."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from instances.prefectures.make.china import (
    FIRST,
    LAST,
    at,
    capital,
    cities,
    largest,
    of_province,
    price,
    recipe,
    rows,
    variable_cost,
)

PLACES_OF_A_LINE = 3
"""What stands in a province stands in so many of its largest cities: plants are in few places."""
PORTS = {
    "CN-JS": "320700", "CN-GX": "450700", "CN-FJ": "350200", "CN-SD": "370200", "CN-CQ": "500100", "CN-SH": "310100",
    "CN-ZJ": "330200", "CN-GD": "440300", "CN-TJ": "120100", "CN-LN": "210200",
}  # fmt: skip
MINES = {
    "CN-SC": "513200", "CN-XJ": "653200", "CN-QH": "632800", "CN-JX": "360900", "CN-HN": "431000", "CN-GS": "620300",
    "CN-XZ": "542500",
}  # fmt: skip
"""Where imports arrive and where lithium and nickel are dug: own choice of city, D."""
DETOUR = 1.25
"""Mean of way over great circle, as in the main instance: it sets the length of corridors."""
STANDS = {
    "lithium_converter": "lithium_converter", "iron_phosphate": "iron_phosphate", "cathode_lfp": "cathode_lfp",
    "cathode_ternary": "cathode_nmc", "anode_synthetic": "anode", "electrolyte": "electrolyte",
    "separator": "separator", "assembly_car": "assembly", "assembly_commercial": "assembly", "dismantling": "recycling",
}  # fmt: skip
# What is needed: commodity here, share of a unit there. High-nickel packs count as mid-nickel ones.
DEMAND = {
    "traction_bev": {"road_lfp": "mix_bev", "road_nmc": "mix_bev"},
    "traction_phev": {"road_lfp": "mix_phev", "road_nmc": "mix_phev"},
    "traction_bus": {"road_lfp": 1.0}, "traction_truck": {"road_lfp": 1.0}, "storage_home": {"storage": 1.0},
    "other_storage": {"cell_lfp": 1.0}, "stock_storage": {"cell_lfp": 1.0},
    "other_power": {"cell_lfp": 0.812, "cell_nmc": 0.188}, "stock_makers": {"cell_lfp": 0.812, "cell_nmc": 0.188},
    "stock_vehicles": {"cell_lfp": 0.812, "cell_nmc": 0.188},
    "cell_lfp": {"cell_lfp": 1.0}, "cell_nmc": {"cell_nmc": 1.0}, "cell_hni": {"cell_nmc": 1.0},
    "storage_system": {"cell_lfp": 1.0}, "car_lfp": {"car_lfp": 1.0}, "car_nmc": {"car_nmc": 1.0},
}  # fmt: skip
HISTORY = {
    "drive_car_lfp": "drive_lfp", "drive_bus_lfp": "drive_lfp", "drive_truck_lfp": "drive_lfp",
    "drive_car_nmc": "drive_nmc",
    "early_lfp": "early_lfp", "early_nmc": "early_nmc", "store_home": "store",
}  # fmt: skip


def corridors() -> Iterator[tuple[str, str, float]]:
    """Yield cities that are neighbours (no third one lies in the circle between them) and the km of the way.

    A way is so much longer than the great circle that shortest paths are on average DETOUR times the direct way.
    """
    codes = [c["code"] for c in cities()]
    lat, lon = (np.radians([float(c[column]) for c in cities()]) for column in ("lat", "lon"))
    point = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    chord = ((point[:, None] - point[None, :]) ** 2).sum(axis=2)
    km = 2 * 6371.0 * np.arcsin(np.sqrt(chord) / 2)
    pairs = [
        (i, j)
        for i in range(len(codes))
        for j in range(i + 1, len(codes))
        if np.sum(chord[i] + chord[j] < chord[i, j] * (1 - 1e-12)) == 0
    ]
    ways = np.full_like(km, np.inf)
    for i, j in pairs:
        ways[i, j] = ways[j, i] = km[i, j]
    np.fill_diagonal(ways, 0.0)
    for through in range(len(codes)):
        ways = np.minimum(ways, ways[:, through, None] + ways[None, through, :])
    apart = ~np.eye(len(codes), dtype=bool)
    factor = DETOUR / float((ways[apart] / km[apart]).mean())
    yield from ((codes[i], codes[j], round(float(km[i, j]) * factor, 2)) for i, j in pairs)


def capacity() -> Iterator[tuple[str, str, int, float, str]]:
    """Yield line, city, first year in service, capacity and the line of the main instance."""
    people = {c["code"]: float(c["population"]) for c in cities()}
    total: dict[tuple[str, str, int], float] = defaultdict(float)
    for r in rows("capacity"):
        name = f"cell_{r['line'].rsplit('_', 1)[1]}" if r["line"].startswith("cell_") else STANDS.get(r["line"], "")
        if name and r["status"] == "operating":
            total[name, r["region"], int(r["online"])] += float(r["capacity"])
    for (name, province, online), amount in total.items():
        chosen = largest(province, PLACES_OF_A_LINE)
        for code in chosen:
            yield name, code, online, amount * people[code] / sum(people[c] for c in chosen), province


def demand() -> Iterator[tuple[str, str, int, float]]:
    """Yield commodity, city, year and amount; what goes abroad is needed in the ports, evenly."""
    points: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for r in rows("demand"):
        points[r["commodity"], r["region"]][int(r["year"])] = float(r["amount"])
    years = sorted({y for of in points.values() for y in of if FIRST <= y <= LAST} | {FIRST, LAST})
    shares = {"nev_weight": of_province("nev_weight"), "population": of_province("population")}
    found: dict[tuple[str, str, int], float] = defaultdict(float)
    for (commodity, place), of in points.items():
        column = "nev_weight" if commodity.startswith("traction") else "population"
        cities_of = shares[column].get(place) or dict.fromkeys(PORTS.values(), 1.0 / len(PORTS))
        for here, share in DEMAND.get(commodity, {}).items():
            for y in years:
                amount = at(of, y) * (share if isinstance(share, float) else _mix(share, here, y))
                for code, part in cities_of.items():
                    found[here, code, y] += amount * part
    yield from ((c, code, y, x) for (c, code, y), x in found.items() if x)


def _mix(process: str, commodity: str, year: int) -> float:
    names = (commodity,) if commodity == "road_lfp" else (commodity, "road_hni")
    found = 0.0
    for name in names:
        of = {
            int(r["year"]): -float(r["amount"])
            for r in rows("recipes")
            if (r["process"], r["commodity"]) == (process, name)
        }
        found += at(of, year) if of else 0.0
    return found


def history() -> Iterator[tuple[str, str, int, float]]:
    """Yield process, city, year and amount."""
    shares, found = of_province("nev_weight"), defaultdict(float)
    for r in rows("history"):
        if r["process"] in HISTORY:
            for code, part in shares[r["region"]].items():
                found[HISTORY[r["process"]], code, int(r["year"])] += float(r["amount"]) * part
    yield from ((p, code, y, x) for (p, code, y), x in found.items() if x)


def sites() -> Iterator[tuple[str, str]]:
    """Yield city and factor on capital, that of its province."""
    factor = {r["region"]: r["capex_factor"] for r in rows("sites") if r["line"] == "*"}
    yield from ((c["code"], factor[c["province"]]) for c in cities())


def markets() -> Iterator[dict[str, object]]:
    """Yield markets: power and labour in two steps in each city, materials where they arrive or are dug."""
    share, years = of_province("population"), (2025, 2030, 2035)
    for r in rows("markets"):
        name, year = r["market"].rsplit("_", 1)[0], r["year"] or "2025"
        if int(year) not in years:
            continue
        if name in ("power_1", "power_3", "labour_1", "labour_3"):
            for code, part in share[r["region"]].items():
                limit = float(r["limit"]) * part if r["limit"] else ""
                yield _market(r, f"{name}_{code}", r["commodity"], code, float(r["price"]), limit)
        elif r["commodity"] in MATERIALS:
            commodity, process, made_on = MATERIALS[r["commodity"]]
            code = (MINES if not name.startswith("import") else PORTS)[r["region"]]
            of = _per_unit(process, r["commodity"]) if process else 1.0
            made = variable_cost(process) + capital(made_on) if process else 0.0
            power = -recipe(process)["power"] * price("power") if process else 0.0
            limit = float(r["limit"]) / of if r["limit"] else ""
            yield _market(r, r["market"], commodity, code, float(r["price"]) * of + made + power, limit)


# Bought as such, or as what it is made into: input -> what is sold here, by which process on which line.
MATERIALS = {
    "spodumene": ("spodumene", "", ""), "lithium_carbonate": ("lithium_carbonate", "", ""),
    "brine": ("lithium_carbonate", "carbonate_from_brine", "lithium_brine"),
    "lepidolite": ("lithium_carbonate", "carbonate_from_lepidolite", "lithium_lepidolite"),
    "nickel_feed": ("nickel_sulfate", "refine_nickel", "nickel_refining"),
}  # fmt: skip


def _per_unit(process: str, commodity: str) -> float:
    return -recipe(process)[commodity]


def _market(
    of: dict[str, str], market: str, commodity: str, code: str, price: float, limit: object
) -> dict[str, object]:
    return {
        "market": market, "year": of["year"], "commodity": commodity, "region": code, "origin": of["origin"],
        "price": f"{price:.6g}", "limit": f"{limit:.6g}" if limit != "" else "",
        "source": f"instances/china: markets {of['market']}", "confidence": "D",
    }  # fmt: skip

"""Provinces and regions abroad, and how goods move between them."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

from instances.china.make.book import Book
from instances.china.make.chain import ABROAD, EXPORT_PORTS, FIRST
from instances.china.make.commodities import KT
from instances.china.make.demand import MATERIALS
from instances.china.make.ledger import Figure, fact, rows, years_of

REACH = {"general": 1000, "bulk": 1200, "class9": 1000, "packs": 800, "class9_waste": 800, "cars": 1000, "parts": 800}
"""Longest single haul in km by road. Longer ways are several hauls, each with its own loading (0.2 CNY/kWh for cells):
it keeps the plan small."""

FAR = (("CN-XJ", "CN-GS"), ("CN-XJ", "CN-QH"), ("CN-XZ", "CN-QH"), ("CN-XZ", "CN-SC"))
"""Hauls beyond the reach without which Xinjiang and Tibet would be cut off."""

SHIPPED_ABROAD = ("cell_lfp", "cell_nmc", "cell_hni", "storage_system")
CARS = ("car_lfp", "car_nmc", "car_hni", "commercial_lfp")


def add_regions(book: Book) -> None:
    """Add the 31 provinces, each at its capital, and four regions abroad."""
    for row in rows("provinces"):
        book.regions.add(
            region=row["region"],
            name=row["name"],
            name_local=row["name_local"],
            group=row["group"],
            kind="inland",
            iso=row["region"],
            lat=row["lat"],
            lon=row["lon"],
            note_capital=f"{row['capital']} {row['capital_local']}",
            source=row["source"],
            confidence=row["confidence"],
        )
    for region, (name, local, lat, lon) in ABROAD.items():
        book.regions.add(
            region=region,
            name=name,
            name_local=local,
            kind="overseas",
            lat=lat,
            lon=lon,
            note="a main port stands for the region",
            source="own choice",
            confidence="D",
        )


def add_freight(book: Book) -> None:
    """Add freight classes: road and rail mixed, dangerous goods by road."""
    road = fact("road_rate")
    rates = {
        "general": fact("road_rail"),
        "bulk": fact("bulk_rate"),
        "class9": road * fact("class9"),
        "packs": road * fact("class9"),
        "class9_waste": road * fact("class9_waste"),
        "cars": fact("car_rate"),
        "parts": road,
    }
    for name, rate in rates.items():
        book.freight.add(
            **{
                "freight_class": name,
                "cost_per_t_km [CNY/t/km]": rate,
                "handling_per_t [CNY/t]": fact("handling"),
                "detour": fact("detour"),
                "reach_km": REACH[name],
            },
            note="reach is ours: longer ways are several hauls",
        )


def add_lanes(book: Book) -> None:
    """Add the lanes that are not made from freight classes: to the far west, and from ports to regions abroad."""
    _far_west(book)
    _material_lanes(book)
    for commodity in (*SHIPPED_ABROAD, *CARS):
        kind = "cars" if commodity in CARS else "cells"
        for place in ABROAD:
            near = "_near" if place == "OS-SEA" else ""
            sea = fact(f"sea_{kind}{near}")
            value = fact("car_value" if kind == "cars" else "cell_value")
            for year, tariff in tariffs(kind, place).items():
                for port, name in EXPORT_PORTS.items():
                    book.lanes.add(
                        commodity=commodity,
                        origin=port,
                        destination=place,
                        year=year,
                        cost=sea,
                        tariff=tariff * value,
                        note=f"by sea from {name}",
                    )


def tariffs(kind: str, place: str) -> dict[int | str, Figure]:
    """Return the tariff on cells or cars in a region abroad as a share of value; by year where it has changed."""
    name = f"tariff_{kind}_{place[3:].lower()}"
    changed = dict(years_of(name))
    return {FIRST: fact(name), **changed} if changed else {"": fact(name)}


def _material_lanes(book: Book) -> None:
    """Materials leave through the same ports; only North America puts a tariff on them."""
    for commodity in MATERIALS:
        mass = fact("separator_mass") / KT if commodity == "separator" else 1.0
        for place in ABROAD:
            tariff = fact(f"value_{commodity}") * fact("tariff_materials_na") if place == "OS-NA" else 0.0
            for port, name in EXPORT_PORTS.items():
                book.lanes.add(
                    commodity=commodity,
                    origin=port,
                    destination=place,
                    cost=fact("sea_materials") * mass,
                    tariff=tariff,
                    note=f"by sea from {name}",
                )


def _far_west(book: Book) -> None:
    """Cost as the freight classes would have it without reach."""
    classes = {row["freight_class"]: row for row in book.freight.rows}
    at = {row["region"]: row for row in book.regions.rows}
    for commodity in book.commodities.rows:
        name = commodity["freight_class"]
        if not name or not commodity["tonnes_per_unit"]:
            continue
        for a, b in FAR:
            km = great_circle_km(at[a], at[b]) * fact("detour")
            if km.value <= REACH[name]:
                continue
            row = classes[name]
            per_tonne = row["handling_per_t [CNY/t]"] + row["cost_per_t_km [CNY/t/km]"] * km
            cost = per_tonne * commodity["tonnes_per_unit"] / 1e6
            for origin, destination in ((a, b), (b, a)):
                book.lanes.add(
                    commodity=commodity["commodity"],
                    origin=origin,
                    destination=destination,
                    cost=cost,
                    note="road without which the west would be cut off",
                )


def great_circle_km(a, b) -> float:
    """Return the haversine distance of two regions on a sphere of 6371 km."""
    phi, psi = radians(float(a["lat"])), radians(float(b["lat"]))
    half = sin((phi - psi) / 2) ** 2 + cos(phi) * cos(psi) * sin(radians(float(a["lon"]) - float(b["lon"])) / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(half))

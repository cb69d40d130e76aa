"""What has to be delivered: vehicles by owner's province, storage, other uses, stock, and what leaves the country."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from instances.china.make.book import Book
from instances.china.make.chain import ABROAD, FIRST, LAST
from instances.china.make.ledger import Figure, fact, provinces, share_of_province, written, years_of

YEARS = (2025, 2026, 2027, 2028, 2030, 2032, 2035, 2040)
SEGMENTS = ("bev", "phev", "bus", "truck")
INSTALLED = "installed in vehicles at home"
BATTERIES = "exported as batteries"
IN_CARS = "in exported cars"
AT_HOME = "storage commissioned at home"
IN_SYSTEMS = "in exported storage systems"
POWER_USES = "power cells in other uses"
SMALL_STORAGE = "small and backup storage"
AT_CAR_MAKERS = "stock at car makers and dealers"
UNDER_WAY = "storage sold and not yet commissioned"
AT_MAKERS = "stock at battery makers"
BRIDGE = {
    INSTALLED: "installed_2025",
    BATTERIES: "all_exports_2025",
    IN_CARS: "car_exports_2025",
    AT_HOME: "storage_2025",
    IN_SYSTEMS: "system_exports_2025",
    POWER_USES: "other_power_2025",
    SMALL_STORAGE: "other_storage_2025",
    AT_CAR_MAKERS: "carmaker_stock_2025",
    UNDER_WAY: "pipeline_2025",
    AT_MAKERS: "maker_stock_2025",
}
"""Rows of the bridge from demand to published output, and the fact that each rests on."""
STOCKS = {
    "stock_vehicles": (AT_CAR_MAKERS, "carmaker_stock_2025", "cars_built"),
    "stock_storage": (UNDER_WAY, "pipeline_2025", "storage"),
    "stock_makers": (AT_MAKERS, "maker_stock_2025", "gdp"),
}


def add_demand(book: Book) -> None:
    """Add demand by commodity, region and year; rows of 2025 name their row of the bridge."""
    _vehicles(book)
    _storage(book)
    _other(book)
    _exports_of_batteries(book)
    _exports_of_cars(book)
    _exports_of_materials(book)


MATERIALS = ("anode", "cathode_nmc", "cathode_hni", "electrolyte", "separator", "lithium_hydroxide")
"""Materials that are exported as such; they hold no cells and stand outside the bridge."""


def _add(book: Book, commodity: str, region: str, year: int, amount: Figure, bridge: str, note: str = "") -> None:
    labels = {}
    if year == FIRST and bridge:
        rests_on = written(BRIDGE[bridge])
        labels = {
            "note_bridge": bridge,
            "note_bridge_source": rests_on["source"],
            "note_bridge_confidence": rests_on["confidence"],
            "note_published_output": fact("output_2025").value,
        }
    book.demand.add(commodity=commodity, region=region, year=year, amount=amount, note=note, **labels)


def between(points: dict[int, Figure], year: int) -> Figure:
    """Return the value of a year on straight lines between points, constant outside."""
    known = sorted(points)
    if year <= known[0]:
        return points[known[0]]
    for a, b in pairwise(known):
        if year <= b:
            share = (year - a) / (b - a)
            return points[b] if share == 1.0 else points[a] * (1.0 - share) + points[b] * share
    return points[known[-1]]


def _owners(region: str, year: int) -> Figure:
    ends = {FIRST: share_of_province(region, "owners_2025"), 2035: share_of_province(region, "owners_2035")}
    return between(ends, year)


def vehicles() -> dict[int, Figure]:
    """Return batteries installed in vehicles at home by year, GWh."""
    return {FIRST: fact("installed_2025"), **dict(years_of("nev_gwh"))}


def _vehicles(book: Book) -> None:
    installed = vehicles()
    for segment in SEGMENTS:
        share = {FIRST: fact(f"seg_{segment}"), 2035: fact(f"seg_{segment}_2035")}
        for region in provinces():
            for year in YEARS:
                amount = between(installed, year) * between(share, year) * _owners(region, year)
                _add(book, f"traction_{segment}", region, year, amount, INSTALLED, "by the owner's province")


def storage_growth() -> dict[int, Figure]:
    """Return storage over that of 2025, by year."""
    index = dict(years_of("storage_index"))
    return {year: value / index[FIRST] for year, value in index.items()}


def _storage(book: Book) -> None:
    for year in YEARS:
        total = fact("storage_2025") * between(storage_growth(), year)
        for region in provinces():
            _add(book, "storage_home", region, year, total * share_of_province(region, "storage"), AT_HOME)


def _other(book: Book) -> None:
    for commodity, name, bridge in (
        ("other_power", "other_power_2025", POWER_USES),
        ("other_storage", "other_storage_2025", SMALL_STORAGE),
    ):
        for year in YEARS:
            total = fact(name) * (1.0 + fact("other_growth")) ** (year - FIRST)
            for region in provinces():
                _add(book, commodity, region, year, total * share_of_province(region, "gdp"), bridge)
    for commodity, (bridge, name, by) in STOCKS.items():
        for region in provinces():
            amount = fact(name) * share_of_province(region, by)
            if amount.value:
                _add(book, commodity, region, FIRST, amount, bridge, "a change of stock, in 2025 only")
                _add(book, commodity, region, FIRST + 1, amount * 0.0, bridge)


def _exports_of_batteries(book: Book) -> None:
    power = dict(years_of("power_exports"))
    lfp, high = fact("h1_export_lfp_share"), fact("export_hni_share")
    shares = {"cell_lfp": lfp, "cell_nmc": (1.0 - lfp) * (1.0 - high), "cell_hni": (1.0 - lfp) * high}
    storage = fact("all_exports_2025") - fact("power_exports_2025")
    for region, year in _abroad():
        here = fact(f"cells_to_{region[3:].lower()}")
        grown = between(storage_growth(), year)
        for commodity, share in shares.items():
            amount = between(power, year) * share
            if commodity == "cell_lfp":
                amount = amount + storage * grown
            _add(book, commodity, region, year, amount * here, BATTERIES)
        _add(book, "storage_system", region, year, fact("system_exports_2025") * grown * here, IN_SYSTEMS)


def car_exports() -> dict[int, Figure]:
    """Return batteries in exported cars by year, GWh."""
    bev = fact("car_exports_bev_share")
    per_car = fact("kwh_bev") * bev + fact("kwh_phev") * (1.0 - bev)
    return {FIRST: fact("car_exports_2025") * per_car, **dict(years_of("car_exports_gwh"))}


def _exports_of_cars(book: Book) -> None:
    bev = fact("car_exports_bev_share") * fact("kwh_bev")
    phev = (1.0 - fact("car_exports_bev_share")) * fact("kwh_phev")
    nmc = bev / (bev + phev) * fact("car_export_nmc")
    for region, year in _abroad():
        total = between(car_exports(), year) * fact(f"cars_to_{region[3:].lower()}")
        _add(book, "car_lfp", region, year, total * (1.0 - nmc), IN_CARS)
        _add(book, "car_nmc", region, year, total * nmc, IN_CARS)


def _exports_of_materials(book: Book) -> None:
    for material in MATERIALS:
        for region, year in _abroad():
            total = fact(f"export_{material}") * (1.0 + fact("export_material_growth")) ** (year - FIRST)
            _add(book, material, region, year, total * fact(f"materials_to_{region[3:].lower()}"), "")


def _abroad() -> Iterator[tuple[str, int]]:
    for region in ABROAD:
        for year in YEARS:
            yield region, year


def cell_demand() -> dict[int, Figure]:
    """Return cells needed by year, GWh, over all uses: for the learning path."""
    power, grown = dict(years_of("power_exports")), storage_growth()
    storage = fact("storage_2025") + fact("system_exports_2025") + fact("all_exports_2025") - fact("power_exports_2025")
    other = fact("other_power_2025") + fact("other_storage_2025")
    return {
        year: between(vehicles(), year)
        + between(power, year)
        + between(car_exports(), year)
        + storage * between(grown, year)
        + other * (1.0 + fact("other_growth")) ** (year - FIRST)
        for year in range(FIRST, LAST + 1)
    }

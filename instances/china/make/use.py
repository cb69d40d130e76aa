"""Batteries in use: what drives or stores, how the chemistries share the demand, and what comes back when."""

from __future__ import annotations

from math import exp

from instances.china.make.book import Book
from instances.china.make.chain import FIRST
from instances.china.make.ledger import Figure, fact, provinces, share_of_province, years_of

LONGEST = 30
END = 2035

ON_THE_ROAD = {
    # process: (uses, makes, retires as, life)
    "drive_car_lfp": ("car_lfp", "road_lfp", "retired_lfp", "life_car_lfp"),
    "drive_car_nmc": ("car_nmc", "road_nmc", "retired_nmc", "life_car_nmc"),
    "drive_car_hni": ("car_hni", "road_hni", "retired_hni", "life_car_nmc"),
    "drive_bus_lfp": ("commercial_lfp", "bus_road_lfp", "retired_lfp", "life_bus"),
    "drive_truck_lfp": ("commercial_lfp", "truck_road_lfp", "retired_lfp", "life_truck"),
    "store_home": ("storage_system", "storage_home", "retired_lfp", "life_storage"),
}
EARLY = {"early_lfp": "retired_lfp", "early_nmc": "retired_nmc"}
"""Packs built before 2018 live shorter; nothing is put in use by these any more."""


def add_use(book: Book) -> None:
    """Add driving and storing, the mixes of chemistries, and what comes back."""
    for process, (used, made, retired, life) in ON_THE_ROAD.items():
        chemistry = retired.removeprefix("retired_")
        book.process(
            process,
            process.replace("_", " ").capitalize(),
            stage="use",
            chemistry=chemistry,
            makes={made: 1.0},
            uses={used: 1.0},
        )
        _returns(book, process, retired, life, "life_shape")
    for process, retired in EARLY.items():
        chemistry = retired.removeprefix("retired_")
        book.process(
            process,
            f"Packs built before 2018, {chemistry}",
            stage="use",
            chemistry=chemistry,
            makes={},
            uses={f"car_{chemistry}": 1.0},
            note="only its history counts: it serves no demand",
        )
        _returns(book, process, retired, "life_early", "life_shape_early")
    _mixes(book)
    _history(book)


def _mixes(book: Book) -> None:
    """Segments take the chemistries in the observed shares; a scenario frees the choice."""
    bev_nmc, bev_hni = _path("bev_nmc"), _path("bev_hni")
    bev_lfp = {year: 1.0 - bev_nmc[year] - bev_hni[year] for year in bev_nmc}
    phev_nmc = _path("phev_nmc")
    phev_lfp = {year: 1.0 - phev_nmc[year] for year in phev_nmc}
    note = "observed shares of chemistries, pinned"
    book.process(
        "mix_bev",
        "Battery-electric cars of all chemistries",
        stage="use",
        makes={"traction_bev": 1.0},
        uses={"road_lfp": bev_lfp, "road_nmc": bev_nmc, "road_hni": bev_hni},
        note=note,
    )
    book.process(
        "mix_phev",
        "Plug-in hybrids of all chemistries",
        stage="use",
        makes={"traction_phev": 1.0},
        uses={"road_lfp": phev_lfp, "road_nmc": phev_nmc},
        note=note,
    )
    for segment in ("bus", "truck"):
        book.process(
            f"mix_{segment}",
            f"LFP {segment}s",
            stage="use",
            makes={f"traction_{segment}": 1.0},
            uses={f"{segment}_road_lfp": 1.0},
            note="ternary buses and trucks are too few to count",
        )
    lfp = fact("lfp_share_2025")
    mixed = {"cell_lfp": lfp, "cell_nmc": 1.0 - lfp}
    for commodity, uses in (
        ("other_power", mixed),
        ("other_storage", {"cell_lfp": 1.0}),
        ("stock_makers", mixed),
        ("stock_storage", {"cell_lfp": 1.0}),
        ("stock_vehicles", {"pack_lfp": lfp, "pack_nmc": 1.0 - lfp}),
    ):
        book.process(
            f"put_{commodity}",
            commodity.replace("_", " ").capitalize(),
            stage="use",
            makes={commodity: 1.0},
            uses=uses,
            note="does not come back to the plan",
        )


def _path(name: str) -> dict[int, Figure]:
    return {FIRST: fact(name), END: fact(f"{name}_2035")}


def _returns(book: Book, process: str, retired: str, life: str, shape: str) -> None:
    scale, k = fact(life), fact(shape)
    for lag, share in weibull(scale.value, k.value).items():
        book.returns.add(
            process=process,
            commodity=retired,
            lag=lag,
            amount=Figure(share, scale.facts | k.facts),
            note="survival curve, by whole years",
        )


def weibull(scale: float, shape: float) -> dict[int, float]:
    """Return the share that retires after each whole number of years; what would outlive LONGEST retires then."""

    def gone(age: float) -> float:
        return 1.0 - exp(-((max(age, 0.0) / scale) ** shape))

    shares = {lag: gone(lag + 0.5) - gone(lag - 0.5 if lag > 1 else 0.0) for lag in range(1, LONGEST)}
    shares[LONGEST] = 1.0 - sum(shares.values())
    return {lag: share for lag, share in shares.items() if share > 5e-5}


def _history(book: Book) -> None:
    """What was put in use before the first year, by province and chemistry."""
    lfp = dict(years_of("lfp_share"))
    for year, installed in years_of("installed"):
        if year >= FIRST:
            continue
        for region in provinces():
            here = installed * _owners(region, year)
            parts = {"lfp": here * lfp[year], "nmc": here * (1.0 - lfp[year])}
            for chemistry, amount in parts.items():
                for process, share in _where(chemistry, year).items():
                    _put(book, process, region, year, amount * share)
    for year, commissioned in years_of("storage"):
        if year < FIRST:
            for region in provinces():
                _put(book, "store_home", region, year, commissioned * share_of_province(region, "storage"))


def _where(chemistry: str, year: int) -> dict[str, Figure | float]:
    """Return the processes that batteries of a year went into; ternary packs count as mid-nickel before 2025."""
    if year < 2018:
        return {f"early_{chemistry}": 1.0}
    if chemistry == "nmc":
        return {"drive_car_nmc": 1.0}
    bus, truck = fact("seg_bus") / fact("lfp_share_2025"), fact("seg_truck") / fact("lfp_share_2025")
    return {"drive_car_lfp": 1.0 - bus - truck, "drive_bus_lfp": bus, "drive_truck_lfp": truck}


def _owners(region: str, year: int) -> Figure:
    """Return the share of a province in the owners of a year: between those of 2021 and 2025."""
    late = min(max(year - 2021, 0) / 4, 1.0)
    return share_of_province(region, "owners_2021") * (1 - late) + share_of_province(region, "owners_2025") * late


def _put(book: Book, process: str, region: str, year: int, amount: Figure) -> None:
    if amount.value >= 1e-4:
        book.history.add(process=process, region=region, year=year, amount=amount)

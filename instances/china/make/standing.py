"""What stands in 2025 beside cells: listed plants, and the rest of each national nameplate by places."""

from __future__ import annotations

from collections.abc import Mapping

from instances.china.make.book import Book
from instances.china.make.capacity import SMALL, UNLISTED, Standing, add_row, added
from instances.china.make.ledger import (
    Figure,
    fact,
    high,
    low,
    places_of,
    provinces,
    rows,
    share_of_province,
    years_of,
)
from instances.china.make.lines import LINES


def add_material_capacity(book: Book, cells: Standing) -> None:
    """Add lines other than cells: listed plants, and the rest of the national nameplate by places."""
    for line in LINES:
        if line == "direct":
            continue
        national = fact(f"nameplate_{line}")
        between = _ends(f"nameplate_{line}")
        left = national
        for row in rows("materials_plants"):
            if row["line"] == line:
                size = Figure(float(row["capacity"]), {f"materials_plants {row['id']}": row["confidence"]})
                add_row(book, line, row["region"], int(row["online"]), row["plant"], size, between, note=row["note"])
                left = left - size.value
        for region, weight in places(line, cells).items():
            if weight.value * left.value < SMALL:
                continue
            for year, share in years_of("material"):
                add_row(
                    book,
                    line,
                    region,
                    year,
                    UNLISTED,
                    left * weight * share,
                    between,
                    note="national nameplate less listed plants, by places",
                )


def _ends(name: str) -> tuple[Figure, Figure]:
    return low(name) / fact(name).value, high(name) / fact(name).value


def places(line: str, cells: Standing) -> dict[str, Figure]:
    """Return the share of each province in a line other than cells: as listed, or by the rule of its kind."""
    listed = places_of(line)
    if listed:
        return listed
    recycling = places_of("recycling")
    of_cells = _places_of_cells(cells)
    built = {r: share_of_province(r, "cars_built") for r in provinces()}
    heavy = {r: share_of_province(r, "commercial_built") for r in provinces()}
    stored = {r: share_of_province(r, "storage") for r in provinces()}
    by_cells, shredded = fact("storage_by_cells"), fact("shred_by_cells")
    packs = _mixed(
        (fact("pack_by_cars"), built), (fact("pack_by_commercial"), heavy), (fact("pack_by_cells"), of_cells)
    )
    rules = {
        "pack_parts": packs,
        "pack_module": packs,
        "pack_ctp": packs,
        "storage_integration": _mixed((by_cells, of_cells), (1.0 - by_cells, stored)),
        "assembly_car": built,
        "assembly_commercial": heavy,
        "shredding": _mixed((shredded, of_cells), (1.0 - shredded, recycling)),
    }
    return rules.get(line, recycling)


def _places_of_cells(cells: Standing) -> dict[str, Figure]:
    total = sum(amount.value for amount in cells.values())
    shares = {region: Figure(0.0, {"capacity of cells": "D"}) for region in provinces()}
    for (_, region), amount in cells.items():
        shares[region] = shares[region] + amount.value / total
    return shares


def _mixed(*parts: tuple[Figure, Mapping[str, Figure]]) -> dict[str, Figure]:
    mixed: dict[str, Figure] = {}
    for share, shares in parts:
        for region, weight in shares.items():
            mixed[region] = added(mixed.get(region), weight * share)
    return mixed

"""Scenarios of demand: more and less of it, demand that answers prices, exports taxed and lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from instances.china.make.book import Book
from instances.china.make.chain import ABROAD, FIRST, LAST
from instances.china.make.demand import MATERIALS, between
from instances.china.make.ledger import Figure, fact, high, low, provinces, years_of
from instances.china.make.scenario import Item, Scenario, edit

SERIES = {
    "nev_gwh": ["traction_*"],
    "storage_index": ["storage_home", "storage_system"],
    "power_exports": ["cell_*"],
    "car_exports_gwh": ["car_*"],
}
"""The series of the ledger, with the demand that follows it."""
CARS = ("traction_bev", "traction_phev")
STEPS = (1, 2, 3)
TURN = (FIRST, FIRST + 1, 2030, 2035, LAST)


def scenarios(book: Book) -> Iterator[Scenario]:
    """Yield the scenarios of this family; the demand of the instance is read from its book."""
    yield _paced("slow-demand", "Demand grows as slowly as the low ends say", "low", low)
    yield _paced("fast-demand", "Demand grows as fast as the high ends say", "high", high)
    yield _stepped(book)
    yield _cliff()
    yield _tariffs(book)
    yield _lost()


def _paced(name: str, title: str, end: str, take: Callable[[str], Figure]) -> Scenario:
    edits = []
    for series, commodities in SERIES.items():
        path = {FIRST: Figure(1.0)} | {
            year: take(f"{series}_{year}") / value.value for year, value in years_of(series) if year > FIRST
        }
        for year in range(FIRST + 1, LAST + 1):
            where = {"commodity": commodities if len(commodities) > 1 else commodities[0], "year": year}
            edits.append(edit("demand", where=where, scale={"amount": between(path, year)}))
    about = (
        f"The {end} end of each series of the ledger over its central value, year by year: vehicles at home, storage, "
        "cells and cars that are exported. 2025 is as it was."
    )
    return Scenario(name, title, about, tuple(edits))


def _stepped(book: Book) -> Scenario:
    """Take a share of the home demand for cars out of `demand` and offer it as three markets that pay less and less."""
    share = fact("stepped_share")
    whole = {"commodity": list(CARS), "year": [FIRST + 1, LAST]}
    rows: list[Item] = []
    wanted = {(row["commodity"], row["region"], row["year"]): row["amount"] for row in book.demand.rows}
    for commodity in CARS:
        for region in provinces():
            path = {y: a for (c, r, y), a in wanted.items() if (c, r) == (commodity, region)}
            for step in STEPS:
                for year in TURN:
                    limit = between(path, year) * share * (0.0 if year == FIRST else 1.0) / float(len(STEPS))
                    rows.append(
                        {
                            "market": f"want_{step}_{commodity}_{region}",
                            "side": "sell",
                            "commodity": commodity,
                            "region": region,
                            "year": year,
                            "price": fact(f"worth_{step}"),
                            "limit": limit,
                        }
                    )
    about = (
        "Three tenths of the batteries in cars at home are bought only if they cost less than buyers would pay: a "
        "tenth "
        "each at three prices of a pack in the car. The objective counts what buyers pay, so compare it with "
        "subsidy-cliff and vehicle-quota only."
    )
    return Scenario(
        "stepped-demand",
        "Demand for cars answers the price of batteries",
        about,
        (edit("demand", where=whole, scale={"amount": 1.0 - share}), edit("markets", add=rows)),
    )


def _cliff() -> Scenario:
    """Lower what buyers pay for a battery by the tax that falls on its car."""
    edits = []
    per_car = fact("car_price") * fact("purchase_tax") / fact("kwh_bev") * 1e3
    for first, last, share in ((FIRST + 1, 2027, fact("tax_half")), (2028, LAST, Figure(1.0))):
        for step in STEPS:
            worth = fact(f"worth_{step}") - per_car * share
            where = {"market": f"want_{step}_*", "year": [first, last]}
            edits.append(edit("markets", where=where, set={"price": worth}))
    about = (
        "The exemption of electric cars from purchase tax ends: half of it in 2026, the rest in 2028. Buyers of "
        "the three "
        "steps count the tax on the whole car against its battery."
    )
    return Scenario("subsidy-cliff", "The purchase tax returns", about, tuple(edits), extends=("stepped-demand",))


def _tariffs(book: Book) -> Scenario:
    """Set every tariff to the high end of its fact."""
    edits = []
    for kind, commodities in (("cells", ["cell_*", "storage_system"]), ("cars", ["car_*", "commercial_lfp"])):
        value = fact("car_value" if kind == "cars" else "cell_value")
        for place in ABROAD:
            name = f"tariff_{kind}_{place[3:].lower()}"
            last = [f"{name}_{year}" for year, _ in years_of(name)]
            rate = high(last[-1] if last else name)
            edits.append(
                edit("lanes", where={"commodity": commodities, "destination": place}, set={"tariff": rate * value})
            )
    for material in MATERIALS:
        edits.append(
            edit(
                "lanes",
                where={"commodity": material, "destination": "OS-NA"},
                set={"tariff": high("tariff_materials_na") * fact(f"value_{material}")},
            )
        )
    about = (
        "Every tariff on cells, cars and materials at the high end of its fact: the 48.4 % once planned on cells "
        "in the "
        "United States, 60 % on cars in North America, the dearest countervailing duty in Europe, 32 % elsewhere."
    )
    return Scenario("export-tariffs", "High tariffs on what China exports", about, tuple(edits))


def _lost() -> Scenario:
    """Let demand for Chinese goods abroad fade to what is left by 2030."""
    edits = []
    goods = ["cell_*", "car_*", "storage_system"]
    for place in ABROAD:
        left = 1.0 - fact(f"lost_{place[3:].lower()}")
        for year in range(FIRST + 1, LAST + 1):
            where = {"commodity": goods, "region": place, "year": year}
            edits.append(edit("demand", where=where, scale={"amount": between({FIRST: Figure(1.0), 2030: left}, year)}))
    about = "Plants and rules abroad take export markets away by 2030, most of North America and half of Europe."
    return Scenario("lost-exports", "Export markets are lost", about, tuple(edits))

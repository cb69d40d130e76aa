"""Remake the tables of the instance from its ledger: python -m instances.pearl-river.make [FOLDER].

cities.csv has what a city costs and needs, stages.csv what a stage of the chain takes and where it stands. The ways to
write a table with its sources are those of instances/china/make.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from instances.china.make.ledger import Figure
from instances.china.make.table import Table

HERE = Path(__file__).parent
MONTHS, THOUSAND_PEOPLE = 12, 1e-3
"""A wage in CNY a month is so much in million CNY for a thousand person-years."""
RENT = 0.0757
"""Annuity of a price of land over the 50 years of a lease at 8 %, paid at the start of each year: 0.0757 of it."""
GROWTH = 1.5
"""Demand of 2030 over that of 2025: own estimate."""
FREIGHT = {"general": 0.28, "class9": 0.525, "packs": 0.525, "parts": 0.35, "cars": 0.5}
CITY_OF = {"shenzhen": "440300", "huizhou": "441300", "guangzhou": "440100"}
ESTIMATE = {"source": "own estimate, as instances/china", "confidence": "D"}


def ledger(name: str) -> list[dict[str, str]]:
    """Return the rows of a file of the ledger."""
    with (HERE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def make() -> list[Table]:
    """Return the tables, made from the ledger alone."""
    cities, stages = ledger("cities"), ledger("stages")
    return [*places(cities), *chain(stages), *standing(stages), *inputs(cities), demand(cities)]


def figure(row: dict[str, str], column: str) -> Figure:
    """Return a number of the ledger with what it rests on."""
    return Figure(float(row[column]), {row["source"]: row["confidence"]})


def places(cities: list[dict[str, str]]) -> list[Table]:
    """Cities, and freight between them by class; `reach_km` lets every lane be one haul."""
    regions = Table("regions", "region", "name", "name_local", "group", "kind", "lat", "lon")
    for city in cities:
        group = "Rest" if city["region"] == "CN-REST" else "Delta"
        words = {name: city[name] for name in ("region", "name", "name_local", "lat", "lon")}
        regions.add(**words, group=group, kind="inland", source=city["source"], confidence=city["confidence"])
    freight = Table("freight", "freight_class", "cost_per_t_km [CNY/t/km]", "handling_per_t [CNY/t]", "detour")
    for name, rate in FREIGHT.items():
        cells = {"freight_class": name, "cost_per_t_km [CNY/t/km]": rate, "handling_per_t [CNY/t]": 40, "detour": 1.25}
        freight.add(**cells, **ESTIMATE)
    return [regions, freight]


def chain(stages: list[dict[str, str]]) -> list[Table]:
    """What is made of what: one line and one process a stage."""
    commodities = Table("commodities", "commodity", "name", "unit", "tonnes_per_unit", "freight_class")
    lines = Table("lines", "line", "name", "stage", "life", "hurdle_rate", "capex", "fixed_cost")
    processes = Table("processes", "process", "name", "stage", "line", "variable_cost")
    recipes = Table("recipes", "process", "commodity", "amount")
    for name, said, unit in (
        ("power", "Electricity", "GWh"),
        ("labour", "Labour", "thousand person-years"),
        ("land", "Industrial land", "million m2"),
    ):
        commodities.add(commodity=name, name=said, unit=unit)
    for row in stages:
        line, source = row["line"], {"source": row["source"], "confidence": row["confidence"]}
        commodities.add(
            commodity=line, name=row["name"], unit=row["unit"], tonnes_per_unit=row["tonnes"],
            freight_class=row["freight"], **source,
        )  # fmt: skip
        fixed = 0.03 * figure(row, "capex")
        lines.add(
            line=line, name=row["name"], stage=row["column"], life=15, hurdle_rate=0.08, capex=figure(row, "capex"),
            fixed_cost=fixed, note=row["note"],
        )  # fmt: skip
        processes.add(
            process=f"make_{line}", name=row["name"], stage=row["column"], line=line, variable_cost=figure(row, "other")
        )
        recipes.add(process=f"make_{line}", commodity=line, amount=1)
        for name in ("power", "labour", "land"):
            recipes.add(process=f"make_{line}", commodity=name, amount=-figure(row, name))
        if row["into"]:
            recipes.add(process=f"make_{row['into']}", commodity=line, amount=-figure(row, "amount"))
    for line in ("vehicle", "storage"):
        recipes.add(process=f"make_{line}", commodity="pack", amount=-1)
    return [commodities, lines, processes, recipes]


def standing(stages: list[dict[str, str]]) -> list[Table]:
    """What stands in three cities."""
    capacity = Table("capacity", "line", "region", "online", "status", "capacity")
    for row in stages:
        for name, region in CITY_OF.items():
            if float(row[name]):
                capacity.add(
                    line=row["line"], region=region, online=2020, status="operating", capacity=figure(row, name)
                )
    return [capacity]


def inputs(cities: list[dict[str, str]]) -> list[Table]:
    """Power, labour and land of each city; beyond a first step wages are a tenth higher, rents half as much again."""
    markets = Table("markets", "market", "commodity", "region", "price", "limit")
    for city in cities:
        region = city["region"]
        wage = MONTHS * THOUSAND_PEOPLE * figure(city, "wage")
        rent = RENT * figure(city, "land")
        markets.add(market=f"power_{region}", commodity="power", region=region, price=figure(city, "power"))
        for name, price, step, limit in (("labour", wage, 1.1, 20.0), ("land", rent, 1.5, 4.0)):
            markets.add(market=f"{name}_{region}", commodity=name, region=region, price=price, limit=limit)
            markets.add(market=f"{name}_{region}_more", commodity=name, region=region, price=step * price)
    return [markets]


def demand(cities: list[dict[str, str]]) -> Table:
    """Vehicles and storage systems by city."""
    table = Table("demand", "commodity", "region", "year", "amount")
    for city in cities:
        for commodity, column in (("vehicle", "vehicles"), ("storage", "storage")):
            if float(city[column]):
                for year, growth in ((2025, 1.0), (2030, GROWTH)):
                    amount = growth * figure(city, column)
                    table.add(commodity=commodity, region=city["region"], year=year, amount=amount)
    return table


def write(folder: Path) -> None:
    """Write the tables into a folder."""
    for table in make():
        table.write(folder)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent)

"""Remake every table and scenario of the instance: python -m instances.china.make [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

from instances.china.make.book import Book
from instances.china.make.capacity import add_cell_capacity
from instances.china.make.cells import add_cells, add_packs
from instances.china.make.commodities import add_commodities
from instances.china.make.demand import add_demand
from instances.china.make.impacts import add_impacts
from instances.china.make.learning import add_learning
from instances.china.make.ledger import HERE
from instances.china.make.lines import add_lines, add_sites
from instances.china.make.markets import add_markets
from instances.china.make.materials import add_materials
from instances.china.make.recycling import add_recycling
from instances.china.make.regions import add_freight, add_lanes, add_regions
from instances.china.make.scenario import Scenario
from instances.china.make.scenarios import all_scenarios
from instances.china.make.standing import add_material_capacity
from instances.china.make.use import add_use


def make() -> tuple[Book, tuple[Scenario, ...]]:
    """Return the tables and the scenarios, made from the ledger alone."""
    book = Book()
    add_regions(book)
    add_commodities(book)
    add_freight(book)
    add_lanes(book)
    add_lines(book)
    add_materials(book)
    add_cells(book)
    add_packs(book)
    add_use(book)
    add_recycling(book)
    cells = add_cell_capacity(book)
    add_material_capacity(book, cells)
    add_sites(book, cells)
    add_demand(book)
    add_markets(book)
    add_learning(book, cells)
    add_impacts(book)
    return book, all_scenarios(book, cells)


def write(folder: Path) -> None:
    """Write the tables into a folder and the scenarios into its `scenarios`."""
    book, scenarios = make()
    book.write(folder)
    for scenario in scenarios:
        scenario.write(folder / "scenarios")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent)

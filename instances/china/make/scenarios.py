"""All scenarios of the instance, in the order in which they are listed."""

from __future__ import annotations

from instances.china.make import scenarios_cost, scenarios_demand, scenarios_loop, scenarios_state
from instances.china.make.book import Book
from instances.china.make.capacity import Standing
from instances.china.make.scenario import Scenario


def all_scenarios(book: Book, cells: Standing) -> tuple[Scenario, ...]:
    """Return every scenario; `book` holds the finished tables, `cells` what each owner has in each province."""
    return (
        *scenarios_demand.scenarios(book),
        *scenarios_cost.scenarios(book, cells),
        *scenarios_state.scenarios(),
        *scenarios_loop.scenarios(),
    )

"""The learned part of cell cost: equipment, and heat, upkeep, overhead and research, part national, part local.

Every curve is built on the same volumes, so that a path by year, learning that reacts to the plan, and no learning
start from the same costs in 2025.
"""

from __future__ import annotations

from math import log2

from instances.china.make.book import Book
from instances.china.make.capacity import Standing
from instances.china.make.chain import OWNERS, RUNS, cell_line, cell_lines
from instances.china.make.demand import cell_demand
from instances.china.make.ledger import Figure, fact, provinces

EQUIPMENT, GENERAL, LOCAL = "cell_equipment", "cell_conversion", "cell_conversion_local"


def add_learning(book: Book, cells: Standing) -> None:
    """Add three curves, their members, where each place starts, and the path by year."""
    output, built = fact("learn_volume"), fact("learn_built")
    equipment = fact("capex_cell") * fact("cell_equipment_share")
    volumes, unit_cost = _local_volumes(cells, output), conversion(cells, fact("conversion_local_share"))
    _curve(
        book,
        EQUIPMENT,
        "nation",
        "build",
        fact("lr_cell_capex"),
        built,
        equipment,
        "price of cell plants per GWh/yr on Chinese capacity ever built; equipment is 74 % of it (D)",
    )
    _curve(
        book,
        GENERAL,
        "nation",
        "activity",
        fact("lr_conversion"),
        output,
        unit_cost[GENERAL],
        "conversion cost without labour and power on Chinese output; two thirds of it (D)",
    )
    _curve(
        book,
        LOCAL,
        "region",
        "activity",
        fact("lr_conversion"),
        fact("learn_local_reference"),
        unit_cost[LOCAL],
        "the same, learned within the province; one third of it, no measurement (D)",
    )
    _members(book)
    book.curve_places.add(curve=EQUIPMENT, place="nation", initial=built)
    book.curve_places.add(curve=GENERAL, place="nation", initial=output)
    for region, volume in volumes.items():
        book.curve_places.add(curve=LOCAL, place=region, initial=volume, note="output so far by standing capacity")
    for (curve, year), cost in paths(cells, fact("lr_cell_capex"), fact("lr_conversion")).items():
        note = "mean over provinces by their output, each growing with the nation" if curve == LOCAL else ""
        book.cost_path.add(curve=curve, year=year, unit_cost=cost, note=note)


def conversion(cells: Standing, share: Figure) -> dict[str, Figure]:
    """Return the unit cost of both conversion curves at their references, where a share of it is learned locally."""
    learned = fact("conversion_learned")
    start = _mean_local(_local_volumes(cells, fact("learn_volume")), 1.0, fact("lr_conversion"))
    return {GENERAL: learned * (1.0 - share), LOCAL: learned * share / start}


def paths(cells: Standing, equipment_rate: Figure, conversion_rate: Figure) -> dict[tuple[str, int], Figure]:
    """Return the learned cost of each curve by year at some rates; all start from the costs of 2025."""
    made = _cumulated(fact("learn_volume"), cell_demand())
    equipment = fact("capex_cell") * fact("cell_equipment_share")
    learned, share = fact("conversion_learned"), fact("conversion_local_share")
    volumes = _local_volumes(cells, fact("learn_volume"))
    start = _mean_local(volumes, 1.0, conversion_rate)
    found: dict[tuple[str, int], Figure] = {}
    for year in made:
        # Capacity ever built grows as output does.
        growth = made[year] / fact("learn_volume")
        found[EQUIPMENT, year] = _fallen(equipment, growth, equipment_rate)
        found[GENERAL, year] = _fallen(learned * (1.0 - share), growth, conversion_rate)
        found[LOCAL, year] = learned * share * (_mean_local(volumes, growth.value, conversion_rate) / start.value)
    return found


def all_in(cost: Figure, rate: Figure) -> dict[int, Figure]:
    """Return by year what a rate per doubling of cumulated output takes off a cost, without a floor."""
    b = -log2(1.0 - rate.value)
    made = _cumulated(fact("learn_volume"), cell_demand())
    return {
        year: Figure(
            cost.value * (1.0 - (volume.value / fact("learn_volume").value) ** -b),
            cost.facts | rate.facts | volume.facts,
        )
        for year, volume in made.items()
    }


def _curve(
    book: Book, curve: str, scope: str, driver: str, rate: Figure, reference: Figure, cost: Figure, why: str
) -> None:
    book.curves.add(
        curve=curve,
        scope=scope,
        driver=driver,
        learning_rate=rate,
        reference=reference,
        unit_cost=cost,
        floor=cost * fact("learn_floor"),
        evidence=why,
    )


def _members(book: Book) -> None:
    for owner in OWNERS:
        book.curve_members.add(curve=EQUIPMENT, member=cell_line(owner, "new"), weight=1)
    for owner, generation in cell_lines():
        for chemistry in RUNS[owner]:
            for curve in (GENERAL, LOCAL):
                book.curve_members.add(curve=curve, member=f"cell_{chemistry}_{owner}_{generation}", weight=1)


def _cumulated(before: Figure, yearly: dict[int, Figure]) -> dict[int, Figure]:
    """Return the volume at the start of each year."""
    total, found = before, {}
    for year, amount in yearly.items():
        found[year] = total
        total = total + amount
    return found


def _fallen(cost: Figure, growth: Figure, rate: Figure) -> Figure:
    """Return floor + (cost - floor) * growth^-b, b = -log2(1 - rate)."""
    floor = fact("learn_floor")
    b = -log2(1.0 - rate.value)
    return cost * (floor + (1.0 - floor) * growth**-b)


def _local_volumes(cells: Standing, output: Figure) -> dict[str, Figure]:
    total = sum(amount.value for amount in cells.values())
    here = {region: sum(a.value for (_, r), a in cells.items() if r == region) for region in provinces()}
    return {region: output * (amount / total) for region, amount in here.items() if amount}


def _mean_local(volumes: dict[str, Figure], growth: float, rate: Figure) -> Figure:
    """Return c / unit_cost of the local curve, the mean over provinces by volume."""
    reference = fact("learn_local_reference")
    total = sum(v.value for v in volumes.values())
    parts = [
        _fallen(Figure(v.value / total, {}), Figure(max(v.value * growth / reference.value, 1.0)), rate).value
        for v in volumes.values()
    ]
    return Figure(sum(parts), reference.facts | rate.facts | fact("learn_floor").facts)

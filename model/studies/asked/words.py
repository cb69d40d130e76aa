"""What things are called in the answer of a study: names of ids, units and money, for reports that see no instance."""

from __future__ import annotations

from typing import Any

from model.instance.instance import Instance
from model.network.assemble import assemble
from model.record import labels
from model.solution.units import capacity_units


def words(instance: Instance) -> dict[str, Any]:
    """Return the money of an instance, the unit of capacity of each line per year, and the labels of its ids."""
    settings = instance.settings
    return {
        "money": settings.money,
        "base_year": settings.base_year,
        "units": capacity_units(assemble(instance)),
        "labels": labels(instance),
    }

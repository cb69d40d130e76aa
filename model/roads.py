"""Which goods a program ships over corridors from neighbour to neighbour instead of lane by lane."""

from __future__ import annotations

from model.instance.instance import Instance
from model.network.corridors import commodities_for_roads
from model.pricing import MANY
from model.solver.highs import Options


def on_roads(instance: Instance, options: Options) -> frozenset[str]:
    """Return the commodities that travel over corridors: all that may where lanes would be many, or all asked for."""
    if options.columns in ("all", "priced"):
        return frozenset()
    commodities, n = commodities_for_roads(instance), len(instance.tables["regions"])
    many = len(commodities) * n * (n - 1) * len(instance.settings.years) >= MANY
    return commodities if many or options.columns == "roads" else frozenset()

"""The units that tables show."""

from __future__ import annotations

from collections.abc import Mapping

from model.network.network import Network


def _recipes(net: Network) -> dict[str, dict[str, float]]:
    """Return what each process makes and uses in the first period."""
    recipes: dict[str, dict[str, float]] = {}
    for (p, c, t), amount in net.processes.recipe.items():
        if t == net.periods.first[0]:
            recipes.setdefault(p, {})[c] = amount
    return recipes


def _unit_of(net: Network, recipe: Mapping[str, float]) -> str:
    """Return the unit one unit of activity is counted in: that of what is made or used one for one.

    A recipe is written per unit of its main product (or of its feed), which stands there with an amount of 1
    (or -1); failing that the first product counts.
    """
    for wanted in (1.0, -1.0):
        for c, amount in recipe.items():
            if amount == wanted and net.units.get(c):
                return net.units[c]
    made = [c for c, amount in recipe.items() if amount > 0] or list(recipe)
    return net.units.get(made[0], "") if made else ""


def per_year(unit: str) -> str:
    """Return the unit of a rate."""
    return f"{unit}/yr" if unit else "1/yr"


def activity_units(net: Network) -> dict[str, str]:
    """Return the unit of activity of every process, per year."""
    recipes = _recipes(net)
    return {p: per_year(_unit_of(net, recipes.get(p, {}))) for p in net.processes.line}


def capacity_units(net: Network) -> dict[str, str]:
    """Return the unit of capacity of every line: that of its first process."""
    units = activity_units(net)
    return {line: units[processes[0]] if processes else "1/yr" for line, processes in net.lines.processes.items()}

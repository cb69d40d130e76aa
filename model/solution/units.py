"""The units that tables show."""

from __future__ import annotations

from model.network.network import Network


def unit_of_process(net: Network, process: str) -> str:
    """Return the unit one unit of activity is counted in: that of what is made or used one for one.

    A recipe is written per unit of its main product (or of its feed), which stands there with an amount of 1
    (or -1); failing that the first product counts.
    """
    t = net.periods.first[0]
    recipe = {c: a for (p, c, at), a in net.processes.recipe.items() if p == process and at == t}
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
    return {p: per_year(unit_of_process(net, p)) for p in net.processes.line}


def capacity_units(net: Network) -> dict[str, str]:
    """Return the unit of capacity of every line: that of its first process."""
    return {
        line: per_year(unit_of_process(net, processes[0])) if processes else "1/yr"
        for line, processes in net.lines.processes.items()
    }

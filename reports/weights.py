"""What a unit of every commodity weighs, so that a chain can be drawn in one unit from ore to battery."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reports.solution import Solution

TONNES = {"kt": 1000.0, "t": 1.0, "Mt": 1e6, "kg": 0.001}
ENERGY = ("GWh", "MWh", "kWh")
ROUNDS = 20
Amounts = Mapping[str, float]


@dataclass(frozen=True)
class _Recipe:
    """What a process makes, uses and gives back over the years shown, by commodity."""

    made: Amounts
    used: Amounts
    returned: Amounts


def weights(solution: Solution) -> dict[str, float]:
    """Return tonnes per unit: `tonnes_per_unit`, else of a unit of mass; a commodity without either is left out.

    A battery (a commodity in GWh) weighs what has gone into it at most: a car counts as its pack, and a battery on the
    road, retired or collected as what it was made from. So nothing gains weight that the chain does not handle.
    """
    commodities = solution.record["labels"]["commodities"]
    units = {c: str(label.get("unit", "")) for c, label in commodities.items()}
    given = {
        c: float(label.get("tonnes_per_unit") or 0.0) or TONNES.get(units[c], 0.0) for c, label in commodities.items()
    }
    found = {c: weight for c, weight in given.items() if weight > 0}
    batteries = frozenset(c for c, unit in units.items() if unit in ENERGY)
    recipes = list(_recipes(solution))
    for _ in range(ROUNDS):
        before = dict(found)
        for recipe in recipes:
            for commodity, weight in _of_batteries(recipe, found, batteries):
                found[commodity] = min(found.get(commodity, weight), weight)
        if found == before:
            break
    return found


def _recipes(solution: Solution) -> Iterator[_Recipe]:
    for _, rows in solution.shown("turnover").groupby("process", sort=False):
        sums = rows.groupby("commodity", sort=False)[["made", "used", "returned"]].sum()
        yield _Recipe(
            *({str(c): float(x) for c, x in sums[name].items() if x > 0} for name in ("made", "used", "returned"))
        )


def _of_batteries(recipe: _Recipe, known: Amounts, batteries: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Yield the most that each battery made of or returned from other batteries can weigh."""
    fed = {c: amount for c, amount in recipe.used.items() if c in batteries and c in known}
    mass = sum(amount * known[c] for c, amount in fed.items())
    if not mass:
        return
    lost = sum(amount * known.get(c, 0.0) for c, amount in recipe.made.items() if c not in batteries)
    made = {c: amount for c, amount in recipe.made.items() if c in batteries}
    for commodity in made:
        yield commodity, max(0.0, mass - lost) / sum(made.values())
    of_one = mass / max(fed.values())
    for commodity in recipe.returned:
        if commodity in batteries:
            yield commodity, of_one

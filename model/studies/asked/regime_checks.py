"""What keeps a siting regime from having any plan: told where it is written, before anything is solved."""

from __future__ import annotations

from collections.abc import Iterator

from model.instance.attributes import attributes
from model.instance.policies import Filter
from model.studies.asked.chosen import Chosen, Room
from model.studies.asked.regimes import Regime


def check_regime(regime: Regime, chosen: Chosen) -> None:
    """Note what is nonsense about a regime in its instance."""
    if regime.largest_share:
        _check_share(regime, len(chosen.regions))
    if regime.own_share:
        _check_own(regime, chosen)
    if regime.least_size and regime.standing:
        regime.fields.fault("standing", "a least size is one of new capacity: leave `standing` out")
    if (regime.most_regions or regime.least_size) and not regime.room:
        for line, region in chosen.unlimited():
            cure = f"is missing: nothing in `sites` limits {line} in {region}; say what a region may take at most"
            regime.fields.fault("room", cure)
            return
    if regime.least_size:
        _check_size(regime, chosen)


def _check_share(regime: Regime, n: int) -> None:
    if regime.largest_share * n < 1.0:
        cure = f"{n} regions can hold such plants, so one of them makes {1 / n:.3g} at least: give that much or more"
        regime.fields.fault("largest_share", cure)


def _check_size(regime: Regime, chosen: Chosen) -> None:
    room = chosen.room(Room(0, regime.least_size, regime.room, standing=False))
    if room and regime.least_size > max(room.values()):
        widest = max(room, key=lambda r: room[r])
        cure = f"no region has room for so much: {widest} takes {room[widest]:,.4g} at most; give that much or less"
        regime.fields.fault("least_size", cure)


def _check_own(regime: Regime, chosen: Chosen) -> None:
    products = _products(regime, chosen)
    if not products:
        regime.fields.fault("product", "no commodity that these lines make is called so")
        return
    without = list(dict.fromkeys(_needing(regime, chosen, products)))
    if without:
        shown = ", ".join(without[:5]) + (f" and {len(without) - 5} more" if len(without) > 5 else "")
        cure = f"{shown} needs {products[0]} and has no site for it: allow one in `sites`, or ask it by: group"
        regime.fields.fault("own_share", cure)


def _products(regime: Regime, chosen: Chosen) -> list[str]:
    net, meant = chosen.network, Filter("commodity", regime.product)
    made = [c for (p, c, _), a in net.processes.recipe.items() if a > 0 and net.processes.line[p] in chosen.lines]
    return [c for c in dict.fromkeys(made) if meant.meets(c)]


def _needing(regime: Regime, chosen: Chosen, products: list[str]) -> Iterator[str]:
    """Give the places that need a product, by demand or by plants that stand and use it, and can make none."""
    net, words = chosen.network, attributes(chosen.instance)
    inland = [r for r in words.regions if r not in words.overseas]
    place = {r: words.regions[r]["group"] if regime.by == "group" else r for r in inland}
    able = {place[r] for r in chosen.regions}
    users = {net.processes.line[p] for (p, c, _), a in net.processes.recipe.items() if a < 0 and c in products}
    needing = [r for (c, r, _), amount in net.needs.demand.items() if c in products and amount > 0]
    needing += [r for (l, r, _), stands in net.lines.existing.items() if l in users and l and stands > 0]
    yield from (place[r] for r in needing if r in place and place[r] and place[r] not in able)

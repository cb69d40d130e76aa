"""Cost curves at a given price: the learned part of every member under `learning: off` and `path`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from model.instance.expand import lookup
from model.instance.instance import Instance
from model.network.network import Periods


@dataclass(frozen=True)
class LearnedPart:
    """What a member pays for its curves, per unit: by driver, (member, region, t) -> money per unit.

    list_price is the same for driver build at the fixed unit_cost of the curves, which the subsidy is counted on.
    """

    build: Mapping[tuple[str, str, int], float]
    activity: Mapping[tuple[str, str, int], float]
    size: Mapping[tuple[str, str, int], float]
    list_price: Mapping[tuple[str, str, int], float]


def unit_cost_at(volume: float, *, unit_cost: float, floor: float, reference: float, learning_rate: float) -> float:
    """Return c(Q) = floor + (c0 - floor) * (max(Q, reference) / reference)^-b, b = -log2(1 - learning_rate)."""
    b = -np.log2(1.0 - learning_rate)
    return float(floor + (unit_cost - floor) * (max(volume, reference) / reference) ** -b)


def learned_part(instance: Instance, periods: Periods) -> LearnedPart:
    """Price every member of every curve: at c(initial of its place) if off, along cost_path if path.

    Driver size pays unit_cost if off. A member outside every place of the scope pays unit_cost in every mode.
    """
    curves, weights = lookup(instance, "curves"), lookup(instance, "curve_members")
    regions = instance.tables["regions"].to_dict("records")
    parts: dict[str, dict[tuple[str, str, int], float]] = {d: {} for d in ("build", "activity", "size", "list")}
    for curve, member in instance.tables["curve_members"][["curve", "member"]].itertuples(index=False, name=None):
        driver, scope = curves.text("driver", curve), curves.text("scope", curve)
        weight = weights.number("weight", curve, member) or 0.0
        list_price = curves.number("unit_cost", curve) or 0.0
        price = _prices(instance, periods, curve)
        for row in regions:
            for t, cost in zip(periods.first, price(place_of(scope, row)), strict=True):
                key = (member, row["region"], t)
                parts[driver][key] = parts[driver].get(key, 0.0) + weight * cost
                if driver == "build":
                    parts["list"][key] = parts["list"].get(key, 0.0) + weight * list_price
    return LearnedPart(parts["build"], parts["activity"], parts["size"], parts["list"])


def place_of(scope: str, region: Mapping[Hashable, Any]) -> str:
    """Return the place of a curve that a region belongs to, "" outside the scope.

    nation: all but overseas; group: the regions of that group; region: the region itself.
    """
    if scope == "nation":
        return "" if region["kind"] == "overseas" else "nation"
    return str(region["group"] if scope == "group" else region["region"])


def _prices(instance: Instance, periods: Periods, curve: str) -> Callable[[str], tuple[float, ...]]:
    """Return the function that prices one curve at a place ("" outside its scope), for each period."""
    row, places = lookup(instance, "curves"), lookup(instance, "curve_places")
    path = lookup(instance, "cost_path").numbers("unit_cost", curve)
    follows_path = instance.settings.learning == "path" and path is not None
    unit_cost, reference = row.number("unit_cost", curve) or 0.0, row.number("reference", curve) or 0.0
    floor, rate = row.number("floor", curve) or 0.0, row.number("learning_rate", curve) or 0.0

    def price(place: str) -> tuple[float, ...]:
        if place and follows_path and path is not None:
            return periods.mean(path)
        cost = unit_cost
        if place and row.text("driver", curve) != "size":
            initial = places.number("initial", curve, place)
            volume = reference if initial is None else initial
            cost = unit_cost_at(volume, unit_cost=unit_cost, floor=floor, reference=reference, learning_rate=rate)
        return (cost,) * len(periods.first)

    return cache(price)

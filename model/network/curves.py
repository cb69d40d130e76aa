"""Cost curves at a given price: the learned part of members whose price does not depend on the plan."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.network.curve import Shape
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


def shape_of(curves: Lookup, curve: str) -> Shape:
    """Return c of a curve."""
    unit_cost, reference = curves.number("unit_cost", curve) or 0.0, curves.number("reference", curve) or 0.0
    floor, rate = curves.number("floor", curve) or 0.0, curves.number("learning_rate", curve) or 0.0
    return Shape(unit_cost, floor, reference, rate)


def reacts(instance: Instance, curve: str) -> bool:
    """Tell whether the price of a curve depends on the plan; one that does not fall at all is a fixed price."""
    learned = instance.settings.learning in ("local", "certified")
    return learned and shape_of(lookup(instance, "curves"), curve).learns


def learned_part(instance: Instance, periods: Periods) -> LearnedPart:
    """Price every member of every curve: at c(initial of its place) if off, along cost_path if path.

    Driver size pays unit_cost if off. A member outside every place of the scope pays unit_cost in every mode. Inside,
    under `local` and `certified`, nothing is priced here: learning.py says what members pay together.
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
    shape, is_priced_later = shape_of(row, curve), reacts(instance, curve)

    def price(place: str) -> tuple[float, ...]:
        if place and follows_path and path is not None:
            return periods.mean(path)
        cost = shape.unit_cost
        if place and is_priced_later:
            cost = 0.0
        elif place and row.text("driver", curve) != "size":
            initial = places.number("initial", curve, place)
            cost = float(shape.cost(np.array(shape.reference if initial is None else initial)))
        return (cost,) * len(periods.first)

    return cache(price)

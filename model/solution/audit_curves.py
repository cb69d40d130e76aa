"""The learned part of costs whose price does not depend on the plan, as the audit prices it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.solution.audit_time import Time
from model.solution.audit_verdict import Axis, Floats


@dataclass(frozen=True)
class Learned:
    """What members of curves pay, money per unit, over (line or process, region, period).

    build: on builds; listed: the same at the fixed unit_cost, which subsidies count on; opened: on open capacity
    (driver size); activity: on activity, by process.
    """

    build: Floats
    listed: Floats
    opened: Floats
    activity: Floats


def read_learned(instance: Instance, time: Time, lines: Axis, processes: Axis, regions: Axis) -> Learned:
    """Return weight times price over all curves of each member."""
    of_line, of_process = (np.zeros((len(axis), len(regions), len(time.first))) for axis in (lines, processes))
    learned = Learned(of_line, of_line.copy(), of_line.copy(), of_process)
    curves, members = lookup(instance, "curves"), lookup(instance, "curve_members")
    for curve, member in instance.tables["curve_members"][["curve", "member"]].itertuples(index=False, name=None):
        weight = members.number("weight", curve, member) or 0.0
        price = weight * _prices(instance, time, curves, curve)
        driver = curves.text("driver", curve)
        if driver == "activity":
            learned.activity[processes.get_loc(member)] += price
        elif driver == "size":
            learned.opened[lines.get_loc(member)] += price
        else:
            learned.build[lines.get_loc(member)] += price
            learned.listed[lines.get_loc(member)] += weight * (curves.number("unit_cost", curve) or 0.0)
    return learned


def _prices(instance: Instance, time: Time, curves: Lookup, curve: str) -> Floats:
    """Return the price of a curve by region and period; outside its scope it is unit_cost."""
    places, scope = lookup(instance, "curve_places"), curves.text("scope", curve)
    path = lookup(instance, "cost_path").numbers("unit_cost", curve)
    follows = instance.settings.learning == "path" and path is not None
    rows = []
    for region in instance.tables["regions"].to_dict("records"):
        place = place_of(scope, region)
        if place and follows and path is not None:
            rows.append(time.mean(path))
        elif place and learns(instance, curves, curve):
            # Members pay together by their volume: audit_learning.py says what.
            rows.append(np.zeros(len(time.first)))
        else:
            rows.append(np.full(len(time.first), _fixed_price(curves, places, curve, place)))
    return np.array(rows)


def place_of(scope: str, region: Mapping[Any, Any]) -> str:
    """Return the place of a curve that a region belongs to, "" for none."""
    nation = "" if region["kind"] == "overseas" else "nation"
    return str({"nation": nation, "group": region["group"], "region": region["region"]}[scope])


def learns(instance: Instance, curves: Lookup, curve: str) -> bool:
    """Tell whether the price of a curve depends on the plan."""
    rate, floor = curves.number("learning_rate", curve) or 0.0, curves.number("floor", curve) or 0.0
    falls = rate > 0 and floor < (curves.number("unit_cost", curve) or 0.0)
    return falls and instance.settings.learning in ("local", "certified")


def _fixed_price(curves: Lookup, places: Lookup, curve: str, place: str) -> float:
    """Return floor + (c0 - floor) (max(initial, reference) / reference)^log2(1 - learning_rate), or c0 = unit_cost."""
    unit_cost = curves.number("unit_cost", curve) or 0.0
    if not place or curves.text("driver", curve) == "size":
        return unit_cost
    floor, reference = curves.number("floor", curve) or 0.0, curves.number("reference", curve) or 1.0
    initial = places.number("initial", curve, place)
    doublings = np.log2(max(reference if initial is None else initial, reference) / reference)
    return float(floor + (unit_cost - floor) * (1.0 - (curves.number("learning_rate", curve) or 0.0)) ** doublings)

"""Plants, as the audit reckons them: each is a point of the cost curve of its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.instance.expand import lookup
from model.instance.instance import Instance
from model.instance.schema import STAR
from model.solution.audit_lines import Lines, inland_regions
from model.solution.audit_sites import WHOLE
from model.solution.audit_time import Time, grid
from model.solution.audit_verdict import FLOOR, PRICE_FLOOR, RELATIVE, Axis, Bools, Check, Floats, check_all


@dataclass(frozen=True)
class Curve:
    """The cost of one plant: sizes and costs of its points, and the first and last point of each convex piece."""

    size: Floats
    cost: Floats
    start: tuple[int, ...]
    end: tuple[int, ...]

    def at(self, size: Floats) -> Floats:
        """Return the cost of a plant of a size."""
        return np.asarray(np.interp(size, self.size, self.cost))


@dataclass(frozen=True)
class Plants:
    """curves: by position of the line; exists: (l, r, t) where plants are built; most: at once; factor: on cost.

    pieces: the numbers of the pieces, from 1 to the most that any curve has, as the table names them.
    """

    curves: dict[int, Curve]
    exists: Bools
    most: Floats
    factor: Floats
    pieces: Axis


@dataclass(frozen=True)
class Built:
    """The plants of a plan over (line, region, period, piece): how many, and their capacity together, unit/yr."""

    number: Floats
    capacity: Floats


def read_plants(instance: Instance, time: Time, names: Axis, regions: Axis, lines: Lines) -> Plants:
    """Return the plants of every line with cost points."""
    curves = {i: curve for i, l in enumerate(names) if (curve := _curve(instance, l)) is not None}
    whole = np.isin(np.arange(len(names)), list(curves))
    table = lookup(instance, "sites", {1: inland_regions(instance)})
    where = [(names[i], regions[j]) for i, j in np.argwhere(lines.place & whole[:, None])]
    most, factor = (grid(time, table, column, (names, regions), where) for column in ("max_plants", "capex_factor"))
    last = max((len(curve.start) for curve in curves.values()), default=0)
    return Plants(
        curves=curves,
        exists=lines.may_build & whole[:, None, None],
        most=np.floor(np.nan_to_num(most) + 1e-9),
        factor=np.nan_to_num(factor),
        pieces=pd.Index([str(k + 1) for k in range(last)], dtype=object),
    )


def _curve(instance: Instance, line: str) -> Curve | None:
    """Return the curve of a line: at each size its own row before that of `*`, and (0, 0) where 0 is not given."""
    table = instance.tables["plant_costs"]
    own, shared = (table[table["line"] == name] for name in (line, STAR))
    if not len(own) + len(shared):
        return None
    cost = {0.0: 0.0}
    for rows in (shared, own):
        cost.update(zip(rows["size"], rows["cost"], strict=True))
    size = np.array(sorted(cost))
    height = np.array([cost[h] for h in size])
    slope = np.diff(height) / np.diff(size)
    # Slopes that are equal but for rounding belong to one piece.
    falls = np.diff(slope) < -1e-12 * np.maximum(np.abs(slope[1:]), np.abs(slope[:-1]))
    cuts = (np.flatnonzero(falls) + 1).tolist()
    return Curve(size, height, (0, *cuts), (*cuts, len(size) - 1))


def price_of(plants: Plants, built: Built) -> Floats:
    """Return what the plants of each (line, region, period) cost, in money, before capex_factor."""
    total = np.zeros(plants.exists.shape)
    for l, curve in plants.curves.items():
        number, capacity = built.number[l], built.capacity[l]
        each = np.divide(capacity, number, out=np.zeros_like(capacity), where=number > 0)
        total[l] = (number * curve.at(each)).sum(axis=2)
    return total


def check_plants(plants: Plants, built: Built, build: Floats, cell: tuple[Axis, Axis, Axis]) -> Iterator[Check]:
    """Yield whether plants are whole, few enough, of a size that is on the curve, and together what is built."""
    place, number = (*cell, plants.pieces), built.number
    there, lost = plants.exists[..., None], np.abs(number) + np.abs(built.capacity)
    least, largest = np.zeros_like(number), np.zeros_like(number)
    for l, curve in plants.curves.items():
        count = len(curve.start)
        least[l, ..., :count] = curve.size[list(curve.start)]
        largest[l, ..., :count] = curve.size[list(curve.end)]
    known = np.broadcast_to(there, number.shape) & (largest > 0)
    yield check_all("limits", "plants allowed", "plants only where they may be built", lost, 0.0, place, ~known)
    miss = np.maximum(np.abs(number - np.round(number)), -number)
    yield check_all("limits", "plants whole", "plants come in whole numbers", miss, WHOLE, place, known)
    total = number.sum(axis=3)
    what = "plants built at once <= max_plants"
    yield check_all("limits", "plants limit", what, total - plants.most, WHOLE, cell, plants.exists)
    outside = np.maximum(least * number - built.capacity, built.capacity - largest * number)
    what = "plants are between the sizes where their piece of the curve starts and ends"
    yield check_all("limits", "plants size", what, outside, RELATIVE * np.abs(built.capacity) + FLOOR, place, known)
    off = np.abs(built.capacity.sum(axis=3) - build)
    what = "the capacity of plants is what is built"
    yield check_all("limits", "plants built", what, off, RELATIVE * np.abs(build) + FLOOR, cell, plants.exists)


def best_sizes(
    plants: Plants, built: Built, price: Floats, worth: Floats, axes: tuple[Axis, Axis, Axis]
) -> tuple[float, Check]:
    """Return what plants cost at least, less what their capacity is worth, and whether they are of the best size.

    A plant of size h costs price * curve(h) - worth * h, least at a point of its piece: no other size, with as many
    plants on each piece, costs less. price: of 1 of plant cost, worth: of capacity, by (line, region, period).
    """
    bound, miss, size = 0.0, np.zeros(built.number.shape), np.zeros(built.number.shape)
    for l, curve in plants.curves.items():
        number, capacity = built.number[l], built.capacity[l]
        each = np.divide(capacity, number, out=np.zeros_like(capacity), where=number > 0)
        net = price[l, ..., None] * curve.cost - worth[l, ..., None] * curve.size
        cost, gain = price[l, ..., None] * curve.at(each), worth[l, ..., None] * each
        for k, (start, end) in enumerate(zip(curve.start, curve.end, strict=True)):
            best = net[..., start : end + 1].min(axis=-1)
            bound += float((number[..., k] * best).sum())
            miss[l, ..., k] = number[..., k] * ((cost - gain)[..., k] - best)
            size[l, ..., k] = number[..., k] * (np.abs(cost) + np.abs(gain))[..., k]
    what = "no other size of the plants would cost less at the marginal worth of capacity"
    tolerance = RELATIVE * size + PRICE_FLOOR
    return bound, check_all(
        "optimality", "best size of plants", what, miss, tolerance, (*axes, plants.pieces), miss != 0
    )

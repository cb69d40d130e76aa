"""Plant costs: what one plant costs over its size, cut into convex pieces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from model.instance.expand import Lookup, ids_named
from model.instance.instance import Instance
from model.instance.schema import STAR
from model.network.network import Lines, Periods, Piece, Plants
from model.network.values import per_period

Point = tuple[float, float]


def make_plants(instance: Instance, periods: Periods, sites: Lookup, lines: Lines) -> Plants:
    """Return the plants of every line with cost points; `sites` gives capex_factor and max_plants of a place."""
    points = plant_points(instance)
    cells = [(l, r, t) for l, r, t in lines.builds if l in points]
    places = dict.fromkeys((l, r) for l, r, _ in cells)
    factor = per_period(sites, "capex_factor", places, periods)
    most = per_period(sites, "max_plants", places, periods)
    return Plants(
        pieces={l: convex_pieces(of_line) for l, of_line in points.items()},
        factor={cell: factor[cell] for cell in cells},
        # The mean over a period of a number that rises from 1 to 2 is no whole number: the half plant is not built.
        most={cell: math.floor(most[cell] + 1e-9) for cell in cells},
    )


def lines_with_plant_costs(instance: Instance) -> frozenset[str]:
    """Return the lines whose plants are priced by points instead of capex."""
    return frozenset(plant_points(instance))


def plant_points(instance: Instance) -> dict[str, tuple[Point, ...]]:
    """Return (size, cost) by line in order of size, a missing first point as (0, 0).

    A row with `*` gives its point to every line that has none of its own at that size.
    """
    points: dict[str, dict[float, float]] = {}
    rows = instance.tables["plant_costs"].to_dict("records")
    for row in sorted(rows, key=lambda row: row["line"] != STAR):
        names = ids_named(instance.tables["lines"], "line") if row["line"] == STAR else (row["line"],)
        for l in names:
            points.setdefault(l, {0.0: 0.0})[row["size"]] = row["cost"]
    return {l: tuple(sorted(of_line.items())) for l, of_line in points.items()}


def convex_pieces(points: Sequence[Point]) -> tuple[Piece, ...]:
    """Cut a curve where its slope falls: every plant lies on one piece, and plants on a piece share evenly at best.

    Slopes that differ by rounding alone count as equal, as the points of a straight line do.
    """
    pieces: list[Piece] = []
    widths: list[float] = []
    slopes: list[float] = []
    (size, cost), *_ = points
    for (h0, c0), (h1, c1) in pairwise(points):
        slope = (c1 - c0) / (h1 - h0)
        if slopes and slope < slopes[-1] - 1e-12 * max(abs(slope), abs(slopes[-1])):
            pieces.append(Piece(size, cost, tuple(widths), tuple(slopes)))
            size, cost, widths, slopes = h0, c0, [], []
        widths.append(h1 - h0)
        slopes.append(slope)
    return (*pieces, Piece(size, cost, tuple(widths), tuple(slopes)))

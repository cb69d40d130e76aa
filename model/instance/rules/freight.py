"""Rules about lanes: classes, coordinates, corridors and rates of freight."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.instance.problems import Problem, nearest
from model.instance.rules.facts import Facts
from model.instance.rules.rows import and_more, problem, rows_of
from model.instance.rules.ways import has_corridors
from model.instance.schema import STAR

LARGEST_RATE = 1e-3
"""million CNY per t km, 1000 CNY: two hundred times what lorries cost. Above it, CNY was meant."""
LARGEST_HANDLING = 1.0
"""million CNY per t."""


def freight_class_is_known(facts: Facts) -> Iterator[Problem]:
    """A class named by commodities has a row of rates; without any table of rates it is only a label."""
    classes = facts.ids("freight", "freight_class")
    named = [row for row in rows_of(facts.table("commodities")) if row["freight_class"] not in ("", *classes)]
    for name in dict.fromkeys(row["freight_class"] for row in named):
        rows = [row for row in named if row["freight_class"] == name]
        meant = nearest(name, classes)
        names = and_more([row["commodity"] for row in rows], "commodity")
        cure = f"has no row in freight{meant}, so that no lanes are made for {names}: add it, or leave the class blank"
        yield problem(rows[0], "freight_class", cure, warning=not classes)


def coordinates_where_lanes_need_them(facts: Facts) -> Iterator[Problem]:
    """Lanes without corridors are as long as the great circle; a region with lanes by hand may do without."""
    if has_corridors(facts.instance) or not _are_made(facts):
        return
    blank = [row for row in rows_of(facts.table("regions")) if np.isnan(row["lat"]) or np.isnan(row["lon"])]
    by_hand = _ends_by_hand(facts)
    for rows in ([r for r in blank if r["region"] not in by_hand], [r for r in blank if r["region"] in by_hand]):
        if rows:
            column = "lat" if np.isnan(rows[0]["lat"]) else "lon"
            names = and_more([row["region"] for row in rows], "region")
            cure = f"give lat and lon of {names}: lanes of a freight class need them, and without none are made there"
            yield problem(rows[0], column, cure, warning=rows[0]["region"] in by_hand)


def corridors_reach_every_region(facts: Facts) -> Iterator[Problem]:
    """With corridors, a region without one has no lanes of its own making."""
    if not has_corridors(facts.instance) or not _are_made(facts):
        return
    corridors = facts.table("corridors")
    joined = {*corridors["region"], *corridors["neighbour"], *_ends_by_hand(facts)}
    rows = [row for row in rows_of(facts.table("regions")) if row["region"] not in joined]
    if rows:
        names = and_more([row["region"] for row in rows], "region")
        cure = f"no corridor leads to {names}, so that no lanes of a freight class do: add rows to corridors or lanes"
        yield problem(rows[0], "region", cure, warning=True)


def lane_between_two_regions(facts: Facts) -> Iterator[Problem]:
    """A lane leads from one region to another."""
    for row in rows_of(facts.table("lanes")):
        if row["origin"] == row["destination"] != STAR:
            yield problem(
                row, "destination", f"ignored: a lane from {row['origin']} to itself; drop the row", warning=True
            )


def plausible_rates(facts: Facts) -> Iterator[Problem]:
    """A rate without a unit is in millions, which nobody means by 0.4."""
    if facts.instance.settings.money != "million CNY":
        return
    for row in rows_of(facts.table("freight")):
        for column, limit, unit in (
            ("cost_per_t_km", LARGEST_RATE, "CNY/t/km"),
            ("handling_per_t", LARGEST_HANDLING, "CNY/t"),
        ):
            if row[column] > limit:
                cure = f"is in million {unit}, very dear: if CNY is meant, write {column} [{unit}] in the header"
                yield problem(row, column, cure, warning=True)


def _are_made(facts: Facts) -> bool:
    """Tell whether any commodity has a class with rates, and there are regions to ship between."""
    classes = set(facts.ids("freight", "freight_class"))
    return len(facts.grid.regions) > 1 and not classes.isdisjoint(facts.table("commodities")["freight_class"])


def _ends_by_hand(facts: Facts) -> frozenset[str]:
    """Return the regions that rows of `lanes` lead from or to."""
    ends = {*facts.table("lanes")["origin"], *facts.table("lanes")["destination"]}
    return frozenset(facts.grid.regions if STAR in ends else ends)

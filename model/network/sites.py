"""Sites: places that are opened as a whole, and how many of them there may be."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from model.instance.expand import Lookup, ids_named, lookup
from model.instance.instance import Instance
from model.network.network import Count, Lines, Periods, Place, Sites
from model.network.values import per_period

NATION = "nation"


def make_sites(instance: Instance, periods: Periods, sites: Lookup, lines: Lines) -> Sites:
    """Return where a site is decided: a cost, a least size or a count is given, and something may be built.

    Where a count is of all sites, also where capacity only stands. The site cost is that of the first period, the
    least size that of the last.
    """
    buildable = tuple(dict.fromkeys((l, r) for l, r, _ in lines.builds))
    first, last = periods.first[0], periods.first[-1]
    cost = _in(per_period(sites, "site_cost", lines.places, periods), first)
    least = _in(per_period(sites, "least_size", lines.places, periods), last)
    priced = {place for place in buildable if place in cost or place in least}
    counts = _counts(instance, buildable, lines.places)
    counted = {(count.line, r) for count in counts for r in count.regions}
    closable = {(count.line, r) for count in counts if count.with_standing for r in count.regions}
    places = tuple(place for place in lines.places if place in priced | counted)
    cells = [(l, r, t) for l, r in places for t in periods.first]
    stands = {cell: lines.existing.get(cell, 0.0) for cell in cells}
    largest = {cell: lines.max_capacity.get(cell, 0.0) for cell in cells}
    return Sites(
        places=places,
        is_relaxed=instance.settings.relax,
        cost={place: cost[place] for place in places if place in cost},
        room={cell: max(0.0, largest[cell] - stands[cell]) for cell in cells},
        least_size={place: least[place] for place in places if place in least},
        most_open={cell: max(largest[cell], stands[cell]) for cell in cells if cell[:2] in closable},
        counts=counts,
    )


def _in(values: dict[tuple[str, str, int], float], t: int) -> dict[Place, float]:
    return {(l, r): value for (l, r, period), value in values.items() if period == t}


def _counts(instance: Instance, buildable: Collection[Place], places: Iterable[Place]) -> tuple[Count, ...]:
    """Return every count of sites: for each line the row that names it, else that of `*`."""
    table, frame = lookup(instance, "site_counts"), instance.tables["site_counts"]
    places, found = tuple(places), []
    for l in ids_named(instance.tables["lines"], "line"):
        for group in dict.fromkeys(frame["group"]):
            if not table.covers(l, group):
                continue
            with_standing = table.text("counts", l, group) == "all"
            inside = _regions(instance, group)
            regions = tuple(r for k, r in places if k == l and r in inside and (with_standing or (l, r) in buildable))
            most = int(table.number("max_sites", l, group) or 0)
            found.append(Count(l, group or NATION, most, with_standing, regions))
    return tuple(found)


def _regions(instance: Instance, group: str) -> frozenset[str]:
    """Return the regions of a group; blank: the nation, which overseas regions are no part of."""
    regions = instance.tables["regions"]
    inside = regions["group"] == group if group else regions["kind"] != "overseas"
    return frozenset(regions.loc[inside, "region"])

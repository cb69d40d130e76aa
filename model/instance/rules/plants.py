"""Rules about plants with cost points, and about the least size of a site."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from model.instance.problems import Problem
from model.instance.rules.facts import Facts
from model.instance.rules.rows import Row, and_more, by_row, problem, row_behind, rows_of, shown
from model.instance.schema import STAR


def plant_has_a_size(facts: Facts) -> Iterator[Problem]:
    """The cost of a plant is known at some size above 0, or no plant could be built."""
    for l, points in _points(facts).items():
        if points[-1]["size"] <= 0:
            yield problem(points[-1], "size", f"is the only size of {l}: add a row with the size and cost of a plant")


def larger_plant_costs_more(facts: Facts) -> Iterator[Problem]:
    """A larger plant that costs less is rather a slip than an economy of scale."""
    faults: list[tuple[Row, str]] = []
    below: dict[str, Row] = {}
    for l, points in _points(facts).items():
        for smaller, larger in pairwise(points):
            if larger["cost"] < smaller["cost"]:
                faults.append((larger, l))
                below[l] = smaller
    for row, names in by_row(faults):
        smaller = below[names[0]]
        cure = f"is less than the {shown(smaller['cost'])} of a plant of {shown(smaller['size'])}: check both rows"
        yield problem(row, "cost", cure, warning=True)


def least_size_fits(facts: Facts) -> Iterator[Problem]:
    """A site whose least size is beyond its room in the last period never opens."""
    faults = []
    for (l, r), when in facts.buildable.items():
        least, most = (facts.sites.limit(column, l, r) for column in ("least_size", "max_capacity"))
        if not facts.sites.is_given or least is None or most is None or not np.any(when):
            continue
        stands = facts.standing[l][facts.grid.regions.index(r)][-1]
        if least[-1] > max(0.0, most[-1] - stands):
            faults.append((row_behind(facts.table("sites"), {"line": l, "region": r}, "least_size"), f"{l} in {r}"))
    for row, names in by_row(faults):
        cure = f"is more than there is room for (max_capacity less what stands): {and_more(names, 'place')} never opens"
        yield problem(row, "least_size", cure, warning=True)


def _points(facts: Facts) -> dict[str, list[Row]]:
    """Return the rows that give each line its points, in order of size."""
    chosen: dict[str, dict[float, Row]] = {}
    rows = sorted(rows_of(facts.table("plant_costs")), key=lambda row: row["line"] != STAR)
    for row in rows:
        for l in facts.ids("lines", "line") if row["line"] == STAR else (str(row["line"]),):
            chosen.setdefault(l, {})[row["size"]] = row
    return {l: [points[size] for size in sorted(points)] for l, points in chosen.items()}

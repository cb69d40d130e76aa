"""Sites, as the audit reckons them: where a place is opened as a whole, what that allows, and how many there may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.instance.expand import lookup
from model.instance.instance import Instance
from model.solution.audit_lines import Lines, inland_regions
from model.solution.audit_time import Time, grid
from model.solution.audit_verdict import FLOOR, Axis, Bools, Check, Floats, check_all

WHOLE = 1e-9
"""How far from whole a number of sites or plants may be that a table tells."""


@dataclass(frozen=True)
class Sites:
    """Arrays over (line, region) unless said.

    exists: where a site is decided; relaxed: as fractions; cost: money, of the first period; least: unit/yr of new
    capacity in the last; room: max(0, max_capacity - E) by (line, region, period); closable: where plants that stand
    are counted too; most_open: max(max_capacity, E) by (line, region, period).
    counts: (line, scope) of each count; of_count: (count, line, region) it adds up; most: sites it allows.
    """

    exists: Bools
    relaxed: bool
    cost: Floats
    least: Floats
    room: Floats
    closable: Bools
    most_open: Floats
    counts: Axis
    of_count: Floats
    most: Floats


def read_sites(instance: Instance, time: Time, names: Axis, regions: Axis, lines: Lines) -> Sites:
    """Return what the instance says about sites."""
    table = lookup(instance, "sites", {1: inland_regions(instance)})
    may_build = lines.may_build.any(axis=2)
    where = [(names[i], regions[j]) for i, j in np.argwhere(lines.place)]
    cost, least = (grid(time, table, column, (names, regions), where) for column in ("site_cost", "least_size"))
    counts, most, with_standing, inside = _counts(instance, names, regions)
    reach = inside & np.where(with_standing[:, None, None], lines.place, may_build)
    closable = np.asarray((reach & with_standing[:, None, None]).any(axis=0))
    asked = np.isfinite(cost[:, :, 0]) | np.isfinite(least[:, :, -1])
    exists = (may_build & asked) | reach.any(axis=0)
    largest = np.where(np.isfinite(lines.max_capacity), lines.max_capacity, 0.0)
    return Sites(
        exists=exists,
        relaxed=instance.settings.relax,
        cost=np.where(exists, np.nan_to_num(cost[:, :, 0]), 0.0),
        least=np.where(exists, np.nan_to_num(least[:, :, -1]), 0.0),
        room=np.maximum(largest - lines.existing, 0.0),
        closable=closable,
        most_open=np.maximum(largest, lines.existing),
        counts=counts,
        of_count=reach.astype(float),
        most=most,
    )


def _counts(instance: Instance, names: Axis, regions: Axis) -> tuple[Axis, Floats, Bools, Bools]:
    """Return of every count: line and scope, how many, whether plants that stand count, and (line, region) inside."""
    table, rows = lookup(instance, "site_counts"), instance.tables["regions"]
    group, kind = (rows.set_index("region")[column].reindex(regions) for column in ("group", "kind"))
    found: list[tuple[str, str]] = []
    most, with_standing, inside = [], [], []
    for i, l in enumerate(names):
        for scope in dict.fromkeys(instance.tables["site_counts"]["group"]):
            if table.covers(l, scope):
                found.append((l, scope or "nation"))
                most.append(float(table.number("max_sites", l, scope) or 0.0))
                with_standing.append(table.text("counts", l, scope) == "all")
                here = np.zeros((len(names), len(regions)), dtype=bool)
                here[i] = (group == scope) if scope else (kind != "overseas")
                inside.append(here)
    shape = (len(found), len(names), len(regions))
    axis = pd.MultiIndex.from_tuples(found) if found else pd.MultiIndex.from_arrays([[], []])
    return axis, np.array(most), np.array(with_standing, dtype=bool), np.array(inside, dtype=bool).reshape(shape)


def check_open(sites: Sites, opened: Floats, names: Axis, regions: Axis) -> Iterator[Check]:
    """Yield whether sites are open only where they may be, as a whole or not at all."""
    axes = (names, regions)
    size = np.abs(opened)
    yield check_all("limits", "site allowed", "a site only where one is decided", size, 0.0, axes, ~sites.exists)
    outside = np.maximum(-opened, opened - 1.0)
    yield check_all("limits", "site limit", "0 <= open <= 1", outside, FLOOR, axes, sites.exists)
    if not sites.relaxed:
        miss = np.abs(opened - np.round(opened))
        yield check_all("limits", "site whole", "a site is open or not", miss, WHOLE, axes, sites.exists)

"""How much capacity of a line can stand in a region at most."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from model.instance.expand import Lookup, ids_named, lookup
from model.instance.instance import Instance
from model.instance.rules.grid import Flags, Grid, Numbers
from model.instance.rules.rows import is_blank, rows_of
from model.instance.schema import STAR


@dataclass(frozen=True)
class Sites:
    """Where and when lines may be built, and the limits there.

    barred: (line, region) of the rows that forbid to build, `*` for every one; only places that such a row covers
    need a look at `allowed`. by_year: whether that changes with the year anywhere.
    """

    grid: Grid
    table: Lookup
    lines: Lookup
    is_given: bool
    barred: frozenset[tuple[str, str]]
    by_year: bool

    def may_build(self, line: str, region: str) -> Flags:
        """Tell for each period whether the line may be built in the region."""
        first_year = self.lines.number("first_year", line)
        first = np.array(self.grid.first)
        open_years: Flags = np.ones(len(first), dtype=bool) if first_year is None else first >= first_year
        if not self.is_given:
            return np.asarray(open_years & self.grid.inland[self.grid.regions.index(region)])
        if not self.table.covers(line, region):
            return np.zeros(len(first), dtype=bool)
        if self.barred.isdisjoint(itertools.product((line, STAR), (region, STAR))):
            return open_years
        return open_years & self._allowed(line, region)

    def _allowed(self, line: str, region: str) -> Flags:
        years = self.grid.first if self.by_year else self.grid.first[:1]
        allowed = np.array([self.table.yes("allowed", t, line, region) for t in years])
        return np.broadcast_to(allowed, len(self.grid.first))

    def limit(self, column: str, line: str, region: str) -> Numbers | None:
        """Return max_build or max_capacity in each period, None where not given."""
        by_year = self.table.numbers(column, line, region)
        return None if by_year is None else self.grid.mean(by_year)


def make_sites(instance: Instance, grid: Grid) -> Sites:
    """Prepare the table; `*` in its regions means inland ones."""
    frame = instance.tables["sites"]
    inland = frozenset(np.array(grid.regions)[grid.inland].tolist())
    barred = frozenset((str(row["line"]), str(row["region"])) for row in rows_of(frame) if row["allowed"] is False)
    by_year = bool(frame.loc[frame["allowed"].notna(), "year"].notna().any())
    table, lines = lookup(instance, "sites", {1: inland}), lookup(instance, "lines")
    return Sites(grid, table, lines, len(frame) > 0, barred, by_year)


def service_years(row: dict[object, object], lines: Lookup) -> tuple[int, int]:
    """Return the first year in service and the first one out of it of a row of `capacity`."""
    online = int(float(str(row["online"])))
    if is_blank(row["offline"]):
        return online, online + life(lines, str(row["line"]), online)
    return online, int(float(str(row["offline"])))


def life(lines: Lookup, line: str, year: int) -> int:
    """Return the life of capacity of that year in whole years."""
    return max(1, round(lines.at("life", year, line) or 1.0))


def buildable(sites: Sites, lines: Iterable[str]) -> dict[tuple[str, str], Flags]:
    """Return the periods in which a line may be built in a region, where there are any."""
    flags = {(l, r): sites.may_build(l, r) for l in lines for r in sites.grid.regions}
    return {key: may_build for key, may_build in flags.items() if may_build.any()}


def most_nameplate(
    sites: Sites, stands: Mapping[str, Numbers], may_build: Mapping[tuple[str, str], Flags]
) -> dict[str, Numbers]:
    """Return an upper bound of S[l,r,t] by line, inf where nothing limits it.

    S <= E + sum over v <= t of alive[l,v,t] n_v max_build[v], and S <= max(max_capacity, E) where given.
    """
    return {l: _bound(sites, l, of_line, may_build) for l, of_line in stands.items()}


def existing(instance: Instance, grid: Grid) -> dict[str, Numbers]:
    """Return E[l,r,t] by line: rows of `capacity` by the share of their years, announced ones by announced_share."""
    lines = lookup(instance, "lines")
    at = {r: i for i, r in enumerate(grid.regions)}
    stands = {l: grid.zeros() for l in ids_named(instance.tables["lines"], "line")}
    for row in rows_of(instance.tables["capacity"]):
        share = instance.settings.announced_share if row["status"] == "announced" else 1.0
        stands[row["line"]][at[row["region"]]] += row["capacity"] * share * grid.share(*service_years(dict(row), lines))
    return stands


def _bound(sites: Sites, line: str, stands: Numbers, may_build: Mapping[tuple[str, str], Flags]) -> Numbers:
    grid = sites.grid
    first = np.array(grid.first)
    alive = np.array([grid.share(v, v + life(sites.lines, line, v)) * (first >= v) for v in grid.first])
    bound = stands.copy()
    for i, r in enumerate(grid.regions):
        allowed = may_build.get((line, r))
        if allowed is None:
            continue
        max_build = sites.limit("max_build", line, r)
        if max_build is None:
            bound[i] = np.where((alive[allowed] > 0).any(axis=0), np.inf, bound[i])
        else:
            bound[i] += (grid.length * max_build * allowed) @ alive
        max_capacity = sites.limit("max_capacity", line, r)
        if max_capacity is not None:
            bound[i] = np.minimum(bound[i], np.maximum(max_capacity, stands[i]))
    return bound

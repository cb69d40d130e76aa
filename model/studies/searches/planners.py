"""Who plans in a rolling study, what each may decide when, and what has been committed: edits of an instance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance
from model.network.assemble import inland_regions
from model.studies.measures.measure import DUST, Measure

Edits = tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Planner:
    """Plans for one region, or for all where it has none, on a share of all demand."""

    region: str
    share: float


@dataclass(frozen=True)
class Commitment:
    """Capacity of a line that somebody decided to build: when it starts, how much, when it was decided."""

    line: str
    region: str
    year: int
    built: float
    decided: int


@dataclass(frozen=True)
class Planning:
    """An instance whose lines that meet a measure are decided lead_time years ahead."""

    instance: Instance
    measure: Measure
    lead_time: int

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines that are decided ahead."""
        table, of = lookup(self.instance, "lines"), self.measure.of or {}
        names = ids_named(self.instance.tables["lines"], "line")

        def word(line: str, attribute: str) -> str:
            return line if attribute == "line" else table.text(attribute, line)

        return tuple(l for l in names if all(word(l, attribute) in words for attribute, words in of.items()))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The inland regions."""
        return inland_regions(self.instance)

    def steps(self) -> Iterator[tuple[int, range]]:
        """Give each year of decision, and the years in which what it commits may start."""
        settings = self.instance.settings
        ends = (*settings.years[1:], settings.last_year + 1)
        for now, after in zip(settings.years, ends, strict=True):
            window = range(now + self.lead_time, after + self.lead_time)
            if any(t in window for t in settings.years):
                yield now, window

    def decided(self, builds: pd.DataFrame, planner: Planner, now: int, window: range) -> tuple[Commitment, ...]:
        """Return what a plan commits: builds of these lines that start in the window, of the planner's own region."""
        mine = builds[builds["line"].isin(self.lines) & builds["year"].isin(window) & (builds["built"] > DUST)]
        if planner.region:
            mine = mine[mine["region"] == planner.region]
        rows = mine[["line", "region", "year", "built"]].itertuples(index=False, name=None)
        return tuple(Commitment(str(l), str(r), int(t), float(x), now) for l, r, t, x in rows)

    def committed(self, commitments: Sequence[Commitment]) -> Edits:
        """Return the edit that puts what was committed into the instance."""
        rows = [
            {
                "line": c.line,
                "region": c.region,
                "online": c.year,
                "status": "building",
                "plant": f"decided {c.decided}",
                "capacity": c.built,
            }
            for c in commitments
        ]
        return ({"table": "capacity", "add": rows},) if rows else ()

    def open_from(self, now: int) -> Edits:
        """Return the edit that keeps these lines from being built before what is decided now can start."""
        return self._first_year(now + self.lead_time)

    def closed_to_builds(self) -> Edits:
        """Return the edit that keeps these lines from being built at all."""
        return self._first_year(self.instance.settings.last_year + 1)

    def alone(self, planner: Planner) -> Edits:
        """Return the edits that leave a planner its own region alone: what stands elsewhere, and builds there, go."""
        if not planner.region:
            return ()
        others = [region for region in self.regions if region != planner.region]
        capacity = self.instance.tables["capacity"]
        there = capacity[capacity["line"].isin(self.lines) & capacity["region"].isin(others)]
        pairs = there[["line", "region"]].drop_duplicates().itertuples(index=False, name=None)
        drops = [{"table": "capacity", "where": {"line": l, "region": r}, "drop": True} for l, r in pairs]
        return (*drops, *self._forbidden(others))

    def _first_year(self, year: int) -> Edits:
        table = lookup(self.instance, "lines")
        late = [line for line in self.lines if (table.number("first_year", line) or 0) < year]
        if not late:
            return ()
        return tuple({"table": "lines", "where": {"line": line}, "set": {"first_year": year}} for line in late)

    def _forbidden(self, regions: Sequence[str]) -> Edits:
        """Forbid builds in regions: rows of `sites` that name both line and region are changed, others are added."""
        sites = self.instance.tables["sites"]
        named = set(sites[["line", "region"]].itertuples(index=False, name=None))
        edits: list[dict[str, Any]] = [
            {"table": "sites", "where": {"line": l, "region": r}, "set": {"allowed": False}}
            for l in self.lines
            for r in regions
            if (l, r) in named
        ]
        rows: list[dict[str, Any]] = [
            {"line": l, "region": r, "allowed": False} for l in self.lines for r in regions if (l, r) not in named
        ]
        if not len(sites):
            # Without the table everything may be built everywhere; with it, only what a row covers.
            rows.insert(0, {"line": "*", "region": "*", "allowed": True})
        return (*edits, *([{"table": "sites", "add": rows}] if rows else []))


def planners_of(planning: Planning, total: float) -> tuple[Planner, ...]:
    """Return a planner for each inland region, its share in proportion to what stands there in the first year.

    The shares sum to `total`; where nothing stands yet, all are alike. A region where nothing stands has no planner.
    """
    capacity, first = planning.instance.tables["capacity"], planning.instance.settings.years[0]
    there = capacity[
        capacity["line"].isin(planning.lines)
        & capacity["region"].isin(planning.regions)
        & (capacity["status"] != "announced")
        & (capacity["online"] <= first)
        & ~(capacity["offline"] <= first)
    ]
    stands = there.groupby("region", sort=False)["capacity"].sum()
    if not stands.sum():
        stands = pd.Series(1.0, index=list(planning.regions))
    return tuple(Planner(str(r), total * x / float(stands.sum())) for r, x in stands.items() if x)

"""The lines whose place a siting study decides, and what a regime asks of them: rows and policies of an instance.

Several lines (one for each owner) share a region. That a region is chosen at all is a line of its own, `siting`,
without cost and process: what the lines build in a region is at most what `siting` builds there, and how many regions
may have `siting`, and how much of it at least, say the rows of `sites` and `site_counts` that every instance may have.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.instance.attributes import attributes
from model.instance.expand import lookup
from model.instance.instance import Instance
from model.network.assemble import assemble, inland_regions
from model.network.network import Network

SITING = "siting"
Edits = tuple[dict[str, Any], ...]
Policy = dict[str, Any]


@dataclass(frozen=True)
class Room:
    """What is asked of the regions that are chosen: how many there are at most, how much each builds at least.

    largest: the most that a region may take where `sites` says nothing; standing: what stands counts like what is new.
    """

    most: int
    least_size: float
    largest: float
    standing: bool


@dataclass(frozen=True)
class Chosen:
    """The lines of an instance that meet some attributes (line, stage, owner, generation)."""

    instance: Instance
    of: Mapping[str, tuple[str, ...]]

    @cached_property
    def network(self) -> Network:
        """The network of the instance."""
        return assemble(self.instance)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines."""
        table = attributes(self.instance).lines
        return tuple(l for l, words in table.items() if all(words.get(a) in values for a, values in self.of.items()))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The inland regions where such capacity stands or may be built."""
        there = {r for l, r in self.network.lines.places if l in self.lines}
        return tuple(r for r in inland_regions(self.instance) if r in there)

    @cached_property
    def builds(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """The periods in which a line may be built in an inland region."""
        found: dict[tuple[str, str], tuple[int, ...]] = {}
        for l, r, t in self.network.lines.builds:
            if l in self.lines and r in self.regions:
                found[l, r] = (*found.get((l, r), ()), t)
        return found

    def largest_share(self, share: float) -> Policy:
        """Return the policy that no region makes more than a share of what all make."""
        made = {"quantity": "activity", "line": list(self.lines)}
        return {
            "name": "siting: largest share of a region",
            "scope": {"region": list(self.regions)},
            "left": made,
            "right": {**made, "across": "nation"},
            "at_most": share,
        }

    def own_share(self, share: float, product: Sequence[str], by: str) -> Policy:
        """Return the policy that each place makes a share of what it uses of a product."""
        used = {"commodity": list(product)}
        return {
            "name": f"siting: what a {by} makes itself",
            "scope": by if by == "group" else {"region": list(inland_regions(self.instance))},
            "left": {"quantity": "output", "line": list(self.lines), **used},
            "right": [{"quantity": "input", **used}, {"quantity": "demand", **used}],
            "at_least": share,
        }

    def from_nothing(self) -> Edits:
        """Return the edits after which nothing stands of the lines, and they may be built from the first year on."""
        first, table = self.instance.settings.years[0], lookup(self.instance, "lines")
        stands = dict.fromkeys(l for l in self.instance.tables["capacity"]["line"] if l in self.lines)
        late = [l for l in self.lines if (table.number("first_year", l) or 0) > first]
        drops = [{"table": "capacity", "where": {"line": l}, "drop": True} for l in stands]
        return (*drops, *({"table": "lines", "where": {"line": l}, "set": {"first_year": first}} for l in late))

    def regions_chosen(self, room: Room) -> Edits:
        """Return the rows of the line `siting`: where it may stand, how large it is, and how many regions have it."""
        line = {"line": SITING, "name": "Regions that are chosen", "stage": SITING, "life": self._life}
        sites = self.instance.tables["sites"]
        # Without the table everything may be built everywhere; with it, only what a row covers.
        rows: list[dict[str, Any]] = [] if len(sites) else [{"line": "*", "region": "*"}]
        for r in self.regions:
            least = {"least_size": room.least_size} if room.least_size else {}
            rows += [
                {"line": SITING, "region": r, "year": t, "allowed": True, "max_capacity": most, **least}
                for t, most in self._most(r, room).items()
            ]
        edits: list[dict[str, Any]] = [{"table": "lines", "add": [line]}, {"table": "sites", "add": rows}]
        if room.most:
            edits.append({"table": "site_counts", "add": [{"line": SITING, "max_sites": room.most}]})
        return tuple(edits)

    def in_regions_chosen(self, room: Room) -> Policy:
        """Return the policy that the lines are built (or, where what stands counts, open) in regions chosen only."""
        quantity = "open_capacity" if room.standing else "build"
        limits: dict[str, float] = {"at_most": 1.0, **({"at_least": 1.0} if room.least_size else {})}
        return {
            "name": "siting: only in regions that are chosen",
            "scope": {"region": list(self.regions)},
            "left": {"quantity": quantity, "line": list(self.lines)},
            "right": {"quantity": quantity, "line": SITING},
            **limits,
        }

    def unlimited(self) -> Iterator[tuple[str, str]]:
        """Give the line and region of every place in which nothing limits how much is built."""
        lines = self.network.lines
        for (l, r), periods in self.builds.items():
            last = self.network.periods.first[-1]
            if (l, r, last) not in lines.max_capacity and any((l, r, t) not in lines.max_build for t in periods):
                yield l, r

    def room(self, room: Room) -> dict[str, float]:
        """Return the most that may stand in each region at the end of the horizon."""
        last = self.network.periods.first[-1]
        return {r: self._most(r, room)[last] for r in self.regions}

    def _most(self, region: str, room: Room) -> dict[int, float]:
        """Return the most that may stand in a region in each period: as little as the rows of `sites` allow.

        sum over lines: (E, where what stands counts) + min(max_capacity - E, sum over v <= t: n_v max_build alive)

        It never falls from one period to the next: a row counts with its mean over the years to the next one.
        """
        lines, periods = self.network.lines, self.network.periods
        found: dict[int, float] = {}
        for t in periods.first:
            most = 0.0
            for l in self.lines:
                stands = lines.existing.get((l, region, t), 0.0)
                new = sum(self._added(l, region, v, t) for v in self.builds.get((l, region), ()) if v <= t)
                if (l, region, t) in lines.max_capacity:
                    new = min(new, max(0.0, lines.max_capacity[l, region, t] - stands))
                most += new + (stands if room.standing else 0.0)
            found[t] = max([min(most, room.largest) if room.largest else most, *found.values()])
        return found

    def _added(self, line: str, region: str, v: int, t: int) -> float:
        """Return what may be added in v and still stands in t, as `siting` counts it."""
        lines, periods = self.network.lines, self.network.periods
        alive = lines.alive.get((line, v, t), 0.0) if len(self._lives) == 1 else 1.0
        return alive * periods.length[v] * lines.max_build.get((line, region, v), float("inf")) if alive else 0.0

    @cached_property
    def _lives(self) -> frozenset[float]:
        table = lookup(self.instance, "lines")
        of_line = (table.numbers("life", l) for l in self.lines)
        return frozenset(float(life) for lives in of_line if lives is not None for life in lives)

    @property
    def _life(self) -> float:
        """Return the life of `siting`: that of the lines, or the horizon where they differ."""
        return next(iter(self._lives)) if len(self._lives) == 1 else float(len(self.instance.settings.horizon))

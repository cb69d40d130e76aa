"""Siting regimes: named rules for where capacity may go, each a list of edits, policies and scenarios over one base.

    regimes:                          # the others are compared with the first
      - {name: free}
      - {name: clustered, most_regions: [3, 5, 8]}         # new capacity in so many regions at most; a list: one each
      - {name: thick, least_size: 50, room: 400}           # a region that builds ends with so much at least
      - {name: dispersed, largest_share: 0.08, from: 2030} # largest share of a region in what is made
      - {name: own, own_share: 0.7, product: cell_*, by: group}   # made there over used there, at least
      - {name: many small, scenarios: [many-small-plants]}
      - {name: as planned, edit: [{table: instance, set: {announced_share: 1}}]}
      - {name: greenfield, greenfield: true}               # nothing stands yet

standing: true counts the regions in which capacity is open, not those in which it is built. room: the most that a
region may take, needed where `sites` limits nothing. `edit`, `policies` and `scenarios` may stand beside each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.studies.asked.case import Case, join_scenarios
from model.studies.asked.chosen import Chosen, Room
from model.studies.asked.fields import Fields

MOST = 10_000


@dataclass(frozen=True)
class Regime:
    """One regime as written. most_regions, least_size, largest_share, own_share: 0 where it does not ask for it."""

    name: str
    fields: Fields
    scenario: str = "base"
    edits: tuple[Mapping[str, Any], ...] = ()
    lines: tuple[int | None, ...] = ()
    policies: tuple[Mapping[str, Any], ...] = ()
    most_regions: int = 0
    least_size: float = 0.0
    largest_share: float = 0.0
    own_share: float = 0.0
    product: tuple[str, ...] = ()
    by: str = "region"
    room: float = 0.0
    standing: bool = False
    greenfield: bool = False
    since: int = 0

    def plain(self, scenario: str) -> Case:
        """Return the case with what stands in the regime itself, before what follows from the instance."""
        return Case(
            join_scenarios(scenario, self.scenario), self.edits, {"regime": self.name}, self.lines, self.policies
        )

    def case(self, scenario: str, chosen: Chosen) -> Case:
        """Return the case of the regime; chosen: the lines whose place is decided, in its instance."""
        plain = self.plain(scenario)
        edits = chosen.from_nothing() if self.greenfield else ()
        policies: list[dict[str, Any]] = []
        years = {"years": {"from": self.since}} if self.since else {}
        if self.largest_share:
            policies.append({**chosen.largest_share(self.largest_share), **years})
        if self.own_share:
            policies.append({**chosen.own_share(self.own_share, self.product, self.by), **years})
        if self.most_regions or self.least_size:
            room = Room(self.most_regions, self.least_size, self.room, self.standing)
            edits, policies = (*edits, *chosen.regions_chosen(room)), [*policies, chosen.in_regions_chosen(room)]
        return replace(
            plain,
            edits=(*plain.edits, *edits),
            lines=(*plain.lines, *(self.fields.document.line(*self.fields.path) for _ in edits)),
            policies=(*plain.policies, *policies),
        )


@dataclass
class _Reader:
    """Reads the regimes of a study, each name once."""

    fields: Fields
    names: list[str] = field(default_factory=list)

    def read(self, part: Fields) -> list[Regime]:
        name = part.text("name") or "regime"
        edits = part.items("edit")
        one = Regime(
            name=name,
            fields=part,
            scenario=join_scenarios(*part.texts("scenarios")),
            edits=tuple(edit.data for edit in edits),
            lines=tuple(edit.document.line(*edit.path) for edit in edits),
            policies=tuple(policy.data for policy in part.items("policies")),
            least_size=_above_zero(part, "least_size"),
            largest_share=_share(part, "largest_share"),
            own_share=_share(part, "own_share"),
            product=part.texts("product"),
            by=part.choice("by", ("region", "group"), "region"),
            room=_above_zero(part, "room"),
            standing=part.yes("standing", default=False),
            greenfield=part.yes("greenfield", default=False),
            since=part.whole("from", 0, 0, 9999),
        )
        if one.own_share and not one.product:
            part.fault("product", "is missing: say which commodities a region is to make itself: product: cell_*")
        counts = _counts(part)
        part.refuse_unknown()
        found = [replace(one, most_regions=k, name=name if len(counts) == 1 else f"{name} {k}") for k in counts]
        for regime in found:
            if regime.name in self.names:
                part.fault("name", f"two regimes are called {regime.name}: give each a name of its own")
            self.names.append(regime.name)
        return found


def read_regimes(fields: Fields) -> tuple[Regime, ...]:
    """Return the regimes of a study; what is wrong in them as written is noted."""
    reader, parts = _Reader(fields), fields.items("regimes")
    found = [regime for part in parts for regime in reader.read(part)]
    if len(found) < 2 and len(parts) < 2:
        fields.fault("regimes", "has to list two or more: - {name: free}, - {name: dispersed, largest_share: 0.08}")
    return tuple(found)


def _counts(fields: Fields) -> Sequence[int]:
    """Return the counts of regions that are asked for, 0 where none is."""
    if not fields.has("most_regions"):
        return (0,)
    found = fields.numbers("most_regions")
    wrong = [k for k in found if k < 1 or k > MOST or not k.is_integer()]
    if wrong:
        fields.fault(
            "most_regions",
            f"{wrong[0]:g} regions cannot hold the plants: give a whole number, 1 or more, or leave it out",
        )
    return () if wrong or not found else [int(k) for k in found]


def _share(fields: Fields, name: str) -> float:
    share = fields.number(name, 0.0)
    if fields.has(name) and not 0.0 < share <= 1.0:
        fields.fault(name, "is a share: give a number above 0, at most 1, or leave it out")
        return 0.0
    return share


def _above_zero(fields: Fields, name: str) -> float:
    size = fields.number(name, 0.0)
    if fields.has(name) and size <= 0.0:
        fields.fault(name, "has to be above 0, or left out")
        return 0.0
    return size

"""What ids are filtered by: the attributes of processes, lines, markets and regions, as they hold in the first year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance

ById = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Attributes:
    """Attribute -> text, by id; each id is an attribute of itself. overseas: the regions outside the nation."""

    processes: ById
    lines: ById
    markets: ById
    regions: ById
    commodities: ById
    overseas: frozenset[str]

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of regions, in order of appearance."""
        return tuple(dict.fromkeys(row["group"] for row in self.regions.values() if row["group"]))


def attributes(instance: Instance) -> Attributes:
    """Return the attributes of a checked instance.

    Owner and generation of a process are those of its line, and its stage too where it has none of its own.
    """
    lines = _texts(instance, "lines", "line", ("stage", "owner", "generation"))
    processes = {
        p: {**lines.get(own["line"], dict.fromkeys(("stage", "owner", "generation"), "")), **_filled(own)}
        for p, own in _texts(instance, "processes", "process", ("stage", "chemistry", "line")).items()
    }
    kinds = _texts(instance, "regions", "region", ("kind",))
    return Attributes(
        processes=processes,
        lines=lines,
        markets=_texts(instance, "markets", "market", ("commodity", "origin")),
        regions=_texts(instance, "regions", "region", ("group",)),
        commodities=_texts(instance, "commodities", "commodity", ()),
        overseas=frozenset(r for r, row in kinds.items() if row["kind"] == "overseas"),
    )


def _texts(instance: Instance, table: str, key: str, columns: tuple[str, ...]) -> dict[str, dict[str, str]]:
    rows = lookup(instance, table)
    return {
        name: {key: name, **{column: rows.text(column, name) for column in columns}}
        for name in ids_named(instance.tables[table], key)
    }


def _filled(own: Mapping[str, str]) -> dict[str, str]:
    """Leave a blank stage to the line."""
    return {name: text for name, text in own.items() if text or name != "stage"}

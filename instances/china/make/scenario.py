"""A scenario as it is written: edits whose numbers remember their facts, and policies, as YAML for people to read."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from instances.china.make.ledger import Figure
from instances.china.make.table import GRADES

Item = dict[str, Any]
HEAD = "# Made by make/ from the ledger: change a fact there and remake.\n"
WIDE = 100_000


@dataclass(frozen=True)
class Scenario:
    """What is changed and why. An edit or policy with a number from the ledger names its facts in `source`."""

    name: str
    title: str
    description: str
    edits: tuple[Item, ...] = ()
    policies: tuple[Item, ...] = ()
    extends: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the file: one line for an edit, one block for a policy."""
        lines = [HEAD.rstrip(), f"title: {_flow(self.title)}", "description: >-"]
        lines += textwrap.wrap(self.description, 110, initial_indent="  ", subsequent_indent="  ")
        if self.extends:
            lines.append(f"extends: {_flow(list(self.extends))}")
        if self.edits:
            lines.append("edit:")
            for change in self.edits:
                lines += _written(_plain(_sourced(change)))
        if self.policies:
            lines.append("policies:")
            for policy in self.policies:
                keys = [f"{key}: {_flow(value)}" for key, value in _plain(_sourced(policy)).items()]
                lines += [f"  - {keys[0]}", *(f"    {key}" for key in keys[1:])]
        return "\n".join(lines) + "\n"

    def write(self, folder: Path) -> None:
        """Write the file into the folder of scenarios."""
        folder.mkdir(exist_ok=True)
        (folder / f"{self.name}.yaml").write_text(self.text(), encoding="utf-8")


def edit(table: str, *, where: Item | None = None, note: str = "", **action: Any) -> Item:
    """Return one edit: action is scale, set, drop or add."""
    made: Item = {"table": table}
    if where:
        made["where"] = where
    made |= action
    if note:
        made["note"] = note
    return made


def policy(name: str, left: Any, right: Any = None, *, scope: Any = "nation", **more: Any) -> Item:
    """Return a policy; without `right` it compares with a number."""
    made: Item = {"name": name, "scope": scope}
    made |= {key: more.pop(key) for key in ("years", "over") if key in more}
    made["left"] = left
    if right is not None:
        made["right"] = right
    return made | more


def counted(quantity: str, **filters: Any) -> Item:
    """Return one side of a policy: a quantity and what it is filtered by."""
    return {"quantity": quantity, **filters}


def since(year: int) -> Item:
    """Return the years of a policy that begins in a year."""
    return {"years": {"from": year}}


def facts_of(value: object) -> dict[str, str]:
    """Return the facts behind all numbers of an edit or a policy."""
    if isinstance(value, Figure):
        return dict(value.facts)
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, (list, tuple)) else ()
    found: dict[str, str] = {}
    for part in parts:
        found |= facts_of(part)
    return found


def _written(change: Item) -> list[str]:
    """Write an edit in one line, or one line for each row that it adds."""
    if len(change.get("add", ())) < 2:
        return [f"  - {_flow(change)}"]
    lines = [f"  - table: {change['table']}", "    add:"]
    lines += [f"      - {_flow(row)}" for row in change["add"]]
    return lines + [f"    {key}: {_flow(value)}" for key, value in change.items() if key not in ("table", "add")]


def _sourced(item: Item) -> Item:
    facts = facts_of(item)
    if not facts:
        return {**item, "source": item.get("source", "what the scenario asks"), "confidence": "A"}
    return {**item, "source": "; ".join(facts), "confidence": max(facts.values(), key=GRADES.index)}


def _plain(value: Any) -> Any:
    if isinstance(value, Figure):
        return _number(value.value)
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    return _number(value) if isinstance(value, float) else value


def _number(value: float) -> float | int:
    rounded = float(f"{value:.6g}")
    return int(rounded) if rounded.is_integer() else rounded


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=WIDE, allow_unicode=True)
    return str(text).removesuffix("...\n").strip()

"""Policies of a scenario: added; one of the same name is replaced; `{name, drop: true}` takes one out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.instance.draft import Document
from model.instance.editing.shape import cell_text
from model.instance.problems import ProblemLog, nearest

Policy = Mapping[str, Any]
FOLDER = "policies"


@dataclass(frozen=True)
class PolicyChange:
    """What the item at `position` did: `action` is added, replaced or dropped."""

    name: str
    action: str
    position: int


def edit_policies(
    document: Document, policies: tuple[Policy, ...], log: ProblemLog
) -> tuple[tuple[Policy, ...], tuple[PolicyChange, ...]]:
    """Return the policies under one scenario and what each of its items did; note what is wrong."""
    found = list(policies)
    changes: list[PolicyChange] = []
    for position, item in enumerate(document.data.get(FOLDER) or ()):
        line = document.line(FOLDER, position)
        name = item.get("name")
        names = [policy.get("name") for policy in found if isinstance(policy, Mapping)]
        cure = _fault(item, names, [change.name for change in changes])
        if cure:
            log.add(document.file, cure, line=line, column="name" if name else FOLDER, value=cell_text(name))
            continue
        at = names.index(name) if name in names else len(found)
        action = "replaced" if at < len(found) else "added"
        if "drop" in item:
            del found[at]
            action = "dropped"
        else:
            found[at : at + 1] = [item]
        changes.append(PolicyChange(name, action, position))
    return tuple(found), tuple(changes)


def part(document: Document, *path: str | int) -> Document:
    """Return a part of a document as one of its own, with its lines: where a replaced policy comes from."""
    data: Any = document.data
    for key in path:
        data = data[key]
    size = len(path)
    lines = {place[size:]: line for place, line in document.lines.items() if place[:size] == path}
    return Document(document.file, data, lines)


def _fault(item: Policy, names: list[object], done: list[str]) -> str:
    name = item.get("name")
    if not isinstance(name, str) or not name:
        return "a policy has a name, a text: add `name:`"
    if name in done:
        return "stands twice in this scenario: keep one of them"
    if "drop" not in item:
        return ""
    if item["drop"] is not True or len(item) > 2:
        return "write {name: ..., drop: true} to take a policy out, and nothing else in that item"
    if name not in names:
        known = [str(other) for other in names if other]
        return f"there is no such policy to drop{nearest(name, known)}: there are {', '.join(known) or 'none'}"
    return ""

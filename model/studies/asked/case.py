"""One run of a study: an instance, its scenario and the edits that the study lays over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from model.instance.draft import Document
from model.record import VERSION

Value = float | str


@dataclass(frozen=True)
class Change:
    """More scenarios (joined by +) and edits over a case: a figure at its low or high end."""

    scenario: str = "base"
    edits: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Case:
    """values: what the study varies, by name, for its tables; edits: what that does, as a scenario would write it.

    scenario: several joined by +; lines: where each edit stands in the study file, for messages; policies: added to
    those of the scenario, or in the place of one of the same name.
    """

    scenario: str
    edits: tuple[Mapping[str, Any], ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: tuple[int | None, ...] = ()
    policies: tuple[Mapping[str, Any], ...] = ()

    def key(self, data: str) -> str:
        """Return the name of the run: the same for the same edits of the same data by the same version."""
        content = [VERSION, data, self.scenario, list(self.edits), list(self.policies)]
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:16]

    def document(self, file: str) -> Document:
        """Return the edits as a scenario, whose faults are told where the study file says them."""
        lines: dict[tuple[str | int, ...], int] = {
            ("edit", k): line for k, line in enumerate(self.lines) if line is not None
        }
        return Document(file, {"edit": list(self.edits), "policies": list(self.policies)}, lines)

    def under(self, change: Change) -> Case:
        """Return the case with a change: its edits after those of the case, its scenarios below that of the case.

        What is asked (a shorter horizon, plans) lies over the figures of the world: it may cut away what they change.
        """
        return replace(self.with_edits(*change.edits), scenario=join_scenarios(change.scenario, self.scenario))

    def with_edits(self, *edits: Mapping[str, Any]) -> Case:
        """Return the case with more edits after its own."""
        return replace(self, edits=(*self.edits, *edits))


def join_scenarios(*words: str) -> str:
    """Stack scenarios, the base one left out where there is another."""
    parts = [part for word in words for part in word.split("+") if part.strip() != "base"]
    return "+".join(dict.fromkeys(parts)) or "base"

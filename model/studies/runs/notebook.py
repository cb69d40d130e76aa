"""What a study has found out so far beside its runs: one small file for each finding, written whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from model.record import VERSION

NOTES = "notes"
Finding = dict[str, list[float]]


@dataclass(frozen=True)
class Notebook:
    """folder: of the study; about: what all findings rest on (data, question), so that none outlives a change."""

    folder: Path
    about: str

    def remember(self, what: str, find: Callable[[], Finding]) -> Finding:
        """Return a finding, made only if it does not stand in the book."""
        known = self.look_up(what)
        if known is not None:
            return known
        found = find()
        self.write(what, found)
        return found

    def look_up(self, what: str) -> Finding | None:
        """Return a finding, None where it does not stand in the book."""
        path = self._page(what)
        if not path.is_file():
            return None
        found: Finding = json.loads(path.read_text(encoding="utf-8"))
        return found

    def write(self, what: str, found: Finding) -> None:
        """Put a finding into the book."""
        path = self._page(what)
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(found, allow_nan=False), encoding="utf-8")
        part.replace(path)

    def _page(self, what: str) -> Path:
        content = json.dumps([VERSION, self.about, what])
        return self.folder / NOTES / f"{hashlib.sha256(content.encode()).hexdigest()[:16]}.json"

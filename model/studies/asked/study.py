"""A study file, `studies/NAME.yaml`: a question asked of an instance, kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from model.instance.draft import Document
from model.instance.problems import ProblemLog, nearest
from model.instance.source import open_source
from model.studies.asked.fields import Fields

FOLDER = "studies"


@dataclass(frozen=True)
class Study:
    """One study as written: `fields` are its own, read by the file of its kind.

    scenario: what the instance is under (several joined by +) before the study changes anything.
    """

    instance: Path
    name: str
    kind: str
    title: str
    scenario: str
    fields: Fields

    @property
    def document(self) -> Document:
        """The file, for messages."""
        return self.fields.document

    def stop_if_any(self) -> None:
        """Raise InstanceError with every fault of the file, unknown fields among them."""
        self.fields.refuse_unknown()
        self.fields.log.stop_if_any()


def read_study(instance: Path, name: str, kinds: Sequence[str]) -> Study:
    """Read a study of an instance; raise InstanceError where it is not there, broken or of no known kind."""
    log = ProblemLog()
    source = open_source(instance, log)
    names = source.names(FOLDER)
    document = source.document(f"{FOLDER}/{name}")
    if document is None and not log.errors:
        known = f"there are {', '.join(names)}" if names else "the instance has no folder studies"
        log.add(str(instance), f"has no study of this name{nearest(name, names)}: {known}", column="study", value=name)
    log.stop_if_any()
    assert document is not None
    data = document.data if isinstance(document.data, dict) else {}
    fields = Fields(document, log, data)
    kind = fields.text("kind")
    if kind not in kinds:
        fields.fault("kind", f"a study says its kind: {', '.join(kinds)}{nearest(kind, kinds)}")
        log.stop_if_any()
    title, scenario = fields.text("title"), fields.text("scenario", "base")
    fields.text("description")
    return Study(instance, name, kind, title, scenario, fields)

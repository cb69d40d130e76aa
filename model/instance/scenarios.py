"""Which scenarios are asked for, in which order, and whether each is written as a scenario should be.

A scenario is a document `scenarios/NAME.yaml`. `a+b` stacks two; what a scenario extends comes before it, each once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from model.instance.draft import Document, Source
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import FREE_COLUMNS

BASE = "base"
FOLDER = "scenarios"
KEYS = ("title", "description", "extends", "probability", "edit", "policies")
_NAME = re.compile(r"\w[\w-]*(\.[\w-]+)*")


def resolve(source: Source, words: str, log: ProblemLog) -> tuple[Document, ...]:
    """Return the scenarios of `a+b`, each after those it extends; `base` is the instance as it stands.

    What is wrong (an unknown name, a circle, a key that no scenario has) is noted in the log.
    """
    order = _Order(source, log)
    for word in words.split("+"):
        order.visit(word.strip(), (), partial(log.add, source.name, column="scenario", value=word))
    return tuple(order.found.values())


def titles(source: Source, folder: str) -> dict[str, str]:
    """Return the title of every document in `scenarios` or `studies` by its name, "" where it has none."""
    found = {}
    for name in source.names(folder):
        document = source.document(f"{folder}/{name}")
        data = document.data if document is not None and isinstance(document.data, Mapping) else {}
        found[name] = str(data.get("title") or "")
    return found


def is_name(word: str) -> bool:
    """Tell whether a word may name a scenario or a study: no folder, no hidden file, nothing a shell would read."""
    return _NAME.fullmatch(word) is not None


def scenario_name(document: Document) -> str:
    """Return the name of a scenario: that of its file, without folder and ending."""
    return document.file.rsplit("/", 1)[-1].removesuffix(".yaml")


Complain = Callable[[str], None]
_ITEMS = {"edit": "edit", "policies": "policy"}


class _Order:
    """Walks from each scenario to those it extends and collects them, the extended ones first."""

    def __init__(self, source: Source, log: ProblemLog) -> None:
        self.found: dict[str, Document] = {}
        self._source, self._log = source, log

    def visit(self, name: str, above: tuple[str, ...], complain: Complain) -> None:
        """Add one scenario; `above` are those that led here, `complain` notes a fault where the name stands."""
        if name in above:
            circle = (*above[above.index(name) :], name)
            complain(f"scenarios extend each other in a circle ({' -> '.join(circle)}): take one `extends` out")
        elif name in self.found:
            return
        else:
            document = self._document(name, complain)
            if document is None or not _check_shape(document, self._log):
                return
            for position, other in enumerate(_extended(document)):
                line = document.line("extends", position)
                complaint = partial(self._log.add, document.file, line=line, column="extends", value=other)
                self.visit(other, (*above, name), complaint)
            if name != BASE:
                self.found[name] = document

    def _document(self, name: str, complain: Complain) -> Document | None:
        if not is_name(name):
            complain(
                "name scenarios by letters, digits, - and _, stacked by a single + (such as slow-demand+cheap-power)"
            )
            return None
        document = self._source.document(f"{FOLDER}/{name}")
        if document is not None or name == BASE:
            return document
        # A scenario that could not be read has been complained about already.
        if not any(p.file.removesuffix(".yaml").endswith(f"{FOLDER}/{name}") for p in self._log.problems):
            known = [BASE, *self._source.names(FOLDER)]
            complain(f"there is no scenario of this name{nearest(name, known)}: there are {', '.join(known)}")
        return None


def _extended(document: Document) -> tuple[str, ...]:
    extends = document.data.get("extends") or ()
    return (extends,) if isinstance(extends, str) else tuple(extends)


def _check_shape(document: Document, log: ProblemLog) -> bool:
    """Tell whether a scenario has the keys and kinds of values it may have; note what is wrong."""
    if not isinstance(document.data, Mapping):
        log.add(document.file, f"a scenario is made of keys and values: {', '.join(KEYS)}", line=document.line())
        return False
    before = len(log.problems)
    for key, value in document.data.items():
        if str(key).startswith(FREE_COLUMNS):
            continue
        cure = _cure(str(key), value)
        if cure:
            log.add(document.file, cure, line=document.line(key), column=str(key), value=_shown(value))
    if scenario_name(document) == BASE:
        for key in ("extends", "edit", "policies"):
            if document.data.get(key):
                cure = f"{BASE} is the instance as it stands: give a scenario with edits another name"
                log.add(document.file, cure, line=document.line(key), column=key)
    return len(log.problems) == before


def _cure(key: str, value: Any) -> str:  # noqa: ANN401 - YAML is untyped
    """Return what would be right for one key, "" where it is."""
    if key not in KEYS:
        return f"a scenario has no key of this name{nearest(key, KEYS)}: it has {', '.join(KEYS)}"
    if value is None:
        return ""
    if key in ("title", "description"):
        return "" if isinstance(value, str) else "has to be text: put it in quotes"
    if key == "extends":
        ok = isinstance(value, str) or _is_list(value, str)
        return "" if ok else "has to be a list of scenarios, such as [cheap-power]"
    if key == "probability":
        ok = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
        return "" if ok else "has to be a number from 0 to 1"
    return "" if _is_list(value, dict) else f"has to be a list, one item {{...}} for each {_ITEMS[key]}"


def _is_list(value: object, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _shown(value: object) -> str:
    return value if isinstance(value, str) else "" if isinstance(value, (Mapping, list)) else str(value)

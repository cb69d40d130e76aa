"""The fields of a study file, read one by one; what is wrong is noted with its line, all faults at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.instance.draft import Document
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import FREE_COLUMNS


@dataclass(frozen=True)
class Fields:
    """One mapping of a study file, at `path` in its document.

    A field that has no value takes the default; one that is wrong is noted, and takes the default too. What was never
    asked for is no field of the study: `refuse_unknown` notes it.
    """

    document: Document
    log: ProblemLog
    data: Mapping[Any, Any]
    path: tuple[str | int, ...] = ()
    known: list[str] = field(default_factory=list)

    def text(self, name: str, default: str = "") -> str:
        """Return a text."""
        value = self._get(name)
        if value is not None and not isinstance(value, (str, int, float)):
            self.fault(name, "has to be one word or text")
        return default if value is None or isinstance(value, (list, Mapping)) else str(value)

    def choice(self, name: str, choices: Sequence[str], default: str) -> str:
        """Return one of several words."""
        word = self.text(name, default)
        if word not in choices:
            self.fault(name, f"has to be one of {', '.join(choices)}{nearest(word, choices)}")
            return default
        return word

    def number(self, name: str, default: float, low: float = -math.inf, high: float = math.inf) -> float:
        """Return a number from low to high."""
        value, default = self._get(name), float(default)
        if value is None:
            return default
        if not is_number(value) or not low <= value <= high:
            self.fault(name, f"has to be a number{_range(low, high)}")
            return default
        return float(value)

    def whole(self, name: str, default: int, low: int, high: int = 10**9) -> int:
        """Return a whole number from low to high."""
        number = self.number(name, default, low, high)
        if not number.is_integer():
            self.fault(name, "has to be a whole number")
            return default
        return int(number)

    def yes(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._get(name)
        if value is not None and not isinstance(value, bool):
            self.fault(name, "has to be true or false")
        return value if isinstance(value, bool) else default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of words; one word alone is a list of one."""
        return tuple(str(value) for value in self._listed(name, (str, int), "words"))

    def numbers(self, name: str) -> tuple[float, ...]:
        """Return a list of numbers; one number alone is a list of one."""
        return tuple(float(value) for value in self._listed(name, (int, float), "numbers"))

    def plain(self, name: str) -> Any:  # noqa: ANN401 - YAML is untyped
        """Return a value as it stands, None where there is none."""
        return self._get(name)

    def inner(self, name: str) -> Fields | None:
        """Return the fields of a mapping inside, None where there is none."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.fault(name, "has to be a mapping: name: value, name: value")
            return None
        return Fields(self.document, self.log, value, (*self.path, name))

    def items(self, name: str) -> tuple[Fields, ...]:
        """Return the fields of each mapping of a list."""
        value = self._get(name)
        listed = value if isinstance(value, list) else [] if value is None else [None]
        if not all(isinstance(item, Mapping) for item in listed):
            self.fault(name, "has to be a list of mappings, such as - {name: ..., ...}")
            return ()
        return tuple(Fields(self.document, self.log, item, (*self.path, name, k)) for k, item in enumerate(listed))

    def has(self, name: str) -> bool:
        """Tell whether a field has a value."""
        return self._get(name) is not None

    def fault(self, name: str, cure: str) -> None:
        """Note what is wrong with a field, where it stands."""
        value = self.data.get(name)
        shown = "" if value is None or isinstance(value, (list, Mapping)) else value
        self.log.add(self.document.file, cure, line=self.document.line(*self.path, name), column=name, value=shown)

    def refuse_unknown(self) -> None:
        """Note the fields that nothing has asked for; notes and sources are free."""
        for key in self.data:
            if str(key) not in self.known and not str(key).startswith(FREE_COLUMNS):
                cure = f"is no field here{nearest(str(key), self.known)}: there are {', '.join(self.known)}"
                line = self.document.line(*self.path, key)
                self.log.add(self.document.file, cure, line=line, column=str(key))

    def _get(self, name: str) -> Any:  # noqa: ANN401 - YAML is untyped
        if name not in self.known:
            self.known.append(name)
        return self.data.get(name)

    def _listed(self, name: str, kinds: tuple[type, ...], words: str) -> list[Any]:
        value = self._get(name)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        if any(isinstance(item, bool) or not isinstance(item, kinds) for item in listed):
            self.fault(name, f"has to be a list of {words}")
            return []
        return listed


def is_number(value: object) -> bool:
    """Tell whether a value is a finite number (true and false are not)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _range(low: float, high: float) -> str:
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return f", {low:g} or more"
    return f", {high:g} or less" if math.isinf(low) else f" from {low:g} to {high:g}"

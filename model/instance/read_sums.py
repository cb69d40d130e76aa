"""Sums of policies, read: what is counted, filtered by what, with which weight."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from model.instance.draft import Document
from model.instance.editing.shape import cell_text, is_plain
from model.instance.policies import BY_NAME, GROUP, NATION, Filter, Sum
from model.instance.problems import ProblemLog, nearest
from model.instance.schema import FREE_COLUMNS

SUM_KEYS = ("quantity", "weight", "across", "lag")
Path = tuple[str | int, ...]
_EXAMPLE = "{quantity: output, commodity: cell}"


@dataclass(frozen=True)
class SumReader:
    """Reads the sums of one policy and notes what is wrong with them."""

    document: Document
    log: ProblemLog

    def fault(self, cure: str, *path: str | int, column: str = "", value: object = "") -> None:
        """Note a fault; the last key of the path is its column where none is named."""
        named = column or next((str(key) for key in reversed(path) if isinstance(key, str)), "")
        self.log.add(self.document.file, cure, line=self.document.line(*path), column=named, value=_shown(value))

    def refuse_unknown(self, given: Mapping[Any, Any], known: Iterable[str]) -> None:
        """Note keys of the policy that are none."""
        for key in given:
            if str(key) not in known and not str(key).startswith(FREE_COLUMNS):
                hint = nearest(str(key), known) or f": there are {', '.join(known)}"
                self.fault(f"a policy has no key of this name{hint}", key, column=str(key))

    def sums(self, side: str, given: object) -> tuple[Sum, ...]:
        """Return the sums of one side, added up: one, or a list of them."""
        if given is None:
            self.fault(f"is missing: name what is counted, such as {_EXAMPLE}", side)
            return ()
        listed = list(given) if isinstance(given, list) else [given]
        if not listed or not all(isinstance(one, Mapping) for one in listed):
            absent = "; leave it out for 1" if side == "right" else ""
            self.fault(f"has to be a sum such as {_EXAMPLE}, or a list of sums{absent}", side, value=given)
            return ()
        if not isinstance(given, list):
            return (self._sum(given, (side,)),)
        return tuple(self._sum(one, (side, position)) for position, one in enumerate(listed))

    def _sum(self, given: Any, path: Path) -> Sum:  # noqa: ANN401 - YAML is untyped
        quantity = given.get("quantity")
        if not isinstance(quantity, str) or quantity not in BY_NAME:
            hint = nearest(str(quantity), BY_NAME) or f": there are {', '.join(BY_NAME)}"
            said = "names no quantity" if quantity is None else "no quantity of this name"
            self.fault(f"{said}{hint}", *path, "quantity", value=quantity)
            return Sum("demand")
        known = BY_NAME[quantity]
        self._refuse_unknown_filters(given, quantity, path)
        weight, impact = self._weight(given.get("weight"), quantity, path)
        across, lag = given.get("across"), given.get("lag")
        if across not in (None, NATION, GROUP):
            self.fault("has to be nation or group: where to count instead", *path, "across", value=across)
            across = None
        if lag is not None and (isinstance(lag, bool) or lag not in (0, 1)):
            self.fault("has to be 1: the period before", *path, "lag", value=lag)
            lag = None
        filters = [self.filter(key, given[key], (*path, key)) for key in known.filters if key in given]
        line = self.document.line(*path)
        return Sum(quantity, tuple(filters), weight, impact, across or "", int(lag or 0), line)

    def _refuse_unknown_filters(self, given: Mapping[Any, Any], quantity: str, path: Path) -> None:
        known = BY_NAME[quantity].filters
        for key in given:
            if str(key) in (*SUM_KEYS, *known) or str(key).startswith(FREE_COLUMNS):
                continue
            hint = nearest(str(key), (*known, *SUM_KEYS)) or f": it is filtered by {', '.join(known)}"
            self.fault(f"{quantity} has no {key}{hint}", *path, key, column=str(key), value=given[key])

    def _weight(self, given: object, quantity: str, path: Path) -> tuple[float, str]:
        if given is None:
            return 1.0, ""
        if is_finite(given):
            return float(given), ""
        if not isinstance(given, str) or not given.strip():
            self.fault("has to be a number, or the name of an impact such as t CO2", *path, "weight", value=given)
        elif not BY_NAME[quantity].impact:
            weighed = ", ".join(name for name, one in BY_NAME.items() if one.impact)
            self.fault(f"an impact weighs only {weighed}: give {quantity} a number", *path, "weight", value=given)
        else:
            return 1.0, given
        return 1.0, ""

    def filter(self, attribute: str, given: object, path: Path) -> Filter:
        """Return what an attribute has to be."""
        values = list(given) if isinstance(given, list) else [given]
        if not values or not all(is_plain(value) and cell_text(value) for value in values):
            self.fault("has to be one value, a list of values or a * pattern", *path, value=given)
            values = []
        texts = tuple(dict.fromkeys(cell_text(value) for value in values))
        return Filter(attribute, texts, self.document.line(*path))


def is_finite(value: object) -> TypeGuard[float]:
    """Tell whether a value is a finite number (true and false are not)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def is_year(value: object) -> TypeGuard[int]:
    """Tell whether a value is a year."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 9999


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_shown(item)}" for key, item in value.items()) + "}"
    return cell_text(value)

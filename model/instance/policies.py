"""Policies as data: what may be counted, by what it may be filtered, and one comparison of two sums.

    at_least * right  <=  left  <=  at_most * right

A new quantity is a row of QUANTITIES and its function in model/network/quantities.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from model.instance.schema import STAR

Sense = Literal["at_least", "at_most"]
SENSES: tuple[Sense, ...] = ("at_least", "at_most")
NATION, GROUP, REGION = "nation", "group", "region"
SCOPES = (NATION, GROUP, REGION)
STATUSES = ("operating", "building", "announced", "new")
ByYear = tuple[tuple[int, float], ...]
"""Values at years in rising order: linear in between, constant outside. One number stands at any one year."""

_PLACE = ("region", "group")
_LINE = ("line", "stage", "owner", "generation")
_PROCESS = ("process", "stage", "chemistry", "line", "owner", "generation")


@dataclass(frozen=True)
class Quantity:
    """What a sum may count. filters: attributes it may be filtered by.

    impact: the kind of `impacts` that may weigh it, "" for none; is_annual: a rate per year, not an amount of a period.
    """

    name: str
    help: str
    filters: tuple[str, ...]
    impact: str = ""
    is_annual: bool = True


QUANTITIES = (
    Quantity("activity", "activity of processes", (*_PROCESS, *_PLACE), "process"),
    Quantity("output", "what processes make", (*_PROCESS, "commodity", *_PLACE), "process"),
    Quantity("input", "what processes use", (*_PROCESS, "commodity", *_PLACE), "process"),
    Quantity("returned", "what comes back from earlier activity", (*_PROCESS, "commodity", *_PLACE)),
    Quantity("build", "capacity commissioned in the period", (*_LINE, *_PLACE), "line", is_annual=False),
    Quantity("nameplate", "capacity that stands, builds have status new", (*_LINE, "status", *_PLACE), "line"),
    Quantity("standing", "open capacity, or nameplate where a line can be restarted", (*_LINE, *_PLACE), "line"),
    Quantity("open_capacity", "capacity kept open", (*_LINE, *_PLACE), "line"),
    Quantity("capital", "overnight capital of builds, before subsidy", (*_LINE, *_PLACE), is_annual=False),
    Quantity("subsidy", "subsidy on builds", (*_LINE, *_PLACE), is_annual=False),
    Quantity("bought", "bought on markets", ("market", "commodity", "origin", *_PLACE), "market"),
    Quantity("sold", "sold on markets", ("market", "commodity", "origin", *_PLACE), "market"),
    Quantity("demand", "to be delivered", ("commodity", *_PLACE)),
    Quantity("shortage", "demand unmet", ("commodity", *_PLACE)),
    Quantity("flow_in", "shipped into the scope", ("commodity", "origin", "destination", *_PLACE), "freight"),
    Quantity("flow_out", "shipped out of the scope", ("commodity", "origin", "destination", *_PLACE), "freight"),
)
BY_NAME = {quantity.name: quantity for quantity in QUANTITIES}


@dataclass(frozen=True)
class Filter:
    """What an attribute has to be: one of the values, which may hold `*`; line: where it is written."""

    attribute: str
    values: tuple[str, ...]
    line: int | None = field(default=None, compare=False)

    def meets(self, text: str) -> bool:
        """Tell whether an attribute meets the filter."""
        return any(_is_like(text, value) for value in self.values)


@dataclass(frozen=True)
class Sum:
    """A weighted sum of a quantity over what meets every filter.

    weight: a number, times the amount of `impact` where one is named; across: `nation` or `group`, to count there
    instead of in the scope ("": in the scope); lag: periods before.
    """

    quantity: str
    where: tuple[Filter, ...] = ()
    weight: float = 1.0
    impact: str = ""
    across: str = ""
    lag: int = 0
    line: int | None = field(default=None, compare=False)

    def meets(self, attributes: Mapping[str, str]) -> bool:
        """Tell whether what has these attributes is counted; filters on other attributes do not matter."""
        return all(one.meets(attributes[one.attribute]) for one in self.where if one.attribute in attributes)

    @property
    def is_annual(self) -> bool:
        """Tell whether it counts a rate per year."""
        return BY_NAME[self.quantity].is_annual


@dataclass(frozen=True)
class Scope:
    """Where a policy compares: once for the nation, or in each group or region; places: those meant (empty: all)."""

    kind: str = NATION
    places: Filter | None = None


@dataclass(frozen=True)
class Policy:
    """One comparison of two sums (right empty: 1), in each place of the scope and each period in force.

    price: money per unit of `left` for missing it, None where it binds; since, until: first years of periods in
    force; over_horizon: one comparison over all periods in force. file, line: where it is written.
    """

    name: str
    scope: Scope
    left: tuple[Sum, ...]
    right: tuple[Sum, ...]
    limits: Mapping[Sense, ByYear]
    price: float | None = None
    since: int | None = None
    until: int | None = None
    over_horizon: bool = False
    file: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)

    @property
    def is_paid_once(self) -> bool:
        """Tell whether a miss is paid once: over the horizon, or where left counts amounts of a period only."""
        return self.over_horizon or not any(one.is_annual for one in self.left)

    @property
    def has_lag(self) -> bool:
        """Tell whether it reads the period before, which the first one has not."""
        return any(one.lag for one in (*self.left, *self.right))

    def in_force(self, periods: tuple[int, ...]) -> tuple[int, ...]:
        """Return the periods, named by their first year, that it holds in."""
        known = periods[1:] if self.has_lag else periods
        low, high = self.since, self.until
        return tuple(t for t in known if (low is None or low <= t) and (high is None or t <= high))


def plain(value: Any) -> Any:  # noqa: ANN401 - dataclasses, tuples, mappings and texts alike
    """Return policies as lists and mappings, without where they are written: what a digest is made of."""
    if isinstance(value, (Policy, Sum, Scope, Filter)):
        shown = {name: getattr(value, name) for name in value.__dataclass_fields__ if name not in ("file", "line")}
        return {name: plain(part) for name, part in shown.items()}
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, (tuple, list)) else value


def _is_like(text: str, value: str) -> bool:
    if STAR not in value:
        return text == value
    return re.fullmatch(".*".join(re.escape(part) for part in value.split(STAR)), text, re.DOTALL) is not None

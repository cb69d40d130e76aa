"""Units that a header may state, and what they are worth in the units of the model.

Canonical are the money of the instance (million CNY), GWh, kt, million m2, thousand person-years, km and years. The
registry knows the units below and no others: MW is no capacity of a cell plant and `kt` is no knot.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pint

_DEFINITIONS = """
million_- = 1e6
thousand_- = 1e3
billion_- = 1e9
MONEY = [money]
yr = [time] = _ = year = years
kWh = [energy]
Wh = 1e-3 kWh
MWh = 1e3 kWh
GWh = 1e6 kWh
TWh = 1e9 kWh
GJ = 277.7777777777778 kWh
t = [mass] = _ = tonne = tonnes
g = 1e-6 t
kg = 1e-3 t
kt = 1e3 t
Mt = 1e6 t
km = [length]
m = 1e-3 km
m2 = [area]
ha = 1e4 m2
km2 = 1e6 m2
mu = 666.6666666666667 m2
m3 = [volume]
person_year = [work] = _ = person_years = job = jobs
vehicle = [vehicle] = _ = vehicles
piece = [piece] = _ = pieces
degree = [angle] = _ = degrees
percent = 0.01
"""
CANONICAL = ("GWh", "kt", "million m2", "thousand person-years")
"""What the unit of a line or an activity may be, one for each dimension."""
_CURRENCY = re.compile(r"\b([A-Z]{3})(\d{4})?\b")
_SPELLING = re.compile(r"[A-Za-z0-9 %()/*·._-]{1,60}")
_SCALE = re.compile(r"\b(million|thousand|billion) +(?=[A-Za-z])")


class UnitError(Exception):
    """A unit cannot be used where it stands; the message is the cure."""


@dataclass(frozen=True)
class Money:
    """The money an instance counts in, and what other currencies are worth.

    unit: as in instance.yaml (`million CNY`); rates: money's currency per unit of another one, alone or by year;
    price_index: price level by year; base_year: the year whose prices count.
    """

    unit: str = "million CNY"
    rates: Mapping[str, float | Mapping[int, float]] = field(default_factory=dict)
    price_index: Mapping[int, float] = field(default_factory=dict)
    base_year: int = 0

    @property
    def currency(self) -> str:
        """The currency of the money unit, "" where it names none."""
        found = _CURRENCY.search(self.unit)
        return found.group(1) if found else ""

    def rate(self, currency: str, year: int | None) -> float:
        """Return the money of the base year for 1 of a currency, of a year's prices where one is named.

        Raises UnitError without a rate or a price index.
        """
        if not self.currency:
            raise UnitError(f"money is {self.unit} in instance.yaml: name its currency there to convert from another")
        at = self.base_year if year is None else year
        worth = 1.0 if currency == self.currency else self._rate(currency, at)
        if year is None or year == self.base_year:
            return worth
        if not self.price_index:
            raise UnitError(f"add price_index (price level of {year} and {self.base_year}) to instance.yaml")
        return worth * _at_year(self.price_index, self.base_year) / _at_year(self.price_index, year)

    def _rate(self, currency: str, year: int) -> float:
        if currency not in self.rates:
            raise UnitError(f"add a rate for {currency} to currencies in instance.yaml")
        rate = self.rates[currency]
        return _at_year(rate, year) if isinstance(rate, Mapping) else float(rate)


def _at_year(values: Mapping[int, float], year: int) -> float:
    years = sorted(values)
    return float(np.interp(year, years, [values[y] for y in years]))


@cache
def _registry() -> pint.UnitRegistry[float]:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None, on_redefinition="raise", cache_folder=None)
    for line in _DEFINITIONS.strip().splitlines():
        registry.define(line)
    return registry


def is_unit(text: str) -> bool:
    """Tell whether a text is a unit that the registry knows."""
    try:
        _quantity(text)
    except UnitError:
        return False
    return True


def conversion(templates: Iterable[str], header: str, money: Money, commodity_unit: str = "") -> float:
    """Return the factor from the unit of a header to that of the model.

    templates: what the column may be in, with `money` and `unit` left open; commodity_unit: what `unit` (the first,
    where there are two) stands for, "" where it may be any canonical unit. Raises UnitError with the cure.
    """
    stated, worth = _in_money(header, money)
    quantity = _quantity(stated)
    for target in _targets(tuple(templates), commodity_unit):
        wanted = _quantity(target)
        if quantity.dimensionality == wanted.dimensionality:
            scale = _money_scale(money.unit) if "MONEY" in target else 1.0
            return float(quantity.to(wanted.units).magnitude / wanted.magnitude) * worth / scale
    allowed = " or ".join(dict.fromkeys(_shown(t, money, commodity_unit) for t in templates))
    raise UnitError(
        f"the unit [{header}] does not fit: " + (f"state one such as {allowed}" if allowed else "state none")
    )


def _in_money(header: str, money: Money) -> tuple[str, float]:
    found = _CURRENCY.findall(header)
    if len(found) > 1:
        raise UnitError(f"the unit [{header}] names two currencies: name one")
    if not found:
        return header, 1.0
    currency, year = found[0]
    return _CURRENCY.sub("MONEY", header), money.rate(currency, int(year) if year else None)


def _money_scale(unit: str) -> float:
    """Return what one of the money unit is in its currency: 1e6 for million CNY."""
    scales = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
    return scales.get(unit.split()[0] if unit.split() else "", 1.0)


@cache
def _targets(templates: tuple[str, ...], commodity_unit: str) -> tuple[str, ...]:
    targets = []
    for template in templates:
        slots = len(re.findall(r"\bunit\b", template))
        first = (commodity_unit,) if commodity_unit else CANONICAL
        for units in itertools.product(*((first, *((CANONICAL,) * (slots - 1))) if slots else ())):
            text = template.replace("money", "MONEY")
            for unit in units:
                text = re.sub(r"\bunit\b", f"({unit})", text, count=1)
            targets.append(text)
    return tuple(targets)


@cache
def _quantity(text: str) -> pint.Quantity[float]:
    if not _SPELLING.fullmatch(text) or "**" in text:
        raise UnitError(f"the unit [{text}] is not known: see instances/FORMAT.md for those that are")
    spelled = re.sub(r"\bperson-(years?)\b", r"person_\1", text.strip())
    spelled = re.sub(r"\bt[-·]km\b|\btkm\b", "(t*km)", spelled)
    spelled = _SCALE.sub(r"\1_", spelled.replace("%", "percent"))
    try:
        found = _registry().parse_expression(spelled)
    except Exception as error:  # pint raises errors of many kinds, among them those of Python's tokenizer
        raise UnitError(f"the unit [{text}] is not known: see instances/FORMAT.md for those that are") from error
    quantity: pint.Quantity[float] = _registry().Quantity(1.0, "") * found
    if not np.isfinite(float(quantity.magnitude)):
        raise UnitError(f"the unit [{text}] is not known: see instances/FORMAT.md for those that are")
    return quantity


def _shown(template: str, money: Money, commodity_unit: str) -> str:
    text = re.sub(r"\bunit\b", commodity_unit, template, count=1) if commodity_unit else template
    return re.sub(r"\bunit\b", "GWh", text).replace("money", money.unit)

"""instance.yaml: its keys, and the settings made from them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any, TypeGuard

from model.instance.draft import Document
from model.instance.instance import Settings
from model.instance.problems import ProblemLog, nearest
from model.instance.read import FIRST_YEAR, LAST_YEAR
from model.instance.schema import FREE_COLUMNS, Column
from model.instance.units import Money

MOST_PERIODS = 200


def _key(name: str, kind: Any, help: str, **more: Any) -> Column:  # noqa: ANN401 - as in schema.py
    return Column(name, kind, help, **more)


SETTINGS = (
    _key("name", "text", "name of the instance; the folder's name by default"),
    _key("title", "text", "one line for reports", default=""),
    _key("description", "text", "what the instance is about", default=""),
    _key("years", "year", "first years of the periods: a list, or {first, last, step}", required=True),
    _key("last_year", "year", "last year of the last period; default: as long as the one before, one year if alone"),
    _key("report_until", "year", "findings are shown up to here; default: the last year"),
    _key("base_year", "year", "prices are of this year and payments are discounted to it; default: the first year"),
    _key("discount_rate", "number", "real discount rate per year", units=("1",), default=0.0, low=0.0),
    _key("money", "text", "the money of all numbers without a unit", default="million CNY"),
    _key("currencies", "number", "money's currency per unit of another: {USD: 7.2} or {USD: {2024: 7.2}}", above=0.0),
    _key("price_index", "number", "price level by year, for money of other years ([USD2019/kWh])", above=0.0),
    _key("announced_share", "number", "share of announced capacity that is built as announced", default=0.0,
         low=0.0, high=1.0),
    _key("learning", "choice", "how the learned part of costs falls", default="local",
         choices=("off", "path", "local", "certified")),
    _key("objective", "choice", "private cost, or social: without transfers", default="private",
         choices=("private", "social")),
    _key("relax", "yes", "sites as fractions", default=False),
    _key("decide_until", "year", "two stages: decisions before this year are common to all scenarios"),
    _key("reference", "text", "two stages: the scenario whose first stage is compared", default=""),
    _key("risk", "number", "two stages: {lambda: weight of the bad end, alpha: what counts as bad}", low=0.0, high=1.0),
    _key("solver", "number", "{gap: relative gap of the run, time_limit: seconds, threads: number}", low=0.0),
)  # fmt: skip
_PARTS = {"risk": ("lambda", "alpha"), "solver": ("gap", "time_limit", "threads")}
_BY_NAME = {column.name: column for column in SETTINGS}


def make_settings(given: Mapping[str, Any], document: Document, folder: str, log: ProblemLog) -> Settings | None:
    """Return the settings, defaults filled in, or None after noting faults that leave no horizon to work with.

    folder: the name of the instance where instance.yaml has none.
    """
    reader = _Reader(given, document, log)
    reader.refuse_unknown()
    horizon = _horizon(reader)
    if horizon is None:
        return None
    years, last_year = horizon
    base_year = reader.year("base_year") or years[0]
    return Settings(
        name=_name(reader, folder),
        years=years,
        last_year=last_year,
        title=reader.text("title"),
        description=reader.text("description"),
        report_until=reader.year("report_until") or last_year,
        base_year=base_year,
        discount_rate=reader.number("discount_rate") or 0.0,
        money=reader.text("money") or "million CNY",
        currencies=reader.by_currency(),
        price_index=reader.by_year("price_index", given.get("price_index")),
        announced_share=reader.number("announced_share") or 0.0,
        learning=reader.choice("learning"),
        objective=reader.choice("objective"),
        relax=reader.yes("relax"),
        decide_until=reader.year("decide_until"),
        reference=reader.text("reference"),
        risk_lambda=reader.part("risk", "lambda") or 0.0,
        risk_alpha=reader.part("risk", "alpha") or 0.0,
        gap=reader.part("solver", "gap"),
        time_limit=reader.part("solver", "time_limit", most=1e9),
        threads=int(reader.part("solver", "threads", most=1024) or 0),
    )


def money_of(settings: Settings) -> Money:
    """Return what headers with currencies are converted by."""
    return Money(settings.money, settings.currencies, settings.price_index, settings.base_year)


def _name(reader: _Reader, folder: str) -> str:
    """Return the name, which becomes a folder of results and so must not lead elsewhere."""
    name = reader.text("name") or folder
    if any(letter in name for letter in '/\\:*?"<>|') or name.startswith(".") or len(name) > 100:
        reader.fault("name", "has to be a plain name: letters, digits, - and _")
    return name


def _horizon(reader: _Reader) -> tuple[tuple[int, ...], int] | None:
    years = _years(reader)
    if years is None:
        return None
    step = years[-1] - years[-2] if len(years) > 1 else 1
    last_year = reader.year("last_year") or years[-1] + step - 1
    if last_year < years[-1]:
        reader.fault("last_year", f"has to be {years[-1]} or later: the last period begins then")
        return None
    if last_year - years[0] >= MOST_PERIODS:
        reader.fault("last_year", f"makes a horizon of more than {MOST_PERIODS} years: shorten it")
        return None
    return years, last_year


def _years(reader: _Reader) -> tuple[int, ...] | None:
    given = reader.given.get("years")
    if given is None:
        reader.fault("years", "is missing: give the first years of the periods, such as [2025, 2030]")
        return None
    if isinstance(given, Mapping):
        return _years_of_span(reader, given)
    listed = given if isinstance(given, list) else [given]
    if not listed or not all(_is_year(y) for y in listed):
        reader.fault("years", f"has to list years from {FIRST_YEAR} to {LAST_YEAR}, such as [2025, 2030]")
        return None
    if any(later <= earlier for earlier, later in itertools.pairwise(listed)):
        reader.fault("years", "has to rise from one period to the next")
        return None
    return tuple(int(y) for y in listed)


def _years_of_span(reader: _Reader, given: Mapping[str, Any]) -> tuple[int, ...] | None:
    unknown = [key for key in given if key not in ("first", "last", "step")]
    first, last, step = given.get("first", 0), given.get("last", 0), given.get("step", 1)
    if not unknown and _is_year(first) and _is_year(last) and _is_whole(step):
        years = tuple(range(int(first), int(last) + 1, max(1, int(step))))
        if years and step >= 1:
            return years
    reader.fault("years", "has to be a list, or {first: 2025, last: 2040, step: 5} with first <= last, step >= 1")
    return None


class _Reader:
    """Reads single keys and notes what is wrong with them."""

    def __init__(self, given: Mapping[str, Any], document: Document, log: ProblemLog) -> None:
        self.given, self._document, self._log = given, document, log

    def fault(self, name: str, cure: str) -> None:
        """Note a fault of one key."""
        value = self.given.get(name, "")
        file, line = self._document.file, self._document.line(name)
        self._log.add(file, cure, line=line, column=name, value="" if value is None else value)

    def refuse_unknown(self) -> None:
        """Note keys that are none."""
        for key in self.given:
            if key not in _BY_NAME and not str(key).startswith(FREE_COLUMNS):
                hint = nearest(str(key), _BY_NAME) or f" (keys: {', '.join(_BY_NAME)})"
                line = self._document.line(key)
                self._log.add(self._document.file, f"is no key of instance.yaml{hint}", line=line, column=str(key))

    def text(self, name: str) -> str:
        """Return a text, "" where it is not given."""
        value = self.given.get(name)
        if value is None:
            return ""
        if isinstance(value, (dict, list)):
            self.fault(name, "has to be a text")
            return ""
        return str(value)

    def year(self, name: str) -> int | None:
        """Return a year."""
        value = self.given.get(name)
        if value is not None and not _is_year(value):
            self.fault(name, f"has to be a year from {FIRST_YEAR} to {LAST_YEAR}")
            return None
        return None if value is None else int(value)

    def number(self, name: str) -> float | None:
        """Return a number within the bounds of its column."""
        return self._within(name, self.given.get(name), _BY_NAME[name])

    def part(self, name: str, part: str, most: float = 1.0) -> float | None:
        """Return a number of a nested key, 0 or more and `most` at most."""
        value = self.given.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping) or any(key not in _PARTS[name] for key in value):
            if part == _PARTS[name][0]:
                self.fault(name, f"has to be {{{', '.join(_PARTS[name])}}}, each with a number")
            return None
        return self._within(name, value.get(part), Column(part, "number", "", low=0.0, high=most))

    def choice(self, name: str) -> Any:  # noqa: ANN401 - a Literal of instance.py
        """Return a choice; false is how YAML writes off."""
        column, value = _BY_NAME[name], self.given.get(name)
        if value is None:
            return column.default
        word = "off" if value is False else str(value)
        if word not in column.choices:
            self.fault(name, f"has to be one of {', '.join(column.choices)}{nearest(word, column.choices)}")
            return column.default
        return word

    def yes(self, name: str) -> bool:
        """Return true or false."""
        value = self.given.get(name)
        if value is not None and not isinstance(value, bool):
            self.fault(name, "has to be true or false")
        return value is True

    def by_currency(self) -> dict[str, float | Mapping[int, float]]:
        """Return the rates of currencies, alone or by year."""
        given = self.given.get("currencies")
        if given is None:
            return {}
        if not isinstance(given, Mapping):
            self.fault("currencies", "has to be {USD: 7.2} or {USD: {2024: 7.2, 2025: 7.19}}")
            return {}
        rates: dict[str, float | Mapping[int, float]] = {}
        for currency, rate in given.items():
            if isinstance(rate, Mapping):
                rates[str(currency)] = self.by_year("currencies", rate)
            elif _is_number(rate) and rate > 0:
                rates[str(currency)] = float(rate)
            else:
                self.fault("currencies", f"has no rate above 0 for {currency}")
        return rates

    def by_year(self, name: str, given: object) -> dict[int, float]:
        """Return positive numbers by year."""
        if given is None:
            return {}
        if not isinstance(given, Mapping) or not given:
            self.fault(name, "has to be {2024: 1.0, 2025: 1.02}: a number for each year")
            return {}
        if not all(_is_year(year) and _is_number(value) and value > 0 for year, value in given.items()):
            self.fault(name, "has to have years as keys and numbers above 0 as values")
            return {}
        return {int(year): float(value) for year, value in given.items()}

    def _within(self, name: str, value: object, column: Column) -> float | None:
        if value is None:
            return None
        if not _is_number(value):
            self.fault(name, "has to be a number" if name == column.name else f"has to have a number for {column.name}")
            return None
        number = float(value)
        if (column.low is not None and number < column.low) or (column.high is not None and number > column.high):
            limits = f"{column.low:g} or more" + ("" if column.high is None else f", {column.high:g} or less")
            self.fault(name, f"has to be {limits}" if name == column.name else f"{column.name} has to be {limits}")
            return None
        return number


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_year(value: object) -> bool:
    return _is_whole(value) and FIRST_YEAR <= value <= LAST_YEAR

"""Numbers and units as a planner says them."""

from __future__ import annotations

import math


def number(value: float | None) -> str:
    """Write a number with three or more digits that count; nothing where there is none.

    1234.5 -> 1,234; 12.345 -> 12.3; 0.012345 -> 0.0123; 0 -> 0
    """
    if value is None or math.isnan(value):
        return ""
    size = abs(value)
    if size >= 99.95:
        return f"{value:,.0f}"
    digits = 0 if size == 0 else max(0, 2 - math.floor(math.log10(size)))
    return f"{value:.{min(digits, 6)}f}"


def signed(value: float) -> str:
    """Write a difference with its sign: 1234.5 -> +1,234."""
    return f"{'-' if value < 0 else '+'}{number(abs(value))}"


def share(value: float | None) -> str:
    """Write a share in per cent; nothing where there is none."""
    return "" if value is None or math.isnan(value) else f"{value:.1%}"


def price_unit(unit: str) -> str:
    """Say CNY/kWh for million CNY/GWh, which is the same number."""
    return f"{unit[len('million ') : -len('/GWh')]}/kWh" if _is_per_gwh(unit) else unit


def count(number: int, what: str) -> str:
    """Say how many there are of something."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def money_per(money: str, unit: str) -> str:
    """Return the unit of a cost of one unit; of a cost where the unit is not known."""
    if not unit:
        return money
    return price_unit(f"{money}/({unit})" if "/" in unit else f"{money}/{unit}")


def _is_per_gwh(unit: str) -> bool:
    return unit.startswith("million ") and unit.endswith("/GWh")

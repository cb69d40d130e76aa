"""What a payment counts: annual costs, and capital paid in equal parts inside the horizon."""

from __future__ import annotations

import math
from collections.abc import Iterable

from model.instance.instance import Settings
from model.network.network import Periods


def make_periods(settings: Settings) -> Periods:
    """Return the periods of an instance with their lengths and discount sums delta_t."""
    first = settings.years
    ends = (*first[1:], settings.last_year + 1)
    length = {t: end - t for t, end in zip(first, ends, strict=True)}
    rho, base = settings.discount_rate, settings.base_year
    delta = {t: present_value(range(t, t + n), rho, base) for t, n in length.items()}
    return Periods(first, length, settings.last_year, base, rho, delta)


def present_value(years: Iterable[int], rate: float, base_year: int) -> float:
    """Return the sum over years y of (1 + rate)^-(y - base_year): 1 paid at the start of each year."""
    return float(sum((1.0 + rate) ** -(y - base_year) for y in years))


def annuity(rate: float, payments: int) -> float:
    """Return the payment at the start of each of N years that pays 1: i / ((1+i) (1 - (1+i)^-N)), 1/N at i = 0."""
    # expm1 and log1p keep their digits for a rate of 1e-17, which interpolation may leave where 0 is meant.
    share = -math.expm1(-payments * math.log1p(rate))
    return rate / ((1.0 + rate) * share) if share else 1.0 / payments


def capital_weight(periods: Periods, t: int, rate: float, payments: int) -> float:
    """Return w_t: what 1 of capital of period t counts, paid in N annuities, those inside the horizon only."""
    due = range(t, min(t + payments - 1, periods.last_year) + 1)
    return annuity(rate, payments) * present_value(due, periods.discount_rate, periods.base_year)

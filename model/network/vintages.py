"""Capacity of the data as its owners see it: what stands, until when, and what is still to be paid for it."""

from __future__ import annotations

import numpy as np

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.network.capacity import payments_of_build, site_lookup, whole_years
from model.network.curves import LearnedPart
from model.network.discounting import annuity
from model.network.network import Periods, Vintage


def make_vintages(instance: Instance, periods: Periods, learned: LearnedPart) -> tuple[Vintage, ...]:
    """Return the rows of `capacity`, announced ones times `announced_share`, with the annuity each of them pays.

    Payments are those of a build in the year it came online, in real money before subsidies: capex of that year, the
    learned part at the price of the first period at the earliest. They run for paid_over years from then on, whether
    or not the plan still counts them: capital that is sunk still has to be paid back.
    """
    lines, sites = lookup(instance, "lines"), site_lookup(instance)
    found = []
    for row in instance.tables["capacity"].to_dict("records"):
        status, l, r, online = row["status"] or "operating", row["line"], row["region"], int(row["online"])
        amount = row["capacity"] * (instance.settings.announced_share if status == "announced" else 1.0)
        if not amount:
            continue
        life = whole_years(lines.at("life", online, l) or 1.0)
        offline = online + life if np.isnan(row["offline"]) else int(row["offline"])
        rate, payments = payments_of_build(instance, lines, l, online)
        price = _capital(lines, sites, l, r, online) + learned.build.get((l, r, _period(periods, online)), 0.0)
        found.append(Vintage(l, r, online, offline, amount, annuity(rate, payments) * price, online + payments))
    return tuple(found)


def _capital(lines: Lookup, sites: Lookup, line: str, region: str, year: int) -> float:
    factor = sites.at("capex_factor", year, line, region)
    return (lines.at("capex", year, line) or 0.0) * (1.0 if factor is None else factor)


def _period(periods: Periods, year: int) -> int:
    """Return the period of a year, the first one for years before it."""
    return max((t for t in periods.first if t <= year), default=periods.first[0])

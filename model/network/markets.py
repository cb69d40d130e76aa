"""Markets, demand and the prices of not meeting it."""

from __future__ import annotations

from collections.abc import Sequence

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.instance.schema import STAR
from model.network.network import Market, Markets, Needs, Periods
from model.network.values import per_period


def make_markets(instance: Instance, periods: Periods, regions: Sequence[str]) -> Markets:
    """Return every market; `*` in its region makes one in each region, each with its own limit and reserve."""
    table = lookup(instance, "markets")
    names = ids_named(instance.tables["markets"], "market")
    regions_of = {m: table.text("region", m) for m in names}
    where: list[Market] = [(m, r) for m in names for r in (regions if regions_of[m] == STAR else (regions_of[m],))]
    price = per_period(table, "price", [(m,) for m in names], periods)
    limit = per_period(table, "limit", [(m,) for m in names], periods)
    reserve = {m: table.number("reserve", m) for m in names}
    return Markets(
        side={(m, r): table.text("side", m) for m, r in where},
        commodity={(m, r): table.text("commodity", m) for m, r in where},
        price={(m, r, t): price[m, t] for m, r in where for t in periods.first},
        limit={(m, r, t): limit[m, t] for m, r in where for t in periods.first if (m, t) in limit},
        reserve={(m, r): amount for m, r in where if (amount := reserve[m]) is not None},
    )


def make_needs(instance: Instance, periods: Periods, regions: Sequence[str]) -> Needs:
    """Return demand where it is positive, and the prices of shortage and disposal where they are given."""
    commodities = ids_named(instance.tables["commodities"], "commodity")
    table = lookup(instance, "commodities")
    wanted = keys_covered(instance.tables["demand"], ("commodity", "region"), (commodities, tuple(regions)))
    pairs = [(c, r) for c, r in wanted]
    demand = per_period(lookup(instance, "demand"), "amount", pairs, periods)
    shortage = {c: table.number("shortage_price", c) for c in commodities}
    disposal = {c: table.number("disposal_price", c) for c in commodities}
    return Needs(
        demand={key: amount for key, amount in demand.items() if amount},
        shortage_price={c: price for c, price in shortage.items() if price is not None},
        disposal_price={c: price for c, price in disposal.items() if price is not None},
    )

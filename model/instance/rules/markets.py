"""Rules about markets and about what things are charged with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.instance.expand import lookup
from model.instance.problems import Problem, nearest
from model.instance.rules.facts import Facts
from model.instance.rules.grid import Numbers
from model.instance.rules.rows import problem, row_behind, rows_of, shown
from model.instance.schema import STAR


@dataclass(frozen=True)
class _Market:
    """A market with its price by period; is_limited: it gives or takes so much and no more."""

    name: str
    region: str
    price: Numbers
    is_limited: bool


def buying_is_not_below_selling(facts: Facts) -> Iterator[Problem]:
    """Nobody can buy and sell the same thing in the same place at a gain: without limits for ever.

    Policies may limit it as well, so that with policies it is only a warning.
    """
    buys, sells = _markets(facts, "buy"), _markets(facts, "sell")
    for c, buy, sell in ((good, buy, sell) for good in buys for buy in buys[good] for sell in sells.get(good, ())):
        is_shared = STAR in (buy.region, sell.region) or buy.region == sell.region
        gain = sell.price - buy.price
        if not is_shared or not (gain > 1e-9 * np.maximum(1.0, np.abs(sell.price))).any():
            continue
        t = int(np.argmax(gain))
        is_bounded = buy.is_limited or sell.is_limited or bool(facts.instance.policies)
        row = row_behind(facts.table("markets"), {"market": buy.name}, "price", facts.grid.first[t])
        cure = (
            f"{buy.name} sells {c} below what {sell.name} pays for it ({shown(float(buy.price[t]))} against "
            f"{shown(float(sell.price[t]))} in {facts.grid.first[t]}): "
        )
        end = (
            "every plan trades up to the limit; is that meant?"
            if is_bounded
            else "give one of them a limit, or correct a price"
        )
        yield problem(row, "price", cure + end, warning=is_bounded)


def name_of_its_kind(facts: Facts) -> Iterator[Problem]:
    """The name in `impacts` is one of its kind: a process, a line, a market or a class of freight."""
    known = {
        "process": facts.ids("processes", "process"),
        "line": facts.ids("lines", "line"),
        "market": facts.ids("markets", "market"),
        "freight": facts.ids("freight", "freight_class"),
    }
    for row in rows_of(facts.table("impacts")):
        if row["name"] not in (STAR, *known[row["kind"]]):
            kind = "class of freight" if row["kind"] == "freight" else row["kind"]
            yield problem(row, "name", f"is no {kind}{nearest(row['name'], known[row['kind']])}")


def _markets(facts: Facts, side: str) -> Mapping[str, list[_Market]]:
    table = lookup(facts.instance, "markets")
    found: dict[str, list[_Market]] = defaultdict(list)
    for m in facts.ids("markets", "market"):
        price = table.numbers("price", m)
        if table.text("side", m) == side and price is not None:
            is_limited = table.numbers("limit", m) is not None or table.number("reserve", m) is not None
            market = _Market(m, table.text("region", m), facts.grid.mean(price), is_limited)
            found[table.text("commodity", m)].append(market)
    return found

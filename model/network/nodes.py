"""Where a commodity can be at all: the (c, r) that have a balance."""

from __future__ import annotations

from collections.abc import Iterator

from model.network.lane import Lanes
from model.network.network import Markets, Needs, Node, Processes


def nodes_with_balance(processes: Processes, lanes: Lanes, markets: Markets, needs: Needs) -> tuple[Node, ...]:
    """List each (c, r) that something makes, uses, ships, trades, returns or demands there, once."""
    return tuple(dict.fromkeys(_touched(processes, lanes, markets, needs)))


def _touched(processes: Processes, lanes: Lanes, markets: Markets, needs: Needs) -> Iterator[Node]:
    commodities_of: dict[str, dict[str, None]] = {}
    for p, c in [(p, c) for p, c, _ in processes.recipe] + [(p, c) for p, c, _, _ in processes.lagged]:
        commodities_of.setdefault(p, {})[c] = None
    for p, r in processes.runs:
        for c in commodities_of.get(p, ()):
            yield c, r
    for ends in (lanes.origin, lanes.destination):
        yield from dict.fromkeys(zip(lanes.commodity, ends, strict=True))
    for (_, r), c in markets.commodity.items():
        yield c, r
    for c, r, _ in (*processes.returned, *needs.demand):
        yield c, r

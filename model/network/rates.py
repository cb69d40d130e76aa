"""What one unit of every decision costs, by component: the only place where a cost is put together.

The objective is the sum of rate times decision over these, and the cost tables multiply the same rates with the
solution. Rates are discounted to the base year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network.network import Lines, Network

TRANSFERS = ("tariff", "subsidy")
Index = tuple[Any, ...]


@dataclass(frozen=True)
class Cost:
    """One component of the cost on one decision.

    component: name as in the cost table; decision: the variable it falls on, "" for what is paid anyway (rate is
    then the amount itself). Index of a rate: that of the decision, item first, year last; `region` is the
    position of the region it is reported under; `period` is given where the decision is of no period. is_capital: paid
    in annuities; is_once: paid at the start of the period; else paid each year of it.
    """

    component: str
    decision: str
    rate: Mapping[Index, float]
    region: int = 1
    is_capital: bool = False
    is_once: bool = False
    period: int | None = None

    def reported(self, index: Index) -> tuple[str, str, int]:
        """Return the item, region and period that a cost is reported under."""
        return index[0], index[self.region], index[-1] if self.period is None else self.period


def costs(net: Network) -> tuple[Cost, ...]:
    """Return every component of the cost of a network, transfers among them."""
    running = (*_running(net), *_trading(net), *_shipping(net), *_missing(net))
    return (*running, *_capital(net.lines), *_whole(net), *_policies(net))


def counts_in_objective(cost: Cost, net: Network) -> bool:
    """Tell whether a component is part of the objective: social cost leaves transfers out."""
    return net.objective == "private" or cost.component not in TRANSFERS


def objective_of(net: Network, columns: Sequence[tuple[str, Index]]) -> tuple[NDArray[np.float64], float]:
    """Return what one unit of each of some decisions costs in the objective, and what is paid anyway."""
    rates, anyway = rates_of(net)
    return np.array([rates.get(column, 0.0) for column in columns], dtype=float), anyway


def rates_of(net: Network) -> tuple[dict[tuple[str, Index], float], float]:
    """Return what one unit of each decision costs in the objective where that is anything, and what is paid anyway."""
    rates: dict[tuple[str, Index], float] = {}
    anyway = 0.0
    for cost in costs(net):
        if not counts_in_objective(cost, net):
            continue
        if not cost.decision:
            anyway += sum(cost.rate.values())
        for index, rate in cost.rate.items() if cost.decision else ():
            rates[cost.decision, index] = rates.get((cost.decision, index), 0.0) + rate
    return rates, anyway


def _running(net: Network) -> Iterator[Cost]:
    delta, lines, processes = net.periods.delta, net.lines, net.processes
    yield Cost(
        "variable_cost",
        "activity",
        _nonzero({(p, r, t): delta[t] * processes.variable_cost[p, t] for p, r in processes.runs for t in delta}),
    )
    yield Cost("fixed_cost", "open_capacity", _nonzero({k: delta[k[2]] * x for k, x in lines.fixed_cost.items()}))
    yield Cost("learned", "open_capacity", _nonzero({k: delta[k[2]] * x for k, x in lines.learned_open.items()}))
    yield Cost("learned", "activity", _nonzero({k: delta[k[2]] * x for k, x in processes.learned.items()}))


def _trading(net: Network) -> Iterator[Cost]:
    delta, markets = net.periods.delta, net.markets
    for component, side, sign in (("bought", "buy", 1.0), ("sold", "sell", -1.0)):
        rate = {
            (m, r, t): sign * delta[t] * price
            for (m, r, t), price in markets.price.items()
            if markets.side[m, r] == side
        }
        yield Cost(component, "trade", _nonzero(rate))


def _shipping(net: Network) -> Iterator[Cost]:
    first, delta, lanes = net.periods.first, net.periods.delta, net.lanes
    for component, money, region in (("freight", lanes.freight, 1), ("tariff", lanes.tariff, 2)):
        rate: dict[Index, float] = {}
        for key, by_period in zip(lanes.ends(), money.tolist(), strict=True):
            rate.update(((*key, t), delta[t] * x) for t, x in zip(first, by_period, strict=True) if x)
        yield Cost(component, "flow", rate, region)
    yield from _on_the_road(net)


def _on_the_road(net: Network) -> Iterator[Cost]:
    """Half of the handling where a good is loaded and where it is unloaded, and the rate of every km between."""
    roads, delta = net.roads, net.periods.delta
    stops = frozenset(roads.stops())
    half = {c: x / 2.0 for c, x in roads.handling.items()}
    ends = {(c, r, t): delta[t] * half[c] for c, r in net.nodes if c in half and r in stops for t in delta}
    rates = [(c, *way, x * km) for c, x in roads.rate.items() for way, km in roads.corridors.items()]
    ways = {(c, r, s, t): delta[t] * x for c, r, s, x in rates for t in delta}
    for decision, rate in (("loaded", ends), ("unloaded", ends), ("hauled", ways)):
        yield Cost("freight", decision, _nonzero(rate))


def _missing(net: Network) -> Iterator[Cost]:
    delta, needs = net.periods.delta, net.needs
    short = {(c, r, t): delta[t] * needs.shortage_price[c] for c, r, t in needs.demand if c in needs.shortage_price}
    dumped = {(c, r, t): delta[t] * needs.disposal_price[c] for c, r in net.dumps for t in delta}
    yield Cost("shortage", "shortage", _nonzero(short))
    yield Cost("disposal", "disposal", _nonzero(dumped))


def _capital(lines: Lines) -> Iterator[Cost]:
    """Builds, and committed capacity at the same rates; the subsidy is on the whole capital, learned part at list."""
    for decision, name, learned, amounts in (
        ("build", "capital", "learned", dict.fromkeys(lines.builds, 1.0)),
        ("", "committed_capital", "committed_capital", lines.committed),
    ):
        weighted = {(l, r, t): lines.weight[l, t] * amount for (l, r, t), amount in amounts.items()}
        yield _on_capital(name, decision, {k: w * lines.capital[k] for k, w in weighted.items()})
        yield _on_capital(learned, decision, {k: w * lines.learned.get(k, 0.0) for k, w in weighted.items()})
        subsidised = {k: lines.subsidy.get(k, 0.0) * _list_price(lines, k) for k in weighted}
        yield _on_capital("subsidy", decision, {k: -w * subsidised[k] for k, w in weighted.items()})
    restart = {(l, r, t): lines.weight[l, t] * lines.restart_cost[l, t] for l, r, t in lines.restarts}
    yield _on_capital("restart", "restart", restart)


def _whole(net: Network) -> Iterator[Cost]:
    """Plants, and the subsidy on them; a site at the w of the first period, which is not subsidised."""
    lines = net.lines
    for decision, prices in _plant_prices(net).items():
        rate = {index: lines.weight[index[0], index[-1]] * price for index, price in prices.items()}
        yield _on_capital("plant_cost", decision, rate)
        share = {index: lines.subsidy.get((index[0], index[1], index[-1]), 0.0) for index in rate}
        yield _on_capital("subsidy", decision, {index: -share[index] * amount for index, amount in rate.items()})
    first = net.periods.first[0]
    sites = _nonzero({(l, r): lines.weight[l, first] * cost for (l, r), cost in net.sites.cost.items()})
    yield Cost("site_cost", "site_open", sites, is_capital=True, period=first)


def _plant_prices(net: Network) -> Mapping[str, Mapping[Index, float]]:
    """Return the price of a plant where its piece begins and of its parts beyond, by decision, money undiscounted."""
    start: dict[Index, float] = {}
    beyond: dict[Index, float] = {}
    for (l, r, t), factor in net.plants.factor.items():
        for k, piece in enumerate(net.plants.pieces[l]):
            start[l, r, k, t] = factor * piece.cost
            beyond.update(((l, r, k, s, t), factor * slope) for s, slope in enumerate(piece.slopes))
    return {"plants": start, "plant_part": beyond}


def _policies(net: Network) -> Iterator[Cost]:
    """Misses of policies: every year of the period, or once at its start where left counts no annual quantity."""
    periods, policies = net.periods, net.policies
    yearly = {index: periods.delta[index[3]] * price for index, price in policies.yearly_price.items()}
    single = {index: periods.worth(index[3]) * price for index, price in policies.single_price.items()}
    yield Cost("policy_miss", "policy_miss", _nonzero(yearly), region=2)
    yield Cost("policy_miss", "policy_miss", _nonzero(single), region=2, is_once=True)


def _on_capital(component: str, decision: str, rate: Mapping[Index, float]) -> Cost:
    return Cost(component, decision, _nonzero(rate), is_capital=True)


def _list_price(lines: Lines, key: tuple[str, str, int]) -> float:
    return lines.capital[key] + lines.learned_list.get(key, 0.0)


def _nonzero(rate: Mapping[Index, float]) -> dict[Index, float]:
    return {key: value for key, value in rate.items() if value}

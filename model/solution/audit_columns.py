"""The reduced cost of every decision there could have been, gathered column by column from the duals.

Rows are built row by row in the formulation; here each decision gathers its own column: what it costs, less what
the rows it stands in are worth.

    reduced cost = cost - sum over balances of dual * (what comes of it) - sum over limits of dual * (small - large)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.solution.audit_bounds import Possible
from model.solution.audit_cost import counted, rates
from model.solution.audit_lanes import Lanes
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Plan
from model.solution.audit_policies import prices_of
from model.solution.audit_ruled import axis_of
from model.solution.audit_verdict import FLOOR, PRICE_FLOOR, RELATIVE, Axis, Bools, Floats
from model.solution.audit_worth import Pair, Worth


@dataclass
class Reduced:
    """The reduced cost of one kind of decision, and the sum of the sizes of its terms."""

    cost: Floats
    size: Floats

    @classmethod
    def start(cls, terms: list[Floats]) -> Reduced:
        """Return the sum of the first terms."""
        return cls(np.asarray(sum(terms)), np.asarray(sum(np.abs(term) for term in terms)))

    def plus(self, pair: Pair | None) -> Reduced:
        """Return the sum with further terms and their sizes."""
        return self if pair is None else Reduced(self.cost + pair[0], self.size + pair[1])

    def add(self, term: Floats, periods: slice = slice(None)) -> None:
        """Add a term in some of the periods, which are the last axis."""
        self.cost[..., periods] += term
        self.size[..., periods] += np.abs(term)


@dataclass(frozen=True)
class Column:
    """One kind of decision: how much, where it exists, its upper bound (inf: none) and its reduced cost.

    fixed: decided as whole numbers; their reduced cost proves nothing, and the plan is measured at what it has.
    """

    name: str
    amount: Floats
    exists: Bools
    most: Floats
    reduced: Reduced
    axes: tuple[Axis, ...]
    fixed: bool = False

    def miss(self) -> tuple[Floats, Floats]:
        """Return by how much the sign of the reduced cost is wrong, and its tolerance.

        It has to be >= 0 where there could be more, and <= 0 where there could be less. The tolerance is of its own
        terms: a high dual of a row that a decision does not stand in says nothing about it.
        """
        if self.fixed:
            return np.zeros_like(self.amount), np.zeros_like(self.amount)
        limit = np.where(np.isfinite(self.most), self.most, 0.0)
        more = (self.amount < limit - RELATIVE * limit - FLOOR) | ~np.isfinite(self.most)
        less = self.amount > FLOOR
        cost = self.reduced.cost
        wrong = np.maximum(np.where(more, -cost, 0.0), np.where(less, cost, 0.0))
        return wrong, RELATIVE * self.reduced.size + PRICE_FLOOR

    def at_bound(self) -> float:
        """Return what the upper bounds are worth: the reduced cost where it is negative, times the bound."""
        if self.fixed:
            return float((self.reduced.cost * self.amount)[self.exists].sum())
        gains = self.exists & np.isfinite(self.most) & (self.reduced.cost < 0)
        return float((self.reduced.cost[gains] * self.most[gains]).sum())


def columns_of(n: Numbers, plan: Plan, balance: Floats, dual: Mapping[str, Floats], worth: Worth) -> Iterator[Column]:
    """Yield every kind of decision with its reduced costs; shipments come one commodity at a time.

    worth: what the duals of policies add.
    """
    every = Possible.of(n)
    a = n.axes
    cell, node, run = ((ids, a.regions, a.years) for ids in (a.lines, a.commodities, a.processes))
    endless, ruled = np.asarray(np.inf), worth.units
    yield _column("build", plan.build, every.build, every.most_build, _build(n, dual).plus(ruled["build"]), cell)
    yield _sites(n, plan, dual)
    yield _column("open_capacity", plan.opened, every.opened, endless, _opened(n, dual).plus(ruled["opened"]), cell)
    yield _column("restart", plan.restart, every.restart, endless, _restart(n, dual), cell)
    active = _activity(n, balance, dual).plus(ruled["activity"])
    yield _column("activity", plan.activity, every.activity, endless, active, run)
    limit, market = n.markets.limit, (a.markets, a.years)
    yield _column("trade", plan.trade, limit >= 0, limit, _trade(n, balance, dual).plus(ruled["trade"]), market)
    missing = Reduced.start([*_prices(n, "shortage", plan.shortage), -balance]).plus(ruled["shortage"])
    yield _column("shortage", plan.shortage, every.shortage, n.demand, missing, node)
    dumped = Reduced.start([*_prices(n, "disposal", plan.disposal), balance])
    yield _column("disposal", plan.disposal, every.disposal, endless, dumped, node)
    for c, lanes in n.lanes.items():
        yield _flow(n, plan, balance, c, lanes, worth)
    yield _missed(n, plan, dual["policies"])


def _column(name: str, amount: Floats, exists: Bools, most: Floats, reduced: Reduced, axes: tuple[Axis, ...]) -> Column:
    return Column(name, amount, exists, np.broadcast_to(most, amount.shape), reduced, axes)


def _prices(n: Numbers, decision: str, like: Floats) -> list[Floats]:
    """Return the components of the objective that fall on a decision, per unit."""
    return [
        np.broadcast_to(rate.rate, like.shape)
        for rate in rates(n)
        if rate.decision == decision and rate.component in counted(n)
    ]


def _build(n: Numbers, dual: Mapping[str, Floats]) -> Reduced:
    """A build stands in later periods, may open at once, has to stay open at first and fills up the place."""
    lines = n.lines
    reduced = Reduced.start(_prices(n, "build", lines.capital))
    for t in range(len(n.axes.years)):
        stands = lines.alive[:, None, :, t]
        reduced.add(stands * dual["open_within_standing"][:, :, t, None])
        reduced.add(-stands * dual["largest_capacity"][:, :, t, None])
        reduced.add(-stands * dual["site_capacity"][:, :, t, None])
        if t:
            stayed = lines.stays[:, None, t, None] * lines.fell[:, None, :, t]
            reduced.add(stayed * dual["orderly_exit"][:, :, t, None])
    reduced.add(dual["closed_stays_closed"][:, :, 1:], slice(1, None))
    reduced.add(lines.alive[:, None, :, -1] * dual["site_least_size"][:, :, None])
    reduced.add(dual["plant_capacity"])
    at_once = np.einsum("ltt->lt", lines.alive).copy()
    at_once[:, 0] *= lines.stays[:, 0]
    reduced.add(-at_once[:, None, :] * dual["orderly_exit"])
    return reduced


def _sites(n: Numbers, plan: Plan, dual: Mapping[str, Floats]) -> Column:
    """A site costs, gives room in every period, has to be filled in the last, and is one of those counted."""
    sites = n.sites
    reduced = Reduced.start([price.sum(axis=2) for price in _prices(n, "sites", n.lines.capital)])
    reduced.add((sites.room * dual["site_capacity"]).sum(axis=2))
    reduced.add((sites.most_open * dual["site_in_use"]).sum(axis=2))
    reduced.add(-sites.least * dual["site_least_size"])
    reduced.add(-np.einsum("g,glr->lr", dual["site_count"], sites.of_count))
    axes, most = (n.axes.lines, n.axes.regions), np.ones_like(plan.sites)
    return Column("site_open", plan.sites, sites.exists, most, reduced, axes, fixed=not sites.relaxed)


def _opened(n: Numbers, dual: Mapping[str, Floats]) -> Reduced:
    """Open capacity costs, can be used, may have to be used, and may stay open."""
    lines, exit_worth, closed = n.lines, dual["orderly_exit"], dual["closed_stays_closed"]
    reduced = Reduced.start(_prices(n, "opened", lines.capital))
    reduced.add(lines.max_utilisation[:, None, :] * dual["utilisation_upper"])
    reduced.add(-lines.min_utilisation[:, None, :] * dual["utilisation_lower"])
    reduced.add(-dual["open_within_standing"])
    reduced.add(-dual["site_in_use"])
    reduced.add(-closed[:, :, 1:], slice(1, None))
    reduced.add(closed[:, :, 1:], slice(None, -1))
    reduced.add(exit_worth)
    reduced.add(-lines.stays[:, None, 1:] * exit_worth[:, :, 1:], slice(None, -1))
    return reduced


def _restart(n: Numbers, dual: Mapping[str, Floats]) -> Reduced:
    reduced = Reduced.start(_prices(n, "restart", n.lines.capital))
    reduced.add(dual["closed_stays_closed"][:, :, 1:], slice(1, None))
    return reduced


def _activity(n: Numbers, balance: Floats, dual: Mapping[str, Floats]) -> Reduced:
    """Activity makes and uses at once, sends back later, and takes capacity of its line."""
    processes = n.processes
    like = np.zeros((*processes.runs.shape, len(n.axes.years)))
    reduced = Reduced.start(_prices(n, "activity", like))
    worth = balance.transpose(2, 0, 1)
    for sign in (1.0, -1.0):
        amount = np.maximum(sign * processes.recipe, 0.0).transpose(2, 0, 1)
        reduced.cost -= sign * np.matmul(amount, worth).transpose(1, 2, 0)
        reduced.size += np.matmul(amount, np.abs(worth)).transpose(1, 2, 0)
    for (p, c), matrix in processes.lagged.items():
        reduced.cost[p] -= balance[c] @ matrix
        reduced.size[p] += np.abs(balance[c]) @ np.abs(matrix)
    on_line = processes.line >= 0
    for row, sign in (("utilisation_upper", -1.0), ("utilisation_lower", 1.0)):
        term = np.zeros_like(like)
        term[on_line] = sign * processes.use[on_line, None, :] * dual[row][processes.line[on_line]]
        reduced.add(term)
    return reduced


def _trade(n: Numbers, balance: Floats, dual: Mapping[str, Floats]) -> Reduced:
    markets = n.markets
    reduced = Reduced.start(_prices(n, "trade", markets.price))
    reduced.add(-markets.side[:, None] * balance[markets.commodity, markets.region])
    reduced.add(-dual["reserve"][:, None] * n.time.length)
    return reduced


def _flow(n: Numbers, plan: Plan, balance: Floats, commodity: str, lanes: Lanes, worth: Worth) -> Column:
    """A shipment costs freight and, in private cost, tariff; it takes from the origin and gives to the destination."""
    a, flows, delta = n.axes, plan.flows, n.time.delta
    here = flows.commodity == a.commodities.get_loc(commodity)
    amount = np.zeros((len(a.regions), len(a.regions), len(a.years)))
    amount[flows.origin[here], flows.destination[here], flows.period[here]] = flows.amount[here]
    price = balance[a.commodities.get_loc(commodity)]
    tariff = [delta * lanes.tariff] if "tariff" in counted(n) else []
    reduced = Reduced.start([delta * lanes.freight, *tariff, price[:, None, :], -price[None, :, :]])
    reduced = reduced.plus(worth.flows.get(list(a.commodities).index(commodity)))
    names = (_named(a.commodities, commodity), a.regions, a.regions, a.years)
    exists = np.broadcast_to(lanes.exists[:, :, None], amount.shape)
    most = np.broadcast_to(lanes.capacity, amount.shape)
    one = Reduced(reduced.cost[None], reduced.size[None])
    return Column("flow", amount[None], exists[None], most[None], one, names)


def _missed(n: Numbers, plan: Plan, dual: Floats) -> Column:
    """A miss costs its price and stands on the large side of its row."""
    price = prices_of(n.policies)
    reduced = Reduced.start([np.nan_to_num(price), dual])
    return _column("policy_miss", plan.missed, ~np.isnan(price), np.asarray(np.inf), reduced, (axis_of(n.policies),))


def _named(commodities: Axis, commodity: str) -> Axis:
    return commodities[commodities == commodity]

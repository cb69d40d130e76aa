"""The cost of a plan by component, recomputed from the decisions, and compared with the cost tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.solution.audit_bounds import along
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Plan, Reader, key, read_costs, read_payments
from model.solution.audit_plants import price_of
from model.solution.audit_ruled import by_policy
from model.solution.audit_verdict import EXACT, EXACT_FLOOR, MONEY, Axis, Check, Floats, check_all, check_one
from model.solution.columns import COMPONENTS, TRANSFERS


@dataclass(frozen=True)
class Rate:
    """What one unit of a decision costs, discounted, over the ids and periods of that decision.

    decision "" is what is paid anyway: the rate is the amount. capital: it is paid like capital, by line.
    """

    component: str
    decision: str
    rate: Floats
    capital: bool = False


@dataclass(frozen=True)
class Costs:
    """Discounted and undiscounted cost by component over (item, region, period); counted: those in the objective.

    items and places: the ids of each component; the place of a policy is that of its scope.
    yearly: what falls due per year, undiscounted, over (item, period).
    due and worth: capital to be paid after the horizon and its present value, over (line, region).
    """

    items: Mapping[str, Axis]
    places: Mapping[str, Axis]
    discounted: Mapping[str, Floats]
    undiscounted: Mapping[str, Floats]
    yearly: Mapping[str, Floats]
    due: Floats
    worth: Floats

    def counted(self, numbers: Numbers) -> float:
        """The sum of the components of the objective."""
        return sum(float(self.discounted[name].sum()) for name in counted(numbers))

    @property
    def size(self) -> float:
        """The sum of the sizes of all costs: what rounding in a total is measured by."""
        return float(sum(np.abs(amounts).sum() for amounts in self.discounted.values()))


def counted(numbers: Numbers) -> tuple[str, ...]:
    """Return the components of the objective: social cost leaves transfers out."""
    return tuple(name for name in COMPONENTS if numbers.private or name not in TRANSFERS)


def rates(n: Numbers) -> tuple[Rate, ...]:
    """Return every price on a decision, but for those on shipments."""
    delta = n.time.delta
    price = n.markets.side[:, None] * n.markets.price * delta
    bought, sold = (np.where((n.markets.side == side)[:, None], price, 0.0) for side in (1.0, -1.0))
    return (
        Rate("variable_cost", "activity", (delta * n.processes.variable_cost)[:, None, :]),
        Rate("learned", "activity", delta * n.learned.activity),
        Rate("fixed_cost", "opened", delta * n.lines.fixed_cost),
        Rate("learned", "opened", delta * n.learned.opened),
        Rate("bought", "trade", bought),
        Rate("sold", "trade", sold),
        Rate("shortage", "shortage", np.nan_to_num(n.shortage_price)[:, None, None] * delta),
        Rate("disposal", "disposal", np.nan_to_num(n.disposal_price)[:, None, None] * delta),
        *_capital(n),
    )


def _capital(n: Numbers) -> Iterator[Rate]:
    """Yield capital at w_t, its learned part, the subsidy on both, and restarts."""
    lines, weight = n.lines, n.lines.weight[:, None, :]
    subsidy = -weight * lines.subsidy * (lines.capital + n.learned.listed)
    for component, learned, decision, times in (
        ("capital", "learned", "build", 1.0),
        ("committed_capital", "committed_capital", "", lines.committed),
    ):
        yield Rate(component, decision, times * weight * lines.capital, capital=True)
        yield Rate(learned, decision, times * weight * n.learned.build, capital=True)
        yield Rate("subsidy", decision, times * subsidy, capital=True)
    plants = weight * n.plants.factor
    yield Rate("plant_cost", "plants", plants, capital=True)
    yield Rate("subsidy", "plants", -lines.subsidy * plants, capital=True)
    # A site is paid in the first period, whenever it is filled.
    once = np.arange(len(n.axes.years)) == 0
    yield Rate("site_cost", "sites", weight * n.sites.cost[:, :, None] * once, capital=True)
    yield Rate("restart", "restart", weight * np.nan_to_num(lines.restart_cost)[:, None, :], capital=True)


def costs_of(n: Numbers, plan: Plan) -> Costs:
    """Return what a plan costs."""
    items, places, T = _items(n), _places(n), len(n.axes.years)
    costs = Costs(
        items,
        places,
        {name: np.zeros((len(items[name]), len(places[name]), T)) for name in COMPONENTS},
        {name: np.zeros((len(items[name]), len(places[name]), T)) for name in COMPONENTS},
        {name: np.zeros((len(items[name]), T)) for name in COMPONENTS},
        np.zeros(n.lines.place.shape),
        np.zeros(n.lines.place.shape),
    )
    for rate in rates(n):
        amounts = paid(rate, plan, n)
        if not amounts.any():
            continue
        if rate.capital:
            _add_capital(n, costs, rate, amounts)
        else:
            _add_yearly(n, costs, rate, amounts)
    _add_shipping(n, costs, plan)
    _add_misses(n, costs, plan)
    return costs


def paid(rate: Rate, plan: Plan, n: Numbers) -> Floats:
    """Return rate times decision."""
    if not rate.decision:
        return rate.rate
    decided: Mapping[str, Floats] = {
        "activity": plan.activity, "opened": plan.opened, "trade": plan.trade, "shortage": plan.shortage,
        "disposal": plan.disposal, "build": plan.build, "restart": plan.restart,
        "plants": price_of(n.plants, plan.plants), "sites": plan.sites[:, :, None],
    }  # fmt: skip
    return rate.rate * decided[rate.decision]


def _items(n: Numbers) -> Mapping[str, Axis]:
    """Return the ids under which each component is reported."""
    a = n.axes
    markets: Axis = pd.Index(dict.fromkeys(str(market) for market, _ in a.markets), dtype=object)
    learners: Axis = pd.Index(dict.fromkeys([*a.lines, *a.processes]), dtype=object)
    commodities = dict.fromkeys(("freight", "tariff", "shortage", "disposal"), a.commodities)
    policies: Axis = pd.Index([policy.name for policy in n.policies], dtype=object)
    others = {
        "variable_cost": a.processes, "bought": markets, "sold": markets, "learned": learners, "policy_miss": policies,
    }  # fmt: skip
    return {**dict.fromkeys(COMPONENTS, a.lines), **commodities, **others}


def _places(n: Numbers) -> Mapping[str, Axis]:
    """Return the places under which each component is reported: regions, of policies those of their scopes."""
    scopes: Axis = pd.Index(dict.fromkeys(place for policy in n.policies for place in policy.places), dtype=object)
    return {**dict.fromkeys(COMPONENTS, n.axes.regions), "policy_miss": scopes}


def _add_misses(n: Numbers, costs: Costs, plan: Plan) -> None:
    """Add what is paid for missing policies: every year of the period, or once."""
    places = costs.places["policy_miss"]
    for (i, _), missed in by_policy(n.policies, plan.missed).items():
        policy = n.policies[i]
        paid_yearly = np.nan_to_num(policy.price) * missed
        at = places.get_indexer(pd.Index(policy.places, dtype=object))
        for k, t in enumerate(policy.period):
            costs.discounted["policy_miss"][i, at, t] += paid_yearly[:, k] * policy.worth[k]
            costs.undiscounted["policy_miss"][i, at, t] += paid_yearly[:, k] * policy.years_paid[k]
            costs.yearly["policy_miss"][i, t] += paid_yearly[:, k].sum() * policy.years_paid[k] / n.time.length[t]


def _add_capital(n: Numbers, costs: Costs, rate: Rate, amounts: Floats) -> None:
    """Add what is paid in equal parts: amount / w_t is the price of capital, an annuity of it is paid each year."""
    lines = n.lines
    price = amounts / lines.weight[:, None, :]
    rows = costs.items[rate.component].get_indexer(n.axes.lines)
    np.add.at(costs.discounted[rate.component], rows, amounts)
    np.add.at(costs.undiscounted[rate.component], rows, price * (lines.annuity * lines.inside)[:, None, :])
    annuities = price.sum(axis=1) * lines.annuity
    np.add.at(costs.yearly[rate.component], rows, np.einsum("lv,lvt->lt", annuities, lines.paying))
    if rate.component in counted(n):
        costs.due[:] += (price * (lines.annuity * lines.after)[:, None, :]).sum(axis=2)
        costs.worth[:] += (price * lines.worth_after[:, None, :]).sum(axis=2)


def _add_yearly(n: Numbers, costs: Costs, rate: Rate, amounts: Floats) -> None:
    items, a = costs.items[rate.component], n.axes
    at: tuple[Any, ...]
    if rate.decision == "trade":
        at = items.get_indexer(pd.Index([market for market, _ in a.markets], dtype=object)), n.markets.region
    else:
        ids = {"activity": a.processes, "opened": a.lines}.get(rate.decision, a.commodities)
        at = (items.get_indexer(ids),)
    np.add.at(costs.discounted[rate.component], at, amounts)
    np.add.at(costs.undiscounted[rate.component], at, amounts * (n.time.length / n.time.delta))
    of_nation = amounts if rate.decision == "trade" else amounts.sum(axis=1)
    np.add.at(costs.yearly[rate.component], at[0], of_nation / n.time.delta)


def _add_shipping(n: Numbers, costs: Costs, plan: Plan) -> None:
    """Add freight, under the region of origin, and tariffs, under that of destination."""
    flows = plan.flows
    for component, end in (("freight", flows.origin), ("tariff", flows.destination)):
        yearly = along(n, flows, component) * flows.amount
        at = (flows.commodity, end, flows.period)
        np.add.at(costs.discounted[component], at, yearly * n.time.delta[flows.period])
        np.add.at(costs.undiscounted[component], at, yearly * n.time.length[flows.period])
        np.add.at(costs.yearly[component], (flows.commodity, flows.period), yearly)


def check_costs(n: Numbers, costs: Costs, reader: Reader, objective: float) -> Iterator[Check]:
    """Yield whether the cost tables, and the objective, say what the decisions cost."""
    a, size = n.axes, costs.size
    for component, (discounted, undiscounted) in read_costs(reader, costs.items, costs.places).items():
        axes = (costs.items[component], costs.places[component], a.years)
        what = f"{component} is the price times the decision"
        yield _agree(component, what, discounted, costs.discounted[component], size, axes)
        name = f"{component} undiscounted"
        yield _agree(name, what, undiscounted, costs.undiscounted[component], size, axes)
    for component, amount in read_payments(reader, costs.items).items():
        what = f"{component} per year is the price times the decision, capital in annuities"
        of_nation = (costs.items[component], a.years)
        yield _agree(f"payments {component}", what, amount, costs.yearly[component], size, of_nation)
    what = "the components of the objective sum to it"
    yield check_one("cost", "objective", what, abs(costs.counted(n) - objective), MONEY * size + EXACT_FLOOR)
    frame = reader.frame("beyond_horizon")
    places = key(line=a.lines, region=a.regions)
    due, worth = reader.arrays("beyond_horizon", frame, places, ["due", "present_value"])
    for name, said, own in (("due", due, costs.due), ("present_value", worth, costs.worth)):
        what = f"{name} of capital beyond the horizon is what is left to pay"
        yield _agree(f"beyond horizon {name}", what, said, own, size, (a.lines, a.regions))


def _agree(name: str, what: str, said: Floats, own: Floats, size: float, axes: tuple[Axis, ...]) -> Check:
    tolerance = EXACT * np.maximum(np.abs(said), np.abs(own)) + EXACT_FLOOR * max(size, 1.0)
    return check_all("cost", name, what, np.abs(said - own), tolerance, axes, (said != 0) | (own != 0))

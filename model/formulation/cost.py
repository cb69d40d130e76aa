"""The objective: the sum of every component of the cost."""

from __future__ import annotations

from collections.abc import Iterable

import pyomo.environ as pyo

from model.network.network import Network
from model.network.rates import Cost, costs, counts_in_objective


def add_cost(model: pyo.ConcreteModel, net: Network) -> None:
    """Minimise the sum over components of rate times decision, and of what is paid anyway.

        delta_t * (variable_cost X + fixed_cost K + price G + freight F + tariff F + shortage_price U + ...)
        + w_t * (capex capex_factor B - subsidy (...) B + learned part of B + restart_cost V) + committed capital

    The rates are those of model/network/rates.py, named there one by one; each component is a named expression
    cost[component]. Transfers (subsidy, tariff) count under `objective: private` only.
    """
    of_component: dict[str, list[Cost]] = {}
    for cost in costs(net):
        if counts_in_objective(cost, net):
            of_component.setdefault(cost.component, []).append(cost)
    model.cost = pyo.Expression(list(of_component), rule=lambda m, name: pyo.quicksum(_terms(m, of_component[name])))
    model.total_cost = pyo.Objective(expr=pyo.quicksum(model.cost.values()), sense=pyo.minimize)


def _terms(model: pyo.ConcreteModel, parts: Iterable[Cost]) -> Iterable[pyo.Var]:
    for cost in parts:
        if not cost.decision:
            yield sum(cost.rate.values())
            continue
        decision = getattr(model, cost.decision)
        for index, rate in cost.rate.items():
            yield rate * decision[index]

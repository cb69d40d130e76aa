"""The table of contents of the mathematics: what is added, in order."""

from __future__ import annotations

import pyomo.environ as pyo

from model.formulation.balance import add_balance
from model.formulation.capacity import (
    add_closed_stays_closed,
    add_largest_capacity,
    add_open_within_standing,
    add_orderly_exit,
)
from model.formulation.cost import add_cost
from model.formulation.curves import add_curves
from model.formulation.decisions import add_decisions
from model.formulation.policies import add_policies
from model.formulation.roads import add_roads
from model.formulation.sites import (
    add_plant_capacity,
    add_plant_limit,
    add_plant_parts,
    add_site_capacity,
    add_site_counts,
    add_site_in_use,
    add_site_least_size,
)
from model.formulation.supply import add_reserve
from model.formulation.utilisation import add_utilisation_lower, add_utilisation_upper
from model.network.network import Network


def build(net: Network) -> pyo.ConcreteModel:
    """Return the linear program of a network; see FORMULATION.md for every row."""
    model = pyo.ConcreteModel(name=net.name)
    add_decisions(model, net)
    add_roads(model, net)
    add_balance(model, net)
    add_utilisation_upper(model, net)
    add_utilisation_lower(model, net)
    add_open_within_standing(model, net)
    add_closed_stays_closed(model, net)
    add_orderly_exit(model, net)
    add_largest_capacity(model, net)
    add_site_capacity(model, net)
    add_site_least_size(model, net)
    add_site_in_use(model, net)
    add_site_counts(model, net)
    add_plant_capacity(model, net)
    add_plant_parts(model, net)
    add_plant_limit(model, net)
    add_reserve(model, net)
    add_policies(model, net)
    add_curves(model, net)
    add_cost(model, net)
    return model

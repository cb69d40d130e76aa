"""Goods that travel over corridors from neighbour to neighbour."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from model.network.network import Network


def add_roads(model: pyo.ConcreteModel, net: Network) -> None:
    """What is loaded in a region or arrives from a neighbour goes on to a neighbour or is unloaded.

        loaded + sum over neighbours s: hauled[c,s,r,t]  =  unloaded + sum over neighbours s: hauled[c,r,s,t]

    | name in code    | unit    | where                                                                       |
    | loaded[c,r,t]   | unit/yr | a commodity on the road, in a region with a corridor where it has a balance |
    | unloaded[c,r,t] | unit/yr | the same                                                                    |
    | hauled[c,r,s,t] | unit/yr | a corridor, in each direction                                               |

    Row: every commodity on the road (net.roads.commodities), region with a corridor and t. Half of the handling is paid
    on what is loaded, half on what is unloaded, and the rate of every km on what is hauled: together what a lane costs.
    Dual: what the commodity is worth on the road in r.
    """
    roads, periods = net.roads, net.periods.first
    stops = roads.stops()
    at_stops = frozenset((c, r) for c in roads.commodities for r in stops)
    ends = [(*node, t) for node in net.nodes if node in at_stops for t in periods]
    model.loaded = pyo.Var(ends, bounds=(0.0, None))
    model.unloaded = pyo.Var(ends, bounds=(0.0, None))
    model.hauled = pyo.Var(
        [(c, r, s, t) for c in roads.commodities for r, s in roads.corridors for t in periods], bounds=(0.0, None)
    )
    terms: dict[tuple[str, str, int], list[tuple[float, pyo.Var]]] = defaultdict(list)
    for sign, decision in ((1.0, model.loaded), (-1.0, model.unloaded)):
        for key, amount in decision.items():
            terms[key].append((sign, amount))
    for (c, r, s, t), amount in model.hauled.items():
        terms[c, r, t].append((-1.0, amount))
        terms[c, s, t].append((1.0, amount))
    model.road = pyo.Constraint(
        [(c, r, t) for c in roads.commodities for r in stops for t in periods],
        rule=lambda m, c, r, t: pyo.quicksum(a * x for a, x in terms[c, r, t]) == 0.0,
    )

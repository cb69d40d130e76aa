"""The decisions: every variable of the linear program, with its bounds."""

from __future__ import annotations

import pyomo.environ as pyo

from model.network.network import Network


def add_decisions(model: pyo.ConcreteModel, net: Network) -> None:
    """Add the decisions, all >= 0, annual rates unless said; limits on one decision are its bounds.

    | symbol | name in code           | unit    | where, and upper bound                                      |
    | B      | build[l,r,t]           | unit/yr | `sites` allows it; n_t max_build where given                |
    | K      | open_capacity[l,r,t]   | unit/yr | capacity stands or may be built; limited in capacity.py     |
    | V      | restart[l,r,t]         | unit/yr | the line has a restart cost, from the second period on      |
    | X      | activity[p,r,t]        | unit/yr | the line of p exists in r, or p has none and r is inland    |
    | F      | flow[c,r,s,t]          | unit/yr | a lane; its capacity where given                            |
    | G      | trade[m,r,t]           | unit/yr | a market; its limit where given                             |
    | U      | shortage[c,r,t]        | unit/yr | demand with a shortage price; the demand                    |
    | W      | disposal[c,r,t]        | unit/yr | the commodity has a disposal price                          |
    | Y      | site_open[l,r]         | 0 or 1  | net.sites.places; a fraction of 1 under `relax: true`       |
    | Z      | plants[l,r,k,t]        | integer | the line has plant cost points; k: piece of the curve       |
    | e      | plant_part[l,r,k,s,t]  | unit/yr | segment s of the piece: what plants have beyond its start   |
    """
    lines, markets, needs, periods = net.lines, net.markets, net.needs, net.periods.first
    length = net.periods.length

    def most_build(_: pyo.ConcreteModel, l: str, r: str, t: int) -> tuple[float, float | None]:
        return 0.0, length[t] * lines.max_build[l, r, t] if (l, r, t) in lines.max_build else None

    def most_trade(_: pyo.ConcreteModel, m: str, r: str, t: int) -> tuple[float, float | None]:
        return 0.0, markets.limit.get((m, r, t))

    def demand(_: pyo.ConcreteModel, c: str, r: str, t: int) -> tuple[float, float]:
        return 0.0, needs.demand[c, r, t]

    model.build = pyo.Var(lines.builds, bounds=most_build)
    model.open_capacity = pyo.Var([(*place, t) for place in lines.places for t in periods], bounds=(0.0, None))
    model.restart = pyo.Var(lines.restarts, bounds=(0.0, None))
    model.activity = pyo.Var([(*run, t) for run in net.processes.runs for t in periods], bounds=(0.0, None))
    model.flow = pyo.Var([(*key, t) for key in net.lanes.ends() for t in periods], bounds=(0.0, None))
    for c, r, s, t, capacity in _limited_lanes(net):
        model.flow[c, r, s, t].setub(capacity)
    model.trade = pyo.Var([(*market, t) for market in markets.side for t in periods], bounds=most_trade)
    model.shortage = pyo.Var([key for key in needs.demand if key[0] in needs.shortage_price], bounds=demand)
    model.disposal = pyo.Var([(*node, t) for node in net.dumps for t in periods], bounds=(0.0, None))
    _add_whole_decisions(model, net)


def _add_whole_decisions(model: pyo.ConcreteModel, net: Network) -> None:
    """Add the decisions in whole numbers, and the sizes of plants."""
    most = net.plants.most
    pieces = [(l, r, k, t) for l, r, t in most for k in range(len(net.plants.pieces[l]))]
    model.site_open = pyo.Var(
        net.sites.places, domain=pyo.NonNegativeReals if net.sites.is_relaxed else pyo.Binary, bounds=(0.0, 1.0)
    )
    model.plants = pyo.Var(pieces, domain=pyo.NonNegativeIntegers, bounds=lambda m, l, r, k, t: (0.0, most[l, r, t]))
    model.plant_part = pyo.Var(
        [(l, r, k, s, t) for l, r, k, t in pieces for s in range(len(net.plants.pieces[l][k].widths))],
        bounds=(0.0, None),
    )


def _limited_lanes(net: Network) -> list[tuple[str, str, str, int, float]]:
    """List the lanes and periods with a capacity."""
    return [
        (*key, t, capacity)
        for key, by_period in zip(net.lanes.ends(), net.lanes.capacity.tolist(), strict=True)
        for t, capacity in zip(net.periods.first, by_period, strict=True)
        if capacity != float("inf")
    ]

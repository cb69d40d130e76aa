"""What stands, what is open, and how it may close, open again and grow."""

from __future__ import annotations

import pyomo.environ as pyo
from pyomo.core.expr import ExpressionBase

from model.network.network import Network


def add_open_within_standing(model: pyo.ConcreteModel, net: Network) -> None:
    """Only what stands can be open.

        K[l,r,t]  <=  S[l,r,t] = E[l,r,t] + sum over v <= t: alive[l,v,t] B[l,r,v]

    | symbol | name in code              | unit    | from                                     |
    | E      | net.lines.existing[l,r,t] | unit/yr | capacity.capacity, online, offline       |
    | alive  | net.lines.alive[l,v,t]    | 1       | lines.life at v                          |

    Row: every (l, r, t). Dual: minus the discounted worth of one more unit/yr of nameplate capacity.
    """
    model.open_within_standing = pyo.Constraint(
        _cells(net), rule=lambda m, l, r, t: m.open_capacity[l, r, t] <= nameplate(m, net, l, r, t)
    )


def add_closed_stays_closed(model: pyo.ConcreteModel, net: Network) -> None:
    """What is closed stays closed unless it is restarted.

        K[t]  <=  K[t-1] + B[t] + newly counted E[t] + V[t]

    | symbol          | name in code             | unit    | from                       |
    | newly counted E | net.lines.fresh[l,r,t]   | unit/yr | capacity: rise of its share |

    Row: every (l, r, t) from the second period on. Dual: minus the worth of one unit/yr opened again.
    """
    model.closed_stays_closed = pyo.Constraint(
        _later_cells(net),
        rule=lambda m, l, r, t: (
            m.open_capacity[l, r, t]
            <= m.open_capacity[l, r, net.periods.before(t)]
            + _decided(m.build, (l, r, t))
            + net.lines.fresh.get((l, r, t), 0.0)
            + _decided(m.restart, (l, r, t))
        ),
    )


def add_orderly_exit(model: pyo.ConcreteModel, net: Network) -> None:
    """Plants do not vanish in a year: what is open closes at the exit rate at most.

        (1 - exit_rate[l,t])^n[t-1] (K[t-1] - R[t]) + alive[l,t,t] B[t] + newly counted E[t]  <=  K[t]
        first period:  (1 - exit_rate[l,t]) S[t]  <=  K[t]
        R[t] = E of the period before that is gone + sum over v < t: (alive[l,v,t-1] - alive[l,v,t]) B[v]

    | symbol    | name in code              | unit    | from                        |
    | exit_rate | net.lines.exit_rate[l,t]  | 1/yr    | lines.exit_rate             |
    | E gone    | net.lines.faded[l,r,t]    | unit/yr | capacity: fall of its share |

    Row: every (l, r, t) with exit_rate < 1. Dual: minus what closing one unit/yr earlier would save.
    """
    model.orderly_exit = pyo.Constraint(
        [(l, r, t) for l, r, t in _cells(net) if net.lines.exit_rate[l, t] < 1.0],
        rule=lambda m, l, r, t: _must_stay_open(m, net, l, r, t) <= m.open_capacity[l, r, t],
    )


def add_largest_capacity(model: pyo.ConcreteModel, net: Network) -> None:
    """New capacity ends where a place is full.

        S[l,r,t]  <=  max(max_capacity[l,r,t], E[l,r,t])

    | symbol       | name in code                  | unit    | from               |
    | max_capacity | net.lines.max_capacity[l,r,t] | unit/yr | sites.max_capacity |

    Row: where max_capacity is given and something built may stand in t, unless the place is a site, whose row
    site_capacity says it more tightly. Dual: minus the worth of more room.
    """
    model.largest_capacity = pyo.Constraint(
        [
            (l, r, t)
            for l, r, t in net.lines.max_capacity
            if built_in(model, net, l, r, t) and (l, r) not in model.site_open
        ],
        rule=lambda m, l, r, t: (
            nameplate(m, net, l, r, t) <= max(net.lines.max_capacity[l, r, t], net.lines.existing.get((l, r, t), 0.0))
        ),
    )


def nameplate(model: pyo.ConcreteModel, net: Network, l: str, r: str, t: int) -> ExpressionBase:
    """Return S[l,r,t] = E + sum over v <= t of alive B, unit/yr."""
    return net.lines.existing.get((l, r, t), 0.0) + new_capacity(model, net, l, r, t)


def new_capacity(model: pyo.ConcreteModel, net: Network, l: str, r: str, t: int) -> ExpressionBase:
    """Return S - E, what the plan has built and still stands, unit/yr."""
    return pyo.quicksum(net.lines.alive[l, v, t] * model.build[l, r, v] for v in built_in(model, net, l, r, t))


def built_in(model: pyo.ConcreteModel, net: Network, l: str, r: str, t: int) -> list[int]:
    """List the periods whose builds stand in t."""
    return [v for v in net.periods.first if v <= t and (l, v, t) in net.lines.alive and (l, r, v) in model.build]


def _decided(decision: pyo.Var, index: tuple[str, str, int]) -> pyo.Var | float:
    """Return the decision where it exists, else 0."""
    return decision[index] if index in decision else 0.0  # noqa: SIM401 - a Pyomo variable has no get


def _must_stay_open(model: pyo.ConcreteModel, net: Network, l: str, r: str, t: int) -> ExpressionBase:
    stays = 1.0 - net.lines.exit_rate[l, t]
    if t == net.periods.first[0]:
        return stays * nameplate(model, net, l, r, t)
    before = net.periods.before(t)
    return (
        stays ** net.periods.length[before] * (model.open_capacity[l, r, before] - _retired(model, net, l, r, t))
        + net.lines.alive[l, t, t] * _decided(model.build, (l, r, t))
        + net.lines.fresh.get((l, r, t), 0.0)
    )


def _retired(model: pyo.ConcreteModel, net: Network, l: str, r: str, t: int) -> ExpressionBase:
    """Return R[l,r,t], the part of S[t-1] whose life has ended in t, unit/yr."""
    alive, before = net.lines.alive, net.periods.before(t)
    fall = {v: alive.get((l, v, before), 0.0) - alive.get((l, v, t), 0.0) for v in net.periods.first if v < t}
    return net.lines.faded.get((l, r, t), 0.0) + pyo.quicksum(
        share * model.build[l, r, v] for v, share in fall.items() if share and (l, r, v) in model.build
    )


def _cells(net: Network) -> list[tuple[str, str, int]]:
    return [(l, r, t) for l, r in net.lines.places for t in net.periods.first]


def _later_cells(net: Network) -> list[tuple[str, str, int]]:
    return [(l, r, t) for l, r in net.lines.places for t in net.periods.first[1:]]

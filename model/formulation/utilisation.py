"""How full capacity may and must run."""

from __future__ import annotations

import pyomo.environ as pyo
from pyomo.core.expr import ExpressionBase

from model.network.network import Network


def add_utilisation_upper(model: pyo.ConcreteModel, net: Network) -> None:
    """Use of a line stays within the upper utilisation limit of what is open.

        sum over p of l: use[p,t] X[p,r,t]  <=  max_utilisation[l,t] K[l,r,t]

    | symbol          | name in code                     | unit | from                  |
    | use             | net.processes.use[p,t]           | unit | processes.use         |
    | max_utilisation | net.lines.max_utilisation[l,t]   | 1    | lines.max_utilisation |

    Row: every (l, r) and t with a process that runs on l; absent for a line without processes.
    Dual: minus the discounted worth of one more unit/yr of usable capacity.
    """
    model.utilisation_upper = pyo.Constraint(
        [(l, r, t) for l, r in net.lines.places for t in net.periods.first if net.lines.processes[l]],
        rule=lambda m, l, r, t: used(m, net, l, r, t) <= net.lines.max_utilisation[l, t] * m.open_capacity[l, r, t],
    )


def add_utilisation_lower(model: pyo.ConcreteModel, net: Network) -> None:
    """Use of a line stays above the lower utilisation limit of what is open.

        min_utilisation[l,t] K[l,r,t]  <=  sum over p of l: use[p,t] X[p,r,t]

    | symbol          | name in code                     | unit | from                  |
    | min_utilisation | net.lines.min_utilisation[l,t]   | 1    | lines.min_utilisation |

    Row: every (l, r) and t with min_utilisation > 0; absent elsewhere.
    Dual: minus what one unit/yr less of forced use would save, discounted.
    """
    model.utilisation_lower = pyo.Constraint(
        [(l, r, t) for l, r in net.lines.places for t in net.periods.first if net.lines.min_utilisation[l, t]],
        rule=lambda m, l, r, t: net.lines.min_utilisation[l, t] * m.open_capacity[l, r, t] <= used(m, net, l, r, t),
    )


def used(model: pyo.ConcreteModel, net: Network, l: str, r: str, t: int) -> ExpressionBase:
    """Return sum over p of l of use[p,t] X[p,r,t], unit/yr."""
    return pyo.quicksum(net.processes.use[p, t] * model.activity[p, r, t] for p in net.lines.processes[l])

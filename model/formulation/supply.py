"""What mines and stockpiles hold."""

from __future__ import annotations

import pyomo.environ as pyo

from model.network.network import Network


def add_reserve(model: pyo.ConcreteModel, net: Network) -> None:
    """A market gives no more over the horizon than its reserve.

        sum over t: n_t G[m,r,t]  <=  reserve[m,r]

    | symbol  | name in code             | unit | from            |
    | n       | net.periods.length[t]    | yr   | years           |
    | reserve | net.markets.reserve[m,r] | unit | markets.reserve |

    Row: markets with a reserve. Dual: minus the discounted worth of one more unit in the ground.
    """
    model.reserve = pyo.Constraint(
        list(net.markets.reserve),
        rule=lambda m, j, r: (
            pyo.quicksum(net.periods.length[t] * m.trade[j, r, t] for t in net.periods.first)
            <= net.markets.reserve[j, r]
        ),
    )

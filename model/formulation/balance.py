"""The balance of every commodity in every region and period."""

from __future__ import annotations

from collections import defaultdict

import pyomo.environ as pyo

from model.network.network import Network


def add_balance(model: pyo.ConcreteModel, net: Network) -> None:
    """What is made, returned, bought and shipped in is used, sold, shipped out, dumped or delivered.

        sum_p a[p,c,t] X[p,r,t] + sum_p sum_v lagged[p,c,t,v] X[p,r,v] + returned[c,r,t]
          + bought - sold + inflow - outflow + U - W  =  demand[c,r,t]

    | symbol   | name in code                   | unit    | from                                     |
    | a        | net.processes.recipe[p,c,t]    | unit    | recipes.amount                           |
    | lagged   | net.processes.lagged[p,c,t,v]  | unit    | returns.amount and lag                   |
    | returned | net.processes.returned[c,r,t]  | unit/yr | history.amount through `returns`         |
    | demand   | net.needs.demand[c,r,t]        | unit/yr | demand.amount                            |

    Over corridors, outflow is what is loaded and inflow what is unloaded (roads.py).
    Row: for every (c, r) in net.nodes and every t; absent where nothing touches c in r.
    Dual / delta_t: marginal cost of c in r at t, money per unit.
    """
    terms = _Terms(model, net)
    model.balance = pyo.Constraint(
        [(c, r, t) for c, r in net.nodes for t in net.periods.first if terms.at[c, r, t] or net.due(c, r, t)],
        # A row without decisions is no expression in Pyomo, and cannot hold where something is due.
        rule=lambda m, c, r, t: (
            pyo.quicksum(a * x for a, x in terms.at[c, r, t]) == net.due(c, r, t)
            if terms.at[c, r, t]
            else pyo.Constraint.Infeasible
        ),
    )


class _Terms:
    """The (coefficient, variable) pairs of each balance, gathered once over the columns."""

    def __init__(self, model: pyo.ConcreteModel, net: Network) -> None:
        self._net = net
        self.at: dict[tuple[str, str, int], list[tuple[float, pyo.Var]]] = defaultdict(list)
        self._add_processes(model)
        for (m, r, t), trade in model.trade.items():
            sign = 1.0 if net.markets.side[m, r] == "buy" else -1.0
            self.at[net.markets.commodity[m, r], r, t].append((sign, trade))
        for (c, r, s, t), flow in model.flow.items():
            self.at[c, r, t].append((-1.0, flow))
            self.at[c, s, t].append((1.0, flow))
        for sign, decision in ((-1.0, model.loaded), (1.0, model.unloaded)):
            for key, amount in decision.items():
                self.at[key].append((sign, amount))
        for key, shortage in model.shortage.items():
            self.at[key].append((1.0, shortage))
        for key, disposal in model.disposal.items():
            self.at[key].append((-1.0, disposal))

    def _add_processes(self, model: pyo.ConcreteModel) -> None:
        processes = self._net.processes
        regions: dict[str, list[str]] = defaultdict(list)
        for p, r in processes.runs:
            regions[p].append(r)
        made: dict[tuple[str, str, int, int], float] = defaultdict(float, processes.lagged)
        for (p, c, t), amount in processes.recipe.items():
            made[p, c, t, t] += amount
        for (p, c, t, v), amount in made.items():
            for r in regions[p]:
                self.at[c, r, t].append((amount, model.activity[p, r, v]))

"""Policies: comparisons of two sums over decisions, and what it costs to miss one."""

from __future__ import annotations

import pyomo.environ as pyo
from pyomo.core.expr import ExpressionBase

from model.network.comparison import Amount, Comparison
from model.network.network import Network


def add_policies(model: pyo.ConcreteModel, net: Network) -> None:
    """What a policy counts on its left is at least, or at most, so much of what it counts on its right.

        at_least * right  <=  left + miss          (policy_at_least)
        left  <=  at_most * right + miss           (policy_at_most)

    | symbol            | name in code                     | unit        | from                                     |
    | left, right       | row.left, row.right              | of the sum  | policies: sums (right absent: 1)         |
    | at_least, at_most | row.limits                       | left/right  | policies, the mean over the period       |
    | miss              | policy_miss[g,sense,place,t] >=0 | of left     | (a decision; where a price is given)     |

    Rows: every place of the scope and every t in force; with `over: horizon` one for each place, under the last t in
    force, whose sums run over all t in force (annual quantities times n_t). Absent where no decision is counted and the
    comparison holds; where it does not hold and has no price, its miss may only be 0.
    Dual: minus what one unit of left less to obey would save, discounted.
    """
    policies, hopeless = net.policies, frozenset(net.policies.hopeless)
    model.policy_miss = pyo.Var(
        list(policies.misses),
        bounds=lambda m, *index: (0.0, 0.0 if index in hopeless else None),
    )
    model.policy_at_least = pyo.Constraint(
        list(policies.at_least),
        rule=lambda m, *at: (
            _share(m, net, policies.rows[at], "at_least")
            <= _amount(m, net, policies.rows[at].left) + _miss(m, policies.rows[at], "at_least")
        ),
    )
    model.policy_at_most = pyo.Constraint(
        list(policies.at_most),
        rule=lambda m, *at: (
            _amount(m, net, policies.rows[at].left)
            <= _share(m, net, policies.rows[at], "at_most") + _miss(m, policies.rows[at], "at_most")
        ),
    )


def _amount(model: pyo.ConcreteModel, net: Network, amount: Amount) -> ExpressionBase:
    """Return the sum of coefficient times decision, + the constant."""
    first, lanes = net.periods.first, net.lanes
    decided = pyo.quicksum(x * getattr(model, name)[index] for (name, index), x in amount.terms.items())
    shipped = amount.shipments
    rows = zip(shipped.lane.tolist(), shipped.period.tolist(), shipped.coefficient.tolist(), strict=True)
    flows = pyo.quicksum(
        x * model.flow[lanes.commodity[a], lanes.origin[a], lanes.destination[a], first[k]] for a, k, x in rows
    )
    return amount.constant + decided + flows


def _share(model: pyo.ConcreteModel, net: Network, row: Comparison, sense: str) -> ExpressionBase:
    """Return at_least, or at_most, times right."""
    return row.limits[sense] * _amount(model, net, row.right) if row.limits[sense] else 0.0


def _miss(model: pyo.ConcreteModel, row: Comparison, sense: str) -> pyo.Var | float:
    """Return the decision to miss where there is one, else 0."""
    policy, place, t = row.at
    index = (policy, sense, place, t)
    return model.policy_miss[index] if index in model.policy_miss else 0.0  # noqa: SIM401 - no get in Pyomo

"""The volume of every cost curve: what teaches, added up."""

from __future__ import annotations

import pyomo.environ as pyo
from pyomo.core.expr import ExpressionBase

from model.network.curve import Curve
from model.network.network import Network


def add_curves(model: pyo.ConcreteModel, net: Network) -> None:
    """The volume of a curve at its place is what was there, what others add and what the plan adds.

        build, activity:  Q[t]  =  Q[t-1] + external[t] + committed[t] + sum over members of weight * (B[t] or n_t X[t])
        size:             N[t]  =  sum over members of weight * K[t]

    | symbol        | name in code               | unit   | from                                                |
    | Q, N          | volume[curve,place,t]      | volume | (a decision; >= 0)                                  |
    | weight, n_t   | curve.volume_of[m,r,t]     | 1      | curve_members.weight; n_t for activity              |
    | Q before      | curve.initial              | volume | curve_places.initial, else curves.reference         |
    | external      | curve.external[t]          | volume | external.amount * curve_places.external_share       |
    | committed     | curve.committed[t]         | volume | capacity not operating yet that first counts in t   |

    Row: every curve that reacts to the plan, at every place that can have volume, every t; absent under
    `learning: off` and `path`. Volumes cost nothing here: their cost is concave, so the solver room adds its tangents.
    Dual: what one unit more of volume from nowhere in t would add to the cost of t and all later periods.
    """
    if not net.curves:
        return
    curves = {(k.name, k.place): k for k in net.curves}
    model.volume = pyo.Var([(*key, t) for key, k in curves.items() for t in k.periods], bounds=(0.0, None))
    terms = {key: _added(model, k) for key, k in curves.items()}
    model.volume_adds_up = pyo.Constraint(
        list(model.volume),
        rule=lambda m, name, place, t: (
            m.volume[name, place, t] == _before(m, curves[name, place], t) + pyo.quicksum(terms[name, place][t])
        ),
    )


def _added(model: pyo.ConcreteModel, curve: Curve) -> dict[int, list[ExpressionBase]]:
    """Return the terms that the decisions of each period add."""
    terms: dict[int, list[ExpressionBase]] = {t: [] for t in curve.periods}
    decision = getattr(model, curve.decision)
    for index, volume in curve.volume_of.items():
        terms[index[2]].append(volume * decision[index])
    return terms


def _before(model: pyo.ConcreteModel, curve: Curve, t: int) -> ExpressionBase:
    """Return what is there without the decisions of the period."""
    if not curve.accumulates:
        return 0.0
    at = curve.periods.index(t)
    before = model.volume[curve.name, curve.place, curve.periods[at - 1]] if at else curve.initial
    return before + float(curve.external[at] + curve.committed[at])

"""Where each decision may be at all, and the limits that fall on one decision alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.solution.audit_lanes import Lanes
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Flows, Plan
from model.solution.audit_verdict import FLOOR, RELATIVE, Axis, Bools, Check, Floats, check_all


def check_bounds(n: Numbers, plan: Plan) -> Iterator[Check]:
    """Yield the limits on single decisions: nothing below zero, nothing where it may not be, upper bounds."""
    a, flows = n.axes, plan.flows
    cell, node = (a.lines, a.regions, a.years), (a.commodities, a.regions, a.years)
    run, market, lane = (a.processes, a.regions, a.years), (a.markets, a.years), (lane_names(n, flows),)
    every = Possible.of(n)
    for name, amount, axes, may, most in (
        ("build", plan.build, cell, every.build, every.most_build),
        ("open_capacity", plan.opened, cell, every.opened, None),
        ("restart", plan.restart, cell, every.restart, None),
        ("activity", plan.activity, run, every.activity, None),
        ("flow", flows.amount, lane, along(n, flows, "exists") > 0, along(n, flows, "capacity")),
        ("trade", plan.trade, market, np.ones_like(plan.trade, dtype=bool), n.markets.limit),
        ("shortage", plan.shortage, node, every.shortage, n.demand),
        ("disposal", plan.disposal, node, every.disposal, None),
    ):
        yield check_all("limits", f"{name} >= 0", f"no {name} is negative", -amount, FLOOR, axes)
        yield check_all("limits", f"{name} allowed", f"{name} only where it may be", np.abs(amount), 0.0, axes, ~may)
        if most is not None:
            limited = np.isfinite(most)
            over = amount - np.where(limited, most, 0.0)
            allowed = np.where(limited, RELATIVE * most, 0.0) + FLOOR
            yield check_all("limits", f"{name} limit", _LIMITS[name], over, allowed, axes, limited)


_LIMITS = {
    "build": "build <= years of the period * max_build",
    "flow": "flow <= capacity of the lane",
    "trade": "trade <= limit of the market",
    "shortage": "shortage <= demand",
}


@dataclass(frozen=True)
class Possible:
    """Where each decision, and each balance, exists: over its ids and periods."""

    build: Bools
    most_build: Floats
    opened: Bools
    restart: Bools
    activity: Bools
    shortage: Bools
    disposal: Bools
    balance: Bools

    @classmethod
    def of(cls, n: Numbers) -> Possible:
        """Return the decisions that an instance allows."""
        shape, T = n.lines.may_build.shape, len(n.axes.years)
        opened = np.broadcast_to(n.lines.place[:, :, None], shape)
        touched = np.repeat(_touched(n)[:, :, None], T, axis=2)
        later = np.isfinite(n.lines.restart_cost) & (np.arange(T) > 0)
        return cls(
            build=n.lines.may_build,
            most_build=n.time.length * n.lines.max_build,
            opened=opened,
            restart=opened & later[:, None, :],
            activity=np.repeat(n.processes.runs[:, :, None], T, axis=2),
            shortage=np.isfinite(n.shortage_price)[:, None, None] & (n.demand > 0),
            disposal=np.isfinite(n.disposal_price)[:, None, None] & touched,
            balance=touched,
        )


def along(n: Numbers, flows: Flows, column: str) -> Floats:
    """Return a number of the lane of every shipment; 0 where there is no lane."""
    values = np.zeros(len(flows.amount))
    for i, c in enumerate(n.axes.commodities):
        here = flows.commodity == i
        if c in n.lanes and here.any():
            values[here] = _column(n.lanes[c], column, len(n.axes.years))[
                flows.origin[here], flows.destination[here], flows.period[here]
            ]
    return values


def lane_names(n: Numbers, flows: Flows) -> Axis:
    """Return the ids of every shipment."""
    a = n.axes
    ends = (a.commodities[flows.commodity], a.regions[flows.origin], a.regions[flows.destination])
    return pd.MultiIndex.from_arrays([*ends, [f"{year:.0f}" for year in a.years[flows.period]]])


def _column(lanes: Lanes, column: str, T: int) -> Floats:
    arrays = {
        "exists": lanes.exists[:, :, None],
        "freight": lanes.freight,
        "tariff": lanes.tariff,
        "capacity": lanes.capacity,
    }
    return np.broadcast_to(arrays[column], (*lanes.exists.shape, T))


def _touched(n: Numbers) -> Bools:
    """Return the (commodity, region) that anything makes, uses, ships, trades, returns or asks for."""
    processes, markets = n.processes, n.markets
    concerns = (processes.recipe != 0).any(axis=2)
    for p, c in processes.lagged:
        concerns[p, c] = True
    touched = (concerns.T.astype(float) @ processes.runs.astype(float)) > 0
    touched |= np.asarray((n.demand > 0).any(axis=2) | (processes.returned != 0).any(axis=2))
    touched[markets.commodity, markets.region] = True
    for name, lanes in n.lanes.items():
        touched[n.axes.commodities.get_loc(name)] |= lanes.exists.any(axis=0) | lanes.exists.any(axis=1)
    return np.asarray(touched)

"""Tables that repeat what follows from the decisions: they have to say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from model.solution.audit_limits import SIGNS, Capacity
from model.solution.audit_lines import STATUSES
from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Plan, Reader, key, read_nameplate
from model.solution.audit_verdict import EXACT, FLOOR, Axis, Bools, Check, Floats, check_all


def check_reported(
    n: Numbers, plan: Plan, capacity: Capacity, parts: Mapping[str, Floats], reader: Reader
) -> Iterator[Check]:
    """Yield whether capacity, utilisation, closures, balances and the demand beside shortages say what they should."""
    a = n.axes
    cell = (a.lines, a.regions, a.years)
    nameplate = np.concatenate([n.lines.standing[:-1], capacity.new[None]])
    yield _same("capacity nameplate", read_nameplate(reader), nameplate, nameplate, (pd.Index(STATUSES), *cell))
    yield from _utilisation(n, plan, capacity, reader)
    yield from _turnover(n, plan, reader)
    keys = key(line=a.lines, region=a.regions, year=a.years)
    [closed] = reader.arrays("closures", reader.frame("closures"), keys, ["closed"])
    yield _same("closures closed", closed, capacity.nameplate - plan.opened, capacity.nameplate + plan.opened, cell)
    node = (a.commodities, a.regions, a.years)
    keys = key(commodity=a.commodities, region=a.regions, year=a.years)
    names = [*SIGNS, "demand"]
    for name, said in zip(names, reader.arrays("balances", reader.frame("balances"), keys, names), strict=True):
        own = {**parts, "demand": n.demand}[name]
        yield _same(f"balances {name}", said, own, own, node)
    [demand] = reader.arrays("shortage", reader.frame("shortage"), keys, ["demand"])
    yield _same("shortage demand", demand, n.demand, n.demand, node, plan.shortage != 0)


def _utilisation(n: Numbers, plan: Plan, capacity: Capacity, reader: Reader) -> Iterator[Check]:
    """Yield the same for amounts of capacity and for their shares, which are blank where there is no capacity."""
    a = n.axes
    cell, frame = (a.lines, a.regions, a.years), reader.frame("utilisation")
    keys = key(line=a.lines, region=a.regions, year=a.years)
    can_restart = np.isfinite(n.lines.restart_cost)[:, None, :]
    standing = np.where(can_restart, capacity.nameplate, plan.opened)
    whole = {"used": capacity.used, "standing": standing, "nameplate": capacity.nameplate}
    for (name, own), said in zip(whole.items(), reader.arrays("utilisation", frame, keys, list(whole)), strict=True):
        yield _same(f"utilisation {name}", said, own, own, cell)
    shares = {"on_standing": standing, "on_open": plan.opened, "on_nameplate": capacity.nameplate}
    reported = reader.arrays("utilisation", frame, keys, list(shares), blank=True)
    for (name, base), said in zip(shares.items(), reported, strict=True):
        own = np.full(base.shape, np.nan)
        np.divide(capacity.used, base, out=own, where=base > 0)
        share = f"utilisation {name}"
        what = f"{name} is used / capacity, blank where there is none"
        blank_alike = np.isnan(said) == np.isnan(own)
        miss = np.where(blank_alike, np.nan_to_num(np.abs(said - own)), 1.0)
        tolerance = EXACT * (1.0 + np.nan_to_num(np.abs(own)))
        yield check_all("tables", share, what, miss, tolerance, cell, np.isfinite(said) | np.isfinite(own))


def _turnover(n: Numbers, plan: Plan, reader: Reader) -> Iterator[Check]:
    """Yield the same for what processes make, use and give back, over all regions."""
    a, recipe, activity = n.axes, n.processes.recipe, plan.activity.sum(axis=1)[:, None, :]
    returned = n.processes.came_back.copy()
    for (p, c), matrix in n.processes.lagged.items():
        returned[p, c] += matrix @ plan.activity[p].sum(axis=0)
    own = {
        "made": np.maximum(recipe, 0.0) * activity,
        "used": np.maximum(-recipe, 0.0) * activity,
        "returned": returned,
    }
    keys = key(process=a.processes, commodity=a.commodities, year=a.years)
    found = reader.arrays("turnover", reader.frame("turnover"), keys, list(own))
    for (name, amount), said in zip(own.items(), found, strict=True):
        yield _same(f"turnover {name}", said, amount, amount, (a.processes, a.commodities, a.years))


def _same(
    name: str, said: Floats, own: Floats, size: Floats, axes: tuple[Axis, ...], where: Bools | None = None
) -> Check:
    what = f"{name} follows from the decisions"
    applies = (said != 0) | (np.abs(own) > 0) if where is None else where
    return check_all("tables", name, what, np.abs(said - own), EXACT * np.abs(size) + FLOOR, axes, applies)

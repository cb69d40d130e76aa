"""Every balance and every limit over several decisions: by how much each holds or is missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.solution.audit_numbers import Numbers
from model.solution.audit_plan import Plan
from model.solution.audit_verdict import FLOOR, RELATIVE, Axis, Bools, Check, Floats, check_all

SIGNS = {
    "made": 1.0, "used": -1.0, "returned": 1.0, "bought": 1.0, "sold": -1.0, "shipped_in": 1.0,
    "shipped_out": -1.0, "shortage": 1.0, "disposal": -1.0,
}  # fmt: skip
"""The parts of a balance; with these signs they sum to the demand."""


@dataclass(frozen=True)
class Row:
    """A limit small <= large at every place: slack = large - small, size = sum of the sizes of its terms.

    exists: where the limit applies; rhs: what of `large - small` is not decided.
    """

    name: str
    what: str
    slack: Floats
    size: Floats
    exists: Bools
    rhs: Floats
    axes: tuple[Axis, ...]

    def check(self) -> Check:
        """Return whether the limit holds everywhere."""
        return check_all("limits", self.name, self.what, -self.slack, self.tolerance, self.axes, self.exists)

    @property
    def tolerance(self) -> Floats:
        """How much the limit may be missed by."""
        return RELATIVE * self.size + FLOOR


@dataclass(frozen=True)
class Capacity:
    """Over (line, region, period), unit/yr: nameplate S and what of it is new, R retired, use of the line."""

    nameplate: Floats
    new: Floats
    retired: Floats
    used: Floats


def capacity_of(numbers: Numbers, plan: Plan) -> Capacity:
    """Return S = E + sum over v of alive B, R = what of S has gone since the period before, and sum of use X."""
    lines, processes = numbers.lines, numbers.processes
    new = np.einsum("lvt,lrv->lrt", lines.alive, plan.build)
    used = np.zeros_like(new)
    on_line = processes.line >= 0
    np.add.at(used, processes.line[on_line], (processes.use[:, None, :] * plan.activity)[on_line])
    return Capacity(
        nameplate=lines.existing + new,
        new=new,
        retired=lines.faded + np.einsum("lvt,lrv->lrt", lines.fell, plan.build),
        used=used,
    )


def balance_parts(numbers: Numbers, plan: Plan) -> Mapping[str, Floats]:
    """Return every part of the balances over (commodity, region, period), unit/yr."""
    processes, markets, flows = numbers.processes, numbers.markets, plan.flows
    parts = {name: np.zeros_like(numbers.demand) for name in SIGNS}
    parts["made"] += _times(np.maximum(processes.recipe, 0.0), plan.activity)
    parts["used"] += _times(np.maximum(-processes.recipe, 0.0), plan.activity)
    parts["returned"] += processes.returned
    for (p, c), matrix in processes.lagged.items():
        parts["returned"][c] += plan.activity[p] @ matrix.T
    for name, side in (("bought", 1.0), ("sold", -1.0)):
        here = markets.side == side
        np.add.at(parts[name], (markets.commodity[here], markets.region[here]), plan.trade[here])
    np.add.at(parts["shipped_out"], (flows.commodity, flows.origin, flows.period), flows.amount)
    np.add.at(parts["shipped_in"], (flows.commodity, flows.destination, flows.period), flows.amount)
    parts["shortage"] += plan.shortage
    parts["disposal"] += plan.disposal
    return parts


def check_balances(numbers: Numbers, parts: Mapping[str, Floats]) -> Check:
    """Return whether what comes to every commodity, region and period is what goes."""
    axes = numbers.axes
    total = sum((sign * parts[name] for name, sign in SIGNS.items()), start=-numbers.demand)
    size = sum((np.abs(part) for part in parts.values()), start=numbers.demand.copy())
    what = "made + returned + bought + shipped in + shortage = used + sold + shipped out + disposal + demand"
    where = (axes.commodities, axes.regions, axes.years)
    return check_all("limits", "balance", what, np.abs(total), RELATIVE * size + FLOOR, where, size > 0)


def rows_of(numbers: Numbers, plan: Plan, capacity: Capacity) -> Mapping[str, Row]:
    """Return every limit that has a dual, by name."""
    rows = (*_use(numbers, plan, capacity), *_standing(numbers, plan, capacity), _exit(numbers, plan, capacity))
    return {row.name: row for row in (*rows, *_sites(numbers, plan, capacity), _reserve(numbers, plan))}


def _use(n: Numbers, plan: Plan, capacity: Capacity) -> Iterator[Row]:
    axes, used = (n.axes.lines, n.axes.regions, n.axes.years), capacity.used
    highest, lowest = (a[:, None, :] * plan.opened for a in (n.lines.max_utilisation, n.lines.min_utilisation))
    has_process = np.isin(np.arange(len(n.axes.lines)), n.processes.line)
    place, nothing = n.lines.place[:, :, None], np.zeros_like(used)
    upper = np.broadcast_to(place & has_process[:, None, None], used.shape)
    lower = place & (n.lines.min_utilisation > 0)[:, None, :]
    what = "sum of use * activity <= max_utilisation * open_capacity"
    yield Row("utilisation_upper", what, highest - used, highest + used, upper, nothing, axes)
    what = "min_utilisation * open_capacity <= sum of use * activity"
    yield Row("utilisation_lower", what, used - lowest, lowest + used, lower, nothing, axes)


def _standing(n: Numbers, plan: Plan, capacity: Capacity) -> Iterator[Row]:
    axes, lines, opened = (n.axes.lines, n.axes.regions, n.axes.years), n.lines, plan.opened
    S, E = capacity.nameplate, lines.existing
    place = np.broadcast_to(lines.place[:, :, None], S.shape)
    yield Row("open_within_standing", "open_capacity <= nameplate", S - opened, S + opened, place, E, axes)
    before = np.zeros_like(opened)
    before[:, :, 1:] = opened[:, :, :-1]
    allowed = before + plan.build + lines.fresh + plan.restart
    later = place & (np.arange(S.shape[2]) > 0)
    what = "open_capacity <= that of the period before + built + newly counted + restarted"
    yield Row("closed_stays_closed", what, allowed - opened, allowed + opened, later, lines.fresh, axes)
    most = np.maximum(lines.max_capacity, E)
    limited = place & np.isfinite(most)
    most = np.where(limited, most, 0.0)
    what = "nameplate <= max_capacity, or what stands anyway"
    yield Row("largest_capacity", what, most - S, most + S, limited, most - E, axes)


def _exit(n: Numbers, plan: Plan, capacity: Capacity) -> Row:
    """Return (1 - exit_rate)^n (K[t-1] - R[t]) + alive B[t] + fresh <= K[t]; first period (1 - exit_rate) S <= K."""
    lines, stays = n.lines, n.lines.stays[:, None, :]
    before = np.zeros_like(plan.opened)
    before[:, :, 1:] = plan.opened[:, :, :-1]
    alive_at_once = np.einsum("ltt->lt", lines.alive)[:, None, :]
    floor = stays * (before - capacity.retired) + alive_at_once * plan.build + lines.fresh
    size = stays * (before + capacity.retired) + alive_at_once * plan.build + lines.fresh + plan.opened
    rhs = stays * lines.faded - lines.fresh
    floor[:, :, 0] = (stays * capacity.nameplate)[:, :, 0]
    size[:, :, 0] = floor[:, :, 0] + plan.opened[:, :, 0]
    rhs[:, :, 0] = -(stays * lines.existing)[:, :, 0]
    exists = lines.place[:, :, None] & (lines.exit_rate < 1.0)[:, None, :]
    what = "open_capacity >= (1 - exit_rate)^n of what was open and has not retired + built + newly counted"
    axes = (n.axes.lines, n.axes.regions, n.axes.years)
    return Row("orderly_exit", what, plan.opened - floor, size, exists, rhs, axes)


def _sites(n: Numbers, plan: Plan, capacity: Capacity) -> Iterator[Row]:
    """Yield S - E <= room Y, least_size Y <= S - E in the last period, K <= most_open Y and the counts of sites."""
    place, sites, new = (n.axes.lines, n.axes.regions), n.sites, capacity.new
    cell, is_open, nothing = (*place, n.axes.years), plan.sites[:, :, None], np.zeros_like(new)
    room, closable = sites.room * is_open, np.broadcast_to(sites.closable[:, :, None], new.shape)
    what = "new capacity <= max(0, max_capacity - what stands) where the site is open, else 0"
    exists = np.broadcast_to(sites.exists[:, :, None], new.shape)
    yield Row("site_capacity", what, room - new, room + new, exists, nothing, cell)
    most = sites.most_open * is_open
    what = "where all sites are counted, open_capacity <= max(max_capacity, what stands) where open, else 0"
    yield Row("site_in_use", what, most - plan.opened, most + plan.opened, closable, nothing, cell)
    least, last = sites.least * plan.sites, new[:, :, -1]
    what = "least_size <= new capacity in the last period, where the site is open"
    yield Row("site_least_size", what, last - least, last + least, sites.least > 0, np.zeros_like(last), place)
    counted = np.einsum("glr,lr->g", sites.of_count, plan.sites)
    what = "open sites <= max_sites"
    every = np.ones_like(counted, dtype=bool)
    yield Row("site_count", what, sites.most - counted, sites.most + counted, every, sites.most, (sites.counts,))


def _reserve(n: Numbers, plan: Plan) -> Row:
    taken, reserve = plan.trade @ n.time.length, n.markets.reserve
    exists = np.isfinite(reserve)
    most = np.where(exists, reserve, 0.0)
    what = "years of each period * trade, summed <= reserve"
    return Row("reserve", what, most - taken, most + np.abs(taken), exists, most, (n.axes.markets,))


def _times(recipe: Floats, activity: Floats) -> Floats:
    """Return sum over p of recipe[p, c, t] activity[p, r, t], over (c, r, t)."""
    return np.asarray(np.matmul(recipe.transpose(2, 1, 0), activity.transpose(2, 0, 1)).transpose(1, 2, 0))

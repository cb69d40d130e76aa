"""What the audit reads from the instance: every number a plan is measured by, as arrays over ids and periods.

This reads the checked tables afresh, by the rules of the contract; it knows nothing of the network that the plan
was made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.instance.schema import STAR
from model.solution.audit_curves import Learned, read_learned
from model.solution.audit_lanes import Lanes, read_lanes
from model.solution.audit_lines import Lines, inland_regions, read_lines
from model.solution.audit_plants import Plants, read_plants
from model.solution.audit_ruled import Ruled
from model.solution.audit_sites import Sites, read_sites
from model.solution.audit_time import Time, grid, read_time
from model.solution.audit_verdict import Axis, Bools, Floats, Ints


@dataclass(frozen=True)
class Axes:
    """The ids along each axis, in the order of the instance; markets are pairs of market and region."""

    regions: Axis
    commodities: Axis
    lines: Axis
    processes: Axis
    markets: Axis
    years: Axis


@dataclass(frozen=True)
class Processes:
    """line: position of the line of each process, -1 for none; runs: (process, region) that exist.

    By (process, period): use, variable_cost. recipe: (process, commodity, period). lagged: for each (process,
    commodity) with returns the matrix [t, v] of what comes back in t per activity of v. returned: (c, r, t), from
    activity before the first period; came_back: the same by the process that had it, (p, c, t).
    """

    line: Ints
    runs: Bools
    use: Floats
    variable_cost: Floats
    recipe: Floats
    lagged: Mapping[tuple[int, int], Floats]
    returned: Floats
    came_back: Floats


@dataclass(frozen=True)
class Markets:
    """By market: side +1 buy, -1 sell; commodity and region as positions; reserve (inf: none). price, limit: (m, t)."""

    side: Floats
    commodity: Ints
    region: Ints
    price: Floats
    limit: Floats
    reserve: Floats


@dataclass(frozen=True)
class Numbers:
    """All that the audit reads. demand: (c, r, t) in unit/yr; prices of shortage and disposal by c, nan: none."""

    axes: Axes
    time: Time
    private: bool
    lines: Lines
    sites: Sites
    plants: Plants
    learned: Learned
    processes: Processes
    markets: Markets
    lanes: Mapping[str, Lanes]
    demand: Floats
    shortage_price: Floats
    disposal_price: Floats
    policies: tuple[Ruled, ...] = ()


def read_numbers(instance: Instance) -> Numbers:
    """Return everything that the audit needs of a checked instance."""
    time = read_time(instance.settings)
    axes = _axes(instance, time)
    lines = read_lines(instance, time, axes.lines, axes.regions)
    plants = read_plants(instance, time, axes.lines, axes.regions, lines)
    has_plants = np.isin(np.arange(len(axes.lines)), list(plants.curves))[:, None, None]
    lines = replace(lines, capital=np.where(has_plants, 0.0, lines.capital))
    table = lookup(instance, "commodities")
    return Numbers(
        axes=axes,
        time=time,
        private=instance.settings.objective == "private",
        lines=lines,
        sites=read_sites(instance, time, axes.lines, axes.regions, lines),
        plants=plants,
        learned=read_learned(instance, time, axes.lines, axes.processes, axes.regions),
        processes=_processes(instance, time, axes, lines.place),
        markets=_markets(instance, time, axes),
        lanes=read_lanes(instance, time, axes.commodities, axes.regions),
        demand=_demand(instance, time, axes),
        shortage_price=_or_nan([table.number("shortage_price", c) for c in axes.commodities]),
        disposal_price=_or_nan([table.number("disposal_price", c) for c in axes.commodities]),
    )


def _axes(instance: Instance, time: Time) -> Axes:
    def names(table: str, column: str) -> Axis:
        return pd.Index(ids_named(instance.tables[table], column), dtype=object)

    regions, table = names("regions", "region"), lookup(instance, "markets")
    pairs: list[tuple[str, str]] = []
    for market in names("markets", "market"):
        region = table.text("region", market)
        pairs += [(market, r) for r in (regions if region == STAR else (region,))]
    return Axes(
        regions=regions,
        commodities=names("commodities", "commodity"),
        lines=names("lines", "line"),
        processes=names("processes", "process"),
        markets=pd.MultiIndex.from_tuples(pairs, names=("market", "region")) if pairs else _no_pairs(),
        years=time.axis,
    )


def _no_pairs() -> Axis:
    return pd.MultiIndex.from_arrays([[], []], names=("market", "region"))


def _or_nan(values: list[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def _demand(instance: Instance, time: Time, axes: Axes) -> Floats:
    known = (tuple(axes.commodities), tuple(axes.regions))
    keys = keys_covered(instance.tables["demand"], ("commodity", "region"), known)
    table = lookup(instance, "demand")
    return grid(time, table, "amount", (axes.commodities, axes.regions), keys, missing=0.0)


def _markets(instance: Instance, time: Time, axes: Axes) -> Markets:
    table = lookup(instance, "markets")
    names = [str(market) for market, _ in axes.markets]
    unique: Axis = pd.Index(dict.fromkeys(names), dtype=object)
    at = unique.get_indexer(pd.Index(names, dtype=object))
    keys = [(m,) for m in unique]
    commodities = pd.Index([table.text("commodity", m) for m in names], dtype=object)
    return Markets(
        side=np.array([-1.0 if table.text("side", m) == "sell" else 1.0 for m in names]),
        commodity=axes.commodities.get_indexer(commodities),
        region=axes.regions.get_indexer(pd.Index([r for _, r in axes.markets], dtype=object)),
        price=grid(time, table, "price", (unique,), keys)[at],
        limit=grid(time, table, "limit", (unique,), keys, missing=np.inf)[at],
        reserve=np.nan_to_num(_or_nan([table.number("reserve", m) for m in names]), nan=np.inf),
    )


def _processes(instance: Instance, time: Time, axes: Axes, place: Bools) -> Processes:
    table, recipes = lookup(instance, "processes"), lookup(instance, "recipes")
    names = [(p,) for p in axes.processes]
    line = axes.lines.get_indexer(pd.Index([table.text("line", p) for p in axes.processes], dtype=object))
    inland = np.array([r in inland_regions(instance) for r in axes.regions])
    known = (tuple(axes.processes), tuple(axes.commodities))
    keys = keys_covered(instance.tables["recipes"], ("process", "commodity"), known)
    weights = return_weights(instance, axes)
    returned, came_back = _returned(instance, weights, time, axes)
    return Processes(
        line=line,
        runs=np.array([place[l] if l >= 0 else inland for l in line]).reshape(len(line), len(inland)),
        use=grid(time, table, "use", (axes.processes,), names),
        variable_cost=grid(time, table, "variable_cost", (axes.processes,), names),
        recipe=grid(time, recipes, "amount", (axes.processes, axes.commodities), keys, missing=0.0),
        lagged=_lagged(weights, time),
        returned=returned,
        came_back=came_back,
    )


Weights = Mapping[tuple[int, int, int], float]


def return_weights(instance: Instance, axes: Axes) -> Weights:
    """Return the amount by (process, commodity, lag): for each lag that of the most specific ids, equal rows added."""
    frame = instance.tables["returns"]
    by_ids: dict[tuple[str, str, int], float] = {}
    for p, c, lag, amount in frame[["process", "commodity", "lag", "amount"]].itertuples(index=False, name=None):
        by_ids[p, c, int(lag)] = by_ids.get((p, c, int(lag)), 0.0) + amount
    weights: dict[tuple[int, int, int], float] = {}
    lags = sorted({lag for *_, lag in by_ids})
    named = {p for p, *_ in by_ids}
    # Without a row for every process only those count that have one.
    rows = [(i, p) for i, p in enumerate(axes.processes) if p in named or STAR in named]
    for (i, p), (j, c), lag in product(rows, enumerate(axes.commodities), lags):
        for key in ((p, c, lag), (p, STAR, lag), (STAR, c, lag), (STAR, STAR, lag)):
            if key in by_ids:
                weights[i, j, lag] = by_ids[key]
                break
    return weights


def _lagged(weights: Weights, time: Time) -> Mapping[tuple[int, int], Floats]:
    """Return the matrices (1 / n_t) * sum of weight(y - z) over years y in t and z in v."""
    T, found = len(time.first), dict[tuple[int, int], Floats]()
    for (p, c, lag), weight in weights.items():
        matrix = found.setdefault((p, c), np.zeros((T, T)))
        for v, (start, years) in enumerate(zip(time.first, time.length, strict=True)):
            # The years of v, moved by the lag: their share of the years of each t.
            matrix[:, v] += weight * time.share(start + lag, start + years + lag)
    return found


def _returned(instance: Instance, weights: Weights, time: Time, axes: Axes) -> tuple[Floats, Floats]:
    """Return what comes back from activity before the first period, unit/yr, by region and by process."""
    by_process = np.zeros((len(axes.processes), len(axes.commodities), len(time.first)))
    back = np.zeros((len(axes.commodities), len(axes.regions), len(time.first)))
    history = instance.tables["history"]
    before = history[history["year"] < time.first[0]]
    of_process: dict[str, list[tuple[int, int, int, float]]] = {}
    for (i, c, lag), weight in weights.items():
        of_process.setdefault(str(axes.processes[i]), []).append((i, c, lag, weight))
    shares: dict[float, Floats] = {}
    for p, r, year, amount in before[["process", "region", "year", "amount"]].itertuples(index=False, name=None):
        region = axes.regions.get_loc(r)
        for i, c, lag, weight in of_process.get(p, ()):
            due = year + lag
            if due not in shares:
                shares[due] = time.share(due, due + 1)
            again = weight * amount * shares[due]
            back[c, region] += again
            by_process[i, c] += again
    return back, by_process

"""The chain as bounds on supply see it: what makes, uses, brings and takes every commodity, without cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from model.instance.expand import Lookup, ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.instance.rules.bounds import factors, per_unit, settle, with_totals
from model.instance.rules.effects import Effects
from model.instance.rules.grid import Grid, Numbers
from model.instance.rules.ways import Ways
from model.instance.schema import STAR

DUST = 1e-6
"""An amount per unit below this may hide in the tolerance of a solver: it neither limits nor blocks an activity."""


@dataclass(frozen=True)
class Maker:
    """A line with the processes that bring one commodity (or such a process without line).

    gives: by process, the factors of what it brings; best: the most the line brings per unit of its use, None
    where one process is all there is.
    """

    line: str
    gives: Mapping[str, Numbers]
    best: Numbers | None


@dataclass(frozen=True)
class Chain:
    """Everything bounds on supply are made from. All numbers are bounds of `bounds.py` unless said.

    usable: largest use by line; runs: largest activity by process as its line allows; bought, sold: by
    commodity, from markets; returned, due: what history brings and asks for; demand: plain cells (region, period).
    makers: by commodity; needs: by process, of each input per unit in each column (0: none).
    """

    grid: Grid
    ways: Mapping[str, Ways]
    effects: Effects
    usable: Mapping[str, Numbers]
    runs: Mapping[str, Numbers]
    bought: Mapping[str, Numbers]
    sold: Mapping[str, Numbers]
    returned: Mapping[str, Numbers]
    due: Mapping[str, Numbers]
    demand: Mapping[str, Numbers]
    dumped: frozenset[str]
    makers: Mapping[str, tuple[Maker, ...]] = field(default_factory=dict)
    needs: Mapping[str, Mapping[str, Numbers]] = field(default_factory=dict)


def largest_use(lines: Lookup, grid: Grid, nameplate: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Return max_utilisation times the largest nameplate, by line."""
    bounds = {}
    for l, stands in nameplate.items():
        share = grid.mean(filled(lines, "max_utilisation", l))
        bounds[l] = with_totals(np.where(share > 0, stands, 0.0) * share, grid.length)
    return bounds


def largest_activity(
    grid: Grid, line_of: Mapping[str, str], use: Mapping[str, Numbers], usable: Mapping[str, Numbers]
) -> dict[str, Numbers]:
    """Return the largest activity of every process: use X <= usable; without a line inf in inland regions."""
    anywhere_inland = with_totals(np.where(grid.inland[:, None], np.inf, grid.zeros()), grid.length)
    return {
        p: settle(per_unit(usable[line], with_horizon(use[p])), grid.length) if line else anywhere_inland
        for p, line in line_of.items()
    }


def with_horizon(amounts: Numbers) -> Numbers:
    """Return amounts per unit by period, and the least of them for the whole horizon."""
    return np.append(amounts, amounts.min())


def make_makers(
    grid: Grid, effects: Effects, line_of: Mapping[str, str], use: Mapping[str, Numbers]
) -> dict[str, tuple[Maker, ...]]:
    """Return who brings each commodity, now or later."""
    on_line: dict[str, dict[tuple[str, str], dict[str, Numbers]]] = defaultdict(lambda: defaultdict(dict))
    for p, of_process in effects.items():
        for c, effect in of_process.items():
            if (effect > 0).any():
                # A process without a line stands alone: no capacity is shared.
                on_line[c][line_of[p], "" if line_of[p] else p][p] = np.maximum(effect, 0.0)
    return {
        c: tuple(_maker(grid, l, gives, use) for (l, _), gives in of_line.items()) for c, of_line in on_line.items()
    }


def make_needs(effects: Effects) -> dict[str, dict[str, Numbers]]:
    """Return what each process uses of each input in the period of its activity, per unit."""
    needs: dict[str, dict[str, Numbers]] = {}
    for p, of_process in effects.items():
        used = {c: np.maximum(-np.diag(effect), 0.0) for c, effect in of_process.items()}
        needs[p] = {c: with_horizon(np.where(u > DUST, u, 0.0)) for c, u in used.items() if (u > DUST).any()}
    return needs


def make_demand(instance: Instance, grid: Grid) -> dict[str, Numbers]:
    """Return demand by commodity in plain cells (region, period), unit/yr."""
    commodities = ids_named(instance.tables["commodities"], "commodity")
    table, at = lookup(instance, "demand"), {r: i for i, r in enumerate(grid.regions)}
    demand: dict[str, Numbers] = {}
    for c, r in keys_covered(instance.tables["demand"], ("commodity", "region"), (commodities, grid.regions)):
        by_year = table.numbers("amount", c, r)
        if by_year is not None:
            demand.setdefault(c, grid.zeros())[at[r]] = grid.mean(by_year)
    return {c: amounts for c, amounts in demand.items() if amounts.any()}


def make_trade(instance: Instance, grid: Grid, side: str) -> dict[str, Numbers]:
    """Return what can be bought (or sold) of each commodity within limits and reserves."""
    table = lookup(instance, "markets")
    bounds: dict[str, Numbers] = {}
    for m in ids_named(instance.tables["markets"], "market"):
        if table.text("side", m) != side:
            continue
        region, limit, reserve = table.text("region", m), table.numbers("limit", m), table.number("reserve", m)
        here = np.array([region in (r, STAR) for r in grid.regions])
        most = np.full(len(grid.first), np.inf) if limit is None else grid.mean(limit)
        bound = with_totals(np.where(here[:, None], most, 0.0), grid.length)
        if reserve is not None:
            bound[:-1, -1] = np.minimum(bound[:-1, -1], reserve)
        c = table.text("commodity", m)
        bounds[c] = bounds.get(c, 0.0) + settle(bound, grid.length)
    return bounds


def _maker(grid: Grid, line: str, gives: Mapping[str, Numbers], use: Mapping[str, Numbers]) -> Maker:
    best = None
    if len(gives) > 1:
        shares = [np.divide(g, use[p], out=np.where(g > 0, np.inf, 0.0), where=use[p] > 0) for p, g in gives.items()]
        best = factors(np.max(shares, axis=0), grid.length)
    return Maker(line, {p: factors(g, grid.length) for p, g in gives.items()}, best)


def filled(table: Lookup, column: str, name: str) -> Numbers:
    """Return a column with a default in each year of the horizon."""
    by_year = table.numbers(column, name)
    assert by_year is not None  # a column with a default always has a value
    return by_year

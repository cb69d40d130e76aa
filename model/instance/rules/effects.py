"""What one unit of every process makes and uses, now and years later, and what comes back from the past."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.instance.rules.grid import Grid, Numbers
from model.instance.rules.rows import rows_of
from model.instance.schema import STAR

Effects = Mapping[str, Mapping[str, Numbers]]
Weights = Mapping[tuple[str, str, int], float]


def make_effects(instance: Instance, grid: Grid, weights: Weights) -> Effects:
    """Return effect[p][c][t, v]: the amount of c made (> 0) or used (< 0) in period t per activity of p in v.

    effect = recipe[p,c,t] where t = v, plus (1/n_t) sum of weight(y - z) over the years y of t and z of v
    """
    processes = ids_named(instance.tables["processes"], "process")
    commodities = ids_named(instance.tables["commodities"], "commodity")
    recipes = lookup(instance, "recipes")
    n = len(grid.first)
    gross: dict[tuple[str, str], list[Numbers]] = defaultdict(list)
    for p, c in keys_covered(instance.tables["recipes"], ("process", "commodity"), (processes, commodities)):
        by_year = recipes.numbers("amount", p, c)
        if by_year is not None:
            gross[p, c].append(np.diag(grid.mean(by_year)))
    lagged = {lag: _pairs(grid, lag) / grid.length[:, None] for _, _, lag in weights}
    for (p, c, lag), weight in weights.items():
        gross[p, c].append(weight * lagged[lag])
    effects: dict[str, dict[str, Numbers]] = {p: {} for p in processes}
    for (p, c), parts in gross.items():
        net, size = np.sum(parts, axis=0), np.sum(np.abs(parts), axis=0)
        # What is left of 0.9 used and 0.9 given back is nothing, whatever the rounding.
        effects[p][c] = np.where(np.abs(net) > 1e-12 * size.max(initial=0.0, axis=None), net, 0.0)
        assert effects[p][c].shape == (n, n)
    return effects


def return_weights(instance: Instance) -> Weights:
    """Return weight[p, c, lag] of `returns`; the more specific row wins, equal keys are added."""
    processes = ids_named(instance.tables["processes"], "process")
    commodities = ids_named(instance.tables["commodities"], "commodity")
    ranked: dict[tuple[str, str, int], dict[tuple[int, bool], float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of(instance.tables["returns"]):
        names_process, names_commodity = row["process"] != STAR, row["commodity"] != STAR
        rank = (names_process + names_commodity, names_process)
        for p in (row["process"],) if names_process else processes:
            for c in (row["commodity"],) if names_commodity else commodities:
                ranked[p, c, int(row["lag"])][rank] += row["amount"]
    return {key: amounts[max(amounts)] for key, amounts in ranked.items()}


def returned_from_history(instance: Instance, grid: Grid, weights: Weights) -> dict[str, Numbers]:
    """Return returned[c][r, t], unit/yr; rows of `history` in or after the first year are ignored."""
    at = {r: i for i, r in enumerate(grid.regions)}
    ends = np.array(grid.first) + grid.length
    lags: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
    for (p, c, lag), weight in weights.items():
        lags[p].append((c, lag, weight))
    returned: dict[str, Numbers] = {}
    for row in rows_of(instance.tables["history"]):
        if row["year"] >= grid.first[0]:
            continue
        for c, lag, weight in lags[row["process"]]:
            year = int(row["year"]) + lag
            if grid.first[0] <= year < ends[-1]:
                t = int(np.searchsorted(ends, year, side="right"))
                cells = returned.setdefault(c, grid.zeros())
                cells[at[row["region"]], t] += weight * row["amount"] / grid.length[t]
    return returned


def _pairs(grid: Grid, lag: int) -> Numbers:
    """Count for periods t and v the years z of v whose year z + lag lies in t."""
    start = np.array(grid.first, dtype=float)
    end = start + grid.length
    inside = np.minimum(end[:, None], end[None, :] + lag) - np.maximum(start[:, None], start[None, :] + lag)
    return np.asarray(np.maximum(inside, 0.0))

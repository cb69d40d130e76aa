"""What comes back years after an activity (an end-of-life battery), or falls due later (a replacement)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from model.instance.instance import Instance
from model.instance.schema import STAR
from model.network.network import Periods

Weights = Mapping[tuple[str, str, int], float]


def return_weights(instance: Instance, processes: Sequence[str], commodities: Sequence[str]) -> Weights:
    """Return weight[p, c, lag] per unit of activity; the more specific row wins, equal keys are added."""
    best: dict[tuple[str, str, int], tuple[tuple[int, bool], float]] = {}
    for row in instance.tables["returns"].to_dict("records"):
        named = [row["process"] != STAR, row["commodity"] != STAR]
        rank = (sum(named), named[0])
        for p in (row["process"],) if named[0] else processes:
            for c in (row["commodity"],) if named[1] else commodities:
                key = (p, c, int(row["lag"]))
                held, amount = best.get(key, (rank, 0.0))
                if rank >= held:
                    best[key] = (rank, row["amount"] + (amount if rank == held else 0.0))
    return {key: amount for key, (_, amount) in best.items()}


def lagged_amounts(weights: Weights, periods: Periods) -> dict[tuple[str, str, int, int], float]:
    """Return lagged[p, c, t, v] = (1 / n_t) * sum of weight(y - z) over years y in t and z in v."""
    lagged: dict[tuple[str, str, int, int], float] = defaultdict(float)
    for (p, c, lag), weight in weights.items():
        for v in periods.first:
            for t in periods.first:
                pairs = sum(1 for z in periods.years(v) if z + lag in periods.years(t))
                if pairs:
                    lagged[p, c, t, v] += weight * pairs / periods.length[t]
    return dict(lagged)


def came_from_history(instance: Instance, weights: Weights, periods: Periods) -> dict[tuple[str, str, str, int], float]:
    """Return by (p, c, r, t) the same from `history`; rows in or after the first year are ignored."""
    lags: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
    for (p, c, lag), weight in weights.items():
        lags[p].append((c, lag, weight))
    returned: dict[tuple[str, str, str, int], float] = defaultdict(float)
    period_of = {y: t for t in periods.first for y in periods.years(t)}
    for row in instance.tables["history"].to_dict("records"):
        if row["year"] >= periods.first[0]:
            continue
        for c, lag, weight in lags[row["process"]]:
            t = period_of.get(int(row["year"]) + lag)
            if t is not None:
                returned[row["process"], c, row["region"], t] += weight * row["amount"] / periods.length[t]
    return dict(returned)

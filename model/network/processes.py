"""Processes: what runs where, what it makes and uses, and what comes back later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.network.curves import LearnedPart
from model.network.network import Periods, Place, Processes
from model.network.returns import came_from_history, lagged_amounts, return_weights
from model.network.values import per_period


def line_of_process(instance: Instance) -> dict[str, str]:
    """Return the line each process runs on, "" for none."""
    table = lookup(instance, "processes")
    return {p: table.text("line", p) for p in ids_named(instance.tables["processes"], "process")}


def make_processes(
    instance: Instance,
    periods: Periods,
    learned: LearnedPart,
    lines: Mapping[str, str],
    places: Sequence[Place],
    inland: Sequence[str],
) -> Processes:
    """Return everything about processes; a process without a line runs in every inland region."""
    names = tuple(lines)
    commodities = ids_named(instance.tables["commodities"], "commodity")
    table, recipes = lookup(instance, "processes"), lookup(instance, "recipes")
    regions_of: dict[str, list[str]] = {"": list(inland)}
    for l, r in places:
        regions_of.setdefault(l, []).append(r)
    runs = tuple((p, r) for p in names for r in regions_of.get(lines[p], ()))
    weights = return_weights(instance, names, commodities)
    keys = [(p,) for p in names]
    made = keys_covered(instance.tables["recipes"], ("process", "commodity"), (names, commodities))
    amounts = per_period(recipes, "amount", [(p, c) for p, c in made], periods)
    history = came_from_history(instance, weights, periods)
    return Processes(
        runs=runs,
        line=lines,
        recipe={key: amount for key, amount in amounts.items() if amount},
        use=per_period(table, "use", keys, periods),
        variable_cost=per_period(table, "variable_cost", keys, periods),
        learned={
            (p, r, t): learned.activity[p, r, t]
            for p, r in runs
            for t in periods.first
            if (p, r, t) in learned.activity
        },
        lagged=lagged_amounts(weights, periods),
        returned=_over_processes(history),
        came_back=_over_regions(history),
    )


History = Mapping[tuple[str, str, str, int], float]  # process, commodity, region, period


def _over_processes(history: History) -> dict[tuple[str, str, int], float]:
    found: dict[tuple[str, str, int], float] = defaultdict(float)
    for (_, c, r, t), amount in history.items():
        found[c, r, t] += amount
    return dict(found)


def _over_regions(history: History) -> dict[tuple[str, str, int], float]:
    found: dict[tuple[str, str, int], float] = defaultdict(float)
    for (p, c, _, t), amount in history.items():
        found[p, c, t] += amount
    return dict(found)

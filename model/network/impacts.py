"""What an activity, open capacity, trade or a t-km emits, uses or employs."""

from __future__ import annotations

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Instance
from model.network.network import Periods
from model.network.values import per_period


def make_impacts(
    instance: Instance, periods: Periods, regions: tuple[str, ...]
) -> dict[tuple[str, str, str, str, int], float]:
    """Return amount[kind, name, region, impact, t] per unit of what causes it; `*` covers every name of the kind."""
    frame, table = instance.tables["impacts"], lookup(instance, "impacts")
    named = {
        "process": ids_named(instance.tables["processes"], "process"),
        "line": ids_named(instance.tables["lines"], "line"),
        "market": ids_named(instance.tables["markets"], "market"),
        "freight": ids_named(instance.tables["freight"], "freight_class"),
    }
    amounts: dict[tuple[str, str, str, str, int], float] = {}
    for kind, names in named.items():
        rows = frame[frame["kind"] == kind]
        impacts = ids_named(rows, "impact")
        keys = keys_covered(rows, ("kind", "name", "region", "impact"), ((kind,), names, regions, impacts))
        amounts.update(per_period(table, "amount", [(k, n, r, i) for k, n, r, i in keys], periods))
    return {key: amount for key, amount in amounts.items() if amount}

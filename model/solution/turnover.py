"""What every process makes, uses and gives back later, over all regions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from model.network.network import Network
from model.solution.units import per_year

Values = Mapping[str, Mapping[tuple[Any, ...], float]]
Key = tuple[str, str, int]  # process, commodity, period
MADE, USED, RETURNED = range(3)


def turnover_rows(net: Network, values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield process, commodity, year, made, used and returned amount, unit; rows without any are left out.

    What comes back stands under the process that had it, activity before the first period among it.
    """
    activity: dict[tuple[str, int], float] = defaultdict(float)
    for (p, _, t), x in values.get("activity", {}).items():
        activity[p, t] += x
    amounts: dict[Key, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for (p, c, t), amount in net.processes.recipe.items():
        amounts[p, c, t][MADE if amount > 0 else USED] += abs(amount) * activity[p, t]
    for (p, c, t, v), amount in net.processes.lagged.items():
        amounts[p, c, t][RETURNED] += amount * activity[p, v]
    for key, amount in net.processes.came_back.items():
        amounts[key][RETURNED] += amount
    for (p, c, t), row in amounts.items():
        if any(row):
            yield p, c, t, *row, per_year(net.units[c])

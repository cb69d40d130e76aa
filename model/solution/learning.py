"""The learning path of every curve: volume, unit cost, what is paid and what learning saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model.network.learning import Learning
from model.network.network import Network

Values = Mapping[str, Mapping[tuple[Any, ...], float]]


def learning_rows(net: Network, values: Values) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of the table `learning`; what is saved is saved on the volume of the plan as it is."""
    learning = Learning(net.curves)
    for curve, volumes in learning.split(learning.volumes(values)):
        added, spent = curve.added(volumes), curve.paid(volumes)
        columns = (
            volumes,
            added,
            curve.shape.cost(volumes),
            curve.average(volumes),
            curve.marginal(volumes),
            curve.shape.doublings(volumes),
            spent,
            curve.weight * added * curve.off - spent,
        )
        for t, *numbers in zip(curve.periods, *(column.tolist() for column in columns), strict=True):
            yield curve.name, curve.place, t, *numbers, net.money

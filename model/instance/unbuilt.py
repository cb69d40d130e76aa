"""What the contract has and this edition has not: refused with a message instead of left out in silence."""

from __future__ import annotations

from collections.abc import Iterator

from model.instance.instance import Instance
from model.instance.problems import Problem


def unbuilt(instance: Instance) -> Iterator[Problem]:
    """Yield a problem for everything an instance asks for that is not built yet."""
    settings = instance.settings
    if settings.decide_until is not None:
        cure = "programs of two stages are not part of this edition: take the key out"
        yield Problem("instance.yaml", cure, None, "decide_until", str(settings.decide_until))

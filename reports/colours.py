"""Colours that a colour-blind reader can tell: Okabe and Ito's for categories, cividis for amounts."""

from __future__ import annotations

CATEGORIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
OTHER = "#A0A0A0"
INK = "#222222"
SCALE = "Cividis"


def colours(names: list[str], other: str = "") -> dict[str, str]:
    """Return a colour for each name in order, grey for `other` and for what comes after the last colour."""
    free = iter(CATEGORIES)
    return {name: OTHER if name == other else next(free, OTHER) for name in names}

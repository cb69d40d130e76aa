"""Where demand is above all that can possibly get there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from model.instance.rules.chain import Chain
from model.instance.rules.grid import Flags, Numbers
from model.instance.rules.potential import Potential

TOLERANCE = 1e-6
"""Share of a demand (or amount, below 1) that a solver may miss."""


@dataclass(frozen=True)
class Shortfall:
    """The worst case of one commodity: what is asked for and what there is at most.

    regions: those that ask for it; sources: all from which it could come; year: first one of the period, None for
    the horizon as a whole, where amounts are those of all years together; others: periods that fall short as well.
    """

    commodity: str
    regions: tuple[str, ...]
    sources: tuple[str, ...]
    year: int | None
    asked: float
    most: float
    others: int


def unreached(chain: Chain, reach: Mapping[str, Numbers]) -> dict[str, Flags]:
    """Return by commodity the cells with demand where nothing of it can be."""
    return {c: (demand > TOLERANCE) & (reach[c][:-1, :-1] == 0) for c, demand in chain.demand.items()}


def shortfalls(chain: Chain, potential: Potential) -> Iterator[Shortfall]:
    """Yield commodities with demand above all supply in reach, beyond the cells that nothing reaches at all.

    What can get to r comes from regions that only such regions ship to, so that their demand has to be met from it.
    """
    nowhere = unreached(chain, potential.reach)
    for c, demand in chain.demand.items():
        asked = _asked(chain, c, np.where(nowhere[c], 0.0, demand))
        most = potential.reach[c]
        missing = np.where(np.isinf(most), 0.0, asked - np.where(np.isinf(most), 0.0, most))
        missing = np.where(missing > TOLERANCE * np.maximum(1.0, asked), missing, 0.0)
        if missing.any():
            yield _worst(chain, c, asked, most, missing)


def short_commodities(chain: Chain, potential: Potential) -> frozenset[str]:
    """Return the commodities whose demand cannot be met."""
    of_amount = {shortfall.commodity for shortfall in shortfalls(chain, potential)}
    return frozenset(of_amount | {c for c, cells in unreached(chain, potential.reach).items() if cells.any()})


def _asked(chain: Chain, c: str, demand: Numbers) -> Numbers:
    """Return the demand of the regions each region is reached from; last row: of all, last column: of all years."""
    summed = chain.ways[c].reaches.T.astype(float) @ demand
    by_period = np.vstack([summed, demand.sum(axis=0)])
    return np.column_stack([by_period, by_period @ chain.grid.length])


def _worst(chain: Chain, c: str, asked: Numbers, most: Numbers, missing: Numbers) -> Shortfall:
    grid = chain.grid
    # The year that a planner can look up comes before the sum of all years, which is told where it alone is short.
    periods = missing[:, :-1] if missing[:, :-1].any() else missing
    share = periods / np.maximum(asked[:, : periods.shape[1]], TOLERANCE)
    row, column = np.unravel_index(np.argmax(share), share.shape)
    is_everywhere = row == len(grid.regions)
    sources = np.ones(len(grid.regions), dtype=bool) if is_everywhere else chain.ways[c].reaches[:, row]
    demand = chain.demand[c]
    wanted = demand[:, column] if column < len(grid.first) else demand @ grid.length
    order = [i for i in np.argsort(-wanted, kind="stable") if sources[i] and wanted[i] > 0]
    return Shortfall(
        commodity=c,
        regions=tuple(grid.regions[i] for i in order),
        sources=tuple(np.array(grid.regions)[sources].tolist()),
        year=grid.first[column] if column < len(grid.first) else None,
        asked=float(asked[row, column]),
        most=float(most[row, column]),
        others=int((missing[:, :-1] > 0).any(axis=0).sum()) - 1 if column < len(grid.first) else 0,
    )

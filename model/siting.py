"""A program with sites or plants: which regions are interchangeable, and a plan that takes the first of equals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from model.network.network import Network
from model.solver.alike import interchangeable
from model.solver.highs import Options, Solved
from model.solver.mip import solve_whole
from model.solver.program import Program


def solve_sites(net: Network, program: Program, options: Options) -> Solved:
    """Solve a program with whole numbers; of regions that can change places the first in the table is taken."""
    regions = tuple(dict.fromkeys(r for _, r in net.sites.places))
    alike = interchangeable(program, regions) if len(regions) > 1 and not net.sites.is_relaxed else ()
    solved = solve_whole(program, options, tuple(_first_of_equals(net, program, alike)))
    return replace(solved, alike=alike)


def _first_of_equals(net: Network, program: Program, alike: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Yield (column, column that is at least as large): sites of one line in the order of the regions of a set.

    Any plan has a twin that obeys, made by letting the regions of the set change places: no optimum is lost.
    """
    at = {index: position for position, (name, index) in enumerate(program.columns) if name == "site_open"}
    for regions in alike:
        line = next(l for l, r in net.sites.places if r == regions[0] and (l, r) in at)
        for before, after in pairwise(regions):
            yield at[line, after], at[line, before]

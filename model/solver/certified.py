"""Concave costs to a proven gap: a lower bound for every plan, and the best plan found.

First every volume is narrowed to where plans can be that are better than the best one (narrow.py); with few curves that
often proves it. What is left is searched over: boxes of volumes on a small program of cuts (branching.py), or, where
the program itself is small or some columns are whole, segments of the curves in a search over whole numbers
(segments.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import numpy as np

from model.solver.boxes import Certified
from model.solver.branching import search_boxes
from model.solver.cuts import Cut
from model.solver.highs import Options
from model.solver.known import Known
from model.solver.master import Master
from model.solver.narrow import Narrowing
from model.solver.program import Program
from model.solver.segments import search_segments
from model.solver.tangents import Plan, Stopped, Tangents

SECONDS = 900.0
"""Time limit where none is given."""
SMALL = 20_000
"""Nonzeros up to which a program is searched by segments, measured in bench/LEARNING.md."""
FINEST = 1e-5
"""Smallest gap that is left to segments: a search over whole numbers has tolerances, boxes are proven by duals."""
Way = Literal["boxes", "segments"]


def solve_certified(
    tangents: Tangents, best: Plan, options: Options, cuts: Iterable[Cut] = (), way: Way | None = None
) -> Certified:
    """Return a plan with its proven gap: at most that asked for, or where a limit or Ctrl-C has ended the search.

    best: the plan to begin with, as local.py finds it; cuts: those that its programs have made; way: how to search
    where narrowing alone does not prove it (None: by the size of the program).
    """
    known, master = Known(tangents, best, options), Master(tangents.concave, best, options)
    for cut in cuts:
        master.add(cut)
    tangents.on_cut = master.add
    narrowing = Narrowing(known, master, options)
    try:
        narrowing.run()
        if narrowing.box is not None and known.found.bound < known.enough:
            by_segments = (way or _way(tangents.program, known.gap)) == "segments"
            # A segment without end could not be split; boxes can.
            if by_segments and (narrowing.give_ends() or tangents.program.integers):
                search_segments(known, narrowing.box, options)
            else:
                search_boxes(known, master, narrowing.box)
    except Stopped as stopped:
        known.found.status = stopped.status
    except KeyboardInterrupt:
        known.found.status = "interrupted"
    if not np.isfinite(known.found.bound):
        # Ended before anything was proven: the cuts there are may do.
        narrowing.is_proven()
    known.note()
    return known.found


def _way(program: Program, gap: float) -> Way:
    if program.integers:
        # Over whole numbers a program is not convex, so that cuts bound it too weakly.
        return "segments"
    return "segments" if program.matrix.nnz <= SMALL and gap >= FINEST else "boxes"

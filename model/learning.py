"""A network whose costs depend on its plan, solved: the plan, the exact prices it pays and what the search found."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from model.network.learning import Learning, told, with_prices
from model.network.network import Network
from model.solver.boxes import Certified
from model.solver.certified import SECONDS, solve_certified
from model.solver.cuts import Cut
from model.solver.highs import Options, Solved, solved_at
from model.solver.local import Local, solve_local
from model.solver.program import Name, Program
from model.solver.tangents import Plan, Tangents

KEPT = 0.5
"""Share of the time limit that the starts leave for the proof."""


@dataclass(frozen=True)
class Learned:
    """network: every curve at the average price its members pay; solved: the plan at its true cost.

    record: the starts, basins, bound and gap, as they stand in run.json.
    """

    network: Network
    solved: Solved
    record: Mapping[str, Any]


def solve_learning(
    net: Network, program: Program, options: Options, mode: str, tell: Callable[[str], None] = lambda said: None
) -> Learned:
    """Solve a network with curves by tangents (`local`) or to a proven gap (`certified`); `tell` hears of each step."""
    started = time.perf_counter()
    learning = Learning(net.curves)
    if mode == "certified" and options.time_limit is None:
        options = replace(options, time_limit=SECONDS)
    tangents = Tangents(program, learning, options, over_regions(net, program))
    cuts: list[Cut] = []
    tangents.on_cut = cuts.append
    tangents.tell = tell
    is_proven = mode == "certified" and not learning.why_unproven
    local = solve_local(tangents, KEPT if is_proven else 0.0)
    record: dict[str, Any] = {"mode": mode, "bound": None, "gap": None}
    if local.best is None:
        return Learned(net, Solved(local.status), record)
    plan, status, bound = local.best, local.status, None
    record |= _local_record(local, learning)
    if is_proven:
        if status == "interrupted":
            tangents.stop()
        certified = solve_certified(tangents, plan, options, cuts)
        plan, status = certified.best, status if status == "interrupted" else certified.status
        bound = certified.bound if np.isfinite(certified.bound) else None
        record |= _certified_record(certified, learning)
    elif mode == "certified":
        record["why_unproven"] = learning.why_unproven
    found = Solved(status, method="tangents", iterations=tangents.iterations)
    solved = solved_at(program, plan.x, plan.dual, found)
    if not plan.is_settled:
        # Stopped on its way: its duals are those of other tangents than its own.
        solved = replace(solved, duals={})
    volumes = learning.volumes(solved.values)
    objective = (solved.objective or 0.0) + learning.paid(volumes)
    seconds = time.perf_counter() - started
    record |= {"programs": tangents.solves, "seconds": seconds}
    return Learned(
        with_prices(net, volumes), replace(solved, objective=objective, bound=bound, seconds=seconds), record
    )


def over_regions(net: Network, program: Program) -> tuple[Name, ...]:
    """Return the sum over regions that each row is part of; what adds up to a volume stays apart."""
    regions = frozenset(net.regions)
    return tuple(
        (kind, index if kind == "volume_adds_up" else tuple("" if part in regions else part for part in index))
        for kind, index in program.rows
    )


def _local_record(local: Local, learning: Learning) -> dict[str, Any]:
    return {
        "starts_status": local.status,
        "starts": [
            {"start": d.name, "costs": list(d.costs), "ended": d.ended, "basin": d.basin} for d in local.descents
        ],
        "basins": [{"cost": plan.cost, "volumes": _last(plan, learning)} for plan in local.basins],
    }


def _certified_record(found: Certified, learning: Learning) -> dict[str, Any]:
    if not np.isfinite(found.bound):
        # Stopped before anything was proven.
        return {"incumbent": found.best.cost, "nodes": found.nodes}
    distance, spend = max(0.0, found.best.cost - found.bound), learning.paid(found.best.volumes)
    return {
        "bound": found.bound,
        "incumbent": found.best.cost,
        "gap": found.gap,
        "gap_of_spend": distance / spend if spend else None,
        "curve_gap": found.curve_part,
        "solver_gap": max(0.0, distance - found.curve_part),
        "nodes": found.nodes,
        "surrogate_programs": found.surrogates,
        "trace": [asdict(moment) for moment in found.trace if np.isfinite(moment.bound)],
    }


def _last(plan: Plan, learning: Learning) -> dict[str, float]:
    """Return the volume of every curve in the last period."""
    return {told(curve): max(0.0, float(volumes[-1])) for curve, volumes in learning.split(plan.volumes)}

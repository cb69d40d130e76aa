"""A program too large to hold all its lanes: begun with few, and given those that pay until no other does.

Few are enough to begin with where they are the right ones: the cheapest from each origin and to each destination, and
those that a plan with few, long periods uses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from model.formulation.build import build
from model.instance.instance import Instance
from model.network.absent import AbsentLanes, with_lanes
from model.network.assemble import Select, assemble
from model.network.lane import Lanes, Positions
from model.network.lanes import sparse_start
from model.network.network import Network
from model.solver.engine import Engine, as_solved
from model.solver.highs import Options, Solved
from model.solver.pricing import Columns, Proof, solve_priced
from model.solver.program import Numbers, Program, compile_program

MANY = 50_000
"""Shipments, lanes times periods, from which it pays to begin with few, if these are less than a third."""
NEAREST = 3
"""Lanes from each origin and to each destination to begin with."""
LONG = 4
"""Periods that become one in the plan that tells which lanes are used."""


@dataclass(frozen=True)
class Priced:
    """network: with the lanes that were added; solved: the optimum over all lanes; proof: None where all were in."""

    network: Network
    solved: Solved
    proof: Proof | None

    @property
    def record(self) -> dict[str, Any] | None:
        """What stands in run.json."""
        if self.proof is None:
            return None
        least = self.proof.least if math.isfinite(self.proof.least) else None
        return {**asdict(self.proof), "least": least, "lanes": len(self.network.lanes)}


def is_priced(instance: Instance, options: Options) -> bool:
    """Tell whether lanes may come in on demand: a linear program, and nothing that needs all of it at once."""
    tables = instance.tables
    has_sites = len(tables["site_counts"]) or tables["sites"][["site_cost", "least_size"]].notna().to_numpy().any()
    learns = len(tables["curves"]) and instance.settings.learning in ("local", "certified")
    asked_for_all = options.columns == "all" or options.groups_first
    return not (asked_for_all or has_sites or learns or len(tables["plant_costs"]))


def few_lanes(instance: Instance, options: Options) -> Select:
    """Return which lanes to begin with: all of them, or the cheapest where there are many."""

    def choose(lanes: Lanes, regions: Sequence[str]) -> Positions:
        if not is_priced(instance, options):
            return np.arange(len(lanes))
        few = sparse_start(lanes, regions, NEAREST)
        is_many = len(lanes) * len(instance.settings.years) >= MANY and len(lanes) >= 3 * len(few)
        return few if is_many or options.columns == "priced" else np.arange(len(lanes))

    return choose


def with_likely_lanes(instance: Instance, net: Network, options: Options) -> Network:
    """Return a network begun with few lanes, and those that a plan in long periods uses, where there is such a plan."""
    settings = instance.settings
    if len(settings.years) < 2 * LONG:
        return net
    short = replace(instance, settings=replace(settings, years=settings.years[::LONG]))
    options = replace(options, columns="priced")
    begun = assemble(short, few_lanes(short, options), net.roads.commodities)
    found = solve_lanes(short, begun, options).solved
    if found.status == "interrupted":
        raise KeyboardInterrupt
    used = {(c, r, s) for (c, r, s, _), x in found.values.get("flow", {}).items() if x}
    rows = np.flatnonzero([ends in used for ends in net.absent.ends()])
    return with_lanes(instance, net, net.lanes.joined(net.absent.taken(rows)), net.absent.without(rows))


def solve_lanes(instance: Instance, net: Network, options: Options, program: Program | None = None) -> Priced:
    """Solve a network begun with few lanes; where these leave no plan, all are taken."""
    program = program or compile_program(build(net))
    source = _Source(instance, net, program)
    if source.is_complete:
        engine = Engine(program, options)
        point, proof = solve_priced(engine, source)
        if point.status != "infeasible":
            more = net.absent.taken(np.flatnonzero(source.is_added.any(axis=1)))
            rest = net.absent.without(np.flatnonzero(source.is_added.any(axis=1)))
            full = with_lanes(instance, net, net.lanes.joined(more), rest)
            return Priced(full, as_solved(engine.program, point, options), proof)
    full = with_lanes(instance, net, net.lanes.joined(net.absent), Lanes.none(len(net.periods.first)))
    program = compile_program(build(full))
    return Priced(full, as_solved(program, Engine(program, options).solve(), options), None)


class _Source:
    """The absent lanes as columns of a program."""

    def __init__(self, instance: Instance, net: Network, program: Program) -> None:
        self._rows = len(program.rows)
        # A row whose small side is a number is compiled as large >= number.
        sign = np.where(np.isposinf(program.row_upper), -1.0, 1.0)
        self._absent = AbsentLanes(instance, net, {name: row for row, name in enumerate(program.rows)}, sign)
        self.is_complete, self.is_added = self._absent.is_complete, self._absent.is_added

    def price(self, dual: Numbers) -> tuple[float, Columns | None]:
        """Return the least reduced cost of all absent lanes, and the best of them."""
        least, (lane, period) = self._absent.best(dual)
        if not len(lane):
            return least, None
        self.is_added[lane, period] = True
        cost = np.zeros(len(lane))
        for t in np.unique(period):
            cost[period == t] = self._absent.cost(int(t))[lane[period == t]]
        upper = self._absent.capacity(lane, period)
        matrix, names = self._absent.columns(lane, period, self._rows), self._absent.names(lane, period)
        return least, Columns(cost, np.zeros(len(lane)), upper, matrix, names)

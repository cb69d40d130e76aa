"""Groups of regions first, such as provinces, then their regions: a plan near the optimum, and how near at most.

Summed over the regions of a group, balances let goods move inside it for nothing and limits hold for all of them
together; a shipment from group to group costs what the cheapest one between two of their regions does. Every plan of
the regions is a plan of the groups at no more cost, so the optimum of the groups is a bound for all plans of the
regions. Their plan then builds a line only in those groups in which the plan of the groups builds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy.sparse import coo_array, csc_array

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance
from model.network.network import Network
from model.solution.paths import ON_THE_ROAD
from model.solver.engine import Engine, as_solved
from model.solver.highs import DUST, Options, Solved
from model.solver.point import Point
from model.solver.pricing import Columns
from model.solver.program import Name, Program
from model.solver.proof import dual_bound
from model.solver.summed import summed, without

Groups = Mapping[str, str]


def groups_of(instance: Instance) -> Groups:
    """Return the group of every region; a region in no group is one by itself."""
    table = lookup(instance, "regions")
    return {r: table.text("group", r) or r for r in ids_named(instance.tables["regions"], "region")}


def solve_groups_first(net: Network, program: Program, groups: Groups, options: Options) -> Solved:
    """Return a plan that builds where that of the groups does, with the bound that the latter proves.

    Where such a plan is not possible, or groups have none to begin with, the whole program is solved. A plan that is
    not proven to be the optimum has no prices.
    """
    coarse = grouped(net, program, groups)
    point = Engine(coarse, options).solve()
    if point.status != "optimal":
        return as_solved(program, Engine(program, options).solve(), options)
    bound = dual_bound(coarse, point.dual).value
    few = without(program, _unused_builds(program, _used(coarse, point, groups), groups))
    found = Engine(few, options).solve()
    if found.status != "optimal":
        return as_solved(program, Engine(program, options).solve(), options)
    both = replace(found, iterations=point.iterations + found.iterations, seconds=point.seconds + found.seconds)
    return replace(as_solved(few, both, options), status="feasible", bound=bound, duals={})


def grouped(net: Network, program: Program, groups: Groups) -> Program:
    """Return the program of the groups: rows summed, what travels over corridors shipped from group to group.

    Of decisions in regions of a group that only differ in cost the cheapest is left.
    """
    names = [_row_of(name, groups) for name in program.rows]
    kept = np.array([name not in ON_THE_ROAD for name, _ in program.columns], dtype=bool)
    rows = list(dict.fromkeys(name for name in names if name is not None))
    return summed(program, names, kept, _between(net, rows, groups))


def _row_of(name: Name, groups: Groups) -> Name | None:
    kind, index = name
    return None if kind == "road" else (kind, (index[0], *(groups.get(part, part) for part in index[1:])))


def _between(net: Network, rows: Sequence[Name], groups: Groups) -> Columns:
    """Return shipments of the goods on the road between groups, each at the least cost from a region to another."""
    at = {name: row for row, name in enumerate(rows)}
    live, cost, ends, names = frozenset(net.nodes), [], [], []
    for c in net.roads.commodities:
        here = [i for i, r in enumerate(net.roads.regions) if (c, r) in live]
        of = [groups[net.roads.regions[i]] for i in here]
        for (origin, destination), least in _least(net.roads.cost(c)[np.ix_(here, here)], of).items():
            for t, delta in net.periods.delta.items():
                ends.append((at["balance", (c, origin, t)], at["balance", (c, destination, t)]))
                cost.append(delta * least)
                names.append(("flow", (c, origin, destination, t)))
    n = len(names)
    row = np.array(ends, dtype=np.intp).reshape(-1, 2)
    sign = np.repeat([[-1.0, 1.0]], n, axis=0)
    column = np.repeat(np.arange(n), 2)
    matrix = csc_array(coo_array((sign.ravel(), (row.ravel(), column)), shape=(len(rows), n)))
    return Columns(np.array(cost, dtype=float), np.zeros(n), np.full(n, np.inf), matrix, names)


def _least(cost: np.ndarray[Any, Any], of: Sequence[str]) -> dict[tuple[str, str], float]:
    """Return the least cost between two groups that a way joins; of: the group of each row and column."""
    ids = tuple(dict.fromkeys(of))
    members = [np.array([i for i, group in enumerate(of) if group == one], dtype=np.intp) for one in ids]
    to = [
        (origin, np.array([cost[np.ix_(rows, columns)].min() for columns in members]))
        for origin, rows in zip(ids, members, strict=True)
    ]
    return {
        (origin, destination): float(x)
        for origin, least in to
        for destination, x in zip(ids, least, strict=True)
        if origin != destination and np.isfinite(x)
    }


def _used(coarse: Program, point: Point, groups: Groups) -> frozenset[tuple[str, str]]:
    """Return the (line, group) in which anything is built."""
    return frozenset(
        (index[0], groups[index[1]])
        for (name, index), x in zip(coarse.columns, point.x.tolist(), strict=True)
        if name == "build" and x > DUST
    )


def _unused_builds(program: Program, used: frozenset[tuple[str, str]], groups: Groups) -> np.ndarray[Any, Any]:
    return np.array(
        [name == "build" and (index[0], groups[index[1]]) not in used for name, index in program.columns], dtype=bool
    )

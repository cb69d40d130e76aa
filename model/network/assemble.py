"""From an instance to its network, in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance
from model.network.capacity import make_lines, site_lookup
from model.network.corridors import make_roads
from model.network.curves import learned_part
from model.network.discounting import make_periods
from model.network.impacts import make_impacts
from model.network.lane import Lanes, Positions
from model.network.lanes import make_lanes
from model.network.learning import make_curves
from model.network.markets import make_markets, make_needs
from model.network.network import Network
from model.network.nodes import nodes_with_balance
from model.network.plants import make_plants
from model.network.policies import make_policies
from model.network.processes import line_of_process, make_processes
from model.network.sites import make_sites
from model.network.vintages import make_vintages

Select = Callable[[Lanes, Sequence[str]], Positions]
"""From all lanes that a class makes, and the regions, the rows of those to begin with."""


def every_lane(lanes: Lanes, regions: Sequence[str]) -> Positions:
    """Begin with all lanes."""
    return np.arange(len(lanes))


def assemble(instance: Instance, select: Select = every_lane, on_roads: Collection[str] = ()) -> Network:
    """Return the network of a checked instance.

    select: which of the lanes that a freight class makes come first; on_roads: commodities that travel over corridors
    instead, of those that commodities_for_roads names.
    """
    settings = instance.settings
    periods = make_periods(settings)
    regions = ids_named(instance.tables["regions"], "region")
    inland = inland_regions(instance)
    learned = learned_part(instance, periods)
    line_of = line_of_process(instance)
    lines = make_lines(instance, periods, learned, _processes_of(line_of))
    sites = site_lookup(instance)
    processes = make_processes(instance, periods, learned, line_of, lines.places, inland)
    made, given = make_lanes(instance, periods, regions, on_roads)
    rows = select(made, regions)
    lanes, absent = made.taken(rows).joined(given), made.without(rows)
    markets = make_markets(instance, periods, regions)
    needs = make_needs(instance, periods, regions)
    nodes = nodes_with_balance(processes, lanes, markets, needs)
    net = Network(
        name=settings.name,
        scenario=instance.scenario,
        objective=settings.objective,
        money=settings.money,
        periods=periods,
        regions=regions,
        nodes=nodes,
        dumps=tuple((c, r) for c, r in nodes if c in needs.disposal_price),
        units=_texts(instance, "unit"),
        freight_class=_texts(instance, "freight_class"),
        lines=lines,
        sites=make_sites(instance, periods, sites, lines),
        plants=make_plants(instance, periods, sites, lines),
        processes=processes,
        lanes=lanes,
        absent=absent,
        roads=make_roads(instance, regions, on_roads),
        markets=markets,
        needs=needs,
        curves=make_curves(instance, periods, lines, processes),
        impacts=make_impacts(instance, periods, regions),
        vintages=make_vintages(instance, periods, learned),
    )
    return replace(net, policies=make_policies(instance, net))


def inland_regions(instance: Instance) -> tuple[str, ...]:
    """List the regions that are neither ports nor overseas."""
    table = lookup(instance, "regions")
    return tuple(r for r in ids_named(instance.tables["regions"], "region") if table.text("kind", r) == "inland")


def _processes_of(line_of: Mapping[str, str]) -> dict[str, list[str]]:
    processes: dict[str, list[str]] = {}
    for p, l in line_of.items():
        if l:
            processes.setdefault(l, []).append(p)
    return processes


def _texts(instance: Instance, column: str) -> dict[str, str]:
    table = lookup(instance, "commodities")
    return {c: table.text(column, c) for c in ids_named(instance.tables["commodities"], "commodity")}

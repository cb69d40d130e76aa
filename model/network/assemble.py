"""From an instance to its network, in order."""

from __future__ import annotations

from collections.abc import Mapping

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance
from model.network.capacity import make_lines
from model.network.curves import learned_part
from model.network.discounting import make_periods
from model.network.impacts import make_impacts
from model.network.lanes import make_lanes
from model.network.markets import make_markets, make_needs
from model.network.network import Network
from model.network.nodes import nodes_with_balance
from model.network.processes import line_of_process, make_processes


def assemble(instance: Instance) -> Network:
    """Return the network of a checked instance."""
    settings = instance.settings
    periods = make_periods(settings)
    regions = ids_named(instance.tables["regions"], "region")
    inland = inland_regions(instance)
    learned = learned_part(instance, periods)
    line_of = line_of_process(instance)
    lines = make_lines(instance, periods, learned, _processes_of(line_of))
    processes = make_processes(instance, periods, learned, line_of, lines.places, inland)
    lanes = make_lanes(instance, periods, regions)
    markets = make_markets(instance, periods, regions)
    needs = make_needs(instance, periods, regions)
    nodes = nodes_with_balance(processes, lanes, markets, needs)
    return Network(
        name=settings.name,
        scenario=instance.scenario,
        objective=settings.objective,
        periods=periods,
        regions=regions,
        nodes=nodes,
        dumps=tuple((c, r) for c, r in nodes if c in needs.disposal_price),
        units=_texts(instance, "unit"),
        freight_class=_texts(instance, "freight_class"),
        lines=lines,
        processes=processes,
        lanes=lanes,
        markets=markets,
        needs=needs,
        impacts=make_impacts(instance, periods, regions),
    )


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

"""Lines: where capacity stands, may be built, what it costs and how it is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from model.instance.expand import Lookup, ids_named, lookup
from model.instance.instance import Instance
from model.network.curves import LearnedPart
from model.network.discounting import annuity, capital_weight
from model.network.network import Lines, Periods
from model.network.plants import lines_with_plant_costs
from model.network.values import per_period

Cell = tuple[str, str, int]


def make_lines(
    instance: Instance, periods: Periods, learned: LearnedPart, processes: Mapping[str, Sequence[str]]
) -> Lines:
    """Return everything about lines; `processes` says which run on which line."""
    names = ids_named(instance.tables["lines"], "line")
    line_table, sites = lookup(instance, "lines"), site_lookup(instance)
    existing = _existing_capacity(instance, periods, line_table)
    builds = _possible_builds(instance, periods, line_table, sites, names)
    places = tuple(dict.fromkeys([(l, r) for l, r, _ in existing.total] + [(l, r) for l, r, _ in builds]))
    payments = {(l, t): payments_of_build(instance, line_table, l, t) for l in names for t in periods.first}
    keys = [(l,) for l in names]
    capex = per_period(line_table, "capex", keys, periods, at_build=True)
    fixed = per_period(line_table, "fixed_cost", keys, periods)
    restart_cost = per_period(line_table, "restart_cost", keys, periods)
    factor = per_period(sites, "capex_factor", places, periods)
    cost_factor = per_period(sites, "cost_factor", places, periods)
    subsidy = per_period(sites, "subsidy", places, periods)
    cells = [(l, r, t) for l, r in places for t in periods.first]
    whole = lines_with_plant_costs(instance)
    return Lines(
        places=places,
        processes={l: tuple(processes.get(l, ())) for l in names},
        builds=tuple(builds),
        restarts=tuple((l, r, t) for l, r, t in cells if (l, t) in restart_cost and t > periods.first[0]),
        existing=existing.total,
        existing_by_status=existing.by_status,
        fresh=existing.fresh,
        faded=existing.faded,
        committed=existing.committed,
        alive=_alive(periods, line_table, names),
        weight={(l, t): capital_weight(periods, t, rate, n) for (l, t), (rate, n) in payments.items()},
        payments={(l, t): (annuity(rate, n), n) for (l, t), (rate, n) in payments.items()},
        capital={(l, r, t): 0.0 if l in whole else capex[l, t] * factor[l, r, t] for l, r, t in cells},
        subsidy={cell: share for cell, share in subsidy.items() if share},
        learned=_only(learned.build, cells),
        learned_list=_only(learned.list_price, cells),
        learned_open=_only(learned.size, cells),
        fixed_cost={(l, r, t): fixed[l, t] * cost_factor[l, r, t] for l, r, t in cells},
        max_utilisation=per_period(line_table, "max_utilisation", keys, periods),
        min_utilisation=per_period(line_table, "min_utilisation", keys, periods),
        exit_rate=per_period(line_table, "exit_rate", keys, periods),
        restart_cost=restart_cost,
        max_build=per_period(sites, "max_build", places, periods),
        max_capacity=per_period(sites, "max_capacity", places, periods),
    )


def whole_years(value: float) -> int:
    """Return a life or a number of payments as whole years, at least one."""
    return max(1, round(value))


def share_of_years(periods: Periods, t: int, start: int, end: int) -> float:
    """Return the share of the years of period t that lie in start .. end - 1."""
    inside = min(t + periods.length[t], end) - max(t, start)
    return max(0, inside) / periods.length[t]


class _Existing:
    """E of capacity.csv by cell, with what is new, what is gone and what is paid for."""

    def __init__(self) -> None:
        self.total: dict[Cell, float] = defaultdict(float)
        self.by_status: dict[tuple[str, str, str, int], float] = defaultdict(float)
        self.fresh: dict[Cell, float] = defaultdict(float)
        self.faded: dict[Cell, float] = defaultdict(float)
        self.committed: dict[Cell, float] = defaultdict(float)


def _existing_capacity(instance: Instance, periods: Periods, lines: Lookup) -> _Existing:
    found = _Existing()
    for row in instance.tables["capacity"].to_dict("records"):
        status = row["status"] or "operating"
        amount = row["capacity"] * (instance.settings.announced_share if status == "announced" else 1.0)
        online = int(row["online"])
        offline = online + _life(lines, row["line"], online) if np.isnan(row["offline"]) else int(row["offline"])
        is_paid = status != "operating" and online >= periods.first[0]
        held = 0.0
        for t in periods.first:
            share = share_of_years(periods, t, online, offline)
            cell = (row["line"], row["region"], t)
            if amount and share:
                found.total[cell] += amount * share
                found.by_status[row["line"], row["region"], status, t] += amount * share
            if amount and share > held:
                found.fresh[cell] += amount * (share - held)
            if amount and share < held:
                found.faded[cell] += amount * (held - share)
            if amount and share and is_paid:
                found.committed[cell] += amount
                is_paid = False
            held = share
    return found


def _life(lines: Lookup, line: str, year: int) -> int:
    return whole_years(lines.at("life", year, line) or 1.0)


def _possible_builds(
    instance: Instance, periods: Periods, lines: Lookup, sites: Lookup, names: Sequence[str]
) -> list[Cell]:
    regions = instance.tables["regions"]
    inland = regions.loc[regions["kind"].isin(["inland", ""]), "region"]
    has_sites = len(instance.tables["sites"]) > 0
    candidates = regions["region"] if has_sites else inland
    builds = []
    for l in names:
        first_year = lines.number("first_year", l)
        for r in candidates:
            if has_sites and not sites.covers(l, r):
                continue
            builds += [
                (l, r, t)
                for t in periods.first
                if (first_year is None or t >= first_year) and sites.yes("allowed", t, l, r)
            ]
    return builds


def site_lookup(instance: Instance) -> Lookup:
    """`*` in the regions of `sites` means inland ones."""
    regions = instance.tables["regions"]
    inland = frozenset(regions.loc[regions["kind"].isin(["inland", ""]), "region"])
    return lookup(instance, "sites", {1: inland})


def payments_of_build(instance: Instance, lines: Lookup, line: str, t: int) -> tuple[float, int]:
    """Return the hurdle rate and the number of payments of a build in t."""
    rate = lines.at("hurdle_rate", t, line)
    years = lines.at("paid_over", t, line) or lines.at("life", t, line) or 1.0
    return instance.settings.discount_rate if rate is None else rate, whole_years(years)


def _alive(periods: Periods, lines: Lookup, names: Sequence[str]) -> dict[tuple[str, int, int], float]:
    alive = {}
    for l in names:
        for v in periods.first:
            end = v + _life(lines, l, v)
            for t in periods.first:
                share = share_of_years(periods, t, v, end) if t >= v else 0.0
                if share:
                    alive[l, v, t] = share
    return alive


def _only(values: Mapping[Cell, float], cells: Sequence[Cell]) -> dict[Cell, float]:
    return {cell: values[cell] for cell in cells if cell in values}

"""Rules about demand: something has to make it, a lane has to bring it, and there has to be enough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.instance.problems import Problem, nearest
from model.instance.rules.bounds import per_unit
from model.instance.rules.facts import Facts
from model.instance.rules.rows import Row, and_more, problem, row_behind, row_of_effect, rows_of, shown
from model.instance.rules.shortfalls import Shortfall, shortfalls, unreached
from model.instance.schema import STAR

NAMED_AT_MOST = 3


def no_source(facts: Facts) -> Iterator[Problem]:
    """A commodity that is used or demanded is made, bought or comes back; a warning where the plan can do without."""
    chain = facts.chain
    known = [c for c in chain.ways if c not in facts.sourceless]
    for c in (c for c in chain.ways if c in facts.sourceless):
        cure = f"nothing makes, sells or brings back {c}{nearest(c, known)}: give it a process or a market"
        if c in chain.demand:
            yield problem(_demand_row(facts, c), "commodity", cure, warning=c in facts.shortage_allowed)
        users = [p for p, needs in chain.needs.items() if c in needs]
        if users:
            row = row_of_effect(facts.instance, users[0], c, -1)
            idle = f", or {and_more(users, 'process')} can never run"
            yield problem(row, "commodity", cure + idle, warning=not facts.is_cut_off)


def unreached_demand(facts: Facts) -> Iterator[Problem]:
    """Demand lies where lanes can bring the commodity from where it is made, bought or comes back."""
    chain, possible = facts.chain, facts.possible_if_complete
    for c, cells in unreached(chain, possible.reach).items():
        if not cells.any():
            continue
        t = int(np.argmax((chain.demand[c] * cells).sum(axis=0)))
        year, regions = facts.grid.first[t], [facts.grid.regions[i] for i in np.nonzero(cells[:, t])[0]]
        origins = [facts.grid.regions[i] for i in np.nonzero(possible.supply[c][:-1, t] > 0)[0]]
        here = and_more(regions, "region")
        if origins:
            cure = f"no lane brings {c} from {and_more(origins, 'region')} to {here} in {year}: {_way(facts, c)}"
        else:
            cure = (
                f"nothing of {c} can be made, bought or come back in {year} for {here}{_limits(facts, c, -1, t)}: "
                "allow builds, capacity or a market, or give it a shortage_price"
            )
        row = row_behind(facts.table("demand"), {"commodity": c, "region": regions[0]}, "amount", year)
        yield problem(row, "amount", cure, warning=c in facts.shortage_allowed)


def supply_below_demand(facts: Facts) -> Iterator[Problem]:
    """What can be made, bought and come back within reach covers demand, in every period and over all of them."""
    for short in shortfalls(facts.chain, facts.possible_if_complete):
        if short.commodity not in facts.shortage_allowed:
            row = row_behind(
                facts.table("demand"), {"commodity": short.commodity, "region": short.regions[0]}, "amount", short.year
            )
            yield problem(row, "amount", _enough(facts, short))


def _demand_row(facts: Facts, commodity: str) -> Row:
    rows = [row for row in rows_of(facts.table("demand")) if row["commodity"] in (commodity, STAR)]
    return min(rows, key=lambda row: (row["commodity"] == STAR, -row["amount"]))


def _way(facts: Facts, commodity: str) -> str:
    name = facts.commodities.text("freight_class", commodity)
    return f"lengthen reach_km of {name}, or add lanes" if name else "give it a freight_class, or add lanes"


def _enough(facts: Facts, short: Shortfall) -> str:
    c, unit, grid = short.commodity, facts.commodities.text("unit", short.commodity), facts.grid
    asked = f"{shown(short.asked)} {unit}".strip() + ("/yr" if unit and short.year is not None else "")
    when = "over all years" if short.year is None else f"in {short.year}"
    others = (
        f" (and less than asked for in {short.others} more period{'s' if short.others > 1 else ''})"
        if short.others
        else ""
    )
    row = grid.regions.index(short.sources[0]) if len(short.sources) == 1 else -1
    column = -1 if short.year is None else grid.first.index(short.year)
    where = and_more(short.regions, "region")
    return (
        f"{c} asked for in {where} comes to {asked} {when}, and at most {shown(short.most)} "
        f"can get there{_limits(facts, c, row, column)}{others}: ask for less, allow more, or give it a shortage_price"
    )


def _limits(facts: Facts, commodity: str, row: int, column: int) -> str:
    """Name what holds back the processes that bring a commodity, a few of them at most."""
    chain, possible = facts.chain, facts.possible_if_complete
    held = []
    for maker in chain.makers.get(commodity, ()):
        for p in maker.gives:
            bound = possible.activity[p][row, column]
            needs = chain.needs.get(p, {}).items()
            scarce = [c for c, need in needs if per_unit(possible.reach[c], need)[row, column] <= bound * (1 + 1e-6)]
            by = scarce[0] if scarce and bound < chain.runs[p][row, column] else maker.line and f"line {maker.line}"
            if by and np.isfinite(bound):
                held.append(f"{p} is limited by {by}")
    return f" ({', '.join(held[:NAMED_AT_MOST])})" if held else ""

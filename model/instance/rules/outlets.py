"""Rules about what has to go somewhere: by-products and what comes back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from model.instance.problems import Problem
from model.instance.rules.bounds import times
from model.instance.rules.facts import Facts
from model.instance.rules.grid import Numbers
from model.instance.rules.potential import without_outlet
from model.instance.rules.rows import Row, and_more, problem, row_behind, row_of_effect, rows_of, shown
from model.instance.rules.shortfalls import TOLERANCE

CURE = "give it a disposal_price (0 is a price), a process that uses it, a market that buys it, or a lane to one"


def by_product_without_outlet(facts: Facts) -> Iterator[Problem]:
    """What a process makes or brings back goes somewhere; an error where demand cannot do without the process."""
    chain, possible, complete = facts.chain, facts.possible, facts.possible_if_complete
    cut_off = facts.is_cut_off
    found: dict[str, list[str]] = {}
    for p, effects in chain.effects.items():
        runs = complete.activity[p][:-1, :-1] > 0
        for c, effect in effects.items():
            blocked = without_outlet(effect, possible.outlet[c]) & runs
            # Where a process can run elsewhere, one place without an outlet is a choice of the planner.
            if blocked.any() and (cut_off or (blocked == runs).all()):
                found.setdefault(c, []).append(p)
    for c, processes in found.items():
        row = row_of_effect(facts.instance, processes[0], c, 1)
        cure = f"nothing takes {c}, so that {and_more(processes, 'process')} cannot run: {CURE}"
        yield problem(row, "amount", cure, warning=not cut_off)


def history_without_outlet(facts: Facts) -> Iterator[Problem]:
    """What comes back from history can be used, sold or dumped where it gets to."""
    chain = facts.chain
    for c, cells in facts.from_history.items():
        if c in chain.dumped or not (cells > TOLERANCE).any():
            continue
        ways = chain.ways[c].reaches.astype(float)
        comes, goes = ways @ np.maximum(cells, 0.0), _takes(facts, c)
        most = times(goes.T, ways).T
        over = np.where(np.isinf(most), 0.0, comes - np.where(np.isinf(most), 0.0, most))
        over = np.where(over > TOLERANCE * np.maximum(1.0, comes), over, 0.0)
        if over.any():
            i, t = np.unravel_index(np.argmax(over), over.shape)
            unit = facts.commodities.text("unit", c)
            back = f"{shown(float(comes[i, t]))} {unit}/yr" if unit else shown(float(comes[i, t]))
            cure = (
                f"{back} of {c} come back from history in {facts.grid.first[t]}, from {facts.grid.regions[i]} on, "
                f"and at most {shown(float(most[i, t]))} can go anywhere: {CURE}"
            )
            yield problem(_history_row(facts, c, int(t)), "amount", cure)


def must_run_but_cannot(facts: Facts) -> Iterator[Problem]:
    """Capacity that has to stay open and in use in the first period can run as much as it must.

    min_utilisation (1 - exit_rate) E  <=  sum over p of use X,   X at its largest
    """
    grid = facts.grid
    for l, stands in facts.standing.items():
        low, leaves = (facts.lines.numbers(column, l) for column in ("min_utilisation", "exit_rate"))
        if low is None or leaves is None:
            continue
        must = (grid.mean(low) * (1.0 - grid.mean(leaves)))[0] * stands[:, 0]
        can = _use(facts, l)[:, 0]
        short = [i for i in np.argsort(can - must) if must[i] > can[i] + TOLERANCE * max(1.0, must[i])]
        if short:
            row = row_behind(facts.table("lines"), {"line": l}, "min_utilisation", grid.first[0])
            cure = (
                f"what stands of {l} in {and_more([grid.regions[i] for i in short], 'region')} has to run at "
                f"{shown(float(must[short[0]]))} in {grid.first[0]} and can at {shown(float(can[short[0]]))}: "
                "lower it, raise exit_rate, or give its processes inputs and outlets"
            )
            yield problem(row, "min_utilisation", cure)


def _use(facts: Facts, line: str) -> Numbers:
    """Return the most that the processes of a line use of it, in plain cells."""
    total = facts.grid.zeros()
    for p in (p for p, l in facts.line_of.items() if l == line):
        use, activity = facts.use[p], facts.possible.activity[p][:-1, :-1]
        total = total + np.where(use > 0, np.where(use > 0, use, 1.0) * activity, 0.0)
    return total


def _takes(facts: Facts, commodity: str) -> Numbers:
    """Return the most of a commodity that is asked for, sold, used or due, in plain cells."""
    chain, possible = facts.chain, facts.possible
    most = facts.grid.zeros()
    if commodity in chain.demand:
        most = most + chain.demand[commodity]
    for taken in (chain.sold, chain.due):
        if commodity in taken:
            most = most + taken[commodity][:-1, :-1]
    for p, effects in chain.effects.items():
        if commodity in effects:
            most = most + times(possible.activity[p][:-1, :-1], np.maximum(-effects[commodity], 0.0))
    return most


def _history_row(facts: Facts, commodity: str, t: int) -> Row:
    """Return the row of history that brings back most of a commodity in a period."""
    start = facts.grid.first[t]
    due = range(start, start + int(facts.grid.length[t]))

    def brings(row: Row) -> float:
        lags = ((lag, weight) for (p, c, lag), weight in facts.weights.items() if (p, c) == (row["process"], commodity))
        return float(sum(weight * row["amount"] for lag, weight in lags if row["year"] + lag in due))

    return max((row for row in rows_of(facts.table("history")) if row["year"] < facts.grid.first[0]), key=brings)

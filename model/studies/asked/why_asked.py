"""What can be asked of a line in a region: which lines a word means there, and in which periods they may be built."""

from __future__ import annotations

from collections.abc import Sequence

from model.instance.problems import nearest
from model.network.network import Network

Years = tuple[int, ...]


class AskError(Exception):
    """There is no answer to what was asked; the message says what to ask instead."""


def years_asked(net: Network, word: str, region: str, year: int | None, until: int) -> dict[str, Years]:
    """Return the lines that a word means in a region, and the periods asked about; raise AskError without any.

    A word is a line, or what lines make (a commodity or a process): then those of them that may be built there. Periods
    are those that findings are shown for.
    """
    if region not in net.regions:
        raise AskError(f"{region} is no region of this run{nearest(region, net.regions)}")
    if word in net.lines.processes:
        return {word: _years(net, word, region, year, until)}
    makers = _makers(net, word)
    if not makers:
        raise AskError(f"{word} is no line of this run{nearest(word, net.lines.processes)}")
    found: dict[str, Years] = {}
    whys = []
    for line in makers:
        try:
            found[line] = _years(net, line, region, year, until)
        except AskError as error:
            whys.append(str(error))
    if not found:
        raise AskError("; ".join(whys))
    return found


def _makers(net: Network, word: str) -> Sequence[str]:
    """Return the lines that make a commodity or run a process of this name."""
    made = {p for (p, c, _), amount in net.processes.recipe.items() if amount > 0 and word in (c, p)}
    lines = (net.processes.line[p] for p in net.processes.line if p in made)
    return list(dict.fromkeys(l for l in lines if l))


def _years(net: Network, line: str, region: str, year: int | None, until: int) -> Years:
    if (line, net.periods.first[0]) in {(l, t) for l, _, t in net.plants.factor}:
        raise AskError(f"{line} is built in whole plants, so that one unit more has no price: compare two runs")
    if (line, region) in net.sites.places:
        raise AskError(f"{line} in {region} is a site that is opened as a whole: compare two runs, or ask a study")
    may = tuple(t for l, r, t in net.lines.builds if (l, r) == (line, region) and t <= until)
    if not may:
        raise AskError(f"{line} may not be built in {region} in any year (sites: allowed; lines: first_year)")
    if year is None:
        return may
    period = next((t for t in net.periods.first if t <= year < t + net.periods.length[t]), None)
    if period is None:
        raise AskError(
            f"{year} is no year of this run, which goes from {net.periods.first[0]} to {net.periods.last_year}"
        )
    if period not in may:
        raise AskError(f"{line} may not be built in {region} in {period}, but in {may[0]} to {may[-1]}")
    return (period,)

"""Rules about sites: what a limit, a count or a subsidy of a place needs beside it."""

from __future__ import annotations

from collections.abc import Iterator

from model.instance.expand import lookup
from model.instance.problems import Problem
from model.instance.rules.facts import Facts
from model.instance.rules.rows import Row, and_more, by_row, problem, row_behind, rows_of
from model.instance.schema import STAR


def site_has_largest_capacity(facts: Facts) -> Iterator[Problem]:
    """Where a site costs something or has a least size and may be built, max_capacity says how large it can be."""
    for column in ("site_cost", "least_size"):
        faults = []
        for l, r in facts.buildable:
            is_given = facts.sites.table.numbers(column, l, r) is not None
            if facts.sites.is_given and is_given and facts.sites.limit("max_capacity", l, r) is None:
                faults.append((row_behind(facts.table("sites"), {"line": l, "region": r}, column), f"{l} in {r}"))
        for row, names in by_row(faults):
            yield problem(
                row, column, f"give max_capacity of {and_more(names, 'place')}: a site that may be left empty needs it"
            )


def counted_site_has_largest_capacity(facts: Facts) -> Iterator[Problem]:
    """Where sites are counted and may be built, max_capacity says how large they can be."""
    for row in rows_of(facts.table("site_counts")):
        places = [
            f"{l} in {r}"
            for l, r in facts.buildable
            if l in _lines_of(facts, row)
            and r in _regions_of(facts, row)
            and facts.sites.limit("max_capacity", l, r) is None
        ]
        if places:
            cure = f"give max_capacity in sites of {and_more(places, 'place')}: a site that is counted needs it"
            yield problem(row, "max_sites", cure)


def count_of_all_stands_alone(facts: Facts) -> Iterator[Problem]:
    """A site cost or a least size on a line whose sites are all counted also falls on plants that stand."""
    costly = [
        (row, column)
        for row in rows_of(facts.table("sites"))
        for column in ("site_cost", "least_size")
        if row[column] > 0
    ]
    for row in rows_of(facts.table("site_counts")):
        if row["counts"] != "all":
            continue
        lines = _lines_of(facts, row)
        clash = [(site, column) for site, column in costly if site["line"] in (*lines, STAR)]
        if clash:
            site, column = clash[0]
            where = f"{site['_file']}:{site['_line']}"
            cure = f"{column} in {where} also falls on plants that stand: leave it blank there, or count new sites"
            yield problem(row, "counts", cure, warning=True)


def subsidy_has_a_limit(facts: Facts) -> Iterator[Problem]:
    """A subsidised line with a learned part may be built up to a limit: the subsidy may exceed what is still paid."""
    learning = _learning(facts)
    faults = [
        (row_behind(facts.table("sites"), {"line": l, "region": r}, "subsidy"), f"{l} in {r}")
        for l, r in facts.buildable
        if l in learning and _subsidy_is_open(facts, l, r)
    ]
    for row, names in by_row(faults):
        places = and_more(names, "place")
        yield problem(
            row,
            "subsidy",
            f"give max_build or max_capacity of {places}: a share of unit_cost can exceed what learning leaves",
        )


def _subsidy_is_open(facts: Facts, line: str, region: str) -> bool:
    """Tell whether builds are subsidised in a period in which any amount of them is allowed."""
    subsidy = facts.sites.limit("subsidy", line, region)
    limits = [facts.sites.limit(column, line, region) for column in ("max_build", "max_capacity")]
    if subsidy is None or any(limit is not None for limit in limits):
        return False
    return bool((subsidy * facts.buildable[line, region]).any())


def _learning(facts: Facts) -> frozenset[str]:
    """Return the lines that pay for a curve by what is built."""
    weights = lookup(facts.instance, "curve_members")
    members = facts.table("curve_members")[["curve", "member"]].itertuples(index=False, name=None)
    return frozenset(
        member
        for curve, member in members
        if facts.curves.text("driver", curve) == "build"
        and (weights.number("weight", curve, member) or 0.0) > 0
        and (facts.curves.number("unit_cost", curve) or 0.0) > 0
    )


def _lines_of(facts: Facts, count: Row) -> tuple[str, ...]:
    """Return the lines a row of site_counts is about: `*` covers those without a row of their own for the group."""
    if count["line"] != STAR:
        return (count["line"],)
    frame = facts.table("site_counts")
    own = set(frame.loc[frame["group"] == count["group"], "line"])
    return tuple(l for l in facts.ids("lines", "line") if l not in own)


def _regions_of(facts: Facts, count: Row) -> frozenset[str]:
    """Return the regions of a group; blank: the nation, all but overseas."""
    regions = facts.table("regions")
    inside = regions["group"] == count["group"] if count["group"] else regions["kind"] != "overseas"
    return frozenset(regions.loc[inside, "region"])

"""Policies against the tables: what they name exists, and each compares something somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from model.instance.attributes import Attributes
from model.instance.policies import BY_NAME, GROUP, NATION, STATUSES, Filter, Policy, Sum
from model.instance.problems import Problem, nearest
from model.instance.rules.facts import Facts
from model.instance.schema import STAR

MOST_NAMES = 8


def policy_names_what_exists(facts: Facts) -> Iterator[Problem]:
    """A filter or a scope that means nothing is a misspelling: every value of it names something."""
    known = facts.attributes
    for policy in facts.instance.policies:
        if policy.scope.places is not None:
            yield from _unknown(
                policy, policy.scope.places, known.groups if policy.scope.kind == GROUP else known.regions
            )
        for one in _sums(policy):
            for asked in one.where:
                yield from _unknown(policy, asked, _values(known, one, asked.attribute))


def policy_counts_across_its_place(facts: Facts) -> Iterator[Problem]:
    """The nation is in no group, and neither is a region whose group is blank: it is not compared."""
    blank = [r for r, row in facts.attributes.regions.items() if not row["group"]]
    for policy in facts.instance.policies:
        across = [one for one in _sums(policy) if one.across == GROUP]
        if across and policy.scope.kind == NATION:
            cure = "the nation is in no group: count across nation, or leave it out"
            yield Problem(policy.file, cure, across[0].line, "across", GROUP)
        elif across and policy.scope.kind != GROUP and blank:
            cure = f"{blank[0]} is in no group and is not compared: name its group, or list the regions meant"
            yield Problem(policy.file, cure, across[0].line, "across", GROUP, warning=True)


def policy_weighs_by_a_known_impact(facts: Facts) -> Iterator[Problem]:
    """An impact that weighs a sum has amounts for what the sum counts."""
    rows = facts.table("impacts")
    for policy in facts.instance.policies:
        for one in _sums(policy):
            kind = BY_NAME[one.quantity].impact
            if not one.impact or one.impact in set(rows.loc[rows["kind"] == kind, "impact"]):
                continue
            names = tuple(dict.fromkeys(rows["impact"]))
            if one.impact in names:
                cure = f"has no rows of kind {kind} in impacts, which {one.quantity} is weighed by: add them"
            else:
                cure = f"is no impact{_hint(one.impact, names)}"
            yield Problem(policy.file, cure, one.line, "weight", one.impact)


def policy_is_in_force(facts: Facts) -> Iterator[Problem]:
    """A policy that no period falls under changes nothing."""
    for policy in facts.instance.policies:
        if not policy.in_force(facts.instance.settings.years):
            cure = (
                "no period of the horizon begins in its years" if not policy.has_lag else "no period has one before it"
            )
            yield Problem(policy.file, f"{cure}: it is never in force", policy.line, "years", policy.name, warning=True)


def policy_counts_something(facts: Facts) -> Iterator[Problem]:
    """A sum whose filters together leave nothing over is always 0."""
    known = facts.attributes
    for policy in facts.instance.policies:
        for one in _sums(policy):
            sets = (_counted(known, one), known.commodities, known.regions)
            is_empty = any(not any(one.meets(row) for row in ids.values()) for ids in sets)
            if is_empty and not any(_misspelt(asked, _values(known, one, asked.attribute)) for asked in one.where):
                told = " and ".join(f"{f.attribute} {', '.join(f.values)}" for f in one.where)
                cure = f"counts nothing{f', since nothing is all of {told}' if told else ''}: the sum is always 0"
                yield Problem(policy.file, cure, one.line, "quantity", one.quantity, warning=True)


def policy_adds_like_to_like(facts: Facts) -> Iterator[Problem]:
    """A sum over commodities of different units adds up what cannot be added."""
    units = {c: facts.commodities.text("unit", c) for c in facts.ids("commodities", "commodity")}
    for policy in facts.instance.policies:
        for one in _sums(policy):
            if one.impact or "commodity" not in BY_NAME[one.quantity].filters:
                continue
            met = _commodities(facts, one)
            found = dict.fromkeys(units[c] for c in units if c in met)
            if len(found) > 1:
                cure = f"adds up {' and '.join(unit or 'amounts without a unit' for unit in found)}: name the commodity"
                yield Problem(policy.file, cure, one.line, "quantity", one.quantity, warning=True)


def _commodities(facts: Facts, one: Sum) -> frozenset[str]:
    """Return the commodities that a sum may count."""
    known = facts.attributes
    met = frozenset(c for c, row in known.commodities.items() if one.meets(row))
    if one.quantity in ("bought", "sold"):
        return met & {row["commodity"] for row in known.markets.values() if one.meets(row)}
    if one.quantity not in ("output", "input", "returned"):
        return met
    processes = {p for p, row in known.processes.items() if one.meets(row)}
    table = facts.table("returns" if one.quantity == "returned" else "recipes")
    # A recipe that uses a commodity makes none of it.
    sign = {"output": table["amount"] > 0, "input": table["amount"] < 0}.get(one.quantity, table["amount"] != 0)
    rows = table[sign & table["process"].isin([*processes, STAR])]
    return met if (rows["commodity"] == STAR).any() else met & set(rows["commodity"])


def _counted(known: Attributes, one: Sum) -> Mapping[str, Mapping[str, str]]:
    kind = BY_NAME[one.quantity].filters[0]
    return {"process": known.processes, "line": known.lines, "market": known.markets}.get(kind, known.commodities)


def _values(known: Attributes, one: Sum, attribute: str) -> Iterable[str]:
    """Return what an attribute may be, for what the sum counts."""
    if attribute == "status":
        return STATUSES
    if attribute in ("region", "destination") or (
        attribute == "origin" and not one.quantity.startswith(("bought", "sold"))
    ):
        return known.regions
    if attribute == "group":
        return known.groups
    if attribute == "commodity":
        return known.commodities
    # A stage that lines have and no process has is a word of the instance all the same.
    rows = [*known.processes.values(), *known.lines.values(), *known.markets.values()]
    return dict.fromkeys(row[attribute] for row in rows if row.get(attribute))


def _unknown(policy: Policy, asked: Filter, names: Iterable[str]) -> Iterator[Problem]:
    names = tuple(names)
    for value in _misspelt(asked, names):
        cure = f"no {asked.attribute} is like this" if STAR in value else f"is no {asked.attribute}"
        yield Problem(policy.file, f"{cure}{_hint(value, names)}", asked.line, asked.attribute, value)


def _misspelt(asked: Filter, names: Iterable[str]) -> list[str]:
    """Return the values of a filter that no name meets."""
    names = tuple(names)
    return [v for v in asked.values if not any(Filter(asked.attribute, (v,)).meets(name) for name in names)]


def _hint(word: str, names: tuple[str, ...]) -> str:
    listed = f"{', '.join(names[:MOST_NAMES])}{' ...' if len(names) > MOST_NAMES else ''}"
    return nearest(word, names) or (f" (there are {listed})" if names else ": there are none")


def _sums(policy: Policy) -> tuple[Sum, ...]:
    return (*policy.left, *policy.right)

"""What a siting regime does to places: how concentrated plants are, what is shipped, who works where, who pays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from model.network.network import Network
from model.studies.measures.cells import shown_years
from model.studies.runs.desk import Solution

SPREAD = ("regime", "of", "year", "amount", "unit", "regions", "hhi", "largest", "largest_share", "largest_three")
PLACES = ("regime", "region", "of", "year", "amount", "share", "unit")
COUNTS = ("regime", "count", "region", "year", "amount", "unit")
TABLES = ("utilisation", "builds", "flows", "impacts", "costs")
"""The tables of a run that these are made of."""
DUST = 1e-6


def spread(
    regime: str, solution: Solution, lines: Sequence[str], regions: Sequence[str]
) -> tuple[list[Any], list[Any]]:
    """Return the rows of SPREAD and of PLACES: what is used, stands and has been built by the last year shown.

    A row for each unit that lines count in. hhi: sum of the squared shares of the regions, 1 where all is in one.
    """
    years, tables = shown_years(solution.record), solution.tables
    used = tables["utilisation"]
    used = used[used["line"].isin(lines) & used["region"].isin(regions) & (used["year"] == years[-1])]
    builds = tables["builds"]
    builds = builds[builds["line"].isin(lines) & builds["region"].isin(regions) & builds["year"].isin(years)]
    amounts = [
        (of, str(unit), rows_of.groupby("region")[column].sum())
        for of, table, column in (("used", used, "used"), ("open", used, "open_capacity"), ("built", builds, "built"))
        for unit, rows_of in table.groupby("unit", sort=False)
    ]
    rows, places = [], []
    for of, unit, by_region in amounts:
        by_region = by_region[by_region > DUST].sort_values(ascending=False, kind="stable")
        shares = by_region / by_region.sum()
        names, parts = [str(r) for r in shares.index], shares.tolist()
        top = (sum(x**2 for x in parts), names[0], parts[0], sum(parts[:3])) if parts else (None, "", None, None)
        rows.append((regime, of, years[-1], float(by_region.sum()), unit, len(parts), *top))
        listed = zip(names, by_region.tolist(), parts, strict=True)
        places += [(regime, r, of, years[-1], amount, part, unit) for r, amount, part in listed]
    return rows, places


def counts(regime: str, solution: Solution, net: Network) -> Iterator[tuple[Any, ...]]:
    """Give the rows of COUNTS: tonne-km of the nation, impacts and what the state pays by region, by year shown.

    Impacts are those of the whole chain in the inland regions, per year. State: subsidies less tariffs of the whole
    horizon, discounted, by region; its year is blank.
    """
    tables, years = solution.tables, shown_years(solution.record)
    lanes = net.lanes
    ends = zip(lanes.commodity, lanes.origin, lanes.destination, strict=True)
    way = dict(zip(ends, lanes.tonne_km.tolist(), strict=True))
    flows = tables["flows"]
    keys = zip(flows["commodity"], flows["origin"], flows["destination"], strict=True)
    tonne_km = flows["flow"] * [way[key] for key in keys]
    for year, amount in tonne_km.groupby(flows["year"]).sum().items():
        if year in years:
            yield regime, "freight", "", year, float(amount) / 1e9, "bn t-km/yr"
    impacts = tables["impacts"]
    impacts = impacts[impacts["region"].isin(_inland(solution)) & (impacts["year"] == years[-1])]
    by_region = impacts.groupby(["impact", "region", "unit"])["amount"].sum().reset_index()
    for impact, region, unit, amount in by_region.itertuples(index=False, name=None):
        yield regime, str(impact), str(region), years[-1], float(amount), str(unit)
    costs = tables["costs"]
    state = costs[costs["component"].isin(("subsidy", "tariff"))]
    for region, amount in state.groupby("region")["discounted"].sum().items():
        yield regime, "state pays", str(region), None, -float(amount), solution.record["money"]


def _inland(solution: Solution) -> list[str]:
    words = solution.record["labels"]["regions"]
    return [r for r, of in words.items() if of.get("kind") != "overseas"]


def sums(table: pd.DataFrame) -> pd.DataFrame:
    """Return what is counted over all regions, by regime and year."""
    keys = ["regime", "count", "year", "unit"]
    return table.groupby(keys, sort=False, dropna=False)["amount"].sum().reset_index()

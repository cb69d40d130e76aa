"""The findings as a table of the IAMC: model, scenario, region, variable, unit, year, value, one row a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from reports.chain import at_home, delivered
from reports.frames import summed
from reports.solution import Solution
from reports.text import capital, same

COLUMNS = ("model", "scenario", "region", "variable", "unit", "year", "value")
MODEL = "Gigasite"
NATION = "Nation"
"""All regions but those overseas, added up; where a mean is meant, weighted by what it is over."""
FLOWS = {
    "Production": "made", "Consumption": "used", "Demand": "demand", "Shortage": "shortage", "Import": "bought",
    "Export": "sold", "Disposal": "disposal", "Return": "returned",
}  # fmt: skip
"""Variables of a commodity, and the column of its balance that each is."""


def iamc(solution: Solution) -> pd.DataFrame:
    """Return every variable by region and for the nation, in the years shown.

    Capacity|Stage and its Additions and Utilization; Production, Consumption, Demand, Shortage and Price|Commodity;
    Import and Export|Commodity (markets); Cost|Component (undiscounted, of the period); impacts as named.
    """
    parts = [part for part in _parts(solution) if len(part)]
    empty = pd.DataFrame(columns=["region", "variable", "unit", "year", "value"])
    table = pd.concat(parts or [empty], ignore_index=True)
    record = solution.record
    table = table.assign(model=MODEL, scenario=f"{record['instance']} {record['scenario']}")
    table["region"] = table["region"].map({**_names(solution, "regions"), NATION: NATION})
    return table[list(COLUMNS)].sort_values(["variable", "region", "year"], kind="stable").reset_index(drop=True)


def _names(solution: Solution, table: str) -> Mapping[str, str]:
    """Return the English name of every id, with the id after it where two share a name; `|` parts variables only."""
    names = {name: solution.title(table, name).en for name in solution.record["labels"][table]}
    count = Counter(names.values())
    return {i: (name if count[name] == 1 else f"{name} ({i})").replace("|", "/") for i, name in names.items()}


def _parts(solution: Solution) -> Iterator[pd.DataFrame]:
    for variable, table, column in (("Capacity", "capacity", "nameplate"), ("Capacity Additions", "builds", "built")):
        rows = _staged(solution, table)
        yield from _added(solution, rows, variable, rows["stage"], column)
    yield from _utilisation(solution)
    balances, commodities = solution.shown("balances"), _names(solution, "commodities")
    for variable, column in FLOWS.items():
        rows = balances[balances[column] != 0]
        yield from _added(solution, rows, variable, rows["commodity"].map(commodities), column)
    yield from _prices(solution)
    costs, impacts = solution.shown("costs"), solution.shown("impacts")
    components = [str(component).replace("_", " ").title() for component in costs["component"]]
    yield from _added(solution, costs, "Cost", components, "undiscounted")
    names = [str(impact).split(",")[0].replace("|", "/") for impact in impacts["impact"]]
    yield from _added(solution, impacts, "Impact", names, "amount")


def _staged(solution: Solution, table: str) -> pd.DataFrame:
    rows = solution.shown(table)
    return rows.assign(stage=[capital(same(stage)).en.replace("|", "/") for stage in solution.stages(rows["line"])])


def _added(
    solution: Solution, rows: pd.DataFrame, variable: str, of: Iterable[str], column: str
) -> Iterator[pd.DataFrame]:
    """Yield a sum by region, and that of the nation, of the variable of each row."""
    if rows.empty:
        return
    named = rows.assign(variable=[f"{variable}|{name}" for name in of], value=rows[column])
    by_region = summed(named, ["region", "variable", "unit", "year"], "value")
    yield by_region
    yield summed(at_home(solution, by_region), ["variable", "unit", "year"], "value").assign(region=NATION)


def _utilisation(solution: Solution) -> Iterator[pd.DataFrame]:
    rows = _staged(solution, "utilisation")
    rows = rows[rows["standing"] > 0]
    # Lines of one stage may count in several units: a share of each is a variable of its own.
    several = set(rows.groupby("stage")["unit"].nunique().loc[lambda count: count > 1].index)
    names = [f"{s} ({u})" if s in several else s for s, u in zip(rows["stage"], rows["unit"], strict=True)]
    rows = rows.assign(variable=[f"Utilization|{name}" for name in names])
    nation = at_home(solution, rows).assign(region=NATION)
    for part in (rows, nation):
        sums = summed(part, ["region", "variable", "unit", "year"], "used", "standing")
        yield sums.assign(value=sums["used"] / sums["standing"], unit="1").drop(columns=["used", "standing"])


def _prices(solution: Solution) -> Iterator[pd.DataFrame]:
    """Yield marginal costs where the commodity is made, used or delivered; the nation's is of what is delivered."""
    keys = ["commodity", "region", "year"]
    balances = solution.shown("balances")
    turned = balances["made"] + balances["bought"] + balances["used"] + balances["demand"] > 0
    rows = solution.shown("prices").merge(balances.loc[turned, keys], on=keys)
    if rows.empty:
        return
    rows = rows.assign(variable=[f"Price|{name}" for name in rows["commodity"].map(_names(solution, "commodities"))])
    yield rows.rename(columns={"marginal_cost": "value"})[["region", "variable", "unit", "year", "value"]]
    sold = at_home(solution, delivered(solution))
    rows = rows.merge(sold[sold["delivered"] > 0][[*keys, "delivered"]], on=keys)
    if len(rows):
        weighted = rows.assign(paid=rows["marginal_cost"] * rows["delivered"], region=NATION)
        sums = summed(weighted, ["region", "variable", "unit", "year"], "paid", "delivered")
        yield sums.assign(value=sums["paid"] / sums["delivered"]).drop(columns=["paid", "delivered"])

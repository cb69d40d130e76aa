"""How far costs have fallen by learning, what that saved and where, and which other plans the search found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reports.solution import Solution
from reports.words import count, money_per, number, share

COLUMNS = ("curve", "unit", "places", "first_cost", "last_cost", "doublings", "spend", "saved", "owed", "most")
WHERE = 3
MANY = 4
TIE = 1e-7
"""Plans whose costs differ by less are equally good."""


def learning(solution: Solution) -> pd.DataFrame:
    """Return, by curve, how its unit cost falls from the first to the last year shown, and what that saves.

    unit: of the costs of a unit; places: how many of them have volume; first_cost, last_cost: average price of what is
    added, over all places; doublings: of the place that has come furthest; spend, saved: discounted, over all years;
    most: the places that save most; owed: what decided volume would cost more, had no plants been committed.
    """
    table = solution.table("learning")
    rows = []
    for curve, own in table.groupby("curve", sort=False):
        added = own[own["added"] > 0]
        prices = [_mean_price(added[added["year"] == year]) for year in _ends(added, solution.years)]
        saved = own.groupby("place")["saved"].sum().sort_values(ascending=False, kind="stable")
        shown = own[own["year"].isin(solution.years)]
        places = ", ".join(
            f"{_place(solution, str(place))} {number(x)}" for place, x in saved.head(WHERE).items() if x > 0
        )
        rows.append(
            (
                curve,
                money_per(str(own["unit"].iloc[0]), str(own["volume_unit"].iloc[0])),
                added["place"].nunique(),
                *prices,
                shown["doublings"].max(),
                own["spend"].sum(),
                saved.sum(),
                own["owed"].sum(),
                places,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told(solution: Solution) -> Iterator[str]:
    """Yield what the search over plans found, a sentence each; nothing without curves that depend on the plan."""
    search = solution.record.get("learning_search") or {}
    basins = search.get("basins", [])
    if not basins:
        return
    starts = search["starts"]
    yield f"{count(len(starts), 'start')} came to {count(len(basins), 'plan')} that no small step betters"
    for rank, basin in enumerate(basins[1:MANY], start=1):
        names = [start["start"] for start in starts if start["basin"] == rank]
        dearer = (basin["cost"] - basins[0]["cost"]) / max(1.0, abs(basins[0]["cost"]))
        said = f"dearer by {share(dearer)}" if dearer > TIE else "as dear"
        yield f"  from {names[0]}: {said}; {_differs(basin['volumes'], basins[0]['volumes'])}"
    if search.get("starts_status", "optimal") != "optimal":
        yield f"Others were not tried, or not to their end ({search['starts_status'].replace('_', ' ')})"
    better = (basins[0]["cost"] - search.get("incumbent", basins[0]["cost"])) / max(1.0, abs(basins[0]["cost"]))
    if better > TIE:
        yield f"The search for a bound found a plan that is cheaper by {share(better)} than any of these"
    if search.get("why_unproven"):
        yield f"No bound is proven: {search['why_unproven']}"
    elif search.get("bound") is not None:
        yield from _proven(search)


def _proven(search: dict[str, Any]) -> Iterator[str]:
    """Yield the best plan and its bound, what lies between, and what it took."""
    size = max(1.0, abs(search["incumbent"]))
    curves, solver = (f"{search[part] / size:.2g}" for part in ("curve_gap", "solver_gap"))
    yield f"The best plan costs {search['incumbent']:,.1f}, and no plan less than {search['bound']:,.1f}"
    yield (
        f"  gap {search['gap']:.2g} of the total: {curves} by chords of the curves, {solver} by the solver; "
        f"{search['gap_of_spend'] or 0.0:.2g} of what is learned"
    )
    summed = f" and {search['surrogate_programs']} summed over regions" if search.get("surrogate_programs") else ""
    yield f"  {search['nodes']} boxes, {search['programs']} programs{summed}, {search['seconds']:,.1f} s"


def _ends(added: pd.DataFrame, years: list[int]) -> list[int]:
    """Return the first and the last year shown with volume."""
    found = sorted(set(added["year"]) & set(years))
    return [found[0], found[-1]] if found else [0, 0]


def _mean_price(rows: pd.DataFrame) -> float | None:
    volume = rows["added"].sum()
    return float((rows["average_price"] * rows["added"]).sum() / volume) if volume else None


def _place(solution: Solution, place: str) -> str:
    return solution.region(place)


def _differs(volumes: dict[str, float], best: dict[str, float]) -> str:
    """Say where the volume differs most from that of the best plan."""
    names = sorted(best, key=lambda name: -abs(volumes[name] - best[name]) / max(volumes[name], best[name], 1e-9))
    return ", ".join(f"{name} {number(volumes[name])} instead of {number(best[name])}" for name in names[:2])

"""Why there is no plan, in a planner's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 12
LIMITS = {
    "utilisation_upper": "upper utilisation limit",
    "utilisation_lower": "lower utilisation limit",
    "open_within_standing": "standing capacity",
    "closed_stays_closed": "closed capacity",
    "orderly_exit": "exit rate",
    "largest_capacity": "largest capacity",
    "reserve": "reserve",
    "policy_at_least": "at_least",
    "policy_at_most": "at_most",
}
"""Rows in words; another row is called by its name."""


def why_none(status: str, record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines that say why: what is short or has no outlet, by commodity, region and year."""
    if status == "unbounded":
        yield "Unbounded: the plan can earn without end. Look for a price below what the same thing sells for."
        return
    if not record["violations"]:
        yield "Infeasible: no plan meets all demand within all limits. What would have to give was not found in time."
        return
    yield "Infeasible: no plan meets all demand within all limits. The least that would have to give:"
    for miss in record["violations"][:MOST]:
        yield f"  {_told(miss, record['labels'])}"
    left = len(record["violations"]) - MOST
    if left > 0:
        yield f"  and {left} more rows (run.json lists them)"


def _told(miss: Mapping[str, Any], labels: Mapping[str, Any]) -> str:
    name, *rest = miss["index"]
    places = [str(part) for part in rest if not isinstance(part, int)]
    years = [part for part in rest if isinstance(part, int)]
    where = "".join(f" in {labels['regions'].get(place, {}).get('name', place)}" for place in places)
    when = "".join(f" in {year}" for year in years)
    amount = f"{abs(miss['amount']):,.4g}"
    if miss["row"] == "balance":
        unit = labels["commodities"].get(name, {}).get("unit", "")
        what = "is short by" if miss["amount"] > 0 else "has no outlet for"
        return f"{name}{where}{when} {what} {amount} {f'{unit}/yr' if unit else 'a year'}"
    return f"{LIMITS.get(miss['row'], miss['row'].replace('_', ' '))} of {name}{where}{when}: by {amount}"

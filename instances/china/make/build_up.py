"""What a cell costs by component, built up from the tables of the instance as they stand: for NOTES.md and a test.

Full cost at the highest use of every plant: materials with the capital of their plants, power, labour and land at the
first step of their price, provinces weighted by what is made there. Freight and tax are left out.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent
LOCAL = ("power", "labour", "land")
BOUGHT = {
    "copper": "copper",
    "aluminium": "aluminium",
    "spodumene": "import_spodumene_2_*",
    "nickel_feed": "import_nickel_feed_2_*",
    "cobalt_feed": "import_cobalt_feed_2_*",
    "phosphoric_acid": "phosphoric_*",
    "flake_graphite": "flake_*",
}
MADE = {
    "lithium_carbonate": "carbonate_from_spodumene",
    "lithium_hydroxide": "hydroxide_from_spodumene",
    "anode": "make_anode_synthetic",
}
"""Where several processes make a commodity, the one that sets its price."""
CURVES = ("cell_conversion", "cell_conversion_local")
EQUIPMENT = "cell_equipment"
FIRST = "2025"


@cache
def _table(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def _number(cell: str, default: float = 0.0) -> float:
    return float(cell) if cell else default


@dataclass(frozen=True)
class BuildUp:
    """The cost of a cell by component, million CNY per GWh, which is CNY per kWh."""

    parts: Mapping[str, float]

    @property
    def total(self) -> float:
        """Return the sum of the parts."""
        return sum(self.parts.values())


def cell(process: str = "cell_lfp_catl_new") -> BuildUp:
    """Return what the cells of a process cost by component."""
    row = next(row for row in _table("processes") if row["process"] == process)
    parts = {name: amount * _cost_of(name) for name, amount in _used(process).items()}
    line = next(line for line in _table("lines") if line["line"] == row["line"])
    use = _number(line["max_utilisation"], 1.0)
    parts["other materials"] = _number(row["variable_cost"])
    parts["learned conversion: heat, upkeep, overhead, research"] = sum(_learned(curve) for curve in CURVES)
    parts["capital"] = (_number(line["capex"]) + _learned(EQUIPMENT)) * _annuity(line) / use
    parts["keeping the line open"] = _number(line["fixed_cost"]) / use
    return BuildUp(dict(sorted(parts.items(), key=lambda part: -part[1])))


def _used(process: str) -> dict[str, float]:
    rows = [r for r in _table("recipes") if r["process"] == process and r["year"] in ("", FIRST)]
    return {r["commodity"]: -float(r["amount"]) for r in rows if float(r["amount"]) < 0}


@cache
def _cost_of(commodity: str) -> float:
    """Return the price of what is bought, the mean of local prices, or the full cost of what is made."""
    if commodity in LOCAL:
        return _local(commodity)
    if commodity in BOUGHT:
        return _bought(BOUGHT[commodity])
    process = MADE.get(commodity) or next(
        r["process"] for r in _table("recipes") if r["commodity"] == commodity and float(r["amount"]) == 1.0
    )
    row = next(row for row in _table("processes") if row["process"] == process)
    line = next(line for line in _table("lines") if line["line"] == row["line"])
    plant = (_number(line["capex"]) * _annuity(line) + _number(line["fixed_cost"])) / _number(line["max_utilisation"])
    inputs = sum(amount * _cost_of(name) for name, amount in _used(process).items())
    return _number(row["variable_cost"]) + plant + inputs


def _bought(name: str) -> float:
    head = name.removesuffix("*")
    prices = [
        float(r["price"])
        for r in _table("markets")
        if r["year"] in ("", FIRST) and (r["market"] == name or (name.endswith("*") and r["market"].startswith(head)))
    ]
    return sum(prices) / len(prices)


@cache
def _local(commodity: str) -> float:
    """Return the first step of a local price, weighted by the cell capacity of the provinces."""
    weights: dict[str, float] = {}
    for row in _table("capacity"):
        if row["line"].startswith("cell_") and row["status"] == "operating":
            weights[row["region"]] = weights.get(row["region"], 0.0) + float(row["capacity"])
    prices = {
        r["region"]: float(r["price"])
        for r in _table("markets")
        if r["market"].startswith(f"{commodity}_1_") and r["year"] == FIRST
    }
    return sum(weights[r] * prices[r] for r in weights) / sum(weights.values())


def _learned(curve: str) -> float:
    return next(float(r["unit_cost"]) for r in _table("cost_path") if r["curve"] == curve and r["year"] == FIRST)


def _annuity(line: Mapping[str, str]) -> float:
    """Return the yearly share of a price paid in advance over a life."""
    rate, life = float(line["hurdle_rate"]), float(line["life"])
    return rate / ((1.0 + rate) * (1.0 - (1.0 + rate) ** -life))


if __name__ == "__main__":
    found = cell()
    for name, amount in found.parts.items():
        print(f"| {name} | {amount:.1f} |")
    print(f"| total | {found.total:.1f} |")

"""What the China instance comes to in 2025, against what was published; and what a cell costs in it."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from instances.china.make.build_up import cell
from instances.china.make.ledger import fact, provinces, rows, share_of_province
from model.instance.load import load
from model.run import make_program, run
from model.solver.highs import Options
from tests.instances.test_china import table, total

CHINA = Path(__file__).parent.parent.parent / "instances" / "china"
SEGMENTS = ("bev", "phev", "bus", "truck")


def installed(chemistry: str) -> float:
    """GWh of a chemistry in vehicles at home: segments times the shares of their mix; buses and trucks are LFP."""
    found = 0.0
    for segment in SEGMENTS:
        amount = total("demand.csv", "amount", commodity=f"traction_{segment}", year="2025")
        if segment in ("bus", "truck"):
            found += amount if chemistry == "lfp" else 0.0
            continue
        rows_of_mix = [
            row
            for row in table("recipes.csv")
            if row["process"] == f"mix_{segment}" and row["commodity"] == f"road_{chemistry}" and row["year"] == "2025"
        ]
        found += amount * sum(-float(row["amount"]) for row in rows_of_mix)
    return found


def powder(chemistry: str) -> float:
    """Return kt of powder used for 1 GWh of accepted cells, scrap included, at a middling yield."""
    return fact(f"cam_in_{chemistry}").value * fact("yield_model").value / fact("yield_mid_new").value


def test_installed_is_what_the_association_counted() -> None:
    """769.7 GWh in 2025: CABIA, via GGII 2026-01-27."""
    assert sum(installed(c) for c in ("lfp", "nmc", "hni")) == pytest.approx(769.7, rel=0.05)


def test_chemistries_are_those_installed() -> None:
    """625.3 GWh of LFP, 81.2 %: CABIA, via GGII 2026-01-27. 40.9 % of exported power cells: first half, CABIA."""
    assert installed("lfp") == pytest.approx(625.3, rel=0.05)
    assert installed("nmc") + installed("hni") == pytest.approx(0.188 * 769.7, rel=0.05)
    abroad = {c: total("demand.csv", "amount", commodity=f"cell_{c}", year="2025") for c in ("lfp", "nmc", "hni")}
    storage = fact("all_exports_2025").value - fact("power_exports_2025").value
    power = abroad["lfp"] - storage
    assert power / (power + abroad["nmc"] + abroad["hni"]) == pytest.approx(0.409, rel=0.05)


def test_exports_are_those_counted() -> None:
    """189.7 GWh of power batteries: CABIA, via GGII. 2.615 million vehicles: CAAM, at 42 kWh each (own estimate)."""
    cells = sum(total("demand.csv", "amount", commodity=f"cell_{c}", year="2025") for c in ("lfp", "nmc", "hni"))
    others = fact("all_exports_2025").value - 189.7
    assert cells - others == pytest.approx(189.7, rel=0.05)
    cars = sum(total("demand.csv", "amount", commodity=f"car_{c}", year="2025") for c in ("lfp", "nmc"))
    assert cars == pytest.approx(2.615 * (0.62 * 54 + 0.38 * 22), rel=0.05)


def test_batteries_come_back_as_the_ministry_counted() -> None:
    """Above 400 kt were treated in 2025: MIIT 2026-01-16. Lives are calibrated to it: history times survival curves."""
    came = 0.0
    for row in table("history.csv"):
        lag = str(2025 - int(row["year"]))
        came += float(row["amount"]) * sum(
            float(r["amount"])
            for r in table("returns.csv")
            if r["process"] == row["process"]
            and r["lag"] == lag
            and r["commodity"].startswith("retired_")
            and not r["process"].startswith("store_")
        )
    assert came * fact("mass_pack_early").value == pytest.approx(400.0, rel=0.05)


def test_lithium_in_use_is_that_of_the_powder_made() -> None:
    """3,166 kt of LFP and 675 kt of ternary powder (CABIA, via China Energy News 2026-01-13) hold 1,020 kt of LCE.

    The output of 1,755.6 GWh that they went into, in the mix of the demand of the instance, at its intensities.
    """
    lithium = {"lfp": fact("li2co3_lfp").value * fact("li2co3_loss").value, "ternary": fact("li2co3_nmc").value}
    published = fact("lfp_powder_2025").value * lithium["lfp"] + fact("ternary_powder_2025").value * lithium["ternary"]
    cells = _cells_needed()
    used = cells["lfp"] * powder("lfp") * lithium["lfp"]
    used += sum(cells[c] * powder(c) for c in ("nmc", "hni")) * lithium["ternary"]
    assert used * 1755.6 / sum(cells.values()) == pytest.approx(published, rel=0.05)


def _cells_needed() -> dict[str, float]:
    """Return cells needed in 2025 by chemistry, from every row of demand."""
    lfp = fact("lfp_share_2025").value
    found = {c: installed(c) for c in ("lfp", "nmc", "hni")}
    for c in found:
        found[c] += total("demand.csv", "amount", commodity=f"cell_{c}", year="2025")
    for c in ("lfp", "nmc"):
        found[c] += total("demand.csv", "amount", commodity=f"car_{c}", year="2025")
    for name in ("storage_home", "storage_system", "other_storage", "stock_storage"):
        found["lfp"] += total("demand.csv", "amount", commodity=name, year="2025")
    for name in ("other_power", "stock_makers", "stock_vehicles"):
        amount = total("demand.csv", "amount", commodity=name, year="2025")
        found["lfp"] += lfp * amount
        found["nmc"] += (1.0 - lfp) * amount
    return found


def test_cell_lines_employ_as_many_as_their_makers() -> None:
    """CATL alone had 132,000 people in 2024 for 475 GWh (general knowledge): the order of magnitude, no more."""
    jobs = sum(_cells_needed().values()) * fact("labour_cell_new").value
    per_gwh = 132.0 / 475.0
    assert 0.2 < jobs / (per_gwh * sum(_cells_needed().values())) < 1.0


def test_named_plants_are_seventy_per_cent_of_nameplate() -> None:
    stands = [row for row in table("capacity.csv") if row["line"].startswith("cell_") and row["status"] == "operating"]
    named = sum(float(row["capacity"]) for row in stands if row["plant"] != "unlisted")
    assert named / sum(float(row["capacity"]) for row in stands) >= 0.70


def test_believed_plants_are_graded_as_estimates() -> None:
    believed = [row for row in table("capacity.csv") if row["note"].startswith("believed")]
    assert believed
    assert {row["confidence"] for row in believed} == {"D"}


def test_two_fifths_of_named_capacity_at_most_is_belief() -> None:
    plants = rows("plants")
    listed = sum(max(float(p[c] or 0) for c in ("operating", "believed", "stood_2020")) for p in plants)
    reported = sum(max(float(p[c] or 0) for c in ("operating", "stood_2020")) for p in plants)
    assert reported / listed > 0.6


def test_anhui_builds_the_share_of_vehicles_that_was_counted() -> None:
    """10.79 % in 2025: National Bureau of Statistics."""
    assert share_of_province("CN-AH", "cars_built").value == pytest.approx(0.1079, rel=0.05)
    shares = {region: share_of_province(region, "cars_built").value for region in provinces()}
    assert max(shares, key=lambda region: shares[region]) == "CN-AH"


REFERENCE = {
    # The independent build-up at prices of 2025 that the ledger's prices come with, CNY/kWh before tax.
    "cathode_lfp": 77.0,
    "anode": 26.0,
    "electrolyte": 23.0,
    "separator": 15.0,
    "copper_foil": 49.0,
    "aluminium_foil": 7.0,
    "capital": 46.0,
}
ELSE = 32.0
"""Labour 3, energy 17 and upkeep 12 of the reference."""


def test_cost_of_a_cell_is_that_of_the_reference_part_by_part() -> None:
    """275 CNY/kWh in all; here 20 more: binders, cans and overhead, which the reference leaves out, less capital at 90
    instead of 75 % use.
    """
    found = cell()
    for part, amount in REFERENCE.items():
        assert found.parts[part] == pytest.approx(amount, abs=15.0), part
    others = sum(amount for part, amount in found.parts.items() if part not in REFERENCE)
    assert 0 < others - ELSE < 35.0
    assert found.total == pytest.approx(275.0, rel=0.08)


def test_cost_of_a_cell_lies_between_the_prices_of_the_year() -> None:
    """315 CNY/kWh in April (SMM) and 340 in November 2025 (TrendForce), both with 13 % tax: 279 and 301 before."""
    assert 315.0 / 1.13 < cell().total < 340.0 / 1.13


@cache
def program_sizes() -> tuple[float, float]:
    """Return the smallest and the largest coefficient of the whole program."""
    entries = np.abs(make_program(load(CHINA).instance).matrix.data)
    return float(entries.min()), float(entries.max())


@pytest.mark.slow
def test_coefficients_lie_within_nine_orders_of_magnitude() -> None:
    smallest, largest = program_sizes()
    assert largest / smallest < 1e9


@pytest.mark.slow
def test_interior_point_and_simplex_find_the_same_cost() -> None:
    """On fewer periods: simplex from nothing takes too long on the whole."""
    instance = load(CHINA, "coarse").instance
    costs = []
    for method in ("ipx", "simplex"):
        found = run(instance, Options(method=method))
        assert found.verdict is not None
        assert found.verdict.passed, found.verdict.lines()
        costs.append(found.solved.objective)
    assert costs[0] == pytest.approx(costs[1], rel=1e-7)


@pytest.mark.slow
def test_the_carbon_budget_is_counted_from_what_the_base_emits() -> None:
    """The fact is copied from a run of the base: it has to follow when the base changes."""
    emitted = run(load(CHINA).instance, Options()).tables["impacts"]
    found = emitted.loc[emitted["impact"].str.startswith("CO2"), "amount"].sum()
    assert fact("carbon_base").value == pytest.approx(found, rel=0.005)

"""The China instance: remade from its ledger, sourced row by row, closed in its totals."""

import csv
from functools import cache
from pathlib import Path

import pytest

from instances.china.make.__main__ import write
from instances.china.make.ledger import fact, provinces, rows
from instances.china.make.use import weibull

FOLDER = Path(__file__).parent.parent.parent / "instances" / "china"
LEDGER = ("facts", "provinces", "provincial", "plants", "materials_plants", "places")
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))
MADE = [*TABLES, *sorted(f"scenarios/{path.name}" for path in FOLDER.glob("scenarios/*.yaml"))]


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def total(name: str, column: str, **wanted: str) -> float:
    found = [row for row in table(name) if all(row[key] == value for key, value in wanted.items())]
    assert found, f"no row of {name} with {wanted}"
    return sum(float(row[column]) for row in found)


def test_tables_and_scenarios_are_those_that_the_ledger_makes(tmp_path: Path) -> None:
    write(tmp_path)
    made = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(made) == sorted(MADE)
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), f"{name}: remake it"


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_and_grade(name: str) -> None:
    for line, row in enumerate(table(name), start=2):
        assert row["source"], f"{name}:{line}"
        assert row["confidence"] in set("ABCD"), f"{name}:{line}"


@pytest.mark.parametrize("name", LEDGER)
def test_every_fact_has_source_and_grade_and_every_estimate_a_rule(name: str) -> None:
    for row in rows(name):
        assert row["source"], row
        assert row["confidence"] in set("ABCD"), row
        if name == "facts" and row["confidence"] == "D":
            assert row["note"], row["id"]


def test_facts_lie_between_their_low_and_high() -> None:
    for row in rows("facts"):
        if row["low"] and row["high"]:
            assert float(row["low"]) <= float(row["value"]) <= float(row["high"]), row["id"]


def test_demand_of_a_year_is_that_of_the_ledger() -> None:
    """Provinces share what the ledger says, no more and no less: 1,248 GWh in vehicles at home in 2030."""
    vehicles = sum(
        total("demand.csv", "amount", commodity=f"traction_{s}", year="2030") for s in ("bev", "phev", "bus", "truck")
    )
    assert vehicles == pytest.approx(1248.0, rel=1e-3)
    assert total("demand.csv", "amount", commodity="storage_home", year="2025") == pytest.approx(182.0, rel=1e-4)


def test_each_province_has_unlisted_cell_capacity() -> None:
    there = {row["region"] for row in table("capacity.csv") if row["plant"] == "unlisted" and "cell_" in row["line"]}
    assert there == set(provinces())


@pytest.mark.parametrize("column", ["note_low", "capacity", "note_high"])
def test_cell_nameplate_could_have_made_the_output(column: str) -> None:
    """Output of 2025 over the highest use of 0.9 is 1,950.7 GWh."""
    stands = [row for row in table("capacity.csv") if row["line"].startswith("cell_") and row["status"] == "operating"]
    assert sum(float(row[column]) for row in stands) >= fact("output_2025").value / 0.9


def test_nameplate_rises_from_low_to_high_in_every_row() -> None:
    for row in table("capacity.csv"):
        assert float(row["note_low"]) <= float(row["capacity"]) <= float(row["note_high"])


def test_everything_put_in_use_comes_back_once() -> None:
    for process in {row["process"] for row in table("returns.csv")} - {"reuse_lfp"}:
        assert total("returns.csv", "amount", process=process) == pytest.approx(1.0, abs=2e-3), process


def test_survival_curve_has_its_mean_life() -> None:
    """A Weibull curve of shape 3.5 and scale 12 has a mean of 12 * Gamma(1 + 1/3.5) = 10.80 years."""
    shares = weibull(12.0, 3.5)
    assert sum(lag * share for lag, share in shares.items()) == pytest.approx(10.80, abs=0.02)


def test_recycling_returns_less_metal_than_cells_hold() -> None:
    """1 GWh of high-nickel cells holds 1.3789 kt of powder with 48.26 % nickel, 0.66546 kt of it."""
    black_mass = total("recipes.csv", "amount", process="shred_hni", commodity="black_mass_hni")
    recovered = total("recipes.csv", "amount", process="hydromet_hni", commodity="nickel_recovered")
    assert black_mass * recovered == pytest.approx(0.66546 * 0.95 * 0.98, rel=1e-3)


def test_mixes_of_chemistries_add_up_to_one() -> None:
    for process in ("mix_bev", "mix_phev"):
        for year in ("2025", "2035"):
            used = [
                float(row["amount"])
                for row in table("recipes.csv")
                if row["process"] == process and row["year"] == year
            ]
            assert sum(used) == pytest.approx(-1.0, abs=1e-5)


def test_shares_of_places_add_up_to_one() -> None:
    sums: dict[str, float] = {}
    for row in rows("places"):
        sums[row["line"]] = sums.get(row["line"], 0.0) + float(row["weight"])
    assert all(amount == pytest.approx(100.0) for amount in sums.values()), sums

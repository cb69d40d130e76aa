"""The city instance: remade from the main one and its cities, every provincial figure split without loss."""

import csv
from functools import cache
from pathlib import Path

import pytest

from instances.prefectures.make.__main__ import write
from instances.prefectures.make.china import at, cities
from model.instance.load import load
from model.network.corridors import commodities_for_roads, corridor_km
from model.network.lanes import great_circle_km
from tests.known import ROOT

FOLDER = ROOT / "instances" / "prefectures"
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))


@cache
def table(instance: str, name: str) -> tuple[dict[str, str], ...]:
    with (ROOT / "instances" / instance / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def total(instance: str, name: str, column: str, **wanted: str) -> float:
    found = [row for row in table(instance, name) if all(row[key] == value for key, value in wanted.items())]
    assert found, f"no row of {name} with {wanted}"
    return sum(float(row[column]) for row in found)


def test_tables_are_those_that_the_main_instance_and_the_cities_make(tmp_path: Path) -> None:
    write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == TABLES
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), f"{name}: remake it"


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_source_and_grade(name: str) -> None:
    for line, row in enumerate(table("prefectures", name.removesuffix(".csv")), start=2):
        assert row["source"], f"{name}:{line}"
        assert row["confidence"] in set("ABCD"), f"{name}:{line}"


def test_every_city_has_source_and_grade() -> None:
    assert len(cities()) == len({city["code"] for city in cities()}) == 336
    assert all(city["source"] and city["confidence"] in set("ABCD") for city in cities())


@pytest.mark.parametrize("year", ["2025", "2030", "2035"])
def test_cities_need_what_provinces_need(year: str) -> None:
    traction = sum(
        total("china", "demand", "amount", commodity=f"traction_{s}", year=year)
        for s in ("bev", "phev", "bus", "truck")
    )
    split = sum(total("prefectures", "demand", "amount", commodity=f"road_{c}", year=year) for c in ("lfp", "nmc"))
    assert split == pytest.approx(traction, rel=1e-4)
    storage = total("prefectures", "demand", "amount", commodity="storage", year=year)
    assert storage == pytest.approx(total("china", "demand", "amount", commodity="storage_home", year=year), rel=1e-4)


def test_what_stands_is_all_there() -> None:
    cells = [
        row for row in table("china", "capacity") if row["line"].startswith("cell_") and row["status"] == "operating"
    ]
    split = sum(total("prefectures", "capacity", "capacity", line=line) for line in ("cell_old", "cell_new"))
    assert split == pytest.approx(sum(float(row["capacity"]) for row in cells), rel=1e-4)


@pytest.mark.parametrize("year", ["2025", "2030", "2035"])
def test_what_is_learned_costs_what_it_does_in_the_main_instance(year: str) -> None:
    parts = {"cell_equipment": ("cell_equipment",), "cell_conversion": ("cell_conversion", "cell_conversion_local")}
    for curve, of in parts.items():
        known = sum(total("china", "cost_path", "unit_cost", curve=c, year=year) for c in of)
        path = total("prefectures", "cost_path", "unit_cost", curve=curve, year=year)
        assert path == pytest.approx(known, rel=1e-5)
        if year == "2025":
            # At the volume of 2025 the curves begin where the path does.
            assert path == total("prefectures", "curves", "unit_cost", curve=curve)
            assert total("prefectures", "curve_places", "initial", curve=curve) == total(
                "prefectures", "curves", "reference", curve=curve
            )


def test_all_cities_are_joined_and_ways_are_a_quarter_longer_than_the_great_circle() -> None:
    instance = load(FOLDER).instance
    regions = tuple(instance.tables["regions"]["region"])
    km = corridor_km(instance, regions)
    lat, lon = (instance.tables["regions"][column].to_numpy(dtype=float) for column in ("lat", "lon"))
    straight = great_circle_km(lat, lon)
    apart = straight > 0
    assert (km[apart] / straight[apart]).mean() == pytest.approx(1.25, rel=1e-3)
    # 15 goods between 336 x 335 pairs of cities in 11 years: 18.6 million shipments, all of them over corridors.
    assert len(commodities_for_roads(instance)) * 336 * 335 * 11 == 18_572_400


def test_a_value_between_two_years_lies_on_the_line_between_them() -> None:
    assert [at({2025: 1.0, 2030: 2.0}, year) for year in (2020, 2025, 2027, 2030, 2040)] == [1, 1, 1.4, 2, 2]

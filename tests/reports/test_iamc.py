"""The IAMC table: its shape, its sums, and one row for every region, variable and year."""

import pytest

from reports.iamc import COLUMNS, iamc
from tests.reports.chain import chain
from tests.reports.hostile import hostile
from tests.reports.solutions import written


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return chain(tmp_path_factory.mktemp("chain"))


def value(table, region, variable, year):
    rows = table[(table["region"] == region) & (table["variable"] == variable) & (table["year"] == year)]
    (found,) = rows["value"].tolist()
    return found


def test_it_is_long_with_one_number_a_row(solution):
    table = iamc(solution)
    assert tuple(table.columns) == COLUMNS
    assert not table.duplicated(["region", "variable", "unit", "year"]).any()
    assert table.notna().all().all()
    assert set(table["model"]) == {"Gigasite"}
    assert set(table["scenario"]) == {"chain base"}
    assert set(table["region"]) == {"Anhui", "Beijing", "Port", "Overseas", "Nation"} - {"Port"}


def test_the_nation_is_the_sum_of_its_regions_without_overseas(solution):
    table, tables = iamc(solution), solution.tables
    made = tables["balances"][(tables["balances"]["commodity"] == "cell") & (tables["balances"]["year"] == 2030)]
    assert value(table, "Nation", "Production|Cells", 2030) == pytest.approx(made["made"].sum())
    assert value(table, "Overseas", "Demand|Cells", 2030) == 4.0
    assert not ((table["region"] == "Nation") & (table["variable"] == "Demand|Cells")).any()
    stands = tables["capacity"][(tables["capacity"]["line"] != "mill") & (tables["capacity"]["year"] == 2025)]
    assert value(table, "Nation", "Capacity|Cell", 2025) == pytest.approx(stands["nameplate"].sum())


def test_shares_and_prices_are_means(solution):
    table, tables = iamc(solution), solution.tables
    use = tables["utilisation"][(tables["utilisation"]["line"] != "mill") & (tables["utilisation"]["year"] == 2030)]
    assert value(table, "Nation", "Utilization|Cell", 2030) == pytest.approx(use["used"].sum() / use["standing"].sum())
    prices = tables["prices"].set_index(["commodity", "region", "year"])["marginal_cost"]
    assert value(table, "Anhui", "Price|Cars on the road", 2030) == prices["road", "A", 2030]
    assert value(table, "Nation", "Price|Cars on the road", 2030) == pytest.approx(prices["road", "A", 2030])


def test_a_stage_whose_lines_count_in_two_units_has_a_share_for_each():
    rows = [
        (line, "A", 2025, used, 10.0, 10.0, 10.0, used / 10.0, used / 10.0, used / 10.0, unit)
        for line, used, unit in (("old", 4.0, "GWh/yr"), ("new", 9.0, "kt/yr"))
    ]
    table = iamc(written({"instance": "x", "scenario": "base"}, utilisation=rows))
    assert not table.duplicated(["region", "variable", "unit", "year"]).any()
    assert value(table, "Anhui", "Utilization|Cell (GWh/yr)", 2025) == pytest.approx(0.4)
    assert value(table, "Nation", "Utilization|Cell (kt/yr)", 2025) == pytest.approx(0.9)


def test_costs_and_impacts(solution):
    table, tables = iamc(solution), solution.tables
    paid = tables["costs"][(tables["costs"]["component"] == "variable_cost") & (tables["costs"]["year"] == 2030)]
    assert value(table, "Nation", "Cost|Variable Cost", 2030) == pytest.approx(paid["undiscounted"].sum())
    carbon = tables["impacts"][(tables["impacts"]["impact"] == "CO2, kt") & (tables["impacts"]["year"] == 2030)]
    assert value(table, "Nation", "Impact|CO2", 2030) == pytest.approx(carbon["amount"].sum())


def test_names_that_two_ids_share_are_told_apart_and_bars_part_variables_only():
    labels = {
        "regions": {"A": {"name": "Same"}, "B": {"name": "Same"}},
        "commodities": {"cell": {"name": "a|b", "unit": "GWh"}},
        "lines": {},
        "processes": {},
    }
    prices = [("cell", region, 2025, 7.0, "million CNY/GWh") for region in ("A", "B")]
    made = (1.0, *(0.0,) * 8, 1.0, "GWh/yr")
    solution = written(
        {"labels": labels, "instance": "x", "scenario": "base"},
        prices=prices,
        balances=[("cell", region, 2025, *made) for region in ("A", "B")],
    )
    table = iamc(solution)
    assert set(table["region"]) == {"Same (A)", "Same (B)", "Nation"}
    assert set(table["variable"]) == {"Price|a/b", "Production|a/b", "Demand|a/b"}


def test_an_empty_run_has_the_columns_and_hostile_names_stay_text(tmp_path):
    assert tuple(iamc(written({"instance": "x", "scenario": "base"})).columns) == COLUMNS
    assert len(iamc(hostile(tmp_path)))


@pytest.mark.optional
def test_pyam_reads_it(solution):
    from pyam import IamDataFrame

    table = iamc(solution)
    frame = IamDataFrame(table)
    assert len(frame.data) == len(table)
    stands = frame.filter(variable="Capacity|Cell", region="Nation", year=2030).data["value"].tolist()
    assert stands == [value(table, "Nation", "Capacity|Cell", 2030)]

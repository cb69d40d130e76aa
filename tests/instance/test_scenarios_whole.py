"""Scenarios through the whole chain: what they change in the optimum, worked out by hand."""

from pathlib import Path

import pytest

from model.instance.load import load
from model.instance.problems import InstanceError
from model.run import run
from model.solver.highs import Options
from tests.known import SETTINGS, write


def optimum(folder: Path, scenario: str, text: str, settings: str = SETTINGS, **tables: str) -> float:
    path = write(folder, settings, **tables)
    (path / "scenarios").mkdir(exist_ok=True)
    (path / "scenarios" / "s.yaml").write_text(text, encoding="utf-8")
    done = run(load(path, scenario).instance, Options())
    assert done.verdict is not None
    assert done.verdict.passed
    assert done.solved.objective is not None
    return done.solved.objective


def test_a_scenario_moves_the_optimum(tmp_path: Path) -> None:
    # 10 GWh/yr at 100 million CNY per GWh/yr, paid over ten years without interest: one year bears 100.
    # Four fifths of the demand at half the price: 8 * 50 / 10 = 40.
    text = "edit:\n  - {table: demand, scale: {amount: 0.8}}\n  - {table: lines, set: {capex: 50}}\n"
    assert optimum(tmp_path / "a", "base", text) == pytest.approx(100)
    assert optimum(tmp_path / "a", "s", text) == pytest.approx(40)


def test_an_exchange_rate_of_a_scenario_counts_for_the_tables(tmp_path: Path) -> None:
    # 10 USD/kWh are 70 CNY/kWh at 7 and 80 at 8; 10 GWh/yr paid over ten years: 70 and 80 million CNY a year.
    text = "edit: [{table: instance, set: {currencies: {USD: 8}}}]"
    settings = SETTINGS + "currencies: {USD: 7}\n"
    lines = "line,life,capex [USD/kWh]\nline,10,10\n"
    assert optimum(tmp_path / "a", "base", text, settings, lines=lines) == pytest.approx(70)
    assert optimum(tmp_path / "a", "s", text, settings, lines=lines) == pytest.approx(80)


def test_a_year_written_out_changes_that_year_alone(tmp_path: Path) -> None:
    # A process without a line at 2 million CNY per GWh: demand of 10, 11, 12 costs 66; twice the 11 adds 22.
    settings = "name: case\nyears: [2025, 2026, 2027]\nlearning: off\n"
    tables = {
        "lines": "",
        "processes": "process,variable_cost\nmake,2\n",
        "demand": "commodity,region,year,amount\ncell,A,2025,10\ncell,A,2027,12\n",
    }
    text = "edit: [{table: demand, where: {year: 2026}, scale: {amount: 2}}]"
    assert optimum(tmp_path / "a", "base", text, settings, **tables) == pytest.approx(66)
    assert optimum(tmp_path / "a", "s", text, settings, **tables) == pytest.approx(88)


def test_rows_written_out_by_year_mean_what_they_meant(tmp_path: Path) -> None:
    # Prices by year beside a limit without one, a row for every region beside one for A, a text in the first row only.
    settings = "name: case\nyears: [2025, 2027]\nlast_year: 2029\nlearning: off\n"
    tables = {
        "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-1\n",
        "commodities": "commodity,unit\ncell,GWh\nore,kt\n",
        "demand": "commodity,region,year,amount\ncell,*,2020,4\ncell,*,2031,15\ncell,A,2026,9\ncell,A,2028,3\n",
        "markets": "market,year,commodity,region,price,limit\n"
        "mine,,ore,A,,5\nmine,2025,,,3,\nmine,2028,,,6,\nsea,,ore,*,50,\n",
    }
    text = """
edit:
  - {table: demand, where: {year: 2026}, scale: {amount: 1}}
  - {table: markets, where: {market: "*", year: [2026, 2027]}, scale: {price: 1, limit: 1}}
"""
    base = optimum(tmp_path / "a", "base", text, settings, **tables)
    assert optimum(tmp_path / "a", "s", text, settings, **tables) == pytest.approx(base, rel=1e-12)


def test_what_an_edit_breaks_is_told_where_the_edit_stands(tmp_path: Path) -> None:
    text = "edit:\n  - {table: demand, scale: {amount: -1}}\n  - {table: processes, set: {line: lime}}\n"
    with pytest.raises(InstanceError) as caught:
        optimum(tmp_path / "a", "s", text)
    assert [str(problem) for problem in caught.value.problems] == [
        "scenarios/s.yaml:2: amount = -10: has to be 0 or more",
        "scenarios/s.yaml:3: line = lime: is not in lines (did you mean line?)",
    ]


def test_a_row_added_without_a_cell_that_it_needs_is_told_where_it_stands(tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match=r"scenarios/s\.yaml:4: amount: is blank"):
        optimum(
            tmp_path / "a",
            "s",
            "edit:\n  - table: demand\n    add:\n      - {commodity: cell, region: A, year: 2030}\n",
        )


def test_the_template_teaches_something_that_solves() -> None:
    template = Path(__file__).parents[2] / "instances" / "template"
    costs = []
    for scenario in ("base", "slow-demand"):
        loaded = load(template, scenario)
        assert not loaded.warnings
        done = run(loaded.instance, Options())
        assert done.verdict is not None
        assert done.verdict.passed
        costs.append(done.solved.objective or 0.0)
    assert 0 < costs[1] < 0.9 * costs[0]

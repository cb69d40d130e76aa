"""A plan without prices says why, in the summary and on the page."""

import io

import pytest
from rich.console import Console

from model.record import make_record
from model.solver.tangents import Stopped, Tangents
from reports.no_prices import why_no_prices
from reports.pictures.cost_map import cost_map
from reports.solution import Solution
from reports.terminal import summary
from tests.known import solved
from tests.reports.solutions import written
from tests.reports.test_learning import SETTINGS, TABLES

SEARCH = {"basins": [{"cost": 1.0, "volumes": {}}], "starts": []}


@pytest.fixture
def cut(tmp_path, monkeypatch):
    # The second program is one too many: the first start has its plan then, and not the prices of its own tangents.
    plan = Tangents.plan

    def stopped(tangents, *args, **how):
        if tangents.solves == 1:
            raise Stopped("time_limit")
        return plan(tangents, *args, **how)

    monkeypatch.setattr(Tangents, "plan", stopped)
    run = solved(tmp_path, SETTINGS.format("local"), **TABLES)
    return Solution(make_record(run, ["run"]), run.tables)


def test_a_search_that_a_limit_has_cut_off_says_why_there_are_no_prices(cut):
    assert (cut.record["status"], len(cut.tables["prices"])) == ("time_limit", 0)
    said = io.StringIO()
    for part in summary(cut):
        Console(file=said, width=100).print(part)
    words = " ".join(said.getvalue().split())
    assert "the time limit ended the search over cost curves before it; allow more time." in words
    assert "What one more unit costs" not in words
    title = cost_map(cut).title
    assert title == why_no_prices(cut)
    assert title.zh.endswith("因时间限制而中止；请给更长的时间。")


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"status": "interrupted", "learning_search": SEARCH}, "Ctrl-C ended the search over cost curves"),
        ({"status": "time_limit", "learning_search": None}, "not solved to the end"),
        ({"status": "feasible"}, "not solved to the end"),
    ],
)
def test_the_reason_is_that_of_the_run(record, words):
    assert words in why_no_prices(written(record)).en


def test_where_there_are_prices_there_is_no_reason():
    assert why_no_prices(written(prices=[("cell", "A", 2025, 100.0, "million CNY/GWh")])) is None

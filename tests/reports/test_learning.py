"""Learning as a planner reads it."""

import io

import pytest
from rich.console import Console

from reports.learning import COLUMNS, learning, told
from reports.pictures.learning_starts import learning_starts
from reports.terminal import summary
from tests.reports.solutions import planned, written

TABLES = {
    "lines": "line,life,paid_over,capex\nold,20,1,300\nnew,20,1,100\n",
    "processes": "process,line\nmake,old\nalso,new\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nalso,cell,1\n",
    "demand": "commodity,region,amount\ncell,A,70\n",
    "curves": "curve,learning_rate,reference,unit_cost\nk,0.25,10,240\n",
    "curve_members": "curve,member\nk,new\n",
}
SETTINGS = "name: case\nyears: [2025]\nlearning: {}\n"


def test_a_curve_over_its_places():
    rows = [
        # volume, added, unit cost, average and tangent price, doublings, spend, saved, owed
        ("k", "A", 2025, 20, 10, 16, 18, 16, 1, 180, 20, 3, "GWh", "million CNY"),
        ("k", "B", 2025, 40, 30, 12, 14, 12, 2, 420, 180, 0, "GWh", "million CNY"),
        ("k", "B", 2030, 90, 50, 9, 10, 9, 3, 500, 500, 4, "GWh", "million CNY"),
        ("k", "B", 2029, 40, 0, 12, 12, 12, 2, 0, 0, 0, "GWh", "million CNY"),
    ]
    found = learning(written(learning=rows))
    assert tuple(found.columns) == COLUMNS
    # 10 at 18 and 30 at 14 make 15. 2030 lies beyond the years shown, but what it saves counts.
    (row,) = found.to_dict("records")
    assert (row["unit"], row["places"], row["doublings"]) == ("CNY/kWh", 2, 2)
    assert (row["first_cost"], row["last_cost"]) == (15, 15)
    assert (row["spend"], row["saved"], row["owed"]) == (1100, 700, 7)
    assert row["most"] == "Beijing 680, 安徽 Anhui 20.0"


def test_the_summary_tells_what_learning_saves_and_which_plans_there_are(tmp_path):
    said = io.StringIO()
    for part in summary(planned(tmp_path, SETTINGS.format("certified"), **TABLES)):
        Console(file=said, width=100).print(part)
    text = " ".join(said.getvalue().split())
    # 70 of the old line cost 21000; of the new one 7000 and 240 * 10 * (8^(1-b) - 1) / (1-b).
    for words in (
        "What learning does to the cost of a unit",
        "What is learned of the whole cost, and what one doubling takes off that",
        "2 starts came to 2 plans that no small step betters",
        "from no learning: dearer by",
        "k 10.0 instead of 80.0",
        "and no plan less than",
        "by chords of the curves",
        "of what is learned",
        "boxes,",
    ):
        assert words in text


def test_where_nothing_is_proven_the_reason_is_told():
    search = {"basins": [{"cost": 5.0, "volumes": {"k": 3.0}}], "starts": [{"start": "a", "basin": 0}]}
    lines = list(told(written({"learning_search": {**search, "why_unproven": "of this"}})))
    assert lines == ["1 start came to 1 plan that no small step betters", "No bound is proven: of this"]


SEARCH = {
    "basins": [{"cost": 1000.0, "volumes": {"k": 3.0}}, {"cost": 1001.0, "volumes": {"k": 4.0}}],
    "starts": [
        {"start": "a", "basin": 1, "ended": "optimum", "costs": [1005.0, 1001.0]},
        {"start": "b", "basin": 0, "ended": "stopped", "costs": [1000.0]},
    ],
    "starts_status": "time_limit",
    "bound": 980.0,
    "incumbent": 990.0,
    "gap": 10 / 990,
    "gap_of_spend": 0.1,
    "curve_gap": 9.9,
    "solver_gap": 0.1,
    "nodes": 7,
    "programs": 20,
    "seconds": 1.25,
}


def test_all_that_a_search_came_to_is_told():
    assert list(told(written({"learning_search": SEARCH}))) == [
        "2 starts came to 2 plans that no small step betters",
        "  from a: dearer by 0.1%; k 4.00 instead of 3.00",
        "Others were not tried, or not to their end (time limit)",
        "The search for a bound found a plan that is cheaper by 1.0% than any of these",
        "The best plan costs 990.0, and no plan less than 980.0",
        "  gap 0.01 of the total: 0.01 by chords of the curves, 0.0001 by the solver; 0.1 of what is learned",
        "  7 boxes, 20 programs, 1.2 s",
    ]


def test_every_start_is_a_row_with_the_plan_it_came_to():
    picture = learning_starts(written({"learning_search": SEARCH}))
    first, second = picture.table.to_dict("records")
    assert first == {
        "start": "a",
        "cost": 1001.0,
        "dearer": pytest.approx(1e-3),
        "basin": 1,
        "ended": "optimum",
        "programs": 2,
    }
    assert (second["start"], second["dearer"], second["basin"]) == ("b", 0.0, 0)
    assert picture.title.en == "2 starts came to 2 plans; no plan costs less than 980 (gap 0.01)"


@pytest.mark.parametrize("mode", ["off", "path"])
def test_without_learning_nothing_is_said(tmp_path, mode):
    path = {"cost_path": "curve,unit_cost\nk,200\n"}
    solution = planned(tmp_path, SETTINGS.format(mode), **TABLES | path)
    assert (len(learning(solution)), list(told(solution))) == (0, [])

"""How sure an answer is: near-optimal plans, draws of unsure figures, lows and highs."""

import pytest

from tests.known import SETTINGS
from tests.studies.asked import ask
from tests.studies.test_threshold import DRIVER, ONE, STUDY

SLACK = STUDY.replace("tolerance: 0.001", "grid: 2\ntolerance: 0.5")

# Two regions with 10 GWh/yr each that may not close; A runs at 1, B at 2; 8 are needed in A, freight is free.
TWO = {
    "regions": "region\nA\nB\n",
    "lines": "line,stage,life,exit_rate\nline_a,cell,10,0\nline_b,cell,10,0\n",
    "processes": "process,line,variable_cost\nmake_a,line_a,1\nmake_b,line_b,2\n",
    "recipes": "process,commodity,amount\nmake_a,cell,1\nmake_b,cell,1\n",
    "capacity": "line,region,online,capacity\nline_a,A,2020,10\nline_b,B,2020,10\n",
    "lanes": "commodity,origin,destination,cost\ncell,B,A,0\n",
    "sites": "line,region,allowed\n*,*,false\n",
    "demand": "commodity,region,amount\ncell,A,8\n",
}
DEMAND = "driver: {name: demand, table: demand, scale: amount, from: 0.5, to: 1}\n"


def test_near_optimal_plans_move_as_much_as_the_slack_pays_for(tmp_path):
    study = SLACK.replace(DRIVER, DEMAND) + "near: {slack: 0.25}\n"
    _, tables, _ = ask(tmp_path, study, **TWO)
    near = tables["near"].set_index("region")
    # Nothing is crossed, so the worst point is looked at: 4 are needed, at a cost of 4. A slack of 1 moves one unit
    # from A (at 1) to B (at 2): A runs at 3 to 4 of 10, B at 0 to 1.
    assert near.loc["A", ["low", "central", "high"]].tolist() == pytest.approx([0.3, 0.4, 0.4], abs=1e-6)
    assert near.loc["B", ["low", "central", "high"]].tolist() == pytest.approx([0.0, 0.0, 0.1], abs=1e-6)
    assert near["tied_with"].tolist() == ["", ""]


def test_regions_whose_ranges_overlap_are_tied(tmp_path):
    _, tables, _ = ask(tmp_path, SLACK.replace(DRIVER, DEMAND) + "near: {slack: 0.5}\n", **TWO)
    # A slack of 2 moves two units: A at 2 to 4 of 10, B at 0 to 2.
    assert tables["near"]["tied_with"].tolist() == ["B", "A"]


def test_near_takes_closing_into_account(tmp_path):
    closing = {**TWO, "lines": TWO["lines"].replace(",0\n", ",1\n")}
    _, tables, _ = ask(tmp_path, SLACK.replace(DRIVER, DEMAND) + "near: {slack: 0.25}\n", **closing)
    # What is not used may close, at no cost: A can be as full as it likes, and as empty as 3 of 10.
    near = tables["near"].set_index("region")
    assert near.loc["A", ["low", "high"]].tolist() == pytest.approx([0.3, 1.0], abs=1e-6)


# Each region needs 8 and cannot ship; of A 10 stand, of B 20 or 10.5, give or take.
APART = {
    "regions": "region\nA\nB\n",
    "lines": "line,stage,life,exit_rate\nline,cell,10,0\n",
    "sites": "line,region,allowed\n*,*,false\n",
    "demand": "commodity,region,amount\ncell,A,8\ncell,B,8\n",
}
CAPACITY = (
    "line,region,online,capacity,note_low,note_high,source,confidence\n"
    "line,A,2020,10,9,11,count,C\nline,B,2020,{b},count,D\n"
)
DRAWS = SLACK.replace(DRIVER, DEMAND.replace("0.5", "0.9")) + "draws: {number: 20, seed: 3}\n"


def test_an_order_that_every_draw_confirms_is_no_tie(tmp_path):
    _, tables, desk = ask(tmp_path, DRAWS, **APART, capacity=CAPACITY.format(b="20,18,22"))
    ranks = tables["ranks"].set_index("region")
    # At 0.9 of demand: 7.2 of 20 against 7.2 of 10. B is emptier in every draw.
    assert ranks["rank"].to_dict() == {"B": 1, "A": 2}
    assert ranks[["rank_low", "rank_high"]].loc["B"].tolist() == [1, 1]
    assert ranks["tied_with"].tolist() == ["", ""]
    assert 7.2 / 22 <= ranks.loc["B", "value_low"] < 7.2 / 20 < ranks.loc["B", "value_high"] <= 7.2 / 18
    assert len(desk.outcomes) == 1 + 2 + 20


def test_an_order_that_draws_turn_round_is_a_tie(tmp_path):
    _, tables, _ = ask(tmp_path, DRAWS, **APART, capacity=CAPACITY.format(b="10.5,9.5,11.5"))
    ranks = tables["ranks"].set_index("region")
    assert ranks["tied_with"].to_dict() == {"A": "B", "B": "A"}
    assert ranks[["rank_low", "rank_high"]].to_numpy().tolist() == [[1, 2], [1, 2]]


def test_grades_that_are_not_asked_for_stay_as_they_are(tmp_path):
    study = DRAWS.replace("seed: 3", "seed: 3, confidence: D")
    _, tables, _ = ask(tmp_path, study, **APART, capacity=CAPACITY.format(b="20,18,22"))
    ranks = tables["ranks"].set_index("region")
    assert ranks.loc["A", "value_low"] == ranks.loc["A", "value_high"] == pytest.approx(0.72)
    assert ranks.loc["B", "value_low"] < ranks.loc["B", "value_high"]


SURE = (
    "sure:\n  count: 1\n  figures:\n"
    "    - {name: demand, grade: C, table: demand, scale: amount, low: 0.75, high: 1.25}\n"
    "    - {name: capex, grade: D, table: lines, scale: capex, low: 0.5, high: 2}\n"
)


def test_a_threshold_ends_with_the_figures_that_weigh_most_on_it(tmp_path):
    _, tables, _ = ask(tmp_path, STUDY + SURE, **ONE)
    (row,) = tables["sure"].to_dict("records")
    # 10 + 10 x = 2 * 8 at x = 0.6; with 6 at x = 0.2, with 10 at x = 1, just not crossed: blank. Capex moves nothing.
    assert (row["figure"], row["grade"]) == ("demand", "C")
    assert row["answer_low"] == pytest.approx(0.2, abs=1e-6)
    assert row["answer"] == pytest.approx(0.6, abs=1e-6)
    assert row["answer_high"] is None


def test_figures_noted_in_the_tables_are_found_and_scenarios_taken(tmp_path):
    capacity = "line,region,online,capacity,note_low,note_high,source,confidence\nline,A,2020,10,8,16,count,C\n"
    study = "kind: sensitivity\nmeasure: {of: {stage: cell}}\nsure: {count: 5}\n"
    record, tables, _ = ask(tmp_path / "noted", study, **{**ONE, "capacity": capacity})
    assert record["number"] == pytest.approx(0.8)
    (row,) = tables["sure"].to_dict("records")
    assert row["figure"] == "capacity capacity: count"
    assert (row["answer_low"], row["answer_high"], row["swing"]) == pytest.approx((1.0, 0.5, 0.5))
    (tmp_path / "named" / "instance" / "scenarios").mkdir(parents=True)
    # The study asks for the first year alone; a figure's scenario may say more, of years that the study cuts away.
    short = "edit:\n  - {table: instance, set: {years: [2025], last_year: 2025}}\n"
    (tmp_path / "named" / "instance" / "scenarios" / "short.yaml").write_text(short, encoding="utf-8")
    for name, factor in (("few", 0.5), ("many", 1.25)):
        edits = [
            f"  - {{table: demand, where: {{year: {year}}}, scale: {{amount: {factor}}}}}\n" for year in (2025, 2026)
        ]
        text = "edit:\n" + "".join(edits)
        (tmp_path / "named" / "instance" / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    study = "kind: sensitivity\nscenario: short\nsure:\n  figures:\n    - {name: sales, scenarios: [few, many]}\n"
    years, running = SETTINGS.replace("[2025]", "[2025, 2026]"), "process,line,variable_cost\nmake,line,1\n"
    _, tables, _ = ask(tmp_path / "named", study, years, **{**ONE, "processes": running})
    (row,) = tables["sure"].to_dict("records")
    # Each GWh costs 1, and each of the 10 that stand costs 1 a year.
    assert (row["answer_low"], row["answer"], row["answer_high"]) == pytest.approx((14.0, 18.0, 20.0))


def test_draws_may_take_rows_of_some_lines_alone_and_figures_of_each_region(tmp_path):
    figure = "{name: need, grade: D, table: demand, scale: amount, low: 0.8, high: 1.2, each: region}"
    study = DRAWS.replace("seed: 3", f"seed: 3, where: {{line: other_*}}, figures: [{figure}]")
    _, tables, _ = ask(tmp_path, study, **APART, capacity=CAPACITY.format(b="10,9,11"))
    ranks = tables["ranks"].set_index("region")
    # No line is called other_*, so that capacity stays at 10 each: use is 0.72 give or take a fifth, in each by itself.
    assert ranks["value"].tolist() == pytest.approx([0.72, 0.72])
    assert (ranks["value_low"] > 0.72 * 0.8).all()
    assert (ranks["value_high"] < 0.72 * 1.2).all()
    assert ranks.loc["A", "value_low"] != ranks.loc["B", "value_low"]
    assert ranks["tied_with"].tolist() == ["B", "A"]

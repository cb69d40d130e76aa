"""Make or buy by kind of firm, against the arithmetic of its NOTES.md."""

import pytest

from model.instance.load import list_scenarios, load
from model.run import run
from model.solver.highs import Options
from model.studies.ask import answer, read_asked
from model.studies.runs.desk import open_desk
from tests.known import ROOT

FOLDER = ROOT / "instances" / "firm-strategies"
SPECIALISTS = 200 + 10 * 30 + 91 * 60 + 100 * 70 + 100 * 100 + 80 * 950
HANDED = 10 * 0.2 + 100 * 0.6 + 100 * 1.3 + 80 * 2.3
# What a scenario makes dearer, and what it hands over less at 1 % of the value.
STEPS = {
    "specialised": (0, 0),
    "miner-materials": (100 * 4, 91 * 0.6),
    "materials-cells": (100 * 8, 100 * 1.3),
    "battery-materials": (100 * 4, 100 * 1.3),
    "battery-refining": (100 * 4 + 91 * 2, 100 * 1.3 + 91 * 0.6),
    "battery-recycling": (100 * 4 + 101 * 2, 100 * 1.3 + 91 * 0.6 + 10 * 0.2 + 9 * 0.6),
    "battery-vehicles": (100 * 4 + 101 * 2 + 80 * 10, 100 * 1.3 + 100 * 0.6 + 10 * 0.2 + 80 * 2.3),
    "battery-refining-only": (91 * 2, 0),
    "carmaker-cells": (80 * 8, 80 * 2.3),
    "carmaker-materials": (80 * 12, 80 * 3.6),
    "recycler-materials": (9 * 4, 9 * 0.6),
    "startup-chain": (80 * 45, 80 * 2.3),
    "joint-venture": (32 * 5, 32 * 2.3),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", STEPS)
def test_a_step_costs_what_it_costs_by_hand(name):
    assert cost(name) == pytest.approx(by_hand(name), rel=1e-9)


def by_hand(name):
    dearer, less = STEPS[name]
    return SPECIALISTS + dearer + 2 * (HANDED - less)


def cost(name):
    done = run(load(FOLDER, name).instance, Options())
    assert done.verdict is not None
    assert done.verdict.passed
    return done.solved.objective


def test_every_step_is_a_scenario():
    assert {*STEPS, "dear-markets"} == set(list_scenarios(FOLDER))


@pytest.mark.slow
def test_specialists_are_the_free_choice_at_two_per_cent_and_ventures_at_four():
    assert cost("base") == pytest.approx(by_hand("specialised"))
    made = run(load(FOLDER, "dear-markets").instance, Options()).tables["activity"].set_index("process")["activity"]
    assert made["make_cell_jv"] == pytest.approx(80)


def test_the_supply_of_joint_ventures_binds():
    done = run(load(FOLDER, "joint-venture").instance, Options())
    row = done.tables["policies"].set_index("policy").loc["supply by joint ventures"]
    # Each of the 32 costs 5 more and hands over 4.6 less, so that none would come from there by itself.
    assert row[["left", "right", "limit", "slack"]].tolist() == pytest.approx([32, 80, 0.4, 0])
    assert done.solved.objective == pytest.approx(by_hand("joint-venture"), rel=1e-9)


@pytest.mark.slow
def test_steps_pay_from_where_they_do_by_hand(tmp_path):
    asked = read_asked(FOLDER, "integration")
    record, tables = answer(asked, open_desk(asked.study, tmp_path, cap=asked.cap))
    assert record["why"] == ""
    turns = tables["turns"].set_index(["a", "b"])
    for (a, b), row in turns.iterrows():
        (dear_a, less_a), (dear_b, less_b) = STEPS[a], STEPS[b]
        if less_b == less_a:
            assert "never changes" in row["said"]
        elif b != "miner-materials":
            by_hand = (dear_b - dear_a) / (less_b - less_a)
            assert row["low"] - 1e-6 <= by_hand <= row["high"] + 1e-6, (a, b)
    # Without recovered metals: 60 + 74 for each of 100, and neither packs nor their metals are handed over.
    alone = (6000 + 7400 + 10000 + 76000 - SPECIALISTS) / (HANDED - 130 - 184)
    assert turns.loc[("specialised", "miner-materials"), "at"] == pytest.approx(alone, abs=0.01)

"""One thick cluster or two thin ones: the freight rate between them, against the arithmetic of its NOTES.md."""

import pytest

from model.instance.load import finish, open_instance
from model.run import run
from model.solver.highs import Options
from model.studies.ask import answer, read_asked
from model.studies.runs.desk import open_desk
from model.studies.searches.turn_costs import moved
from tests.known import ROOT

FOLDER = ROOT / "instances" / "two-clusters"


def test_both_plans_cost_the_same_at_the_freight_of_the_hand():
    # One cluster of 40 runs at 12.8 and ships 20; two of 20 run at 16. Plants cost 40 * 300 / 10 in both.
    freight = 6.4
    question = read_asked(FOLDER, "break-even").question
    opened, (turn,) = open_instance(FOLDER), question.turns
    thick, thin = (moved(regime.plain("base"), turn, freight) for regime in question.regimes)
    costs = [
        run(finish(opened, (case.document("study"),)).instance, Options()).solved.objective for case in (thick, thin)
    ]
    assert costs == pytest.approx([1200 + 40 * 12.8 + 20 * freight, 1200 + 40 * 16], rel=1e-9)


@pytest.mark.slow
def test_the_break_even_freight_is_that_of_the_hand(tmp_path):
    # 40 * (16 - 12.8) = 20 * 6.4.
    asked = read_asked(FOLDER, "break-even")
    record, tables = answer(asked, open_desk(asked.study, tmp_path, cap=asked.cap))
    turn = tables["turns"].iloc[0]
    assert len(tables["turns"]) == 1
    assert record["why"] == ""
    assert turn["at"] == pytest.approx(6.4, abs=1e-6)
    assert turn["high"] - turn["low"] <= 1e-6
    assert (turn["cheaper_below"], turn["cheaper_above"]) == ("one thick cluster", "two thin clusters")

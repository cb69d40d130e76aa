"""What good plans have in common, worked out by hand."""

import math

import pytest

from model.instance.problems import InstanceError
from tests.known import SETTINGS
from tests.studies.asked import again, ask

# A makes a cell for 150, B for 162; shipping costs 7; 20 are needed in each. The cheapest plan makes all 40 in A and
# ships 20: 40 x 150 + 20 x 7 = 6140. Made in B for B a cell costs 162 - 157 = 5 more; the next 20, for A, 162 + 7 - 150
# = 19 more. C could make it for 90000: it is never in a good plan.
TWO = {
    "regions": "region\nA\nB\nC\n",
    "lines": "line,stage,life,capex\nline_a,cell,1,0\nline_b,cell,1,0\nline_c,cell,1,0\n",
    "processes": "process,line,variable_cost\nmake_a,line_a,150\nmake_b,line_b,162\nmake_c,line_c,90000\n",
    "recipes": "process,commodity,amount\nmake_a,cell,1\nmake_b,cell,1\nmake_c,cell,1\n",
    "sites": "line,region\nline_a,A\nline_b,B\nline_c,C\n",
    "lanes": "commodity,origin,destination,cost\ncell,*,*,7\n",
    "demand": "commodity,region,amount\ncell,A,20\ncell,B,20\n",
}
STUDY = (
    "kind: near_optimal\nof: {stage: cell}\nslack: [0.01, 0.02]\nby: [region, line]\n"
    "alternatives: {number: 1, slack: 0.02}\n"
)
# Keeping a plant open costs 1: 6180 in all.
COSTS = TWO["lines"].replace("capex", "capex,fixed_cost").replace(",0\n", ",0,1\n")


def asked(folder, study=STUDY):
    return ask(folder, study, **{**TWO, "lines": COSTS})


def test_ranges_are_those_by_hand(tmp_path):
    record, tables, _ = asked(tmp_path)
    assert record["why"] == ""
    rows = tables["ranges"].set_index(["name", "slack"])
    least = 40 * 151 + 20 * 7
    at_1 = 0.01 * least / 5
    at_2 = 20 + (0.02 * least - 100) / 19
    assert record["least_cost"] == pytest.approx(least)
    assert rows.loc[("B", 0.01), ["least", "plan", "most"]].tolist() == pytest.approx([0, 0, at_1], abs=1e-3)
    assert rows.loc[("B", 0.02), "most"] == pytest.approx(at_2, abs=1e-3)
    assert rows.loc[("A", 0.01), "least"] == pytest.approx(40 - at_1, abs=1e-3)
    assert rows.loc[("line_a", 0.02), "least"] == pytest.approx(40 - at_2, abs=1e-3)
    assert [rows.loc[(name, 0.02), "class"] for name in ("A", "B", "C")] == ["must", "alternative", "out"]


def test_it_ends_with_the_figures_that_weigh_most_on_how_many_are_in_every_plan(tmp_path):
    # Shipping at 3.5 leaves A alone. At 70 each makes its own, 20 x 151 + 20 x 163 = 6280: a cell fewer in B costs 58
    # more, and 1 % pays for 1.08 of them, so that both are in every plan.
    figures = "sure:\n  figures:\n    - {name: freight, table: lanes, scale: cost, low: 0.5, high: 10}\n"
    _, tables, _ = asked(tmp_path, STUDY.replace("[region, line]", "[region]") + figures)
    assert tables["sure"].iloc[0][["figure", "answer_low", "answer", "answer_high"]].tolist() == ["freight", 1, 1, 2]


def test_the_most_is_in_use_whatever_the_slack_could_waste(tmp_path):
    _, tables, _ = asked(tmp_path)
    rows = tables["ranges"].set_index(["name", "slack"])
    assert rows.loc[("A", 0.02), "most"] == pytest.approx(40, abs=1e-3)


def test_another_plan_is_as_different_as_the_slack_allows_and_says_its_cost(tmp_path):
    _, tables, _ = asked(tmp_path)
    plans = tables["plans"].set_index("plan")
    assert plans["dearer"].tolist() == pytest.approx([0, 0.02], abs=1e-6)
    moved = (20 + (0.02 * 6180 - 100) / 19) / 40
    assert plans.loc["plan 1", "distance"] == pytest.approx(moved, abs=1e-4)
    shares = tables["shares"].groupby("plan")["share"].sum()
    assert shares.tolist() == pytest.approx([1, 1])


def test_what_is_found_is_kept(tmp_path):
    _, tables, _ = asked(tmp_path)
    notes = sorted((tmp_path / "out" / "notes").glob("*.json"))
    assert len(notes) == 6
    before = [note.stat().st_mtime_ns for note in notes]
    _, once_more, _ = again(tmp_path)
    assert [note.stat().st_mtime_ns for note in notes] == before
    assert once_more["ranges"].equals(tables["ranges"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[0.01, 0.02]", "[0, 0.01]", "studies/study.yaml:3: slack: has to list shares above 0"),
        ("number: 1, slack: 0.02", "number: 1, slack: -1", "slack = -1: has to be a share above 0"),
        ("stage: cell", "stage: cells", "no line has cells (did you mean cell?)"),
        ("[region, line]", "[regions]", "by: has to list of region, line (did you mean region?)"),
        ("by:", "places: [AA]\nby:", "AA is no region and no line of the instance"),
    ],
)
def test_nonsense_is_refused_with_its_line_and_cure(tmp_path, old, new, said):
    with pytest.raises(InstanceError) as refused:
        asked(tmp_path, STUDY.replace(old, new))
    assert said in str(refused.value)


def test_the_ends_say_what_it_costs_to_go_there(tmp_path):
    _, tables, _ = asked(tmp_path)
    ends = tables["ends"].set_index("name")
    # All in B: 20 for B at 5 more and 20 for A at 19 more. Nothing limits A or B, so no plan has all they could hold.
    assert ends.loc["A", "none_dearer"] == pytest.approx((20 * 5 + 20 * 19) / 6180)
    assert ends.loc["B", "none_dearer"] == pytest.approx(0, abs=1e-12)
    assert ends["full"].isna().all()


def test_a_site_that_is_full_ends_the_search(tmp_path):
    sites = "line,region,max_capacity\nline_a,A,\nline_b,B,12\nline_c,C,\n"
    _, tables, _ = ask(tmp_path, STUDY, **{**TWO, "lines": COSTS, "sites": sites})
    ends = tables["ends"].set_index("name")
    assert ends.loc["B", ["full", "full_dearer"]].tolist() == pytest.approx([12, 12 * 5 / 6180])
    assert tables["ranges"].set_index(["name", "slack"]).loc[("B", 0.02), "most"] == pytest.approx(12)


def test_a_plan_under_learning_says_what_it_truly_costs(tmp_path):
    # What is built of line_a is paid on a curve: 8 at 10 and a fifth less with each doubling.
    tables = {
        "lines": COSTS.replace("line_a,cell,1,0,1", "line_a,cell,1,0,0"),
        "curves": "curve,scope,driver,learning_rate,reference,unit_cost\nk,nation,build,0.2,10,8\n",
        "curve_members": "curve,member\nk,line_a\n",
    }
    settings = SETTINGS.replace("off", "local")
    record, found, _ = ask(tmp_path, STUDY, settings, **{**TWO, **tables})
    assert record["why"] == ""
    costs = found["plans"].set_index("plan")["cost"]
    amounts = found["shares"].pivot_table(index="plan", columns="region", values="amount", fill_value=0.0)
    assert amounts.loc["plan 1", "B"] > 1
    for plan, cost in costs.items():
        in_a, in_b = amounts.loc[plan, ["A", "B"]]
        b = -math.log2(0.8)
        learned = 8 * 10 * (((10 + in_a) / 10) ** (1 - b) - 1) / (1 - b)
        shipped = abs(in_a - 20) * 7
        assert cost == pytest.approx(150 * in_a + 163 * in_b + shipped + learned, rel=1e-6)
    assert costs["plan 1"] <= costs["cheapest"] * 1.02


@pytest.mark.slow
def test_two_processes_find_what_one_finds(tmp_path):
    _, tables, _ = asked(tmp_path)
    for note in (tmp_path / "out" / "notes").iterdir():
        note.unlink()
    _, shared, _ = again(tmp_path, workers=2)
    assert len(list((tmp_path / "out" / "notes").iterdir())) == 6
    assert shared["ranges"].equals(tables["ranges"])

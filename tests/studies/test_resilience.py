"""Losses and insurance, worked out by hand."""

import pytest

from model.instance.problems import InstanceError
from tests.studies.asked import ask

# 10 are needed in A and 10 in B; a line in A makes at 1, one in B at 2, shipping costs 0.5, unmet demand 100. A plant
# costs 10 a year. The cheapest plan builds 20 in A: 20 x (1 + 10) + 10 x 0.5 = 225.
TWO = {
    "regions": "region\nA\nB\n",
    "commodities": "commodity,unit,shortage_price\ncell,GWh,100\n",
    "lines": "line,life,capex,lead_time\nline_a,10,100,2\nline_b,10,100,3\n",
    "processes": "process,line,variable_cost\nmake_a,line_a,1\nmake_b,line_b,2\n",
    "recipes": "process,commodity,amount\nmake_a,cell,1\nmake_b,cell,1\n",
    "sites": "line,region\nline_a,A\nline_b,B\n",
    "lanes": "commodity,origin,destination,cost\ncell,*,*,0.5\n",
    "demand": "commodity,region,amount\ncell,A,10\ncell,B,10\n",
}
STUDY = "kind: resilience\nlosses: {regions: [all]}\nkeep_under: [0.5, 0.25]\n"


def test_a_loss_costs_what_it_costs_by_hand(tmp_path):
    record, tables, _ = ask(tmp_path, STUDY, **TWO)
    assert record["why"] == ""
    rows = tables["losses"].set_index("name")
    # All 20 are unmet at 100; making 20 at 1 and shipping 10 at 0.5 are saved.
    assert rows.loc["A", ["rank", "damage", "shortage_cost", "extra_cost", "short", "short_share"]].tolist() == (
        pytest.approx([1, 2000 - 25, 2000, -25, 20, 1])
    )
    assert rows.loc["A", "rebuild"] == 2
    assert rows.loc["B", "damage"] == pytest.approx(0, abs=1e-6)
    assert record["number"] == pytest.approx(1975)


def test_it_ends_with_the_figures_that_weigh_most_on_the_worst_loss(tmp_path):
    # 20 unmet at 80 or 120 instead of 100, less the 25 saved. At a freight of 1.5 each makes its own, so A loses 10 and
    # saves making them at 1. At 5 a unit unmet nothing is made at all, so there is nothing to lose.
    figures = """sure:
  figures:
    - {name: price of a shortage, table: commodities, scale: shortage_price, low: 0.8, high: 1.2}
    - {name: freight, table: lanes, scale: cost, low: 1, high: 3}
    - {name: hardly missed, table: commodities, scale: shortage_price, low: 0.05, high: 1}
"""
    _, tables, _ = ask(tmp_path, f"kind: resilience\nlosses: {{regions: [A]}}\n{figures}", **TWO)
    rows = tables["sure"].set_index("figure")
    assert rows.loc["price of a shortage", ["answer_low", "answer", "answer_high"]].tolist() == (
        pytest.approx([1575, 1975, 2375])
    )
    assert rows.loc["freight", ["answer_low", "answer_high"]].tolist() == pytest.approx([1975, 990])
    assert rows.loc["hardly missed", "answer_low"] == pytest.approx(0, abs=1e-6)


def test_half_a_loss_is_made_good_by_what_is_left(tmp_path):
    # Half of the 20 in A is left: the 10 that are made stay in A, so the shipping is saved too.
    _, tables, _ = ask(tmp_path, STUDY + "share: 0.5\n", **TWO)
    assert tables["losses"].set_index("name").loc["A", "damage"] == pytest.approx(1000 - 10 - 5)


def test_insurance_is_the_cheapest_plan_that_keeps_the_promise(tmp_path):
    # Under 50 % whatever is lost: 10 in each region, so that B makes its own at 2 + 10 = 12 instead of 11.5: 5 more.
    # Under 25 %: 15 have to be left whichever is lost, so 15 in each, 300 a year; A makes 15 at 1 and ships 5 at 0.5, B
    # makes 5 at 2. That is 327.5, and 225 without insurance.
    _, tables, _ = ask(tmp_path, STUDY, **TWO)
    rows = tables["insurance"].set_index("keep_under")
    assert rows["premium"].to_dict() == pytest.approx({0.5: 5, 0.25: 102.5}, abs=1e-3)
    assert rows["worst"].to_dict() == pytest.approx({0.5: 0.5, 0.25: 0.25}, abs=1e-5)
    assert rows["worst_before"].tolist() == pytest.approx([1, 1])
    assert rows["proven"].all()


def test_a_source_and_a_line_are_lost_by_name(tmp_path):
    tables = {
        **TWO,
        "markets": "market,region,commodity,price,origin\nimport,B,cell,5,X\n",
    }
    study = "kind: resilience\nlosses: {sources: [X], lines: [line_a]}\n"
    _, found, _ = ask(tmp_path, study, **tables)
    rows = found["losses"].set_index("name")
    # All is bought at 5 in B: 20 x 5 + 10 x 0.5. Without it nothing is there.
    assert rows.loc["X", "damage"] == pytest.approx(2000 - 105)
    assert rows.loc["line_a in A", "damage"] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[all]", "[AA]", "studies/study.yaml:2: regions: AA is not in the instance"),
        ("[0.5, 0.25]", "[2]", "studies/study.yaml:3: keep_under: has to list shares of demand"),
        ("keep_under", "share: 0\nkeep_under", "share = 0: has to be above 0"),
        ("regions:", "places:", "places: is no field here"),
    ],
)
def test_nonsense_is_refused_with_its_line_and_cure(tmp_path, old, new, said):
    with pytest.raises(InstanceError) as refused:
        ask(tmp_path, STUDY.replace(old, new), **TWO)
    assert said in str(refused.value)


def test_what_has_no_shortage_price_is_missed_at_ten_times_its_marginal_cost(tmp_path):
    # 4 of a part are needed in B, only A makes it at 3 and ships at 0.5: without A's line they are missed at 10 x 3.5.
    tables = {
        "commodities": TWO["commodities"] + "part,kt,\n",
        "lines": TWO["lines"] + "line_part,10,0,\n",
        "processes": TWO["processes"] + "make_part,line_part,3\n",
        "recipes": TWO["recipes"] + "make_part,part,1\n",
        "sites": TWO["sites"] + "line_part,A\n",
        "lanes": TWO["lanes"] + "part,*,*,0.5\n",
        "demand": TWO["demand"] + "part,B,4\n",
    }
    record, found, _ = ask(tmp_path, "kind: resilience\nlosses: {lines: [line_part]}\n", **{**TWO, **tables})
    assert record["why"] == ""
    row = found["losses"].iloc[0]
    assert row["shortage_cost"] == pytest.approx(4 * 35)
    assert row["damage"] == pytest.approx(4 * 35 - 4 * 3.5)
    assert row[["short", "unit"]].tolist() == [0, "GWh/yr"]
    assert row["short_share"] == pytest.approx(140 / (2000 + 140))


def test_all_ports_are_those_at_home(tmp_path):
    tables = {
        "regions": "region,kind\nA,\nB,\nEU,overseas\n",
        "markets": "market,region,commodity,price,origin\nimport,B,cell,500,X\nrival,EU,cell,500,Y\n",
        "demand": TWO["demand"] + "cell,EU,1\n",
    }
    _, found, _ = ask(tmp_path, "kind: resilience\nlosses: {ports: [all]}\n", **{**TWO, **tables})
    # Both ship to EU; EU itself is a market, and is lost only when it is named.
    assert sorted(found["losses"]["name"]) == ["A", "B"]

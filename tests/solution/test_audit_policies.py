"""The audit of policies: a plan that obeys passes and is proven, and every lie about a policy is noticed."""

from dataclasses import replace

import pandas as pd
import pytest

from model.instance.policies import Filter
from tests.ruled import LINE, TWO, solved
from tests.solution.audit_case import Case

POLICIES = """
- {name: share, left: {quantity: activity, chemistry: LFP}, right: {quantity: activity}, at_least: 0.3}
- {name: cap, left: {quantity: output, process: dirty}, at_most: 4, price: 1, years: {from: 2026}}
- {name: budget, over: horizon, left: {quantity: output, process: clean}, at_most: 30}
"""
PRICED = ("reduced cost of policy_miss", "reduced cost of activity", "gap")
YEARS = "name: case\nyears: [2025, 2026]\nlearning: off\n"


@pytest.fixture
def case(tmp_path) -> Case:
    """Two years of 10 cells: 3 clean at 6, 7 dirty at 2; in 2026 the 7 miss the cap of 4 by 3 at 1."""
    done = solved(tmp_path, POLICIES, YEARS)
    assert done.solved.objective == pytest.approx(2 * (3 * 6 + 7 * 2) + 3)
    tables = {name: table.astype(object) for name, table in done.tables.items()}
    return Case(done.instance, tables, done.solved.objective)


def test_the_plan_passes_and_its_duals_prove_it(case):
    verdict = case.verdict()
    assert verdict.passed, verdict.lines()
    assert verdict.bound == pytest.approx(67)
    assert verdict.notes == ()


def test_the_table_says_what_policies_count_and_cost(case):
    rows = case.tables["policies"].set_index(["policy", "year"])
    assert rows.loc[("share", 2025), ["left", "right", "limit", "slack", "unit"]].tolist() == [3, 10, 0.3, 0, "GWh/yr"]
    # A point more of the share is 0.1 clean cells, each 4 dearer; in 2026 they also save 0.1 of the miss.
    assert rows.loc[("share", 2025), "tighter"] == pytest.approx(0.4)
    assert rows.loc[("share", 2026), "tighter"] == pytest.approx(0.3)
    of_cap = rows.loc[("cap", 2026), ["left", "right", "slack", "miss", "miss_cost", "tighter"]]
    assert of_cap.tolist() == [7, 1, -3, 3, 3, 1]
    assert ("cap", 2025) not in rows.index
    (budget,) = case.tables["policies"].query("policy == 'budget'").to_dict("records")
    assert (budget["left"], budget["slack"], budget["dual"], budget["unit"]) == (6, 24, 0, "GWh")
    assert pd.isna(budget["year"])


@pytest.mark.parametrize(
    ("column", "value", "policy", "failed"),
    [
        ("left", 4, "share", {"policy left"}),
        ("right", 11, "share", {"policy right"}),
        ("limit", 0.2, "share", {"policy limit"}),
        ("slack", 1, "share", {"policy slack"}),
        ("tighter", 0, "share", {"policy tighter"}),
        ("miss_cost", 2, "cap", {"policy miss_cost"}),
        ("dual", -2, "cap", {"policy tighter", *PRICED}),
        ("dual", 1, "cap", {"policy tighter", "dual of policies <= 0", *PRICED}),
    ],
)
def test_a_lie_about_a_policy_is_noticed(case, column, value, policy, failed):
    assert set(case.lie("policies", column, value, policy=policy, year=2026).failed()) == failed


def test_a_miss_that_is_told_too_small_leaves_the_policy_missed(case):
    lied = case.lie("policies", "miss", 2, policy="cap", year=2026)
    failed = lied.failed()
    assert failed["policies"] == "cap, nation, at_most, 2026"
    assert {"policy miss_cost", "policy_miss", "objective"} <= set(failed)


def test_a_policy_that_binds_may_not_be_missed(case):
    lied = case.lie("policies", "miss", 1, policy="share", year=2026)
    assert "miss allowed" in lied.failed()
    assert "miss >= 0" in case.lie("policies", "miss", -1, policy="share", year=2026).failed()


def test_a_dual_where_the_limit_is_not_reached_proves_nothing(case):
    assert "dual of policies binds" in case.lie("policies", "dual", -1.0, policy="budget").failed()


def test_a_plan_that_ignores_a_policy_fails(case):
    """The same plan under a tighter limit: its left side is what is told, and that is too little."""
    share = case.instance.policies[0]
    tighter = replace(share, limits={"at_least": ((0, 0.4),)})
    instance = replace(case.instance, policies=(tighter, *case.instance.policies[1:]))
    assert replace(case, instance=instance).failed()["policies"] == "share, nation, at_least, 2025"
    other = replace(share, left=(replace(share.left[0], where=(Filter("chemistry", ("NMC",)),)),))
    instance = replace(case.instance, policies=(other, *case.instance.policies[1:]))
    assert "policy left" in replace(case, instance=instance).failed()


def test_a_cost_of_missing_that_is_not_told_is_noticed(case):
    assert {"policy_miss", "policy_miss undiscounted"} <= set(case.drop("costs", component="policy_miss").failed())


@pytest.mark.parametrize(
    ("policy", "scope", "year"), [("norm", "nation", 2025), ("cap", "A", 2026), ("cap", "nation", 2025)]
)
def test_a_row_of_no_such_policy_place_or_year_cannot_be_read(case, policy, scope, year):
    numbers = dict.fromkeys(("left", "right", "limit", "slack", "miss", "miss_cost", "dual", "tighter"), 0.0)
    told = case.add("policies", policy=policy, scope=scope, sense="at_most", year=year, **numbers).failed()
    assert told == {"rows of policies": f"{policy}, {scope}, at_most, {year}: not in the instance"}


def test_policies_on_shipments_capital_and_stock_are_proven_too(tmp_path):
    policies = """
    - {name: border, scope: region, left: {quantity: flow_in}, at_most: 3}
    - {name: money, left: {quantity: capital}, at_most: 1500}
    - {name: half, scope: group, left: {quantity: nameplate, status: new}, right: {quantity: nameplate, across: nation},
       at_most: 0.6}
    - {name: norm, left: {quantity: activity}, right: {quantity: standing}, at_least: 0.9}
    """
    capacity = "line,region,online,capacity\nnew,B,2024,4\n"
    done = solved(tmp_path, policies, capacity=capacity, **TWO | LINE)
    assert set(done.tables["policies"]["policy"]) == {"border", "money", "half", "norm"}
    case = Case(done.instance, {n: t.astype(object) for n, t in done.tables.items()}, done.solved.objective)
    [money] = case.tables["policies"].query("policy == 'money'").to_dict("records")
    assert money["left"] == pytest.approx(100 * done.tables["builds"]["built"].sum())
    assert money["unit"] == "million CNY"
    [build] = done.tables["builds"].query("region == 'A'")["built"]
    assert "policy left" in case.lie("builds", "built", build + 1, region="A").failed()

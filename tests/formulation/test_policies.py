"""Policies: the row, where it is absent, and optima worked out by hand for scopes, years, lags, budgets and prices."""

import pytest

from model.instance.load import load
from model.run import run
from model.solver.highs import Options
from tests.formulation.rows import NO_LOWER, NONE, bounds, names, row
from tests.ruled import LINE, SHARE, TWO, cost, program_of, ruled, solved

YEARS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"


def test_a_least_share_is_a_row(tmp_path):
    program = program_of(tmp_path, SHARE)
    assert row(program, "policy_at_least", "clean share", "nation", 2025) == (
        {
            ("activity", "clean", "A", 2025): pytest.approx(0.3 - 1.0),
            ("activity", "dirty", "A", 2025): pytest.approx(0.3),
        },
        NO_LOWER,
        0.0,
    )
    assert names(program, "policy_at_most") == []
    assert not [name for name, _ in program.columns if name == "policy_miss"]


def test_a_largest_amount_that_may_be_missed_is_a_row(tmp_path):
    policy = "- {name: cap, scope: region, left: {quantity: output, chemistry: NMC}, at_most: 4, price: 3}\n"
    program = program_of(tmp_path, policy)
    assert row(program, "policy_at_most", "cap", "A", 2025) == (
        {("activity", "dirty", "A", 2025): 1.0, ("policy_miss", "cap", "at_most", "A", 2025): -1.0},
        NO_LOWER,
        4.0,
    )
    assert bounds(program, "policy_miss", "cap", "at_most", "A", 2025) == (0.0, NONE)


def test_a_row_in_which_nothing_is_decided_is_absent_where_it_holds(tmp_path):
    # B makes nothing (no line stands there), so its share of the output is 0 whatever is done.
    policy = "- {name: cap, scope: group, left: {quantity: demand}, at_most: 10}\n"
    program = program_of(tmp_path, policy, **TWO)
    assert names(program, "policy_at_most") == []


def test_a_row_in_which_nothing_is_decided_and_that_cannot_hold_is_told(tmp_path):
    policy = "- {name: cap, left: {quantity: demand, commodity: cell}, at_most: 8}\n"
    program = program_of(tmp_path / "a", policy)
    # 10 <= 8 + miss, as miss >= 2.
    terms = {("policy_miss", "cap", "at_most", "nation", 2025): 1.0}
    assert row(program, "policy_at_most", "cap", "nation", 2025) == (terms, 2.0, NONE)
    assert bounds(program, "policy_miss", "cap", "at_most", "nation", 2025) == (0.0, 0.0)
    done = run(load(ruled(tmp_path / "b", policy)).instance, Options())
    assert done.solved.status == "infeasible"
    assert [(miss.row, miss.index) for miss in done.violations] == [("policy_at_most", ("cap", "nation", 2025))]
    # At a price it is missed by 2: 10 cells at 2, and 2 * 7.
    assert cost(tmp_path / "c", policy.replace("at_most: 8", "at_most: 8, price: 7")) == pytest.approx(34)


def test_without_policies_there_are_no_rows(tmp_path):
    program = program_of(tmp_path, "")
    assert not [name for name, _ in program.rows if name.startswith("policy")]


def test_a_largest_regional_share_compares_with_the_nation(tmp_path):
    # A makes at 2, B at 5; without shipping costs A would make all 20. No more than 0.6 of it: 12 in A, 8 in B.
    policy = """
    - name: largest share
      scope: region
      left: {quantity: build}
      right: {quantity: build, across: nation}
      at_most: 0.6
    """
    tables = (
        TWO
        | LINE
        | {
            "sites": "line,region,capex_factor\nnew,A,1\nnew,B,2\n",
            "lanes": "commodity,origin,destination,cost\ncell,*,*,0\n",
        }
    )
    assert cost(tmp_path, policy, **tables) == pytest.approx(12 * 10 + 8 * 20)


def test_a_limit_by_year_is_the_mean_over_the_period(tmp_path):
    # 4 in 2025 and 12 in 2029, constant after: 5 in 2025-2026; 8, 10, 12, 12, 12 in 2027-2031, 10.8 on average.
    policy = "- {name: cap, left: {quantity: output, process: dirty}, at_most: {2025: 4, 2029: 12}}\n"
    program = program_of(tmp_path, policy, YEARS)
    limits = [row(program, "policy_at_most", "cap", "nation", t)[2] for t in (2025, 2027)]
    assert limits == [pytest.approx(5.0), pytest.approx(10.8)]


def test_a_policy_is_in_force_in_periods_that_begin_in_its_years(tmp_path):
    policy = "- {{name: cap, years: {}, left: {{quantity: output, process: dirty}}, at_most: 4}}\n"
    cases = {"{from: 2026}": [2027], "{to: 2026}": [2025], "{from: 2025, to: 2027}": [2025, 2027], "{from: 2028}": []}
    for k, (years, held) in enumerate(cases.items()):
        program = program_of(tmp_path / str(k), policy.format(years), YEARS)
        assert names(program, "policy_at_most") == [("cap", "nation", t) for t in held]


def test_a_lag_reads_the_period_before_and_skips_the_first(tmp_path):
    # Clean output may at most double: 1 in the first period (at least), so 2 in the second, whose floor is missed by 1.
    policy = """
    - {name: start, years: {to: 2025}, left: {quantity: output, chemistry: LFP}, at_most: 1}
    - name: growth
      left: {quantity: output, chemistry: LFP}
      right: {quantity: output, chemistry: LFP, lag: 1}
      at_most: 2
    - {name: floor, years: {from: 2026}, left: {quantity: output, chemistry: LFP}, at_least: 3, price: 50}
    """
    program = program_of(tmp_path / "a", policy, YEARS)
    assert row(program, "policy_at_most", "growth", "nation", 2027) == (
        {("activity", "clean", "A", 2027): 1.0, ("activity", "clean", "A", 2025): -2.0},
        NO_LOWER,
        0.0,
    )
    # Two years at 1 * 6 + 9 * 2, five years at 2 * 6 + 8 * 2 and a miss of 1 at 50 each year.
    assert cost(tmp_path / "b", policy, YEARS) == pytest.approx(2 * 24 + 5 * (28 + 50))


def test_a_budget_over_the_horizon_counts_years(tmp_path):
    # 7 years of 10 cells, of which 20 dirty ones at most: 20 * 2 + 50 * 6.
    policy = "- {name: cap, over: horizon, left: {quantity: output, process: dirty}, at_most: 20}\n"
    program = program_of(tmp_path / "a", policy, YEARS)
    assert row(program, "policy_at_most", "cap", "nation", 2027) == (
        {("activity", "dirty", "A", 2025): 2.0, ("activity", "dirty", "A", 2027): 5.0},
        NO_LOWER,
        20.0,
    )
    done = solved(tmp_path / "b", policy, YEARS)
    assert done.solved.objective == pytest.approx(20 * 2 + 50 * 6)
    [found] = done.tables["policies"].to_dict("records")
    assert (found["left"], found["unit"], found["tighter"]) == (pytest.approx(20), "GWh", pytest.approx(4))


def test_builds_over_the_horizon_count_as_they_are(tmp_path):
    policy = """
    - name: share
      over: horizon
      left: {quantity: build}
      right: {quantity: demand}
      at_most: 0.1
    """
    program = program_of(tmp_path, policy, YEARS, **LINE)
    assert row(program, "policy_at_most", "share", "nation", 2027) == (
        {("build", "new", "A", 2025): 1.0, ("build", "new", "A", 2027): 1.0},
        NO_LOWER,
        pytest.approx(0.1 * 7 * 10),
    )


def test_a_miss_is_paid_each_year_or_once(tmp_path):
    # At 10 %: 2025-2026 count 1 + 1/1.1, 2027 counts 1/1.1^2, with the base year 2025.
    settings = YEARS + "discount_rate: 0.1\n"
    length = [1 + 1 / 1.1, sum(1.1**-k for k in range(2, 7))]
    policy = "- {{name: floor, left: {{quantity: {}}}, at_least: 12, price: 7{}}}\n"
    prices = {}
    for k, (quantity, over) in enumerate((("output", ""), ("build", ""), ("output", ", over: horizon"))):
        program = program_of(tmp_path / str(k), policy.format(quantity, over), settings, **LINE)
        where = [i for i, (name, _) in enumerate(program.columns) if name == "policy_miss"]
        prices[quantity + over] = [program.cost[i] for i in where]
    assert prices == {
        "output": pytest.approx([7 * length[0], 7 * length[1]]),
        "build": pytest.approx([7, 7 / 1.1**2]),
        "output, over: horizon": pytest.approx([7 / 1.1**2]),
    }


def test_social_cost_counts_misses(tmp_path):
    # Clean cells cost 4 more than dirty ones, missing the share costs 3 a unit: all are dirty.
    policy = SHARE + "  price: 3\n"
    done = solved(tmp_path, policy, "name: case\nyears: [2025]\nlearning: off\nobjective: social\n")
    assert done.solved.objective == pytest.approx(10 * 2 + 3 * 3)
    costs = done.tables["costs"]
    [miss] = costs[costs["component"] == "policy_miss"].to_dict("records")
    assert (miss["item"], miss["region"], miss["discounted"]) == ("clean share", "nation", pytest.approx(9))


def test_a_limit_of_nothing_and_one_that_always_holds(tmp_path):
    # 0 times anything is 0, and nothing is more than itself: neither changes the plan of dirty cells at 2.
    policies = """
    - {name: none, left: {quantity: demand}, right: {quantity: activity}, at_least: 0}
    - {name: itself, left: {quantity: activity}, right: {quantity: activity}, at_most: 1}
    - {name: less than nothing, left: {quantity: activity, weight: -1}, right: {quantity: demand}, at_most: 0}
    """
    assert names(program_of(tmp_path / "a", policies), "policy_at_least") == []
    assert cost(tmp_path / "b", policies) == pytest.approx(20)

"""The audit as a whole: hand-solved plans pass, and the verdict says what was found."""

import json
from dataclasses import replace

import pytest

from tests.solution.audit_case import Case, one_curve, one_lane, one_plant

CASES = (one_plant, one_lane, one_curve, lambda: one_curve("social"))


@pytest.mark.parametrize("make", CASES)
def test_a_plan_solved_by_hand_passes_and_its_duals_prove_it(make):
    case = make()
    verdict = case.verdict()
    assert verdict.passed, verdict.lines()
    assert verdict.bound == pytest.approx(case.objective, rel=1e-12)
    assert verdict.gap == pytest.approx(0.0, abs=1e-12)
    assert not verdict.notes


@pytest.mark.parametrize("make", CASES)
def test_every_row_left_out_of_a_table_is_noticed(make):
    """But for prices: where nothing hangs on one, it may be left out."""
    case = make()
    for name, table in case.tables.items():
        for i in range(len(table)):
            short = replace(case, tables={**case.tables, name: table.drop(index=table.index[i])})
            assert short.failed() or name == "prices", f"{name} {table.iloc[i].to_dict()}"


def test_the_terminal_hears_what_was_checked_and_where_it_is_worst():
    lines = one_plant().verdict().lines()
    assert lines[0].startswith("audit passed: ")
    assert "balances and limits hold, worst 0.0e+00" in lines[2]
    assert lines[-1] == "  bound proven by the duals 373, gap 0.0e+00"


def test_the_terminal_hears_which_rule_is_broken_where_and_by_how_much():
    verdict = one_plant().lie("utilisation", "open_capacity", 7, year=2025).verdict()
    lines = verdict.lines()
    assert not verdict.passed
    assert lines[0].startswith("audit FAILED: ")
    missed = "  FAILED open_within_standing: open_capacity <= nameplate; worst 1 at line, A, 2025 (tolerance 1.3e-05)"
    assert missed in lines  # 7 open of 6, and a millionth of 7 + 6 as tolerance


def test_the_record_is_plain_json():
    verdict = one_plant().lie("utilisation", "on_open", None, year=2025).verdict()
    record = json.loads(json.dumps(verdict.record(), allow_nan=False))
    assert record["passed"] is False
    assert record["bound"] == pytest.approx(373.0)
    [failed] = [check for check in record["checks"] if not check["passed"]]
    assert (failed["name"], failed["where"]) == ("utilisation on_open", "line, A, 2025")


def test_an_objective_that_is_not_the_cost_fails():
    case = replace(one_plant(), objective=372.0)
    assert set(case.failed()) == {"objective", "gap"}


def test_without_a_claim_to_be_optimal_a_gap_is_reported_only():
    # The plan with 6 open in 2025 costs 3 more than the best.
    case = one_plant().lie("utilisation", "open_capacity", 6, year=2025)
    case = case.lie("utilisation", "on_open", 4 / 6, year=2025).drop("closures")
    case = case.lie("costs", "discounted", 18, component="fixed_cost", year=2025)
    case = case.lie("costs", "undiscounted", 18, component="fixed_cost", year=2025)
    case = case.lie("payments", "amount", 18, component="fixed_cost", year=2025)
    case = replace(case, objective=376.0)
    assert set(case.failed()) == {"dual of utilisation_upper binds", "gap"}
    verdict = case.verdict(optimal=False)
    assert verdict.passed
    assert verdict.bound == pytest.approx(373.0)
    assert verdict.gap == pytest.approx(3 / 376)
    assert "does not claim to be optimal" in verdict.notes[0]


def test_a_plan_without_prices_may_not_claim_to_be_optimal():
    case = one_plant().drop("prices").drop("duals")
    assert "gap" in case.failed()
    verdict = case.verdict(optimal=False)
    assert verdict.passed
    assert verdict.bound is None
    assert verdict.notes == ("optimality was not checked: there are no prices",)


ROW = {"instance": "plant", "scenario": "base", "line": "line", "region": "A", "year": 2026}


@pytest.mark.parametrize(
    ("case", "table", "told"),
    [
        (one_plant().lie("builds", "line", "lime", year=2026), "builds", "lime, A, 2026: not in the instance"),
        (one_plant().lie("builds", "region", "B", year=2026), "builds", "line, B, 2026: not in the instance"),
        (one_plant().lie("builds", "year", 2027, year=2026), "builds", "line, A, 2027: not in the instance"),
        (one_plant().lie("builds", "year", "soon", year=2026), "builds", "line, A, soon: not in the instance"),
        (one_plant().lie("builds", "built", "many", year=2026), "builds", "line, A, 2026: not a number"),
        (one_plant().lie("builds", "built", float("inf"), year=2026), "builds", "line, A, 2026: not a number"),
        (one_plant().add("builds", **ROW, built=1), "builds", "line, A, 2026: said twice"),
        (one_plant().lie("activity", "process", "bake", year=2025), "activity", "bake, A, 2025: not in the instance"),
        (one_plant().lie("trade", "side", "sell", year=2025), "trade", "mine, A, sell, ore, 2025: not in the instance"),
        (
            one_plant().lie("trade", "commodity", "cell", year=2025),
            "trade",
            "mine, A, buy, cell, 2025: not in the instance",
        ),
        (one_lane().lie("flows", "origin", "D", year=2025), "flows", "good, D, B, 2025: not in the instance"),
        (
            one_plant().lie("capacity", "status", "rumoured", year=2025),
            "capacity",
            "rumoured, line, A, 2025: not in the instance",
        ),
        (one_plant().lie("costs", "component", "bribes", year=2026, item="line", discounted=30), "costs", "bribes"),
        (one_plant().lie("duals", "row", "gravity", dual=-3.75), "duals", "gravity, line, A, 2025"),
        (one_plant().add("duals", row="reserve", item="sea", region="A", dual=-1), "duals", "sea, A: not in"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_failed_check(case: Case, table: str, told: str):
    assert case.failed()[f"rows of {table}"].startswith(told)


def test_a_missing_table_and_a_missing_column_are_failed_checks():
    case = one_plant()
    tables = {**case.tables, "activity": case.tables["activity"].drop(columns="activity")}
    del tables["trade"]
    failed = replace(case, tables=tables).failed()
    assert failed["rows of activity"] == "column activity is missing"
    assert failed["rows of trade"] == "the table is missing"


def test_numbers_beyond_all_bounds_are_failed_checks():
    assert "open_within_standing" in one_plant().lie("utilisation", "open_capacity", 1e308, year=2025).failed()

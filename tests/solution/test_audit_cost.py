"""Each component of the cost: one number changed in the tables, and the check that finds it."""

import pytest

from tests.solution.audit_case import Case, one_curve, one_lane, one_plant


@pytest.mark.parametrize("make", [one_plant, one_lane, one_curve, lambda: one_curve("social")])
@pytest.mark.parametrize(("column", "name"), [("discounted", "{}"), ("undiscounted", "{} undiscounted")])
def test_each_component_is_recomputed(make, column: str, name: str):
    """Of all checks only the one of that component fails, at that place."""
    case: Case = make()
    for row in case.tables["costs"].to_dict("records"):
        ids = {key: row[key] for key in ("component", "item", "region", "year")}
        wrong = case.lie("costs", column, row[column] * 1.001, **ids)
        assert wrong.failed() == {name.format(row["component"]): f"{row['item']}, {row['region']}, {row['year']}"}


@pytest.mark.parametrize("make", [one_plant, one_lane, one_curve, lambda: one_curve("social")])
def test_what_falls_due_per_year_is_recomputed(make):
    case: Case = make()
    for row in case.tables["payments"].to_dict("records"):
        ids = {key: row[key] for key in ("component", "item", "year")}
        wrong = case.lie("payments", "amount", row["amount"] * 1.001, **ids)
        assert wrong.failed() == {f"payments {row['component']}": f"{row['item']}, {row['year']}"}


@pytest.mark.parametrize("column", ["due", "present_value"])
def test_capital_beyond_the_horizon_is_recomputed(column: str):
    wrong = one_plant().lie("beyond_horizon", column, 901, line="line")
    assert wrong.failed() == {f"beyond horizon {column}": "line, A"}


def test_a_cost_that_nothing_causes_is_found():
    row = {"item": "line", "region": "A", "year": 2026, "discounted": 1, "undiscounted": 1}
    failed = one_plant().add("costs", component="restart", **row).failed()
    assert failed == {"restart": "line, A, 2026", "restart undiscounted": "line, A, 2026"}


def test_a_market_that_buys_is_paid():
    # Selling what is left of the limit of 20 would earn 1 a piece: reported as -1 under `sold`.
    markets = "market,side,commodity,region,price,limit\nmine,buy,ore,A,7,20\ndealer,sell,ore,A,1,1\n"
    case = one_plant(markets=markets).lie("trade", "amount", 9, year=2025)
    case = case.add("trade", market="dealer", side="sell", commodity="ore", region="A", year=2025, amount=1)
    failed = case.failed()
    assert "balance" not in failed
    assert failed["sold"] == "dealer, A, 2025"
    cost = {"item": "dealer", "region": "A", "year": 2025, "discounted": -1, "undiscounted": -1}
    assert "sold" not in case.add("costs", component="sold", **cost).failed()


def test_shortage_and_disposal_are_paid_at_their_price():
    # 1 of 4 cells is not delivered (1000), 1 more than asked for is made and dumped in 2026 (1).
    case = one_plant().add("shortage", commodity="cell", region="A", year=2025, shortage=1, demand=4)
    case = case.add("disposal", commodity="cell", region="A", year=2026, disposal=1)
    failed = case.failed()
    assert (failed["shortage"], failed["disposal"]) == ("cell, A, 2025", "cell, A, 2026")
    for component, year, amount in (("shortage", 2025, 1000), ("disposal", 2026, 1)):
        row = {"item": "cell", "region": "A", "year": year, "discounted": amount, "undiscounted": amount}
        case = case.add("costs", component=component, **row)
    assert not {"shortage", "shortage undiscounted", "disposal", "disposal undiscounted"} & set(case.failed())


def test_opening_again_is_paid_like_capital():
    # 2 opened again in 2026 at 50, a tenth of it a year: 10 inside the horizon, 90 after it beside 900 of the build.
    case = one_plant().add("closures", line="line", region="A", year=2026, closed=0, restarted=2)
    assert case.failed()["restart"] == "line, A, 2026"
    row = {"item": "line", "region": "A", "year": 2026, "discounted": 10, "undiscounted": 10}
    case = case.add("costs", component="restart", **row).lie("beyond_horizon", "due", 990, line="line")
    case = case.add("payments", component="restart", item="line", year=2026, amount=10)
    # The plan did not need it, so its reduced cost of 5 and the objective, still 373, tell.
    failed = case.lie("beyond_horizon", "present_value", 990, line="line").failed()
    assert set(failed) == {"objective", "reduced cost of restart"}

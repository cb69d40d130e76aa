"""Each kind of decision and row: one dual changed, and the check that finds it."""

import pytest

from tests.solution.audit_case import Case, one_curve, one_lane, one_plant

BALANCE = ("made", "used", "returned", "bought", "sold", "shipped_in", "shipped_out", "disposal")


def price(value: float, commodity: str, year: int, case: Case | None = None, region: str = "A") -> Case:
    return (case or one_plant()).lie("prices", "marginal_cost", value, commodity=commodity, region=region, year=year)


def dual(row: str, year: int | None, value: float, item: str = "line") -> Case:
    return one_plant().add("duals", row=row, item=item, region="A", year=year, dual=value)


@pytest.mark.parametrize(
    ("name", "where", "case"),
    [
        # A standing unit in 2026 is said to be worth 12, and costs 10: one more build would gain 2.
        ("build", "line, A, 2026", one_plant().lie("duals", "dual", -12, row="open_within_standing")),
        # In 2025 a build costs 20 and is worth 10 in 2026; with 12 in 2025 it would gain 2.
        ("build", "line, A, 2025", dual("open_within_standing", 2025, -12)),
        # 3 are paid for a unit open in 2025, that makes 0.8 at 3.
        ("open_capacity", "line, A, 2025", one_plant().lie("duals", "dual", -3, year=2025)),
        # It is said to be worth 6 that more may be open in 2026; opening again costs 50 / 10.
        ("restart", "line, A, 2026", dual("closed_stays_closed", 2026, -6)),
        # Making a cell costs 22.75, so a price of 30 calls for more, and one of 20 for less.
        ("activity", "make, A, 2025", price(30, "cell", 2025)),
        ("activity", "make, A, 2025", price(20, "cell", 2025)),
        # Ore costs 7.
        ("trade", "mine, A, 2026", price(6, "ore", 2026)),
        # A shortage costs 1000, dumping 1.
        ("shortage", "cell, A, 2025", price(2000, "cell", 2025)),
        ("disposal", "cell, A, 2025", price(-3, "cell", 2025)),
        # From B to C nothing is shipped, for it would cost FREIGHT and is worth no more; at 30 it would be.
        ("flow", "good, B, C, 2025", price(40.0, "good", 2025, one_lane(), "C")),
        ("flow", "good, A, B, 2027", price(9.0, "good", 2027, one_lane(), "A")),
        # What comes back from 2025 in 2027 is said to be worth more.
        ("disposal", "old, B, 2027", price(-2.5, "old", 2027, one_lane(), "B")),
        ("activity", "use, B, 2027", price(-1.5, "old", 2027, one_lane(), "B")),
    ],
)
def test_a_decision_that_would_pay_is_found(name: str, where: str, case: Case):
    assert case.failed()[f"reduced cost of {name}"] == where


@pytest.mark.parametrize(
    ("row", "year", "place"),
    [
        ("open_within_standing", 2025, "line, A, 2025"),
        ("utilisation_lower", 2025, "line, A, 2025"),
        ("closed_stays_closed", 2026, "line, A, 2026"),
        ("orderly_exit", 2025, "line, A, 2025"),
        ("largest_capacity", 2026, "line, A, 2026"),
    ],
)
def test_a_limit_that_is_not_reached_has_no_dual(row: str, year: int, place: str):
    assert dual(row, year, -1.0).failed()[f"dual of {row} binds"] == place


def test_a_reserve_that_is_not_used_up_has_no_dual():
    assert dual("reserve", None, -1.0, item="mine").failed()["dual of reserve binds"] == "mine, A"


def test_a_dual_is_never_positive():
    case = one_plant().lie("duals", "dual", 3.75, year=2025)
    assert case.failed()["dual of utilisation_upper <= 0"] == "line, A, 2025"


def test_a_dual_needs_a_row():
    # What is closed stays closed from the second period on; without a restart price and exit rate there is less.
    assert dual("closed_stays_closed", 2025, -1.0).failed()["dual of closed_stays_closed exists"] == "line, A, 2025"


def test_a_price_needs_something_that_touches_the_commodity():
    # Nothing makes or uses slag. Its price must not pass, nor make the others look small.
    case = one_plant(commodities="commodity,shortage_price,disposal_price\ncell,1000,1\nore,,\nslag,,\n")
    case = case.add("prices", commodity="slag", region="A", year=2025, marginal_cost=1e12)
    assert case.failed() == {"price exists": "slag, A, 2025"}


def test_rows_that_bind_share_in_the_bound():
    """The place is full at 10, and a cell of the 9 asked for in 2026 is short, at 40.

    A cell is then worth 40, more than the 35.25 it costs: the place is worth (40 - 35.25) * 0.8 = 3.8 a unit.

        cost  = 373 + 40 = 413
        bound = 22.75 * 4 + 40 * 9 - 3.8 * 10 = 91 + 360 - 38 = 413

    One unit of use in 2026 is worth 40 - 19 = 21; an open unit 0.8 * 21 = 16.8 = 3 + 13.8, a standing one 13.8.
    """
    demand = "commodity,region,year,amount\ncell,A,2025,4\ncell,A,2026,9\n"
    case = one_plant(
        commodities="commodity,shortage_price,disposal_price\ncell,40,1\nore,,\n",
        sites="line,region,max_build,max_capacity\nline,A,20,10\n",
        demand=demand,
    )
    case = case.add("shortage", commodity="cell", region="A", year=2026, shortage=1, demand=9)
    case = case.lie("balances", "shortage", 1, commodity="cell", year=2026)
    case = case.lie("balances", "demand", 9, commodity="cell", year=2026)
    cost = {"item": "cell", "region": "A", "year": 2026, "discounted": 40, "undiscounted": 40}
    case = case.add("costs", component="shortage", **cost)
    case = case.add("payments", component="shortage", item="cell", year=2026, amount=40)
    case = case.lie("prices", "marginal_cost", 40, commodity="cell", year=2026)
    case = case.lie("duals", "dual", -21, row="utilisation_upper", year=2026)
    case = case.lie("duals", "dual", -13.8, row="open_within_standing")
    case = case.add("duals", row="largest_capacity", item="line", region="A", year=2026, dual=-3.8)
    verdict = Case(case.instance, case.tables, 413.0).verdict()
    assert verdict.passed, verdict.lines()
    assert verdict.bound == pytest.approx(413.0)


def test_upper_bounds_share_in_the_bound():
    """The market gives 15 in 2026 only, half a cell is short at 1000.

    2026: 7.5 cells, 9.375 open and built:   15 * 7 + 7.5 * 5 + 9.375 * 13 + 500 = 764.375
    a cell is worth 1000, use 16.25, so ore (1000 - 5 - 16.25) / 2 = 489.375, 482.375 more than it costs
    bound = 91 + 1000 * 8 - 482.375 * 15 = 855.375 = 91 + 764.375
    """
    markets = "market,commodity,region,year,price,limit\nmine,ore,A,,7,\nmine,ore,A,2025,,20\nmine,ore,A,2026,,15\n"
    case = one_plant(markets=markets)
    case = case.lie("activity", "activity", 7.5, year=2026).lie("trade", "amount", 15, year=2026)
    case = case.lie("builds", "built", 9.375, year=2026).lie("capacity", "nameplate", 9.375, year=2026)
    for column, value in (("used", 7.5), ("open_capacity", 9.375), ("standing", 9.375), ("nameplate", 9.375)):
        case = case.lie("utilisation", column, value, year=2026)
    case = case.add("shortage", commodity="cell", region="A", year=2026, shortage=0.5, demand=8)
    case = case.lie("balances", "made", 7.5, commodity="cell", year=2026)
    case = case.lie("balances", "shortage", 0.5, commodity="cell", year=2026)
    case = case.lie("balances", "used", 15, commodity="ore", year=2026)
    case = case.lie("balances", "bought", 15, commodity="ore", year=2026)
    for component, amount in (("variable_cost", 37.5), ("fixed_cost", 28.125), ("bought", 105), ("capital", 93.75)):
        for column in ("discounted", "undiscounted"):
            case = case.lie("costs", column, amount, component=component, year=2026)
        case = case.lie("payments", "amount", amount, component=component, year=2026)
    case = case.add("payments", component="shortage", item="cell", year=2026, amount=500)
    case = case.lie("turnover", "made", 7.5, commodity="cell", year=2026)
    case = case.lie("turnover", "used", 15, commodity="ore", year=2026)
    cost = {"item": "cell", "region": "A", "year": 2026, "discounted": 500, "undiscounted": 500}
    case = case.add("costs", component="shortage", **cost)
    for column in ("due", "present_value"):
        case = case.lie("beyond_horizon", column, 843.75, line="line")
    case = price(489.375, "ore", 2026, price(1000, "cell", 2026, case))
    verdict = Case(case.instance, case.tables, 855.375).verdict()
    assert verdict.passed, verdict.lines()
    assert verdict.bound == pytest.approx(855.375)


def test_committed_capital_is_in_the_bound():
    # Without the worth of the standing 2 units, the bound would be 24.75 * 3 + 9.5 = 83.75.
    case = one_curve().drop("duals", row="open_within_standing")
    assert case.verdict().bound == pytest.approx(83.75)
    assert {"gap", "reduced cost of build", "reduced cost of open_capacity"} <= set(case.failed())


def test_a_high_dual_elsewhere_hides_no_decision_that_pays():
    """Beside the plant a unit of slag is short, at 1e10: the objective grows by that, and so does the largest dual.

    Ore costs 7. At a price of 7.01 more of it would be bought without end, were there no limit; make's own terms are
    less than 100, so 0.01 is more than rounding, though it is 1e-12 of the largest dual.
    """
    case = one_plant(
        commodities="commodity,shortage_price,disposal_price\ncell,1000,1\nore,,\nslag,1e10,\n",
        markets="market,commodity,region,price,reserve\nmine,ore,A,7,30\n",
        demand="commodity,region,year,amount\ncell,A,2025,4\ncell,A,2026,8\nslag,A,2025,1\nslag,A,2026,0\n",
    )
    slag = {"commodity": "slag", "region": "A", "year": 2025}
    case = case.add("shortage", **slag, shortage=1, demand=1)
    case = case.add("balances", **slag, **dict.fromkeys(BALANCE, 0), shortage=1, demand=1)
    case = case.add("prices", **slag, marginal_cost=1e10)
    cost = {"item": "slag", "region": "A", "year": 2025, "discounted": 1e10, "undiscounted": 1e10}
    case = case.add("costs", component="shortage", **cost)
    case = case.add("payments", component="shortage", item="slag", year=2025, amount=1e10)
    case = Case(case.instance, case.tables, 373.0 + 1e10)
    assert case.failed() == {}
    assert price(7.01, "ore", 2025, case).failed()["reduced cost of trade"] == "mine, A, 2025"

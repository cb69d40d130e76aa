"""Each balance and limit: one lie, and the check that finds it with the place."""

import pytest

from tests.solution.audit_case import Case, one_lane, one_plant


def cell(column: str, value: float, year: int) -> Case:
    return one_plant().lie("utilisation", column, value, year=year)


@pytest.mark.parametrize(
    ("name", "where", "case"),
    [
        # 8 ore are used in 2025.
        ("balance", "ore, A, 2025", one_plant().lie("trade", "amount", 9, year=2025)),
        # 4 cells need 5 open at 0.8.
        ("utilisation_upper", "line, A, 2025", cell("open_capacity", 4, 2025)),
        # 10 open have to make 5 at least.
        ("utilisation_lower", "line, A, 2026", one_plant().lie("activity", "activity", 4, year=2026)),
        ("open_within_standing", "line, A, 2025", cell("open_capacity", 7, 2025)),
        # 5 were open and 10 are built.
        ("closed_stays_closed", "line, A, 2026", cell("open_capacity", 16, 2026)),
        # In the first period half of 6 has to be open.
        ("orderly_exit", "line, A, 2025", cell("open_capacity", 2, 2025)),
        # 0.5 * (5 - 6) + 10 = 9.5 have to be open.
        ("orderly_exit", "line, A, 2026", cell("open_capacity", 9, 2026)),
        # 15 fit into the place.
        ("largest_capacity", "line, A, 2026", one_plant().lie("builds", "built", 16, year=2026)),
        # 20 may be built a year.
        ("build limit", "line, A, 2026", one_plant().lie("builds", "built", 25, year=2026)),
        ("build >= 0", "line, A, 2026", one_plant().lie("builds", "built", -1, year=2026)),
        # 20 may be bought a year, 30 in all.
        ("trade limit", "mine, A, 2026", one_plant().lie("trade", "amount", 21, year=2026)),
        ("reserve", "mine, A", one_plant().lie("trade", "amount", 15, year=2025)),
        # 4 cells are asked for.
        (
            "shortage limit",
            "cell, A, 2025",
            one_plant().add("shortage", commodity="cell", region="A", year=2025, shortage=5, demand=4),
        ),
        (
            "shortage allowed",
            "ore, A, 2025",
            one_plant().add("shortage", commodity="ore", region="A", year=2025, shortage=1, demand=0),
        ),
        (
            "disposal allowed",
            "ore, A, 2025",
            one_plant().add("disposal", commodity="ore", region="A", year=2025, disposal=1),
        ),
        # What is closed opens again from the second period on.
        ("restart allowed", "line, A, 2025", one_plant().lie("closures", "restarted", 1, year=2025)),
        # The lane from A to B takes 6; there is none from A to C, nor for old stuff, nor from a place to itself.
        ("flow limit", "good, A, B, 2025", one_lane().lie("flows", "flow", 7, year=2025)),
        ("flow allowed", "good, A, C, 2025", one_lane().lie("flows", "destination", "C", year=2025)),
        ("flow allowed", "old, A, B, 2025", one_lane().lie("flows", "commodity", "old", year=2025)),
        ("flow allowed", "good, A, A, 2025", one_lane().lie("flows", "destination", "A", year=2025)),
        # 0.25 * 5 + 0.25 * 5 come back in the second period, 1 of it in the first from what was used in 2024.
        ("balance", "old, B, 2027", one_lane().lie("disposal", "disposal", 2.0, year=2027)),
        ("balance", "old, B, 2025", one_lane().lie("disposal", "disposal", 1.25, year=2025)),
    ],
)
def test_a_broken_rule_is_found_where_it_is_broken(name: str, where: str, case: Case):
    assert case.failed()[name] == where


def test_a_build_before_the_first_year_is_not_allowed():
    lines = "line,life,capex,fixed_cost,max_utilisation,restart_cost,first_year\nline,10,100,3,0.8,50,2026\n"
    case = one_plant(lines=lines)
    assert "build allowed" not in case.failed()
    early = case.add("builds", line="line", region="A", year=2025, built=1)
    assert early.failed()["build allowed"] == "line, A, 2025"


def test_nothing_may_be_built_open_or_run_where_the_line_is_not():
    case = one_plant(sites="line,region,allowed\nline,A,false\n", capacity="line,region,online,capacity\n")
    failed = case.failed()
    assert failed["build allowed"] == "line, A, 2026"
    assert failed["open_capacity allowed"] == "line, A, 2026"
    assert failed["activity allowed"] == "make, A, 2026"


def test_restart_needs_a_price():
    lines = "line,life,capex,fixed_cost,max_utilisation\nline,10,100,3,0.8\n"
    case = one_plant(lines=lines).add("closures", line="line", region="A", year=2026, closed=0, restarted=1)
    assert case.failed()["restart allowed"] == "line, A, 2026"


@pytest.mark.parametrize(
    ("table", "column", "row", "place"),
    [
        ("capacity", "nameplate", {"year": 2025}, "operating, line, A, 2025"),
        ("capacity", "nameplate", {"year": 2026}, "new, line, A, 2026"),
        ("utilisation", "used", {"year": 2025}, "line, A, 2025"),
        ("utilisation", "standing", {"year": 2025}, "line, A, 2025"),
        ("utilisation", "nameplate", {"year": 2026}, "line, A, 2026"),
        ("utilisation", "on_standing", {"year": 2025}, "line, A, 2025"),
        ("utilisation", "on_open", {"year": 2025}, "line, A, 2025"),
        ("utilisation", "on_nameplate", {"year": 2026}, "line, A, 2026"),
        ("closures", "closed", {"year": 2025}, "line, A, 2025"),
        ("balances", "made", {"commodity": "cell", "year": 2025}, "cell, A, 2025"),
        ("balances", "used", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "returned", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "bought", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "sold", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "shipped_in", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "shipped_out", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "shortage", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "disposal", {"commodity": "ore", "year": 2025}, "ore, A, 2025"),
        ("balances", "demand", {"commodity": "cell", "year": 2026}, "cell, A, 2026"),
        ("turnover", "made", {"commodity": "cell", "year": 2026}, "make, cell, 2026"),
        ("turnover", "used", {"commodity": "ore", "year": 2025}, "make, ore, 2025"),
        ("turnover", "returned", {"commodity": "ore", "year": 2025}, "make, ore, 2025"),
    ],
)
def test_a_table_that_repeats_the_decisions_wrongly_is_found(
    table: str, column: str, row: dict[str, object], place: str
):
    """Only that table is wrong, so only that check fails."""
    assert one_plant().lie(table, column, 0.5, **row).failed() == {f"{table} {column}": place}


def test_what_comes_back_from_history_and_plan_stands_under_its_process():
    # 1 from history and 0.25 * 5 of its own period.
    assert one_lane().lie("turnover", "returned", 1.25, commodity="old", year=2025).failed() == {
        "turnover returned": "use, old, 2025"
    }


def test_the_demand_beside_a_shortage_is_the_demand():
    case = one_plant().add("shortage", commodity="cell", region="A", year=2025, shortage=1, demand=3)
    assert case.failed()["shortage demand"] == "cell, A, 2025"


def test_a_share_of_capacity_that_is_not_there_is_blank():
    case = one_plant().lie("utilisation", "open_capacity", 0, year=2025)
    assert case.failed()["utilisation on_open"] == "line, A, 2025"

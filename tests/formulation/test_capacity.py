"""What stands, what is open, and how it may close, open again and grow."""

import pytest

from tests.formulation.rows import NO_LOWER, NONE, bounds, names, program_of, row

YEARS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"
STANDING = {
    # Ends in 2028: gone after one of the five years of 2027-2031, so its share falls from 1 to 1/5.
    "capacity": "line,region,online,offline,status,capacity\nline,A,2020,2028,operating,20\n"
    # Comes in 2030: two of the five years, 2/5 of 10.
    "line,A,2030,2040,building,10\n",
}


def test_open_capacity_stays_within_what_stands(tmp_path):
    # Life 3: what is built in 2025 stands 2025-2027, one of the five years of the second period.
    program = program_of(tmp_path, YEARS, lines="line,life,capex\nline,3,100\n", **STANDING)
    assert row(program, "open_within_standing", "line", "A", 2027) == (
        {
            ("open_capacity", "line", "A", 2027): 1.0,
            ("build", "line", "A", 2025): -0.2,
            ("build", "line", "A", 2027): -0.6,
        },
        NO_LOWER,
        pytest.approx(20 / 5 + 10 * 2 / 5),
    )


def test_closed_stays_closed_unless_restarted(tmp_path):
    lines = "line,life,capex,restart_cost\nline,15,100,7\n"
    program = program_of(tmp_path, YEARS, lines=lines, **STANDING)
    assert row(program, "closed_stays_closed", "line", "A", 2027) == (
        {
            ("open_capacity", "line", "A", 2027): 1.0,
            ("open_capacity", "line", "A", 2025): -1.0,
            ("build", "line", "A", 2027): -1.0,
            ("restart", "line", "A", 2027): -1.0,
        },
        NO_LOWER,
        pytest.approx(4.0),
    )
    assert names(program, "closed_stays_closed") == [("line", "A", 2027)]
    assert ("restart", ("line", "A", 2025)) not in program.columns


def test_without_a_restart_cost_nothing_is_restarted(tmp_path):
    program = program_of(tmp_path, YEARS, **STANDING)
    assert not [name for name, _ in program.columns if name == "restart"]


def test_plants_do_not_vanish_in_a_year(tmp_path):
    # exit_rate 0.1 over the two years of the first period: 0.81 of what was open and still stands, plus builds and
    # the 4 newly counted. Gone: 16 of E (its share falls by 4/5), and 4/5 of what was built in 2025 with life 3.
    lines = "line,life,capex,exit_rate\nline,3,100,0.1\n"
    program = program_of(tmp_path, YEARS, lines=lines, **STANDING)
    terms, low, high = row(program, "orderly_exit", "line", "A", 2027)
    assert terms == {
        ("open_capacity", "line", "A", 2025): pytest.approx(0.81),
        ("build", "line", "A", 2025): pytest.approx(-0.81 * 0.8),
        ("build", "line", "A", 2027): pytest.approx(0.6),
        ("open_capacity", "line", "A", 2027): -1.0,
    }
    assert (low, high) == (NO_LOWER, pytest.approx(0.81 * 16 - 4))


def test_in_the_first_period_the_floor_is_a_share_of_what_stands(tmp_path):
    lines = "line,life,capex,exit_rate\nline,15,100,0.1\n"
    program = program_of(tmp_path, YEARS, lines=lines, **STANDING)
    terms, low, high = row(program, "orderly_exit", "line", "A", 2025)
    assert terms == {("build", "line", "A", 2025): 0.9, ("open_capacity", "line", "A", 2025): -1.0}
    assert (low, high) == (NO_LOWER, pytest.approx(-18.0))


def test_at_exit_rate_one_there_is_no_floor(tmp_path):
    assert names(program_of(tmp_path, YEARS, **STANDING), "orderly_exit") == []


def test_the_largest_capacity_is_at_least_what_stands(tmp_path):
    # 20 stand in 2025 where only 12 have room; in 2027 the 4 + 4 that stand leave room up to 12.
    program = program_of(tmp_path, YEARS, sites="line,region,max_capacity\nline,A,12\n", **STANDING)
    assert row(program, "largest_capacity", "line", "A", 2025) == ({("build", "line", "A", 2025): 1.0}, NO_LOWER, 0.0)
    assert row(program, "largest_capacity", "line", "A", 2027) == (
        {("build", "line", "A", 2025): 1.0, ("build", "line", "A", 2027): 1.0},
        NO_LOWER,
        pytest.approx(4.0),
    )


def test_without_a_largest_capacity_there_is_no_row(tmp_path):
    assert names(program_of(tmp_path, YEARS, **STANDING), "largest_capacity") == []


def test_builds_are_bounded_by_the_years_of_the_period(tmp_path):
    program = program_of(tmp_path, YEARS, sites="line,region,max_build\nline,A,3\n", **STANDING)
    assert bounds(program, "build", "line", "A", 2025) == (0.0, 6.0)
    assert bounds(program, "build", "line", "A", 2027) == (0.0, 15.0)


def test_a_line_is_built_from_its_first_year_on_and_where_it_is_allowed(tmp_path):
    tables = {
        "regions": "region,kind\nA,inland\nB,inland\nP,port\n",
        "lines": "line,life,capex,first_year\nline,10,100,2026\n",
        "sites": "line,region,year,allowed\nline,*,,true\nline,B,2025,true\nline,B,2026,false\n",
        "demand": "commodity,region,year,amount\ncell,A,2026,0\ncell,A,2031,10\n",
    }
    program = program_of(tmp_path, YEARS, **tables)
    builds = [index for name, index in program.columns if name == "build"]
    assert builds == [("line", "A", 2027)]
    assert bounds(program, "build", "line", "A", 2027) == (0.0, NONE)

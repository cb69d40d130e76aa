"""Years before the plan begins and after it ends."""

from tests.faults import faults
from tests.instance.rules.case import errors, problems, warnings

CURVE = {
    "curves": "curve,driver,learning_rate,reference,unit_cost\nskill,build,0.2,10,50\n",
    "curve_members": "curve,member\nskill,works\n",
}


def test_external_volume_before_the_first_year_belongs_in_initial():
    assert errors(external="curve,year,amount\nskill,2023,3\nskill,2024,4\nskill,2025,5\n", **CURVE) == [
        "external.csv:2: year = 2023: is before the first year (2025): add its 2 rows (7 in all) to initial of skill "
        "in curve_places instead"
    ]
    assert problems(external="curve,year,amount\nskill,2025,5\nskill,2029,5\n", **CURVE) == ()


def test_external_volume_from_the_last_period_on_never_counts():
    assert warnings(external="curve,year,amount\nskill,2029,5\nskill,2030,5\nskill,2031,5\n", **CURVE) == [
        "external.csv:3: year = 2030: 2030 and 1 more year of skill never count: they would from the next period on, "
        "and the last begins in 2030"
    ]


def test_history_from_the_first_year_on_is_ignored():
    assert warnings(history="process,region,year,amount\nmake,A,2024,1\nmake,A,2025,1\nmake,B,2026,1\n") == [
        "history.csv:3: year = 2025: ignored: from 2025 on the plan decides the activity of make (2025 and 1 more row)"
    ]
    assert problems(history="process,region,year,amount\nmake,A,2024,1\n") == ()


def test_demand_outside_the_horizon_is_interpolated():
    assert problems(demand="commodity,region,year,amount\ncell,A,2020,5\ncell,A,2050,9\n") == ()


def test_a_year_far_off_the_horizon_is_a_slip(tmp_path):
    assert faults(tmp_path, lines="line,year,capex\nline,25,1\n") == [
        "lines.csv:2: year = 25: is far off the horizon (2025 to 2025): is the year spelt right?"
    ]


def test_a_case_may_count_its_years_from_one(tmp_path):
    assert not faults(tmp_path, "years: [1, 2, 3]\nlearning: off\n", lines="line,year,capex\nline,1,1\nline,3,2\n")

"""What reports read of a solution."""

from tests.reports.solutions import written


def test_findings_stop_at_report_until():
    solution = written(builds=[("old", "A", t, 1.0, "GWh/yr") for t in range(2025, 2031)])
    assert solution.years == [2025, 2026, 2027, 2028, 2029]
    assert solution.shown("builds")["year"].max() == 2029


def test_a_few_years_are_spread_evenly():
    solution = written({"periods": {str(t): 1 for t in range(2025, 2041)}, "report_until": 2035})
    assert solution.few_years() == [2025, 2027, 2029, 2031, 2033, 2035]
    assert solution.few_years(3) == [2025, 2030, 2035]
    assert written().few_years() == written().years


def test_ids_have_names_where_there_are_any():
    solution = written()
    assert [solution.region(r) for r in ("A", "B", "C")] == ["安徽 Anhui", "Beijing", "C"]
    assert solution.attribute("lines", "old", "stage") == "cell"
    assert solution.attribute("lines", "unknown", "stage") == "unknown"

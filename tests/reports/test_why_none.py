"""Why there is no plan, in words."""

from reports.why_none import MOST, why_none
from tests.reports.solutions import LABELS


def said(*misses, status="infeasible"):
    violations = [{"row": row, "index": list(index), "amount": amount} for row, index, amount in misses]
    return list(why_none(status, {"violations": violations, "labels": LABELS}))


def test_what_is_short_and_what_has_no_outlet():
    lines = said(("balance", ("cell", "A", 2026), 1430.0), ("balance", ("slag", "C", 2027), -2.5))
    assert lines[1:] == [
        "  cell in Anhui in 2026 is short by 1,430 GWh/yr",
        "  slag in C in 2027 has no outlet for 2.5 a year",
    ]


def test_limits_are_called_by_their_words_and_other_rows_by_their_name():
    lines = said(
        ("utilisation_lower", ("old", "A", 2026), 3.0), ("reserve", ("mine", "B"), -4.0), ("site_count", ("old",), 1.0)
    )
    assert lines[1:] == [
        "  lower utilisation limit of old in Anhui in 2026: by 3",
        "  reserve of mine in Beijing: by 4",
        "  site count of old: by 1",
    ]


def test_a_long_list_is_cut():
    lines = said(*[("balance", ("cell", "A", 2025), 1.0)] * (MOST + 3))
    assert len(lines) == MOST + 2
    assert "3 more" in lines[-1]


def test_where_nothing_was_found_and_where_the_plan_earns_without_end():
    assert "not found" in said()[0]
    assert "earn without end" in said(status="unbounded")[0]

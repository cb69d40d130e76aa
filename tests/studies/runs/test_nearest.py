"""Each run starts from the one before it whose numbers lie nearest."""

import pytest

from model.studies.asked.case import Case
from model.studies.runs.nearest import UNLIKE, _distances, _taken_apart, nearest_first

BASE = Case("base")


def case(*factors, table="demand", scenario="base", before=()):
    return Case(scenario, (*before, *({"table": table, "scale": {"amount": factor}} for factor in factors)))


def test_a_line_is_walked_in_both_directions_from_the_base():
    # 1.02 and 0.99 lie next to 1, 1.05 next to 1.02 and 0.9 next to 0.99.
    assert nearest_first(BASE, [case(1.05), case(0.9), case(1.02), case(0.99)]) == [
        (3, None),
        (2, None),
        (0, 2),
        (1, 3),
    ]


def test_the_base_is_the_nearest_where_it_is():
    # 0.01 down and 0.01 up: nearer to 1 than to each other.
    assert nearest_first(BASE, [case(0.99), case(1.01)]) == [(1, None), (0, None)]


def test_distances_add_up_and_are_shares_of_the_larger():
    frames, numbers = _taken_apart([case(1.0, 2.0), case(0.5, 4.0), case(1.0)])
    # 0.5 of 1 and 2 of 4; the third has one edit less.
    assert _distances(frames, numbers, 0).tolist() == [0, 1, UNLIKE]


@pytest.mark.parametrize(
    "other",
    [case(1.1, scenario="slow"), case(1.1, table="markets"), Case("base", case(1.1).edits, policies=({"a": 1},))],
)
def test_what_differs_in_more_than_numbers_starts_from_the_base(other):
    assert nearest_first(BASE, [case(1.1), other])[1] == (1, None)


def test_the_rows_an_edit_means_are_no_numbers():
    first, other = ({"table": "demand", "where": {"year": year}, "scale": {"amount": 1.5}} for year in (2025, 2026))
    assert nearest_first(BASE, [Case("base", (first,)), Case("base", (other,))])[1] == (1, None)


def test_what_is_set_starts_from_one_that_is_set():
    # What the base has there is not known: 0.5 is the first, and 0.6 starts from it.
    share = [Case("base", ({"table": "instance", "set": {"announced_share": x}},)) for x in (0.5, 0.6)]
    assert nearest_first(BASE, share) == [(0, None), (1, 0)]


def test_draws_around_a_case_are_measured_from_it():
    at = case(0.8)
    draws = [case(0.99, before=at.edits), case(1.01, before=at.edits)]
    assert nearest_first(at, draws) == [(1, None), (0, None)]


def test_no_cases_have_no_order():
    assert nearest_first(BASE, []) == []

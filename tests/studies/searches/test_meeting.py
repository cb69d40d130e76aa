"""Where two concave costs meet, by hand: found wherever they do, and by few questions."""

import pytest

from model.studies.searches.meeting import Known, find_meetings


class Cost:
    """The least of some straight lines, (cost at 0, slope): what a program with so many plans costs."""

    def __init__(self, *lines):
        self.lines, self.asked = lines, []

    def __call__(self, x):
        self.asked.append(x)
        cost, slope = min((start + slope * x, slope) for start, slope in self.lines)
        return Known(x, cost, slope)


def test_straight_costs_meet_where_they_cross():
    # 100 + 20 x and 200 meet at 5: two ends tell it, and one value between them.
    (turn,) = find_meetings(Cost((100, 20)), Cost((200, 0)), 0, 30, 0.1)
    assert (turn.best, turn.upwards) == (pytest.approx(5), True)
    assert turn.low <= 5 <= turn.high <= turn.low + 0.1


def test_a_turn_and_its_return_between_two_ends_are_both_found():
    # min(100 + 40 x, 300) is above 200 + 2 x from 100/38 to 50, though it is below it at both ends of 0 to 60.
    rises, falls = find_meetings(Cost((100, 40), (300, 0)), Cost((200, 2)), 0, 60, 0.01)
    assert (rises.best, rises.upwards) == (pytest.approx(100 / 38, abs=0.01), True)
    assert (falls.best, falls.upwards) == (pytest.approx(50, abs=0.01), False)


def test_what_the_bounds_prove_is_not_asked():
    near, far = Cost((100, 1), (103, 0)), Cost((120, 1), (122, 0.5))
    assert find_meetings(near, far, 0, 5, 0.01) == ()
    assert sorted(near.asked) == [0, 5]


def test_costs_that_are_the_same_from_somewhere_on_do_not_turn():
    assert find_meetings(Cost((100, 20), (300, 0)), Cost((300, 0)), 0, 30, 0.1) == ()


def test_without_a_plan_there_is_no_answer():
    assert find_meetings(lambda _: None, Cost((1, 0)), 0, 1, 0.1) is None

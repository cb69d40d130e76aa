"""Whole numbers: searched, fixed, solved again; what is reported of a search that was stopped."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import model.solver.mip as mip
from model.solver.highs import Options, Solved
from model.solver.implied import tightened
from model.solver.mip import GAP, solve_whole
from tests.solver.programs import NONE, program


def whole(cost, rows, integers=(0,), **more):
    return replace(program(cost, rows, **more), integers=integers)


# min 10 y + 2 x with x = 3 and x <= 4 y: y = 1, cost 16 (13.5 if y were a fraction).
ONE_SITE = whole([10, 2], [([0, 1], 3, 3), ([-4, 1], -NONE, 0)])


def test_an_optimum_with_the_prices_of_what_is_decided():
    found = solve_whole(ONE_SITE, Options())
    assert (found.status, found.method) == ("optimal", "branch and bound")
    assert found.values == {"x": {(0,): 1.0, (1,): pytest.approx(3)}}
    assert found.objective == pytest.approx(16)
    assert found.bound == pytest.approx(16)
    # One more unit fits into the site that is open: 2, not the 4.5 of the relaxation.
    assert found.duals == {"balance": {(0,): pytest.approx(2)}, "limit": {(1,): 0.0}}


def test_a_whole_number_that_nothing_needs_is_lowered():
    # y costs nothing; one of five is enough for x = 3.
    found = solve_whole(whole([0, 2], [([0, 1], 3, 3), ([-4, 1], -NONE, 0)], upper=5.0), Options())
    assert found.values["x"][0,] == 1.0
    # Nothing is asked for at all, and a number may not fall below what a row asks of it.
    assert solve_whole(whole([0, 0], [([0, 1], 3, 3), ([1, 0], 2, 5)], upper=5.0), Options()).values["x"][0,] == 2.0
    # One that earns by being there stays.
    assert solve_whole(whole([-1, 0], [([0, 1], 3, 3)], upper=5.0), Options()).values["x"][0,] == 5.0


def test_no_plan_in_whole_numbers_though_there_is_one_in_fractions():
    found = solve_whole(whole([1], [([2], 1, 1)]), Options())
    assert (found.status, found.objective) == ("infeasible", None)


def test_unbounded():
    assert solve_whole(whole([-1, 0], [([1, -1], 0, 0)]), Options()).status == "unbounded"


def test_a_number_that_is_nearly_whole_is_no_plan():
    # x = 0.5 <= 1e6 y: half a millionth of y would do, which is 0 to the solver's tolerance.
    found = solve_whole(whole([1, 0], [([0, 1], 0.5, 0.5), ([-1e6, 1], -NONE, 0)]), Options())
    assert found.values["x"][0,] == 1.0
    assert found.objective == pytest.approx(1.0)


def test_a_limit_before_any_plan():
    dice = np.random.default_rng(0)
    rows = [(row, float(row.sum() / 3), NONE) for row in dice.integers(1, 99, (20, 60)).astype(float)]
    found = solve_whole(whole(dice.integers(1, 99, 60), rows, tuple(range(60)), upper=1.0), Options(time_limit=0.0))
    assert (found.status, found.objective) == ("time_limit", None)


@pytest.mark.parametrize("status", ["time_limit", "interrupted"])
def test_a_search_that_was_stopped_tells_its_best_plan_and_how_good_it_is(status, monkeypatch):
    monkeypatch.setattr(mip, "_search", lambda *_: mip._Search(status, np.array([2.0, 3.0]), 13.5, 7))
    found = solve_whole(ONE_SITE, Options())
    # The second site was not needed by what was found: it is lowered.
    assert (found.status, found.objective, found.bound) == (status, pytest.approx(16), 13.5)
    assert found.gap == pytest.approx(2.5 / 16)
    assert found.duals["balance"] == {(0,): pytest.approx(2)}


def test_without_a_bound_none_is_told(monkeypatch):
    monkeypatch.setattr(mip, "_search", lambda *_: mip._Search("time_limit", np.array([1.0, 3.0]), -NONE, 7))
    found = solve_whole(ONE_SITE, Options())
    assert (found.objective, found.bound, found.gap) == (pytest.approx(16), None, None)


def test_a_plan_without_prices_is_still_a_plan(monkeypatch):
    monkeypatch.setattr(mip, "_search", lambda *_: mip._Search("interrupted", np.array([1.0, 3.0]), 13.5, 7))
    monkeypatch.setattr(mip, "solve", lambda *_: Solved("interrupted"))
    found = solve_whole(ONE_SITE, Options())
    assert (found.objective, found.duals) == (16, {})


def test_a_gap_that_is_asked_for_is_handed_over(monkeypatch):
    options = {}
    monkeypatch.setattr(mip, "set_option", lambda highs, name, value: options.update({name: value}))
    solve_whole(ONE_SITE, Options(gap=0.02))
    assert (options["mip_rel_gap"], options["mip_abs_gap"]) == (0.02, 0.0)
    solve_whole(ONE_SITE, Options())
    assert options["mip_rel_gap"] < GAP


@pytest.mark.parametrize(("gap", "nodes", "stops"), [(GAP, 100, True), (GAP, 99, False), (2 * GAP, 900, False)])
def test_a_search_without_a_gap_goes_on_while_it_is_cheap(gap, nodes, stops):
    stopped = []
    event = SimpleNamespace(
        data_out=SimpleNamespace(mip_gap=gap, mip_node_count=nodes), interrupt=lambda: stopped.append(True)
    )
    patience = mip._Patience(nodes=100)
    patience.hear(event)
    assert (patience.is_over, bool(stopped)) == (stops, stops)


def test_equal_choices_are_made_alike_every_time():
    # Four sites of the same cost, two needed.
    rows = [([0, 0, 0, 0, 1], 8, 8), ([-4, -4, -4, -4, 1], -NONE, 0)]
    once, again = (solve_whole(whole([3, 3, 3, 3, 1], rows, (0, 1, 2, 3), upper=9.0), Options()) for _ in range(2))
    assert once.values == again.values
    assert once.objective == pytest.approx(2 * 3 + 8)


def test_a_large_program_is_rounded_from_its_relaxation(monkeypatch):
    monkeypatch.setattr(mip, "LARGE", 1)
    # x = 3 <= 4 y: three quarters of y at 7.5, all of it at 10: 13.5 is no near bound, so the search goes on.
    found = solve_whole(ONE_SITE, Options())
    assert (found.status, found.method, found.objective) == ("optimal", "branch and bound", pytest.approx(16))
    # With x <= 3 known, y = 0 leaves x none, so that x <= 3 y: the relaxation is whole.
    bounded = replace(ONE_SITE, upper=np.array([1.0, 3.0]))
    found = solve_whole(bounded, Options())
    assert (found.status, found.method, found.objective) == ("optimal", "rounded relaxation", pytest.approx(16))
    assert found.bound == pytest.approx(16)
    assert found.duals["balance"] == {(0,): pytest.approx(2)}
    # One in two ones, which no whole number is: the relaxation alone does not tell.
    assert solve_whole(whole([1], [([2], 1, 1)]), Options()).status == "infeasible"
    assert solve_whole(whole([1, 0], [([1, 0], 3, 3)], upper=2.0), Options()).status == "infeasible"


def test_a_bound_follows_through_the_rows_between():
    # x <= s and s <= 9 y: where y is 0, s and then x are; x is 4 at most, so x <= 4 y. z is free of them.
    chain = whole([1, 1, 1, 1], [([0, 0, 1, 1], 1, 5), ([0, -1, 1, 0], -NONE, 0), ([-9, 1, 0, 0], -NONE, 0)])
    found = tightened(replace(chain, upper=np.array([1.0, NONE, 4.0, 4.0])))
    assert found.rows[3:] == (("implied", (2, 0)),)
    assert found.matrix.toarray()[3].tolist() == [-4, 0, 1, 0]
    assert (found.row_lower[3], found.row_upper[3]) == (-NONE, 0)


def test_a_bound_follows_from_an_equality_and_not_where_something_else_may_take_its_place():
    # x = 2 y and w + v = y: w and v are 0 with y. u <= y + t, and t may be there without y.
    rows = [
        ([-2, 1, 0, 0, 0, 0], 0, 0),
        ([-1, 0, 1, 1, 0, 0], 0, 0),
        ([-1, 0, 0, 0, 1, -1], -NONE, 0),
    ]
    found = tightened(whole([0] * 6, rows, upper=3.0))
    assert sorted(pair[0] for _, pair in found.rows[3:]) == [1, 2, 3]

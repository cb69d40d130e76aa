"""Tangents: never dearer from step to step, and the best of several starts."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from model.solver.beside import Beside
from model.solver.highs import Options
from model.solver.local import solve_local
from model.solver.tangents import Tangents
from tests.solver.concave import Logs, sharing


def searched(concave, cost, demand, options=None):
    return solve_local(Tangents(sharing(cost, demand), concave, options or Options()))


@pytest.mark.parametrize(("cap", "besides"), [(0, 0), (0, 1), (5_000, 0)])
def test_a_start_is_stuck_where_another_finds_the_better_plan(monkeypatch, cap, besides):
    # Where simplex gets no further the program is solved from nothing, the second one beside the first where both are
    # large; the answers are the same.
    monkeypatch.setattr("model.solver.tangents.MOST_ITERATIONS", cap)
    monkeypatch.setattr("model.solver.tangents.BESIDE", 0 if besides else 1000)
    begun = []
    monkeypatch.setattr("model.solver.tangents.Beside", lambda *of: begun.append(Beside(*of)) or begun[-1])
    # Ten of the first cost 10 log 11 = 24, of the second 30 log 11 - 45 = 27, of the third 60 log 11 - 190 = -46. Seen
    # from nothing they are 10, 25.5 and 41 a unit: the first is taken, though the third is by far the best.
    search = searched(Logs((10, 30, 60)), (0, -4.5, -19), 10)
    costs = {descent.name: descent.costs[-1] for descent in search.descents}
    first, second, third = 7 + 10 * np.log(11), 7 + 30 * np.log(11) - 45, 7 + 60 * np.log(11) - 190
    assert costs["no learning"] == pytest.approx(first)
    assert costs["k2 at its largest volume"] == pytest.approx(third)
    assert search.best.cost == pytest.approx(third)
    assert search.best.volumes == pytest.approx([0, 0, 10])
    assert [basin.cost for basin in search.basins] == pytest.approx([third, first, second])
    assert {descent.name: descent.basin for descent in search.descents}["no learning"] == 1
    assert all(np.diff(descent.costs).max(initial=0.0) <= 1e-9 for descent in search.descents)
    assert len(begun) == besides


def test_those_that_would_save_most_start_first():
    # From seven of the first and three of the second: 7 * 10 and 3 * 30 would be saved, and 0 of the third.
    limited = replace(sharing((0, -25, 9), 10), upper=np.array([np.inf, 3.0, np.inf]))
    search = solve_local(Tangents(limited, Logs((10, 30, 60)), Options()))
    assert search.descents[0].costs[-1] == pytest.approx(7 + 10 * np.log(8) + 30 * np.log(4) - 75)
    names = [descent.name.split()[0] for descent in search.descents]
    assert names == ["no", "all", "k1", "k0", "k2"]


def test_of_two_bases_the_nearer_one_is_gone_on_from():
    tangents = Tangents(sharing((0, 0), 10), Logs((10, 30)), Options())
    for name, slopes in (("first", [1, 2]), ("second", [2, 1])):
        tangents.plan(np.array(slopes, dtype=float))
        tangents.mark(name)
    before = tangents.iterations
    found = tangents.plan(np.array([3.0, 1.0]), ("first", "second"))
    assert (found.volumes.tolist(), tangents.iterations) == ([0, 10], before)
    tangents.plan(np.array([3.0, 1.0]), ("first",))
    assert tangents.iterations > before


def test_the_duals_are_those_of_the_last_tangents():
    # At ten of the first one more costs 10 / 11.
    search = searched(Logs((10, 30)), (0, 0), 10)
    assert search.best.is_settled
    assert search.best.dual == pytest.approx([10 / 11])
    assert search.best.slopes == pytest.approx([10 / 11, 30])


def test_a_tie_is_left_for_the_better_side():
    # Five each cost 2 * 10 log 6 = 35.8, one alone 10 log 11 = 24.0. Started in between, tangents see no difference.
    search = searched(Logs((10, 10)), (0, 0), 10)
    assert [descent.costs[-1] for descent in search.descents] == pytest.approx([7 + 10 * np.log(11)] * 4)


def test_a_cost_that_rises_is_a_fault_of_the_tangents():
    class Wrong(Logs):
        def slopes(self, volumes):
            return -super().slopes(volumes)

    with pytest.raises(AssertionError, match="rose"):
        searched(Wrong((10, 30)), (0, 19), 10)


def test_a_plan_that_there_is_not():
    search = solve_local(Tangents(sharing((0, 0), -1), Logs((10, 30)), Options()))
    assert (search.best, search.status) == (None, "infeasible")


@pytest.mark.parametrize("programs", [1, 2])
def test_a_limit_keeps_what_is_found(programs):
    tangents = Tangents(sharing((0, 0), 10), Logs((10, 30)), Options(time_limit=1000.0))
    plans = tangents.plan
    asked = []

    def plan(slopes, **how):
        asked.append(slopes)
        if len(asked) > programs:
            tangents._ends = 0.0
        return plans(slopes, **how)

    tangents.plan = plan
    search = solve_local(tangents)
    assert search.status == "time_limit"
    assert search.best.cost == pytest.approx(7 + 10 * np.log(11))
    # The second program is that of the tangents at the first plan: they gain nothing, so that its duals are the prices.
    assert search.best.is_settled == (programs == 2)
    assert [descent.ended for descent in search.descents] == ["stopped"]


def test_time_that_is_kept_is_left_once_there_is_a_plan(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("model.solver.tangents.time", SimpleNamespace(perf_counter=lambda: clock[0]))
    tangents = Tangents(sharing((0, 0), 10), Logs((10, 30)), Options(time_limit=100.0))
    plans = tangents.plan

    def plan(slopes, names=()):
        found = plans(slopes)
        clock[0] += 45.0 if len(clock) == 1 else 0.0
        clock.append(0.0)
        return found

    # The first program takes 45 of 100 s, of which 60 are kept: the start ends there, and the plan is settled in those.
    tangents.plan = plan
    search = solve_local(tangents, 0.6)
    assert (search.status, len(search.descents)) == ("time_limit", 1)
    assert search.best.cost == pytest.approx(7 + 10 * np.log(11))
    assert search.best.is_settled
    assert tangents.seconds_left == pytest.approx(55.0)


def test_where_costs_are_not_concave_a_start_stops_when_it_no_longer_gains():
    class Convex(Logs):
        def values(self, volumes):
            return np.array(self.sizes) * volumes**2

        def slopes(self, volumes):
            return 2 * np.array(self.sizes) * volumes

    concave = replace(Convex((1, 1)), is_concave=False)
    search = searched(concave, (0, 0), 10)
    assert search.status == "optimal"
    assert search.best.cost == pytest.approx(7 + 100)

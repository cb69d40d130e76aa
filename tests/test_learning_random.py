"""Learning on instances drawn by seed: the bound is never above the optimum, the plan never below, and they meet."""

import pytest

from model.solver import certified, narrow
from tests.known import solved
from tests.random_learning import draw_lines, draw_places


def check(folder, drawn):
    certified = solved(folder / "certified", drawn.settings, **drawn.tables).solved
    assert certified.bound <= drawn.least * (1 + 1e-9)
    assert certified.objective == pytest.approx(drawn.least, rel=1e-6)
    assert certified.gap <= 1.1e-7
    local = solved(folder / "local", drawn.settings.replace("certified", "local"), **drawn.tables).solved
    assert local.objective >= drawn.least * (1 - 1e-9)
    assert local.bound is None


@pytest.mark.parametrize("draw", [draw_lines, draw_places])
@pytest.mark.parametrize("seed", range(3))
def test_a_certified_plan_is_the_best_of_all_corners(tmp_path, draw, seed):
    check(tmp_path, draw(seed))


@pytest.mark.slow
@pytest.mark.parametrize("draw", [draw_lines, draw_places])
@pytest.mark.parametrize("seed", range(3, 103))
def test_many_certified_plans_are_the_best_of_all_corners(tmp_path, draw, seed):
    check(tmp_path, draw(seed))


@pytest.mark.slow
@pytest.mark.parametrize("draw", [draw_lines, draw_places])
@pytest.mark.parametrize("seed", range(103))
def test_a_loose_gap_is_kept_and_its_bound_holds(tmp_path, draw, seed):
    drawn = draw(seed)
    found = solved(tmp_path, drawn.settings.replace("1.0e-7", "1.0e-3"), **drawn.tables).solved
    assert found.bound <= drawn.least * (1 + 1e-9)
    assert found.objective >= drawn.least * (1 - 1e-9)
    assert found.gap <= 1e-3


def by_surrogates(monkeypatch):
    # As if every program were too large to be asked itself, or to be searched by segments.
    monkeypatch.setattr(narrow, "ASKED", -1)
    monkeypatch.setattr(certified, "SMALL", -1)


@pytest.mark.parametrize("draw", [draw_lines, draw_places])
@pytest.mark.parametrize("seed", range(2))
def test_surrogates_prove_no_more_than_is_true(tmp_path, monkeypatch, draw, seed):
    by_surrogates(monkeypatch)
    test_a_loose_gap_is_kept_and_its_bound_holds(tmp_path, draw, seed)


@pytest.mark.slow
@pytest.mark.parametrize("draw", [draw_lines, draw_places])
@pytest.mark.parametrize("seed", range(2, 103))
def test_many_surrogates_prove_no_more_than_is_true(tmp_path, monkeypatch, draw, seed):
    by_surrogates(monkeypatch)
    test_a_loose_gap_is_kept_and_its_bound_holds(tmp_path, draw, seed)

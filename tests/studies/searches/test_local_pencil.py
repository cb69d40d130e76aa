"""Local plans along a driver, by hand: what one plan costs is a straight line, and the least of them is known."""

import numpy as np
import pytest

from model.instance.draft import Document
from model.instance.load import finish, open_instance
from model.studies.searches.local_pencil import Line, Lines, make_local_pencil
from tests.known import BASE, write

# 8 are needed. What keeps a unit open costs unit_cost up to a cluster of 4, and a fifth less at twice its size.
ONE = {
    "lines": "line,capex\nline,0\n",
    "demand": "commodity,region,amount\ncell,A,8\n",
    "curves": "curve,scope,driver,learning_rate,reference,unit_cost\nk,nation,size,0.2,4,100\n",
    "curve_members": "curve,member\nk,line\n",
}


def at(folder, edit, learning="local", policies=()):
    write(folder, f"name: case\nyears: [2025]\nlearning: {learning}\n", BASE, **ONE)
    opened = open_instance(folder)
    asked = lambda x: {"edit": [edit(x)], "policies": list(policies)}  # noqa: E731
    return lambda x: finish(opened, (Document("study", asked(x), {}),)).instance


def unit_cost(x):
    return {"table": "curves", "set": {"unit_cost": x}}


def test_a_plan_costs_a_straight_line_along_the_price_of_its_curve(tmp_path):
    pencil = make_local_pencil(at(tmp_path, unit_cost), 0, 200)
    line = pencil.find(100, None, is_new=True)
    # 8 units stand at 100 x 0.8: one doubling from 4.
    assert (line.at(100, 0).cost, line.slope) == pytest.approx((640, 6.4))
    assert line.at(0, 0).cost == pytest.approx(0, abs=1e-9)
    assert line.volumes.tolist() == pytest.approx([8])


@pytest.mark.parametrize(
    "edit",
    [
        lambda x: {"table": "curves", "set": {"learning_rate": x / 1000}},
        lambda x: {"table": "curves", "set": {"unit_cost": 1 + x**2}},
        lambda x: {"table": "demand", "set": {"amount": 1 + x}},
    ],
)
def test_a_driver_that_moves_more_than_costs_in_proportion_is_none(tmp_path, edit):
    assert make_local_pencil(at(tmp_path, edit), 0, 200) is None


@pytest.mark.parametrize("learning", ["off", "certified"])
def test_costs_that_follow_no_plan_or_have_a_proof_are_none(tmp_path, learning):
    assert make_local_pencil(at(tmp_path, unit_cost, learning), 0, 200) is None


def test_without_a_plan_there_is_no_line(tmp_path):
    few = {"name": "few", "left": {"quantity": "build"}, "at_most": 5}
    assert make_local_pencil(at(tmp_path, unit_cost, policies=[few]), 0, 200).find(100, None, is_new=True) is None


def test_the_cheapest_plan_known_at_a_value_may_have_been_found_at_another():
    steep, flat = Line(0.0, 10.0, 5.0, np.zeros(1)), Line(4.0, 20.0, 1.0, np.zeros(1))
    known = Lines(0.0, [steep, flat])
    # They cost the same at 2.5.
    assert (known.best(2), known.best(3)) == (steep, flat)
    assert (known.ask(3).cost, known.ask(3).slope) == (23, 1)
    assert Lines(0.0).ask(1) is None

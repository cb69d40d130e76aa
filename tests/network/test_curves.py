"""What a learned part costs where the plan does not move it."""

import numpy as np
import pytest

from model.network.curve import Shape
from tests.network.networks import network_of

REGIONS = "region,kind,group\nA,,South\nB,,\nE,overseas,South\n"
CURVE = "curve,scope,driver,learning_rate,reference,unit_cost,floor\n"
OFF = "name: case\nyears: [2025, 2027]\nlast_year: 2028\nlearning: off\n"
SITES = "line,region\nline,*\nline,E\n"


def test_the_cost_falls_by_the_rate_with_each_doubling():
    # 16 + 64 at 100, 16 + 64 * 0.75^2 at 400; up to the reference it is as at the reference.
    shape = Shape(unit_cost=80, floor=16, reference=100, learning_rate=0.25)
    assert shape.cost(np.array([1.0, 100.0, 400.0])) == pytest.approx([80, 80, 52])


def learned(folder, scope, driver, settings=OFF, places="k,nation,400", member="line"):
    found = network_of(
        folder,
        settings,
        regions=REGIONS,
        sites=SITES,
        curves=CURVE + f"k,{scope},{driver},0.25,100,80,16\n",
        curve_members=f"curve,member,weight\nk,{member},0.5\n",
        curve_places=f"curve,place,initial\n{places}\n",
        cost_path="curve,year,unit_cost\nk,2025,40\nk,2027,20\n",
        demand="commodity,region,amount\ncell,A,1\n",
    )
    of_driver = {"build": found.lines.learned, "size": found.lines.learned_open, "activity": found.processes.learned}
    return {(r, t): cost for (_, r, t), cost in of_driver[driver].items()}, found


def test_each_place_starts_from_its_own_volume(tmp_path):
    nation, _ = learned(tmp_path / "n", "nation", "build")
    assert nation["A", 2025] == nation["B", 2027] == pytest.approx(0.5 * 52)
    group, _ = learned(tmp_path / "g", "group", "activity", places="k,South,400", member="make")
    # A group takes in its overseas regions; a region in no group pays the unit cost, as does one at the reference.
    assert (group["A", 2025], group["E", 2025], group["B", 2025]) == (pytest.approx(26), pytest.approx(26), 40)
    region, _ = learned(tmp_path / "r", "region", "build", places="k,A,200")
    assert (region["A", 2025], region["B", 2025]) == (pytest.approx(0.5 * (16 + 64 * 0.75)), 40)


def test_overseas_is_outside_the_nation_and_pays_the_unit_cost(tmp_path):
    for mode in ("off", "path"):
        cost, _ = learned(tmp_path / mode, "nation", "build", OFF.replace("off", mode))
        assert cost["E", 2027] == 40


def test_a_path_gives_the_mean_of_the_period_whatever_the_driver(tmp_path):
    for driver, member in (("build", "line"), ("size", "line"), ("activity", "make")):
        cost, _ = learned(tmp_path / driver, "nation", driver, OFF.replace("off", "path"), member=member)
        # 40 and 30 in the first two years, then 20.
        assert (cost["A", 2025], cost["A", 2027]) == (pytest.approx(0.5 * 35), pytest.approx(0.5 * 20))


def test_without_learning_a_standing_cluster_pays_the_unit_cost(tmp_path):
    cost, _ = learned(tmp_path, "nation", "size")
    assert cost["A", 2025] == 40


def test_the_subsidy_counts_the_learned_part_at_the_unit_cost(tmp_path):
    _, found = learned(tmp_path, "nation", "build")
    assert found.lines.learned_list["line", "A", 2025] == 40

"""The volume of cost curves."""

import pytest

from tests.formulation.rows import names, program_of, row

# Two years, then five.
SETTINGS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: local\n"
TABLES = {
    "regions": "region,group,kind\nA,South,\nB,North,\nE,South,overseas\n",
    "sites": "line,region\nline,*\nline,E\n",
    # Half of the second period, yet counted in full when it begins to count; a third of it is announced.
    "capacity": "line,region,online,status,capacity\nline,A,2029,building,8\nline,B,2020,operating,5\n",
    "curves": "curve,scope,driver,learning_rate,reference,unit_cost\n"
    "nation,nation,build,0.2,10,50\ngroup,group,activity,0.2,10,50\nregion,region,size,0.2,10,50\n",
    "curve_members": "curve,member,weight\nnation,line,2\ngroup,make,0.5\nregion,line,3\n",
    "curve_places": "curve,place,initial,external_share\nnation,nation,30,0.5\ngroup,South,40,1\n",
    "external": "curve,year,amount\nnation,2025,6\nnation,2026,8\nnation,2027,99\ngroup,2025,4\n",
    "demand": "commodity,region,amount\ncell,A,10\n",
}


def test_builds_and_committed_capacity_add_to_volume(tmp_path):
    program = program_of(tmp_path, SETTINGS, **TABLES)
    # Overseas teaches nothing to the nation. What stands is sunk.
    first, later = ("build", "line"), ("volume", "nation", "nation")
    assert row(program, "volume_adds_up", "nation", "nation", 2025) == (
        {(*later, 2025): 1.0, (*first, "A", 2025): -2.0, (*first, "B", 2025): -2.0},
        30.0,
        30.0,
    )
    # Half of the 14 of others from 2025 and 2026; that of 2027 never counts. 2 * 8 of committed capacity.
    assert row(program, "volume_adds_up", "nation", "nation", 2027) == (
        {(*later, 2027): 1.0, (*later, 2025): -1.0, (*first, "A", 2027): -2.0, (*first, "B", 2027): -2.0},
        7.0 + 16.0,
        7.0 + 16.0,
    )


def test_activity_adds_the_years_of_its_period(tmp_path):
    program = program_of(tmp_path, SETTINGS, **TABLES)
    # A group takes in its overseas regions. Five years at half a unit; North starts at the reference, without others.
    terms, low, high = row(program, "volume_adds_up", "group", "South", 2027)
    assert terms == {
        ("volume", "group", "South", 2027): 1.0,
        ("volume", "group", "South", 2025): -1.0,
        ("activity", "make", "A", 2027): -2.5,
        ("activity", "make", "E", 2027): -2.5,
    }
    assert low == high == pytest.approx(4.0)
    assert row(program, "volume_adds_up", "group", "North", 2025)[1] == 10.0
    assert row(program, "volume_adds_up", "group", "North", 2027)[1] == 0.0


def test_a_cluster_is_what_stands_open(tmp_path):
    program = program_of(tmp_path, SETTINGS, **TABLES)
    assert row(program, "volume_adds_up", "region", "B", 2027) == (
        {("volume", "region", "B", 2027): 1.0, ("open_capacity", "line", "B", 2027): -3.0},
        0.0,
        0.0,
    )


@pytest.mark.parametrize("change", [("learning: local", "learning: off"), ("learning: local", "learning: path")])
def test_without_learning_there_is_no_volume(tmp_path, change):
    path = {"cost_path": "curve,unit_cost\nnation,40\ngroup,40\nregion,40\n"}
    assert names(program_of(tmp_path, SETTINGS.replace(*change), **TABLES | path), "volume_adds_up") == []


def test_a_curve_that_never_falls_is_a_price(tmp_path):
    flat = TABLES["curves"].replace("0.2", "0")
    assert names(program_of(tmp_path, SETTINGS, **TABLES | {"curves": flat}), "volume_adds_up") == []

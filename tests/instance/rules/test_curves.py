"""Curves, their members and their places."""

import pytest

from tests.instance.rules.case import errors, problems, settings, warnings

HEAD = "curve,scope,driver,learning_rate,reference,unit_cost,floor\n"
MEMBERS = "curve,member\nskill,works\n"
TWO_LINES = {
    "processes": "process,line\nmake,works\nalso,mill\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-2\nalso,cell,1\nalso,ore,-2\n",
    "curve_members": "curve,member\nskill,works\nskill,mill\n",
}


def curve(scope: str = "nation", driver: str = "build", rate: float = 0.2, floor: float = 0.0) -> str:
    return f"{HEAD}skill,{scope},{driver},{rate},10,50,{floor}\n"


@pytest.mark.parametrize("scope", ["nation", "group", "region"])
def test_a_sound_curve_has_no_problems(scope):
    assert problems(curves=curve(scope), curve_members=MEMBERS) == ()


def test_a_member_is_of_the_kind_of_the_driver():
    assert errors(curves=curve(), curve_members="curve,member\nskill,make\n") == [
        "curve_members.csv:2: member = make: skill has driver build: name a line"
    ]
    assert errors(curves=curve(driver="activity"), curve_members="curve,member\nskill,works\n") == [
        "curve_members.csv:2: member = works: skill has driver activity: name a process"
    ]
    assert problems(curves=curve(driver="activity"), curve_members="curve,member\nskill,make\n") == ()


def test_a_curve_without_members_prices_nothing():
    assert warnings(curves=curve()) == [
        "curves.csv:2: curve = skill: prices nothing: give it members in curve_members, or drop it"
    ]


def test_members_share_what_their_capital_is_paid_over():
    lines = "line,life,paid_over,hurdle_rate\nworks,10,,0.08\nmill,12,,0.08\n"
    told = (
        "curve_members.csv:3: member = mill: one paid_over and hurdle rate per curve: mill is paid over "
        "12 years at 0.08, works over 10 years at 0.08 in 2025; set both of skill alike"
    )
    assert errors(lines=lines, curves=curve(), **TWO_LINES) == [told]
    # Without learning inside the run every member keeps a weight of its own.
    assert warnings(settings(learning="off"), lines=lines, curves=curve(), **TWO_LINES) == [told]
    alike = "line,life,paid_over,hurdle_rate\nworks,10,,0.08\nmill,12,10,0.08\n"
    assert problems(lines=alike, curves=curve(), **TWO_LINES) == ()
    # A curve of standing capacity is paid by the year.
    assert problems(lines=lines, curves=curve(driver="size"), **TWO_LINES) == ()


def test_a_cluster_falls_by_less_than_half_per_doubling():
    assert errors(curves=curve(driver="size", rate=0.5), curve_members=MEMBERS) == [
        "curves.csv:2: learning_rate = 0.5: has to be below 0.5 with driver size"
    ]
    assert problems(curves=curve(driver="size", rate=0.49), curve_members=MEMBERS) == ()
    assert problems(curves=curve(driver="build", rate=0.5), curve_members=MEMBERS) == ()


def test_the_floor_is_below_the_unit_cost():
    assert errors(curves=curve(floor=60), curve_members=MEMBERS) == [
        "curves.csv:2: floor = 60: lower it to unit_cost (50) or less"
    ]
    assert problems(curves=curve(floor=50), curve_members=MEMBERS) == ()


@pytest.mark.parametrize(
    ("scope", "place", "cure"),
    [
        ("nation", "A", "skill has scope nation: its place is nation"),
        ("group", "nation", "skill has scope group: name a group"),
        ("region", "west", "skill has scope region: name a region"),
    ],
)
def test_a_place_is_one_of_the_scope(scope, place, cure):
    places = f"curve,place,initial\nskill,{place},20\n"
    assert errors(curves=curve(scope), curve_members=MEMBERS, curve_places=places) == [
        f"curve_places.csv:2: place = {place}: {cure}"
    ]


@pytest.mark.parametrize(("scope", "place"), [("nation", "nation"), ("group", "west"), ("region", "A"), ("group", "*")])
def test_places_of_the_scope_are_content(scope, place):
    for name in ("skill", "*"):
        places = f"curve,place,initial\n{name},{place},20\n"
        assert problems(curves=curve(scope), curve_members=MEMBERS, curve_places=places) == ()


def test_a_region_without_a_group_learns_nothing_of_a_curve_of_groups():
    regions = "region,group,kind,lat,lon\nA,west,,30,104\nB,,,31,121\nX,,overseas,0,0\n"
    assert warnings(regions=regions, curves=curve("group"), curve_members=MEMBERS) == [
        "regions.csv:3: group: in no group, B pays unit_cost of skill and learns nothing: name its group"
    ]
    assert problems(regions=regions, curves=curve("nation"), curve_members=MEMBERS) == ()


def test_with_learning_by_path_every_curve_has_its_costs():
    path = "curve,year,unit_cost\nskill,2025,50\nskill,2034,40\n"
    assert errors(settings(learning="path"), curves=curve(), curve_members=MEMBERS) == [
        "curves.csv:2: curve = skill: has no rows in cost_path, which learning: path goes by: "
        "add them, or choose another mode"
    ]
    assert problems(settings(learning="path"), curves=curve(), curve_members=MEMBERS, cost_path=path) == ()
    assert problems(settings(learning="local"), curves=curve(), curve_members=MEMBERS) == ()

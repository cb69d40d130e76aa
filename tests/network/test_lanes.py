"""Lanes made from freight classes and given by hand, column by column."""

import math

import numpy as np
import pytest

from model.instance.load import load
from model.network.discounting import make_periods
from model.network.lanes import great_circle_km, make_lanes, sparse_start
from tests.known import write
from tests.network.networks import UNEVEN, network_of

# Along the equator a degree is 6371 * pi / 180 = 111.195 km.
DEGREE = 6371 * math.pi / 180
EQUATOR = {
    "regions": "region,lat,lon\nA,0,0\nB,0,10\nC,0,30\n",
    "commodities": "commodity,tonnes_per_unit,freight_class\ncell,6000,dangerous\npower,,\n",
    "freight": "freight_class,cost_per_t_km,handling_per_t,detour,reach_km\ndangerous,5e-7,6e-5,1.2,2500\n",
}


def lanes_of(folder, settings=UNEVEN, **tables):
    found = network_of(folder, settings, **{**EQUATOR, **tables}).lanes
    rows = zip(found.ends(), found.freight, found.tariff, found.capacity, found.tonne_km, strict=True)
    return {key: row for key, *row in rows}


def test_the_distance_is_a_great_circle_on_a_sphere_of_6371_km():
    km = great_circle_km(np.array([0.0, 0.0, 90.0]), np.array([0.0, 180.0, 0.0]))
    assert km[0] == pytest.approx([0, 6371 * math.pi, 6371 * math.pi / 2])


def test_a_class_makes_lanes_between_all_regions_in_reach(tmp_path):
    # A to B: 1.2 * 10 degrees = 1334 km. B to C: 2669 km and A to C: 4003 km are out of reach.
    lanes = lanes_of(tmp_path)
    assert set(lanes) == {("cell", "A", "B"), ("cell", "B", "A")}
    freight, tariff, capacity, tonne_km = lanes["cell", "A", "B"]
    km = 1.2 * 10 * DEGREE
    assert freight == pytest.approx([6000 * (6e-5 + 5e-7 * km)] * 2)
    assert (tariff.tolist(), capacity.tolist()) == ([0, 0], [math.inf, math.inf])
    assert tonne_km == pytest.approx(6000 * km)


def test_over_corridors_the_detour_does_not_apply(tmp_path):
    # A - B 800, B - C 900; both directions, and A to C by way of B.
    lanes = lanes_of(tmp_path, corridors="region,neighbour,km\nB,A,800\nB,C,900\nC,B,950\n")
    assert lanes["cell", "A", "C"][0] == pytest.approx([6000 * (6e-5 + 5e-7 * 1700)] * 2)
    assert len(lanes) == 6


def test_a_row_wins_column_by_column(tmp_path):
    # A blank cost keeps the freight, a blank capacity the absence of a limit; the tariff is the mean of 2025 and 2026.
    rows = (
        "commodity,origin,destination,year,cost,tariff,capacity\ncell,A,B,2025,,4,\ncell,A,B,2026,,6,\ncell,B,A,,7,,3\n"
    )
    lanes = lanes_of(tmp_path, lanes=rows)
    freight, tariff, capacity, _ = lanes["cell", "A", "B"]
    assert freight == pytest.approx([6000 * (6e-5 + 5e-7 * 1.2 * 10 * DEGREE)] * 2)
    assert (tariff.tolist(), capacity.tolist()) == ([5, 6], [math.inf, math.inf])
    freight, tariff, capacity, tonne_km = lanes["cell", "B", "A"]
    assert (freight.tolist(), tariff.tolist(), capacity.tolist()) == ([7, 7], [0, 0], [3, 3])
    # What it weighs and how far it goes stays.
    assert tonne_km == pytest.approx(6000 * 1.2 * 10 * DEGREE)


def test_a_row_without_a_class_costs_what_it_says_or_nothing(tmp_path):
    rows = "commodity,origin,destination,cost,tariff\npower,A,*,,2\npower,A,C,5,\n"
    lanes = lanes_of(tmp_path, lanes=rows)
    assert [key for key in lanes if key[0] == "power"] == [("power", "A", "B"), ("power", "A", "C")]
    assert [part.tolist() for part in lanes["power", "A", "B"][:2]] == [[0, 0], [2, 2]]
    # The tariff of the less specific row stays: column by column.
    assert [part.tolist() for part in lanes["power", "A", "C"][:2]] == [[5, 5], [2, 2]]
    assert lanes["power", "A", "C"][3] == 0


def test_a_lane_by_hand_beyond_the_reach_of_its_class_still_has_a_length(tmp_path):
    lanes = lanes_of(tmp_path, lanes="commodity,origin,destination,cost\ncell,A,C,9\n")
    freight, _, _, tonne_km = lanes["cell", "A", "C"]
    assert freight.tolist() == [9, 9]
    assert tonne_km == pytest.approx(6000 * 1.2 * 30 * DEGREE)


def test_few_lanes_are_the_cheapest_from_each_origin_and_to_each_destination(tmp_path):
    # A, B, C at 0, 10 and 30 degrees, all in reach: A and B are next to each other, and C is nearest to B.
    freight = EQUATOR["freight"].replace("2500", "")
    instance = load(write(tmp_path, UNEVEN, **{**EQUATOR, "freight": freight})).instance
    lanes, given = make_lanes(instance, make_periods(instance.settings), ("A", "B", "C"))
    assert (len(lanes), len(given)) == (6, 0)
    rows = sparse_start(lanes, ("A", "B", "C"), 1)
    few, others = lanes.taken(rows), lanes.without(rows)
    assert [ends[1:] for ends in few.ends()] == [("A", "B"), ("B", "A"), ("B", "C"), ("C", "B")]
    assert [ends[1:] for ends in others.ends()] == [("A", "C"), ("C", "A")]
    # What a class makes is the same in all periods, and takes the place of one.
    assert few.freight.strides[1] == 0
    together = few.joined(others)
    assert dict(zip(together.ends(), together.tonne_km, strict=True)) == dict(
        zip(lanes.ends(), lanes.tonne_km, strict=True)
    )

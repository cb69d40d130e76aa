"""What is wrong with cost points of plants and least sizes of sites."""

from tests.instance.rules.case import errors, warnings

SITES = "line,region,max_capacity,least_size\n"


def test_a_plant_needs_a_size_above_nothing():
    assert errors(plant_costs="line,size,cost\nworks,0,50\n") == [
        "plant_costs.csv:2: size = 0: is the only size of works: add a row with the size and cost of a plant"
    ]


def test_points_of_every_line_count_where_a_line_has_none_of_its_own():
    assert errors(plant_costs="line,size,cost\nworks,0,50\n*,10,500\n") == []


def test_a_larger_plant_that_costs_less_is_a_warning():
    assert warnings(plant_costs="line,size,cost\nworks,10,500\nworks,20,400\n") == [
        "plant_costs.csv:3: cost = 400: is less than the 500 of a plant of 10: check both rows"
    ]
    assert warnings(plant_costs="line,size,cost\nworks,20,800\nworks,10,500\n") == []


def test_a_least_size_without_room_is_a_warning():
    # 30 have room and 10 stand there.
    standing = "line,region,online,offline,status,plant,capacity\nworks,A,2020,2050,operating,,10\n"
    said = warnings(sites=SITES + "works,A,30,21\nworks,B,30,21\n", capacity=standing)
    assert said == [
        "sites.csv:2: least_size = 21: is more than there is room for (max_capacity less what stands): "
        "works in A never opens"
    ]
    assert warnings(sites=SITES + "works,A,30,20\nworks,B,30,21\n", capacity=standing) == []

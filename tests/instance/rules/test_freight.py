"""Lanes: classes, coordinates, corridors and rates."""

from tests.instance.rules.case import BASE, errors, problems, warnings

BLANK = "region,group,lat,lon\nA,west,30,104\nB,east,,\n"
CLASSES = BASE["commodities"].replace("ore,kt,1000,dry", "ore,kt,1000,drye")


def test_a_freight_class_has_rates():
    assert errors(commodities=CLASSES) == [
        "commodities.csv:3: freight_class = drye: has no row in freight (did you mean dry?), so that no lanes "
        "are made for ore: add it, or leave the class blank"
    ]


def test_without_any_rates_a_class_is_a_label():
    regions, demand = "region\nA\n", "commodity,region,amount\ncell,A,10\n"
    assert warnings(regions=regions, demand=demand, freight="") == [
        "commodities.csv:2: freight_class = dry: has no row in freight, so that no lanes are made for cell and "
        "1 more commodity: add it, or leave the class blank"
    ]


def test_lanes_need_coordinates():
    assert errors(regions=BLANK) == [
        "regions.csv:3: lat: give lat and lon of B: lanes of a freight class need them, and without none are made there"
    ]
    assert errors(regions="region,lat,lon\nA,30,\nB,,121\n") == [
        "regions.csv:2: lon: give lat and lon of A and 1 more region: lanes of a freight class need them, "
        "and without none are made there"
    ]


def test_where_nothing_is_made_or_corridors_lead_no_coordinates_are_needed():
    assert problems(regions=BLANK, corridors="region,neighbour,km\nA,B,2000\n") == ()
    alone = {"regions": "region\nA\n", "demand": "commodity,region,amount\ncell,A,10\n"}
    assert problems(**alone) == ()


def test_a_region_with_lanes_by_hand_may_do_without_coordinates():
    lanes = "commodity,origin,destination\ncell,A,B\nore,A,B\n"
    assert warnings(regions=BLANK, lanes=lanes) == [
        "regions.csv:3: lat: give lat and lon of B: lanes of a freight class need them, and without none are made there"
    ]


def test_corridors_lead_to_every_region():
    regions = "region,lat,lon\nA,30,104\nB,31,121\nC,0,0\n"
    assert warnings(regions=regions, corridors="region,neighbour,km\nA,B,2000\n") == [
        "regions.csv:4: region = C: no corridor leads to C, so that no lanes of a freight class do: "
        "add rows to corridors or lanes"
    ]
    assert problems(regions=regions, corridors="region,neighbour,km\nA,B,2000\nC,B,9\n") == ()


def test_a_lane_leads_to_another_region():
    assert warnings(lanes="commodity,origin,destination\ncell,A,A\ncell,*,*\n") == [
        "lanes.csv:2: destination = A: ignored: a lane from A to itself; drop the row"
    ]


def test_a_rate_in_millions_is_implausible():
    assert warnings(freight="freight_class,cost_per_t_km,handling_per_t\ndry,0.4,60\n") == [
        "freight.csv:2: cost_per_t_km = 0.4: is in million CNY/t/km, very dear: if CNY is meant, "
        "write cost_per_t_km [CNY/t/km] in the header",
        "freight.csv:2: handling_per_t = 60: is in million CNY/t, very dear: if CNY is meant, "
        "write handling_per_t [CNY/t] in the header",
    ]

"""Where regions are drawn."""

import math

import pytest

from reports.geography import NOT_MODELLED, drawn, outlines, places, project
from tests.reports.solutions import written


def cell_area(lon, lat, size=0.01):
    """Return the area of a small cell on the map, by the cross product of its sides."""
    (x, y), (east_x, east_y), (north_x, north_y) = (
        project(lon + a, lat + b) for a, b in ((0, 0), (size, 0), (0, size))
    )
    return abs((east_x - x) * (north_y - y) - (east_y - y) * (north_x - x))


@pytest.mark.parametrize(("lon", "lat"), [(80, 20), (105, 35), (120, 50), (130, 25)])
def test_the_map_is_true_to_area(lon, lat):
    # On the sphere a cell is as large as the cosine of its latitude.
    expected = cell_area(105, 36) * math.cos(math.radians(lat)) / math.cos(math.radians(36))
    assert cell_area(lon, lat) == pytest.approx(expected, rel=1e-3)


def test_north_is_up_and_east_is_right():
    x, y = project(105, 35)
    assert (x, y) == pytest.approx((0, 0), abs=1e-9)
    assert project(105, 36)[1] > 0
    assert project(106, 35)[0] > 0


def test_every_outline_surrounds_its_middle():
    assert set(NOT_MODELLED) < set(outlines())
    for outline in outlines().values():
        x, y = outline["middle"]
        assert min(v for v in outline["x"] if v is not None) < x < max(v for v in outline["x"] if v is not None)
        assert min(v for v in outline["y"] if v is not None) < y < max(v for v in outline["y"] if v is not None)


def of(**regions):
    labels = {"regions": regions, "lines": {}, "processes": {}, "commodities": {}}
    found = places(written({"labels": labels}))
    return {place.region: place for place in found}, drawn(found)


def test_a_city_is_a_point_among_provinces_and_what_is_far_has_no_point():
    found, lines = of(
        **{"CN-GD": {}},
        ningde={"lat": 26.7, "lon": 119.5},
        hamburg={"lat": 53.6, "lon": 10.0, "kind": "overseas"},
        nowhere={},
    )
    assert found["CN-GD"].outline == "CN-GD"
    assert (found["ningde"].outline, found["ningde"].x) == (None, pytest.approx(project(119.5, 26.7)[0]))
    assert found["hamburg"].x is None
    assert found["nowhere"].x is None
    assert len(lines) == 34


def test_an_instance_of_other_places_has_points_only():
    found, lines = of(
        a={"lat": 48.0, "lon": 9.0}, b={"lat": 51.0, "lon": 12.0}, far={"lat": 0, "lon": -60, "kind": "overseas"}
    )
    assert lines == {}
    assert found["a"].x is not None
    assert found["far"].x is None


def test_without_coordinates_nothing_is_drawn():
    found, lines = of(a={}, b={})
    assert lines == {}
    assert found["a"].x is None

"""Where regions are drawn: outlines of provinces and points on an equal-area map."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from reports.picture import Place
from reports.stored import Stored
from reports.text import Text

OUTLINES = Path(__file__).parent / "geometry" / "provinces.json"
NOT_MODELLED = {
    "CN-HK": Text("Hong Kong", "香港"),
    "CN-MO": Text("Macau", "澳门"),
    "CN-TW": Text("Taiwan", "台湾"),
}
SOUTH, NORTH, MIDDLE, ORIGIN = 25.0, 47.0, 105.0, 35.0
"""Degrees: the two true parallels, the middle meridian and the origin of Albers' projection, as maps of China use."""
SCALE = 100.0
"""Units of the map per earth radius and radian: about 64 km each, so one decimal of outlines is 6 km."""
MARGIN = 8.0
Ring = tuple[tuple[float, float], ...]


def project(lon: float, lat: float) -> tuple[float, float]:
    """Return x and y of a point: Albers' equal-area conic projection on a sphere."""
    south, north, origin = (math.sin(math.radians(degrees)) for degrees in (SOUTH, NORTH, ORIGIN))
    n = (south + north) / 2.0
    c = 1.0 - south**2 + 2.0 * n * south

    def radius(sine: float) -> float:
        return math.sqrt(max(0.0, c - 2.0 * n * sine)) / n

    rho, theta = radius(math.sin(math.radians(lat))), n * math.radians(lon - MIDDLE)
    return SCALE * rho * math.sin(theta), SCALE * (radius(origin) - rho * math.cos(theta))


@cache
def outlines() -> Mapping[str, Mapping[str, Any]]:
    """Return the outline of every province as x and y of its rings, one after the other with a gap between."""
    rings: Mapping[str, list[Ring]] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    found = {}
    for code, of_province in rings.items():
        points = [[project(lon, lat) for lon, lat in ring] for ring in of_province]
        joined = [point for ring in points for point in (*ring, None)][:-1]
        found[code] = {
            "x": [None if point is None else round(point[0], 2) for point in joined],
            "y": [None if point is None else round(point[1], 2) for point in joined],
            "middle": _middle(max(points, key=_area)),
        }
    return found


def places(stored: Stored) -> tuple[Place, ...]:
    """Return every region with its point and outline; one too far from the others to be on the map has no point."""
    known = outlines()
    found, near = [], _bounds(stored)
    for region in stored.labels("regions"):
        label = stored.label("regions", region)
        code = next((code for code in (label.get("iso"), region) if code in known), None)
        point: tuple[float, float] | None = None
        if code is not None:
            point = known[code]["middle"]
        elif "lat" in label and "lon" in label:
            point = project(label["lon"], label["lat"])
        if point is not None and not (near[0] <= point[0] <= near[2] and near[1] <= point[1] <= near[3]):
            point = None
        x, y = (None, None) if point is None else point
        found.append(Place(region, stored.title("regions", region), x, y, code))
    return tuple(found)


def drawn(of_places: tuple[Place, ...]) -> Mapping[str, Mapping[str, Any]]:
    """Return the outlines to draw: all of them where any region has one, else none."""
    return outlines() if any(place.outline for place in of_places) else {}


def _bounds(stored: Stored) -> tuple[float, float, float, float]:
    """Return the corners of the map: those of the outlines, or around the inland regions where there are none."""
    labels, known = stored.labels("regions"), outlines()
    if any(label.get("iso") in known or region in known for region, label in labels.items()):
        x = [x for outline in known.values() for x in outline["x"] if x is not None]
        y = [y for outline in known.values() for y in outline["y"] if y is not None]
    else:
        inland = [label for label in labels.values() if label.get("kind", "inland") == "inland"]
        points = [project(label["lon"], label["lat"]) for label in inland if "lat" in label and "lon" in label]
        if not points:
            return (-math.inf, -math.inf, math.inf, math.inf)
        x, y = [point[0] for point in points], [point[1] for point in points]
    return min(x) - MARGIN, min(y) - MARGIN, max(x) + MARGIN, max(y) + MARGIN


def _area(ring: list[tuple[float, float]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2.0


def _middle(ring: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the centre of mass of a ring."""
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    crosses = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
    twice = sum(crosses)
    x = sum((a[0] + b[0]) * cross for (a, b), cross in zip(pairs, crosses, strict=True)) / (3.0 * twice)
    y = sum((a[1] + b[1]) * cross for (a, b), cross in zip(pairs, crosses, strict=True)) / (3.0 * twice)
    return round(x, 2), round(y, 2)

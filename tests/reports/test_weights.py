"""What a unit of a commodity weighs where nobody says so."""

import pytest

from reports.weights import weights
from tests.reports.solutions import written

UNITS = {
    "power": ("GWh", 0.0),
    "ore": ("kt", 0.0),
    "metal": ("kt", 4500.0),
    "cell": ("GWh", 4000.0),
    "parts": ("GWh", 2000.0),
    "pack": ("GWh", 6500.0),
    "car": ("GWh", 47000.0),
    "road": ("GWh", 0.0),
    "retired": ("GWh", 0.0),
    "spent": ("GWh", 0.0),
    "scrap": ("kt", 0.0),
    "labour": ("person-years", 0.0),
}


def turnover(process, *, made=(), used=(), returned=()):
    parts = [(dict(made), 0), (dict(used), 1), (dict(returned), 2)]
    for amounts, position in parts:
        for commodity, amount in amounts.items():
            yield process, commodity, 2025, *(amount if k == position else 0.0 for k in range(3)), "GWh/yr"


def test_a_battery_weighs_what_went_into_it_and_keeps_it_until_it_is_taken_apart():
    rows = [
        *turnover("cells", made={"cell": 10.0}, used={"metal": 30.0, "power": 80.0}),
        *turnover("packs", made={"pack": 10.0}, used={"cell": 10.0, "parts": 10.0, "power": 10.0}),
        *turnover("fit", made={"car": 10.0}, used={"pack": 10.0}),
        *turnover("drive", made={"road": 10.0}, used={"car": 10.0}, returned={"retired": 3.0}),
        # Of a GWh of 6000 t, 1 kt is scrap metal and 5000 t are spent cells.
        *turnover("dismantle", made={"spent": 3.0, "scrap": 3.0}, used={"retired": 3.0}),
    ]
    commodities = {c: {"unit": unit, "tonnes_per_unit": tonnes} for c, (unit, tonnes) in UNITS.items()}
    labels = {"regions": {}, "lines": {}, "processes": {}, "commodities": commodities}
    found = weights(written({"labels": labels}, turnover=rows))
    assert found == pytest.approx(
        {
            "ore": 1000.0, "metal": 4500.0, "scrap": 1000.0, "cell": 4000.0, "parts": 2000.0,
            "pack": 6000.0, "car": 6000.0, "road": 6000.0, "retired": 6000.0, "spent": 5000.0,
        }
    )  # fmt: skip

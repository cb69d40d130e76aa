"""Volume is counted in what members count in: capacity, or what is made over the years."""

import pytest

from tests.known import solved

SETTINGS = "name: case\nyears: [2025]\nlearning: local\n"


@pytest.mark.parametrize(
    ("driver", "member", "weight", "unit"),
    [
        ("build", "line", 1, "GWh/yr"),
        ("size", "line", 1, "GWh/yr"),
        ("activity", "make", 1, "GWh"),
        # Half a unit of something in each: of what, nobody has said.
        ("build", "line", 0.5, ""),
    ],
)
def test_volume_is_in_the_unit_of_its_members(tmp_path, driver, member, weight, unit):
    tables = {
        "commodities": "commodity,unit\ncell,GWh\n",
        "demand": "commodity,region,amount\ncell,A,10\n",
        "curves": f"curve,scope,driver,learning_rate,reference,unit_cost\nk,region,{driver},0.2,10,80\n",
        "curve_members": f"curve,member,weight\nk,{member},{weight}\n",
        "curve_places": "curve,place,initial\nk,*,10\n" if driver != "size" else "curve,place\nk,*\n",
    }
    table = solved(tmp_path, SETTINGS, **tables).tables["learning"]
    assert set(table["volume_unit"]) == {unit}

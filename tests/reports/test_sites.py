"""Sites and plants as a planner reads them."""

import io

from rich.console import Console

from reports.sites import COLUMNS, sites
from reports.terminal import summary
from tests.reports.solutions import planned, written

SETTINGS = "name: case\nyears: [2025]\nlearning: off\n"


def test_sites_and_plants_by_line():
    solution = written(
        sites=[("old", "A", 1.0), ("old", "B", 0.5)],
        plants=[("new", "A", 2025, 1, 2.0, 30.0, "GWh/yr"), ("new", "B", 2025, 2, 1.0, 30.0, "GWh/yr"),
                ("new", "B", 2030, 2, 1.0, 90.0, "GWh/yr")],
    )  # fmt: skip
    found = sites(solution)
    assert tuple(found.columns) == COLUMNS
    old, new = found.to_dict("records")
    assert (old["sites"], old["where"]) == (1.5, "安徽 Anhui, Beijing")
    # 2030 lies beyond the years shown.
    assert (new["plants"], new["size"], new["unit"], new["where"]) == (3.0, 20.0, "GWh/yr", "")


def test_the_summary_names_sites_and_regions_that_are_alike(tmp_path):
    tables = {
        "regions": "region,name\nA,Anhui\nB,Beijing\n",
        "demand": "commodity,region,amount\ncell,*,10\n",
        "lanes": "commodity,origin,destination,cost\ncell,*,*,3\n",
        "sites": "line,region,max_capacity,site_cost\nline,*,60,500\n",
        "plant_costs": "line,size,cost\nline,20,2000\n",
    }
    told = io.StringIO()
    for part in summary(planned(tmp_path, SETTINGS, **tables)):
        Console(file=told, width=100).print(part)
    lines = told.getvalue().splitlines()
    at = next(i for i, line in enumerate(lines) if "mean size" in line)
    assert lines[at + 1].split() == ["line", "1", "Anhui", "1", "20.0", "GWh/yr"]
    assert "Interchangeable, any of them as good as another: Anhui, Beijing" in told.getvalue()


def test_without_sites_nothing_is_said(tmp_path):
    told = io.StringIO()
    for part in summary(planned(tmp_path, SETTINGS)):
        Console(file=told, width=100).print(part)
    assert "ites" not in told.getvalue()

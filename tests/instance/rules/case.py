"""Tiny instances for the rules: a sound base, one thing changed, and what the rules say."""

from dataclasses import replace
from typing import Any

from model.instance.instance import Instance, Settings
from model.instance.problems import Problem
from model.instance.rules import check_rules
from tests.solution.audit_case import make_instance

# Ore is bought in A and made into cells on works that may be built in A and B; both ask for cells.
BASE = {
    "regions": "region,group,lat,lon\nA,west,30,104\nB,east,31,121\n",
    "commodities": "commodity,unit,tonnes_per_unit,freight_class\ncell,GWh,6000,dry\nore,kt,1000,dry\n",
    "lines": "line,life,capex,max_utilisation\nworks,10,100,0.5\n",
    "processes": "process,line\nmake,works\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-2\n",
    "freight": "freight_class,cost_per_t_km\ndry,0.0000005\n",
    "markets": "market,commodity,region,price\nmine,ore,A,7\n",
    "demand": "commodity,region,amount\ncell,A,10\ncell,B,6\n",
}
SETTINGS = Settings("case", (2025, 2030), 2034, base_year=2025)


def instance_of(settings: Settings = SETTINGS, **tables: str) -> Instance:
    """Return the base instance with tables replaced or joined; every row knows its file and line."""
    made = make_instance(settings, **{**BASE, **tables})
    for name, frame in made.tables.items():
        frame["_file"] = f"{name}.csv"
        frame["_line"] = range(2, len(frame) + 2)
    return made


def problems(settings: Settings = SETTINGS, **tables: str) -> tuple[Problem, ...]:
    """Return every problem of the base instance with these changes."""
    return check_rules(instance_of(settings, **tables))


def errors(settings: Settings = SETTINGS, **tables: str) -> list[str]:
    """Return the errors as they are shown; warnings may stand beside them."""
    return [str(problem) for problem in problems(settings, **tables) if not problem.warning]


def warnings(settings: Settings = SETTINGS, **tables: str) -> list[str]:
    """Return the warnings as they are shown; there must be no error."""
    found = problems(settings, **tables)
    assert all(problem.warning for problem in found), found
    return [str(problem) for problem in found]


def settings(**changed: Any) -> Settings:
    """Return the settings of the case with some changed."""
    return replace(SETTINGS, **changed)

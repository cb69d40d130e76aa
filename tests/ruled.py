"""Small instances with policies written inline."""

from pathlib import Path

from model.instance.load import load
from model.network.assemble import assemble
from model.network.network import Network
from model.run import Run, make_program, run
from model.solver.highs import Options
from model.solver.program import Program
from tests.known import SETTINGS, write

# Cells are made in a clean and in a dirty way; no capacity, one year, no discounting.
MADE = {
    "regions": "region,group\nA,West\n",
    "commodities": "commodity,unit\ncell,GWh\n",
    "processes": "process,stage,chemistry,variable_cost\nclean,cells,LFP,6\ndirty,cells,NMC,2\n",
    "recipes": "process,commodity,amount\nclean,cell,1\ndirty,cell,1\n",
    "demand": "commodity,region,amount\ncell,A,10\n",
}
# The nation has two groups; lanes go everywhere, overseas too.
TWO = {
    "regions": "region,group,kind\nA,West,inland\nB,East,inland\nO,,overseas\n",
    "demand": "commodity,region,amount\ncell,A,10\ncell,B,10\n",
    "lanes": "commodity,origin,destination,cost\ncell,*,*,3\n",
}
# New capacity costs 100 a unit, 10 a year; what is not delivered costs 90.
LINE = {
    "commodities": "commodity,unit,shortage_price\ncell,GWh,90\n",
    "lines": "line,stage,owner,life,capex\nnew,cells,leader,10,100\n",
    "processes": "process,line\nmake,new\n",
    "recipes": "process,commodity,amount\nmake,cell,1\n",
}
SHARE = """
- name: clean share
  left: {quantity: activity, chemistry: LFP}
  right: {quantity: activity, stage: cells}
  at_least: 0.3
"""


def ruled(folder: Path, policies: str, settings: str = SETTINGS, *, base: dict[str, str] = MADE, **tables: str) -> Path:
    """Write an instance with policies."""
    write(folder, settings, base, **tables)
    (folder / "policies.yaml").write_text(policies, encoding="utf-8")
    return folder


def solved(folder: Path, policies: str, settings: str = SETTINGS, **tables: str) -> Run:
    """Write, read, solve and audit an instance with policies: the duals have to prove the plan."""
    done = run(load(ruled(folder, policies, settings, **tables)).instance, Options())
    assert done.verdict is not None
    assert done.verdict.passed, done.verdict.lines()
    assert done.verdict.bound is not None
    return done


def cost(folder: Path, policies: str, settings: str = SETTINGS, **tables: str) -> float:
    """Return the least cost."""
    return solved(folder, policies, settings, **tables).solved.objective


def program_of(folder: Path, policies: str, settings: str = SETTINGS, **tables: str) -> Program:
    return make_program(load(ruled(folder, policies, settings, **tables)).instance)


def network_of(folder: Path, policies: str, settings: str = SETTINGS, **tables: str) -> Network:
    return assemble(load(ruled(folder, policies, settings, **tables)).instance)

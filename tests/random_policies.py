"""Policies drawn by seed for the small instances of random_instances.py and random_sites.py: every one has a price.

So no instance becomes infeasible. Some prices are low enough that policies are missed, some high enough that they bind.
"""

from __future__ import annotations

import copy
import io
import random
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from model.instance.instance import Instance
from model.instance.load import load
from model.instance.policies import QUANTITIES
from tests.known import write
from tests.random_instances import Drawn

LINES = {"cathode": ("materials", "leader", 1), "cell": ("cells", "leader", 2), "old_cell": ("cells", "rest", 1)}
STAGES = {"smelt": "recycling", "make_cathode": "refining"}
CHEMISTRY = {"make_lfp": "LFP", "make_nmc": "NMC", "make_old_way": "LFP"}
IMPACTS = {"process": "t_co2", "line": "jobs", "freight": "t_co2", "market": "t_co2"}
VALUES = {
    "process": ("make_*", "recycle", ["smelt", "use"]),
    "stage": ("cells", "recycling", ["cells", "materials"]),
    "chemistry": ("LFP", "*"),
    "line": ("cell", "*cell", "recycling"),
    "owner": ("leader", "rest"),
    "generation": (1, [1, 2]),
    "status": ("operating", "new", ["building", "announced", "new"]),
    "commodity": ("cell", "ore", "old", "driving", ["ore", "cathode_powder"], "c*"),
    "market": ("*",),
}


def instance_with_policies(folder: Path, drawn: Drawn, seed: int) -> Instance:
    """Write an instance with attributes and policies, and read it."""
    dice = random.Random(5000 + seed)
    tables = dict(drawn.tables)
    lines, processes = (_frame(tables[name]) for name in ("lines", "processes"))
    for position, column in enumerate(("stage", "owner", "generation")):
        texts = {l: str(LINES.get(l, ("recycling", "rest", 2))[position]) for l in lines["line"] if l != "*"}
        lines[column] = [texts.get(l, "") for l in lines["line"]]
    processes["stage"] = [STAGES.get(p, "") for p in processes["process"]]
    processes["chemistry"] = [CHEMISTRY.get(p, "") for p in processes["process"]]
    tables |= {"lines": lines.to_csv(index=False), "processes": processes.to_csv(index=False)}
    regions = pd.read_csv(io.StringIO(tables["regions"]), keep_default_na=False)
    years = pd.read_csv(io.StringIO(tables["demand"]))["year"].dropna().astype(int).tolist() or [2025]
    draw = _Draw(dice, regions["region"].tolist(), [g for g in dict.fromkeys(regions["group"]) if g], years)
    write(folder, drawn.settings, base={}, **tables)
    policies = [draw.policy(k) for k in range(dice.randint(3, 9))]
    (folder / "policies.yaml").write_text(yaml.safe_dump(policies), encoding="utf-8")
    return load(folder).instance


def _frame(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


class _Draw:
    def __init__(self, dice: random.Random, regions: list[str], groups: list[str], years: list[int]) -> None:
        self.dice, self.regions, self.groups, self.years = dice, regions, groups, years

    def policy(self, k: int) -> dict[str, Any]:
        dice = self.dice
        policy: dict[str, Any] = {"name": f"policy {k}", "scope": self.scope()}
        policy["price"] = dice.choice((0.5, 20, 900, 1e5))
        over = dice.random() < 0.25
        policy["left"] = [self.sum(policy["scope"], over) for _ in range(dice.randint(1, 2))]
        share = dice.random() < 0.6
        if share:
            policy["right"] = self.sum(policy["scope"], over)
        most = 1.2 if share else 40.0
        low = round(dice.uniform(0, most), 3)
        sense = dice.choice(("at_least", "at_most", "both"))
        if sense != "at_most":
            policy["at_least"] = low
        if sense != "at_least":
            policy["at_most"] = round(low + dice.uniform(0, most / 4), 3)
        if over:
            policy["over"] = "horizon"
        elif sense == "at_most" and dice.random() < 0.5:
            policy["at_most"] = {min(self.years) - 1: low, max(self.years) + 1: policy["at_most"]}
        if dice.random() < 0.3:
            policy["years"] = {dice.choice(("from", "to")): dice.choice(self.years)}
        return policy

    def scope(self) -> Any:
        listed = [{"region": self.dice.sample(self.regions, 1)}, {"group": self.dice.choice(self.groups)}]
        return self.dice.choice(["nation", "nation", "region", "group", *listed])

    def sum(self, scope: Any, over: bool) -> dict[str, Any]:
        dice = self.dice
        quantity = dice.choice(QUANTITIES)
        found: dict[str, Any] = {"quantity": quantity.name}
        for name in quantity.filters:
            chance = 0.7 if name == "commodity" else 0.2
            names = tuple(self.regions)
            values = {**VALUES, "region": names, "group": tuple(self.groups), "destination": names}
            values["origin"] = names if quantity.impact == "freight" else ()
            if values[name] and dice.random() < chance:
                found[name] = copy.copy(dice.choice(values[name]))
        if quantity.impact and dice.random() < 0.25:
            found["weight"] = IMPACTS[quantity.impact]
        elif dice.random() < 0.25:
            found["weight"] = dice.choice((0.5, 2, -0.3))
        if dice.random() < 0.2:
            found["across"] = "nation" if scope == "nation" else dice.choice(("nation", "group"))
        if not over and dice.random() < 0.2:
            found["lag"] = 1
        return found

"""Sites, counts and plant costs drawn by seed, put on top of the small instances of random_instances.py."""

from __future__ import annotations

import io
import random

import pandas as pd

from tests.random_instances import Drawn, draw

GROUPS = {"CN-GD": "South", "CN-SC": "West", "CN-JS": "East"}


def draw_sites(seed: int) -> Drawn:
    """Return the instance of a seed with places that are opened as a whole and plants in whole numbers."""
    dice, drawn = random.Random(1000 + seed), draw(seed)
    tables = dict(drawn.tables)
    regions = pd.read_csv(io.StringIO(tables["regions"]), keep_default_na=False)
    sites = _frame(tables.get("sites", "line,region,year,max_capacity\n*,*,,\n"))
    # Every place has a largest capacity, which the row of both stars gives where no other does.
    sites.loc[(sites["line"] == "*") & (sites["region"] == "*"), "max_capacity"] = str(dice.randint(8, 30))
    sites["site_cost"], sites["least_size"], sites["max_plants"] = "", "", ""
    for line in ("cell", "cathode"):
        for region in regions["region"]:
            here = (sites["line"] == line) & (sites["region"] == region) & (sites["year"] == "")
            if not here.any() and dice.random() < 0.5:
                row = dict.fromkeys(sites.columns, "") | {"line": line, "region": region}
                sites = pd.concat([sites, pd.DataFrame([row])], ignore_index=True)
                here = (sites["line"] == line) & (sites["region"] == region)
            # The row of both stars is of inland regions only.
            sites.loc[here & (sites["max_capacity"] == ""), "max_capacity"] = str(dice.randint(4, 20))
            if dice.random() < 0.6:
                sites.loc[here, "site_cost"] = str(round(dice.uniform(0, 3000), 1))
            if dice.random() < 0.4:
                sites.loc[here, "least_size"] = str(round(dice.uniform(0, 9), 1))
    tables["sites"] = sites.to_csv(index=False)
    if dice.random() < 0.6:
        tables["site_counts"] = _counts(dice, regions["group"].tolist(), sites)
    if dice.random() < 0.7:
        tables["plant_costs"] = _plant_costs(dice)
        tables["sites"] = _with_plants(dice, sites).to_csv(index=False)
    capacity = _frame(tables["capacity"])
    capacity.loc[capacity["line"] == "cathode", "status"] = "operating"
    tables["capacity"] = capacity.to_csv(index=False)
    settings = drawn.settings + f"relax: {dice.choice(('false', 'false', 'true'))}\nsolver: {{gap: 1.0e-9}}\n"
    return Drawn(settings, tables)


def _frame(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


def _counts(dice: random.Random, groups: list[str], sites: pd.DataFrame) -> str:
    rows = ["line,group,max_sites,counts"]
    dear = sites.loc[(sites["site_cost"] != "") | (sites["least_size"] != ""), "line"].tolist()
    for line in ("cell", "cathode", "recycling", "*"):
        if dice.random() < 0.5:
            whole = dice.choice(("", "all")) if line not in (*dear, "*") else ""
            rows.append(f"{line},,{dice.randint(0 if not whole else 1, 3)},{whole}")
        if dice.random() < 0.3:
            rows.append(f"{line},{dice.choice([g for g in groups if g])},{dice.randint(0, 2)},new")
    return "\n".join(rows) + "\n"


def _plant_costs(dice: random.Random) -> str:
    rows = ["line,size,cost"]
    for line in dice.sample(("recycling", "cathode"), dice.randint(1, 2)):
        size, cost = 0.0, 0.0
        if dice.random() < 0.5:
            cost = round(dice.uniform(10, 300), 1)
            rows.append(f"{line},0,{cost}")
        for _ in range(dice.randint(1, 4)):
            size += round(dice.uniform(0.5, 5), 1)
            cost += round(dice.uniform(0, 900), 1)
            rows.append(f"{line},{size:.1f},{cost:.1f}")
    return "\n".join(rows) + "\n"


def _with_plants(dice: random.Random, sites: pd.DataFrame) -> pd.DataFrame:
    both = (sites["line"] == "*") & (sites["region"] == "*")
    sites.loc[both, "max_plants"] = str(dice.randint(1, 3))
    return sites

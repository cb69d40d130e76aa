"""What a plan costs, split the way a planner asks: capital, learning, agglomeration, energy, labour, freight, idle ...

The parts of a plan sum to its objective, so those of two plans sum to the difference of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.instance.expand import ids_named, lookup
from model.instance.instance import Instance
from model.network.discounting import present_value
from model.solution.columns import TRANSFERS
from model.studies.measures.cells import INDEX, Record

PARTS: dict[str, str] = {
    "capital": "plants, at the price of the first unit, in use",
    "idle capacity": "plants of the plan and upkeep of open ones, as far as they are not used",
    "learning": "what falls in price because it was made before",
    "agglomeration": "what falls in price because much of it stands in one place",
    "operation": "running plants, without what is bought for it",
    "materials": "bought, and not named as another input",
    "sales": "income from what is sold",
    "freight": "freight",
    "tariffs": "tariffs",
    "subsidies": "paid by the state",
    "shortage": "demand unmet",
    "disposal": "what nobody takes",
    "sites": "opening sites",
    "announced plants": "capital of what is committed in the data",
    "policies": "paid for missing a policy",
}
"""The parts and what they hold; the inputs of a study (energy, labour, land ...) come beside them."""
_PLAIN = {
    "variable_cost": "operation", "fixed_cost": "operation", "sold": "sales", "freight": "freight", "tariff": "tariffs",
    "shortage": "shortage", "disposal": "disposal", "capital": "capital", "plant_cost": "capital", "restart": "capital",
    "site_cost": "sites", "committed_capital": "announced plants", "subsidy": "subsidies", "policy_miss": "policies",
}  # fmt: skip
_SPLIT = ("capital", "plant_cost", "learned", "fixed_cost")
"""Components that are paid for capacity whether it is used or not."""
TABLES = ("costs", "capacity", "idle", "utilisation", "learning")
"""The tables of a run that its parts are made of."""


@dataclass(frozen=True)
class Splitter:
    """How the costs of an instance are split. inputs: commodity -> part; drivers: curve -> what moves it.

    open_lines: lines whose learned cost is that of keeping them open, not of building them.
    """

    inputs: Mapping[str, str]
    drivers: Mapping[str, str]
    open_lines: frozenset[str]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts in the order in which they are shown."""
        named = tuple(dict.fromkeys(self.inputs.values()))
        return (*list(PARTS)[:5], *(name for name in named if name not in PARTS), *list(PARTS)[5:])

    def split(self, record: Record, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
        """Return the parts of the objective of a stored run, discounted."""
        costs = tables["costs"]
        if record["objective_kind"] == "social":
            costs = costs[~costs["component"].isin(TRANSFERS)]
        named = zip(costs["component"], costs["item"], strict=True)
        costs = costs.assign(part=[self._part(record, component, item) for component, item in named])
        found = costs.groupby("part")["discounted"].sum().reindex(list(self.parts)).fillna(0.0)
        idle = _idle(costs, record, tables)
        for part, amount in idle.items():
            found[str(part)] -= amount
            found["idle capacity"] += amount
        for curve, saved in tables["learning"].groupby("curve")["saved"].sum().items():
            driver = self.drivers.get(str(curve), "activity")
            found["agglomeration" if driver == "size" else "learning"] -= saved
            found["capital" if driver == "build" else "operation"] += saved
        return found

    def _part(self, record: Record, component: str, item: str) -> str:
        if component == "bought":
            return self.inputs.get(record["labels"]["markets"].get(item, {}).get("commodity", ""), "materials")
        if component == "learned":
            is_built = item in record["labels"]["lines"] and item not in self.open_lines
            return "capital" if is_built else "operation"
        return _PLAIN[component]


def make_splitter(instance: Instance, inputs: Mapping[str, str]) -> Splitter:
    """Return how the costs of an instance are split; inputs: commodity -> part."""
    table = lookup(instance, "curves")
    drivers = {k: table.text("driver", k) for k in ids_named(instance.tables["curves"], "curve")}
    members = instance.tables["curve_members"][["curve", "member"]].itertuples(index=False, name=None)
    of_member: dict[str, set[str]] = {}
    for curve, member in members:
        of_member.setdefault(str(member), set()).add(drivers[str(curve)])
    return Splitter(inputs, drivers, frozenset(m for m, kinds in of_member.items() if kinds == {"size"}))


def _idle(costs: pd.DataFrame, record: Record, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return what is paid for capacity that is not used, by the part it is taken out of.

    Of capital: the share of what the plan builds that is closed or idle, over the years; plants that expire first are
    the first to stand still, so those of the plan come last. Of upkeep: the idle share of what is open.
    """
    cells = _cells(record, tables)
    built = cells.groupby(["line", "region"])[["still", "new"]].sum()
    still = (built["still"] / built["new"].where(built["new"] > 0)).fillna(0.0).to_dict()
    upkeep = cells.set_index(INDEX)["idle_share"].to_dict()
    rows = costs[costs["component"].isin(_SPLIT) & costs["item"].isin(record["labels"]["lines"])]
    is_open = (rows["component"] == "fixed_cost") | (rows["part"] == "operation")
    keys = zip(rows["item"], rows["region"], rows["year"], is_open, strict=True)
    share = [upkeep.get((l, r, t), 0.0) if opened else still.get((l, r), 0.0) for l, r, t, opened in keys]
    return (rows["discounted"] * share).groupby(rows["part"]).sum()


def _cells(record: Record, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return by line, region and year what the plan has built (new), how much of it stands still, and the idle share.

    new and still are weighted with the discounting of their period.
    """
    capacity = tables["capacity"]
    sums = capacity.assign(is_new=capacity["status"] == "new").groupby([*INDEX, "is_new"])["nameplate"].sum()
    cells = sums.unstack("is_new").reindex(columns=[False, True]).fillna(0.0)
    cells.columns = pd.Index(["given", "new"])
    idle = tables["idle"].set_index(INDEX)[["closed", "idle"]].reindex(cells.index).fillna(0.0)
    opened = tables["utilisation"].set_index(INDEX)["open_capacity"].reindex(cells.index)
    cells["still"] = (idle["closed"] + idle["idle"] - cells["given"]).clip(lower=0.0)
    cells["still"] = np.minimum(cells["still"], cells["new"])
    cells["idle_share"] = (idle["idle"] / opened.where(opened > 0)).fillna(0.0)
    cells = cells.reset_index()
    rate, base = record["discount_rate"], record["base_year"]
    delta = {int(t): present_value(range(int(t), int(t) + n), rate, base) for t, n in record["periods"].items()}
    weight = cells["year"].map(delta)
    return cells.assign(new=cells["new"] * weight, still=cells["still"] * weight)

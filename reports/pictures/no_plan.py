"""Why there is no plan: what would have to give, by commodity, region and year."""

from __future__ import annotations

import pandas as pd

from reports.picture import Picture, nothing
from reports.solution import Solution
from reports.text import Text

COLUMNS = ("row", "item", "region", "year", "amount", "unit")
TOPIC = Text("No plan", "没有方案")
UNBOUNDED = Text(
    "Unbounded: the plan could earn without end. Look for a price below what the same thing sells for.",
    "无界：方案可以无限获利。请检查是否有价格低于同一物料的售价。",
)
UNEXPLAINED = Text(
    "Infeasible: no plan meets all demand within all limits. What would have to give was not found in time.",
    "不可行：没有方案能在所有约束下满足全部需求。未能及时找出需要放宽的约束。",
)


def no_plan(solution: Solution) -> Picture:
    """Return what would have to give for a plan to exist: the least sum of misses, each row that misses.

    Of a balance amount > 0 is what is short, < 0 what has no outlet; unit blank where the row is no balance.
    """
    record = solution.record
    rows = [_row(solution, miss["row"], miss["index"], float(miss["amount"])) for miss in record["violations"]]
    if record["status"] == "unbounded" or not rows:
        return nothing("no_plan", TOPIC, UNBOUNDED if record["status"] == "unbounded" else UNEXPLAINED, COLUMNS)
    return Picture(
        "no_plan",
        TOPIC,
        Text(
            f"Infeasible: no plan meets all demand within all limits; would have to give: {len(rows)} of them",
            f"不可行：没有方案能在所有约束下满足全部需求；需放宽{len(rows)}项约束",
        ),
        Text(
            "The least that would have to give. Of a balance: > 0 is short by so much a year, < 0 has no outlet.",
            "需要放宽的最小量。对平衡约束：正值为每年短缺量，负值为没有去向的量。",
        ),
        ("run.json",),
        pd.DataFrame(rows, columns=list(COLUMNS)),
    )


def _row(
    solution: Solution, row: str, index: list[object], amount: float
) -> tuple[str, str, str, int | None, float, str]:
    item, *rest = (str(part) if not isinstance(part, int) else part for part in index)
    places = [part for part in rest if isinstance(part, str)]
    years = [part for part in rest if isinstance(part, int)]
    unit = str(solution.label("commodities", str(item)).get("unit", "")) if row == "balance" else ""
    return row, str(item), " → ".join(places), years[0] if years else None, amount, f"{unit}/yr" if unit else ""

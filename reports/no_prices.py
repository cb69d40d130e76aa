"""Why a plan has no prices, in one sentence."""

from __future__ import annotations

from reports.solution import Solution
from reports.text import Text

STOPPED = {"time_limit": Text("the time limit", "时间限制"), "interrupted": Text("Ctrl-C", "Ctrl-C")}
OTHER = Text(
    "There are no prices: this plan was not solved to the end as the optimum of a linear program: they are its duals.",
    "没有价格：价格是线性规划最优解的对偶值，而本方案未求解到最优。",
)


def why_no_prices(solution: Solution) -> Text | None:
    """Return why a plan has no prices, None where it has them."""
    if len(solution.tables["prices"]):
        return None
    by = STOPPED.get(solution.record.get("status", ""))
    if by is None or not (solution.record.get("learning_search") or {}).get("basins"):
        return OTHER
    return Text(
        "There are no prices: they are those of a last program at the volumes of the plan itself, and "
        f"{by.en} ended the search over cost curves before it; allow more time.",
        f"没有价格：价格取自按方案自身累计量求解的最后一个规划，而成本曲线的搜索在此之前因{by.zh}而中止；请给更长的时间。",
    )

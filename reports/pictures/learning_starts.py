"""The plans that the search over cost curves came to: from which starts, at what cost, and what is proven."""

from __future__ import annotations

import pandas as pd

from reports.picture import Picture, nothing
from reports.solution import Solution
from reports.text import Text
from reports.words import count, number

COLUMNS = ("start", "cost", "dearer", "basin", "ended", "programs")
TOPIC = Text("Starts of the search, and what is proven", "搜索起点与证明")
NONE = Text("No cost curve depends on the plan.", "没有成本曲线取决于方案。")
NOTE = Text(
    "Costs fall with volume, so that a plan may be one that no small step betters and yet not the best. Each start "
    "takes other volumes for learned at first. Plan: 0 is the cheapest. Dearer: than that one, as a share of its cost. "
    "Ended: optimum, neither its prices nor close ones better it; stationary, its own prices do not; joined, it came "
    "to where another start had been. Cost: discounted.",
    "成本随累计量下降，故局部最优方案未必最佳。各起点最初假定不同的已学习量。编号相同者为同一方案，0为其中最便宜者；"
    "dearer为相对其成本的超出比例。optimum：其价格与相近价格均不能改进；stationary：其自身价格不能改进；"
    "joined：并入另一起点的路径。成本为折现值。",
)


def learning_starts(solution: Solution) -> Picture:
    """Return every start of the search, the cost and number of the plan it came to, and how many programs that took."""
    search = solution.record.get("learning_search") or {}
    basins, starts = search.get("basins", []), search.get("starts", [])
    if not basins:
        return nothing("learning_starts", TOPIC, NONE, COLUMNS)
    least = basins[0]["cost"]
    rows = [
        (
            start["start"],
            basins[start["basin"]]["cost"],
            (basins[start["basin"]]["cost"] - least) / max(1.0, abs(least)),
            start["basin"],
            start["ended"],
            len(start["costs"]),
        )
        for start in starts
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    title = _finding(len(starts), len(basins), search.get("bound"), search.get("gap"))
    return Picture("learning_starts", TOPIC, title, NOTE, ("run.json",), table)


def _finding(starts: int, plans: int, bound: float | None, gap: float | None) -> Text:
    came = Text(f"{count(starts, 'start')} came to {count(plans, 'plan')}", f"{starts}个起点得到{plans}个方案")
    if bound is None or gap is None:
        return came
    return Text(
        f"{came.en}; no plan costs less than {number(bound)} (gap {gap:.2g})",
        f"{came.zh}；任何方案的成本不低于{number(bound)}（差距{gap:.2g}）",
    )

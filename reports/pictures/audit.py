"""What the audit found when it recomputed the plan from the instance and the tables."""

from __future__ import annotations

import pandas as pd

from reports.picture import Picture, nothing
from reports.solution import Solution
from reports.text import Text

COLUMNS = ("part", "check", "passed", "count", "worst", "tolerance", "where")
PROVEN = 1e-6
"""A gap this small is rounding."""
TOPIC = Text("Audit", "审计")


def audit(solution: Solution) -> Picture:
    """Return every check: those that failed first, then those nearest to their tolerance."""
    verdict = solution.record["audit"]
    if verdict is None:
        return nothing("audit", TOPIC, Text("There is no plan to audit.", "没有可审计的方案。"), COLUMNS)
    keys = ("part", "name", *COLUMNS[2:])
    rows = [tuple(check[key] for key in keys) for check in verdict["checks"]]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"worst": float, "tolerance": float})
    near = (table["worst"] / table["tolerance"].where(table["tolerance"] > 0)).fillna(0.0)
    table = table.assign(near=near).sort_values(["passed", "near"], ascending=[True, False], kind="stable")
    table = table[list(COLUMNS)].reset_index(drop=True)
    return Picture(
        "audit",
        TOPIC,
        _finding(solution, table),
        Text(
            "Every limit, balance and cost is recomputed from the instance and the tables by code of its own. Worst: "
            "the largest miss, in the unit of the row." + "".join(f" Note: {note}." for note in verdict["notes"]),
            "所有约束、平衡和成本均由独立代码根据实例与结果表重新计算。最大偏差以该行单位计。"
            + "".join(f" 注：{note}。" for note in verdict["notes"]),
        ),
        ("run.json",),
        table,
    )


def _finding(solution: Solution, table: pd.DataFrame) -> Text:
    failed, count, numbers = int((~table["passed"]).sum()), len(table), int(table["count"].sum())
    if failed:
        return Text(
            f"{failed} of {count} checks FAILED: do not use this plan",
            f"{count}项检查中有{failed}项未通过：请勿使用本方案",
        )
    gap = solution.record.get("gap")
    proof = Text("", "")
    if gap is not None and gap <= PROVEN:
        proof = Text("; proven: no plan costs less", "；已证明：没有成本更低的方案")
    elif gap is not None:
        proof = Text(f"; a better plan costs {gap:.2%} less at most", f"；更优方案的成本最多低{gap:.2%}")
    return Text(f"All {count} checks of {numbers:,} numbers pass", f"{count}项检查（{numbers:,}个数）全部通过") + proof

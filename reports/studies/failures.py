"""The runs of a study that failed, and why."""

from __future__ import annotations

import pandas as pd

from reports.picture import Picture, nothing
from reports.study_answer import StudyAnswer
from reports.text import Text

COLUMNS = ("run", "status", "why")
TOPIC = Text("Runs that failed", "失败的运行")


def failures(study: StudyAnswer) -> Picture:
    """Return every run that has no result."""
    rows = [tuple(str(failure.get(column, "")) for column in COLUMNS) for failure in study.record.get("failures", ())]
    if not rows:
        return nothing("failures", TOPIC, Text("No run failed.", "没有失败的运行。"), COLUMNS)
    count = len(rows)
    return Picture(
        "failures",
        TOPIC,
        Text(f"{count} run{'s' if count > 1 else ''} failed", f"{count}次运行失败"),
        Text("The answer rests on the others.", "答案依据其余运行。"),
        ("study.json",),
        pd.DataFrame(rows, columns=list(COLUMNS)),
    )

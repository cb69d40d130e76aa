"""A study in short: its answer in one sentence, and the runs that it took."""

from __future__ import annotations

import pandas as pd

from reports.picture import Picture
from reports.studies.quantity import answered
from reports.study_answer import StudyAnswer
from reports.text import Text, capital, same

COLUMNS = ("figure", "item", "value", "unit", "year")
TOPIC = Text("In short", "要点")
NOTE = Text(
    "Every run is a plan of its own, audited. Where a run was solved from the basis of the base run, a share of them "
    "is solved a second time from nothing; the largest relative difference of the two costs is shown.",
    "每次运行都是独立审计的方案。从基准解热启动的运行中，一部分会重新冷启动求解，并给出两次成本的最大相对差。",
)


def in_short(study: StudyAnswer, finding: Text) -> Picture:
    """Return the answer and the count of runs; finding: the title of the picture that answers it.

    year is 0 throughout: nothing here is yearly.
    """
    record, runs = study.record, study.record.get("runs", {})
    rows = [
        ("runs", runs.get("runs"), ""),
        ("finished runs", runs.get("finished"), ""),
        ("time of work", runs.get("seconds"), "s"),
        ("solved cold again", runs.get("solved_cold_again"), ""),
        ("largest difference of a cold run", runs.get("largest_difference"), "relative"),
    ]
    quantity = answered(study)
    if record.get("number") is not None:
        share = "share" if quantity.is_share else quantity.unit.en
        rows.insert(0, ("answer", record["number"], share))
    table = pd.DataFrame(
        [(figure, "", float(value), unit, 0) for figure, value, unit in rows if value is not None],
        columns=list(COLUMNS),
    )
    return Picture("in_short", TOPIC, _said(study, finding), NOTE, ("study.json",), table)


def _said(study: StudyAnswer, finding: Text) -> Text:
    record = study.record
    if record.get("status") == "failed":
        return Text("No answer: ", "没有答案：") + same(record.get("why", ""))
    if record.get("status") == "unfinished":
        return Text("The study is not finished: the same command goes on", "研究尚未完成：再次运行同一命令即可继续")
    return finding if finding.en else capital(same(record.get("headline") or ""))

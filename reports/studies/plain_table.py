"""A table of a study that has no picture of its own: it is shown as it stands."""

from __future__ import annotations

from reports.picture import Picture
from reports.study_answer import StudyAnswer
from reports.text import Text, capital, say


def plain_table(study: StudyAnswer, name: str) -> Picture:
    """Return the rows of a table of the answer."""
    table = study.table(name, ())
    topic = capital(say(name))
    rows = f"{len(table):,}"
    return Picture(
        f"table_{name}",
        topic,
        topic + Text(f": {rows} rows", f"：{rows}行"),
        Text("As the study wrote it.", "研究输出的原表。"),
        (name,),
        table,
    )

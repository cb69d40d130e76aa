"""Where utilisation differs between two plans."""

from __future__ import annotations

from reports.picture import Picture
from reports.studies.levels_changed import LEVELS, levels_picture
from reports.study_answer import StudyAnswer
from reports.text import Text

COLUMNS = LEVELS
TOPIC = Text("Utilisation that differs", "产能利用率差异")


def use_changed(study: StudyAnswer) -> Picture:
    """Return utilisation of standing capacity of every line, region and year that differs."""
    return levels_picture(study, "use_changed", "utilisation", TOPIC, "lines")

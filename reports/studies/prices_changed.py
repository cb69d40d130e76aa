"""Where marginal costs differ between two plans."""

from __future__ import annotations

from reports.picture import Picture
from reports.studies.levels_changed import LEVELS, levels_picture
from reports.study_answer import StudyAnswer
from reports.text import Text

COLUMNS = LEVELS
TOPIC = Text("Marginal costs that differ", "边际成本差异")


def prices_changed(study: StudyAnswer) -> Picture:
    """Return marginal costs of every commodity, region and year that differ, a: of the first plan, b: of the other."""
    return levels_picture(study, "prices_changed", "prices", TOPIC, "commodities")

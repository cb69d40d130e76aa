"""What a study finds out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd

from model.studies.asked.case import Change
from model.studies.runs.desk import Desk


@dataclass(frozen=True)
class Answer:
    """What a study found.

    headline: the answer in one sentence, as a planner would say it; record: what stands in study.json beside it;
    tables: the answer in numbers, one CSV each. number: the headline's number, None where there is none; again: the
    same number under a change; quick: another number that moves with it and takes fewer runs (absent: `again`).
    """

    headline: str
    record: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    number: float | None = None
    again: Callable[[Change], float | None] | None = None
    quick: Callable[[Change], float | None] | None = None


class Question(Protocol):
    """A study that has been read and found sound."""

    def answer(self, desk: Desk) -> Answer:
        """Make the runs it takes and answer; raise RunFailedError where one that it rests on has no plan."""

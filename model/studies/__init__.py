"""Studies: each repeats the chain of rooms and compares; one file a kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model.studies import compare, near_optimal, resilience, rolling, sensitivity, siting, sweep, threshold
from model.studies.asked.study import Study
from model.studies.runs.answer import Question


@dataclass(frozen=True)
class Kind:
    """A kind of study: its name, what it answers, what reads its fields, and whether it can say how sure it is."""

    name: str
    help: str
    read: Callable[[Study], Question]
    has_sure: bool = True


KINDS = (
    Kind("compare", "what differs between plans", compare.read),
    Kind("sweep", "many runs over axes of change", sweep.read, has_sure=False),
    Kind("threshold", "where capacity becomes overcapacity", threshold.read),
    Kind("rolling", "how overcapacity arises when plans are made ahead", rolling.read),
    Kind("siting", "what it costs to cluster or to disperse, and when it pays", siting.read),
    Kind("near_optimal", "what good plans have in common, and where they may differ", near_optimal.read),
    Kind("resilience", "what the loss of a place does, and what it costs to be safe", resilience.read),
    Kind("sensitivity", "which figures weigh most", sensitivity.read),
)

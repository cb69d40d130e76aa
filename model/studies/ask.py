"""A study from its file to its answer: read, run, told how sure, and stored whole."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from model.record import VERSION
from model.studies import KINDS, Kind
from model.studies.asked.study import Study, read_study
from model.studies.asked.words import words
from model.studies.runs.answer import Answer, Question
from model.studies.runs.desk import Desk, RunFailedError
from model.studies.sensitivity import Sure, how_sure, read_sure


@dataclass(frozen=True)
class Asked:
    """A study file that is sound: its question, how sure it has to be, and how its runs are made.

    cap: simplex iterations after which a run is solved cold; cold_share: of runs that are solved a second time, cold.
    """

    study: Study
    question: Question
    sure: Sure | None
    cap: int
    cold_share: float


def read_asked(instance: Path, name: str) -> Asked:
    """Read a study of an instance; raise InstanceError with every fault of its file."""
    study = read_study(instance, name, [kind.name for kind in KINDS])
    kind = _kind(study.kind)
    question, fields = kind.read(study), study.fields
    sure = read_sure(fields.inner("sure"))
    if sure is not None and not kind.has_sure:
        fields.fault("sure", f"a study of kind {kind.name} has no one number to ask this of: leave it out")
    asked = Asked(study, question, sure, fields.whole("cap", CAP, 0), fields.number("cold_share", 0.05, 0.0, 1.0))
    study.stop_if_any()
    return asked


CAP = 10_000


def answer(asked: Asked, desk: Desk) -> tuple[dict[str, Any], Mapping[str, pd.DataFrame]]:
    """Answer a study, store study.json and the tables, and return both.

    Where a run that the answer rests on has no plan, study.json says so under `status` and `why`, and what failed.
    Raises StoreError when the folder cannot be written.
    """
    try:
        return _answered(asked, desk)
    finally:
        desk.close()


def _answered(asked: Asked, desk: Desk) -> tuple[dict[str, Any], Mapping[str, pd.DataFrame]]:
    study = asked.study
    try:
        found = asked.question.answer(desk)
        tables = dict(found.tables)
        if asked.sure is not None:
            tables["sure"] = how_sure(desk, found, asked.sure)
        status, why = "answered", ""
    except RunFailedError as error:
        found, tables, status, why = Answer(""), {}, "failed", str(error)
    record = {
        "instance": str(study.instance),
        "study": study.name,
        "kind": study.kind,
        "title": study.title,
        "scenario": study.scenario,
        "status": status,
        "why": why,
        "headline": found.headline,
        "number": None if found.number is None or not math.isfinite(found.number) else found.number,
        **found.record,
        **words(desk.instance(desk.base)),
        "data": desk.setup.data,
        "gigasite": VERSION,
        "runs": desk.summary(),
        "failures": desk.failures(),
        "times": {"finished": datetime.now(UTC).isoformat(timespec="seconds")},
    }
    desk.folder.write(record, tables)
    return record, tables


def _kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)

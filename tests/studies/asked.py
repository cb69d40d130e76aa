"""A small instance with a study file, asked in this process."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from model.studies.ask import answer, read_asked
from model.studies.runs.desk import Desk, open_desk
from tests.known import BASE, SETTINGS, write


def write_study(folder: Path, text: str, name: str = "study") -> None:
    (folder / "studies").mkdir(exist_ok=True)
    (folder / "studies" / f"{name}.yaml").write_text(text, encoding="utf-8")


def ask(
    folder: Path, study: str, settings: str = SETTINGS, base: Mapping[str, str] = BASE, **tables: str
) -> tuple[dict, dict[str, pd.DataFrame], Desk]:
    """Write an instance and a study into `folder`, answer it; return study.json, its tables and the desk."""
    write(folder / "instance", settings, base, **tables)
    write_study(folder / "instance", study)
    return again(folder)


def again(folder: Path, name: str = "study", **options) -> tuple[dict, dict[str, pd.DataFrame], Desk]:
    """Answer a study that has been written."""
    asked = read_asked(folder / "instance", name)
    options = {"cap": asked.cap, "cold_share": asked.cold_share, **options}
    desk = open_desk(asked.study, folder / "out", **options)
    record, tables = answer(asked, desk)
    return record, tables, desk

"""Every report of a stored run or study, made from what is stored alone and written whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from model.solution.store import StoreError, read_solution
from model.studies.runs.folder import STUDY_FILE, read_study_folder
from reports.iamc import iamc
from reports.page import page
from reports.picture import Picture
from reports.pictures.every import pictures
from reports.pivots import Plan, plans_of_region, plans_of_run
from reports.region_solution import of_region
from reports.regions.every import region_pictures
from reports.solution import Solution
from reports.stored import Stored
from reports.studies.every import study_pictures
from reports.studies.plans import study_plans
from reports.study_answer import StudyAnswer
from reports.workbook import write_workbook

PAGE, WORKBOOK, IAMC = "report.html", "report.xlsx", "iamc.csv"
STUDY_PAGE, STUDY_WORKBOOK = "study.html", "study.xlsx"
PARQUET = ".parquet"
REGION = "report-"
SAFE = re.compile(r"[^\w.-]+")
"""What an id may have and a file name may not."""
Writer = Callable[[Path], object]


def make_region_reports(run: Path, region: str, kinds: Collection[str], out: Path | None = None) -> list[Path]:
    """Write the page and the workbook of one region of a run and return their files; errors as in make_reports."""
    solution = of_region(Solution(*read_solution(run)), region)
    has_plan = solution.record["objective"] is not None
    plans = plans_of_region(solution) if has_plan else ()
    stem = f"{REGION}{SAFE.sub('_', region)}"
    writers = _shown((f"{stem}.html", f"{stem}.xlsx"), solution, region_pictures(solution), plans, kinds)
    return _write((run if out is None else out).resolve(), writers)


def make_reports(folder: Path, kinds: Collection[str], out: Path | None = None) -> list[Path]:
    """Write the reports of a run or a study and return their files: html, xlsx, iamc, and parquet for every table.

    out: the folder for them; None: into that of the run, where they go when the run is replaced. A study has no iamc.
    Equal runs give equal bytes. Raises StoreError where it cannot be read or the files cannot be written.
    """
    writers = _of_study(folder, kinds) if (folder / STUDY_FILE).is_file() else _of_run(folder, kinds)
    return _write((folder if out is None else out).resolve(), writers)


def _of_run(folder: Path, kinds: Collection[str]) -> Mapping[str, Writer]:
    solution = Solution(*read_solution(folder))
    drawn = pictures(solution) if {"html", "xlsx"} & set(kinds) else ()
    has_plan = solution.record["objective"] is not None
    found = _shown((PAGE, WORKBOOK), solution, drawn, plans_of_run(solution) if has_plan else (), kinds)
    if "iamc" in kinds:
        found[IAMC] = lambda path: iamc(solution).to_csv(path, index=False, lineterminator="\n")
    return found | _parquet(solution, kinds)


def _of_study(folder: Path, kinds: Collection[str]) -> Mapping[str, Writer]:
    study = StudyAnswer(*read_study_folder(folder))
    drawn = study_pictures(study) if {"html", "xlsx"} & set(kinds) else ()
    found = _shown((STUDY_PAGE, STUDY_WORKBOOK), study, drawn, study_plans(study.kind), kinds)
    return found | _parquet(study, kinds)


def _shown(
    names: tuple[str, str], stored: Stored, drawn: Sequence[Picture], plans: Sequence[Plan], kinds: Collection[str]
) -> dict[str, Writer]:
    """Return what writes the page and the workbook."""

    def write_page(path: Path) -> None:
        path.write_text(page(stored, drawn), encoding="utf-8", newline="\n")

    found: dict[str, Writer] = {}
    if "html" in kinds:
        found[names[0]] = write_page
    if "xlsx" in kinds:
        found[names[1]] = lambda path: write_workbook(path, stored, drawn, plans)
    return found


def _parquet(stored: Stored, kinds: Collection[str]) -> dict[str, Writer]:
    if "parquet" not in kinds:
        return {}
    return {f"{name}{PARQUET}": table.to_parquet for name, table in stored.tables.items()}


def _write(folder: Path, writers: Mapping[str, Writer]) -> list[Path]:
    """Write every file aside, then move all of them in."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    try:
        for name, write in writers.items():
            write(draft / name)
        made = sorted(path.name for path in draft.iterdir())
        for name in made:
            (draft / name).replace(folder / name)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [folder / name for name in made]

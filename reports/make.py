"""Every report of a stored run, made from the run alone and written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from model.solution.store import StoreError, read_solution
from reports.iamc import iamc
from reports.page import page
from reports.picture import Picture
from reports.pictures.every import pictures
from reports.solution import Solution
from reports.workbook import write_workbook

PAGE, WORKBOOK, IAMC = "report.html", "report.xlsx", "iamc.csv"
PARQUET = ".parquet"


def make_reports(run: Path, kinds: Collection[str], out: Path | None = None) -> list[Path]:
    """Write the reports of a run and return their files: html, xlsx, iamc, and parquet for every table.

    out: the folder for them; None: into that of the run, where they go when the run is replaced. Equal runs give equal
    bytes. Raises StoreError where the run cannot be read or the files cannot be written.
    """
    solution = Solution(*read_solution(run))
    drawn = pictures(solution) if {"html", "xlsx"} & set(kinds) else ()
    folder = (run if out is None else out).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    try:
        for name, write in _writers(solution, drawn, kinds).items():
            write(draft / name)
        made = sorted(path.name for path in draft.iterdir())
        for name in made:
            (draft / name).replace(folder / name)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written ({error.strerror})") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return [folder / name for name in made]


Writer = Callable[[Path], object]


def _writers(solution: Solution, drawn: tuple[Picture, ...], kinds: Collection[str]) -> Mapping[str, Writer]:
    def write_page(path: Path) -> None:
        path.write_text(page(solution, drawn), encoding="utf-8", newline="\n")

    def write_iamc(path: Path) -> None:
        iamc(solution).to_csv(path, index=False, lineterminator="\n")

    found: dict[str, Writer] = {}
    if "html" in kinds:
        found[PAGE] = write_page
    if "xlsx" in kinds:
        found[WORKBOOK] = lambda path: write_workbook(path, solution, drawn)
    if "iamc" in kinds:
        found[IAMC] = write_iamc
    if "parquet" in kinds:
        found |= {f"{name}{PARQUET}": table.to_parquet for name, table in solution.tables.items()}
    return found

"""The command line of Gigasite: python solve.py VERB ... (python solve.py --help)."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from model.instance.problems import InstanceError
from reports.command_line import INSTANCE, Verb, argument, make_parser
from reports.console import Progress, make_console

if TYPE_CHECKING:
    from model.instance.load import Loaded
    from model.run import Run

SOLVED, FAULT, USAGE, BAD_DATA, NO_SOLUTION, STOPPED, AUDIT_FAILED = range(7)
REPORTS = ("html", "xlsx", "iamc")
GROUPINGS = ("nation", "group", "region", "line", "owner", "generation", "chemistry", "status")
LEARNING = ("off", "path", "local", "certified")
TEMPLATE = Path(__file__).parent / "instances" / "template"
FAULT_FILE = "gigasite-fault.txt"
EXIT_CODES = """exit codes:
  0 solved   1 a fault of Gigasite   2 usage   3 bad data   4 infeasible or unbounded
  5 stopped by a limit or interrupted   6 audit failed
files:
  3 writes nothing; 4 writes run.json, which says why there is no plan; 5 writes a plan only where one was found by
  then; 6 writes the plan and what is wrong with it"""

out = make_console()
err = make_console(stderr=True)
ctrl_c = threading.Event()


class UsageError(Exception):
    """What was asked cannot be done as it was asked; the message says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Chinese letters shows question marks instead of ending the run.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    options = make_parser(VERBS, f"write a fault of Gigasite to {FAULT_FILE}", EXIT_CODES).parse_args(arguments)
    try:
        return int(options.run(options))
    except InstanceError as error:
        for problem in error.problems:
            _complain(str(problem))
        _complain(f"{len(error.problems)} fault(s); nothing was written.")
        return BAD_DATA
    except UsageError as error:
        _complain(str(error))
        return USAGE
    except OSError as error:
        _complain(f"{error.filename or 'A file'}: {error.strerror or error}")
        return USAGE
    except KeyboardInterrupt:
        _complain("Interrupted; nothing was written.")
        return STOPPED
    except Exception as error:
        if ctrl_c.is_set():  # A library made another error of it.
            _complain("Interrupted; nothing was written.")
            return STOPPED
        return _own_fault(error, to_file=options.debug or bool(os.environ.get("GIGASITE_DEBUG")))


def run_verb(options: argparse.Namespace) -> int:
    """Solve an instance, store the solution, print the answers to a planner's first questions."""
    from model.record import make_record
    from model.run import run
    from model.solution.store import StoreError, check_folder, write_solution
    from model.solver.highs import Options

    settings = (loaded := _load(options, learning=options.learning)).instance.settings
    mode = "" if options.learning is None else f"-{options.learning}"
    folder = options.out or Path("results") / f"{settings.name}-{loaded.instance.scenario}{mode}"
    try:
        check_folder(folder)
        with Progress(err) as progress:
            solver = Options(
                "ipx", settings.time_limit, settings.threads, progress.hear, groups_first=options.groups_first
            )
            done = run(loaded.instance, solver, progress.tell)
        if done.solved.status == "interrupted" and done.solved.objective is None:
            raise KeyboardInterrupt
        if done.solved.objective is None and done.solved.status not in ("infeasible", "unbounded"):
            return _without_an_answer(done)
        record = make_record(done, _command(options))
        write_solution(folder, record, done.tables)
    except StoreError as error:
        raise UsageError(str(error)) from error
    code = _answer(done, record, folder)
    _make_reports(folder, ("html",))
    return code


def _without_an_answer(done: Run) -> int:
    if done.solved.status == "time_limit":
        limit = done.instance.settings.time_limit
        _complain(f"Stopped after {limit:g} s (solver: time_limit) without a plan; nothing was written.")
        return STOPPED
    _complain("HiGHS gave up; nothing was written. A usual cause is numbers of very different size.")
    return FAULT


def _answer(done: Run, record: dict[str, Any], folder: Path) -> int:
    """Print what a run found, and return its exit code."""
    from reports.solution import Solution
    from reports.terminal import summary
    from reports.why_none import why_none

    if done.verdict is None:
        for line in why_none(done.solved.status, record):
            _complain(line)
        _complain(f"Written: {folder / 'run.json'}")
        return NO_SOLUTION
    for part in summary(Solution(record, done.tables)):
        out.print(part)
    said = done.verdict.lines()
    for line in [said[0], *done.verdict.notes] if done.verdict.passed else said:
        out.print(Text(line), soft_wrap=True)
    seconds = ", ".join(f"{stage} {spent:.1f}" for stage, spent in done.seconds.items())
    out.print(Text(f"Seconds: {seconds}\nSolution: {folder}"), soft_wrap=True)
    if not done.verdict.passed:
        _complain(f"The audit FAILED: do not use this plan. It stands in {folder}, with what is wrong in run.json.")
        return AUDIT_FAILED
    if done.solved.status == "feasible":
        proven = f"no plan costs less than {done.solved.bound:,.6g}, {done.solved.gap:.2%} below this one"
        out.print(Text(f"Groups first: {proven}. Marginal costs are not given."), soft_wrap=True)
    if done.solved.status in ("time_limit", "interrupted"):
        _complain("Stopped before the end: the plan is the best one found, the gap says how good it is at least.")
        return STOPPED
    return SOLVED


def report_verb(options: argparse.Namespace) -> int:
    """Make the reports of stored runs and studies anew, from what is stored alone."""
    kinds = [options.only] if options.only else list(REPORTS)
    if options.parquet and find_spec("pyarrow") is None:
        raise UsageError("--parquet needs the package pyarrow: pip install pyarrow")
    for run in options.runs:
        out = None if options.out is None else options.out / run.resolve().name
        _make_reports(run, [*kinds, *(("parquet",) if options.parquet else ())], out, options.region)
    return SOLVED


def _make_reports(run: Path, kinds: Sequence[str], folder: Path | None = None, region: str | None = None) -> None:
    from model.solution.store import StoreError
    from reports.make import make_region_reports, make_reports

    try:
        made = make_reports(run, kinds, folder) if region is None else make_region_reports(run, region, kinds, folder)
    except StoreError as error:
        raise UsageError(str(error)) from error
    if not made:
        raise UsageError(f"{run}: a study or a region has a page and a workbook, no {' or '.join(kinds)}")
    for path in made:
        out.print(Text(f"Report: {(folder or run) / path.name}"), soft_wrap=True)


def check_verb(options: argparse.Namespace) -> int:
    """Check an instance without solving it."""
    loaded = _load(options)
    instance = loaded.instance
    for report in loaded.edits:
        out.print(Text(str(report)), soft_wrap=True)
    rows = sum(len(table) for table in instance.tables.values())
    out.print(Text(f"{instance.settings.name}: sound; {rows:,} rows in {len(_sizes(loaded))} tables."))
    if options.totals:
        from reports.totals import totals

        for table in totals(instance):
            out.print(table)
    return SOLVED


def list_verb(options: argparse.Namespace) -> int:
    """List the scenarios, studies and tables of an instance."""
    from model.instance.load import list_scenarios, list_studies

    loaded = _load(options)
    settings = loaded.instance.settings
    out.print(Text(f"{settings.name}: {settings.title}", style="bold"))
    out.print(Text(f"Periods: {settings.years[0]} to {settings.last_year}, {len(settings.years)} of them"))
    for title, rows in (
        ("Scenarios", list_scenarios(options.instance)),
        ("Studies", list_studies(options.instance)),
        ("Tables", {name: f"{size:,} rows" for name, size in _sizes(loaded).items()}),
    ):
        out.print(Text(title if rows else f"{title}: none", style="bold"))
        table = Table.grid(padding=(0, 2))
        for name, text in rows.items():
            table.add_row(Text(f"  {name}"), Text(text))
        if rows:
            out.print(table)
    return SOLVED


def new_verb(options: argparse.Namespace) -> int:
    """Make a small working instance to start from."""
    folder = options.folder.resolve()
    if folder.exists():
        raise UsageError(f"{options.folder}: exists already; give a name that is free")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        shutil.copytree(TEMPLATE, draft / "made")
        (draft / "made").replace(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    out.print(Text(f"{options.folder}: made. Try: python solve.py run {options.folder}"), soft_wrap=True)
    out.print(Text("Every table and column is described in instances/FORMAT.md."))
    return SOLVED


def convert_verb(options: argparse.Namespace) -> int:
    """Turn a folder into an .xlsx workbook, or a workbook into a folder."""
    from model.instance.load import load
    from model.instance.workbook import to_folder, to_workbook

    source, target = options.source, options.target
    if target.exists():
        raise UsageError(f"{target}: exists already; give a name that is free")
    if source.is_dir() == (target.suffix != ".xlsx"):
        raise UsageError("convert turns a folder into FILE.xlsx, or FILE.xlsx into a folder")
    load(source)
    (to_workbook if source.is_dir() else to_folder)(source, target)
    out.print(Text(f"{target}: written"), soft_wrap=True)
    return SOLVED


def export_verb(options: argparse.Namespace) -> int:
    """Write the linear program of an instance as an MPS file."""
    from model.run import make_program
    from model.solver.export import write_mps

    write_mps(make_program(_load(options).instance), options.mps)
    out.print(Text(f"{options.mps}: written"), soft_wrap=True)
    return SOLVED


def compare_verb(options: argparse.Namespace) -> int:
    """Put two or more stored runs side by side; the others are compared with the first."""
    from model.solution.store import StoreError, read_solution
    from model.studies.compare import compare
    from reports.comparison import comparison

    if len(options.runs) < 2:
        raise UsageError("compare takes two or more runs: python solve.py compare results/a results/b")
    try:
        first, *others = [read_solution(folder) for folder in options.runs]
        for other in others:
            for part in comparison(compare(*first, *other), first[0]):
                out.print(part)
    except (StoreError, ValueError) as error:
        raise UsageError(str(error)) from error
    return SOLVED


def utilisation_verb(options: argparse.Namespace) -> int:
    """Say how full the capacity of a stored run is and what stands idle, by what is asked for."""
    from model.solution.store import StoreError, read_solution
    from model.studies.measures.utilisation import utilisation
    from reports.overcapacity import overcapacity
    from reports.solution import Solution

    try:
        record, tables = read_solution(options.run_folder)
    except StoreError as error:
        raise UsageError(str(error)) from error
    if record["objective"] is None:
        raise UsageError(f"{options.run_folder}: has no plan ({record['status']})")
    found = utilisation(record, tables)
    for part in overcapacity(found, options.by, Solution(record, tables).few_years(), record["money"]):
        out.print(part)
    if options.csv:
        found.to_csv(options.csv, index=False, lineterminator="\n")
        out.print(Text(f"{options.csv}: written"), soft_wrap=True)
    return SOLVED


def why_verb(options: argparse.Namespace) -> int:
    """Say why a stored run builds a line in a region or does not, and at which subsidy or price it would."""
    from model.solution.store import StoreError, read_solution
    from model.studies.asked.why_asked import AskError
    from model.studies.runs.revive import revive
    from model.studies.why import why
    from reports.solution import Solution
    from reports.why import why_lines

    try:
        record, _ = read_solution(options.run_folder, ())
        with Progress(err) as progress:
            progress.tell("read the run again")
            revived = revive(options.run_folder, options.instance)
            found = why(revived, options.line, options.region, options.year, progress.tell)
    except (StoreError, AskError) as error:
        raise UsageError(str(error)) from error
    for part in why_lines(found, Solution(record, {})):
        out.print(part)
    return SOLVED


def study_verb(options: argparse.Namespace) -> int:
    """Answer a study of an instance; finished runs of an interrupted one are kept and not repeated."""
    from model.solution.store import StoreError
    from model.studies.ask import answer, read_asked
    from model.studies.runs.desk import open_desk
    from model.studies.runs.pool import PoolError
    from reports.study import summary

    asked = read_asked(options.instance, options.name)
    folder = options.out or Path("results") / f"{options.instance.stem}-{options.name}"
    try:
        with Progress(err) as progress:
            desk = open_desk(
                asked.study, folder, progress.count, progress.tell,
                workers=options.workers or os.cpu_count() or 1, cluster=options.cluster,
                cap=asked.cap, cold_share=asked.cold_share,
            )  # fmt: skip
            record, tables = answer(asked, desk)
    except (StoreError, PoolError) as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt:
        _complain(f"Interrupted. What is finished stands in {folder}; the same command goes on from there.")
        return STOPPED
    for part in summary(record, tables):
        out.print(part)
    out.print(Text(f"Study: {folder}"), soft_wrap=True)
    _make_reports(folder, ("html",))
    return SOLVED if record["status"] == "answered" else NO_SOLUTION


def _workers(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is no number of processes: give 1 or more")
    return int(word)


VERBS = (
    Verb(
        "run",
        run_verb,
        "solve an instance and store the audited plan",
        ("instances/china", "instances/china --scenario slow-demand+lithium-price-shock --out results/slow"),
        (
            *INSTANCE,
            argument("--out", "folder of the solution (results/NAME-SCENARIO)"),
            argument("--learning", "how learned costs fall, whatever the instance says", type=str, choices=LEARNING),
            argument(
                "--groups-first",
                "plan the groups of regions first, then build only where they do: no optimum, but a proven gap",
                action="store_true",
            ),
        ),
    ),
    Verb(
        "report",
        report_verb,
        "make the page, workbook and IAMC table of stored runs, the page and workbook of studies",
        ("results/china", "results/china --region CN-AH", "results/china results/slow --only html --out slides"),
        (
            argument("runs", "folders of stored runs or studies", nargs="+", metavar="RUN"),
            argument("--only", "make only this one", type=str, choices=REPORTS),
            argument("--region", "page and workbook of this region alone, such as CN-AH", type=str),
            argument("--parquet", "write every table as Parquet too", action="store_true"),
            argument("--out", "folder for them, one inside it for each run (the folder of the run)"),
        ),
    ),
    Verb(
        "check",
        check_verb,
        "check an instance without solving it",
        ("instances/china --totals",),
        (*INSTANCE, argument("--totals", "print the totals of the first year", action="store_true")),
    ),
    Verb("list", list_verb, "list scenarios, studies and tables", ("instances/china",), INSTANCE),
    Verb(
        "new",
        new_verb,
        "make a small working instance to start from",
        ("my-instance",),
        (argument("folder", "folder to make"),),
    ),
    Verb(
        "convert",
        convert_verb,
        "folder to .xlsx, or .xlsx to folder",
        ("instances/china china.xlsx", "china.xlsx my-china"),
        (argument("source", "folder or .xlsx to read"), argument("target", ".xlsx or folder to write")),
    ),
    Verb(
        "export",
        export_verb,
        "write the program as MPS",
        ("instances/china --mps china.mps",),
        (*INSTANCE, argument("--mps", "MPS file to write", required=True)),
    ),
    Verb(
        "compare",
        compare_verb,
        "put stored plans side by side",
        ("results/china-base results/china-slow-demand",),
        (argument("runs", "folders of solutions; each is compared with the first", nargs="+"),),
    ),
    Verb(
        "utilisation",
        utilisation_verb,
        "say how full capacity runs and what stands idle",
        ("results/china-base", "results/china-base --by region owner status --csv utilisation.csv"),
        (
            argument("run_folder", "folder of a solution"),
            argument("--by", "groupings to print", type=str, nargs="+", choices=GROUPINGS, default=["nation"]),
            argument("--csv", "file to write all groupings and years to"),
        ),
    ),
    Verb(
        "why",
        why_verb,
        "say why a line is built in a region or not",
        (
            "results/china-base --line cathode_lfp --region CN-AH",
            "results/china-base --line separator --region CN-SC --year 2030",
        ),
        (
            argument("run_folder", "folder of a solution"),
            argument("--line", "line, as in lines.csv", type=str, required=True),
            argument("--region", "region, as in regions.csv", type=str, required=True),
            argument("--year", "year in which it would be built (any of those shown)", type=int),
            argument("--instance", "where the instance of the run is now (where it was)"),
        ),
    ),
    Verb(
        "study",
        study_verb,
        "answer a study of an instance",
        ("instances/china overcapacity", "instances/china overcapacity --workers 8 --out results/overcapacity"),
        (
            argument("instance", "folder of an instance, or an .xlsx workbook"),
            argument("name", "study, as in studies/NAME.yaml", type=str),
            argument("--out", "folder of the study (results/INSTANCE-NAME); one that was interrupted goes on"),
            argument("--workers", "processes that solve at once (all processors)", type=_workers),
            argument("--cluster", "address of a Dask scheduler to solve on, such as tcp://host:8786", type=str),
        ),
    ),
)


def _load(options: argparse.Namespace, learning: str | None = None) -> Loaded:
    from model.instance.load import load

    loaded = load(options.instance, options.scenario, learning=learning)
    for warning in loaded.warnings:
        err.print(Text(f"warning: {warning}", style="yellow"), soft_wrap=True)
    return loaded


def _sizes(loaded: Loaded) -> dict[str, int]:
    return {name: len(table) for name, table in loaded.instance.tables.items() if len(table)}


def _command(options: argparse.Namespace) -> list[str]:
    words = ["solve.py", "run", str(options.instance)]
    if options.scenario != "base":
        words += ["--scenario", options.scenario]
    return words if options.learning is None else [*words, "--learning", options.learning]


def _hear_ctrl_c(number: int, frame: FrameType | None) -> None:
    """Interrupt as Python does, and remember it: a library may swallow it and fail over what it left half made."""
    ctrl_c.set()
    signal.default_int_handler(number, frame)


def _own_fault(error: Exception, *, to_file: bool) -> int:
    """Say that it is not the user's doing; the details go to a file, where they are asked for."""
    _complain(f"This is a fault of Gigasite, not of your data: {type(error).__name__}: {error}")
    if to_file:
        Path(FAULT_FILE).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        _complain(f"Please report it with the details in {FAULT_FILE}.")
    else:
        _complain(f"Please report it: the same command with --debug writes the details to {FAULT_FILE}.")
    return FAULT


def _complain(text: str) -> None:
    err.print(Text(text), soft_wrap=True)


if __name__ == "__main__":
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # A shell in the background ignores it.
        signal.signal(signal.SIGINT, _hear_ctrl_c)
    sys.exit(main())

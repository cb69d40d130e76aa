"""One run of a study, wherever it happens: in this process, in another one, or on another machine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from model.instance.instance import Instance
from model.instance.load import Opened, finish, open_instance
from model.instance.problems import InstanceError
from model.network.assemble import assemble
from model.record import make_record
from model.refill import Known
from model.run import Run, make_program, program_of, run
from model.solution.store import StoreError, write_solution
from model.solver.highs import Options, Solved, SolverError
from model.solver.program import Program
from model.solver.restart import FROM_BASIS, solve_from, solve_with_basis
from model.solver.start import Start
from model.studies.asked.case import Case
from model.studies.runs.bases import read_basis, write_basis
from model.studies.runs.folder import StudyFolder

FINISHED = ("optimal", "infeasible", "unbounded")


@dataclass(frozen=True)
class Setup:
    """What is common to all runs of a study.

    instance: path; file: study file, for messages; folder: of the study; data: digest of the data of its base; stamp:
    state of the files of the instance; cap: simplex iterations after which a run is solved cold; threads: of the
    solver, each.
    """

    instance: str
    study: str
    file: str
    folder: str
    data: str
    stamp: str
    cap: int | None
    threads: int


@dataclass(frozen=True)
class Outcome:
    """How one run ended: key of its folder in runs/, status and objective; why: what failed, "" where nothing did.

    cold: relative distance of the objective from that of a second, cold solve, where one was asked for.
    """

    key: str
    status: str
    objective: float | None = None
    seconds: float = 0.0
    method: str = ""
    why: str = ""
    cold: float | None = None

    @property
    def is_finished(self) -> bool:
        """Tell whether the run is stored: it came to an end, or to a plan before a limit of time."""
        return (self.status in FINISHED or self.objective is not None) and not self.why

    @property
    def has_plan(self) -> bool:
        """Tell whether there is a plan to look at."""
        return self.is_finished and self.objective is not None


def work(setup: Setup, key: str, case: Case, starts: Sequence[str] = (), *, cold: bool = False) -> Outcome:
    """Make one run and store it whole, its basis beside it; what goes wrong is told in the outcome, never raised.

    starts: keys of runs, of which it starts from the first that has a basis; cold: solve a second time without, and
    compare.
    """
    try:
        instance = instance_of(setup, case)
        origin = next(filter(None, (_origin(setup, start) for start in starts)), None)
        solver = _Solver(instance, None if origin is None else origin.start, setup.cap, cold=cold)
        options = Options("ipx", instance.settings.time_limit, setup.threads)
        done = run(instance, options, solve_lp=solver.solve, known=None if origin is None else origin.known)
        failure = _failure(key, done)
        if failure is not None:
            return failure
        folder = StudyFolder(Path(setup.folder))
        if solver.basis is not None:
            write_basis(folder.basis(key), solver.basis)
            _origins(setup)[key] = _as_origin(origin, done, solver.basis)
        write_solution(folder.runs / key, _record(setup, key, case, done, solver.difference), done.tables)
    except InstanceError as error:
        return Outcome(key, "bad data", why=why_unsound(error))
    except StoreError as error:
        return Outcome(key, "not stored", why=str(error))
    except OSError as error:
        return Outcome(key, "not stored", why=f"{error.filename}: cannot be written ({error.strerror})")
    except SolverError as error:
        return Outcome(key, "failed", why=str(error))
    solved, seconds = done.solved, sum(done.seconds.values())
    return Outcome(key, solved.status, solved.objective, seconds, solved.method, cold=solver.difference)


def _failure(key: str, done: Run) -> Outcome | None:
    """Return what keeps a run from being stored, None where nothing does; raise KeyboardInterrupt after Ctrl-C."""
    status = done.solved.status
    if status == "interrupted":
        raise KeyboardInterrupt
    if status not in FINISHED and done.solved.objective is None:
        return Outcome(key, status, why=f"stopped ({status.replace('_', ' ')}) without a plan")
    if done.verdict is not None and not done.verdict.passed:
        return Outcome(key, "audit failed", why="; ".join(done.verdict.lines()))
    return None


def why_unsound(error: InstanceError) -> str:
    """Return the first faults of an instance in one line, and how many more there are."""
    first, more = error.problems[:MOST_FAULTS], len(error.problems) - MOST_FAULTS
    return "; ".join([*map(str, first), *([f"and {more} more"] if more > 0 else [])])


MOST_FAULTS = 3


def instance_of(setup: Setup, case: Case) -> Instance:
    """Return the instance of a case; raise InstanceError with every fault."""
    return finish(opened(setup, case.scenario), (case.document(setup.file),)).instance


def opened(setup: Setup, scenario: str) -> Opened:
    """Read an instance under a scenario, once a process as long as its files are the same."""
    return _opened(setup.instance, scenario, setup.stamp)


def opened_at(path: Path, scenario: str) -> Opened:
    """Read an instance under a scenario before there is a study folder; the study does not read it a second time."""
    return _opened(str(path), scenario, stamp_of(path))


def stamp_of(path: Path) -> str:
    """Return a word that changes when a file of an instance does."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    states = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
    return hashlib.sha256(repr(states).encode()).hexdigest()


@lru_cache(maxsize=16)
def _opened(path: str, scenario: str, _: str) -> Opened:
    return open_instance(Path(path), scenario)


@dataclass(frozen=True)
class _Origin:
    """What is known of a run that others start from: its basis, and a network much like its own with the program."""

    known: Known
    start: Start


def _as_origin(before: _Origin | None, done: Run, basis: Start) -> _Origin:
    """Return a run as one that others start from; what was refilled needs no network and program of its own."""
    if before is not None and basis.program.columns is before.known.program.columns:
        return _Origin(before.known, replace(basis, program=before.known.program))
    return _Origin(Known(done.network, basis.program), basis)


class _Origins(dict[str, _Origin]):
    """The origins this process has made or read last, by key of their run."""

    def __setitem__(self, key: str, origin: _Origin) -> None:
        self.pop(key, None)
        super().__setitem__(key, origin)
        while len(self) > MOST_ORIGINS or len({id(other.known) for other in self.values()}) > MOST_KNOWN:
            del self[next(iter(self))]


MOST_ORIGINS, MOST_KNOWN = 200, 2


@lru_cache(maxsize=1)
def _origins(_: Setup) -> _Origins:
    return _Origins()


def _origin(setup: Setup, key: str) -> _Origin | None:
    """Return what is known of a stored run; None where it has no basis (a search over curves or whole numbers)."""
    folder, origins = StudyFolder(Path(setup.folder)), _origins(setup)
    if not key or not folder.has_run(key):
        return None
    if key not in origins:
        origin = _origin_beside(origins, folder.basis(key)) or _read_origin(setup, key, folder)
        if origin is None:
            return None
        origins[key] = origin
    # What is asked for again is not the next to go.
    origins[key] = origins[key]
    return origins[key]


def _origin_beside(origins: _Origins, path: Path) -> _Origin | None:
    """Return a basis that fits a program at hand; one of another program of that size would only be a worse start."""
    for known in {id(origin.known): origin.known for origin in origins.values()}.values():
        start = read_basis(path, known.program)
        if start is not None:
            return _Origin(known, start)
    return None


def _read_origin(setup: Setup, key: str, folder: StudyFolder) -> _Origin | None:
    record = folder.record(key)
    case = Case(record["scenario"], tuple(record["case"]["edits"]), policies=tuple(record["case"]["policies"]))
    instance = instance_of(setup, case)
    if instance.digest != record["data"]:
        return None
    network = assemble(instance)
    program = program_of(network)
    start = read_basis(folder.basis(key), program)
    return None if start is None else _Origin(Known(network, program), start)


class _Solver:
    """Solves the program of a run from a basis, and keeps its own; notes how far off a cold solve is, if asked to.

    That one builds its program anew.
    """

    def __init__(self, instance: Instance, start: Start | None, cap: int | None, *, cold: bool) -> None:
        self._instance = instance
        self._start, self._cap, self._cold = start, cap, cold
        self.difference: float | None = None
        self.basis: Start | None = None

    def solve(self, program: Program, options: Options) -> Solved:
        if self._start is None:
            solved, self.basis = solve_with_basis(program, options)
            return solved
        solved, self.basis = solve_from(self._start, program, options, self._cap)
        if not self._cold or solved.objective is None or solved.method != FROM_BASIS:
            return solved
        again, basis = solve_with_basis(make_program(self._instance), options)
        if again.objective is None:
            return solved
        self.difference = abs(solved.objective - again.objective) / max(1.0, abs(again.objective))
        # The cold solve is the reference: where the two differ, it is what is stored.
        if self.difference <= TOLERANCE:
            return solved
        self.basis = basis
        return replace(again, method=f"{again.method}, basis misled")


TOLERANCE = 1e-6


def _record(setup: Setup, key: str, case: Case, done: Run, cold: float | None) -> Mapping[str, Any]:
    command = ["solve.py", "study", setup.instance, setup.study]
    asked = {
        "study": setup.study,
        "key": key,
        "values": dict(case.values),
        "edits": list(case.edits),
        "policies": list(case.policies),
        "cold": cold,
    }
    return {**make_record(done, command), "case": asked}

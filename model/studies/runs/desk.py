"""Where a study gets its runs: kept ones from its folder, missing ones made by workers and stored as they end."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from model.instance.instance import Instance
from model.instance.load import Opened
from model.instance.problems import InstanceError
from model.studies.asked.case import Case
from model.studies.asked.study import Study
from model.studies.runs.folder import Lock, StudyFolder
from model.studies.runs.nearest import nearest_first
from model.studies.runs.pool import Cluster, Here, Job, Pool, Processes
from model.studies.runs.worker import Outcome, Setup, instance_of, opened, stamp_of, why_unsound

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Solution:
    """A stored run: its record and tables."""

    record: Mapping[str, Any]
    tables: Tables


class RunFailedError(Exception):
    """A run without which a study cannot answer has failed; the message says why."""


@dataclass
class Desk:
    """Makes and remembers the runs of one study.

    tell: hears how many of how many runs are done, and the last one; say: hears what is done beside them.
    cold_share: of runs that are solved a second time, cold.
    """

    setup: Setup
    folder: StudyFolder
    base: Case
    pool: Pool
    tell: Callable[[int, int, Outcome], None]
    say: Callable[[str], None]
    lock: Lock
    cold_share: float = 0.0
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    _data: dict[str, str] = field(default_factory=dict)

    def run(self, cases: Sequence[Case], start: Case | None = None) -> tuple[Outcome, ...]:
        """Return the outcome of each case in order, making what is not kept; equal cases are made once.

        start: a case much like these, from whose basis they are reached (none: the base of the study). It is made
        first; each of the others starts from the nearest one before it.
        """
        origin = self._base_key() if start is None else self.run([start])[0].key
        keys = [self._key_of(case) for case in cases]
        asked = dict(zip(keys, cases, strict=True))
        names, jobs = list(asked), list[Job]()
        for k, near in nearest_first(self.base if start is None else start, list(asked.values())):
            starts = (origin,) if near is None else (names[near], origin)
            if not self._is_known(names[k]):
                jobs.append(Job(names[k], asked[names[k]], starts, cold=self._is_checked(names[k])))
        self._make(jobs)
        return tuple(self.outcomes[key] for key in keys)

    def _key_of(self, case: Case) -> str:
        """Return the key of a case; where its data are unsound, that is its outcome."""
        try:
            return case.key(self._data_of(case.scenario))
        except InstanceError as error:
            key = case.key("")
            self.outcomes[key] = Outcome(key, "bad data", why=why_unsound(error))
            return key

    def solve(self, case: Case, only: Collection[str] | None = None, start: Case | None = None) -> Solution:
        """Return the plan of one case, all tables or some; raise RunFailedError where it has none."""
        (outcome,) = self.run([case], start)
        return self.solution(outcome, only)

    def solution(self, outcome: Outcome, only: Collection[str] | None = None) -> Solution:
        """Return a stored run, all tables or some; raise RunFailedError where it has no plan."""
        if not outcome.has_plan:
            raise RunFailedError(f"run {outcome.key}: {outcome.why or outcome.status}")
        return Solution(*self.folder.run(outcome.key, only))

    def opened(self, case: Case) -> Opened:
        """Return the instance as read, under the scenario of a case and before its edits."""
        return opened(self.setup, case.scenario)

    def instance(self, case: Case) -> Instance:
        """Return the instance of a case; raise InstanceError with every fault."""
        return instance_of(self.setup, case)

    def close(self) -> None:
        """Let workers go, and others in."""
        self.pool.close()
        self.lock.let_go()

    def failures(self) -> list[dict[str, str]]:
        """List what failed and why."""
        return [
            {"run": outcome.key, "status": outcome.status, "why": outcome.why}
            for outcome in self.outcomes.values()
            if outcome.why
        ]

    def summary(self) -> dict[str, Any]:
        """Return how many runs there are, how they were solved and how far off the cold ones were."""
        found = list(self.outcomes.values())
        checked = [outcome.cold for outcome in found if outcome.cold is not None]
        return {
            "runs": len(found),
            "finished": sum(outcome.is_finished for outcome in found),
            "seconds": sum(outcome.seconds for outcome in found),
            "methods": pd.Series([o.method for o in found if o.method], dtype=object).value_counts().to_dict(),
            "solved_cold_again": len(checked),
            "largest_difference": max(checked, default=None),
        }

    def _base_key(self) -> str:
        """Return the key of the base run, which is made unless it is kept."""
        key = self.base.key(self.setup.data)
        if not self._is_known(key):
            self._make([Job(key, self.base)])
        return key

    def _make(self, jobs: Sequence[Job]) -> None:
        pool: Pool = Here() if len(jobs) == 1 and not isinstance(self.pool, Cluster) else self.pool
        for done, outcome in enumerate(pool.outcomes(self.setup, jobs), 1):
            self._note(self._checked(outcome), done, len(jobs))

    def _checked(self, outcome: Outcome) -> Outcome:
        """A worker elsewhere may have stored a run where nobody sees it."""
        if outcome.is_finished and not self.folder.has_run(outcome.key):
            why = "its worker stored it elsewhere: put --out on a file system that all workers share"
            return replace(outcome, why=why)
        return outcome

    def _note(self, outcome: Outcome, done: int, total: int) -> None:
        self.outcomes[outcome.key] = outcome
        self.tell(done, total, outcome)

    def _is_known(self, key: str) -> bool:
        if key in self.outcomes:
            return True
        if not self.folder.has_run(key):
            return False
        self.outcomes[key] = _kept(key, self.folder.record(key))
        return True

    def _is_checked(self, key: str) -> bool:
        """Choose the share of runs to solve twice by their keys, so that a resumed study chooses the same."""
        return zlib.crc32(key.encode()) < self.cold_share * 2**32

    def _data_of(self, scenario: str) -> str:
        """Return the digest of the data of a scenario, which the keys of its runs hold."""
        if scenario not in self._data:
            self._data[scenario] = instance_of(self.setup, Case(scenario)).digest
        return self._data[scenario]


def open_desk(
    study: Study,
    folder: Path,
    tell: Callable[[int, int, Outcome], None] = lambda done, total, outcome: None,
    say: Callable[[str], None] = lambda text: None,
    *,
    workers: int = 1,
    cluster: str | None = None,
    cap: int | None = None,
    cold_share: float = 0.0,
) -> Desk:
    """Return the desk of a study; raise InstanceError where its base is unsound, StoreError where the folder is taken.

    workers: processes on this machine; cluster: address of a Dask scheduler instead.
    """
    base = Case(study.scenario)
    kept = StudyFolder(folder.resolve())
    setup = Setup(
        # Workers elsewhere stand in another folder: they need the whole path.
        instance=str(study.instance.resolve() if cluster else study.instance),
        study=study.name,
        file=study.document.file,
        folder=str(kept.path),
        data="",
        stamp=stamp_of(study.instance),
        cap=cap,
        threads=1,
    )
    setup = replace(setup, data=instance_of(setup, base).digest)
    lock = kept.open(str(study.instance), study.name)
    pool: Pool = Here() if workers == 1 else Processes(workers)
    return Desk(
        setup,
        kept,
        base,
        Cluster(cluster) if cluster else pool,
        tell,
        say,
        lock,
        cold_share,
        _data={base.scenario: setup.data},
    )


def _kept(key: str, record: Mapping[str, Any]) -> Outcome:
    """Return the outcome of a run that an earlier session has finished."""
    times = {name: spent for name, spent in record["times"].items() if name != "finished"}
    return Outcome(
        key,
        record["status"],
        record["objective"],
        seconds=sum(times.values()),
        method=record["solver"]["method"],
        cold=record["case"]["cold"],
    )

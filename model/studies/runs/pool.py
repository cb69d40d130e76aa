"""Where runs happen: in this process, on worker processes of this machine, or on a Dask cluster by its address.

Each gives outcomes as they come. A worker that dies takes nothing with it but the run it was at.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, as_completed, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from model.studies.asked.case import Case
from model.studies.runs.worker import Outcome, Setup, work

Found = TypeVar("Found")
Arguments = tuple[Any, ...]
DIED = "its worker process died twice: it may have run out of memory"


@dataclass(frozen=True)
class Job:
    """One run to make; starts: keys of runs, of which it starts from the first that has a basis.

    It waits for those of them that are yet to be made. cold: solve it a second time without a basis, and compare.
    """

    key: str
    case: Case
    starts: tuple[str, ...] = ()
    cold: bool = False


class Waiting:
    """Jobs that are yet to be given out, and those that are out."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = list(jobs)
        self._open = {job.key for job in self._jobs}

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def next(self) -> Job | None:
        """Take the first job that waits for no other; None where all have to wait."""
        for k, job in enumerate(self._jobs):
            if self._open.isdisjoint(job.starts):
                return self._jobs.pop(k)
        return None

    def done(self, key: str) -> None:
        """Let go the jobs that waited for this one."""
        self._open.discard(key)


class Pool(Protocol):
    """Makes runs."""

    def outcomes(self, setup: Setup, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Give the outcome of each job as it ends."""

    def found(self, do: Callable[..., Found], tasks: Sequence[Arguments]) -> Iterator[tuple[int, Found]]:
        """Give the place of each task in the list and what was found, as they end; do: a function of a module."""

    def close(self) -> None:
        """Let go of what was kept for more jobs."""


class PoolError(Exception):
    """Runs cannot be made there; the message says what to do."""


@dataclass(frozen=True)
class Here:
    """One run after the other, in this process."""

    def outcomes(self, setup: Setup, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Give the outcome of each job in order."""
        for job in jobs:
            yield work(setup, job.key, job.case, job.starts, cold=job.cold)

    def found(self, do: Callable[..., Found], tasks: Sequence[Arguments]) -> Iterator[tuple[int, Found]]:
        """Give what is found for one task after the other."""
        return _one_by_one(do, tasks)

    def close(self) -> None:
        """Nothing is kept."""


@dataclass
class Processes:
    """Worker processes, one solver thread each. They stay for the next jobs: each has read the instance by then."""

    workers: int
    _kept: ProcessPoolExecutor | None = None

    def outcomes(self, setup: Setup, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Give outcomes as they come; runs that were under way when a worker died are made again, each alone."""
        waiting = Waiting(jobs)
        while waiting:
            suspects: list[Job] = []
            yield from self._until_death(setup, waiting, suspects)
            for job in suspects:
                yield self._alone(setup, job)
                waiting.done(job.key)

    def found(self, do: Callable[..., Found], tasks: Sequence[Arguments]) -> Iterator[tuple[int, Found]]:
        """Give what is found as it ends; raise PoolError where a worker died."""
        self._kept = executor = self._kept or _executor(self.workers)
        at = {executor.submit(do, *task): k for k, task in enumerate(tasks)}
        try:
            for future in as_completed(at):
                yield at[future], future.result()
        except BrokenProcessPool as error:
            self.close()
            raise PoolError("a worker process died: it may have run out of memory; the same command goes on") from error
        except BaseException:
            self._kept = None
            _stop(executor)
            raise

    def close(self) -> None:
        """End the workers, which have nothing to do."""
        if self._kept is not None:
            self._kept.shutdown()
            self._kept = None

    def _until_death(self, setup: Setup, waiting: Waiting, suspects: list[Job]) -> Iterator[Outcome]:
        running: dict[Future[Outcome], Job] = {}
        self._kept = executor = self._kept or _executor(self.workers)
        try:
            while waiting or running:
                while len(running) < self.workers and (job := waiting.next()) is not None:
                    running[_submit(executor, setup, job)] = job
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield future.result()
                    waiting.done(running.pop(future).key)
        except BrokenProcessPool:
            suspects += running.values()
            self.close()
        except BaseException:
            self._kept = None
            _stop(executor)
            raise

    def _alone(self, setup: Setup, job: Job) -> Outcome:
        with _executor(1) as executor:
            try:
                return _submit(executor, setup, job).result()
            except BrokenProcessPool:
                return Outcome(job.key, "failed", why=DIED)
            except BaseException:
                _stop(executor)
                raise


CLUSTER_ANSWERS = "5s"


@dataclass(frozen=True)
class Cluster:
    """Workers of a Dask cluster; they and this process have to see the instance and the study under the same paths."""

    address: str

    def outcomes(self, setup: Setup, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """Give outcomes as they come. Raises PoolError where the cluster cannot be reached."""
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError as error:
            raise PoolError("--cluster needs the package `distributed`: install the extra `cluster`") from error
        try:
            client = distributed.Client(self.address, timeout=CLUSTER_ANSWERS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise PoolError(
                f"--cluster {self.address}: no scheduler answers there; start one and its workers"
            ) from error
        with client:
            waiting, keys = Waiting(jobs), dict[Any, str]()
            ended = distributed.as_completed(loop=client.loop)

            def give_out() -> None:
                while (job := waiting.next()) is not None:
                    future = client.submit(work, setup, job.key, job.case, job.starts, cold=job.cold, pure=False)
                    keys[future] = job.key
                    ended.add(future)

            give_out()
            for future in ended:
                yield _of_cluster(future, keys[future])
                waiting.done(keys[future])
                give_out()

    def found(self, do: Callable[..., Found], tasks: Sequence[Arguments]) -> Iterator[tuple[int, Found]]:
        """Give what is found for one task after the other, in this process: only runs go to the cluster."""
        return _one_by_one(do, tasks)

    def close(self) -> None:
        """Nothing is kept."""


def _one_by_one(do: Callable[..., Found], tasks: Sequence[Arguments]) -> Iterator[tuple[int, Found]]:
    yield from ((k, do(*task)) for k, task in enumerate(tasks))


def _of_cluster(future: Any, key: str) -> Outcome:  # noqa: ANN401 - distributed is not typed
    """Return what a worker of a cluster found; a death of workers is an outcome too."""
    error = future.exception()
    if error is not None:
        return Outcome(key, "failed", why=f"its worker failed ({type(error).__name__}: {error})")
    found = future.result()
    assert isinstance(found, Outcome)
    return found


def _executor(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent)


def _submit(executor: ProcessPoolExecutor, setup: Setup, job: Job) -> Future[Outcome]:
    return executor.submit(work, setup, job.key, job.case, job.starts, cold=job.cold)


def _stop(executor: ProcessPoolExecutor) -> None:
    """End workers without waiting for their runs: Ctrl-C should not take a minute."""
    for process in list((executor._processes or {}).values()):
        process.kill()
    executor.shutdown(wait=False, cancel_futures=True)


def _end_with_parent() -> None:
    """Make a worker end when the study that started it is gone, even by kill -9."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()

"""Runs on worker processes and on a cluster: the same answers, and what a death leaves behind."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from model.studies.ask import read_asked
from model.studies.asked.case import Case
from model.studies.runs import pool as pool_module
from model.studies.runs.desk import open_desk
from model.studies.runs.pool import Cluster, Job, PoolError, Processes, Waiting
from tests.known import ROOT, write
from tests.studies.asked import again, ask, write_study
from tests.studies.test_sweep import CASE, STUDY

PARALLEL = STUDY.replace("[0.5, 1, 1.5]", "[0.5, 1]").replace("[1, 2]", "[2]").replace("cold_share: 1", "cold_share: 0")


def outcomes(tables):
    return tables["runs"][["demand", "cost", "status", "objective"]].to_numpy().tolist()


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    _, tables, _ = ask(tmp_path_factory.mktemp("here"), PARALLEL, **CASE)
    return tables


def test_worker_processes_give_the_same_answers(here, tmp_path):
    write(tmp_path / "there" / "instance", **CASE)
    write_study(tmp_path / "there" / "instance", PARALLEL)
    heard = []
    _, there, _ = again(tmp_path / "there", workers=2, tell=lambda done, total, outcome: heard.append((done, total)))
    assert outcomes(there) == outcomes(here)
    assert heard == [(1, 1), (1, 2), (2, 2)]


def test_a_worker_that_dies_twice_is_a_failure_and_the_others_finish(tmp_path):
    write(tmp_path / "instance", **CASE)
    write_study(tmp_path / "instance", PARALLEL)
    desk = open_desk(read_asked(tmp_path / "instance", "study").study, tmp_path / "out")
    jobs = [Job("deadly", Deadly("base")), Job("sound", Case("base", values={"x": 1}))]
    pool = Processes(2)
    found = {outcome.key: outcome for outcome in pool.outcomes(desk.setup, jobs)}
    pool.close()
    desk.close()
    assert found["sound"].status == "optimal"
    assert "its worker process died twice" in found["deadly"].why


def test_a_job_waits_for_the_run_it_starts_from():
    base = Case("base")
    waiting = Waiting([Job("b", base, ("a", "known")), Job("a", base, ("known",)), Job("c", base, ("b", "known"))])
    first = waiting.next()
    assert first is not None
    assert first.key == "a"
    assert waiting.next() is None
    waiting.done("a")
    second = waiting.next()
    assert second is not None
    assert (second.key, waiting.next(), bool(waiting)) == ("b", None, True)
    waiting.done("b")
    third = waiting.next()
    assert third is not None
    assert (third.key, waiting.next(), bool(waiting)) == ("c", None, False)


class Deadly(Case):
    """Kills the worker that reads it."""

    def document(self, file):
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_gives_the_same_answers(here, tmp_path):
    distributed = pytest.importorskip("distributed")
    write(tmp_path / "there" / "instance", **CASE)
    write_study(tmp_path / "there" / "instance", PARALLEL)
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp", host="127.0.0.1"
    ) as cluster:
        _, there, _ = again(tmp_path / "there", cluster=cluster.scheduler_address)
    assert outcomes(there) == outcomes(here)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(pool_module, "CLUSTER_ANSWERS", "0.2s")
    with pytest.raises(PoolError, match="no scheduler answers there"):
        list(Cluster("tcp://127.0.0.1:9").outcomes(None, []))


MANY = STUDY.replace("[0.5, 1, 1.5]", "{from: 0.5, to: 1.5, steps: 6}").replace("cold_share: 1", "cold_share: 0")
FEW = MANY.replace("steps: 6", "steps: 4").replace("[1, 2]", "[2]")


def kill_and_resume(tmp_path: Path, study: str, moments: list[float]) -> None:
    """Kill the study so long after its start, again and again; then let it end, and compare with one left in peace."""
    _, peace, _ = ask(tmp_path / "peace", study, **CASE)
    write(tmp_path / "killed" / "instance", **CASE)
    write_study(tmp_path / "killed" / "instance", study)
    words = [sys.executable, "solve.py", "study", str(tmp_path / "killed" / "instance"), "study"]
    words += ["--out", str(tmp_path / "killed" / "out"), "--workers", "2"]
    runs, kept = tmp_path / "killed" / "out" / "runs", {}
    for moment in moments:
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        wait_for_runs(runs, process, len(kept))
        time.sleep(moment)
        process.kill()
        # The pipe ends when the last worker does: one that is moving a run in may take a moment to see the study gone.
        process.communicate()
        assert all(run.stat().st_mtime_ns == was for run, was in kept.items())
        kept = {run: run.stat().st_mtime_ns for run in runs.glob("[!.]*/run.json")}
        for run in kept:
            record = json.loads(run.read_text(encoding="utf-8"))
            assert all((run.parent / name).is_file() for name in record["files"])
    _, resumed, desk = again(tmp_path / "killed")
    assert all(run.stat().st_mtime_ns == was for run, was in kept.items())
    columns = ["demand", "cost", "status", "objective"]
    pd.testing.assert_frame_equal(resumed["runs"][columns], peace["runs"][columns])
    assert not list(desk.folder.runs.glob(".*"))


def wait_for_runs(runs: Path, process: subprocess.Popen, before: int) -> None:
    """Wait until a new run has ended, or the study has."""
    while process.poll() is None and len(list(runs.glob("[!.]*/run.json"))) <= before:
        time.sleep(0.02)


def test_kill_9_keeps_what_is_finished_and_the_rest_follows(tmp_path):
    kill_and_resume(tmp_path, FEW, [0.0])


@pytest.mark.slow
def test_kill_9_at_ten_random_moments(tmp_path):
    rng = random.Random(5)
    kill_and_resume(tmp_path, MANY, [rng.uniform(0.0, 0.5) for _ in range(10)])


@pytest.mark.slow
def test_a_worker_that_dies_at_a_finding_is_told_and_the_next_one_works():
    pool = Processes(1)
    with pytest.raises(PoolError, match="worker process died"):
        list(pool.found(os._exit, [(1,)]))
    assert sorted(pool.found(abs, [(-3,), (4,)])) == [(0, 3), (1, 4)]
    pool.close()

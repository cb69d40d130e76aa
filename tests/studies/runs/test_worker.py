"""What a run starts from, and what a worker keeps of the runs it has made."""

import pytest

from model.solver.restart import FROM_BASIS
from model.studies.ask import read_asked
from model.studies.asked.case import Case
from model.studies.runs import worker
from model.studies.runs.desk import open_desk
from tests.known import write
from tests.studies.asked import write_study
from tests.studies.test_sweep import CASE, SHORT


@pytest.fixture
def setup(tmp_path):
    write(tmp_path / "instance", **CASE)
    write_study(tmp_path / "instance", SHORT)
    desk = open_desk(read_asked(tmp_path / "instance", "study").study, tmp_path / "out")
    desk.close()
    assert worker.work(desk.setup, "base", Case("base")).method == "ipx"
    return desk.setup


def more(factor):
    return Case("base", ({"table": "demand", "scale": {"amount": factor}},))


def test_it_starts_from_the_first_that_has_a_basis(setup):
    assert worker.work(setup, "more", more(1.1), ("missing", "base")).method == FROM_BASIS
    assert worker.work(setup, "none", more(1.2), ("missing",)).method == "ipx"


def test_runs_that_are_refilled_share_one_network_and_program(setup):
    worker.work(setup, "one", more(1.1), ("base",))
    worker.work(setup, "two", more(1.2), ("one", "base"))
    origins = worker._origins(setup)
    assert origins["two"].known is origins["one"].known is origins["base"].known
    assert origins["two"].start.program is origins["base"].known.program


def test_a_basis_of_another_process_is_read_without_its_data(setup, monkeypatch):
    worker.work(setup, "one", more(1.1), ("base",))
    del worker._origins(setup)["one"]
    monkeypatch.setattr(worker, "_read_origin", None)
    assert worker.work(setup, "two", more(1.2), ("one",)).method == FROM_BASIS
    assert worker._origins(setup)["one"].known is worker._origins(setup)["base"].known


def test_few_are_kept(setup, monkeypatch):
    monkeypatch.setattr(worker, "MOST_ORIGINS", 2)
    for k in range(3):
        worker.work(setup, f"run {k}", more(1 + k / 10), ("base",))
    # What was asked for last stays: the base, and the run made after it.
    assert list(worker._origins(setup)) == ["base", "run 2"]

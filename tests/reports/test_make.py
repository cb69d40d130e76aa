"""Reports beside a stored run: whole or not at all, remade from the run alone, and gone when it is replaced."""

import pytest

import solve
from model.record import make_record
from model.solution.store import StoreError, read_solution, write_solution
from reports import make
from reports.make import make_reports
from tests.known import solved, write

KINDS = ("html", "xlsx", "iamc")
FILES = {"report.html", "report.xlsx", "iamc.csv"}


@pytest.fixture
def stored(tmp_path):
    run = solved(tmp_path / "instance")
    write_solution(tmp_path / "run", make_record(run, ["run"]), run.tables)
    return tmp_path / "run"


def files(folder):
    return {path.name for path in folder.iterdir()}


def test_reports_stand_in_the_folder_of_the_run_and_do_not_hinder_a_new_one(stored):
    before = files(stored)
    made = make_reports(stored, KINDS)
    assert {path.name for path in made} == FILES
    assert files(stored) == before | FILES
    assert files(stored.parent) == {"instance", "run"}
    record, tables = read_solution(stored)
    write_solution(stored, record, tables)
    # A report of the plan before would be a lie.
    assert files(stored) == before


def test_reports_go_elsewhere_when_asked(stored, tmp_path):
    before = files(stored)
    make_reports(stored, ["html"], tmp_path / "out" / "deep")
    assert files(tmp_path / "out" / "deep") == {"report.html"}
    assert files(stored) == before


def test_remade_reports_have_the_same_bytes(stored):
    first = [path.read_bytes() for path in make_reports(stored, ["html", "iamc"])]
    assert [path.read_bytes() for path in make_reports(stored, ["html", "iamc"])] == first


def test_nothing_is_left_when_a_report_fails(stored, monkeypatch):
    def break_down(*_):
        raise OSError(28, "No space left on device")

    before, around = files(stored), files(stored.parent)
    monkeypatch.setattr(make, "write_workbook", break_down)
    with pytest.raises(StoreError, match="No space left"):
        make_reports(stored, KINDS)
    assert files(stored) == before
    assert files(stored.parent) == around


def test_an_older_run_without_some_tables_still_has_a_page(stored):
    record, tables = read_solution(stored)
    older = {name: table for name, table in tables.items() if name not in ("turnover", "payments", "policies")}
    record["labels"].pop("markets")
    write_solution(stored, record, older)
    (path,) = make_reports(stored, ["html"])
    assert "there is no cost of a unit" in path.read_text(encoding="utf-8")


def test_the_command_line_makes_them_at_the_end_of_a_run_and_anew(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "case")
    assert solve.main(["run", "case", "--out", "plan"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Report: plan/report.html"
    assert solve.main(["report", "plan", "--only", "iamc"]) == 0
    assert capsys.readouterr().out == "Report: plan/iamc.csv\n"
    assert solve.main(["report", "plan", "--out", "slides"]) == 0
    assert files(tmp_path / "slides" / "plan") == FILES
    assert solve.main(["report", "nowhere"]) == 2
    assert "is no solution" in capsys.readouterr().err


def test_parquet_says_what_it_needs(stored, monkeypatch, capsys):
    monkeypatch.setattr(solve, "find_spec", lambda name: None)
    assert solve.main(["report", str(stored), "--parquet"]) == 2
    assert "pip install pyarrow" in capsys.readouterr().err

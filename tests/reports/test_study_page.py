"""Pages and workbooks of studies: whole, silent, safe, the same for the same study, and left by the study itself."""

import openpyxl
import pytest

import solve
from model.studies.runs.folder import StudyFolder
from reports.make import make_reports
from reports.page import page
from reports.studies.every import study_pictures
from reports.studies.plans import study_plans
from reports.workbook import FIRST_ROW, write_workbook
from tests.reports.answers import ANSWERS, STUDIES, answer, stored_answer, written
from tests.reports.hostile import BREAKOUT, FORMULA, SCRIPT
from tests.reports.test_page import LARGEST, Parsed
from tests.reports.test_workbook import rows


def nasty(kind):
    """Return an answer in which everything that has a name has such a name."""
    labels = {
        "regions": {"A": {"name": SCRIPT, "name_local": FORMULA}, "B": {"name": BREAKOUT}},
        "lines": {"old": {"name": FORMULA}, "new": {"name": SCRIPT}},
        "commodities": {"cell": {"name": BREAKOUT}},
    }
    failures = [{"run": "x", "status": "failed", "why": SCRIPT}]
    return answer(kind, labels=labels, title=SCRIPT, failures=failures, driver=BREAKOUT)


@pytest.mark.parametrize("kind", ANSWERS)
def test_one_file_that_asks_for_nothing_and_hostile_names_stay_text(kind):
    study = nasty(kind)
    drawn = study_pictures(study)
    text = page(study, drawn)
    assert len(text.encode()) < LARGEST
    assert text == page(study, study_pictures(nasty(kind)))
    parsed = Parsed(text)
    for tag, attributes in parsed.tags:
        for name in ("src", "href"):
            assert attributes.get(name, "#").startswith("#"), (tag, attributes)
    assert [a["id"] for tag, a in parsed.tags if tag == "section"] == [picture.name for picture in drawn]
    assert SCRIPT not in text
    assert SCRIPT in "".join(parsed.seen)


@pytest.mark.parametrize("kind", ANSWERS)
def test_the_workbook_has_every_table_pivots_with_charts_and_nothing_executable(kind, tmp_path):
    study = nasty(kind)
    drawn = study_pictures(study)
    write_workbook(tmp_path / "study.xlsx", study, drawn, study_plans(kind))
    book = openpyxl.load_workbook(tmp_path / "study.xlsx")
    for picture in drawn:
        if not picture.is_empty:
            sheet = book[f"data {picture.name}"[:31]]
            assert sheet.max_row == FIRST_ROW + 1 + len(picture.table)
            assert sheet.freeze_panes == f"A{FIRST_ROW + 2}"
    pivots = [sheet for sheet in book if not sheet.title.startswith(("data ", "Contents"))]
    assert pivots
    assert all(len(sheet._charts) == 1 for sheet in pivots)
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in values} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for cell in values)


def test_a_pivot_has_what_is_compared_side_by_side(tmp_path):
    study = answer("threshold")
    write_workbook(tmp_path / "study.xlsx", study, study_pictures(study), study_plans("threshold"))
    sheet = openpyxl.load_workbook(tmp_path / "study.xlsx")["Curve"]
    head, body = rows(sheet)
    assert head == ["exit_rate", "year", "unit", 0, 1]
    assert sorted(row[3:] for row in body[:4]) == [[0.7, 0.3], [0.8, 0.4], [0.9, 0.5], [0.9, 0.6]]


SMALL = "kind: sweep\naxes:\n  - {name: demand, table: demand, scale: amount, values: [0.5, 1]}\n"


def test_a_study_leaves_its_page_and_report_makes_it_anew(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "case", {"few": SMALL}, "name: case\nyears: [2025]\nlearning: off\n")
    assert solve.main(["study", "case", "few", "--out", "out", "--workers", "1"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Report: out/study.html"
    before = (tmp_path / "out" / "study.html").read_bytes()
    assert solve.main(["report", "out"]) == 0
    assert capsys.readouterr().out.splitlines() == ["Report: out/study.html", "Report: out/study.xlsx"]
    assert (tmp_path / "out" / "study.html").read_bytes() == before
    # Names and units stand in study.json: nothing else is read.
    assert "安徽省" in (tmp_path / "out" / "study.json").read_text(encoding="utf-8")
    assert solve.main(["report", "out", "--only", "iamc"]) == 2
    assert "no iamc" in capsys.readouterr().err
    # A study goes on with its page beside it.
    assert solve.main(["study", "case", "few", "--out", "out", "--workers", "1"]) == 0


def test_a_table_without_columns_is_read_back_as_none(tmp_path):
    folder = StudyFolder(tmp_path / "out")
    folder.open("case", "study").let_go()
    study = answer("compare")
    folder.write({**study.record}, {**study.tables, "data": study.tables["data"].iloc[:0, :0]})
    made = make_reports(tmp_path / "out", ("html", "xlsx"))
    assert [path.name for path in made] == ["study.html", "study.xlsx"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", STUDIES)
def test_a_study_of_every_kind_that_was_run_is_shown_whole(kind, tmp_path):
    study = stored_answer(tmp_path, STUDIES[kind])
    assert study.record["status"] == "answered", study.record["why"]
    made = {picture.name: picture for picture in study_pictures(study)}
    assert set(ANSWERS[kind]) <= set(study.tables)
    assert not any(name.startswith("table_") for name in made)
    assert all(set(ANSWERS[kind][name].splitlines()[0].split(",")) == set(study.tables[name]) for name in ANSWERS[kind])
    assert [path.name for path in make_reports(tmp_path / "out", ("html", "xlsx"))] == ["study.html", "study.xlsx"]

"""Folder to workbook and back, and what a workbook may not hold."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from pandas.testing import assert_frame_equal

from model.instance.load import list_scenarios, load
from model.instance.problems import InstanceError, ProblemLog
from model.instance.source import read_folder
from model.instance.source_workbook import read_workbook
from model.instance.workbook import to_folder, to_workbook
from tests.known import write

INSTANCES = Path(__file__).parents[2] / "instances"
SCENARIO = """title: Slow demand

edit:
  - {table: demand, scale: {amount: 0.8}}   # a comment
"""
WRONG = "title: t\n\nedit:\n  - {table: demand, scale: {amuont: 1}}\n"


@pytest.mark.parametrize("name", ["tiny", "two-regions", "closed-loop", "template"])
def test_a_round_trip_loads_to_the_same_instance(name: str, tmp_path: Path) -> None:
    to_workbook(INSTANCES / name, tmp_path / f"{name}.xlsx")
    to_folder(tmp_path / f"{name}.xlsx", tmp_path / name)
    first = load(INSTANCES / name).instance
    for path in (tmp_path / f"{name}.xlsx", tmp_path / name):
        again = load(path).instance
        assert again.settings == first.settings
        assert again.digest == first.digest
        assert list_scenarios(path) == list_scenarios(INSTANCES / name)
        for table, frame in first.tables.items():
            where = ["_file", "_line"]
            assert_frame_equal(again.tables[table].drop(columns=where), frame.drop(columns=where))


def test_a_round_trip_keeps_tables_and_scenarios_letter_by_letter(tmp_path: Path) -> None:
    # 0.30000000000000004 has more digits than a workbook keeps, and text that looks like a formula stays text.
    tables = {
        "lines": "line,life,capex [CNY/kWh],note\nline,10,0.30000000000000004,=1+1\n",
        "demand": "commodity,region,year,amount,source\ncell,A,2025,0.1,@work\ncell,A,2026,1e-05,-5\n",
        "sites": "line,region,allowed\nline,A,true\n",
    }
    folder = write(tmp_path / "first", **tables)
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "慢.yaml").write_text(SCENARIO, encoding="utf-8")
    to_workbook(folder, tmp_path / "there.xlsx")
    to_folder(tmp_path / "there.xlsx", tmp_path / "back")
    assert (tmp_path / "back/scenarios/慢.yaml").read_text(encoding="utf-8") == SCENARIO
    for name, text in tables.items():
        assert (tmp_path / f"back/{name}.csv").read_text(encoding="utf-8") == text
    assert load(tmp_path / "there.xlsx", "慢").edits[0].line == 5  # the row of the sheet


def test_settings_of_every_kind_survive(tmp_path: Path) -> None:
    settings = """name: case
title: "=off: 2030"
description: |
  Two lines,
  the second with - a dash.
years: {first: 2025, last: 2030, step: 5}
currencies: {USD: {2024: 7.1, 2025: 7.2}}
discount_rate: 0.08
relax: true
learning: off
base_year:
solver: {gap: 1.0e-7}
note: "1e6"
"""
    folder = write(tmp_path / "first", settings)
    to_workbook(folder, tmp_path / "there.xlsx")
    to_folder(tmp_path / "there.xlsx", tmp_path / "back")
    log = ProblemLog()
    wanted = read_folder(folder, log).documents["instance"].data
    wanted["description"] = wanted["description"]
    assert read_folder(tmp_path / "back", log).documents["instance"].data == wanted
    assert not log.problems


def test_numbers_are_numbers_and_headers_stay_in_sight(tmp_path: Path) -> None:
    to_workbook(INSTANCES / "two-regions", tmp_path / "there.xlsx")
    book = openpyxl.load_workbook(tmp_path / "there.xlsx")
    assert book.sheetnames == [
        "regions", "commodities", "lines", "processes", "recipes", "freight", "markets", "demand", "instance",
    ]  # fmt: skip
    assert book["markets"]["E2"].value == 0.45
    assert book["demand"]["C2"].value is None
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)


def test_nothing_is_written_over_and_nothing_is_left_half_done(tmp_path: Path) -> None:
    (tmp_path / "there.xlsx").write_text("mine")
    with pytest.raises(InstanceError, match="exists already"):
        to_workbook(INSTANCES / "tiny", tmp_path / "there.xlsx")
    long = write(tmp_path / "long", lines="line,note\nline," + "x" * 40_000)
    with pytest.raises(InstanceError, match="lines:2: holds a text of more than 32,767 characters"):
        to_workbook(long, tmp_path / "long.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long", "there.xlsx"]


def book(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook with openpyxl: what a user's own program might make."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def faults(path: Path) -> list[str]:
    log = ProblemLog()
    read_workbook(path, log)
    return [str(problem) for problem in log.errors]


LINES = [["line", "capex"], ["a", 100]]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("#N/A", "case.xlsx!lines:3: column 2 = #N/A: is an error value"),
        (datetime.datetime(2025, 1, 1), "case.xlsx!lines:3: column 2 = 2025-01-01 00:00:00: is a date"),
        ("=1+1", "case.xlsx!lines:3: column 2: is a formula without a stored value"),
    ],
)
def test_cells_that_cannot_be_trusted_are_faults(cell: object, said: str, tmp_path: Path) -> None:
    (found,) = faults(book(tmp_path / "case.xlsx", lines=[*LINES, ["b", cell]]))
    assert found.startswith(said)


def test_a_formula_counts_by_its_stored_value(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "case.xlsx")) as made:
        sheet = made.add_worksheet("lines")
        sheet.write_row(0, 0, ["line", "capex"])
        sheet.write_string(1, 0, "a")
        sheet.write_formula(1, 1, "=2*50", None, 100)
    log = ProblemLog()
    assert read_workbook(tmp_path / "case.xlsx", log).raw["lines"].rows == ((2, ("a", "100")),)
    assert not log.problems


def test_numbers_are_read_as_a_table_in_text_has_them(tmp_path: Path) -> None:
    rows = [["line", "capex", "life", None], ["a", 0.1, 2025.0, None], [None], ["b", 1e-7, True, None], [" c ", 3]]
    raw = read_workbook(book(tmp_path / "case.xlsx", lines=rows), ProblemLog()).raw["lines"]
    assert raw.header == ("line", "capex", "life")
    assert [line for line, _ in raw.rows] == [2, 4, 5]
    assert [cells[:3] for _, cells in raw.rows] == [("a", "0.1", "2025"), ("b", "1e-07", "true"), ("c", "3", "")]


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ({"Lines": LINES}, "case.xlsx!Lines: is no table of an instance (did you mean lines?)"),
        ({"lines": []}, "case.xlsx!lines: is empty"),
        ({"instance": [["name", "case"]]}, "case.xlsx!instance:1: has to begin with the columns key, value"),
        ({"instance": [["key", "value"], ["name", "a"], ["name", "b"]]}, "case.xlsx!instance:3: name: stands twice"),
        ({"instance": [["key", "value"], [None, 3]]}, "case.xlsx!instance:2: has no key"),
        ({"instance": [["key", "value"], ["years", "[2025"]]}, "case.xlsx!instance:2: is not YAML here"),
        ({"scenarios": [["name", "text"], ["../a", "title: t"]]}, "case.xlsx!scenarios:2: name = ../a: has to be"),
        ({"scenarios": [["name", "text"], ["a", "title: t"], ["a", "edit: {"]]}, "case.xlsx!scenarios/a:3: is not"),
        ({"policies": [["text"], ["- a: 1\n  a: 2"]]}, "case.xlsx!policies:2: a: the key stands twice"),
    ],
)  # fmt: skip
def test_sheets_that_are_wrong_are_faults(sheets: dict[str, list[list[object]]], said: str, tmp_path: Path) -> None:
    found = faults(book(tmp_path / "case.xlsx", **sheets))
    assert found[0].startswith(said)


def test_sheets_of_notes_are_left_alone(tmp_path: Path) -> None:
    assert faults(book(tmp_path / "case.xlsx", lines=LINES, notes=[["anything"]], source_list=[])) == []


def test_files_that_are_no_workbooks_are_faults(tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("line,capex\n")
    assert faults(tmp_path / "text.xlsx")[0].startswith("text.xlsx: is no .xlsx workbook")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    assert faults(tmp_path / "zip.xlsx") == [
        "zip.xlsx: cannot be read as a workbook: open it and save it again as .xlsx"
    ]


def test_what_unpacks_to_too_much_or_declares_entities_is_not_opened(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (65 * 1024 * 1024))
    assert faults(tmp_path / "bomb.xlsx")[0].startswith("bomb.xlsx: unpacks to more than 64 MiB")
    with zipfile.ZipFile(tmp_path / "dtd.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>')
    assert faults(tmp_path / "dtd.xlsx")[0].startswith("dtd.xlsx: declares entities")


def test_a_fault_of_a_scenario_names_the_row_of_its_sheet(tmp_path: Path) -> None:
    folder = write(tmp_path / "first")
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "a.yaml").write_text(WRONG, encoding="utf-8")
    to_workbook(folder, tmp_path / "case.xlsx")
    with pytest.raises(InstanceError, match=r"^case.xlsx!scenarios/a:5: amuont = 1: no column of numbers"):
        load(tmp_path / "case.xlsx", "a")

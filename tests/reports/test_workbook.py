"""The workbook, read back: numbers are numbers, text is text, headers stay in view, nothing is executable."""

import time
import zipfile

import openpyxl
import pytest

from reports.pictures.every import pictures
from reports.pivots import pivots, plans_of_run
from reports.workbook import FIRST_ROW, write_workbook
from tests.reports.chain import chain
from tests.reports.hostile import FORMULA, hostile


def read(folder, solution):
    path = folder / "report.xlsx"
    write_workbook(path, solution, pictures(solution), plans_of_run(solution))
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def book(tmp_path_factory, solution):
    return read(tmp_path_factory.mktemp("book"), solution)


def rows(sheet):
    """Return the header and the rows of the table on a sheet, without the columns that only the title runs over."""
    found = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=FIRST_ROW + 1)]
    width = len([head for head in found[0] if head is not None])
    return found[0][:width], [row[:width] for row in found[1:]]


def test_every_picture_with_rows_has_its_tidy_table(book, solution):
    for picture in pictures(solution):
        if picture.is_empty:
            continue
        head, body = rows(book[f"data {picture.name}"[:31]])
        assert head == list(picture.table.columns)
        assert len(body) == len(picture.table)
        for said, true in zip(body, picture.table.itertuples(index=False), strict=True):
            for cell, value in zip(said, true, strict=True):
                if isinstance(value, float):
                    assert cell is None if value != value else cell == pytest.approx(value)
                else:
                    assert cell == (None if value == "" else value)


def test_pivots_have_years_across_and_a_chart(book, solution):
    made = pivots(solution, pictures(solution), plans_of_run(solution))
    assert {pivot.name for pivot in made} >= {"Capacity", "Capacity by region", "Utilisation", "Cost per unit", "Loop"}
    for pivot in made:
        sheet = book[pivot.name]
        head, body = rows(sheet)
        assert head[pivot.labels :] == ["unit", 2025, 2030]
        assert all(
            isinstance(cell, (int, float))
            for row in body[: len(pivot.table)]
            for cell in row[pivot.labels + 1 :]
            if cell
        )
        assert len(sheet._charts) == 1
        assert sheet.freeze_panes == openpyxl.utils.get_column_letter(pivot.labels + 2) + str(FIRST_ROW + 2)


def test_a_pivot_adds_up(book, solution):
    table = solution.tables["capacity"]
    _, body = rows(book["Capacity"])
    cells = next(row for row in body if row[0] == "电芯 Cell")
    assert cells[2:4] == pytest.approx(table[table["line"] != "mill"].groupby("year")["nameplate"].sum().tolist())
    # A share is shown for each unit apart: two shares are never added.
    _, body = rows(book["Utilisation"])
    assert all(cell <= 1.0 + 1e-9 for row in body for cell in row[2:] if isinstance(cell, float))


def test_contents_name_every_sheet(book):
    _, body = rows(book["Contents"])
    listed = {row[0] for row in body}
    assert set(book.sheetnames) - {"Contents"} <= listed


def test_nothing_is_executable(tmp_path):
    book = read(tmp_path, hostile(tmp_path / "instance"))
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in values} <= {"s", "n", "b"}
    assert any(cell.value == FORMULA for cell in values)
    assert not any(cell.hyperlink for cell in values)
    with zipfile.ZipFile(tmp_path / "report.xlsx") as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any("<f>" in sheet for sheet in sheets)
        assert not any("externalLink" in name or "vba" in name for name in parts.namelist())


def test_the_same_run_gives_the_same_bytes(tmp_path, solution):
    write_workbook(tmp_path / "a.xlsx", solution, pictures(solution), plans_of_run(solution))
    time.sleep(1.1)
    write_workbook(tmp_path / "b.xlsx", solution, pictures(solution), plans_of_run(solution))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

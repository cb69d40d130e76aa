"""The page in a browser: every picture drawn, slider, lists and language at work, no error, no request, no overflow."""

import csv
import io
import re
import zlib

import pytest

from reports.page import page
from reports.picture import Figure, MapFigure
from reports.pictures.every import pictures
from tests.browser import opened
from tests.reports.chain import chain
from tests.reports.hostile import BREAKOUT, FORMULA, MARKUP, SCRIPT, hostile
from tests.reports.solutions import planned

pytestmark = pytest.mark.browser
LEAST = 3
"""Marks with an extent that a picture has at least: bars, areas, points, links."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    solution = chain(tmp_path_factory.mktemp("chain"))
    return pictures(solution), page(solution, pictures(solution))


@pytest.fixture(scope="module", params=[1280, 390])
def seen(request, made, tmp_path_factory):
    return opened(made[1], tmp_path_factory.mktemp(f"at{request.param}"), request.param)


def test_nothing_goes_wrong_and_nothing_is_asked_for(seen):
    assert seen["ready"]
    assert seen["errors"] == []
    assert [name for name in seen["asked"] if not name.startswith("data:")] == []


def test_every_picture_is_drawn_in_both_languages(seen, made):
    for picture in made[0]:
        if picture.is_empty:
            continue
        for language in ("first", "second"):
            drawn = seen[language][picture.name]
            if isinstance(picture.figure, Figure | MapFigure):
                assert drawn["marks"] >= LEAST, (picture.name, language, drawn)
            else:
                assert drawn["cells"] > 0, picture.name


def test_the_language_changes_every_title(seen, made):
    languages = {"en": [p.title.en for p in made[0]], "zh": [p.title.zh for p in made[0]]}
    then = seen["language"]
    before = "en" if then == "zh" else "zh"
    assert seen["titles"] == languages[before]
    assert seen["titlesThen"] == languages[then]


def test_sliders_move_to_the_first_year_and_lists_change_the_picture(seen):
    assert set(seen["moved"]) == {"map_of_regions", "material_flow", "cost_map"}
    assert all(moved == {"says": "2025", "changed": True} for moved in seen["moved"].values()), seen["moved"]
    assert seen["chosen"]
    assert all(seen["chosen"].values()), seen["chosen"]


def test_the_page_is_no_wider_than_its_window(seen):
    assert seen["wide"] <= 0


def test_tables_can_be_seen_and_taken_along(seen, made):
    for picture in made[0]:
        if picture.is_empty:
            continue
        assert seen["rows"][picture.name] == min(100, len(picture.table)) * len(picture.table.columns)
        read = list(csv.DictReader(io.StringIO(seen["csvs"][picture.name].lstrip("\ufeff"))))
        assert len(read) == len(picture.table)
        for said, true in zip(read, picture.table.to_dict("records"), strict=True):
            for column, value in true.items():
                if isinstance(value, float):
                    assert (
                        said[column] == "" if value != value else float(said[column]) == pytest.approx(value, rel=1e-4)
                    )


def test_hostile_names_come_out_as_they_are_written(tmp_path):
    solution = hostile(tmp_path / "instance")
    seen = opened(page(solution, pictures(solution)), tmp_path, 1280)
    assert seen["errors"] == []
    assert seen["asked"] == []
    text = "\n".join([*seen["labels"], *(one["text"] for one in seen["first"].values())])
    assert SCRIPT in text
    assert FORMULA in text
    # In labels of a plot as well, where plotly takes tags for markup.
    assert MARKUP[:14] in "\n".join(seen["labels"])
    assert BREAKOUT[:12] in text
    # In a spreadsheet a formula would run: it begins with an apostrophe there.
    cells = [cell for text in seen["csvs"].values() for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not any(re.match(r"[=+@]|-[^0-9.]", cell) for cell in cells)
    assert any(cell.startswith("'=cmd") or SCRIPT in cell for cell in cells)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_run_with_little_in_it_draws_without_error(tmp_path, width):
    solution = planned(tmp_path / "instance", "name: plain\nyears: [2025]\nlearning: off\n")
    seen = opened(page(solution, pictures(solution)), tmp_path, width)
    assert seen["errors"] == []
    assert seen["first"]["capacity"]["marks"] >= LEAST
    assert seen["wide"] <= 0


def test_it_prints_on_a4(tmp_path, made):
    opened(made[1], tmp_path, 1280, print_to=tmp_path / "page.pdf")
    pdf = (tmp_path / "page.pdf").read_bytes()
    # Points: 210 by 297 mm. Pages may stand in compressed objects.
    parts = [pdf, *(inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL))]
    boxes = [box for part in parts for box in re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", part)]
    assert len(boxes) >= 5
    for width, height in boxes:
        assert (float(width), float(height)) == (pytest.approx(595, abs=1.5), pytest.approx(842, abs=1.5))


def inflated(part):
    try:
        return zlib.decompress(part.strip(b"\r\n"))
    except zlib.error:
        return b""

"""Pages of studies and of one region in a browser: every picture drawn, lists and language at work, no error."""

import pytest

from reports.page import page
from reports.picture import Figure, MapFigure
from reports.region_solution import of_region
from reports.regions.every import region_pictures
from reports.studies.every import study_pictures
from tests.browser import opened
from tests.reports.answers import ANSWERS, answer
from tests.reports.chain import chain

pytestmark = pytest.mark.browser
LEAST = 2
"""Marks with an extent that a picture has at least: bars, lines, points."""


def check(stored, drawn, folder, width, **options):
    """Open a page; hold that each picture is drawn in both languages, and that nothing is wrong or asked for."""
    seen = opened(page(stored, drawn), folder, width, **options)
    assert seen["ready"]
    assert seen["errors"] == []
    assert [name for name in seen["asked"] if not name.startswith("data:")] == []
    assert seen["wide"] <= 0
    languages = {"en": [p.title.en for p in drawn], "zh": [p.title.zh for p in drawn]}
    assert seen["titlesThen"] == languages[seen["language"]]
    for picture in drawn:
        if picture.is_empty:
            continue
        for language in ("first", "second"):
            shown = seen[language][picture.name]
            if isinstance(picture.figure, Figure | MapFigure):
                assert shown["marks"] >= LEAST, (picture.name, language, shown)
            else:
                assert shown["cells"] > 0, picture.name
        assert seen["rows"][picture.name] == min(100, len(picture.table)) * len(picture.table.columns)
    return seen


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", ANSWERS)
def test_a_study_is_drawn(kind, width, tmp_path):
    study = answer(kind)
    check(study, study_pictures(study), tmp_path, width)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_region_is_drawn_and_its_slider_moves(width, tmp_path):
    region = of_region(chain(tmp_path / "instance"), "A")
    seen = check(region, region_pictures(region), tmp_path, width)
    assert set(seen["moved"]) == {"partners", "rank_of_region"}
    assert all(moved["says"] == "2025" and moved["changed"] for moved in seen["moved"].values()), seen["moved"]


def test_a_failed_study_is_a_page_of_words(tmp_path):
    study = answer("threshold", {}, status="failed", why="<b>no plan</b>")
    seen = check(study, study_pictures(study), tmp_path, 390)
    assert "No answer: <b>no plan</b>" in "\n".join([*seen["titles"], *seen["titlesThen"]])

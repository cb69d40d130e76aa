"""The page: whole in one file, small, silent, the same for the same run, and safe whatever things are called."""

import json
import math
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from model.record import make_record
from reports.embed import embed, plain, table
from reports.page import page
from reports.pictures.every import pictures
from reports.solution import Solution
from reports.text import Text
from tests.known import solved
from tests.reports.chain import chain
from tests.reports.hostile import BREAKOUT, FORMULA, LONG, MARKUP, SCRIPT, hostile
from tests.reports.solutions import planned

LARGEST = 6_000_000


class Parsed(HTMLParser):
    """Tags with their attributes, visible text, and the text of scripts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.seen, self.scripts, self._in = [], [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        (self.scripts if self._in == "script" else self.seen).append(data)


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def text(solution):
    return page(solution, pictures(solution))


@pytest.fixture(scope="module")
def nasty(tmp_path_factory):
    found = hostile(tmp_path_factory.mktemp("hostile"))
    return page(found, pictures(found))


def decoded(column, count):
    """Decode a column as the page does."""
    if "values" in column:
        return column["values"]
    if "codes" in column:
        return [column["of"][code] for code in column["codes"]]
    runs = column["runs"]
    found = [column["of"][code] for code, n in zip(runs[::2], runs[1::2], strict=True) for _ in range(n)]
    assert len(found) == count
    return found


def test_one_file_below_6_mb_that_asks_for_nothing(text):
    assert len(text.encode()) < LARGEST
    for tag, attributes in Parsed(text).tags:
        for name in ("src", "href", "action", "data", "poster", "srcset"):
            assert attributes.get(name, "#").startswith("#"), (tag, attributes)
    policy = next(a["content"] for t, a in Parsed(text).tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "url(" not in text.split("<style>")[1].split("</style>")[0]


def test_the_same_run_gives_the_same_bytes_however_long_it_took(solution, text):
    later = {**solution.record, "times": {"finished": "2999-01-01T00:00:00+00:00"}}
    assert page(Solution(later, solution.tables), pictures(solution)) == text


def test_every_picture_has_a_section_with_its_words_in_two_languages_and_its_table(solution, text):
    parsed = Parsed(text)
    sections = [attributes["id"] for tag, attributes in parsed.tags if tag == "section"]
    drawn = pictures(solution)
    assert sections == [picture.name for picture in drawn]
    data = json.loads(next(script for script in parsed.scripts if script.startswith('{"pictures"')))
    seen = "".join(parsed.seen)
    for picture in drawn:
        assert picture.title.en in seen
        assert picture.title.zh in seen
        shown = data["pictures"][picture.name]["table"]
        assert shown["rows"] == len(picture.table)
        for name, column in shown["columns"].items():
            values = [None if pd.isna(x) else x for x in picture.table[name].tolist()]
            for said, true in zip(decoded(column, shown["rows"]), values, strict=True):
                assert said == (pytest.approx(true, rel=1e-4) if isinstance(true, float) else true)


def test_hostile_names_are_text_and_nothing_else(nasty):
    parsed = Parsed(nasty)
    tags = [tag for tag, _ in parsed.tags]
    assert "img" not in tags
    assert "b" not in tags
    # Data, plotly and our own four scripts: no name has made another.
    assert tags.count("script") == 6
    assert all(not name.startswith("on") for _, attributes in parsed.tags for name in attributes)
    seen = "".join(parsed.seen)
    for name in (SCRIPT, BREAKOUT):
        assert name in seen
    data = nasty.split('id="data">')[1].split("</script>")[0]
    assert "<" not in data
    figures = json.dumps(json.loads(data)["pictures"]["map_of_regions"], ensure_ascii=False)
    for name in (SCRIPT, LONG, FORMULA, MARKUP):
        assert json.dumps(name, ensure_ascii=False)[1:-1] in figures


def test_labels_of_hostile_names_are_cut_short(tmp_path):
    found = hostile(tmp_path)
    titles = [getattr(picture.title, language) for picture in pictures(found) for language in ("en", "zh")]
    assert max(map(len, titles)) < 200


def test_an_infeasible_run_says_what_would_have_to_give(tmp_path):
    # What is built for 10 in 2025 may not close and has to run at half load: 5 in 2026, where 2 are wanted.
    run = solved(
        tmp_path,
        "name: case\nyears: [2025, 2026]\nlearning: off\n",
        lines="line,life,min_utilisation,exit_rate\nline,10,0.5,0\n",
        demand="commodity,region,year,amount\ncell,A,2025,10\ncell,A,2026,2\n",
    )
    assert run.solved.status == "infeasible"
    solution = Solution(make_record(run, ["run"]), run.tables)
    (picture,) = pictures(solution)
    (row,) = picture.table.to_dict("records")
    assert row["amount"] == pytest.approx(run.violations[0].amount)
    text = page(solution, (picture,))
    assert "Infeasible" in text
    # Nothing is drawn, so nothing that draws is in the page.
    assert len(text) < 60_000


def test_an_unbounded_run_says_so(tmp_path):
    solution = planned(tmp_path, "name: case\nyears: [2025]\nlearning: off\n")
    record = {**solution.record, "objective": None, "audit": None, "status": "unbounded", "violations": []}
    text = page(Solution(record, {}), pictures(Solution(record, {})))
    assert "Unbounded" in text


def test_no_text_can_end_the_script_it_stands_in():
    nasty = {"a": "</script><script>", "b": Text("<!--", "\u2028\u2029&"), "c": math.nan, "d": np.float64(1.234567891)}
    text = embed(nasty)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == {
        "a": "</script><script>",
        "b": {"en": "<!--", "zh": "\u2028\u2029&"},
        "c": None,
        "d": 1.2346,
    }


def test_what_is_not_for_a_page_is_refused():
    with pytest.raises(TypeError, match="set"):
        plain({1, 2})


@pytest.mark.parametrize(
    "values",
    [[1.0, 2.0, 3.0], ["a"] * 50 + ["b"] * 50, ["a", "b"] * 50, [None, None, 1.5, 1.5], [True, False, True], []],
)
def test_a_column_is_decoded_to_what_it_was(values):
    frame = pd.DataFrame({"column": pd.Series(values, dtype=object)})
    encoded = table(frame)
    assert decoded(encoded["columns"]["column"], encoded["rows"]) == values


def test_assets_name_no_address():
    from reports.page import ASSETS

    for path in ASSETS.iterdir():
        assert not re.search(r"https?://|//[a-z]+\.", path.read_text(encoding="utf-8")), path.name

"""The Pearl River instance: remade from its ledger, sourced row by row, sound under every scenario and study."""

import csv
import importlib
from pathlib import Path

import pytest

from model.instance.load import list_scenarios, list_studies, load
from model.run import run
from model.solver.highs import Options
from model.studies.ask import read_asked

FOLDER = Path(__file__).parent.parent.parent / "instances" / "pearl-river"
MAKE = importlib.import_module("instances.pearl-river.make.__main__")
TABLES = sorted(path.name for path in FOLDER.glob("*.csv"))
LEFT_OUT = {"Mining ore", "Reuse and recycling"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_tables_are_those_that_the_ledger_makes(tmp_path):
    MAKE.write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == TABLES
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), f"{name}: remake it"


@pytest.mark.parametrize("name", [*TABLES, "make/cities.csv", "make/stages.csv"])
def test_every_row_has_source_and_grade(name):
    for row in rows(FOLDER / name):
        assert row["source"], row
        assert row["confidence"] in set("ABCD"), row


def test_each_of_the_fourteen_columns_is_a_line_or_left_out():
    columns = {row["column"] for row in rows(FOLDER / "make" / "stages.csv")}
    assert len(columns | LEFT_OUT) == 14
    notes = (FOLDER / "NOTES.md").read_text(encoding="utf-8")
    assert all(column in notes for column in LEFT_OUT)


@pytest.mark.parametrize("name", ["base", *list_scenarios(FOLDER)])
def test_every_scenario_is_sound(name):
    assert load(FOLDER, name).instance.tables["capacity"] is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", list_studies(FOLDER))
def test_every_study_reads(name):
    assert read_asked(FOLDER, name).study.title


def test_the_base_has_an_audited_plan_and_meets_all_demand():
    done = run(load(FOLDER).instance, Options())
    assert done.verdict is not None
    assert done.verdict.passed
    assert not len(done.tables["shortage"])
    # Land and wages rise towards Shenzhen: nothing new is built there.
    builds = done.tables["builds"]
    assert not (builds["region"] == "440300").any()

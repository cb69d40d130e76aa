"""FORMAT.md says what the reader does: it is made from the same schema, and its examples are read."""

import re

import pytest

from model.instance import format_words as words
from model.instance.documents import parse_document
from model.instance.editing.shape import parse_edits
from model.instance.format import FILE, format_text
from model.instance.problems import ProblemLog
from model.instance.schema import TABLES
from model.instance.settings import SETTINGS
from model.instance.units import is_unit


def test_the_file_is_what_the_schema_says() -> None:
    assert FILE.read_text(encoding="utf-8") == format_text(), "run: python -m model.instance.format"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_stands_under_its_table_with_unit_and_bounds(table: object) -> None:
    section = format_text().split(f"\n### {table.name}\n")[1].split("\n#")[0]
    for column in table.columns:
        (line,) = [line for line in section.splitlines() if re.match(rf"\| \**{column.name}\** \|", line)]
        assert column.help in line
        assert ("**" in line.split("|")[1]) == (column in table.keys)
        assert ("`*`" in line.split("|")[5]) == column.wildcard
        assert all(choice in line for choice in column.choices)


def test_every_key_of_the_settings_is_described() -> None:
    section = format_text().split("\n## instance.yaml\n")[1].split("\n## ")[0]
    assert all(f"| {key.name} |" in section for key in SETTINGS)


def test_every_note_belongs_to_a_table() -> None:
    assert set(words.NOTES) <= {table.name for table in TABLES}


@pytest.mark.parametrize("unit", [unit for _, units in words.UNITS for unit in units])
def test_every_unit_named_is_known(unit: str) -> None:
    assert is_unit(unit)


def test_the_example_of_a_scenario_is_one() -> None:
    log = ProblemLog()
    block = "\n".join(line[4:] for line in words.SCENARIOS.splitlines() if line.startswith("    "))
    document = parse_document("scenarios/example.yaml", block.replace("new rule, ...", "new rule"), log)
    assert document is not None
    assert len(parse_edits(document, log)) == 5
    assert not log.problems


def test_the_example_of_a_policy_is_yaml() -> None:
    log = ProblemLog()
    block = "\n".join(line[4:] for line in words.POLICIES.splitlines() if line.startswith("    "))
    document = parse_document("policies.yaml", block, log)
    assert document is not None
    assert document.data[0]["at_least"] == 0.12
    assert not log.problems

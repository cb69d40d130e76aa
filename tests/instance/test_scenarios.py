"""Names, stacks, circles and the keys of a scenario."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from model.instance.documents import parse_document
from model.instance.draft import Document, RawTable
from model.instance.problems import ProblemLog
from model.instance.scenarios import resolve, scenario_name, titles


@dataclass(frozen=True)
class Shelf:
    """A source that holds documents only."""

    name: str = "case"
    documents: Mapping[str, Document] = field(default_factory=dict)

    def tables(self) -> Mapping[str, RawTable]:
        return {}

    def document(self, name: str) -> Document | None:
        return self.documents.get(name)

    def names(self, folder: str) -> tuple[str, ...]:
        return tuple(name.removeprefix(f"{folder}/") for name in self.documents if name.startswith(f"{folder}/"))


def shelf(**texts: str) -> Shelf:
    found = {}
    for name, text in texts.items():
        document = parse_document(f"scenarios/{name}.yaml", text, ProblemLog())
        assert document is not None
        found[f"scenarios/{name}"] = document
    return Shelf("case", found)


def names(source: Shelf, words: str) -> list[str]:
    log = ProblemLog()
    found = [scenario_name(document) for document in resolve(source, words, log)]
    assert not log.problems
    return found


def faults(source: Shelf, words: str) -> list[str]:
    log = ProblemLog()
    resolve(source, words, log)
    return [str(problem) for problem in log.errors]


TEXTS = {"a": "title: First", "b": "extends: [a]", "c": "extends: [a, b]\nprobability: 0.3", "d": "extends: a"}


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("base", []),
        ("a", ["a"]),
        ("base+a", ["a"]),
        ("d+b", ["a", "d", "b"]),
        ("c", ["a", "b", "c"]),
        ("c+a+c", ["a", "b", "c"]),
        ("a + d", ["a", "d"]),
    ],
)
def test_scenarios_stack_in_order_each_once_after_those_it_extends(words: str, order: list[str]) -> None:
    assert names(shelf(**TEXTS), words) == order


def test_an_unknown_name_gets_the_nearest_and_the_list() -> None:
    assert faults(shelf(slow_demand=""), "slow_demnad") == [
        "case: scenario = slow_demnad: there is no scenario of this name (did you mean slow_demand?): "
        "there are base, slow_demand"
    ]


def test_an_unknown_name_in_extends_is_told_where_it_stands() -> None:
    assert faults(shelf(a="title: t\nextends:\n  - base\n  - b\n"), "a") == [
        "scenarios/a.yaml:4: extends = b: there is no scenario of this name: there are base, a"
    ]


def test_a_circle_is_named() -> None:
    (said,) = faults(shelf(a="extends: [b]", b="extends: [c]", c="extends: [b]"), "a")
    assert said.startswith("scenarios/c.yaml:1: extends = b: scenarios extend each other in a circle (b -> c -> b)")


@pytest.mark.parametrize("words", ["", "a+", "../a", "a/b", ".a", "a..b", "a b", "-a", "a\0", "a;b"])
def test_odd_names_are_refused(words: str) -> None:
    assert any("name scenarios by letters" in said for said in faults(shelf(a=""), words))


@pytest.mark.parametrize("words", ["a.b", "a_1", "需求慢", "2030"])
def test_plain_names_are_not(words: str) -> None:
    assert names(shelf(**{words: ""}), words) == [words]


def test_what_could_not_be_read_is_not_told_twice() -> None:
    log = ProblemLog()
    log.add("scenarios/a.yaml", "is not YAML here", line=3)
    assert resolve(shelf(), "a", log) == ()
    assert len(log.problems) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("edits: []", "scenarios/a.yaml:1: edits: a scenario has no key of this name (did you mean edit?)"),
        ("title: 2030", "scenarios/a.yaml:1: title = 2030: has to be text"),
        ("description: [a]", "has to be text"),
        ("extends: {b: 1}", "has to be a list of scenarios"),
        ("extends: [2]", "has to be a list of scenarios"),
        ("probability: 1.2", "has to be a number from 0 to 1"),
        ("probability: true", "has to be a number from 0 to 1"),
        ("edit: {table: demand}", "has to be a list, one item {...} for each edit"),
        ("policies: [norm]", "has to be a list, one item {...} for each policy"),
        ("- a", "scenarios/a.yaml:1: a scenario is made of keys and values"),
    ],
)
def test_a_scenario_has_its_keys_and_their_kinds(text: str, said: str) -> None:
    (found,) = faults(shelf(a=text), "a")
    assert said in found


def test_notes_and_blank_keys_are_fine() -> None:
    assert names(shelf(a="note: why\nsource_of_it: a book\nconfidence: C\nedit:\nextends:\n"), "a") == ["a"]


def test_base_may_have_a_probability_but_no_edits() -> None:
    assert names(shelf(base="probability: 0.4"), "base") == []
    assert faults(shelf(base="edit: [{table: demand, drop: true}]"), "base") == [
        "scenarios/base.yaml:1: edit: base is the instance as it stands: give a scenario with edits another name"
    ]


def test_titles_of_all_and_blank_where_there_is_none() -> None:
    assert titles(shelf(a="title: First", b="", c="- x"), "scenarios") == {"a": "First", "b": "", "c": ""}

"""What the README shows is what happens: its first plan, and the commands it names."""

import re
import shlex

import pytest

import solve
from tests.known import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(command)[2:] for command in re.findall(r"`(python solve\.py [^`]*)`", README)]
# The main instance takes a minute and the cities several, VERB and NAME are to be filled in.
LARGE = ("china", "prefectures")
SMALL = [words for words in COMMANDS if not any(name in word for word in words for name in (*LARGE, "VERB"))]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    monkeypatch.chdir(tmp_path)


def test_the_first_plan_is_what_the_command_prints(capsys):
    assert solve.main(["run", "instances/two-regions"]) == 0
    printed = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    shown = re.search(r"```text\n(.*?)```", README, re.DOTALL)[1].splitlines()
    assert [_uncounted(line) for line in printed[: len(shown)]] == [_uncounted(line) for line in shown]
    assert [line.split(":")[0] for line in printed[len(shown) :]][:2] == ["Seconds", "Solution"]


def _uncounted(line):
    """Leave out how many checks there are: that grows with the audit."""
    return re.sub(r"\d[\d,]*", "", line) if line.startswith("audit passed") else line


@pytest.mark.parametrize("words", SMALL, ids=" ".join)
def test_its_commands_run(words):
    assert solve.main(words) == 0


def test_there_are_commands_to_try():
    assert {words[0] for words in SMALL} >= {"new", "convert", "export"}


def test_its_commands_on_large_instances_are_understood():
    for words in COMMANDS:
        if "VERB" not in words:
            parsed = solve.make_parser(solve.VERBS, "", "").parse_args(words)
            assert callable(parsed.run)


def test_the_files_it_links_to_are_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
    for folder in re.findall(r"`(instances/[\w-]+)`", README):
        assert (ROOT / folder).is_dir(), folder


def test_its_exit_codes_are_those_of_the_command_line():
    told = {int(code) for code in re.findall(r"^\| (\d) \|", README, re.M)}
    assert told == {
        solve.SOLVED, solve.FAULT, solve.USAGE, solve.BAD_DATA, solve.NO_SOLUTION, solve.STOPPED, solve.AUDIT_FAILED,
    }  # fmt: skip

"""The scenarios of the China instance: each changes what it says, and each policy binds or is paid for somewhere."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from instances.china.make.measure import measure
from model.instance.edits import apply_edits
from model.instance.load import Opened, list_scenarios, load, open_instance
from model.instance.problems import ProblemLog
from model.instance.scenarios import resolve

CHINA = Path(__file__).parent.parent.parent / "instances" / "china"
SCENARIOS = list_scenarios(CHINA)
ASKED = {
    *("nameplate-low", "nameplate-high", "slow-demand", "fast-demand", "subsidy-cliff", "provincial-plans"),
    *("price-shock", "import-limit", "learning-none", "learning-12", "learning-24", "learning-all-in", "learning-seed"),
    *("recycling-duty", "recycling-duty-weak", "export-tariffs", "lost-exports", "subsidy-race"),
    *("foreign-0", "foreign-half", "foreign-1", "joint-venture-wages", "even-enforcement", "dispersed", "clustered"),
    "many-small-plants",
}
ZERO = 1e-6


@cache
def base() -> Opened:
    return open_instance(CHINA)


@cache
def written(name: str) -> dict[str, Any]:
    data = yaml.safe_load((CHINA / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def policies_of(name: str) -> list[str]:
    return [policy["name"] for policy in written(name).get("policies", ())]


WITH_POLICIES = [name for name in SCENARIOS if policies_of(name)]


def test_every_scenario_that_was_asked_for_is_there() -> None:
    assert set(SCENARIOS) >= ASKED
    assert all(SCENARIOS.values()), "each has a title"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_edit_changes_rows(name: str) -> None:
    """The tables are read once; that the result is a sound instance is what the slow test below checks."""
    log = ProblemLog()
    draft, edits = apply_edits(base().draft, resolve(base().source, name, log), base().context, log)
    assert not log.problems, [str(problem) for problem in log.problems]
    assert all(edit.rows for edit in edits)
    # Rows that are set to what they were would be an edit in vain.
    assert (
        draft.policies
        or not all(draft.tables[t].equals(base().draft.tables[t]) for t in draft.tables)
        or any(edit.table == "instance" for edit in edits)
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_a_sound_instance(name: str) -> None:
    # Direct recycling begins in 2030, inside the last period of near-term, which begins in 2028.
    lines = ["direct"] if name == "near-term" else []
    assert [problem.value for problem in load(CHINA, name).warnings] == lines


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_of_a_scenario_names_its_facts(name: str) -> None:
    for item in (*written(name).get("edit", ()), *written(name).get("policies", ())):
        assert item["source"], item
        assert item["confidence"] in set("ABCD"), item


def test_there_are_at_least_fourteen_policies() -> None:
    names = {policy for name in WITH_POLICIES for policy in policies_of(name)}
    assert len(names) >= 14, sorted(names)


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_POLICIES)
def test_every_policy_binds_or_is_paid_for(name: str) -> None:
    """A dual or a miss: where it has neither, the plan would be the same without it."""
    rows = measure(CHINA, name).policies.set_index("policy")
    for policy in policies_of(name):
        of_policy = rows.loc[[policy]]
        assert ((of_policy["dual"].abs() > ZERO) | (of_policy["miss"] > ZERO)).any(), policy


def test_the_local_share_that_siting_moves_is_that_of_the_scenarios():
    study = yaml.safe_load((CHINA / "studies/siting.yaml").read_text(encoding="utf-8"))
    (turn,) = (turn for turn in study["turns"] if turn["name"] == "local share of learning")
    for share in (25, 50):
        scenario = yaml.safe_load((CHINA / f"scenarios/learning-local-{share}.yaml").read_text(encoding="utf-8"))
        moved = {
            (edit["where"]["curve"], edit["set"]): edit.get("plus", 0) + edit["times"] * share / 100
            for edit in turn["edit"]
        }
        asked = {
            (edit["where"]["curve"], column): value
            for edit in scenario["edit"]
            for column, value in edit["set"].items()
        }
        assert moved == pytest.approx(asked, rel=1e-5)

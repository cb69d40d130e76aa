"""The public family of MPS files: each can be read back, and is the problem that it is said to be."""

import pytest

from bench.family import FAMILY, export, measure, page
from model.instance.load import load
from model.run import run
from model.solver.highs import Options
from tests.known import ROOT


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("family")
    small = [member for member in FAMILY if member.name in ("tiny", "two-regions", "lock-in", "two-clusters")]
    return {member.name: measure(export(member, folder), 60.0) for member in small}


def test_a_linear_program_is_solved_to_the_cost_of_the_tutorial(measured):
    one = measured["two-regions"]
    assert (one.integers, one.status) == (0, "optimal")
    # 70,869.1 million CNY, as README.md prints it.
    assert one.objective == one.bound == pytest.approx(70_869.063, abs=1e-3)


def test_chords_lie_below_the_cost_of_learning_and_near_it(measured):
    one, exact = measured["lock-in"], run(load(ROOT / "instances" / "lock-in").instance, Options()).solved.objective
    assert one.integers == 16
    assert 0.99 * exact < one.objective < exact


def test_the_page_has_a_row_of_numbers_and_one_of_words_for_each(measured):
    text = "\n".join(page(measured, 60.0))
    for name in measured:
        assert text.count(f"`{name}.mps`") == 2
    assert "18 | 24 | 48 | 0" in text

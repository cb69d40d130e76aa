"""The pages of bench/ tell what was measured."""

from pathlib import Path

import pytest

from bench.profile import MEANING, page, profile

TINY = Path(__file__).parents[1] / "instances" / "tiny"


def test_a_profile_names_every_stage_of_a_run_once_and_adds_them_up():
    done, seconds = profile(TINY, "base")
    assert list(seconds) == ["load", "assemble", "build", "compile", "solve", "tables", "audit", "store"]
    assert set(seconds) <= set(MEANING)
    rows = [line.split(" | ") for line in page(done, seconds, "a command").splitlines() if line.startswith("| ")][2:]
    assert [row[0].removeprefix("| ") for row in rows] == [*seconds, "all"]
    told = [float(row[1]) for row in rows]
    assert sum(told[:-1]) == pytest.approx(told[-1], abs=0.005 * len(rows))

"""Random damage to instances: messages and exit code 3, never a traceback, never a folder left behind."""

import random
from pathlib import Path

import pytest

import solve
from tests.instance.corruptions import copy_linked, corrupt

INSTANCES = Path(__file__).parents[2] / "instances"


def _damage(name: str, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_linked(INSTANCES / name, tmp_path / "copy")
    what = corrupt(folder, random.Random(seed))
    before = sorted(tmp_path.iterdir())
    code = solve.main(["run", str(folder), "--out", str(tmp_path / "out")])
    told = capsys.readouterr().err
    assert code == 3, f"{what}: code {code}\n{told}"
    assert "fault(s); nothing was written." in told
    assert "Traceback" not in told
    assert sorted(tmp_path.iterdir()) == before, what


@pytest.mark.parametrize("seed", range(170))
def test_damage_to_a_small_instance_is_told(seed, tmp_path, capsys):
    _damage(("tiny", "two-regions", "closed-loop")[seed % 3], seed, tmp_path, capsys)


@pytest.mark.parametrize("seed", range(30))
def test_damage_to_china_is_told(seed, tmp_path, capsys):
    _damage("china", seed, tmp_path, capsys)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30, 200))
def test_more_damage_to_china_is_told(seed, tmp_path, capsys):
    _damage("china", seed, tmp_path, capsys)

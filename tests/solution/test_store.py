"""A solution on disk is there whole, or not at all."""

import json
import math

import pandas as pd
import pytest

from model.record import make_record
from model.solution import store
from model.solution.columns import BY_NAME, INDEX, SOLUTION_TABLES
from model.solution.store import StoreError, read_solution, write_solution
from tests.known import solved

RUN = {"instance": "case", "objective": 5.0}
TABLES = {"prices": pd.DataFrame({"instance": ["case"], "marginal_cost": [0.1]})}


def test_what_is_written_is_read(tmp_path):
    write_solution(tmp_path / "out", RUN, TABLES)
    run, tables = read_solution(tmp_path / "out")
    assert run == {**RUN, "files": ["prices.csv"]}
    pd.testing.assert_frame_equal(tables["prices"], TABLES["prices"])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_ids_that_look_like_numbers_or_nothing_stay_text(tmp_path):
    columns = BY_NAME["flows"].columns
    flows = pd.DataFrame([("NA", "001", "110100", 2025, 1.5, "")], columns=list(columns))
    write_solution(tmp_path / "out", RUN, {"flows": flows})
    _, tables = read_solution(tmp_path / "out")
    assert tables["flows"].to_dict("records") == flows.to_dict("records")


def test_a_solution_is_replaced_with_everything_in_it(tmp_path):
    write_solution(tmp_path / "out", RUN, {**TABLES, "flows": TABLES["prices"]})
    write_solution(tmp_path / "out", {**RUN, "objective": 6.0}, TABLES)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"run.json", "prices.csv"}
    assert read_solution(tmp_path / "out")[0]["objective"] == 6.0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["notes.txt", "run.json", "prices.csv"])
def test_a_folder_with_anything_else_is_refused_and_left_alone(tmp_path, name):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match=f"holds {name}"):
        write_solution(tmp_path / "out", RUN, TABLES)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]


def test_notes_beside_the_tables_are_not_lost(tmp_path):
    write_solution(tmp_path / "out", RUN, TABLES)
    (tmp_path / "out" / "my notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(StoreError, match=r"my notes\.txt"):
        write_solution(tmp_path / "out", RUN, TABLES)


def test_a_file_in_the_place_is_refused(tmp_path):
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="is a file"):
        write_solution(tmp_path / "out", RUN, TABLES)
    with pytest.raises(StoreError, match="cannot be written"):
        write_solution(tmp_path / "out" / "below", RUN, TABLES)


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["to_csv", "swap"])
def test_what_stops_in_the_middle_leaves_the_old_solution(tmp_path, monkeypatch, fault, step):
    write_solution(tmp_path / "out", RUN, TABLES)

    def stop(*args, **kwargs):
        raise fault

    if step == "to_csv":
        monkeypatch.setattr(pd.DataFrame, "to_csv", stop)
    else:
        # The second of the two moves fails: the old solution is out of its place by then.
        moves, replace = [], store.Path.replace
        monkeypatch.setattr(
            store.Path,
            "replace",
            lambda path, target: stop() if moves.append(path) or len(moves) == 2 else replace(path, target),
        )
    with pytest.raises((StoreError, KeyboardInterrupt)):
        write_solution(tmp_path / "out", {**RUN, "objective": 6.0}, TABLES)
    monkeypatch.undo()
    assert read_solution(tmp_path / "out")[0]["objective"] == 5.0
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_number_that_is_none_is_not_written(tmp_path):
    with pytest.raises(ValueError):
        write_solution(tmp_path / "out", {**RUN, "objective": math.nan}, TABLES)
    assert list(tmp_path.iterdir()) == []


def test_a_solution_with_a_part_missing_is_none(tmp_path):
    write_solution(tmp_path / "out", RUN, TABLES)
    (tmp_path / "out" / "prices.csv").unlink()
    with pytest.raises(StoreError, match=r"prices\.csv is missing"):
        read_solution(tmp_path / "out")
    with pytest.raises(StoreError, match="is no solution"):
        read_solution(tmp_path / "elsewhere")


def test_the_same_input_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        run = solved(tmp_path / "instance")
        write_solution(tmp_path / name, make_record(run, ["run"]), run.tables)
    for path in (tmp_path / "a").iterdir():
        same = (tmp_path / "b" / path.name).read_bytes()
        if path.name == "run.json":
            runs = [json.loads(text) for text in (path.read_bytes(), same)]
            assert all(run.pop("times") for run in runs)
            assert runs[0] == runs[1]
        else:
            assert path.read_bytes() == same, path.name


def test_every_declared_table_and_column_is_written(tmp_path):
    run = solved(tmp_path / "instance")
    write_solution(tmp_path / "out", make_record(run, ["run"]), run.tables)
    for table in SOLUTION_TABLES:
        header = (tmp_path / "out" / f"{table.name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert header == ",".join([*INDEX, *table.columns])

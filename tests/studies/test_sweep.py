"""Sweeps: which cases, each run as if alone, kept when others fail, resumed where they stopped."""

import json
import shutil
from dataclasses import replace

import pandas as pd
import pytest

import model.run as running
from model.instance.problems import InstanceError
from model.solution import store
from model.solution.audit import audit
from model.studies.ask import read_asked
from model.studies.runs import worker
from model.studies.runs.desk import open_desk
from tests.known import solved, write
from tests.studies.asked import again, ask, write_study

# 10 GWh/yr stand at a running cost of 1, more costs 100 (paid once) and runs at 1 too: 10 are needed.
CASE = {
    "capacity": "line,region,online,capacity\nline,A,2020,10\n",
    "processes": "process,line,variable_cost\nmake,line,1\n",
    "commodities": "commodity,unit,shortage_price\ncell,GWh,500\n",
}
DEMAND = "  - {name: demand, table: demand, where: {commodity: cell}, scale: amount, values: [0.5, 1, 1.5]}\n"
COST = "  - {name: cost, table: processes, set: variable_cost, values: [1, 2]}\n"
STUDY = "kind: sweep\ncold_share: 1\naxes:\n" + DEMAND + COST
WARM = STUDY.replace("cold_share: 1", "cold_share: 0")
SHORT = WARM.replace("[0.5, 1, 1.5]", "[1]").replace("[1, 2]", "[1]")


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    return ask(tmp_path_factory.mktemp("answered"), STUDY, **CASE)


def test_a_grid_has_every_combination_with_its_optimum(answered):
    record, tables, _ = answered
    runs = tables["runs"]
    # Demand 5, 10, 15 at cost 1 or 2 each; the last 5 are built at 100 a unit, a tenth of it due in the year.
    assert runs[["demand", "cost", "objective"]].to_numpy().tolist() == [
        [0.5, 1, 5], [0.5, 2, 10], [1, 1, 10], [1, 2, 20],
        [1.5, 1, pytest.approx(15 + 50)], [1.5, 2, pytest.approx(80)],
    ]  # fmt: skip
    assert runs["difference"].tolist() == pytest.approx([-5, 0, 0, 10, 55, 70])
    assert record["runs"]["solved_cold_again"] == 6
    assert record["runs"]["largest_difference"] <= 1e-9
    assert not record["failures"]
    used = tables["utilisation"].groupby("run", sort=False)["on_standing"].first()
    # Ten of the ten that stand are used where demand is as in the data.
    assert used[runs["run"][2]] == pytest.approx(1.0)


def test_runs_from_the_base_equal_runs_of_their_own(answered, tmp_path):
    _, tables, desk = answered
    run = tables["runs"].iloc[-1]
    assert run["method"] == "simplex from a basis"
    demand = "commodity,region,amount\ncell,A,15\n"
    alone = solved(tmp_path / "alone", **{**CASE, "demand": demand, "processes": CASE["processes"].replace(",1", ",2")})
    assert run["objective"] == pytest.approx(alone.solved.objective, rel=1e-9)
    stored, of_run = desk.folder.run(run["run"])
    assert stored["case"]["values"] == {"demand": 1.5, "cost": 2}
    assert stored["audit"]["passed"]
    assert of_run["builds"]["built"].tolist() == pytest.approx([5.0])


def test_lists_go_together_and_samples_are_the_same_for_a_seed(tmp_path):
    together = WARM.replace("[0.5, 1, 1.5]", "[0.5, 1.5]").replace("axes", "sample: list\naxes")
    _, tables, _ = ask(tmp_path / "list", together, **CASE)
    assert tables["runs"][["demand", "cost"]].to_numpy().tolist() == [[0.5, 1], [1.5, 2]]
    drawn = WARM.replace("[0.5, 1, 1.5]", "{from: 0.5, to: 1.5}").replace("axes", "sample: random\ndraws: 2\naxes")
    _, tables, _ = ask(tmp_path / "random", drawn, **CASE)
    assert tables["runs"]["demand"].between(0.5, 1.5).all()
    assert tables["runs"]["demand"].nunique() == 2
    first = tables["runs"]["demand"].tolist()
    shutil.rmtree(tmp_path / "random" / "out")
    assert again(tmp_path / "random")[1]["runs"]["demand"].tolist() == first


def test_scenarios_are_an_axis_and_a_bad_one_leaves_the_others_alone(tmp_path):
    scenarios = "  - {name: world, scenarios: [base, cheap, broken, nowhere, impossible]}\n"
    (tmp_path / "instance" / "scenarios").mkdir(parents=True)
    for name, text in {
        "cheap": "edit:\n  - {table: processes, set: {variable_cost: 0.5}}\n",
        "broken": "edit:\n  - {table: demand, where: {region: Z}, scale: {amount: 2}}\n",
        "impossible": (
            "edit:\n  - {table: commodities, set: {shortage_price: null}}\n"
            "policies:\n  - {name: less, left: {quantity: output, commodity: cell}, at_most: 1}\n"
        ),
    }.items():
        (tmp_path / "instance" / "scenarios" / f"{name}.yaml").write_text(text, encoding="utf-8")
    record, tables, _ = ask(tmp_path, "kind: sweep\naxes:\n" + scenarios, **CASE)
    runs = tables["runs"].set_index("world")
    assert runs["status"].to_dict() == {
        "base": "optimal", "cheap": "optimal", "broken": "bad data", "nowhere": "bad data", "impossible": "infeasible",
    }  # fmt: skip
    assert runs["objective"][["base", "cheap"]].tolist() == [10, 5]
    assert [failure["status"] for failure in record["failures"]] == ["bad data", "bad data"]
    assert "scenarios/broken.yaml:2: where = {region: Z}" in record["failures"][0]["why"]
    assert "there is no scenario of this name" in record["failures"][1]["why"]
    assert record["status"] == "answered"


def test_a_finished_sweep_repeats_nothing_and_new_data_repeat_all(tmp_path, monkeypatch):
    _, first, _ = ask(tmp_path, SHORT, **CASE)
    made = []
    monkeypatch.setattr(worker, "run", lambda *a, **k: made.append(a) or pytest.fail("a run was repeated"))
    _, second, _ = again(tmp_path)
    pd.testing.assert_frame_equal(first["runs"], second["runs"])
    assert not made
    monkeypatch.undo()
    (tmp_path / "instance" / "demand.csv").write_text("commodity,region,amount\ncell,A,12\n", encoding="utf-8")
    _, third, _ = again(tmp_path)
    assert third["runs"]["objective"].tolist() == pytest.approx([12 + 20])
    assert not set(third["runs"]["run"]) & set(first["runs"]["run"])


def test_a_full_disk_keeps_what_is_finished_and_says_so(tmp_path, monkeypatch):
    left = [4]
    swap = store._swap

    def full(draft, folder):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")
        swap(draft, folder)

    monkeypatch.setattr(store, "_swap", full)
    record, tables, desk = ask(tmp_path, WARM, **CASE)
    assert tables["runs"]["status"].tolist().count("optimal") == 3
    assert all("No space left on device" in failure["why"] for failure in record["failures"])
    assert len(record["failures"]) == 3
    kept = {path.name for path in desk.folder.runs.iterdir()}
    assert kept == {*tables["runs"].loc[tables["runs"]["why"] == "", "run"], desk.base.key(desk.setup.data)}
    monkeypatch.undo()
    record, tables, _ = again(tmp_path)
    assert tables["runs"]["status"].tolist() == ["optimal"] * 6
    assert not record["failures"]


def test_what_a_killed_study_left_behind_is_swept_out(tmp_path):
    _, first, desk = ask(tmp_path, SHORT, **CASE)
    (desk.folder.runs / ".half.abc").mkdir()
    (desk.folder.path / "study.json").write_text(
        json.dumps({"instance": str(tmp_path / "instance"), "study": "study", "files": []}), encoding="utf-8"
    )
    gone = first["runs"]["run"].iloc[0]
    shutil.rmtree(desk.folder.runs / gone)
    _, second, _ = again(tmp_path)
    assert not (desk.folder.runs / ".half.abc").exists()
    assert second["runs"]["objective"].tolist() == first["runs"]["objective"].tolist()


def test_faults_of_a_study_file_are_told_at_once_with_their_lines(tmp_path):
    text = (
        "kind: sweep\nsampel: grid\ncap: -1\naxes:\n  - {name: a, table: demand, scale: amount, values: x}\n"
        "  - {name: b, table: demand, values: [1]}\n"
    )
    with pytest.raises(InstanceError) as raised:
        ask(tmp_path, text, **CASE)
    assert [(p.line, p.column) for p in raised.value.problems] == [
        (2, "sampel"),
        (3, "cap"),
        (5, "values"),
        (6, "scale"),
    ]
    assert "did you mean sample?" in str(raised.value.problems[0])


def test_a_study_that_is_not_there_is_named_with_those_that_are(tmp_path):
    write_study(write(tmp_path / "instance", **CASE), STUDY)
    with pytest.raises(InstanceError, match=r"study = studi: .*did you mean study\?"):
        again(tmp_path, "studi")


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    ask(tmp_path, SHORT, **CASE)
    write_study(tmp_path / "instance", SHORT, "other")
    with pytest.raises(store.StoreError, match="holds the study study"):
        again(tmp_path, "other")
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(store.StoreError, match="holds something that is no study"):
        again(tmp_path)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_cap_that_is_reached_is_solved_cold_with_the_same_answer(tmp_path):
    _, tables, _ = ask(tmp_path, STUDY.replace("cold_share: 1", "cap: 0").replace("0.5, 1, ", ""), **CASE)
    assert tables["runs"]["objective"].tolist()[-1] == pytest.approx(80)


def test_two_processes_do_not_work_at_one_study(tmp_path):
    write_study(write(tmp_path / "instance", **CASE), STUDY)
    asked = read_asked(tmp_path / "instance", "study")
    first = open_desk(asked.study, tmp_path / "out")
    with pytest.raises(store.StoreError, match="another process is at this study"):
        open_desk(asked.study, tmp_path / "out")
    first.lock.let_go()
    open_desk(asked.study, tmp_path / "out").lock.let_go()


def test_a_run_that_fails_its_audit_is_a_failure(tmp_path, monkeypatch):
    def doubtful(instance, tables, objective, **options):
        verdict = audit(instance, tables, objective, **options)
        return replace(verdict, passed=bool(instance.tables["demand"]["amount"].iloc[0] < 15))

    monkeypatch.setattr(running, "audit", doubtful)
    record, tables, _ = ask(tmp_path, WARM, **CASE)
    assert tables["runs"]["status"].tolist() == ["optimal"] * 4 + ["audit failed"] * 2
    assert len(record["failures"]) == 2


def test_a_sweep_has_no_one_number_to_be_sure_of(tmp_path):
    folder = write(tmp_path / "case", **CASE)
    write_study(folder, STUDY + "sure: {count: 1}\n")
    with pytest.raises(InstanceError, match=r"studies/study.yaml:6: sure: .*kind sweep.*leave it out"):
        read_asked(folder, "study")

"""The verbs study and utilisation, as a user calls them."""

import json

import pandas as pd
import pytest

import solve
from tests.known import write
from tests.studies.asked import write_study
from tests.studies.test_sure import SURE
from tests.studies.test_sweep import CASE
from tests.studies.test_threshold import ONE, STUDY

SHORT = STUDY.replace("tolerance: 0.001", "grid: 2\ntolerance: 0.1")


def said_by(capsys, *words):
    capsys.readouterr()
    code = solve.main([str(word) for word in words])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_threshold_from_the_command_line(tmp_path, capsys):
    folder = write(tmp_path / "case", **ONE)
    write_study(folder, "title: When is it too much?\n" + SHORT + SURE, "much")
    code, out, _ = said_by(capsys, "study", folder, "much", "--out", tmp_path / "out", "--workers", 1)
    assert code == 0
    assert "When is it too much? (threshold)" in out
    assert "crosses 50.0% at share = 0.6" in out
    assert "Who carries the stranded capital" in out
    assert "How sure" in out
    record = json.loads((tmp_path / "out" / "study.json").read_text(encoding="utf-8"))
    assert record["status"] == "answered"
    assert {"crossings.csv", "curve.csv", "order.csv", "stranded.csv", "sure.csv"} == set(record["files"])
    assert pd.read_csv(tmp_path / "out" / "crossings.csv")["critical"].iloc[0] == pytest.approx(0.6)


def test_a_study_without_an_answer_says_why(tmp_path, capsys):
    # 20 are needed, 10 stand and no more may be built: no value of the driver has a plan.
    policy = "- name: less\n  left: {quantity: output, commodity: cell}\n  at_most: 1\n"
    folder = write(tmp_path / "case", **ONE)
    (folder / "policies.yaml").write_text(policy, encoding="utf-8")
    write_study(folder, SHORT)
    code, out, _ = said_by(capsys, "study", folder, "study", "--out", tmp_path / "out", "--workers", 1)
    assert code == 4
    assert "No answer: no run from share = 0 to 1 has a plan" in out
    assert json.loads((tmp_path / "out" / "study.json").read_text(encoding="utf-8"))["status"] == "failed"


def test_faults_of_a_study_end_with_the_code_of_bad_data(tmp_path, capsys):
    folder = write(tmp_path / "case", **ONE)
    write_study(folder, SHORT.replace("threshold", "treshold"))
    code, _, err = said_by(capsys, "study", folder, "study")
    assert code == 3
    assert "studies/study.yaml:1: kind = treshold" in err
    assert "did you mean threshold?" in err
    code, _, err = said_by(capsys, "study", folder, "nothing")
    assert code == 3
    assert "there are study" in err


def test_faults_of_an_edit_stand_where_the_study_file_says_them(tmp_path, capsys):
    folder = write(tmp_path / "case", **CASE)
    axis = "{name: d, table: demand, where: {region: Z}, scale: amount, values: [1]}"
    write_study(folder, f"kind: sweep\naxes:\n  - {axis}\n")
    code, out, _ = said_by(capsys, "study", folder, "study", "--out", tmp_path / "out", "--workers", 1)
    assert code == 0
    assert "0 of 1 runs have a plan, 1 failed" in out
    assert "studies/study.yaml:3: where = {region: Z}" in out


@pytest.mark.parametrize("workers", ["0", "many"])
def test_a_number_of_workers_is_a_number(capsys, workers):
    with pytest.raises(SystemExit):
        solve.main(["study", "case", "study", "--workers", workers])
    assert "is no number of processes" in capsys.readouterr().err


def test_the_utilisation_report_marks_what_is_under_the_norm(tmp_path, capsys):
    folder = write(tmp_path / "case", **{**ONE, "demand": "commodity,region,amount\ncell,A,4\n"})
    assert solve.main(["run", str(folder), "--out", str(tmp_path / "out")]) == 0
    code, out, _ = said_by(
        capsys, "utilisation", tmp_path / "out", "--by", "region", "owner", "--csv", tmp_path / "full.csv"
    )
    assert code == 0
    assert "By region" in out
    assert "40%▼" in out
    written = pd.read_csv(tmp_path / "full.csv")
    assert written.loc[written["by"] == "nation", "on_standing"].tolist() == [0.4]
    code, _, err = said_by(capsys, "utilisation", tmp_path)
    assert code == 2
    assert "is no solution" in err

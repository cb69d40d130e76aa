"""The command line: what every verb does, says and leaves behind, and the exit code it ends with."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

import model.run
import solve
from model.solution.store import read_solution
from model.solver.highs import Solved
from tests.known import ROOT, write

TINY = str(ROOT / "instances" / "tiny")
TWO = str(ROOT / "instances" / "two-regions")

# What is built for 10 in 2025 may not close and has to run at half load: 5 in 2026, where 2 are wanted.
STUCK = {
    "settings": "name: case\nyears: [2025, 2026]\nlearning: off\n",
    "lines": "line,life,min_utilisation,exit_rate\nline,10,0.5,0\n",
    "demand": "commodity,region,year,amount\ncell,A,2025,10\ncell,A,2026,2\n",
}
# Ore at 1 becomes cells without a line, and any amount of them is bought at 9.
ENDLESS = {
    "commodities": "commodity\ncell\nore\n",
    "processes": "process,line\nmake,\n",
    "lines": "",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-1\n",
    "markets": "market,side,commodity,region,price\nmine,buy,ore,A,1\nabroad,sell,cell,A,9\n",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """Work in a folder of its own, so that nothing is left behind in the repository."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GIGASITE_DEBUG", raising=False)


def started(*words, **options):
    return subprocess.run(
        [sys.executable, str(ROOT / "solve.py"), *words], capture_output=True, text=True, timeout=120, **options
    )


def test_a_run_answers_a_planners_first_questions(tmp_path, capsys):
    assert solve.main(["run", TWO]) == 0
    told = capsys.readouterr().out
    assert all(len(line.rstrip()) <= 100 for line in told.splitlines() if not line.startswith(("Solution", "Report")))
    for words in ("四川 Sichuan 39.0 (2025-2030)", "100%", "CNY/kWh", "Nothing is short", "70,869", "audit passed"):
        assert words in told
    record, tables = read_solution(tmp_path / "results" / "two-regions-base")
    assert record["status"] == "optimal"
    assert record["command"] == ["solve.py", "run", TWO]
    assert tables["costs"]["discounted"].sum() == pytest.approx(record["objective"])


def test_out_is_where_the_solution_goes_and_replaces_only_a_solution(tmp_path, capsys):
    assert solve.main(["run", TINY, "--out", "here/deep"]) == 0
    assert solve.main(["run", TINY, "--out", "here/deep"]) == 0
    assert sorted(path.name for path in (tmp_path / "here").iterdir()) == ["deep"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.tex").write_text("", encoding="utf-8")
    assert solve.main(["run", TINY, "--out", "mine"]) == 2
    assert "thesis.tex" in capsys.readouterr().err
    assert solve.main(["run", TINY, "--out", TINY]) == 2


def test_learning_is_overridden_on_the_command_line(tmp_path):
    tables = {
        "curves": "curve,learning_rate,reference,unit_cost\nk,0.2,100,40\n",
        "curve_members": "curve,member\nk,line\n",
        "cost_path": "curve,unit_cost\nk,10\n",
    }
    folder = str(write(tmp_path / "case", **tables))
    objectives = {}
    for mode in ("off", "path"):
        assert solve.main(["run", folder, "--learning", mode]) == 0
        record, _ = read_solution(tmp_path / "results" / f"case-base-{mode}")
        assert (record["learning"], record["command"][-2:]) == (mode, ["--learning", mode])
        objectives[mode] = record["objective"]
    # A tenth of 10 * (100 + 40), of 10 * (100 + 10).
    assert objectives == pytest.approx({"off": 140, "path": 110})


def test_bad_data_are_told_at_once_and_nothing_is_written(tmp_path, capsys):
    folder = write(tmp_path / "case", demand="commodity,region,amount\ncel,A,10\ncell,B,ten\n")
    assert solve.main(["run", str(folder)]) == 3
    told = capsys.readouterr()
    assert "demand.csv:2: commodity = cel" in told.err
    assert "demand.csv:3: amount = ten" in told.err
    assert "nothing was written" in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["case"]
    assert solve.main(["check", str(tmp_path / "nowhere")]) == 3


@pytest.mark.parametrize(
    ("tables", "status", "why"),
    [(STUCK, "infeasible", "cell in A in 2026 has no outlet for 3 GWh/yr"), (ENDLESS, "unbounded", "earn without end")],
)
def test_without_a_solution_run_json_says_why(tmp_path, capsys, tables, status, why):
    folder = write(tmp_path / "case", **tables)
    assert solve.main(["run", str(folder), "--out", "out"]) == 4
    assert why in capsys.readouterr().err
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert (record["status"], record["objective"]) == (status, None)
    assert not list((tmp_path / "out").glob("*.csv"))


def test_a_time_limit_without_a_plan_writes_nothing(tmp_path, capsys):
    folder = write(tmp_path / "case", "name: case\nyears: [2025]\nlearning: off\nsolver: {time_limit: 0}\n", **_many())
    assert solve.main(["run", str(folder)]) == 5
    assert "time_limit" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_the_plan_that_a_time_limit_left_is_written_and_called_so(tmp_path, monkeypatch, capsys):
    whole = model.run.run

    def out_of_time(*args, **kwargs):
        done = whole(*args, **kwargs)
        return replace(done, solved=replace(done.solved, status="time_limit", bound=1400.0))

    monkeypatch.setattr(model.run, "run", out_of_time)
    assert solve.main(["run", TINY, "--out", "out"]) == 5
    told = capsys.readouterr()
    assert "the best one found" in told.err
    # 1480 against a bound of 1400: 80 / 1480.
    # Words only: where lines break is up to the width of the terminal.
    assert "no plan costs less than 1,400.0, gap 0.054" in " ".join(told.out.split())
    assert read_solution(tmp_path / "out")[0]["status"] == "time_limit"


def test_a_solver_that_gives_up_is_no_fault_of_the_data(tmp_path, monkeypatch, capsys):
    whole = model.run.run

    def lost(*args, **kwargs):
        return replace(whole(*args, **kwargs), solved=Solved("failed"), verdict=None, tables={})

    monkeypatch.setattr(model.run, "run", lost)
    assert solve.main(["run", TINY, "--out", "out"]) == 1
    assert "HiGHS gave up" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_failed_audit_writes_the_plan_and_says_so(tmp_path, monkeypatch, capsys):
    honest = model.run.audit

    def finds_fault(*args, **kwargs):
        verdict = honest(*args, **kwargs)
        check = replace(verdict.checks[0], passed=False)
        return replace(verdict, passed=False, checks=(check, *verdict.checks[1:]))

    monkeypatch.setattr(model.run, "audit", finds_fault)
    assert solve.main(["run", TINY, "--out", "out"]) == 6
    told = capsys.readouterr()
    assert "audit FAILED" in told.out
    assert "do not use this plan" in told.err
    assert read_solution(tmp_path / "out")[0]["audit"]["passed"] is False


def test_an_interrupted_run_leaves_nothing_behind(tmp_path, monkeypatch, capsys):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    for stage in ("assemble", "build", "make_tables", "audit"):
        monkeypatch.setattr(model.run, stage, interrupted)
        assert solve.main(["run", TINY, "--out", "out"]) == 5
        monkeypatch.undo()
        monkeypatch.chdir(tmp_path)
        assert "Interrupted; nothing was written." in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == []


def test_a_fault_of_gigasite_is_called_one_and_shows_no_traceback(tmp_path, monkeypatch, capsys):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("by mistake")

    monkeypatch.setattr(model.run, "assemble", broken)
    assert solve.main(["run", TINY]) == 1
    told = capsys.readouterr().err
    assert "a fault of Gigasite, not of your data: ZeroDivisionError: by mistake" in told
    assert "--debug" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []
    assert solve.main(["run", TINY, "--debug"]) == 1
    assert "Traceback" in (tmp_path / solve.FAULT_FILE).read_text(encoding="utf-8")
    assert solve.FAULT_FILE in capsys.readouterr().err


def test_check_says_what_is_sound_and_what_an_edit_changed(capsys):
    template = str(ROOT / "instances" / "template")
    assert solve.main(["check", template, "--scenario", "slow-demand", "--totals"]) == 0
    told = capsys.readouterr().out
    assert "template: sound" in told
    assert "demand" in told
    assert solve.main(["check", template, "--scenario", "slow-demnad"]) == 3
    assert "slow-demand" in capsys.readouterr().err


def test_list_names_scenarios_studies_and_tables(capsys):
    assert solve.main(["list", str(ROOT / "instances" / "template")]) == 0
    told = capsys.readouterr().out
    assert "slow-demand" in told
    assert "demand" in told
    assert "2025 to 2030" in told


def test_new_makes_an_instance_that_runs(tmp_path, capsys):
    assert solve.main(["new", "made/mine"]) == 0
    assert solve.main(["run", "made/mine"]) == 0
    assert (tmp_path / "results" / "mine-base" / "run.json").exists()
    capsys.readouterr()
    assert solve.main(["new", "made/mine"]) == 2
    assert "exists already" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "made").iterdir()) == ["mine"]


def test_convert_there_and_back_gives_the_same_plan(tmp_path):
    assert solve.main(["convert", TWO, "two.xlsx"]) == 0
    assert solve.main(["convert", "two.xlsx", "two"]) == 0
    for source, out in ((TWO, "a"), ("two.xlsx", "b"), ("two", "c")):
        assert solve.main(["run", source, "--out", out]) == 0
    first, *others = (read_solution(tmp_path / out)[0] for out in "abc")
    assert all(other["objective"] == first["objective"] for other in others)
    assert solve.main(["convert", TWO, "two.xlsx"]) == 2
    assert solve.main(["convert", TWO, "another-folder"]) == 2


def test_export_writes_the_program(tmp_path, capsys):
    assert solve.main(["export", TINY, "--mps", "tiny.mps"]) == 0
    assert "build[cell_line,CN-GD,2025]" in (tmp_path / "tiny.mps").read_text(encoding="utf-8")
    capsys.readouterr()
    assert solve.main(["export", TINY, "--mps", "nowhere/tiny.mps"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_help_names_every_verb_with_examples_and_the_exit_codes(capsys):
    with pytest.raises(SystemExit) as stopped:
        solve.main(["--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    for verb in solve.VERBS:
        assert f"python solve.py {verb.name} {verb.examples[0]}" in told
    for code in range(7):
        assert f"  {code} " in told


@pytest.mark.parametrize("words", [[], ["rnu", TINY], ["run"], ["run", TINY, "--nothing"], ["export", TINY]])
def test_wrong_usage(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        solve.main(words)
    assert stopped.value.code == 2
    assert "usage: solve.py" in capsys.readouterr().err


def test_the_exit_codes_reach_the_shell(tmp_path):
    assert started("run", "nowhere").returncode == 3
    assert started("rnu").returncode == 2
    assert started("run", str(write(tmp_path / "case", **ENDLESS))).returncode == 4


def test_output_into_a_closed_pipe_or_a_plain_terminal_is_no_fault():
    code = f"{sys.executable} {ROOT / 'solve.py'} run {TWO} | head -1; exit ${{PIPESTATUS[0]}}"
    piped = subprocess.run(["bash", "-c", code], capture_output=True, text=True, timeout=120)
    assert (piped.returncode, piped.stderr) == (0, "")
    plain = started("run", TWO, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (plain.returncode, plain.stderr) == (0, "")
    assert "Sichuan" in plain.stdout


def test_ctrl_c_ends_a_run_without_a_trace(tmp_path):
    folder = write(tmp_path / "case", f"name: case\nyears: {list(range(2025, 2045))}\nlearning: off\n", **_many(45))
    running = subprocess.Popen(
        [sys.executable, str(ROOT / "solve.py"), "run", str(folder)], stderr=subprocess.PIPE, text=True
    )
    time.sleep(2.0)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, told.splitlines()[-1]) == (5, "Interrupted; nothing was written.")
    assert "Traceback" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["case"]


def test_ctrl_c_that_a_library_swallows_is_no_fault_of_ours(tmp_path):
    """As where it comes within a garbage collection, and what it left half made fails later."""
    swallow = """
import os, runpy, signal, sys
import model.run
def build(*_, **__):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        raise ValueError("half made") from None
model.run.assemble = build
sys.argv = ["solve.py", "run", sys.argv[1], "--out", sys.argv[2]]
runpy.run_path("solve.py", run_name="__main__")
"""
    words = [sys.executable, "-c", swallow, str(TINY), str(tmp_path / "plan")]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (5, "Interrupted; nothing was written.")
    assert not list(tmp_path.iterdir())


def _many(count=12):
    """Regions that ship four commodities to each other."""
    names = [f"R{k}" for k in range(count)]
    goods = ("cell", "ore", "salt", "foil")
    return {
        "regions": "region,lat,lon\n" + "".join(f"{r},{20 + k % 7},{100 + k}\n" for k, r in enumerate(names)),
        "commodities": "commodity,tonnes_per_unit,freight_class\n" + "".join(f"{c},1000,road\n" for c in goods),
        "freight": "freight_class,cost_per_t_km,handling_per_t\nroad,4e-7,2e-5\n",
        "recipes": "process,commodity,amount\nmake,cell,1\n" + "".join(f"make,{c},-1\n" for c in goods[1:]),
        "markets": "market,commodity,region,price\n" + "".join(f"{c},{c},R{k},{k}\n" for k, c in enumerate(goods[1:])),
        "demand": "commodity,region,amount\n" + "".join(f"cell,{r},{1 + k % 5}\n" for k, r in enumerate(names)),
    }

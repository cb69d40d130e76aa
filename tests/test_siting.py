"""Of regions that are alike the first is taken, and all are named."""

import json
from dataclasses import replace

import pytest

import model.solver.mip as mip
from solve import main
from tests.known import solved, write

REGIONS = "region\n{}\n"
TABLES = {
    "lanes": "commodity,origin,destination,cost\ncell,*,*,3\n",
    "demand": "commodity,region,amount\ncell,*,10\n",
    "sites": "line,region,max_capacity,site_cost\nline,*,60,200\nline,D,60,800\n",
}
ONE = "line,region,max_capacity,site_cost\nline,*,60,200\n"


@pytest.mark.parametrize("order", ["ABCD", "CDBA"])
def test_the_first_of_equal_regions_is_taken(order, tmp_path):
    # D differs by its price. Each site beyond the first costs 20 and saves freight for 10 at 3.
    run = solved(tmp_path, regions=REGIONS.format("\n".join(order)), site_counts="line,max_sites\nline,2\n", **TABLES)
    alike = tuple(r for r in order if r != "D")
    assert run.solved.alike == (alike,)
    assert run.tables["sites"]["region"].tolist() == list(alike[:2])
    # 40 built at 10, two sites at 20, freight for two regions.
    assert run.solved.objective == pytest.approx(400 + 40 + 60)


def test_without_sites_nothing_is_asked(tmp_path):
    tables = {**TABLES, "sites": ""}
    assert solved(tmp_path, regions=REGIONS.format("A\nB"), **tables).solved.alike == ()
    assert solved(tmp_path / "one", regions=REGIONS.format("D"), **TABLES).solved.alike == ()


def test_a_plan_that_was_found_in_time_is_stored_with_its_gap(tmp_path, monkeypatch, capsys):
    found = mip._search

    def stopped(program, options, tolerance, begun):
        return replace(found(program, options, tolerance, begun), status="time_limit", bound=200.0)

    monkeypatch.setattr(mip, "_search", stopped)
    folder = write(tmp_path / "case", regions=REGIONS.format("A\nB"), **(TABLES | {"sites": ONE}))
    assert main(["run", str(folder), "--out", str(tmp_path / "out")]) == 5
    record = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    # 20 built at 10, two sites at 20: 240; one site and freight for 10 at 3: 250.
    assert (record["status"], record["bound"]) == ("time_limit", 200.0)
    assert record["objective"] == pytest.approx(240)
    assert record["audit"]["passed"]
    assert "best one found" in capsys.readouterr().err

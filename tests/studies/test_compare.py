"""Two plans side by side, worked out by hand."""

import pytest

import solve
from model.record import make_record
from model.solution.store import read_solution
from model.studies.compare import compare
from tests.known import solved, write
from tests.studies.asked import ask

SETTINGS = "name: case\nyears: [2025, 2026]\nlearning: off\n"
TABLES = {
    "regions": "region,lat,lon\nA,30,110\nB,30,111\n",
    "commodities": "commodity,unit,tonnes_per_unit,freight_class\ncell,GWh,1,road\n",
    "lines": "line,life,paid_over,capex,fixed_cost\nline,10,1,100,1\n",
    "sites": "line,region,capex_factor\nline,A,1\nline,B,{factor}\n",
    "freight": "freight_class,cost_per_t_km\nroad,0.0000001\n",
    "demand": "commodity,region,year,amount\ncell,A,2025,{first}\ncell,A,2026,10\n",
}


def run_of(folder, factor="1.5", first="10"):
    tables = {name: text.replace("{factor}", factor).replace("{first}", first) for name, text in TABLES.items()}
    done = solved(folder, SETTINGS, **tables)
    return make_record(done, []), done.tables


def test_a_plant_that_moves_is_told_once_with_both_places(tmp_path):
    # A costs 100, B costs 150, then 50: the ten GWh/yr move from A to B in the first year.
    found = compare(*run_of(tmp_path / "a"), *run_of(tmp_path / "b", factor="0.5"))
    moved = found.changes[found.changes["kind"] == "moved"].to_dict("records")
    assert len(moved) == 1
    assert moved[0]["amount"] == pytest.approx(10.0)
    assert (moved[0]["region"], moved[0]["to_region"], moved[0]["unit"]) == ("A", "B", "GWh/yr")
    assert sorted(found.changes["kind"]) == ["dropped", "moved", "opened"]


def test_the_bridge_sums_to_the_difference_of_the_objectives(tmp_path):
    (record_a, a), (record_b, b) = run_of(tmp_path / "a"), run_of(tmp_path / "b", factor="0.5")
    bridge = compare(record_a, a, record_b, b).bridge
    assert bridge["difference"].sum() == pytest.approx(record_b["objective"] - record_a["objective"], abs=1e-9)
    capital = bridge[bridge["component"] == "capital"].iloc[0]
    # 10 GWh/yr at 100, then at half of it; paid once.
    assert (capital["a"], capital["b"], capital["avoidable"]) == pytest.approx((1000.0, 500.0, -500.0))


def test_nothing_that_is_committed_is_avoidable_not_even_its_learned_part(tmp_path):
    # 5 GWh/yr are built in 2025 and 10 are committed for 2026, each paid once. A doubling of what is made before the
    # first year halves the learned price from 8 to 4: 5 * 4 of the difference is a decision's, 10 * 4 is not.
    tables = {
        "capacity": "line,region,online,status,capacity\nline,A,2026,building,10\n",
        "lines": "line,life,paid_over,capex\nline,10,1,100\n",
        "demand": "commodity,region,year,amount\ncell,A,2025,5\ncell,A,2026,15\n",
        "curves": "curve,scope,driver,learning_rate,reference,unit_cost\nlearning,nation,build,0.5,10,8\n",
        "curve_members": "curve,member\nlearning,line\n",
    }
    place, free = "curve,place,initial\nlearning,nation,", f"{SETTINGS}discount_rate: 0\n"
    runs = [solved(tmp_path / x, free, **tables, curve_places=f"{place}{x}\n") for x in ("10", "20")]
    bridge = compare(*[part for run in runs for part in (make_record(run, []), run.tables)]).bridge.set_index(
        "component"
    )
    assert bridge.loc["committed_capital"].tolist() == pytest.approx([1080, 1040, -40, 0])
    assert bridge.loc["learned"].tolist() == pytest.approx([40, 20, -20, -20])


def test_a_plant_that_waits_is_told_as_delayed(tmp_path):
    # Without demand in 2025 the plant comes in 2026: the mean year of the builds moves by one.
    found = compare(*run_of(tmp_path / "a"), *run_of(tmp_path / "b", first="0"))
    assert found.changes[["kind", "region", "year_a", "year_b"]].to_numpy().tolist() == [["delayed", "A", 2025, 2026]]


def test_two_equal_plans_differ_in_nothing(tmp_path):
    found = compare(*run_of(tmp_path / "a"), *run_of(tmp_path / "b"))
    assert not len(found.changes)
    assert not len(found.prices)
    assert not len(found.utilisation)
    assert found.bridge["difference"].abs().sum() == 0.0


def test_prices_that_differ_come_largest_first(tmp_path):
    found = compare(*run_of(tmp_path / "a"), *run_of(tmp_path / "b", factor="0.5"))
    # The plant pays 100, then 50, for cells of both years: over the two years marginal costs fall by 50 everywhere,
    # give or take the freight of 0.0001 a year; how they share it is free, as the same plant serves both.
    sizes = found.prices["difference"].abs().tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert found.prices.groupby("region")["difference"].sum().to_dict() == pytest.approx({"A": -50, "B": -50}, abs=1e-3)


def test_runs_without_a_plan_or_of_other_years_are_refused(tmp_path):
    record, tables = run_of(tmp_path / "a")
    with pytest.raises(ValueError, match="has no plan"):
        compare(record, tables, {**record, "objective": None, "status": "infeasible"}, tables)
    with pytest.raises(ValueError, match="different periods"):
        compare(record, tables, {**record, "periods": {"2025": 1}}, tables)


def stored(tmp_path, name, **options):
    """Run an instance in the folder `case` as the command line does, so that it can be read again."""
    assert solve.main(["run", str(tmp_path / "case"), "--out", str(tmp_path / name), *options.get("more", ())]) == 0
    return tmp_path / name


def test_what_data_differed_is_told_row_by_row(tmp_path, capsys):
    folder = write(tmp_path / "case", SETTINGS, **{n: t.format(factor=1.5, first=10) for n, t in TABLES.items()})
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "other.yaml").write_text(
        "edit:\n  - {table: instance, set: {discount_rate: 0.01}}\n  - {table: sites, where: {region: B}, drop: true}\n"
        "  - {table: lines, set: {capex: 90}}\npolicies:\n"
        "  - {name: own, scope: region, years: {from: 2026}, left: {quantity: output, commodity: cell, weight: 2},"
        " right: {quantity: demand, commodity: cell}, at_least: 0.5, price: 9}\n",
        encoding="utf-8",
    )
    a, b = stored(tmp_path, "a"), stored(tmp_path, "b", more=("--scenario", "other"))
    found = compare(*read_solution(a), *read_solution(b))
    assert found.data.to_numpy().tolist() == [
        ["instance", "", "discount_rate", "0.0", "0.01"],
        [
            "policies", "own", "(row)", "",
            "2 x output (commodity cell) at least 0.5 of demand (commodity cell) in each region from 2026 or 9 a unit",
        ],
        ["lines", "line", "capex", "100", "90"],
        ["sites", "line B", "(row)", "capex_factor 1.5", ""],
    ]  # fmt: skip
    capsys.readouterr()
    assert solve.main(["compare", str(a), str(b)]) == 0
    said = capsys.readouterr().out
    assert "A: case/base   B: case/other" in said
    assert "discount_rate" in said
    # The data of a run that have changed since cannot be told any more.
    (folder / "lines.csv").write_text("line,life,paid_over,capex\nline,10,1,70\n", encoding="utf-8")
    assert compare(*read_solution(a), *read_solution(b)).data is None
    assert solve.main(["compare", str(a), str(b)]) == 0
    assert "cannot be said" in capsys.readouterr().out


def test_compare_asks_for_two_runs_that_are_there(tmp_path, capsys):
    assert solve.main(["compare", str(tmp_path)]) == 2
    assert "two or more runs" in capsys.readouterr().err
    assert solve.main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "is no solution" in capsys.readouterr().err


def test_a_comparison_may_be_a_study(tmp_path):
    (tmp_path / "instance" / "scenarios").mkdir(parents=True)
    text = "edit:\n  - {table: sites, where: {region: B}, set: {capex_factor: 0.5}}\n"
    (tmp_path / "instance" / "scenarios" / "far.yaml").write_text(text, encoding="utf-8")
    tables = {name: text.format(factor=1.5, first=10) for name, text in TABLES.items()}
    study = "kind: compare\nruns: [base, far]\nsure:\n  figures:\n"
    study += "    - {name: capex, table: lines, scale: capex, low: 0.5, high: 2}\n"
    record, found, _ = ask(tmp_path, study, SETTINGS, **tables)
    # The plant of 10 costs 100 each in A, 50 in B; freight is next to nothing.
    assert record["number"] == pytest.approx(-500, abs=0.01)
    assert found["bridge"]["difference"].sum() == pytest.approx(record["number"])
    assert set(found["changes"]["run"]) == {"case/far"}
    (row,) = found["sure"].to_dict("records")
    assert (row["answer_low"], row["answer_high"]) == pytest.approx((-250, -1000), abs=0.01)

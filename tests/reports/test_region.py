"""The page of one region: every number recomputed from the tables of the whole run."""

import pytest

import solve
from model.record import make_record
from model.solution.store import StoreError, write_solution
from reports.make import make_reports
from reports.page import page
from reports.region_solution import of_region
from reports.regions.every import PICTURES, region_pictures
from tests.known import solved
from tests.reports.chain import SETTINGS, TABLES, chain
from tests.reports.hostile import SCRIPT, hostile


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def drawn(solution):
    return {picture.name: picture for picture in region_pictures(of_region(solution, "A"))}


def value(picture, column, **where):
    table = picture.table
    for name, wanted in where.items():
        table = table[table[name] == wanted]
    (found,) = table[column].tolist()
    return found


def test_the_figures_of_a_region_are_those_of_its_rows(solution, drawn):
    head, tables = drawn["region_in_short"], solution.tables
    capacity, use = tables["capacity"], tables["utilisation"]
    for year in (2025, 2030):
        cells = capacity[(capacity["line"] != "mill") & (capacity["year"] == year)].groupby("region")["nameplate"].sum()
        assert value(head, "value", figure="capacity", year=year) == pytest.approx(cells["A"])
        assert value(head, "value", figure="share of the nation", year=year) == pytest.approx(cells["A"] / cells.sum())
        rank = 1 + sum(other > cells["A"] for other in cells)
        assert value(head, "value", figure="rank", year=year) == rank
        mine = use[(use["line"] != "mill") & (use["region"] == "A") & (use["year"] == year)]
        share = mine["used"].sum() / mine["standing"].sum()
        assert value(head, "value", figure="use of standing capacity", year=year) == pytest.approx(share)
        impacts = tables["impacts"]
        carbon = impacts[(impacts["impact"] == "CO2, kt") & (impacts["region"] == "A") & (impacts["year"] == year)]
        assert value(head, "value", figure="CO2", year=year) == pytest.approx(carbon["amount"].sum())
    assert "Anhui holds" in head.title.en
    assert "安徽" in head.title.zh


def test_what_comes_is_what_goes(solution, drawn):
    picture = drawn["balance_here"]
    sums = picture.table.groupby(["commodity", "year"])["amount"].sum()
    assert sums.abs().max() < 1e-6
    balances = solution.tables["balances"]
    made = balances[(balances["commodity"] == "road") & (balances["region"] == "A") & (balances["year"] == 2030)]
    assert value(picture, "amount", commodity="road", part="made", year=2030) == pytest.approx(made["made"].iloc[0])
    view = [option.en for option in picture.figure.choices[0].options].index("Cars on the road")
    drawn_sums = [sum(trace["y"][1] or 0.0 for trace in picture.figure.views[view].data)]
    assert drawn_sums == pytest.approx([0.0], abs=1e-6)


def test_the_cost_here_stands_beside_that_of_the_nation(solution, drawn):
    prices, balances = solution.tables["prices"], solution.tables["balances"]
    for year in (2025, 2030):
        rows = prices[(prices["commodity"] == "ore") & (prices["year"] == year) & prices["region"].isin(["A", "B"])]
        weight = balances[(balances["commodity"] == "ore") & (balances["year"] == year)].set_index("region")["used"]
        costs = rows.set_index("region")["marginal_cost"]
        mean = sum(costs[r] * weight[r] for r in ("A", "B")) / sum(weight[r] for r in ("A", "B"))
        assert value(drawn["cost_here"], "here", commodity="ore", year=year) == pytest.approx(costs["A"])
        assert value(drawn["cost_here"], "mean", commodity="ore", year=year) == pytest.approx(mean)


def test_partners_are_the_other_ends_of_its_lanes(solution, drawn):
    flows, table = solution.tables["flows"], drawn["partners"].table
    out, into = flows[flows["origin"] == "A"], flows[flows["destination"] == "A"]
    for measure, rows, end in (("ships_to", out, "destination"), ("gets_from", into, "origin")):
        shown = table[table["measure"] == measure]
        assert shown["value"].sum() == pytest.approx(rows["flow"].sum())
        assert set(shown["region"]) == set(rows[end])
    assert table[table["measure"] == "flow"]["value"].sum() == pytest.approx(out["flow"].sum() + into["flow"].sum())


def test_capacity_use_and_impacts_are_of_the_region_alone(solution, drawn):
    mine = {name: table[table["region"] == "A"] for name, table in solution.tables.items() if "region" in table}
    assert drawn["capacity"].table["nameplate"].sum() == pytest.approx(mine["capacity"]["nameplate"].sum())
    lines = drawn["utilisation"].table
    assert lines[lines["line"] != ""]["used"].sum() == pytest.approx(mine["utilisation"]["used"].sum())
    assert drawn["impacts_by_year"].table["amount"].sum() == pytest.approx(mine["impacts"]["amount"].sum())
    # Of one region there is nothing to stack by region.
    assert [option.en for option in drawn["capacity"].figure.choices[1].options] == ["by line", "by status"]


def test_every_region_has_a_page_be_it_empty_or_abroad_and_hostile_names_stay_text(solution, tmp_path):
    for region in ("A", "B", "P", "O"):
        made = region_pictures(of_region(solution, region))
        assert [picture.name for picture in made][:-1] == [picture.__name__ for picture in PICTURES][:-1]
        assert all(picture.title.en and picture.title.zh for picture in made)
    nasty = of_region(hostile(tmp_path), "A")
    assert SCRIPT not in page(nasty, region_pictures(nasty))


def test_policies_are_those_whose_scope_is_the_region(solution):
    from tests.reports.solutions import written

    rows = [
        (name, scope, 2025, "at_least", 0.2, 1.0, 0.2, 0.0, 0.0, 0.0, 5.0, 0.05, "GWh/yr")
        for name, scope in (("quota", "nation"), ("cap", "A"), ("east", "inland"), ("other", "B"))
    ]
    labels = {**solution.record["labels"], "regions": {"A": {"group": "inland"}, "B": {}}}
    found = written({"money": "million CNY", "labels": labels, "objective": 1.0}, policies=rows)
    (picture,) = (p(of_region(found, "A")) for p in PICTURES if p.__name__ == "policies_here")
    assert picture.table["policy"].tolist() == ["cap", "east"]


def test_the_command_line_makes_page_and_workbook_of_a_region(tmp_path, capsys):
    run = solved(tmp_path / "instance", SETTINGS, **TABLES)
    write_solution(tmp_path / "run", make_record(run, ["run"]), run.tables)
    assert solve.main(["report", str(tmp_path / "run"), "--region", "A"]) == 0
    assert {"report-A.html", "report-A.xlsx"} <= {path.name for path in (tmp_path / "run").iterdir()}
    capsys.readouterr()
    assert solve.main(["report", str(tmp_path / "run"), "--region", "Atlantis"]) == 2
    assert "Atlantis: is no region of this run; there are A, B, P, O" in capsys.readouterr().err
    with pytest.raises(StoreError, match="is no solution"):
        make_reports(tmp_path / "nowhere", ["html"])


def test_a_run_without_a_plan_says_so_for_a_region_too(solution):
    record = {**solution.record, "objective": None, "status": "unbounded", "violations": []}
    (picture,) = region_pictures(of_region(type(solution)(record, solution.tables), "A"))
    assert "Unbounded" in picture.title.en
    assert picture.title.zh

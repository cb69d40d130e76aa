"""Why a line is built in a region or not, worked out by hand."""

import pytest

import solve
from model.record import make_record
from model.solution.store import write_solution
from model.studies.asked.why_asked import AskError
from model.studies.runs.revive import revive
from model.studies.why import why
from tests.known import solved

# A makes a cell for 100 of labour and 40 of power at 1, B for 120 and power at 0.8; a plant costs 100 and lives
# 10 years: 10 a year. Shipping costs 7. One year, 20 cells are needed in each. In A a cell costs 100 + 40 + 10 = 150,
# in B 120 + 32 + 10 = 162; from A to B 157.
TWO = {
    "regions": "region,name,name_local\nA,Alpha,甲\nB,Beta,乙\n",
    "lines": "line,stage,life,capex\nline,cell,10,100\n",
    "processes": "process,line\nmake,line\n",
    "commodities": "commodity,unit\ncell,GWh\nlabour,thousand\npower,GWh\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,labour,-1\nmake,power,-40\n",
    "markets": (
        "market,region,commodity,price\nlabour_a,A,labour,100\nlabour_b,B,labour,120\n"
        "power_a,A,power,1\npower_b,B,power,0.8\n"
    ),
    "lanes": "commodity,origin,destination,cost\ncell,*,*,7\n",
    "demand": "commodity,region,amount\ncell,*,20\n",
    "impacts": "kind,name,region,impact,amount\nmarket,labour_a,A,jobs,1\nmarket,labour_b,B,jobs,1\n",
}
# So all is made in A; one more in B costs 12 and saves 7 of freight: 5.
NEEDED = {"total": 12 - 7, "labour": (120, -100), "power": (32, -40), "freight out": (0, -7), "capital": (10, -10)}


def revived(folder, **tables):
    done = solved(folder / "case", **{**TWO, **tables})
    write_solution(folder / "run", make_record(done, ["solve.py", "run", str(folder / "case")]), done.tables)
    return revive(folder / "run")


def test_one_more_where_none_is_built_costs_what_it_costs_by_hand(tmp_path):
    found = why(revived(tmp_path), "line", "B", None)
    assert (found.built, found.step, found.unit) == (0, 1, "GWh/yr")
    assert found.rise == pytest.approx(5)
    parts = found.parts.set_index("part")
    assert parts["total"].sum() == pytest.approx(found.rise, abs=1e-9)
    for part in ("labour", "power", "freight out", "capital"):
        assert (parts.loc[part, "here"], parts.loc[part, "elsewhere"]) == pytest.approx(NEEDED[part], abs=1e-9)
    # 5 in the one of ten payments that lies inside the horizon: 50 of the 100 of capital; 5 on the one cell a year.
    assert found.subsidy == pytest.approx(50)
    assert (found.share, found.per_unit) == pytest.approx((0.5, 5))
    displaced = found.plants.set_index("region")["used"].to_dict()
    assert displaced == pytest.approx({"A": -1, "B": 1})
    levers = found.levers.set_index("commodity")
    # 40 kWh of power at 0.8: at 0.8 - 5 / 40 = 0.675 it would be built.
    assert levers.loc["power", ["amount", "price", "price_needed"]].tolist() == pytest.approx([40, 0.8, 0.675])
    assert levers.loc["labour", "price_needed"] == pytest.approx(115)
    assert found.impacts.to_dict("records") == [
        {"impact": "jobs", "here": pytest.approx(1), "nation": pytest.approx(0)}
    ]
    assert found.per_year == pytest.approx(5)


@pytest.mark.parametrize(("subsidy", "built"), [(0.499, 0), (0.501, 20)])
def test_the_subsidy_is_the_one_at_which_it_is_built(tmp_path, subsidy, built):
    sites = f"line,region,subsidy\nline,A,0\nline,B,{subsidy}\n"
    done = solved(tmp_path, **TWO, sites=sites)
    assert done.solved.values["build"]["line", "B", 2025] == pytest.approx(built)


@pytest.mark.parametrize(("price", "built"), [(0.676, 0), (0.674, 20)])
def test_the_power_price_is_the_one_at_which_it_is_built(tmp_path, price, built):
    done = solved(tmp_path, **{**TWO, "markets": TWO["markets"].replace("power,0.8", f"power,{price}")})
    assert done.solved.values["build"]["line", "B", 2025] == pytest.approx(built)


def test_what_is_built_says_how_much_dearer_it_may_get(tmp_path):
    # One fewer in A is one more in B for 12 more: instead of one of the 20 that are shipped, so freight is saved: 5.
    found = why(revived(tmp_path), "line", "A", None)
    assert (found.built, found.step) == (pytest.approx(40), -1)
    assert found.rise == pytest.approx(5)
    assert found.subsidy == pytest.approx(50)
    assert found.plants.set_index("region")["used"].to_dict() == pytest.approx({"A": -1, "B": 1})
    # Power in A may rise by 5 / 40.
    assert found.levers.set_index("commodity").loc["power", "price_needed"] == pytest.approx(1.125)
    assert found.parts["total"].sum() == pytest.approx(5)


def test_of_what_several_lines_make_the_cheapest_there_is_asked_for(tmp_path):
    # Another owner's plant costs 150, 5 a year more: 10 for one more in B instead of 5.
    owners = {
        "lines": "line,stage,life,capex\ndear,cell,10,150\nline,cell,10,100\n",
        "processes": "process,line\nmake,line\nmake_dear,dear\n",
        "recipes": TWO["recipes"] + "make_dear,cell,1\nmake_dear,labour,-1\nmake_dear,power,-40\n",
    }
    run = revived(tmp_path, **owners)
    found = why(run, "cell", "B", None)
    assert (found.asked, found.line, found.step) == ("cell", "line", 1)
    assert found.rise == pytest.approx(5)
    assert (found.subsidy, found.share, found.per_unit) == pytest.approx((50, 0.5, 5))
    assert why(run, "dear", "B", None).rise == pytest.approx(10)


def test_what_is_bought_less_with_it_is_no_lever(tmp_path):
    # 20 of an old line stand in B: 0.88 of labour and 60 of power, 105.6 + 48 = 153.6, less than 157 from A. One more
    # of the new line runs at 152 in its place: 10 - 1.6 = 8.4 dearer, with 0.12 more labour and 20 less power.
    old = {
        "lines": "line,stage,life,capex\nline,cell,10,100\nold,cell,10,100\n",
        "processes": "process,line\nmake,line\nmake_old,old\n",
        "recipes": TWO["recipes"] + "make_old,cell,1\nmake_old,labour,-0.88\nmake_old,power,-60\n",
        "capacity": "line,region,online,capacity\nold,B,2024,20\n",
    }
    found = why(revived(tmp_path, **old), "line", "B", None)
    assert (found.step, found.rise) == (1, pytest.approx(8.4))
    assert found.levers["commodity"].tolist() == ["labour"]
    # 120 - 8.4 / 0.12: it would have to be 50 for the 0.12 more.
    assert found.levers.loc[0, ["amount", "price_needed"]].tolist() == pytest.approx([0.12, 50])


def test_of_what_no_line_may_make_there_each_is_told_why(tmp_path):
    run = revived(tmp_path, sites="line,region\nline,A\n")
    with pytest.raises(AskError, match="line may not be built in B in any year"):
        why(run, "cell", "B", None)


def test_a_place_without_room_says_so(tmp_path):
    run = revived(tmp_path, sites="line,region,max_capacity\nline,A,\nline,B,0\n")
    with pytest.raises(AskError, match="no plan can build more of it there"):
        why(run, "line", "B", None)


@pytest.mark.parametrize(
    ("line", "region", "year", "said"),
    [
        ("lime", "A", None, "lime is no line of this run (did you mean line?)"),
        ("cell", "C", None, "C is no region of this run"),
        ("labour", "A", None, "labour is no line of this run"),
        ("line", "C", None, "C is no region of this run"),
        ("line", "A", 2031, "2031 is no year of this run, which goes from 2025 to 2025"),
    ],
)
def test_what_is_not_there_is_refused_by_name(tmp_path, line, region, year, said):
    run = revived(tmp_path)
    with pytest.raises(AskError) as refused:
        why(run, line, region, year)
    assert said in str(refused.value)


def test_the_verb_says_it_in_words_with_both_names(tmp_path, capsys):
    revived(tmp_path)
    assert solve.main(["why", str(tmp_path / "run"), "--line", "line", "--region", "B"]) == solve.SOLVED
    said = " ".join(capsys.readouterr().out.split())
    assert "line in 乙 Beta, 2025" in said
    assert "None is built: one more would raise the least cost by 5.00 million CNY per GWh/yr" in said
    assert "a subsidy of 50.0 million CNY per GWh/yr, 50.0% of its capital" in said
    assert "It would displace: line in 甲 Alpha (1.00 GWh/yr)." in said
    assert "capital of new capacity +10.00 -10.00" in said
    assert "subsidy" in said.split("What else changes")[1]


def test_plants_are_those_of_the_years_that_are_asked_about(tmp_path):
    # A has room for 40, so that B is built in 2026. One in B a year earlier is one less there then, and A waits.
    tables = {
        "sites": "line,region,max_capacity\nline,A,40\nline,B,40\n",
        "demand": "commodity,region,year,amount\ncell,A,2025,20\ncell,A,2026,30\ncell,B,2025,20\ncell,B,2026,20\n",
    }
    done = solved(tmp_path / "case", "name: case\nyears: [2025, 2026]\nlearning: off\n", **{**TWO, **tables})
    write_solution(tmp_path / "run", make_record(done, ["solve.py", "run", str(tmp_path / "case")]), done.tables)
    found = why(revive(tmp_path / "run"), "line", "B", 2025)
    assert found.plants.set_index("region")["built"].to_dict() == pytest.approx({"A": -1, "B": 1})


def test_what_stands_stays_until_its_capital_is_dearer(tmp_path, capsys):
    revived(tmp_path)
    # The last one in A saves the 5 by which B is dearer; there is no subsidy for jobs to tell.
    assert solve.main(["why", str(tmp_path / "run"), "--line", "line", "--region", "A"]) == solve.SOLVED
    said = " ".join(capsys.readouterr().out.split())
    assert "It stays until its capital gets dearer by 50.0 million CNY per GWh/yr, 50.0% of its capital" in said
    assert "subsidy" not in said.split("What else changes")[1]


def test_the_verb_refuses_an_instance_that_has_changed(tmp_path, capsys):
    revived(tmp_path)
    (tmp_path / "case" / "demand.csv").write_text("commodity,region,amount\ncell,*,21\n", encoding="utf-8")
    assert solve.main(["why", str(tmp_path / "run"), "--line", "line", "--region", "B"]) == solve.USAGE
    assert "the instance is not the one this plan was made for" in " ".join(capsys.readouterr().err.split())

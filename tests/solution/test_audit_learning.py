"""What learns, reckoned from the tables alone: a true plan passes, and one lie about it does not."""

import pytest

from model.instance.load import load
from model.run import run
from model.solver.highs import Options
from tests.known import write
from tests.solution.audit_case import Case

SETTINGS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\ndiscount_rate: 0.05\nlearning: local\n"
# Every driver and every scope, a region outside, history, volume of others, committed capacity, and a subsidy.
TABLES = {
    "regions": "region,group,kind\nA,South,\nB,North,\nE,South,overseas\n",
    "lines": "line,life,paid_over,capex,fixed_cost\nold,12,8,150,4\nnew,12,8,90,4\n",
    "sites": "line,region,subsidy,max_build\n*,*,,\nnew,*,0.1,40\nnew,E,,\n",
    "processes": "process,line,variable_cost\nmake,old,9\nalso,new,5\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nalso,cell,1\n",
    "capacity": "line,region,online,status,capacity\n"
    "new,A,2028,building,4\nold,A,2020,operating,6\nnew,E,2026,building,1\n",
    "lanes": "commodity,origin,destination,cost\ncell,*,*,3\n",
    "demand": "commodity,region,year,amount\n"
    "cell,A,2025,14\ncell,A,2031,30\ncell,B,2025,9\ncell,B,2031,15\ncell,E,,2\n",
    "curves": "curve,scope,driver,learning_rate,reference,unit_cost,floor\n"
    "plant,nation,build,0.2,10,120,20\ndoing,region,activity,0.15,30,8,1\ncluster,group,size,0.1,5,6,2\n",
    "curve_members": "curve,member,weight\nplant,new,\nplant,old,0.2\ndoing,also,\ncluster,new,1.5\n",
    "curve_places": "curve,place,initial,external_share\nplant,nation,16,0.5\ndoing,A,45,\ncluster,North,99,\n",
    "external": "curve,year,amount\nplant,2025,7\nplant,2026,9\n",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    instance = load(write(tmp_path_factory.mktemp("learning"), SETTINGS, **TABLES)).instance
    done = run(instance, Options())
    assert done.verdict.passed, done.verdict.lines()
    return Case(instance, dict(done.tables), done.solved.objective)


def test_a_true_plan_is_a_local_optimum_and_nothing_more(case):
    verdict = case.verdict()
    assert verdict.passed
    assert (verdict.bound, verdict.gap) == (None, None)
    assert verdict.notes == ("proven at the tangent prices of its volumes: a local optimum",)
    checked = {check.name: check.count for check in verdict.checks}
    assert checked["learning volume"] > 0
    assert checked["reduced cost of build"] > 0


@pytest.mark.parametrize("column", ["volume", "added", "average_price", "tangent_price", "spend"])
def test_a_lie_about_a_curve(case, column):
    row = case.tables["learning"].query("curve == 'plant' and year == 2027").iloc[0]
    lied = case.lie("learning", column, row[column] * 1.001, curve="plant", year=2027)
    assert lied.failed() == {f"learning {column}": "plant, nation, 2027"}


def test_a_learned_part_that_costs_less_than_its_curve_says(case):
    row = case.tables["costs"].query("component == 'learned' and item == 'also'").iloc[0]
    lied = case.lie("costs", "discounted", row["discounted"] * 0.999, **row[["component", "item", "region", "year"]])
    assert "learned" in lied.failed()


def test_prices_of_other_tangents_prove_nothing(case):
    row = case.tables["prices"].query("commodity == 'cell'").iloc[0]
    lied = case.lie("prices", "marginal_cost", row["marginal_cost"] * 1.01, **row[["commodity", "region", "year"]])
    assert "gap" in lied.failed()

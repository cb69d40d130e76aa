"""Sites and plants that a plan claims, and lies about them."""

from dataclasses import replace

import pytest

from model.instance.instance import Settings
from tests.solution.audit_case import Case, make_instance, make_tables

SETTINGS = Settings("case", (2025,), 2025, base_year=2025, learning="off")
MADE = {
    "commodities": "commodity\ncell\n",
    "processes": "process,line\nmake,line\n",
    "recipes": "process,commodity,amount\nmake,cell,1\n",
}
BALANCES = "commodity,region,year,made,used,returned,bought,sold,shipped_in,shipped_out,shortage,disposal,demand\n"
USE = "line,region,year,used,open_capacity,standing,nameplate,on_standing,on_open,on_nameplate\n"


def one_site(**settings) -> Case:
    """Return 20 built at one site for two regions; a tenth of all capital counts.

    capital 20 * 10, the site 50, freight for 10 at 3: 280. A unit costs 10 in A and 13 in B, where capacity would
    save 3 a unit, if there were a site: that is what its row is worth. 10 * 10 + 10 * 13 + 50 for the site = 280.
    """
    instance = make_instance(
        replace(SETTINGS, **settings),
        regions="region\nA\nB\n",
        lines="line,life,capex\nline,10,100\n",
        sites="line,region,max_capacity,site_cost,least_size\nline,*,30,500,15\n",
        site_counts="line,max_sites\nline,1\n",
        lanes="commodity,origin,destination,cost\ncell,*,*,3\n",
        demand="commodity,region,amount\ncell,*,10\n",
        **MADE,
    )
    tables = make_tables(
        capacity="line,region,year,status,nameplate\nline,A,2025,new,20\n",
        builds="line,region,year,built\nline,A,2025,20\n",
        utilisation=USE + "line,A,2025,20,20,20,20,1,1,1\n",
        sites="line,region,open\nline,A,1\n",
        activity="process,region,year,activity\nmake,A,2025,20\n",
        flows="commodity,origin,destination,year,flow\ncell,A,B,2025,10\n",
        balances=BALANCES + "cell,A,2025,20,0,0,0,0,0,10,0,0,10\ncell,B,2025,0,0,0,0,0,10,0,0,0,10\n",
        prices="commodity,region,year,marginal_cost\ncell,A,2025,10\ncell,B,2025,13\n",
        costs=(
            "component,item,region,year,discounted,undiscounted\n"
            "capital,line,A,2025,200,200\nsite_cost,line,A,2025,50,50\nfreight,cell,A,2025,30,30\n"
        ),
        turnover="process,commodity,year,made,used,returned\nmake,cell,2025,20,0,0\n",
        payments=("component,item,year,amount\ncapital,line,2025,200\nsite_cost,line,2025,50\nfreight,cell,2025,30\n"),
        beyond_horizon="line,region,due,present_value\nline,A,2250,2250\n",
        duals=(
            "row,item,region,year,dual\n"
            "utilisation_upper,line,A,2025,-10\nopen_within_standing,line,A,2025,-10\n"
            "utilisation_upper,line,B,2025,-13\nopen_within_standing,line,B,2025,-13\nsite_capacity,line,B,2025,-3\n"
        ),
    )
    return Case(instance, tables, 280.0)


def two_plants() -> Case:
    """Return 25 built as a plant of 20 and one of 5; a tenth of all capital counts.

    The curve: a charge of 50, 95 a unit up to 10, then 50 a unit up to 20. 1500 + 50 + 5 * 95 = 2025: 202.5. One unit
    more comes from the smaller plant, at 9.5. At that worth a plant on the first piece costs 5 net at every size,
    one on the second 150 - 20 * 9.5 = -40 at best: 25 * 9.5 + 5 - 40 = 202.5.
    """
    instance = make_instance(
        SETTINGS,
        regions="region\nA\n",
        lines="line,life,capex\nline,10,77\n",
        sites="line,region,max_plants\nline,A,2\n",
        plant_costs="line,size,cost\nline,0,50\nline,20,1500\n*,10,1000\n*,20,9999\n",
        demand="commodity,region,amount\ncell,A,25\n",
        **MADE,
    )
    tables = make_tables(
        capacity="line,region,year,status,nameplate\nline,A,2025,new,25\n",
        builds="line,region,year,built\nline,A,2025,25\n",
        utilisation=USE + "line,A,2025,25,25,25,25,1,1,1\n",
        plants="line,region,year,piece,plants,built\nline,A,2025,1,1,5\nline,A,2025,2,1,20\n",
        activity="process,region,year,activity\nmake,A,2025,25\n",
        balances=BALANCES + "cell,A,2025,25,0,0,0,0,0,0,0,0,25\n",
        prices="commodity,region,year,marginal_cost\ncell,A,2025,9.5\n",
        costs="component,item,region,year,discounted,undiscounted\nplant_cost,line,A,2025,202.5,202.5\n",
        turnover="process,commodity,year,made,used,returned\nmake,cell,2025,25,0,0\n",
        payments="component,item,year,amount\nplant_cost,line,2025,202.5\n",
        beyond_horizon="line,region,due,present_value\nline,A,1822.5,1822.5\n",
        duals=(
            "row,item,region,year,dual\n"
            "utilisation_upper,line,A,2025,-9.5\nopen_within_standing,line,A,2025,-9.5\nplant_capacity,line,A,2025,9.5\n"
        ),
    )
    return Case(instance, tables, 202.5)


@pytest.mark.parametrize("case", [one_site(), two_plants()])
def test_an_honest_plan_passes_and_the_proof_says_what_it_takes_as_decided(case):
    verdict = case.verdict()
    assert verdict.passed, verdict.lines()
    assert verdict.bound == pytest.approx(case.objective)
    assert "as decided" in verdict.notes[0]


def test_nothing_is_built_without_a_site():
    case = one_site().drop("sites").drop("costs", component="site_cost")
    failed = case.failed()
    assert failed["site_capacity"] == "line, A, 2025"
    # And the plan that is told does not cost what it says.
    assert "objective" in failed


def test_a_site_is_open_or_not():
    assert one_site().lie("sites", "open", 0.9).failed()["site whole"] == "line, A"
    assert one_site().lie("sites", "open", 2).failed()["site limit"] == "line, A"
    assert one_site().lie("sites", "open", "half").failed()["rows of sites"] == "line, A: not a number"


def test_a_second_site_is_too_small_and_one_too_many():
    failed = one_site().add("sites", line="line", region="B", open=1).failed()
    assert failed["site_least_size"] == "line, B"
    assert failed["site_count"] == "line, nation"
    assert failed["site_cost"] == "line, B, 2025"


def test_a_site_only_where_one_is_decided():
    sites = "line,region,max_capacity\nline,*,30\n"
    case = one_site()
    instance = make_instance(case.instance.settings, **_texts(sites=sites))
    assert replace(case, instance=instance).failed()["site allowed"] == "line, A"


def test_the_price_of_a_site_that_is_not_there_has_to_fit():
    failed = one_site().lie("duals", "dual", -2, row="site_capacity").failed()
    assert failed == {"reduced cost of build": "line, B, 2025"}
    assert "dual of site_capacity binds" in one_site().lie("duals", "region", "A", row="site_capacity").failed()


def test_where_all_sites_count_capacity_is_open_at_open_sites_only():
    case = one_site()
    counts, sites = "line,max_sites,counts\nline,1,all\n", "line,region,max_capacity\nline,*,30\n"
    instance = make_instance(case.instance.settings, **_texts(sites=sites, site_counts=counts))
    case = replace(case, instance=instance, objective=230.0)
    case = case.drop("costs", component="site_cost").drop("payments", component="site_cost")
    for column in ("due", "present_value"):
        case = case.lie("beyond_horizon", column, 1800)
    assert case.failed() == {}
    assert set(case.drop("sites").failed()) == {"site_capacity", "site_in_use"}


def test_a_relaxed_site_has_to_be_worth_its_part():
    # At 1 in A the site is larger than it need be: two thirds would do, and save a third of 50.
    failed = one_site(relax=True).failed()
    assert failed == {"reduced cost of site_open": "line, A", "gap": ""}


def test_plants_are_whole_and_few():
    assert two_plants().lie("plants", "plants", 1.5, piece=1).failed()["plants whole"] == "line, A, 2025, 1"
    assert two_plants().lie("plants", "plants", 2, piece=1).failed()["plants limit"] == "line, A, 2025"
    assert two_plants().lie("plants", "piece", 3, piece=1).failed()["rows of plants"].endswith("not in the instance")


def test_plants_are_of_a_size_on_their_piece_of_the_curve():
    case = two_plants().lie("plants", "built", 4, piece=1).lie("plants", "built", 21, piece=2)
    failed = case.failed()
    assert failed["plants size"] == "line, A, 2025, 2"
    assert two_plants().lie("plants", "built", 6, piece=1).failed()["plants built"] == "line, A, 2025"


def test_a_plant_costs_what_its_size_costs():
    # 7.5 and 17.5: 50 + 7.5 * 95 + 1000 + 7.5 * 50 = 2137.5, which is not 2025, and not the best.
    case = two_plants().lie("plants", "built", 7.5, piece=1).lie("plants", "built", 17.5, piece=2)
    assert set(case.failed()) >= {"plant_cost", "objective", "best size of plants"}
    assert case.failed()["best size of plants"] == "line, A, 2025, 2"


def test_plants_where_no_line_has_cost_points():
    case = one_site().add("plants", line="line", region="A", year=2025, piece=1, plants=1, built=20)
    assert case.failed() == {"rows of plants": "line, A, 2025, 1: not in the instance"}


def _texts(**replaced):
    return {
        "regions": "region\nA\nB\n",
        "lines": "line,life,capex\nline,10,100\n",
        "lanes": "commodity,origin,destination,cost\ncell,*,*,3\n",
        "demand": "commodity,region,amount\ncell,*,10\n",
        **MADE,
        **replaced,
    }

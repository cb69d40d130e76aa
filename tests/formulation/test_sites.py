"""Sites that are opened as a whole, counts of them, and plants that come in whole numbers."""

import pytest

from tests.formulation.rows import NO_LOWER, NONE, bounds, names, program_of, row
from tests.known import SETTINGS, solved

YEARS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"
SHORT = {"lines": "line,life,capex\nline,3,100\n"}  # 2025-2027 stand in one of the five years of the second period
STANDING = {
    # 20 stand in 2025; they end in 2028, one of the five years of 2027-2031, so that 4 stand then.
    "capacity": "line,region,online,offline,status,capacity\nline,A,2020,2028,operating,20\n",
}
TWO = {
    "regions": "region\nA\nB\n",
    "demand": "commodity,region,amount\ncell,A,10\ncell,B,10\n",
    "lanes": "commodity,origin,destination,cost\ncell,*,*,3\n",
}


def cost(run, component):
    costs = run.tables["costs"]
    return pytest.approx(costs.loc[costs["component"] == component, "discounted"].sum())


# -- rows --------------------------------------------------------------------------------------------------------------


def test_new_capacity_stands_only_at_an_open_site(tmp_path):
    # Room for 12: none beside the 20 that stand in 2025, 8 beside the 4 of 2027.
    sites = "line,region,max_capacity,site_cost\nline,A,12,9\n"
    program = program_of(tmp_path, YEARS, sites=sites, **SHORT, **STANDING)
    assert row(program, "site_capacity", "line", "A", 2025) == ({("build", "line", "A", 2025): 1.0}, NO_LOWER, 0.0)
    terms, low, high = row(program, "site_capacity", "line", "A", 2027)
    assert terms == {
        ("build", "line", "A", 2025): pytest.approx(0.2),
        ("build", "line", "A", 2027): pytest.approx(0.6),
        ("site_open", "line", "A"): -8.0,
    }
    assert (low, high) == (NO_LOWER, 0.0)
    assert bounds(program, "site_open", "line", "A") == (0.0, 1.0)
    assert [program.columns[j] for j in program.integers] == [("site_open", ("line", "A"))]
    # The row of the site says more than that of the place.
    assert names(program, "largest_capacity") == []


def test_a_least_size_is_that_of_the_last_period(tmp_path):
    # 3 in 2025 and 9 in 2031: 5, 6, 7, 8, 9 in 2027 to 2031, 7 on average.
    sites = "line,region,year,max_capacity,least_size\nline,A,2025,30,3\nline,A,2031,,9\n"
    program = program_of(tmp_path, YEARS, sites=sites, **SHORT)
    assert row(program, "site_least_size", "line", "A") == (
        {
            ("site_open", "line", "A"): pytest.approx(7.0),
            ("build", "line", "A", 2025): pytest.approx(-0.2),
            ("build", "line", "A", 2027): pytest.approx(-0.6),
        },
        NO_LOWER,
        0.0,
    )


def test_a_count_of_sites_is_of_the_nation_or_of_a_group(tmp_path):
    tables = {
        "regions": "region,group,kind\nA,east,\nB,west,\nC,west,\nO,west,overseas\n",
        "sites": "line,region,max_capacity\nline,*,30\nline,O,30\nother,*,30\n",
        "lines": "line,life,capex\nline,10,100\nother,10,100\n",
        "processes": "process,line\nmake,line\nmake_too,other\n",
        "recipes": "process,commodity,amount\n*,cell,1\n",
        "site_counts": "line,group,max_sites\n*,,2\nline,,1\nline,west,3\n",
    }
    program = program_of(tmp_path, YEARS, **tables)
    # Overseas is no part of the nation, but of its group.
    assert row(program, "site_count", "line", "nation") == (
        {("site_open", "line", r): 1.0 for r in "ABC"}, NO_LOWER, 1.0,
    )  # fmt: skip
    assert row(program, "site_count", "line", "west") == (
        {("site_open", "line", r): 1.0 for r in "BCO"}, NO_LOWER, 3.0,
    )  # fmt: skip
    # The row that names the line wins over the one for every line.
    assert row(program, "site_count", "other", "nation")[2] == 2.0
    assert names(program, "site_in_use") == []


def test_where_all_sites_count_only_an_open_one_has_open_capacity(tmp_path):
    tables = {
        "regions": "region\nA\nB\n",
        "sites": "line,region,max_capacity,allowed\nline,A,12,true\nline,B,,false\n",
        "capacity": STANDING["capacity"] + "line,B,2020,2040,operating,5\n",
        "site_counts": "line,group,max_sites,counts\nline,,1,all\n",
    }
    program = program_of(tmp_path, YEARS, **tables)
    assert row(program, "site_in_use", "line", "A", 2025)[0] == {
        ("open_capacity", "line", "A", 2025): 1.0,
        ("site_open", "line", "A"): -20.0,
    }
    assert row(program, "site_in_use", "line", "A", 2027)[0]["site_open", "line", "A"] == -12.0
    # Nothing may be built in B, where 5 stand: it is a site all the same, without a row for new capacity.
    assert row(program, "site_in_use", "line", "B", 2025)[0]["site_open", "line", "B"] == -5.0
    assert names(program, "site_capacity") == [("line", "A", 2025), ("line", "A", 2027)]


def test_without_cost_least_size_or_count_no_site_is_decided(tmp_path):
    program = program_of(tmp_path, YEARS, sites="line,region,max_capacity\nline,A,12\n", **STANDING)
    assert not program.integers
    for name in ("site_capacity", "site_least_size", "site_in_use", "site_count", "plant_capacity", "plant_segment"):
        assert names(program, name) == []
    assert names(program, "largest_capacity") == [("line", "A", 2025), ("line", "A", 2027)]


def test_where_nothing_may_be_built_no_site_is_decided(tmp_path):
    sites = "line,region,allowed,site_cost\nline,A,false,9\n"
    demand = "commodity,region,amount\ncell,A,3\n"
    program = program_of(
        tmp_path, YEARS, sites=sites, site_counts="line,group,max_sites\nline,,1\n", demand=demand, **STANDING
    )
    assert not program.integers


def test_relaxed_sites_are_fractions(tmp_path):
    program = program_of(tmp_path, YEARS + "relax: true\n", sites="line,region,max_capacity,site_cost\nline,A,12,9\n")
    assert program.integers == ()
    assert bounds(program, "site_open", "line", "A") == (0.0, 1.0)


# A charge of 50; up to 10 a unit costs 95, up to 20 it costs 50 (a new piece), up to 40 it costs 125.
POINTS = "line,size,cost\nline,20,1500\nline,0,50\nline,10,1000\nline,40,4000\n"


def test_what_plants_have_is_what_is_built(tmp_path):
    program = program_of(tmp_path, plant_costs=POINTS)
    assert row(program, "plant_capacity", "line", "A", 2025) == (
        {
            ("plant_part", "line", "A", 0, 0, 2025): 1.0,
            ("plants", "line", "A", 1, 2025): 10.0,
            ("plant_part", "line", "A", 1, 0, 2025): 1.0,
            ("plant_part", "line", "A", 1, 1, 2025): 1.0,
            ("build", "line", "A", 2025): -1.0,
        },
        0.0,
        0.0,
    )


def test_only_plants_have_parts(tmp_path):
    program = program_of(tmp_path, plant_costs=POINTS)
    widths = {(0, 0): 10.0, (1, 0): 10.0, (1, 1): 20.0}
    assert len(names(program, "plant_segment")) == len(widths)
    for (k, s), width in widths.items():
        assert row(program, "plant_segment", "line", "A", k, s, 2025) == (
            {("plant_part", "line", "A", k, s, 2025): 1.0, ("plants", "line", "A", k, 2025): -width},
            NO_LOWER,
            0.0,
        )


def test_plants_of_all_pieces_are_limited_together(tmp_path):
    program = program_of(tmp_path, plant_costs=POINTS, sites="line,region,max_plants\nline,A,3\n")
    assert row(program, "plant_limit", "line", "A", 2025) == (
        {("plants", "line", "A", 0, 2025): 1.0, ("plants", "line", "A", 1, 2025): 1.0}, NO_LOWER, 3.0,
    )  # fmt: skip
    assert [program.columns[j] for j in program.integers] == [("plants", ("line", "A", k, 2025)) for k in (0, 1)]


def test_a_curve_that_is_convex_beyond_its_charge_needs_one_number(tmp_path):
    points = "line,size,cost\nline,0,100\nline,10,600\nline,20,1600\n"
    program = program_of(tmp_path, plant_costs=points)
    assert names(program, "plant_limit") == []
    assert bounds(program, "plants", "line", "A", 0, 2025) == (0.0, 1.0)
    assert len(program.integers) == 1


def test_half_a_plant_is_not_built(tmp_path):
    # One plant in 2027 and two in 2031 are 1.5 on average.
    sites = "line,region,year,max_plants\nline,A,2027,1\nline,A,2031,2\n"
    program = program_of(tmp_path, YEARS, sites=sites, plant_costs="line,size,cost\nline,10,600\n")
    assert bounds(program, "plants", "line", "A", 0, 2027) == (0.0, 1.0)


def test_points_of_every_line_fill_in_for_sizes_a_line_has_not(tmp_path):
    points = "line,size,cost\n*,10,600\n*,20,1600\nline,20,2600\n"
    program = program_of(tmp_path, plant_costs=points)
    assert [index[3] for index in names(program, "plant_segment")] == [0, 1]
    costs = {index[3]: program.cost[j] for j, (name, index) in enumerate(program.columns) if name == "plant_part"}
    # Slopes of 60 and 200, a tenth of it in the one year of the horizon.
    assert costs == {0: pytest.approx(6.0), 1: pytest.approx(20.0)}


# -- optima worked out by hand: life 10 and one year, so that a tenth of all capital counts ------------------------


@pytest.mark.parametrize(("freight", "objective", "sites"), [(3, 280, 1), (6, 300, 2)])
def test_a_site_is_opened_where_it_saves_more_freight_than_it_costs(tmp_path, freight, objective, sites):
    # 20 built cost 20 * 10 = 200. One site: 50 and freight for 10. Two: 100.
    tables = TWO | {"lanes": f"commodity,origin,destination,cost\ncell,*,*,{freight}\n"}
    run = solved(tmp_path, sites="line,region,max_capacity,site_cost\nline,*,30,500\n", **tables)
    assert run.solved.objective == pytest.approx(objective)
    assert len(run.tables["sites"]) == sites
    assert cost(run, "site_cost") == 50 * sites


@pytest.mark.parametrize(("shortage", "objective", "built"), [(20, 200, 0), (30, 250, 25)])
def test_a_site_that_is_opened_has_its_least_size(tmp_path, shortage, objective, built):
    # 10 are wanted: the least site costs 25 * 10, doing without 10 times the price of shortage.
    commodities = f"commodity,unit,shortage_price\ncell,GWh,{shortage}\n"
    sites = "line,region,max_capacity,least_size\nline,A,30,25\n"
    run = solved(tmp_path, sites=sites, commodities=commodities)
    assert run.solved.objective == pytest.approx(objective)
    assert run.tables["builds"]["built"].sum() == pytest.approx(built)


def test_a_site_overseas_is_not_counted_in_the_nation(tmp_path):
    # 10 wanted in A, B and O: 30 * 10 of capital. One site in the nation and one in O: freight for 10 at 3.
    tables = {
        "regions": "region,kind\nA,\nB,\nO,overseas\n",
        "demand": "commodity,region,amount\ncell,A,10\ncell,B,10\ncell,O,10\n",
        "lanes": TWO["lanes"],
        "sites": "line,region,max_capacity\nline,*,50\nline,O,50\n",
    }
    run = solved(tmp_path, site_counts="line,group,max_sites\nline,,1\n", **tables)
    assert run.solved.objective == pytest.approx(300 + 30)
    # What is built in O is free of any count, so that it is no site.
    assert run.tables["sites"]["region"].isin(["A", "B"]).tolist() == [True]


def test_where_all_sites_count_standing_plants_close(tmp_path):
    # 10 stand in A and in B, 5 are wanted in each. Open capacity costs 4: 40 anyway. One site: freight for 5 at 3.
    tables = TWO | {
        "lines": "line,life,capex,fixed_cost\nline,10,100,4\n",
        "demand": "commodity,region,amount\ncell,A,5\ncell,B,5\n",
        "capacity": "line,region,online,offline,capacity\nline,A,2020,2040,10\nline,B,2020,2040,10\n",
        "sites": "line,region,allowed\nline,*,false\n",
    }
    free = solved(tmp_path / "free", **tables)
    assert free.solved.objective == pytest.approx(40)
    run = solved(tmp_path / "one", site_counts="line,group,max_sites,counts\nline,,1,all\n", **tables)
    assert run.solved.objective == pytest.approx(55)
    assert len(run.tables["sites"]) == 1
    assert run.tables["closures"]["closed"].tolist() == [10.0]


def test_a_relaxed_site_is_paid_by_the_part_that_is_used(tmp_path):
    # 10 of 30: a third of the 50 that the site costs, and 10 * 10 of capital.
    sites = "line,region,max_capacity,site_cost\nline,A,30,500\n"
    run = solved(tmp_path, SETTINGS + "relax: true\n", sites=sites)
    assert run.solved.objective == pytest.approx(50 / 3 + 100)
    assert run.tables["sites"]["open"].tolist() == [pytest.approx(1 / 3)]


def test_a_site_is_paid_like_capital_of_the_first_period(tmp_path):
    # 200 on average in 2025 and 2026, paid over 10 years at 10 %, of which 7 lie in the horizon; built in 2027.
    settings = YEARS + "discount_rate: 0.1\n"
    tables = {
        "lines": "line,life,capex,first_year\nline,10,100,2027\n",
        "sites": "line,region,year,max_capacity,site_cost\nline,A,2025,30,100\nline,A,2026,,300\nline,A,2027,,900\n",
        "demand": "commodity,region,year,amount\ncell,A,2025,0\ncell,A,2026,0\ncell,A,2027,10\n",
    }
    run = solved(tmp_path, settings, **tables)
    payment = 1 / sum(1.1**-k for k in range(10))
    assert cost(run, "site_cost") == 200 * payment * sum(1.1**-k for k in range(7))
    sites = run.tables["costs"].query("component == 'site_cost'")
    assert sites["year"].tolist() == [2025]
    # Three payments are left for the site, and five of ten for the plant of 2027.
    due = run.tables["beyond_horizon"]["due"].tolist()
    assert due == [pytest.approx(payment * (3 * 200 + 5 * 1000))]


def test_each_of_several_plants_is_a_point_of_the_curve(tmp_path):
    # 25 in two plants: 20 and 5 cost 1500 + 50 + 5 * 95 = 2025; 12.5 each, or 15 and 10, cost 2250.
    points = "line,size,cost\nline,0,50\nline,10,1000\nline,20,1500\n"
    tables = {"demand": "commodity,region,amount\ncell,A,25\n", "sites": "line,region,max_plants\nline,A,2\n"}
    run = solved(tmp_path, plant_costs=points, **tables)
    assert run.solved.objective == pytest.approx(202.5)
    assert cost(run, "plant_cost") == 202.5
    plants = run.tables["plants"][["piece", "plants", "built"]].to_dict("split")["data"]
    assert plants == [[1, 1.0, pytest.approx(5.0)], [2, 1.0, pytest.approx(20.0)]]


@pytest.mark.parametrize(("most", "objective", "plants"), [(1, 110, 1), (3, 95, 2)])
def test_two_plants_where_one_becomes_dear(tmp_path, most, objective, plants):
    # 15 wanted. One: 100 + 500 + 5 * 100 = 1100. Two of 7.5: 2 * (100 + 375) = 950. Three: 300 + 750 = 1050.
    points = "line,size,cost\nline,0,100\nline,10,600\nline,20,1600\n"
    tables = {
        "demand": "commodity,region,amount\ncell,A,15\n",
        "sites": f"line,region,max_plants\nline,A,{most}\n",
    }
    run = solved(tmp_path, plant_costs=points, **tables)
    assert run.solved.objective == pytest.approx(objective)
    assert run.tables["plants"]["plants"].sum() == plants


def test_no_plant_is_larger_than_the_last_size(tmp_path):
    # 10 are wanted and the only plant has 8; the rest is short at 40.
    commodities = "commodity,unit,shortage_price\ncell,GWh,40\n"
    run = solved(tmp_path, plant_costs="line,size,cost\nline,8,1000\n", commodities=commodities)
    assert run.solved.objective == pytest.approx(100 + 2 * 40)


def test_fewest_plants_where_their_number_costs_nothing(tmp_path):
    # 12 in plants of up to 10 at 100 each way: two are enough, though five are allowed.
    tables = {"demand": "commodity,region,amount\ncell,A,12\n", "sites": "line,region,max_plants\nline,A,5\n"}
    run = solved(tmp_path, plant_costs="line,size,cost\nline,10,1000\n", **tables)
    assert run.solved.objective == pytest.approx(120)
    assert run.tables["plants"]["plants"].tolist() == [2.0]


@pytest.mark.parametrize(("objective", "total"), [("private", 90), ("social", 100)])
def test_plant_costs_replace_capex_and_a_site_is_not_subsidised(tmp_path, objective, total):
    # A plant of 10 costs 1000 * 0.5, of which the state pays a fifth; the site 500: 50 - 10 + 50.
    sites = "line,region,max_capacity,site_cost,capex_factor,subsidy\nline,A,30,500,0.5,0.2\n"
    run = solved(
        tmp_path, SETTINGS + f"objective: {objective}\n", sites=sites, plant_costs="line,size,cost\nline,10,1000\n"
    )
    assert run.solved.objective == pytest.approx(total)
    assert (cost(run, "plant_cost"), cost(run, "subsidy"), cost(run, "capital")) == (50, -10, 0)
    # Nine tenths are left to pay: of 500 for the plant, less the subsidy where it counts, and of 500 for the site.
    paid = 900 - (90 if objective == "private" else 0)
    assert run.tables["beyond_horizon"]["due"].tolist() == [pytest.approx(paid)]


def test_the_learned_part_is_paid_on_what_is_built(tmp_path):
    # 10 in a plant of 1000, and 2 * 8 a unit of learned cost: 100 + 16, less a quarter of 1160 / 10 in subsidy.
    run = solved(
        tmp_path,
        sites="line,region,max_capacity,subsidy\nline,A,30,0.25\n",
        plant_costs="line,size,cost\nline,10,1000\n",
        curves="curve,learning_rate,reference,unit_cost\nlearning,0.2,10,8\n",
        curve_members="curve,member,weight\nlearning,line,2\n",
    )
    assert run.solved.objective == pytest.approx(116 - 29)


def test_plants_and_sites_of_one_line(tmp_path):
    # One plant of 20 in one site: 50 + 200 + freight 30. Two of 10 in two: 100 + 2 * 150.
    points = "line,size,cost\nline,10,1500\nline,20,2000\n"
    run = solved(tmp_path, sites="line,region,max_capacity,site_cost\nline,*,30,500\n", plant_costs=points, **TWO)
    assert run.solved.objective == pytest.approx(280)
    assert run.solved.bound == pytest.approx(280)


def test_nothing_limits_parts_but_plants(tmp_path):
    program = program_of(tmp_path, plant_costs="line,size,cost\nline,10,1000\n")
    assert bounds(program, "plant_part", "line", "A", 0, 0, 2025) == (0.0, NONE)

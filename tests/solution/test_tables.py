"""The tables of a solution: what stands in them for plans worked out by hand."""

import pytest

from tests.known import solved

TWO_YEARS = "name: case\nyears: [2025, 2026]\nlearning: off\n"


def rows(run, table, *columns, **where):
    frame = run.tables[table]
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return [tuple(row[column] for column in columns) for row in frame.to_dict("records")]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """12 stand in A, 2 of them announced; B is served from A. In 2026 only 4 are wanted, and 8 close."""
    return solved(
        tmp_path_factory.mktemp("plan"),
        TWO_YEARS + "announced_share: 0.5\n",
        regions="region\nA\nB\n",
        commodities="commodity,unit,tonnes_per_unit,freight_class\ncell,GWh,1000,road\nore,kt,,\n",
        lines="line,life,capex,fixed_cost\nline,20,100,1\n",
        processes="process,line,use\nmake,line,2\n",
        recipes="process,commodity,amount\nmake,cell,1\nmake,ore,-3\n",
        sites="line,region,allowed\n*,*,false\n",
        capacity="line,region,online,status,capacity\nline,A,2020,operating,10\nline,A,2022,announced,4\n",
        lanes="commodity,origin,destination,cost,tariff\ncell,A,B,2,1\n",
        freight="freight_class,cost_per_t_km\nroad,0\n",
        corridors="region,neighbour,km\nA,B,50\n",
        markets="market,commodity,region,price\nmine,ore,A,5\n",
        demand="commodity,region,year,amount\ncell,B,2025,6\ncell,B,2026,2\n",
        impacts="kind,name,region,impact,amount\nprocess,make,*,t_co2,10\nline,line,*,jobs,0.5\n"
        "market,mine,*,t_co2,1\nfreight,road,*,t_co2,0.001\n",
    )


def test_capital_falls_due_in_annuities_and_what_comes_back_stands_under_its_process(tmp_path):
    # 10 a year from 2025 on, five years each; a build of 10 * 100 paid over 8 years without interest: 125 a year,
    # all of the first period and 3 of 5 years of the second. Half comes back 5 years later, and of 4 in 2024 in 2029.
    run = solved(
        tmp_path,
        "name: case\nyears: [2025, 2030]\nlearning: off\n",
        commodities="commodity,unit,disposal_price\ncell,GWh,\nold,GWh,0\n",
        lines="line,life,paid_over,capex,fixed_cost\nline,10,8,100,2\n",
        returns="process,commodity,lag,amount\nmake,old,5,0.5\n",
        history="process,region,year,amount\nmake,A,2024,4\n",
    )
    assert rows(run, "payments", "component", "item", "year", "amount", "unit") == [
        ("fixed_cost", "line", 2025, 20.0, "million CNY/yr"),
        ("fixed_cost", "line", 2030, 20.0, "million CNY/yr"),
        ("capital", "line", 2025, 125.0, "million CNY/yr"),
        ("capital", "line", 2030, 75.0, "million CNY/yr"),
    ]
    assert rows(run, "turnover", "process", "commodity", "year", "made", "used", "returned", "unit") == [
        ("make", "cell", 2025, 10.0, 0.0, 0.0, "GWh/yr"),
        ("make", "cell", 2030, 10.0, 0.0, 0.0, "GWh/yr"),
        ("make", "old", 2030, 0.0, 0.0, 5.0, "GWh/yr"),
        ("make", "old", 2025, 0.0, 0.0, pytest.approx(0.4), "GWh/yr"),
    ]


def test_capacity_by_status(plan):
    assert rows(plan, "capacity", "year", "status", "nameplate", "unit") == [
        (2025, "operating", 10, "GWh/yr"),
        (2026, "operating", 10, "GWh/yr"),
        (2025, "announced", 2, "GWh/yr"),
        (2026, "announced", 2, "GWh/yr"),
    ]


def test_use_and_closures(plan):
    # 6 at 2 each use 12; in 2026 2 use 4 of the 4 kept open.
    columns = ("year", "used", "open_capacity", "standing", "nameplate", "on_standing", "on_open", "on_nameplate")
    assert rows(plan, "utilisation", *columns) == [(2025, 12, 12, 12, 12, 1, 1, 1), (2026, 4, 4, 4, 12, 1, 1, 4 / 12)]
    assert rows(plan, "closures", "year", "closed", "restarted") == [(2026, 8, 0)]


def test_what_moves_and_is_traded(plan):
    assert rows(plan, "activity", "process", "region", "year", "activity", "unit", year=2025) == [
        ("make", "A", 2025, 6, "GWh/yr")
    ]
    assert rows(plan, "flows", "origin", "destination", "year", "flow") == [("A", "B", 2025, 6), ("A", "B", 2026, 2)]
    assert rows(plan, "trade", "market", "side", "commodity", "amount", "unit", year=2026) == [
        ("mine", "buy", "ore", 6, "kt/yr")
    ]


def test_balances_sum_to_the_demand(plan):
    frame = plan.tables["balances"]
    sources = frame[["made", "returned", "bought", "shipped_in", "shortage"]].sum(axis=1)
    uses = frame[["used", "sold", "shipped_out", "disposal", "demand"]].sum(axis=1)
    assert (sources - uses).tolist() == pytest.approx([0] * len(frame))
    assert rows(plan, "balances", "made", "shipped_out", commodity="cell", region="A", year=2025) == [(6, 6)]
    assert rows(plan, "balances", "bought", "used", commodity="ore", year=2025) == [(18, 18)]


def test_costs_lie_where_they_arise(plan):
    columns = ("component", "item", "region", "undiscounted", "unit")
    assert sorted(rows(plan, "costs", *columns, year=2025)) == [
        ("bought", "mine", "A", 90, "million CNY"),
        ("fixed_cost", "line", "A", 12, "million CNY"),
        # Freight at the origin, the tariff at the destination.
        ("freight", "cell", "A", 12, "million CNY"),
        ("tariff", "cell", "B", 6, "million CNY"),
    ]


def test_impacts_by_cause(plan):
    # 10 per GWh made, 1 per kt mined, 0.5 per GWh/yr kept open, and 1000 t over 50 km per GWh at 0.001 per t-km.
    assert sorted(rows(plan, "impacts", "impact", "kind", "region", "amount", "unit", year=2025)) == [
        ("jobs", "line", "A", 6, "jobs/yr"),
        ("t_co2", "freight", "A", pytest.approx(300), "t_co2/yr"),
        ("t_co2", "market", "A", 18, "t_co2/yr"),
        ("t_co2", "process", "A", 60, "t_co2/yr"),
    ]


def test_prices_and_duals_are_in_the_money_of_the_run(tmp_path):
    # 8 of 10 fit in A at 100 each over ten payments; a missing one costs 500: one more place is worth 500 - 10.
    run = solved(
        tmp_path,
        "name: case\nyears: [2025]\nlearning: off\nmoney: million USD\ndiscount_rate: 0.1\nbase_year: 2023\n",
        commodities="commodity,unit,shortage_price\ncell,GWh,500\n",
        lines="line,life,capex,hurdle_rate\nline,10,100,0\n",
        sites="line,region,max_capacity\nline,A,8\n",
    )
    assert rows(run, "prices", "marginal_cost", "unit") == [(pytest.approx(500), "million USD/GWh")]
    # A dual is discounted money: two years at 10 %.
    (dual,) = rows(run, "duals", "item", "dual", "unit", "year", row="largest_capacity")
    assert dual == ("line", pytest.approx(-490 / 1.21), "million USD/(GWh/yr)", 2025)
    assert set(run.tables["costs"]["unit"]) == set(run.tables["beyond_horizon"]["unit"]) == {"million USD"}


def test_the_year_of_a_dual_is_blank_where_the_row_is_for_the_horizon(tmp_path):
    run = solved(
        tmp_path,
        TWO_YEARS,
        commodities="commodity,unit\ncell,GWh\nore,kt\n",
        recipes="process,commodity,amount\nmake,cell,1\nmake,ore,-1\n",
        markets="market,commodity,region,price,reserve\nmine,ore,A,1,15\nport,ore,A,4,\n",
    )
    run.tables["duals"].to_csv(tmp_path / "duals.csv", index=False)
    text = (tmp_path / "duals.csv").read_text(encoding="utf-8")
    assert "case,base,reserve,mine,A,,-3.0,million CNY/kt\n" in text
    assert ",2025," in text


def test_capacity_restarted_and_what_stands(tmp_path):
    # With a restart cost closed capacity stands: 10 stand in all years, 4 of them open in 2026.
    run = solved(
        tmp_path,
        "name: case\nyears: [2025, 2026, 2027]\nlearning: off\n",
        lines="line,life,capex,fixed_cost,restart_cost\nline,10,400,1,0.1\n",
        capacity="line,region,online,capacity\nline,A,2020,10\n",
        demand="commodity,region,year,amount\ncell,A,2025,10\ncell,A,2026,4\ncell,A,2027,10\n",
    )
    assert rows(run, "closures", "year", "closed", "restarted") == [(2026, 6, 0), (2027, 0, 6)]
    assert rows(run, "utilisation", "standing", "on_standing", "on_open", year=2026) == [(10, 0.4, 1)]


def test_missing_is_blank_not_zero(tmp_path):
    # 10 stand and nothing is wanted: all of it closes, and what is closed and scrapped has no utilisation.
    run = solved(
        tmp_path,
        lines="line,life,capex,fixed_cost\nline,10,400,1\n",
        capacity="line,region,online,capacity\nline,A,2020,10\n",
        demand="commodity,region,amount\ncell,A,0\n",
    )
    (shares,) = rows(run, "utilisation", "on_standing", "on_open", "on_nameplate")
    assert [share != share or share is None for share in shares] == [True, True, False]
    assert shares[2] == 0

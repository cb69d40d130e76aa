"""What the audit reads from an instance, number by number."""

import math

import numpy as np
import pytest

from model.instance.instance import Learning, Settings
from model.solution.audit_lanes import distances
from model.solution.audit_numbers import Numbers, read_numbers
from tests.solution.audit_case import make_instance

BASE = {
    "regions": "region,kind\nA,\n",
    "commodities": "commodity\ncell\n",
    "lines": "line,life\nline,10\n",
    "processes": "process,line\nmake,line\n",
    "recipes": "process,commodity,amount\nmake,cell,1\n",
    "demand": "commodity,region,amount\ncell,A,1\n",
}
FIVES = Settings("fives", (2025, 2030), 2034, base_year=2025, discount_rate=0.1, learning="off")


def numbers(settings: Settings = FIVES, **tables: str) -> Numbers:
    return read_numbers(make_instance(settings, **{**BASE, **tables}))


def test_an_annual_cost_counts_the_years_of_its_period():
    # 1 + 1.1^-1 + ... + 1.1^-4 = (1 - 1.1^-5) / (1 - 1.1^-1) = 4.169865
    delta = numbers().time.delta
    assert delta[0] == pytest.approx(4.169865, rel=1e-6)
    assert delta[1] == pytest.approx(4.169865 / 1.1**5, rel=1e-6)


def test_capital_is_paid_in_annuities_inside_the_horizon():
    """Paid over 3 years at 20 %: annuity 0.2 / (1.2 (1 - 1.2^-3)) = 0.3956044; two years of three are left in 2033."""
    settings = Settings("late", (2025, 2033), 2034, base_year=2025, discount_rate=0.1, learning="off")
    lines = numbers(settings, lines="line,life,paid_over,hurdle_rate\nline,10,3,0.2\n").lines
    annuity = 0.2 / (1.2 * (1.0 - 1.2**-3))
    assert lines.annuity[0] == pytest.approx([annuity, annuity])
    assert lines.inside[0].tolist() == [3, 2]
    assert lines.after[0].tolist() == [0, 1]
    assert lines.weight[0, 0] == pytest.approx(annuity * (1 + 1.1**-1 + 1.1**-2))
    assert lines.weight[0, 1] == pytest.approx(annuity * (1.1**-8 + 1.1**-9))
    assert lines.worth_after[0, 1] == pytest.approx(annuity * 1.1**-10)


def test_a_life_may_end_inside_a_period_and_is_that_of_the_build():
    # 7 years from 2025: all of the first five, two of the next; a build of 2030 lives 4 of five years.
    lines = numbers(lines="line,year,life\nline,2025,7\nline,2030,4\n").lines
    assert lines.alive[0].tolist() == [[1.0, 0.4], [0.0, 0.8]]
    assert lines.fell[0].tolist() == [[0.0, 0.6], [0.0, 0.0]]


def test_half_a_year_of_life_goes_to_the_even_year():
    lines = numbers(lines="line,life\nline,2.5\n").lines
    assert lines.alive[0, 0, 0] == pytest.approx(2 / 5)


def test_capacity_counts_by_the_share_of_the_years_it_stands():
    """Announced 8 counts half: 4 from 2028 on, 2 of five years; operating 10 goes out of service in 2031."""
    settings = Settings("fives", (2025, 2030), 2034, base_year=2025, learning="off", announced_share=0.5)
    capacity = (
        "line,region,online,offline,status,capacity\n"
        "line,A,2028,2050,announced,8\nline,A,2020,2031,,10\nline,A,2020,2050,building,1\n"
    )
    lines = numbers(settings, capacity=capacity).lines
    assert lines.existing[0, 0] == pytest.approx([4 * 0.4 + 10 + 1, 4 + 10 * 0.2 + 1])
    assert lines.fresh[0, 0] == pytest.approx([4 * 0.4 + 10 + 1, 4 * 0.6])
    assert lines.faded[0, 0] == pytest.approx([0, 8])
    # Paid in full in the first period in which it counts; what was online before the first year is sunk.
    assert lines.committed[0, 0] == pytest.approx([4, 0])


def test_builds_are_read_at_the_first_year_and_the_rest_as_a_mean():
    lines = "line,year,capex,fixed_cost\nline,2025,100,0\nline,2030,50,10\n"
    sites = "line,region,year,capex_factor,cost_factor\nline,A,2025,1,\nline,A,2030,2,\nline,A,,,3\n"
    read = numbers(lines=lines, sites=sites).lines
    # The factor is 1, 1.2, ... 1.8 over the first five years: 1.4 on the mean; then 2.
    assert read.capital[0, 0] == pytest.approx([100 * 1.4, 50 * 2])
    # 0, 2, ... 8 over the first five years: 4 on the mean; then 10.
    assert read.fixed_cost[0, 0] == pytest.approx([4 * 3, 10 * 3])


def test_a_star_in_sites_means_inland_regions():
    regions = "region,kind\nA,inland\nP,port\nX,overseas\n"
    read = numbers(regions=regions, sites="line,region\n*,*\nline,P\n").lines
    assert read.may_build[0, :, 0].tolist() == [True, True, False]
    assert numbers(regions=regions).lines.may_build[0, :, 0].tolist() == [True, False, False]


def test_a_process_without_a_line_runs_inland():
    read = numbers(regions="region,kind\nA,\nP,port\n", processes="process,line\nmake,\n")
    assert read.processes.runs[0].tolist() == [True, False]


def test_what_comes_back_comes_back_years_later():
    """Lag 6, periods of five: of the years 2025 .. 2029 four arrive in 2031 .. 2034, one in 2035, after the end."""
    returns = "process,commodity,lag,amount\n*,cell,6,0.1\nmake,cell,6,0.5\nmake,cell,6,0.25\n"
    history = "process,region,year,amount\nmake,A,2024,8\nmake,A,2025,99\n"
    read = numbers(returns=returns, history=history).processes
    # The rows that name the process win, and add up to 0.75.
    assert read.lagged[0, 0] == pytest.approx(np.array([[0.0, 0.0], [0.75 * 4 / 5, 0.0]]))
    # 8 of 2024 come back in 2030; what the history says of 2025 is decided anew.
    assert read.returned[0, 0] == pytest.approx([0.0, 0.75 * 8 / 5])


def test_the_way_is_a_great_circle_or_leads_over_corridors():
    regions = "region,lat,lon\nA,0,0\nB,0,90\nC,60,0\n"
    km, over_corridors = _distances(regions)
    assert not over_corridors
    assert km[0] == pytest.approx([0, 6371 * math.pi / 2, 6371 * math.pi / 3])
    # 300 one way round, 400 the other.
    corridors = "region,neighbour,km\nA,B,400\nC,A,100\nB,C,200\n"
    km, over_corridors = _distances(regions, corridors)
    assert over_corridors
    assert km.tolist() == [[0, 300, 100], [300, 0, 200], [100, 200, 0]]


def _distances(regions: str, corridors: str = "") -> tuple[np.ndarray, bool]:
    instance = make_instance(FIVES, **{**BASE, "regions": regions, "corridors": corridors})
    return distances(instance, read_numbers(instance).axes.regions)


def test_lanes_by_hand_win_column_by_column():
    """A class makes the lanes between A, B and C at 1 a unit; the rows below say more about some."""
    lanes = (
        "commodity,origin,destination,cost,tariff,capacity\n"
        "*,A,*,,5,\n"  # a tariff on everything from A
        "cell,*,B,7,,\n"  # another price on cells to B
        "cell,A,B,,,3\n"  # a capacity on one lane
        "ore,C,A,,,\n"  # a lane for ore, which has no class: it costs nothing
    )
    read = numbers(
        regions="region,lat,lon\nA,0,0\nB,0,1\nC,0,2\n",
        commodities="commodity,tonnes_per_unit,freight_class\ncell,1,dry\nore,,\n",
        freight="freight_class,handling_per_t\ndry,1\n",
        lanes=lanes,
    ).lanes
    cell, ore = read["cell"], read["ore"]
    assert cell.exists.tolist() == [[False, True, True], [True, False, True], [True, True, False]]
    assert cell.freight[..., 0][cell.exists].tolist() == [7, 1, 1, 1, 1, 7]
    assert cell.tariff[..., 0][cell.exists].tolist() == [5, 5, 0, 0, 0, 0]
    assert cell.capacity[..., 0][cell.exists].tolist() == [3, math.inf, math.inf, math.inf, math.inf, math.inf]
    assert ore.exists.tolist() == [[False, True, True], [False, False, False], [True, False, False]]
    assert not ore.freight.any()


def test_a_market_everywhere_has_a_limit_in_each_region():
    markets = "market,commodity,region,price,limit,reserve\nshop,cell,*,2,3,4\n"
    read = numbers(regions="region,kind\nA,\nX,overseas\n", markets=markets)
    assert list(read.axes.markets) == [("shop", "A"), ("shop", "X")]
    assert read.markets.limit.tolist() == [[3, 3], [3, 3]]
    assert read.markets.reserve.tolist() == [4, 4]


CURVES = "curve,scope,driver,learning_rate,reference,unit_cost,floor\ncurve,{},{},0.2,10,8,3\n"


@pytest.mark.parametrize(
    ("learning", "scope", "driver", "inland", "overseas"),
    [
        # Two doublings at 20 %: 3 + 5 * 0.64 = 6.2; who is outside the nation pays the list price.
        ("off", "nation", "build", [6.2, 6.2], [8, 8]),
        ("off", "nation", "size", [8, 8], [8, 8]),
        # 9, 8, ... 5 over the first five years, then 4.
        ("path", "nation", "build", [7, 4], [8, 8]),
        ("path", "nation", "size", [7, 4], [8, 8]),
        # A region without a start of its own starts at the reference.
        ("off", "region", "build", [8, 8], [8, 8]),
    ],
)
def test_learned_costs(learning: Learning, scope: str, driver: str, inland: list[float], overseas: list[float]):
    settings = Settings("fives", (2025, 2030), 2034, base_year=2025, learning=learning)
    learned = numbers(
        settings,
        regions="region,kind\nA,\nX,overseas\n",
        curves=CURVES.format(scope, driver),
        curve_members="curve,member,weight\ncurve,line,2\n",
        curve_places="curve,place,initial\ncurve,nation,40\n",
        cost_path="curve,year,unit_cost\ncurve,2025,9\ncurve,2030,4\n",
    ).learned
    paid = learned.opened if driver == "size" else learned.build
    assert paid[0] == pytest.approx(2 * np.array([inland, overseas]))
    assert learned.listed[0].tolist() == ([[16, 16], [16, 16]] if driver == "build" else [[0, 0], [0, 0]])

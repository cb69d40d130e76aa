"""Where capacity stands, may be built, and what it costs."""

import pytest

from tests.network.networks import UNEVEN, network_of

LINES = "line,life,capex\nline,10,100\n"


def test_capacity_counts_by_the_years_of_a_period_it_stands_in(tmp_path):
    # Periods 2025-2026 and 2027-2031. From 2026: one of two years, then all. Until 2028: one year of five, 2027.
    capacity = "line,region,online,offline,status,capacity\nline,A,2026,2040,building,10\nline,A,2020,2028,,20\n"
    lines = network_of(tmp_path, UNEVEN, lines=LINES, capacity=capacity).lines
    assert lines.existing == pytest.approx({("line", "A", 2025): 5 + 20, ("line", "A", 2027): 10 + 4})
    assert lines.fresh == pytest.approx({("line", "A", 2025): 5 + 20, ("line", "A", 2027): 5})
    assert lines.faded == pytest.approx({("line", "A", 2027): 16})
    assert lines.existing_by_status["line", "A", "operating", 2027] == pytest.approx(4)


def test_committed_capacity_is_paid_whole_when_it_first_counts(tmp_path):
    # Operating is sunk whenever it began; so is what is online before the first year. Announced counts by its share.
    capacity = (
        "line,region,online,status,capacity\n"
        "line,A,2026,building,10\nline,A,2029,announced,40\nline,A,2026,operating,7\nline,A,2024,building,7\n"
    )
    lines = network_of(tmp_path, UNEVEN + "announced_share: 0.25\n", lines=LINES, capacity=capacity).lines
    assert lines.committed == {("line", "A", 2025): 10, ("line", "A", 2027): 10}
    # Three of the five years from 2029 on: 3/5 of 10 beside 10 + 7 + 7.
    assert lines.existing["line", "A", 2027] == pytest.approx(6 + 24)


def test_the_life_of_capacity_is_that_of_its_first_year(tmp_path):
    # 20 years for what came in 2015, 8 in 2025; in between 14 for 2020, so it ends in 2034.
    lines = "line,year,life,capex\nline,2015,20,100\nline,2025,8,100\n"
    capacity = "line,region,online,capacity\nline,A,2020,10\n"
    settings = "name: case\nyears: [2025, 2034]\nlast_year: 2034\nlearning: off\n"
    demand = "commodity,region,amount\ncell,A,1\n"
    found = network_of(tmp_path, settings, lines=lines, capacity=capacity, demand=demand).lines
    assert found.existing == {("line", "A", 2025): 10}
    # And of a build that of the first year of its period: 8 years from 2025 are 8 of the 9 years to 2033.
    assert found.alive == pytest.approx({("line", 2025, 2025): 8 / 9, ("line", 2034, 2034): 1})


def test_without_sites_lines_are_built_inland(tmp_path):
    regions = "region,kind\nA,\nP,port\nE,overseas\nB,inland\n"
    capacity = "line,region,online,capacity\nline,E,2020,3\n"
    found = network_of(tmp_path, regions=regions, capacity=capacity).lines
    assert {r for _, r, _ in found.builds} == {"A", "B"}
    # What stands runs anywhere.
    assert ("line", "E") in found.places


def test_with_sites_a_star_means_inland_and_a_port_has_to_be_named(tmp_path):
    regions = "region,kind\nA,\nP,port\nE,overseas\nB,inland\n"
    sites = "line,region,allowed\nline,*,\nline,P,true\nline,B,false\n"
    assert {r for _, r, _ in network_of(tmp_path, regions=regions, sites=sites).lines.builds} == {"A", "P"}


def test_where_no_row_of_sites_matches_nothing_is_built(tmp_path):
    lines = "line,life,capex\nline,10,100\nother,10,100\n"
    found = network_of(tmp_path, lines=lines, sites="line,region\nline,*\n").lines
    assert {l for l, _, _ in found.builds} == {"line"}


def test_limits_and_factors_are_means_and_prices_those_of_the_build(tmp_path):
    found = network_of(
        tmp_path,
        UNEVEN,
        lines="line,year,life,capex,fixed_cost\nline,2027,10,100,10\nline,2031,10,60,18\n",
        sites="line,region,year,capex_factor,cost_factor,max_build,max_capacity\n"
        "line,A,2027,1,2,4,50\nline,A,2031,1.4,4,8,90\n",
        demand="commodity,region,amount\ncell,A,1\n",
    ).lines
    assert found.capital["line", "A", 2027] == pytest.approx(100 * 1.2)
    assert found.fixed_cost["line", "A", 2027] == pytest.approx(14 * 3)
    assert found.max_build["line", "A", 2027] == pytest.approx(6)
    assert found.max_capacity["line", "A", 2027] == pytest.approx(70)


def test_payments_take_the_life_and_the_discount_rate_unless_said(tmp_path):
    lines = "line,life,paid_over,hurdle_rate,capex\nline,12,,,100\nother,12,5,0.08,100\n"
    found = network_of(tmp_path, UNEVEN + "discount_rate: 0.04\n", lines=lines).lines
    assert found.payments["line", 2027] == (pytest.approx(0.04 / (1.04 * (1 - 1.04**-12))), 12)
    assert found.payments["other", 2027] == (pytest.approx(0.08 / (1.08 * (1 - 1.08**-5))), 5)

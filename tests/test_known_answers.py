"""Optima worked out by hand: the teaching instances, and one instance for each convention of the contract."""

import math

import pytest

from model.instance.load import load
from model.run import run
from model.solver.highs import Options
from tests.known import ROOT, solved

# One year after the other, three of them; nothing discounted unless said.
THREE = "name: case\nyears: [2025, 2026, 2027]\nlearning: off\n"
# Two years, then five.
UNEVEN = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"


def teaching(name):
    done = run(load(ROOT / "instances" / name).instance, Options())
    assert done.verdict.passed
    return done


def by(done, table, *keys, of):
    return {
        tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row[of]
        for row in done.tables[table].to_dict("records")
    }


def test_tiny():
    # 9 GWh at 90 % use need 10 GWh/yr, of which 6 stand: 4 are built. In the one year of the horizon:
    #   capital   4 * 250 / 10 payments  = 100
    #   fixed     10 * 12                = 120
    #   making    9 * 60                 = 540
    #   material  9 * 2 kt * 40          = 720
    done = teaching("tiny")
    assert done.solved.objective == pytest.approx(100 + 120 + 540 + 720)
    assert by(done, "costs", "component", of="discounted") == pytest.approx(
        {"capital": 100, "fixed_cost": 120, "variable_cost": 540, "bought": 720}
    )
    # One more GWh: 60 + 2 * 40, and 1/0.9 of capacity at 12 + 25 a year.
    (price,) = done.tables["prices"].query("commodity == 'cell'")["marginal_cost"]
    assert price == pytest.approx(60 + 80 + 37 / 0.9)
    # Nine of ten payments of 100 are left.
    assert done.tables["beyond_horizon"]["due"].sum() == pytest.approx(900)


def test_two_regions():
    # Making a GWh takes 200 + 40 GWh of power + 10 of open capacity: 228 in Sichuan, 238 in Shanghai. Shipping it:
    # 6000 t at 60 CNY/t and 0.5 CNY/t/km over 1.2 times the great circle, 1660 km: 6.3. So all is made in Sichuan.
    north, east = math.radians(31.23 - 30.57) / 2, math.radians(121.47 - 104.07) / 2
    half = math.sin(north) ** 2 + math.cos(math.radians(30.57)) * math.cos(math.radians(31.23)) * math.sin(east) ** 2
    freight = 6000 * (60 + 0.5 * 1.2 * 2 * 6371 * math.asin(math.sqrt(half))) / 1e6
    assert freight == pytest.approx(6.336, abs=0.001)
    # Shanghai asks for 20, 22, 24, 26, 28, then 30 ... 38: means of 24 and 34; Sichuan for 5 always.
    first, second = (sum(1.05**-k for k in years) for years in (range(5), range(5, 10)))
    making = first * (228 * 29 + freight * 24) + second * (228 * 39 + freight * 34)
    # 29 built at once are paid within the ten years; of the ten built later half of the payments count.
    payment = 0.05 / (1.05 * (1 - 1.05**-10))
    done = teaching("two-regions")
    assert done.solved.objective == pytest.approx(making + 230 * 29 + 230 * 10 * payment * second, rel=1e-9)
    assert by(done, "builds", "region", "year", of="built") == pytest.approx({("CN-SC", 2025): 29, ("CN-SC", 2030): 10})
    # Both periods need what is built in the first, so their prices share its 230; the second pays for its own.
    prices = by(done, "prices", "commodity", "region", "year", of="marginal_cost")
    later = 228 + 230 * payment
    assert prices["cell", "CN-SC", 2030] == pytest.approx(later)
    assert prices["cell", "CN-SC", 2025] == pytest.approx(228 + (230 - 230 * payment * second) / first)
    assert prices["cell", "CN-SH", 2030] == pytest.approx(later + freight)


def test_closed_loop():
    # Ten packs a year; 0.8 of each comes back after five years: 8 a year from 2030 on. Of the 4 from 2022, 3.2 come
    # back in 2027: 0.64 a year in the first period. Recycling one costs 20 + 60/15 and saves 1.5 kt of nickel at 50
    # and dumping at 5, so all is recycled: 5 * 0.64 + 10 * 8 = 83.2 packs.
    recycled = 5 * 0.64 + 10 * 8
    making, nickel = 15 * 10 * 100, (15 * 10 * 2 - 1.5 * recycled) * 50
    # Of the 7.36 built in 2030, 10 of 15 payments fall inside the horizon.
    capital = 10 * 300 + 0.64 * 60 + 7.36 * 60 * 10 / 15
    done = teaching("closed-loop")
    assert done.solved.objective == pytest.approx(making + nickel + 20 * recycled + capital)
    assert by(done, "builds", "line", "year", of="built") == pytest.approx(
        {("cell_line", 2025): 10, ("recycling_line", 2025): 0.64, ("recycling_line", 2030): 7.36}
    )


def test_capital_is_paid_in_annuities_and_only_inside_the_horizon(tmp_path):
    # 10 at 100 are paid in ten equal payments at the start of each year that are worth it at 10 %:
    # 0.1 / (1.1 * (1 - 1.1^-10)) = 0.147950 each. Three of them fall inside the horizon, discounted at 5 %.
    lines = "line,life,capex,hurdle_rate\nline,10,100,0.1\n"
    done = solved(tmp_path, THREE + "discount_rate: 0.05\n", lines=lines)
    payment = 10 * 100 * 0.1 / (1.1 * (1 - 1.1**-10))
    assert payment == pytest.approx(147.950, abs=1e-3)
    assert done.solved.objective == pytest.approx(payment * (1 + 1 / 1.05 + 1 / 1.05**2))
    (left,) = done.tables["beyond_horizon"].to_dict("records")
    assert left["due"] == pytest.approx(7 * payment)
    assert left["present_value"] == pytest.approx(payment * sum(1.05**-k for k in range(3, 10)))


def test_paid_over_one_year_is_the_full_price_at_once(tmp_path):
    done = solved(tmp_path, THREE, lines="line,life,paid_over,capex\nline,10,1,100\n")
    assert done.solved.objective == pytest.approx(10 * 100)
    assert len(done.tables["beyond_horizon"]) == 0


def test_a_plant_closed_early_is_still_paid(tmp_path):
    # 10 are built for the first year and paid in each of the three; 6 of them close when demand falls to 4, which
    # saves their fixed cost only.
    done = solved(
        tmp_path,
        THREE,
        lines="line,life,capex,fixed_cost\nline,10,100,5\n",
        demand="commodity,region,year,amount\ncell,A,2025,10\ncell,A,2026,4\n",
    )
    assert done.solved.objective == pytest.approx(3 * 10 * 100 / 10 + 5 * (10 + 4 + 4))
    assert by(done, "closures", "year", of="closed") == {2026: 6, 2027: 6}
    # What is closed is scrapped: the four that are kept run full on what stands, 4/10 on nameplate.
    assert by(done, "utilisation", "year", of="on_standing") == {2025: 1, 2026: 1, 2027: 1}
    assert by(done, "utilisation", "year", of="on_nameplate") == pytest.approx({2025: 1, 2026: 0.4, 2027: 0.4})


@pytest.mark.parametrize(("restart", "last_year"), [("", 10 + 6), ("0.5", 10 + 3), ("5", 10 + 6)])
def test_closed_capacity_is_restarted_or_kept_open(tmp_path, restart, last_year):
    # Demand 10, 4, 10 on 10 that stand, 1 a year while open. To have 10 in 2027, six are kept open in 2026 for 6, or
    # closed and restarted, for 6 * 0.5 or 6 * 5. Without a restart cost what is closed stays so.
    done = solved(
        tmp_path,
        THREE,
        lines=f"line,life,paid_over,capex,fixed_cost,restart_cost\nline,10,1,40,1,{restart}\n",
        capacity="line,region,online,capacity\nline,A,2020,10\n",
        demand="commodity,region,year,amount\ncell,A,2025,10\ncell,A,2026,4\ncell,A,2027,10\n",
    )
    assert done.solved.objective == pytest.approx(10 + 4 + last_year)


def test_plants_leave_at_the_exit_rate(tmp_path):
    # 10 stand and nobody needs them from 2026 on; a tenth may close each year: 9 of them are open in 2025 at least,
    # then 8.1 and 7.29. Demand of 1 in 2025 changes nothing.
    done = solved(
        tmp_path,
        THREE,
        lines="line,life,capex,fixed_cost,exit_rate\nline,15,100,2,0.1\n",
        capacity="line,region,online,capacity\nline,A,2020,10\n",
        demand="commodity,region,amount\ncell,A,1\n",
    )
    assert done.solved.objective == pytest.approx(2 * (9 + 8.1 + 7.29))


def test_a_lag_across_uneven_periods(tmp_path):
    # Ten packs a year, 0.8 of each back after three years and dumped at 3. From the years 2025 to 2028 they are back
    # in 2028 to 2031: four of the five years of the second period, 32 in all.
    done = solved(
        tmp_path,
        UNEVEN,
        commodities="commodity,unit,disposal_price\ncell,GWh,\nold,GWh,3\n",
        lines="line,life,capex\nline,10,0\n",
        returns="process,commodity,lag,amount\nmake,old,3,0.8\n",
    )
    assert done.solved.objective == pytest.approx(3 * 0.8 * 10 * 4)
    assert by(done, "disposal", "year", of="disposal") == pytest.approx({2027: 32 / 5})


@pytest.mark.parametrize(("life", "built"), [("2.5", 30), ("2.6", 20), ("3.5", 15)])
def test_a_life_is_rounded_to_whole_years(tmp_path, life, built):
    # One period of six years asks for 10: of what is built, 2, 3 or 4 of its six years stand (halves to the even year).
    done = solved(
        tmp_path,
        "name: case\nyears: [2025]\nlast_year: 2030\nlearning: off\n",
        lines=f"line,life,capex\nline,{life},100\n",
    )
    assert by(done, "builds", "year", of="built") == pytest.approx({2025: built})
    assert done.solved.objective == pytest.approx(100 * built)


def test_a_life_ends_within_a_period(tmp_path):
    # Life 3: of the 10 built in 2025 a fifth stands on average over 2027-2031, and of what is built in 2027 three
    # fifths: (10 - 2) / 0.6 = 13.33 are needed. All payments of both fall inside the horizon.
    done = solved(tmp_path, UNEVEN, lines="line,life,capex\nline,3,100\n")
    assert by(done, "builds", "year", of="built") == pytest.approx({2025: 10, 2027: 40 / 3})
    assert done.solved.objective == pytest.approx(100 * (10 + 40 / 3))


def test_the_row_that_names_the_earlier_key_wins(tmp_path):
    # (line, *) and (*, A) both name one id: the factor of the line counts. It is blank in (line, A), which names two.
    sites = "line,region,capex_factor,cost_factor\n*,A,3,3\nline,*,2,\nline,A,,\n"
    done = solved(tmp_path, lines="line,life,capex,fixed_cost\nline,10,100,1\n", sites=sites)
    assert done.solved.objective == pytest.approx(10 * (2 * 100 / 10 + 3 * 1))


def test_a_number_of_a_period_is_the_mean_over_its_years(tmp_path):
    # Demand rises 10, 12, 14, 16, 18: 14 on average. The price of capacity is that of the first year, 100, though it
    # falls to 60; the fixed cost is the mean of 4, 5, 6, 7, 8.
    done = solved(
        tmp_path,
        "name: case\nyears: [2025]\nlast_year: 2029\nlearning: off\n",
        lines="line,year,life,capex,fixed_cost\nline,2025,10,100,4\nline,2029,10,60,8\n",
        demand="commodity,region,year,amount\ncell,A,2025,10\ncell,A,2029,18\n",
    )
    assert done.solved.objective == pytest.approx(14 * 100 * 5 / 10 + 5 * 14 * 6)


def test_committed_capacity_is_paid_once_and_in_full(tmp_path):
    # Announced 20, half of it built; online in 2028, so it stands 4/5 of the second period: 8. The whole 10 are paid,
    # at the first year of that period, in five of ten payments. The first period builds 10, which last.
    done = solved(
        tmp_path,
        UNEVEN + "announced_share: 0.5\n",
        capacity="line,region,online,status,capacity\nline,A,2028,announced,20\n",
    )
    costs = by(done, "costs", "component", "year", of="discounted")
    assert costs == pytest.approx(
        {("committed_capital", 2027): 10 * 100 * 5 / 10, ("capital", 2025): 10 * 100 * 7 / 10}
    )


def test_transfers_are_reported_but_not_counted_as_social_cost(tmp_path):
    tables = {
        "regions": "region\nA\nB\n",
        "demand": "commodity,region,amount\ncell,B,10\n",
        "sites": "line,region,subsidy,max_capacity\nline,A,0.3,50\n",
        "lanes": "commodity,origin,destination,cost,tariff\ncell,A,B,2,7\n",
    }
    settings = "name: case\nyears: [2025]\nlearning: off\n"
    private, social = (
        solved(tmp_path / kind, settings + f"objective: {kind}\n", **tables) for kind in ("private", "social")
    )
    # A tenth of 10 * 100 of capital, 10 * 2 of freight; less 30 % of the capital, and 10 * 7 of tariff.
    assert social.solved.objective == pytest.approx(100 + 20)
    assert private.solved.objective == pytest.approx(100 + 20 - 30 + 70)
    for done in (private, social):
        costs = by(done, "costs", "component", of="discounted")
        assert costs == pytest.approx({"capital": 100, "freight": 20, "subsidy": -30, "tariff": 70})


def test_the_learned_part_without_learning_and_along_a_path(tmp_path):
    # 80 at 100 GWh, 25 % less with each doubling, never below 16; Guangdong has seen 400, two doublings:
    # 16 + 64 * 0.75^2 = 52. Hainan starts at the reference; overseas is outside the scope and pays 80.
    curves = {
        "regions": "region,kind,group\nGD,inland,South\nHN,inland,West\nEU,overseas,\n",
        "demand": "commodity,region,amount\ncell,GD,10\ncell,HN,10\ncell,EU,10\n",
        "sites": "line,region\nline,*\nline,EU\n",
        "curves": "curve,scope,learning_rate,reference,unit_cost,floor\nk,group,0.25,100,80,16\n",
        "curve_members": "curve,member,weight\nk,line,0.5\n",
        "curve_places": "curve,place,initial\nk,South,400\n",
        "cost_path": "curve,year,unit_cost\nk,2025,40\n",
    }
    off = solved(tmp_path / "off", "name: case\nyears: [2025]\nlearning: off\n", **curves)
    path = solved(tmp_path / "path", "name: case\nyears: [2025]\nlearning: path\n", **curves)
    # Capital of 10 in each of three regions, a tenth of it paid: 100 + half of what is learned.
    assert off.solved.objective == pytest.approx((100 + 26) + (100 + 40) + (100 + 40))
    assert path.solved.objective == pytest.approx((100 + 20) + (100 + 20) + (100 + 40))


def test_a_limit_of_a_star_market_is_that_of_each_region(tmp_path):
    # 4 a year may be bought in each of two regions at 10, the rest is made at 25; nothing can be shipped.
    done = solved(
        tmp_path,
        regions="region\nA\nB\n",
        processes="process,line,variable_cost\nmake,line,25\n",
        lines="line,capex\nline,0\n",
        markets="market,commodity,region,price,limit\nshop,cell,*,10,4\n",
        demand="commodity,region,amount\ncell,*,10\n",
    )
    assert done.solved.objective == pytest.approx(2 * (4 * 10 + 6 * 25))


def test_a_reserve_runs_out_over_the_years(tmp_path):
    # 24 in the ground at 1, then a market at 9: seven years of 10 need 70. The dear years come last only if it pays
    # to wait: without discounting all is the same, 24 * 1 + 46 * 9.
    done = solved(
        tmp_path,
        UNEVEN,
        lines="line,capex\nline,0\n",
        recipes="process,commodity,amount\nmake,cell,1\nmake,ore,-1\n",
        commodities="commodity\ncell\nore\n",
        markets="market,commodity,region,price,reserve\nmine,ore,A,1,24\nport,ore,A,9,\n",
    )
    assert done.solved.objective == pytest.approx(24 * 1 + 46 * 9)
    (dual,) = done.tables["duals"].query("row == 'reserve'")["dual"]
    assert dual == pytest.approx(-8)

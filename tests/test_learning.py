"""Learning worked out by hand: what is paid on a curve, who pays together, and which plan is cheapest.

C(Q) is what the volume from 0 to Q costs in all, written out for each curve.
"""

import math
from dataclasses import replace

import pytest

from model.instance.load import load
from model.run import run
from model.solver.highs import Options
from model.solver.local import solve_local
from model.solver.tangents import Tangents
from tests.known import ROOT, solved

# Two periods of five years, paid at once: w is 1 and 1.05^-5.
TWO = "name: case\nyears: [2025, 2030]\nlast_year: 2034\ndiscount_rate: 0.05\nlearning: {}\nsolver: {{gap: 1.0e-7}}\n"
W = (1.0, 1.05**-5)
DELTA = tuple(sum(1.05**-k for k in years) for years in (range(5), range(5, 10)))
CURVES = "curve,scope,driver,learning_rate,reference,unit_cost,floor\n"
LINES = "line,life,paid_over,capex\n"
NEEDS = "commodity,region,year,amount\ncell,A,2029,30\ncell,A,2030,90\n"


def spent(Q, *, c0, reference, rate, floor=0.0):
    """C(Q): what volume costs from 0 to Q."""
    b = -math.log2(1 - rate)
    u = max(Q, reference) / reference
    power = math.log(u) if b == 1 else (u ** (1 - b) - 1) / (1 - b)
    return c0 * min(Q, reference) + reference * (floor * (u - 1) + (c0 - floor) * power)


def cost(folder, mode="certified", settings=TWO, **tables):
    done = solved(folder, settings.format(mode), **tables)
    if mode == "certified":
        assert done.solved.bound <= done.solved.objective <= done.solved.bound * (1 + 1.1e-7)
    return done.solved.objective


@pytest.mark.parametrize("mode", ["local", "certified"])
def test_what_is_built_is_paid_for_along_the_curve(tmp_path, mode):
    # 30 at once, 60 more later, from a history of 40: half of the price learns, the other half is capex.
    curve = {"c0": 80, "reference": 10, "rate": 0.2, "floor": 20}
    built = [spent(40 + 30, **curve) - spent(40, **curve), spent(40 + 90, **curve) - spent(70, **curve)]
    tables = {
        "lines": LINES + "line,20,1,50\n",
        "demand": NEEDS,
        "curves": CURVES + "k,nation,build,0.2,10,80,20\n",
        "curve_members": "curve,member\nk,line\n",
        "curve_places": "curve,place,initial\nk,nation,40\n",
    }
    expected = W[0] * (built[0] + 1500) + W[1] * (built[1] + 3000)
    assert cost(tmp_path, mode, **tables) == pytest.approx(expected, rel=1e-9)


def test_weight_is_paid_for_and_learned_from_and_others_lower_the_price(tmp_path):
    # Half a unit of the component in each: 15 and 30 of volume. 7 a year of others from 2025 to 2029 lie in between;
    # those of 2030 come too late to count.
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    built = [spent(25, **curve) - spent(10, **curve), spent(25 + 35 + 30, **curve) - spent(60, **curve)]
    tables = {
        "lines": LINES + "line,20,1,0\n",
        "demand": NEEDS,
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member,weight\nk,line,0.5\n",
        "external": "curve,year,amount\n" + "".join(f"k,{year},7\n" for year in range(2025, 2031)),
    }
    assert cost(tmp_path, **tables) == pytest.approx(W[0] * built[0] + W[1] * built[1], rel=1e-9)


def test_what_retires_does_not_unlearn(tmp_path):
    # All 30 of the first period are gone after five years and built again: the curve goes on from 40.
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    tables = {
        "lines": LINES + "line,5,1,0\n",
        "demand": "commodity,region,amount\ncell,A,30\n",
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    built = [spent(40, **curve) - spent(10, **curve), spent(70, **curve) - spent(40, **curve)]
    assert cost(tmp_path, **tables) == pytest.approx(W[0] * built[0] + W[1] * built[1], rel=1e-9)


def test_committed_capacity_teaches_in_full_when_it_first_counts(tmp_path):
    # 20 come into service in 2033, in two of the five years of the second period: 8 there on average, so that 22 of
    # the 30 are built besides. In the first period all 30 are built; what is left of them stands.
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    tables = {
        "lines": LINES + "line,5,1,0\n",
        "capacity": "line,region,online,status,capacity\nline,A,2033,building,20\nline,A,2020,operating,0\n",
        "demand": "commodity,region,amount\ncell,A,30\n",
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    built = [spent(40, **curve) - spent(10, **curve), spent(40 + 20 + 22, **curve) - spent(40, **curve)]
    assert cost(tmp_path, **tables) == pytest.approx(W[0] * built[0] + W[1] * built[1], rel=1e-9)


@pytest.mark.parametrize(("scope", "pooled"), [("nation", True), ("region", False)])
def test_pooled_and_regional_experience(tmp_path, scope, pooled):
    # Two regions without a lane between them, 10 each, in one period.
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    tables = {
        "regions": "region\nA\nB\n",
        "lines": LINES + "line,20,1,0\n",
        "demand": "commodity,region,amount\ncell,*,10\n",
        "curves": CURVES + f"k,{scope},build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    expected = spent(30, **curve) - spent(10, **curve) if pooled else 2 * (spent(20, **curve) - spent(10, **curve))
    assert cost(tmp_path, **tables) == pytest.approx(expected, rel=1e-9)


def test_overseas_pays_the_list_price_and_teaches_nothing(tmp_path):
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    tables = {
        "regions": "region,kind\nA,\nE,overseas\n",
        "sites": "line,region\nline,*\nline,E\n",
        "lines": LINES + "line,20,1,0\n",
        "demand": "commodity,region,amount\ncell,A,10\ncell,E,7\n",
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    assert cost(tmp_path, **tables) == pytest.approx(spent(20, **curve) - spent(10, **curve) + 7 * 80, rel=1e-9)


def test_the_subsidy_takes_the_learned_part_at_list_and_a_factor_leaves_it_alone(tmp_path):
    # A fifth of 50 * 1.2 + 80 is paid by the state, however far the 80 have come down.
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    tables = {
        "lines": LINES + "line,20,1,50\n",
        "sites": "line,region,capex_factor,subsidy,max_build\nline,A,1.2,0.2,100\n",
        "demand": "commodity,region,amount\ncell,A,30\n",
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    learned = spent(40, **curve) - spent(10, **curve)
    assert cost(tmp_path, **tables) == pytest.approx(30 * 60 + learned - 30 * 0.2 * (60 + 80), rel=1e-9)


def test_doing_is_learned_from_by_the_unit_and_paid_by_the_year(tmp_path):
    # Five years at 4, then five at 6: 20 and 30 of volume. A payment of a year of the period counts delta / 5.
    curve = {"c0": 16, "reference": 10, "rate": 0.2}
    tables = {
        "lines": "",
        "processes": "process,variable_cost\nmake,3\n",
        "demand": "commodity,region,year,amount\ncell,A,2029,4\ncell,A,2030,6\n",
        "curves": CURVES + "k,region,activity,0.2,10,16,\n",
        "curve_members": "curve,member\nk,make\n",
    }
    done = [spent(30, **curve) - spent(10, **curve), spent(60, **curve) - spent(30, **curve)]
    expected = DELTA[0] * (done[0] / 5 + 12) + DELTA[1] * (done[1] / 5 + 18)
    assert cost(tmp_path, **tables) == pytest.approx(expected, rel=1e-9)


LOCK_IN = {"c0": 240, "reference": 10, "rate": 0.25}


def test_lock_in():
    # The mature line costs 300 for ever: 30 now, 120 in five years. The new one costs 100 and 240 that learn: 340 at
    # first, so that no step from the mature plan pays. Going on with it costs 170 on average, then 96.
    mature = 300 * (30 + 120 * W[1])
    new = (
        100 * (30 + 120 * W[1])
        + spent(40, **LOCK_IN)
        - spent(10, **LOCK_IN)
        + W[1] * (spent(160, **LOCK_IN) - spent(40, **LOCK_IN))
    )
    assert mature == pytest.approx(37206.9, abs=0.1)
    assert new == pytest.approx(26572.1, abs=0.1)
    done = run(load(ROOT / "instances/lock-in").instance, Options())
    assert done.verdict.passed
    assert done.solved.objective == pytest.approx(new, rel=1e-9)
    assert done.solved.bound == pytest.approx(new, rel=2e-6)
    starts = {start["start"]: start for start in done.learning["starts"]}
    assert starts["no learning"]["costs"][-1] == pytest.approx(mature)
    assert starts["sodium at its largest volume"]["costs"][-1] == pytest.approx(new)
    assert [basin["cost"] for basin in done.learning["basins"]] == pytest.approx([new, mature])
    # One more cell in 2030 costs its capex and the last price on the curve, spread over five years.
    later = done.tables["prices"].query("year == 2030")["marginal_cost"].item()
    assert later == pytest.approx(W[1] * (100 + 240 * 16 ** math.log2(0.75)) / DELTA[1])


def test_an_interruption_of_the_starts_keeps_a_plan_and_a_bound(monkeypatch):
    # The second start has its first plan, the new line at the floor of its price, 0: only its 100 a cell are proven.
    plan, asked = Tangents.plan, []

    def interrupted(tangents, slopes, names=()):
        asked.append(slopes)
        if len(asked) == 5:
            raise KeyboardInterrupt
        return plan(tangents, slopes, names)

    monkeypatch.setattr(Tangents, "plan", interrupted)
    done = run(load(ROOT / "instances/lock-in").instance, Options())
    assert done.solved.status == "interrupted"
    assert done.solved.objective == pytest.approx(26572.1, abs=0.1)
    assert 100 * (30 + 120 * W[1]) < done.solved.bound < 26572.1
    assert done.learning["gap"] == pytest.approx(done.solved.gap)


def test_starts_that_take_their_share_of_the_time_leave_a_proof(monkeypatch):
    def cut(tangents, kept):
        return replace(solve_local(tangents, kept), status="time_limit" if kept == 0.5 else "failed")

    monkeypatch.setattr("model.learning.solve_local", cut)
    done = run(load(ROOT / "instances/lock-in").instance, Options())
    assert done.solved.status == "optimal"
    assert done.solved.gap <= 1e-6


@pytest.mark.parametrize("share", [0.999, 1.001])
def test_below_its_break_even_volume_a_technology_is_not_worth_beginning(tmp_path, share):
    # One period. The new line costs 100 + c(Q), the mature one 200: with b = 1 and c = 240 * 10 / Q the new one pays
    # where 2400 ln(Q / 10) = 100 (Q - 10). That is Q = 51.6..., found here by halving.
    low, high = 20.0, 200.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if 2400 * math.log(middle / 10) > 100 * (middle - 10) else (low, middle)
    amount = (low - 10) * share
    tables = {
        "lines": LINES + "old,20,1,200\nnew,20,1,100\n",
        "processes": "process,line\nmake,old\nalso,new\n",
        "recipes": "process,commodity,amount\nmake,cell,1\nalso,cell,1\n",
        "demand": f"commodity,region,amount\ncell,A,{amount!r}\n",
        "curves": CURVES + "k,nation,build,0.5,10,240,\n",
        "curve_members": "curve,member\nk,new\n",
    }
    settings = "name: case\nyears: [2025]\nlearning: {}\nsolver: {{gap: 1.0e-7}}\n"
    old, new = 200 * amount, 100 * amount + 2400 * math.log((amount + 10) / 10)
    assert (new < old) == (share > 1)
    for mode in ("local", "certified"):
        assert cost(tmp_path / mode, mode, settings, **tables) == pytest.approx(min(old, new), rel=1e-9)


@pytest.mark.parametrize(("scenario", "expected"), [("base", 512 + 120), ("dear-freight", 640)])
def test_two_clusters(scenario, expected):
    # Running costs 20 a unit up to a cluster of 10, 16 at 20 and 12.8 at 40. Two thin clusters: 2 * 20 * 16 = 640; a
    # thick one: 40 * 12.8 = 512, and 20 shipped. They cost the same where freight is 128 / 20 = 6.4; it is 6, or 7.
    # One of ten payments of the capital of 40 lies within the year.
    done = run(load(ROOT / "instances/two-clusters", scenario).instance, Options())
    assert done.verdict.passed
    assert done.solved.objective == pytest.approx(expected + 40 * 300 / 10, rel=1e-9)
    assert done.solved.gap < 1e-6
    # Two equal thin clusters are where the search without learning ends.
    thin = done.learning["starts"][0]
    assert (thin["start"], thin["costs"][-1]) == ("no learning", pytest.approx(640 + 1200))


def test_a_tie_is_not_taken_for_an_optimum(tmp_path):
    # Shipping is free, and both regions run at 8, below the reference of 10: any sharing costs the same, and its
    # tangents are those of no learning. Only all in one place reaches 16, at 20 * 0.8^log2(1.6).
    tables = {
        "regions": "region\nA\nB\n",
        "lines": "line,capex\nline,0\n",
        "lanes": "commodity,origin,destination,cost\ncell,*,*,0\n",
        "demand": "commodity,region,amount\ncell,*,8\n",
        "curves": CURVES + "k,region,size,0.2,10,20,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    done = solved(tmp_path, "name: case\nyears: [2025]\nlearning: local\n", **tables)
    thick = 16 * 20 * 0.8 ** math.log2(1.6)
    assert [start["costs"][-1] for start in done.learning["starts"]] == pytest.approx([thick] * 5)
    assert done.solved.bound is None


def test_where_later_capital_counts_more_nothing_is_proven(tmp_path):
    # Paid over ten years until 2029, at once from 2030 on: half of the first capital lies within five years, but all
    # of the second.
    tables = {
        "lines": "line,year,life,paid_over,capex\nline,,20,,0\nline,2029,,10,\nline,2030,,1,\n",
        "demand": "commodity,region,amount\ncell,A,30\n",
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    settings = "name: case\nyears: [2025, 2030]\nlast_year: 2030\nlearning: certified\n"
    done = solved(tmp_path, settings, **tables)
    assert (done.solved.status, done.solved.bound, done.solved.gap) == ("optimal", None, None)
    assert "k" in done.learning["why_unproven"]
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    assert done.solved.objective == pytest.approx(0.6 * (spent(40, **curve) - spent(10, **curve)), rel=1e-9)


def test_a_place_that_is_young_while_others_add_is_proven_all_the_same(tmp_path):
    # Below the reference of 50 its own unit cost stands still, and others' 100 move it to 120: not concave there.
    curve = {"c0": 80, "reference": 50, "rate": 0.3}
    tables = {
        "lines": LINES + "line,20,1,0\nold,20,1,70\n",
        "processes": "process,line\nmake,line\nalso,old\n",
        "recipes": "process,commodity,amount\nmake,cell,1\nalso,cell,1\n",
        "demand": NEEDS,
        "curves": CURVES + "k,nation,build,0.3,50,80,\n",
        "curve_members": "curve,member\nk,line\n",
        "curve_places": "curve,place,initial\nk,nation,5\n",
        "external": "curve,year,amount\nk,2027,100\n",
    }
    # The old line first, the new one once others have made it cheap; or the new one from the start.
    late = 30 * 70 + W[1] * (spent(5 + 100 + 60, **curve) - spent(105, **curve))
    soon = 30 * 80 + W[1] * (spent(35 + 100 + 60, **curve) - spent(135, **curve))
    assert cost(tmp_path, **tables) == pytest.approx(min(late, soon), rel=1e-7)


def test_sites_and_learning_together(tmp_path):
    # A site costs 100: one serves both regions for freight of 2 * 10, or each has its own.
    curve = {"c0": 80, "reference": 10, "rate": 0.2}
    tables = {
        "regions": "region\nA\nB\n",
        "lines": LINES + "line,20,1,0\n",
        "sites": "line,region,max_capacity,site_cost\nline,*,50,100\n",
        "lanes": "commodity,origin,destination,cost\ncell,*,*,2\n",
        "demand": "commodity,region,amount\ncell,*,10\n",
        "curves": CURVES + "k,nation,build,0.2,10,80,\n",
        "curve_members": "curve,member\nk,line\n",
    }
    settings = "name: case\nyears: [2025]\nlearning: {}\n"
    learned = spent(30, **curve) - spent(10, **curve)
    assert cost(tmp_path, "local", settings, **tables) == pytest.approx(learned + 100 + 20, rel=1e-9)

"""By-products, what comes back, and lines that have to run."""

from tests.instance.rules.case import errors, problems, warnings

ONE = {"regions": "region\nA\n", "demand": "commodity,region,amount\ncell,A,10\n"}
SLAG = "process,commodity,amount\nmake,cell,1\nmake,ore,-2\nmake,slag,0.5\n"
CURE = "give it a disposal_price (0 is a price), a process that uses it, a market that buys it, or a lane to one"


def goods(slag: str = ",") -> str:
    """Return the commodities, slag with its freight class and disposal price."""
    return f"commodity,unit,freight_class,disposal_price\ncell,GWh,dry,\nore,kt,dry,\nslag,kt,{slag}\n"


def test_a_by_product_has_an_outlet():
    assert errors(**ONE, commodities=goods(), recipes=SLAG) == [
        f"recipes.csv:4: amount = 0.5: nothing takes slag, so that make cannot run: {CURE}"
    ]
    assert problems(**ONE, commodities=goods(slag=",0"), recipes=SLAG) == ()


def test_where_demand_can_do_without_it_is_a_warning():
    assert warnings(
        **ONE,
        commodities=goods(),
        processes="process,line\nmake,works\nclean,works\n",
        recipes=SLAG + "clean,cell,1\nclean,ore,-2\n",
    ) == [f"recipes.csv:4: amount = 0.5: nothing takes slag, so that make cannot run: {CURE}"]


def test_a_market_or_a_process_is_an_outlet():
    sold = "market,side,commodity,region,price,limit\nmine,buy,ore,A,7,\nroad,sell,slag,A,1,9\n"
    assert problems(**ONE, commodities=goods(), recipes=SLAG, markets=sold) == ()
    closed = sold.replace(",9\n", ",0\n")
    assert len(errors(**ONE, commodities=goods(), recipes=SLAG, markets=closed)) == 1
    used = {"processes": "process,line\nmake,works\nfill,\n", "recipes": SLAG + "fill,slag,-1\n"}
    assert problems(**ONE, commodities=goods(), **used) == ()


def test_an_outlet_elsewhere_needs_a_lane():
    sold = "market,side,commodity,region,price,limit\nmine,buy,ore,A,7,\nroad,sell,slag,B,1,\n"
    at_home = {"sites": "line,region\nworks,A\n", "markets": sold, "recipes": SLAG}
    assert errors(commodities=goods(), **at_home) == [
        f"recipes.csv:4: amount = 0.5: nothing takes slag, so that make cannot run: {CURE}"
    ]
    assert problems(commodities=goods(slag="dry,"), **at_home) == ()


def test_what_comes_back_later_needs_an_outlet_then():
    returns = "process,commodity,lag,amount\nmake,slag,5,0.5\n"
    # A cell of 2025 returns in 2030; only cells of the second period return after the last year, so 2025 cannot be met.
    assert errors(**ONE, commodities=goods(), returns=returns) == [
        f"returns.csv:2: amount = 0.5: nothing takes slag, so that make cannot run: {CURE}"
    ]
    assert problems(**ONE, commodities=goods(), returns=returns.replace(",5,", ",10,")) == ()


def test_what_comes_back_from_history_has_an_outlet():
    # Of 10 in 2023, half returns five years on: 5 in 2028, 1 a year over the five years. What is older is gone.
    back = {
        "returns": "process,commodity,lag,amount\nold,slag,5,0.5\n",
        "history": "process,region,year,amount\nold,A,2023,10\nold,A,1999,50\nold,A,2026,9\n",
        "processes": "process,line\nmake,works\nold,\n",
    }
    found = problems(**ONE, commodities=goods(), **back)
    assert [str(problem) for problem in found if not problem.warning] == [
        "history.csv:2: amount = 10: 1 kt/yr of slag come back from history in 2025, from A on, "
        f"and at most 0 can go anywhere: {CURE}"
    ]
    assert errors(**ONE, commodities=goods(slag=",3"), **back) == []
    # What comes back after the last year needs none.
    assert errors(**ONE, commodities=goods(), **{**back, "returns": back["returns"].replace(",5,", ",12,")}) == []


def test_an_outlet_for_history_is_large_enough():
    back = {
        "returns": "process,commodity,lag,amount\nmake,slag,10,0.5\n",
        "history": "process,region,year,amount\nmake,A,2017,10\n",
        **ONE,
    }
    sold = "market,side,commodity,region,price,limit\nmine,buy,ore,A,7,\nroad,sell,slag,A,1,0.4\n"
    # 10 return as 5 in 2027: 1 a year.
    assert errors(commodities=goods(), markets=sold, **back) == [
        "history.csv:2: amount = 10: 1 kt/yr of slag come back from history in 2025, from A on, "
        f"and at most 0.4 can go anywhere: {CURE}"
    ]
    assert problems(commodities=goods(), markets=sold.replace("0.4", "1"), **back) == ()


def test_what_stands_and_has_to_run_can_run():
    # 20 stand and may close by a tenth a year: 18 stay open, and run at 4.5 or more; ore suffices for 3.
    lines = "line,life,min_utilisation,exit_rate\nworks,10,0.25,0.1\n"
    more = {
        "regions": "region\nA\n",
        "demand": "commodity,region,amount\ncell,A,3\n",
        "capacity": "line,region,online,capacity\nworks,A,2020,20\n",
    }
    markets = "market,commodity,region,price,limit\nmine,ore,A,7,6\n"
    assert errors(lines=lines, markets=markets, **more) == [
        "lines.csv:2: min_utilisation = 0.25: what stands of works in A has to run at 4.5 in 2025 and can at 3: "
        "lower it, raise exit_rate, or give its processes inputs and outlets"
    ]
    assert problems(lines=lines.replace("0.1", "1"), markets=markets, **more) == ()
    assert problems(lines=lines, markets=markets.replace(",6\n", ",9\n"), **more) == ()

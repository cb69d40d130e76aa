"""Demand that nothing makes, brings or covers."""

from tests.instance.rules.case import BASE, errors, problems, settings, warnings

ONE = {"regions": "region\nA\n", "demand": "commodity,region,amount\ncell,A,10\n"}
CAPPED = "line,region,max_build,max_capacity\nworks,A,,12\n"  # runs at 0.5: at most 6


def commodities(cell: str = ",,", ore: str = ",,") -> str:
    """Return the commodities with freight class, shortage and disposal price of each."""
    return f"commodity,unit,freight_class,shortage_price,disposal_price\ncell,GWh,{cell}\nore,kt,{ore}\n"


def test_what_is_demanded_has_a_source():
    recipes = "process,commodity,amount\nmake,ore,-2\n"
    told = "demand.csv:2: commodity = cell: nothing makes, sells or brings back cell: give it a process or a market"
    assert errors(**ONE, recipes=recipes) == [told]
    assert warnings(**ONE, recipes=recipes, commodities=commodities(cell=",900,")) == [told]


def test_what_is_used_has_a_source():
    recipes = "process,commodity,amount\nmake,cell,1\nmake,ore,-2\nmake,oree,-1\n"
    goods = BASE["commodities"] + "oree,kt,,\n"
    told = (
        "recipes.csv:4: commodity = oree: nothing makes, sells or brings back oree (did you mean ore?): "
        "give it a process or a market, or make can never run"
    )
    assert errors(**ONE, commodities=goods, recipes=recipes) == [told]
    # Another process makes cells without it: a plan exists, and the idle one is only pointed out.
    assert warnings(
        **ONE,
        commodities=goods,
        processes="process,line\nmake,works\nplain,works\n",
        recipes=recipes + "plain,cell,1\nplain,ore,-2\n",
    ) == [told]


def test_something_that_comes_back_is_a_source():
    # Each cell gives back 1 ore in its own year: of the 2 ore it takes, nothing but its own return is there.
    returns = "process,commodity,lag,amount\nmake,ore,0,2\n"
    assert problems(**ONE, markets="", returns=returns) == ()


def test_a_lane_brings_what_is_demanded():
    goods = commodities(ore="dry,,")
    sites = "line,region\nworks,A\n"
    told = "demand.csv:3: amount = 6: no lane brings cell from A to B in 2025: give it a freight_class, or add lanes"
    assert errors(commodities=goods, sites=sites) == [told]
    assert warnings(commodities=commodities(cell=",900,", ore="dry,,"), sites=sites) == [told]
    assert problems(commodities=goods, sites=sites, lanes="commodity,origin,destination\ncell,A,B\n") == ()
    # 1,640 km lie between A and B.
    near = "freight_class,reach_km\ndry,1000\n"
    assert errors(freight=near, sites=sites) == [
        "demand.csv:3: amount = 6: no lane brings cell from A to B in 2025: lengthen reach_km of dry, or add lanes"
    ]


def test_a_lane_that_is_closed_brings_nothing():
    lanes = "commodity,origin,destination,capacity\ncell,A,B,0\n"
    assert len(errors(sites="line,region\nworks,A\n", lanes=lanes)) == 1


def test_something_is_there_when_it_is_demanded():
    lines = "line,life,first_year\nworks,10,2030\n"
    assert errors(**ONE, lines=lines) == [
        "demand.csv:2: amount = 10: nothing of cell can be made, bought or come back in 2025 for A "
        "(make is limited by line works): allow builds, capacity or a market, or give it a shortage_price"
    ]


def test_supply_covers_demand():
    assert errors(**ONE, sites=CAPPED) == [
        "demand.csv:2: amount = 10: cell asked for in A comes to 10 GWh/yr in 2025, and at most 6 can get there "
        "(make is limited by line works) (and less than asked for in 1 more period): "
        "ask for less, allow more, or give it a shortage_price"
    ]
    assert problems(**ONE, sites=CAPPED.replace("12", "20")) == ()
    assert problems(**ONE, sites=CAPPED, commodities=commodities(cell=",900,")) == ()


def test_regions_that_ship_to_each_other_share_what_there_is():
    # 10 in A and 6 in B, each with at most 6: 16 asked for, 12 there.
    sites = "line,region,max_capacity\nworks,A,12\nworks,B,12\n"
    assert errors(sites=sites) == [
        "demand.csv:2: amount = 10: cell asked for in A and 1 more region comes to 16 GWh/yr in 2025, and at most 12 "
        "can get there (make is limited by line works) (and less than asked for in 1 more period): "
        "ask for less, allow more, or give it a shortage_price"
    ]
    assert problems(sites=sites.replace("B,12", "B,20")) == ()


def test_growth_by_year_is_a_limit():
    # In five years at 1 a year, 5 can be built by the first period and 10 by the second: 2.5 and 5 run.
    sites = "line,region,max_build\nworks,A,1\n"
    found = errors(settings(years=(2025, 2030)), **ONE, sites=sites)
    assert found[0].startswith(
        "demand.csv:2: amount = 10: cell asked for in A comes to 10 GWh/yr in 2025, and at most 2.5 "
    )
    assert problems(**ONE, sites=sites.replace(",1\n", ",4\n")) == ()


def test_what_inputs_allow_is_a_limit():
    # 2 ore a cell: of 12 ore a year come 6 cells.
    markets = "market,commodity,region,price,limit\nmine,ore,A,7,12\n"
    assert errors(**ONE, markets=markets) == [
        "demand.csv:2: amount = 10: cell asked for in A comes to 10 GWh/yr in 2025, and at most 6 can get there "
        "(make is limited by ore) (and less than asked for in 1 more period): "
        "ask for less, allow more, or give it a shortage_price"
    ]
    assert problems(**ONE, markets=markets.replace("12", "20")) == ()


def test_an_input_is_shared_by_all_regions():
    # Each region by itself could have all of the 30 ore, but both together need 32.
    markets = "market,commodity,region,price,limit\nmine,ore,A,7,30\n"
    assert len(errors(markets=markets)) == 1
    assert problems(markets=markets.replace("30", "32")) == ()


def test_a_reserve_lasts_for_all_years():
    # 10 years of 10 cells need 200 ore; each period by itself would find enough.
    markets = "market,commodity,region,price,reserve\nmine,ore,A,7,150\n"
    assert errors(**ONE, markets=markets) == [
        "demand.csv:2: amount = 10: cell asked for in A comes to 100 GWh over all years, and at most 75 can get there "
        "(make is limited by ore): ask for less, allow more, or give it a shortage_price"
    ]
    assert problems(**ONE, markets=markets.replace("150", "200")) == ()


def test_processes_on_one_line_share_it():
    # 12 of works run at 0.5: 6 use in all. A plain cell takes 1, a thin one 0.5: at most 12 cells, not 6 + 12.
    more = {
        "processes": "process,line,use\nmake,works,1\nthin,works,0.5\n",
        "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-2\nthin,cell,1\nthin,ore,-2\n",
        "sites": CAPPED,
    }
    demand = "commodity,region,amount\ncell,A,13\n"
    found = errors(regions="region\nA\n", demand=demand, **more)
    assert len(found) == 1
    assert "comes to 13 GWh/yr in 2025, and at most 12 can get there" in found[0]
    assert problems(regions="region\nA\n", demand=demand.replace("13", "12"), **more) == ()


def test_what_comes_back_later_counts_from_then_on():
    # 4 scrap a year until 2024 come back as ore five years on: 4 of the 5 years of the second period.
    history = "process,region,year,amount\n" + "".join(f"make,A,{year},4\n" for year in range(2025 - 5, 2025))
    returns = "process,commodity,lag,amount\nmake,ore,10,5\n"
    markets = (
        "market,year,commodity,region,price,limit\nmine,2025,ore,A,7,20\nmine,2029,ore,A,7,20\nmine,2030,ore,A,7,0\n"
    )
    assert problems(**ONE, markets=markets, history=history, returns=returns) == ()
    assert len(errors(**ONE, markets=markets, history=history, returns=returns.replace(",5\n", ",4\n"))) == 1

"""What mines and stockpiles hold."""

from tests.formulation.rows import NO_LOWER, bounds, names, program_of, row

YEARS = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"
MINE = {
    "commodities": "commodity,unit\ncell,GWh\nore,kt\n",
    "recipes": "process,commodity,amount\nmake,cell,1\nmake,ore,-2\n",
}


def test_a_reserve_is_used_up_over_the_years(tmp_path):
    markets = "market,commodity,region,price,limit,reserve\nmine,ore,A,4,30,500\nport,ore,A,9,,\n"
    program = program_of(tmp_path, YEARS, markets=markets, **MINE)
    assert row(program, "reserve", "mine", "A") == (
        {("trade", "mine", "A", 2025): 2.0, ("trade", "mine", "A", 2027): 5.0},
        NO_LOWER,
        500.0,
    )
    assert names(program, "reserve") == [("mine", "A")]
    assert bounds(program, "trade", "mine", "A", 2027) == (0.0, 30.0)


def test_a_star_makes_one_market_in_each_region(tmp_path):
    markets = "market,commodity,region,price,limit,reserve\nmine,ore,*,4,30,500\n"
    program = program_of(tmp_path, YEARS, markets=markets, **MINE | {"regions": "region\nA\nB\n"})
    assert names(program, "reserve") == [("mine", "A"), ("mine", "B")]

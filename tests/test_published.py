"""Models from the literature, written as instances: their published optima."""

import pytest
from scipy.optimize import linprog

from tests.known import solved

# G. B. Dantzig, Linear Programming and Extensions (1963), section 3.3: two canneries, three markets, cases a day;
# freight is 90 USD per case and thousand miles. The optimum is 153.675 thousand USD.
SUPPLY = {"seattle": 350, "san_diego": 600}
MARKETS = {"new_york": 325, "chicago": 300, "topeka": 275}
MILES = {
    ("seattle", "new_york"): 2.5, ("seattle", "chicago"): 1.7, ("seattle", "topeka"): 1.8,
    ("san_diego", "new_york"): 2.5, ("san_diego", "chicago"): 1.8, ("san_diego", "topeka"): 1.4,
}  # fmt: skip
CANNERIES = {
    "regions": "region\n" + "\n".join([*SUPPLY, *MARKETS]),
    "commodities": "commodity\ncase\n",
    "processes": "process,line\npack,line\n",
    "recipes": "process,commodity,amount\npack,case,1\n",
    "demand": "commodity,region,amount\n" + "\n".join(f"case,{m},{x}" for m, x in MARKETS.items()),
    "lanes": "commodity,origin,destination,cost\n"
    + "\n".join(f"case,{r},{s},{x * 0.09}" for (r, s), x in MILES.items()),
}
ONE_YEAR = "name: case\nyears: [2025]\nlearning: off\nmoney: thousand USD\n"


def test_dantzigs_transport_problem(tmp_path):
    tables = CANNERIES | {
        "lines": "line\nline\n",
        "sites": "line,region,allowed\n*,*,false\n",
        "capacity": "line,region,online,capacity\n" + "\n".join(f"line,{r},2020,{x}" for r, x in SUPPLY.items()),
    }
    assert solved(tmp_path, ONE_YEAR, **tables).solved.objective == pytest.approx(153.675, abs=1e-9)


def test_where_to_build_the_canneries(tmp_path):
    # The same canneries, not yet built: Seattle at 0.10 and San Diego at 0.12 a case, at most 400 and 700, with half
    # of the price of capital subsidised in San Diego. Written out for scipy: six lanes, two builds.
    tables = CANNERIES | {
        "lines": "line,life,capex\nline,1,1\n",
        "sites": "line,region,capex_factor,subsidy,max_capacity\nline,seattle,0.1,,400\nline,san_diego,0.12,0.5,700\n",
    }
    lanes, plants = list(MILES), list(SUPPLY)
    costs = [MILES[lane] * 0.09 for lane in lanes] + [0.1, 0.12 * 0.5]
    leaves = [[float(lane[0] == r) for lane in lanes] + [-float(r == q) for q in plants] for r in plants]
    arrives = [[float(lane[1] == m) for lane in lanes] + [0.0, 0.0] for m in MARKETS]
    bounds = [(0, None)] * len(lanes) + [(0, 400), (0, 700)]
    best = linprog(costs, leaves, [0, 0], arrives, list(MARKETS.values()), bounds, method="highs")
    done = solved(tmp_path, ONE_YEAR, **tables)
    assert done.solved.objective == pytest.approx(best.fun, rel=1e-9)
    # San Diego saves 0.04 a case, more than the 0.009 Chicago is further away: it fills up, Seattle makes the rest.
    by_hand = (325 * 0.225 + 275 * 0.126 + 100 * 0.162 + 200 * 0.153) + 700 * 0.06 + 200 * 0.1
    assert done.solved.objective == pytest.approx(by_hand)
    built = done.tables["builds"].set_index("region")["built"]
    assert built.to_dict() == pytest.approx({"san_diego": 700, "seattle": 200})


# D. A. Kendrick, A. Meeraus, J. Alatorre, The Planning of Investment Programs in the Steel Industry (1984): the small
# static model of Mexican steel in million tonnes and million USD a year. The optimum is 538.81.
MILLS = ("ahmsa", "fundidora", "sicartsa", "hylsa", "hylsap")
CITIES = {"mexico_df": 0.55, "monterrey": 0.30, "guadalajara": 0.15}
RAIL = {  # kilometres to the cities and to the port of export
    "ahmsa": (1204, 218, 1125, 739), "fundidora": (1017, 0, 1030, 521), "sicartsa": (819, 1305, 704, 0),
    "hylsa": (1017, 0, 1030, 521), "hylsap": (185, 1085, 760, 315), "import": (428, 521, 300, None),
}  # fmt: skip
UNITS = {
    "blast_furnace": (3.25, 1.40, 1.10, 0, 0), "open_hearth": (1.50, 0.85, 0, 0, 0), "bof": (2.07, 1.50, 1.30, 0, 0),
    "direct_reduction": (0, 0, 0, 0.98, 1.00), "electric_arc": (0, 0, 0, 1.13, 0.56),
}  # fmt: skip
RECIPES = {
    "pig_iron_making": ("blast_furnace", {"pellets": -1.58, "coke": -0.63, "pig_iron": 1}),
    "sponge_making": ("direct_reduction", {"pellets": -1.38, "nat_gas": -0.57, "sponge": 1}),
    "steel_oh": ("open_hearth", {"pig_iron": -0.77, "scrap": -0.33, "steel": 1}),
    "steel_el": ("electric_arc", {"sponge": -1.09, "electricity": -0.58, "steel": 1}),
    "steel_bof": ("bof", {"pig_iron": -0.95, "scrap": -0.12, "steel": 1}),
}
PRICES = {"pellets": 18.7, "coke": 52.17, "nat_gas": 14, "electricity": 24, "scrap": 105}


def _rail(km):
    """Freight per tonne: 2.48 and 0.0084 per km, nothing where there is no way to go."""
    return 2.48 + 0.0084 * km if km else 0.0


def test_the_mexican_steel_model(tmp_path):
    lanes = [
        (origin, destination, _rail(km))
        for origin, ways in RAIL.items()
        for destination, km in zip((*CITIES, "export"), ways, strict=True)
        if km is not None
    ]
    tables = {
        "regions": "region\n" + "\n".join([*MILLS, *CITIES, "import", "export"]),
        "commodities": "commodity\n" + "\n".join(["steel", "pig_iron", "sponge", *PRICES]),
        "lines": "line,max_utilisation\n" + "\n".join(f"{unit}," for unit in UNITS),
        "processes": "process,line\n" + "\n".join(f"{p},{unit}" for p, (unit, _) in RECIPES.items()),
        "recipes": "process,commodity,amount\n"
        + "\n".join(f"{p},{c},{a}" for p, (_, amounts) in RECIPES.items() for c, a in amounts.items()),
        "sites": "line,region,allowed\n*,*,false\n",
        "capacity": "line,region,online,capacity\n"
        + "\n".join(f"{u},{m},2020,{x}" for u, of in UNITS.items() for m, x in zip(MILLS, of, strict=True) if x),
        "lanes": "commodity,origin,destination,cost\n" + "\n".join(f"steel,{r},{s},{x}" for r, s, x in lanes),
        "markets": "market,side,commodity,region,price,limit\n"
        + "\n".join(f"{c}_supply,buy,{c},*,{x}," for c, x in PRICES.items())
        + "\nsteel_import,buy,steel,import,150,\nsteel_export,sell,steel,export,140,1.0\n",
        "demand": "commodity,region,amount\n" + "\n".join(f"steel,{s},{5.209 * 1.4 * x}" for s, x in CITIES.items()),
    }
    done = solved(tmp_path, ONE_YEAR.replace("thousand", "million"), **tables)
    assert done.solved.objective == pytest.approx(538.8112, abs=1e-4)

"""What is bought and sold: power, labour and land in steps, imports at port provinces, home mines, metals, rivals."""

from __future__ import annotations

from instances.china.make.book import Book
from instances.china.make.chain import ABROAD, FIRST, LAST
from instances.china.make.demand import MATERIALS
from instances.china.make.ledger import Figure, fact, of_province, places_of, provinces

HOME = "China"
ORIGINS = {
    "spodumene": "Australia, Zimbabwe, Nigeria",
    "nickel_feed": "Indonesia",
    "cobalt_feed": "DR Congo, Indonesia",
    "lithium_carbonate": "Chile, Argentina",
}
STEPS = {
    # commodity: price, and for each step its limit ("": none) and the factor on the price ("": 1)
    "spodumene": (
        "spodumene_price",
        (
            ("limit_spodumene_step1", "import_step_1"),
            ("limit_spodumene_step2", ""),
            ("limit_spodumene_step3", "import_step_3"),
        ),
    ),
    "nickel_feed": (
        "nickel_price",
        (("limit_nickel_step1", "import_step_1"), ("limit_nickel_step2", ""), ("", "import_step_3")),
    ),
    "cobalt_feed": (
        "cobalt_price",
        (("limit_cobalt_step1", "import_step_1"), ("limit_cobalt_step2", ""), ("", "import_step_3")),
    ),
}
"""Imports at port provinces: owned and contracted supply first, the market, then marginal supply."""


def add_markets(book: Book) -> None:
    """Add every market."""
    for region in provinces():
        _power(book, region)
        _labour(book, region)
        _land(book, region)
    _imports(book)
    _home_mines(book)
    _metals(book)
    _rivals(book)


def _steps(
    book: Book, name: str, commodity: str, region: str, price: dict[int, Figure], limit: dict[int, Figure]
) -> None:
    """Add three steps of rising price; the last has no limit."""
    factors = (1.0, fact(f"{name}_step_2"), fact(f"{name}_step_3"))
    for step, factor in enumerate(factors, start=1):
        for year in price:
            book.markets.add(
                market=f"{name}_{step}_{region}",
                year=year,
                commodity=commodity,
                region=region,
                price=price[year] * factor,
                limit=limit[year] if step < len(factors) else None,
            )


def _grown(now: Figure, rate: Figure) -> dict[int, Figure]:
    """Return a value that grows at a rate, at years close enough for straight lines."""
    return {year: now * (1.0 + rate) ** (year - FIRST) for year in (FIRST, 2030, 2035, LAST)}


def _power(book: Book, region: str) -> None:
    total = of_province(region, "power_use") * 1000.0
    industry = fact("power_use") / sum(of_province(r, "power_use").value for r in provinces())
    price = of_province(region, "power_price")
    limit = _grown(total * industry * fact("power_step"), fact("other_growth"))
    _steps(book, "power", "power", region, dict.fromkeys(limit, price), limit)


def wage(region: str) -> Figure:
    """Return what a thousand person-years cost in 2025, million CNY."""
    return of_province(region, "wage") * fact("wage_growth") * fact("labour_charges") / 1000.0


def _labour(book: Book, region: str) -> None:
    limit = of_province(region, "population") * 10.0 * fact("factory_share") * fact("labour_step")
    price = _grown(wage(region), fact("wage_real_growth"))
    _steps(book, "labour", "labour", region, price, dict.fromkeys(price, limit))


def _land(book: Book, region: str) -> None:
    rent = of_province(region, "land_price") * fact("land_rent")
    limit = of_province(region, "gdp") / 10.0 * fact("land_step")
    years = (FIRST,)
    _steps(book, "land", "land", region, dict.fromkeys(years, rent), dict.fromkeys(years, limit))


def _imports(book: Book) -> None:
    for commodity, (price, ladder) in STEPS.items():
        for step, (limit, factor) in enumerate(ladder, start=1):
            cost = fact(price) * (fact(factor) if factor else 1.0)
            for port, share in places_of(f"ports_{commodity}").items():
                most = _grown(fact(limit) * share, fact("import_growth")) if limit else {"": None}
                market = f"import_{commodity}_{step}_{port}"
                _bought(book, market, commodity, port, ORIGINS[commodity], cost, most)
    salt = fact("carbonate_2025") / 1000.0 / (1.0 + fact("vat"))
    for port, share in places_of("ports_lithium_carbonate").items():
        most = _grown(fact("limit_carbonate_import") * share, fact("import_growth"))
        market = f"import_lithium_carbonate_{port}"
        _bought(book, market, "lithium_carbonate", port, ORIGINS["lithium_carbonate"], salt, most)


def _bought(book: Book, market: str, commodity: str, region: str, origin: str, price: Figure, limits: dict) -> None:
    for year, limit in limits.items():
        book.markets.add(
            market=market, year=year, commodity=commodity, region=region, origin=origin, price=price, limit=limit
        )


def _home_mines(book: Book) -> None:
    for region, share in places_of("mines_spodumene").items():
        now = fact("limit_spodumene_home") * share
        most = {FIRST: now, 2030: now * fact("home_mine_growth")}
        _bought(book, f"mine_spodumene_{region}", "spodumene", region, HOME, fact("mine_price"), most)
    nickel = fact("nickel_price") * fact("import_step_1")
    _bought(book, "mine_nickel_CN-GS", "nickel_feed", "CN-GS", HOME, nickel, {"": fact("limit_nickel_home")})
    for region, name in (("CN-QH", "limit_brine_qinghai"), ("CN-XZ", "limit_brine_tibet")):
        most = {FIRST: fact(name), 2030: fact(f"{name}_2030")}
        _bought(book, f"brine_{region}", "brine", region, HOME, fact("brine_price"), most)
    for region, share in places_of("mines_lepidolite").items():
        most = {"": fact("limit_lepidolite_limit") * share}
        _bought(book, f"lepidolite_{region}", "lepidolite", region, HOME, fact("lepidolite_price"), most)
    for region, share in places_of("mines_phosphate").items():
        most = _grown(fact("limit_phosphoric_limit") * share, fact("phosphoric_growth"))
        _bought(book, f"phosphoric_{region}", "phosphoric_acid", region, HOME, fact("phosphoric_price"), most)
    for region, share in places_of("mines_flake").items():
        most = {"": fact("limit_flake_limit") * share}
        _bought(book, f"flake_{region}", "flake_graphite", region, HOME, fact("flake_price"), most)


def _metals(book: Book) -> None:
    for metal in ("copper", "aluminium"):
        price = fact(f"{metal}_price")
        book.markets.add(market=metal, side="buy", commodity=metal, region="*", price=price)
        book.markets.add(
            market=f"sell_scrap_{metal}",
            side="sell",
            commodity=f"scrap_{metal}",
            region="*",
            price=price * fact("scrap_pay"),
        )


def _rivals(book: Book) -> None:
    """Makers abroad can take the demand that China meets: at a price that rises with what they take."""
    prices = {
        "cell_lfp": fact("rival_cell_lfp"),
        "cell_nmc": fact("rival_cell_nmc"),
        "cell_hni": fact("rival_cell_nmc"),
        "car_lfp": fact("rival_car"),
        "car_nmc": fact("rival_car"),
        "storage_system": fact("rival_cell_lfp") + fact("var_storage"),
        **{material: fact(f"value_{material}") * fact("rival_material") for material in MATERIALS},
    }
    wanted = {(row["commodity"], row["region"], row["year"]): row["amount"] for row in book.demand.rows}
    steps = (
        (1.0, fact("rival_share_1")),
        (fact("rival_step_2"), fact("rival_share_2")),
        (fact("rival_step_3"), None),
    )
    for commodity, price in prices.items():
        for region in ABROAD:
            for step, (factor, share) in enumerate(steps, start=1):
                limits = {year: wanted[commodity, region, year] * share for year in (FIRST, 2030, 2035, LAST) if share}
                market = f"rival_{commodity}_{step}_{region}"
                _bought(book, market, commodity, region, "rivals", price * factor, limits or {"": None})

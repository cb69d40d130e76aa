"""Scenarios of costs and of what stands: nameplate, plans, ores, learning, wages, size of plants, periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from instances.china.make.book import Book
from instances.china.make.capacity import Standing
from instances.china.make.chain import LAST, OWNERS, cell_line
from instances.china.make.learning import EQUIPMENT, LOCAL, all_in, conversion, paths
from instances.china.make.ledger import Figure, fact, provinces
from instances.china.make.lines import BARE, capex_factor
from instances.china.make.scenario import Item, Scenario, edit

COARSE = (2025, 2026, 2028, 2030, 2031, 2036)
NEAR = (2025, 2026, 2027, 2028)
SHARES = (0, 25, 50)
"""Percent of the learned conversion cost that is learned within the province only."""
OF_A_CURVE = ("curve_members", "curve_places", "cost_path", "curves")


def scenarios(book: Book, cells: Standing) -> Iterator[Scenario]:
    """Yield the scenarios of this family."""
    yield _nameplate("low")
    yield _nameplate("high")
    yield Scenario(
        "provincial-plans",
        "Everything that provinces have announced is built",
        "Announced plants open in full, whether they are needed or not; their capital is committed and stands in "
        "the objective.",
        (edit("instance", set={"announced_share": 1}),),
    )
    yield _shock()
    yield _cut()
    yield from _learning(book, cells)
    yield _wages()
    yield _small(book)
    yield Scenario(
        "coarse",
        "Fewer periods, for quick comparisons",
        "Six periods instead of sixteen, with 2025 and 2030 as years of their own: a fifth of the time of the "
        "whole. Stack it on another scenario and compare with coarse alone.",
        (edit("instance", set={"years": list(COARSE), "last_year": LAST}),),
    )
    yield Scenario(
        "near-term",
        "The years up to 2030 alone",
        "2025, 2026 and 2027 by year, then 2028 to 2030 as one period: for questions about the next years. What is "
        "built is leased to 2030, so do not read its last period.",
        (edit("instance", set={"years": list(NEAR), "last_year": 2030}),),
    )


def _nameplate(end: str) -> Scenario:
    share = fact(f"nameplate_{end}") / fact("nameplate_central")
    return Scenario(
        f"nameplate-{end}",
        f"The {end} end of the cell nameplate of 2025",
        f"Every cell plant of 2025 scaled to the {end} national nameplate: the figure that decides how full the "
        f"plants are.",
        (edit("capacity", where={"line": "cell_*", "status": "operating"}, scale={"capacity": share}),),
    )


def _shock() -> Scenario:
    years = [2027, 2029]
    edits = (
        edit(
            "markets",
            where={"market": ["import_spodumene_*", "import_lithium_carbonate_*"], "year": years},
            scale={"price": fact("shock_lithium")},
        ),
        edit(
            "markets",
            where={"market": ["import_nickel_feed_*", "import_cobalt_feed_*"], "year": years},
            scale={"price": fact("shock_nickel")},
        ),
    )
    about = (
        "Imported lithium, nickel and cobalt are dear from 2027 to 2029, as lithium was in 2022; mines at home "
        "cost what they cost."
    )
    return Scenario("price-shock", "A price shock of imported metals", about, edits)


def _cut() -> Scenario:
    years = [2028, LAST]
    left = 1.0 - fact("import_cut")
    edits = (
        edit(
            "markets",
            where={"market": ["import_*_1_*", "import_*_2_*", "import_lithium_carbonate_*"], "year": years},
            scale={"limit": left},
        ),
        edit("markets", where={"market": "import_*_3_*", "year": years}, scale={"price": fact("import_cut_price")}),
    )
    about = (
        "Half of the owned and the bought imports of lithium, nickel and cobalt are cut off from 2028; what is "
        "left costs twice as much."
    )
    return Scenario("import-limit", "Imports of metals are cut", about, edits)


def _learning(book: Book, cells: Standing) -> Iterator[Scenario]:
    named = (
        ("learning-none", "Costs do not fall", Figure(0.0), Figure(0.0), "Learned costs stay at those of 2025."),
        ("learning-12", "12 % per doubling", fact("lr_low"), fact("lr_low"), "The low learning rate on both parts."),
        ("learning-24", "24 % per doubling", fact("lr_high"), fact("lr_high"), "The high learning rate on both parts."),
        (
            "learning-seed",
            "18 % per doubling of capacity",
            fact("lr_seed"),
            fact("lr_conversion"),
            "The rate of the seed on capacity ever built, put on equipment; conversion as in the base.",
        ),
    )
    for name, title, equipment, general, about in named:
        yield Scenario(name, title, about, tuple(_path(cells, equipment, general)))
    yield _bnef(book)
    yield Scenario(
        "learning-local",
        "Learning follows the plan",
        "Costs fall with what the plan builds and makes, nationally and in each province, instead of along a path "
        "by year.",
        (edit("instance", set={"learning": "local"}),),
    )
    for percent in SHARES:
        yield _shared(cells, percent)
    equal = fact("learn_volume") / float(len(provinces()))
    yield Scenario(
        "equal-starts",
        "All provinces start equal",
        "Local learning starts from the same volume everywhere: what the past of the clusters is worth.",
        (edit("curve_places", where={"curve": LOCAL}, set={"initial": equal}),),
        extends=("learning-local",),
    )


def _shared(cells: Standing, percent: int) -> Scenario:
    """Split what is learned of conversion between nation and province; all start from the costs of 2025."""
    edits = tuple(
        edit("curves", where={"curve": curve}, set={"unit_cost": cost, "floor": cost * fact("learn_floor")})
        for curve, cost in conversion(cells, Figure(percent / 100)).items()
        if cost.value
    )
    return Scenario(
        f"learning-local-{percent}",
        f"Learning follows the plan, {percent} % of it local",
        f"As learning-local, with {percent} % of the learned conversion cost learned within the province only "
        "(nobody has measured how much it is).",
        edits if percent else (*edits, *(edit(table, where={"curve": LOCAL}, drop=True) for table in OF_A_CURVE)),
        extends=("learning-local",),
    )


def _path(cells: Standing, equipment: Figure, conversion: Figure) -> Iterator[Item]:
    yield edit("cost_path", drop=True)
    rows = [
        {"curve": curve, "year": year, "unit_cost": cost}
        for (curve, year), cost in paths(cells, equipment, conversion).items()
    ]
    yield edit("cost_path", add=rows)


def _bnef(book: Book) -> Scenario:
    """Take 18 % per doubling of the whole cost of a cell out of its variable cost, and let nothing else learn."""
    base: Mapping[str, Figure] = {
        row["process"]: row["variable_cost"] for row in book.processes.rows if row["process"].startswith("cell_")
    }
    edits = []
    for year, saved in all_in(fact("cell_cost"), fact("lr_seed")).items():
        for generation in ("new", "old"):
            cost = next(value for process, value in base.items() if process.endswith(generation))
            where = {"process": f"cell_*_{generation}", "year": year}
            edits.append(edit("processes", where=where, set={"variable_cost": cost - saved}))
    about = (
        "The survey rate is on the whole price of packs and cumulated volume, with cheaper materials, margins and "
        "designs in it. Here it takes its share of 275 CNY/kWh off every cell; equipment and conversion do not "
        "learn apart."
    )
    return Scenario(
        "learning-all-in", "18 % per doubling of the whole cost", about, tuple(edits), extends=("learning-none",)
    )


def _wages() -> Scenario:
    factor = fact("jv_wage") / fact("independent_wage")
    return Scenario(
        "joint-venture-wages",
        "Joint-venture wages everywhere",
        "Everybody is paid as at the top joint ventures of carmakers, somewhat more than twice the wage of "
        "independent makers.",
        (edit("markets", where={"commodity": "labour"}, scale={"price": factor}),),
    )


def _small(book: Book) -> Scenario:
    """Let no new cell line be larger than a small plant, anywhere, at the cost of its size."""
    dearer = (fact("small_plant") / fact("large_plant")) ** (fact("scale_exponent") - 1.0)
    edits = [
        edit("sites", where={"line": "cell_*_new"}, drop=True),
        edit("curve_members", where={"curve": EQUIPMENT}, scale={"weight": dearer}),
    ]
    rows = [
        {
            "line": cell_line(owner, "new"),
            "region": region,
            "allowed": True,
            "max_build": fact("small_plant"),
            "capex_factor": capex_factor(region) * dearer,
        }
        for owner in OWNERS
        for region in provinces()
        if region not in BARE
    ]
    edits.append(edit("sites", add=rows))
    about = (
        "Every owner may build one plant of 4 GWh a year in every province but Tibet, and nothing larger: a "
        "quarter dearer "
        "per GWh than a plant of 20."
    )
    return Scenario("many-small-plants", "Many small cell plants", about, tuple(edits))

"""Scenarios of what the state does: norms, duties, quotas, bans, budgets, subsidies, decrees, foreign makers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from instances.china.make.book import Book
from instances.china.make.chain import CHEMISTRIES, FIRST, LAST, OWNERS, cell_line
from instances.china.make.demand import between, vehicles
from instances.china.make.impacts import CO2, IMPORTED, KEPT, LITHIUM_IN, NICKEL_IN, WASTE
from instances.china.make.ledger import Figure, fact, provinces, rows
from instances.china.make.lines import BARE
from instances.china.make.scenario import Item, Scenario, edit

COLLECT, LEAVE = "collect_formal", "collect_informal"
COAST = ("East", "South")
LEADERS = ["CN-FJ", "CN-SC", "CN-JS", "CN-GD", "CN-HB"]
YANGTZE = ("CN-SH", "CN-JS", "CN-AH", "CN-JX", "CN-HB", "CN-HN", "CN-CQ", "CN-SC")
CHEMICAL = (
    "electrolyte_salt",
    "nickel_refining",
    "cobalt_refining",
    "manganese_refining",
    "iron_phosphate",
    "hydromet",
)
PLATEAU = {"lithium_brine": ("CN-QH", "CN-XZ"), "lithium_lepidolite": ("CN-JX", "CN-HN")}


def scenarios(book: Book) -> Iterator[Scenario]:
    """Yield the scenarios of this family."""
    yield _norm()
    yield _recovery()
    yield _free_collection()
    yield _duty("recycling-duty", "Makers have to collect, and it is enforced", "fine_strong")
    yield _duty("recycling-duty-weak", "Makers have to collect, on paper", "fine_weak")
    yield _content()
    yield from _subsidies()
    yield _quota()
    yield from _foreign()
    yield from _local_content()
    yield _dependence()
    yield from _places()
    yield _growth()
    yield _carbon()
    yield from _environment()


def _policy(name: str, left: Any, right: Any = None, *, scope: Any = "nation", **more: Any) -> Item:
    """Return a policy; `right` absent compares with a number."""
    made: Item = {"name": name, "scope": scope}
    made |= {key: more.pop(key) for key in ("years", "over") if key in more}
    made["left"] = left
    if right is not None:
        made["right"] = right
    return made | more


def _sum(quantity: str, **filters: Any) -> Item:
    return {"quantity": quantity, **filters}


def _since(year: int) -> Item:
    return {"years": {"from": year}}


def _norm() -> Scenario:
    use = fact("norm_use")
    policies = [
        _policy(
            "use of standing cell lines in each province",
            _sum("activity", stage="cell"),
            _sum("standing", stage="cell"),
            scope="region",
            at_least=use,
        )
    ]
    policies += [
        _policy(
            f"use of standing cell lines, {name}",
            _sum("activity", stage="cell", owner=owner),
            _sum("standing", stage="cell", owner=owner),
            at_least=use,
        )
        for owner, name in OWNERS.items()
        if owner in ("rest", "foreign")  # the others use more than half of what they have in every plan seen
    ]
    about = "The industry norm: half of what stands has to be used, in each province, by small and by foreign makers."
    return Scenario("utilisation-norm", "Half of every standing line has to run", about, policies=tuple(policies))


def _recovery() -> Scenario:
    """Count from spent cells on, so that informal workshops and smelters fall short of what the norm asks of firms."""
    recovered = {
        "lithium": (
            [_sum("output", commodity="lithium_recovered"), _sum("activity", process="direct_lfp", weight=KEPT)],
            LITHIUM_IN,
        ),
        "nickel": ([_sum("output", commodity="nickel_recovered")], NICKEL_IN),
    }
    treated = ["shred_*", "informal_*", "pyromet_*"]
    price = {"lithium": fact("carbonate_2025") / 1000.0 / (1.0 + fact("vat")), "nickel": fact("nickel_price")}
    policies = [
        _policy(
            f"recovery of {metal}",
            left,
            _sum("activity", process=treated, weight=weight),
            at_least=fact(f"norm_{metal}") * fact("rec_black_mass"),
            price=price[metal],
            **_since(FIRST + 1),
        )
        for metal, (left, weight) in recovered.items()
    ]
    about = (
        "The recovery norm of 2024 for all spent cells, informal workshops and smelters too. What is missed costs the "
        "price of the metal."
    )
    return Scenario("recovery-norm", "The recovery norm counts everything", about, policies=tuple(policies))


def _free_collection() -> Scenario:
    """Replace the pinned shares by a choice: formal collection has to outbid the informal one."""
    edits = [edit("recipes", where={"process": "collect_*"}, drop=True)]
    processes: list[Item] = []
    recipes: list[Item] = []
    for chemistry, name in CHEMISTRIES.items():
        formal: dict[str, Figure | float] = {f"collected_{chemistry}": 1.0}
        if chemistry == "lfp":
            fit = fact("second_life_eligible")
            formal = {"eligible_lfp": fit, "collected_lfp": 1.0 - fit}
        for process, title, cost, makes in (
            (COLLECT, "collected by makers", fact("informal_bonus"), formal),
            (LEAVE, "left to informal buyers", 0, {f"informal_{chemistry}": 1.0}),
        ):
            which = f"{process}_{chemistry}"
            processes.append(
                {
                    "process": which,
                    "name": f"Retired {name} packs {title}",
                    "stage": "collection",
                    "chemistry": chemistry,
                    "variable_cost": cost,
                }
            )
            recipes.append({"process": which, "commodity": f"retired_{chemistry}", "amount": -1})
            recipes += [{"process": which, "commodity": c, "amount": a} for c, a in makes.items()]
    edits.append(edit("processes", where={"process": "collect_*"}, drop=True))
    edits += [edit("processes", add=processes), edit("recipes", add=recipes)]
    about = (
        "The shares of formal and informal collection are no longer pinned: formal collectors pay what informal buyers "
        "pay more. What the plan chooses without a duty."
    )
    return Scenario("collection-free", "Collection is a choice", about, tuple(edits))


def _duty(name: str, title: str, fine: str) -> Scenario:
    share = {FIRST: fact("collected_2025"), 2027: fact("duty_2027"), 2030: fact("duty_2030")}
    policy = _policy(
        "collection duty",
        _sum("activity", process=f"{COLLECT}_*"),
        _sum("activity", process=[f"{COLLECT}_*", f"{LEAVE}_*"]),
        at_least=share,
        price=fact(fine),
    )
    about = (
        "Makers have to collect what retires: 45 % in 2025, 70 % in 2027, 90 % in 2030, or pay a fine for every "
        "pack that is missed."
    )
    return Scenario(name, title, about, policies=(policy,), extends=("collection-free",))


def _content() -> Scenario:
    factor = fact("content_factor")
    prices = {
        "lithium": fact("carbonate_2025") / 1000.0 / (1.0 + fact("vat")),
        "nickel": fact("nickel_price"),
        "cobalt": fact("cobalt_price"),
    }
    goods = {
        "lithium": ["lithium_carbonate", "lithium_hydroxide"],
        "nickel": "nickel_sulfate",
        "cobalt": "cobalt_sulfate",
    }
    policies = [
        _policy(
            f"recycled {metal} in cathodes and salts",
            _sum("activity", process=f"blend_{metal}"),
            _sum("input", commodity=goods[metal], stage=["cathode", "electrolyte salt"]),
            at_least={year: fact(f"content_{metal}_{year}") * factor for year in (2031, 2036)},
            price=prices[metal],
            **_since(2031),
        )
        for metal in prices
    ]
    about = (
        "Twice the shares of recycled lithium, nickel and cobalt that Europe asks for from 2031 and 2036; the "
        "European ones "
        "are met by scrap alone. What is missed costs the price of the metal."
    )
    return Scenario("recycled-content", "Recycled metals in new batteries", about, policies=tuple(policies))


def _subsidies() -> Iterator[Scenario]:
    inland = [row["region"] for row in rows("provinces") if row["group"] not in COAST and row["region"] not in BARE]
    path = {
        year: fact("subsidy_rate") * (1.0 - fact("subsidy_fall")) ** (year - FIRST - 1)
        for year in range(FIRST + 1, 2036)
    }
    given: list[Item] = [{"line": "*", "region": region, "year": FIRST, "subsidy": 0} for region in inland]
    given += [
        {"line": "*", "region": region, "year": year, "subsidy": share}
        for region in inland
        for year, share in path.items()
    ]
    given += [{"line": "*", "region": region, "year": 2036, "subsidy": 0} for region in inland]
    yield Scenario(
        "subsidy-race",
        "Inland provinces pay for plants",
        "Every province outside East and South pays a quarter of the capital of a new plant in 2026, a fifth less "
        "each year, nothing from 2036. Private cost counts it, social cost does not.",
        (edit("sites", add=given),),
    )
    yield Scenario(
        "subsidy-budget",
        "The race under a budget",
        "The same race, but all subsidies of the horizon have to stay within a budget.",
        policies=(_policy("subsidy budget", _sum("subsidy"), over="horizon", at_most=fact("subsidy_budget")),),
        extends=("subsidy-race",),
    )


def _quota() -> Scenario:
    """Ask for a share of the batteries in cars that would be sold without the tax."""
    installed = vehicles()
    least = {}
    for year in (2026, 2027, 2030, 2035, LAST):
        cars = between(
            {FIRST: fact("seg_bev") + fact("seg_phev"), 2035: fact("seg_bev_2035") + fact("seg_phev_2035")}, year
        )
        least[year] = between(installed, year) * cars * fact("quota_share")
    policy = _policy(
        "vehicle quota",
        _sum("activity", process=["mix_bev", "mix_phev"]),
        at_least=least,
        price=fact("credit_price"),
        **_since(FIRST + 1),
    )
    about = (
        "Carmakers have to put batteries on the road as if the tax had not returned, or buy credits for what is "
        "missing."
    )
    return Scenario(
        "vehicle-quota", "A quota of electric cars with credits", about, policies=(policy,), extends=("subsidy-cliff",)
    )


def _foreign() -> Iterator[Scenario]:
    line = cell_line("foreign", "new")
    white_list = _policy(
        "white list of battery makers",
        _sum("output", commodity=["cell_nmc", "cell_hni"], owner="foreign"),
        _sum("flow_out", commodity=["cell_nmc", "cell_hni"]),
        at_most=1,
        **_since(FIRST + 1),
    )
    yield Scenario(
        "foreign-0",
        "Foreign makers stay out",
        "As under the white list to 2017: foreign makers build nothing and sell no more than what is exported.",
        (
            edit("sites", where={"line": line}, drop=True),
            edit("sites", add=[{"line": line, "region": "*", "allowed": False}]),
        ),
        (white_list,),
    )
    for name, title, share in (
        ("foreign-half", "Foreign makers come back by half", fact("reentry_half")),
        ("foreign-1", "Foreign makers come back", Figure(1.0)),
    ):
        most = fact("foreign_build") * share
        built = [
            {"line": line, "region": region, "allowed": True, "max_build": most}
            for region in provinces()
            if region not in BARE
        ]
        yield Scenario(
            name,
            title,
            "Foreign makers may build everywhere but in Tibet, as fast as one of them did at Nanjing, or half as fast.",
            (edit("sites", where={"line": line}, drop=True), edit("sites", add=built)),
        )


def _local_content() -> Iterator[Scenario]:
    yield Scenario(
        "local-content",
        "Every macro region makes its own cells",
        "In each macro region cells made have to be at least seven tenths of those that go into packs and storage "
        "there.",
        policies=(
            _policy(
                "cells from the own macro region",
                _sum("output", commodity="cell_*"),
                _sum("input", commodity="cell_*"),
                scope="group",
                at_least=fact("content_home"),
                **_since(2027),
            ),
        ),
    )
    yield Scenario(
        "local-content-abroad",
        "Europe and North America ask for local cells",
        "From 2030 makers there have to serve half of the demand for cells and storage systems, at what they cost.",
        policies=(
            _policy(
                "cells of local makers",
                _sum("bought", commodity=["cell_*", "storage_system"], origin="rivals"),
                _sum("demand", commodity=["cell_*", "storage_system"]),
                scope={"region": ["OS-EU", "OS-NA"]},
                at_least=fact("content_abroad"),
                **_since(2030),
            ),
        ),
    )


def _dependence() -> Scenario:
    policies = (
        _policy(
            "imported lithium",
            _sum("bought", commodity=["spodumene", "lithium_carbonate"], weight=IMPORTED),
            _sum("input", commodity=["lithium_carbonate", "lithium_hydroxide"], stage=["cathode", "electrolyte salt"]),
            at_most=fact("ceiling_lithium"),
            price=fact("ceiling_price"),
            **_since(2030),
        ),
        _policy(
            "imported nickel",
            _sum("bought", commodity="nickel_feed", origin="Indonesia"),
            _sum("input", commodity="nickel_sulfate", stage="cathode"),
            at_most=fact("ceiling_nickel"),
            **_since(2030),
        ),
    )
    about = (
        "From 2030 no more than half of the lithium and seven tenths of the nickel in cathodes may come from "
        "abroad; too much lithium is paid for."
    )
    return Scenario("import-ceiling", "A ceiling on imported lithium and nickel", about, policies=policies)


def _places() -> Iterator[Scenario]:
    yield Scenario(
        "dispersed",
        "Dispersed by decree",
        "From 2030 no province may make more than 8 % of all cells.",
        policies=(
            _policy(
                "largest share of a province",
                _sum("activity", stage="cell"),
                _sum("activity", stage="cell", across="nation"),
                scope="region",
                at_most=fact("disperse_share"),
                **_since(2030),
            ),
        ),
    )
    yield Scenario(
        "clustered",
        "Clustered by decree",
        "Four fifths of all new cell lines have to stand in Fujian, Sichuan, Jiangsu, Guangdong and Hubei.",
        policies=(
            _policy(
                "new cell lines in five provinces",
                _sum("build", stage="cell", region=LEADERS),
                _sum("build", stage="cell"),
                at_least=fact("cluster_share"),
                **_since(FIRST + 1),
            ),
        ),
    )


def _growth() -> Scenario:
    return Scenario(
        "growth-limit",
        "Provinces may not grow too fast",
        "What a province builds in a year is limited by the cell capacity it had the year before, replacement "
        "included.",
        policies=(
            _policy(
                "growth of cell lines",
                _sum("build", stage="cell"),
                _sum("nameplate", stage="cell", lag=1),
                scope="region",
                at_most=fact("growth_limit"),
                **_since(FIRST + 1),
            ),
        ),
    )


def _carbon() -> Scenario:
    left = [_sum("activity", weight=CO2), _sum("bought", weight=CO2), _sum("flow_in", weight=CO2)]
    return Scenario(
        "carbon-budget",
        "A budget of CO2 for the chain",
        "Over the horizon the chain may emit a twentieth less than in the base plan, from power to freight; more "
        "costs 200 CNY/t.",
        policies=(
            _policy(
                "CO2 budget",
                left,
                over="horizon",
                at_most=fact("carbon_share") * fact("carbon_base"),
                price=fact("carbon_price"),
            ),
        ),
    )


def _environment() -> Iterator[Scenario]:
    yield Scenario(
        "even-enforcement",
        "Environmental law is enforced evenly",
        "Whoever makes hazardous waste pays for its treatment, the informal workshop too: half of it is not paid "
        "for in the base.",
        policies=(
            _policy(
                "treatment of hazardous waste",
                _sum("activity", weight=WASTE),
                at_most=0,
                price=fact("waste_charge") * fact("waste_unpaid"),
                **_since(FIRST + 1),
            ),
        ),
    )
    banned = [{"line": line, "region": region, "allowed": False} for line in CHEMICAL for region in YANGTZE]
    banned += [
        {"line": line, "region": region, "allowed": False, "max_build": 0}
        for line, places in PLATEAU.items()
        for region in places
    ]
    tied = [edit("sites", where={"line": list(PLATEAU), "region": "CN-*"}, drop=True)]
    yield Scenario(
        "environmental-bans",
        "No new chemical plants along the Yangtze, no new mines on the plateau",
        "Salts, refining and leaching may not be built in the eight provinces along the Yangtze; brine and "
        "lepidolite plants not at all.",
        (*tied, edit("sites", add=banned)),
    )

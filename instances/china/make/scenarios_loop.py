"""Scenarios of the loop and of the environment: collection, recovery, recycled content, CO2, waste, bans."""

from __future__ import annotations

from collections.abc import Iterator

from instances.china.make.chain import CHEMISTRIES, FIRST
from instances.china.make.impacts import CO2, KEPT, LITHIUM_IN, NICKEL_IN, WASTE
from instances.china.make.ledger import Figure, fact
from instances.china.make.scenario import Item, Scenario, counted, edit, policy, since

COLLECT, LEAVE = "collect_formal", "collect_informal"
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


def scenarios() -> Iterator[Scenario]:
    """Yield the scenarios of this family."""
    yield _recovery()
    yield _free_collection()
    yield _duty("recycling-duty", "Makers have to collect, and it is enforced", "fine_strong")
    yield _duty("recycling-duty-weak", "Makers have to collect, on paper", "fine_weak")
    yield _content()
    yield _carbon()
    yield from _environment()


def _recovery() -> Scenario:
    """Count from spent cells on, so that informal workshops and smelters fall short of what the norm asks of firms."""
    recovered = {
        "lithium": (
            [counted("output", commodity="lithium_recovered"), counted("activity", process="direct_lfp", weight=KEPT)],
            LITHIUM_IN,
        ),
        "nickel": ([counted("output", commodity="nickel_recovered")], NICKEL_IN),
    }
    treated = ["shred_*", "informal_*", "pyromet_*"]
    price = {"lithium": fact("carbonate_2025") / 1000.0 / (1.0 + fact("vat")), "nickel": fact("nickel_price")}
    policies = [
        policy(
            f"recovery of {metal}",
            left,
            counted("activity", process=treated, weight=weight),
            at_least=fact(f"norm_{metal}") * fact("rec_black_mass"),
            price=price[metal],
            **since(FIRST + 1),
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
    rule = policy(
        "collection duty",
        counted("activity", process=f"{COLLECT}_*"),
        counted("activity", process=[f"{COLLECT}_*", f"{LEAVE}_*"]),
        at_least=share,
        price=fact(fine),
    )
    about = (
        "Makers have to collect what retires: 45 % in 2025, 70 % in 2027, 90 % in 2030, or pay a fine for every "
        "pack that is missed."
    )
    return Scenario(name, title, about, policies=(rule,), extends=("collection-free",))


def _content() -> Scenario:
    factor = fact("content_factor")
    prices = {
        "lithium": fact("carbonate_2025") / 1000.0 / (1.0 + fact("vat")),
        "cobalt": fact("cobalt_price"),
    }
    # Nickel is left out: the plan recycles more of it than twice the European share.
    goods = {"lithium": ["lithium_carbonate", "lithium_hydroxide"], "cobalt": "cobalt_sulfate"}
    policies = [
        policy(
            f"recycled {metal} in cathodes and salts",
            counted("activity", process=f"blend_{metal}"),
            counted("input", commodity=goods[metal], stage=["cathode", "electrolyte salt"]),
            at_least={year: fact(f"content_{metal}_{year}") * factor for year in (2031, 2036)},
            price=prices[metal],
            **since(2031),
        )
        for metal in prices
    ]
    about = (
        "Twice the shares of recycled lithium and cobalt that Europe asks for from 2031 and 2036; the "
        "European ones "
        "are met by scrap alone. What is missed costs the price of the metal."
    )
    return Scenario("recycled-content", "Recycled metals in new batteries", about, policies=tuple(policies))


def _carbon() -> Scenario:
    left = [counted("activity", weight=CO2), counted("bought", weight=CO2), counted("flow_in", weight=CO2)]
    return Scenario(
        "carbon-budget",
        "A budget of CO2 for the chain",
        "Over the horizon the chain may emit a tenth less than in the base plan, from power to freight; more "
        "costs 200 CNY/t.",
        policies=(
            policy(
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
            policy(
                "treatment of hazardous waste",
                counted("activity", weight=WASTE),
                at_most=0,
                price=fact("waste_charge") * fact("waste_unpaid"),
                **since(FIRST + 1),
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

"""Scenarios of what the state does for industry: norms, subsidies, quotas, ceilings, decrees, foreign makers."""

from __future__ import annotations

from collections.abc import Iterator

from instances.china.make.chain import FIRST, LAST, OWNERS, cell_line
from instances.china.make.demand import between, vehicles
from instances.china.make.impacts import IMPORTED
from instances.china.make.ledger import Figure, fact, provinces, rows
from instances.china.make.lines import BARE
from instances.china.make.scenario import Item, Scenario, counted, edit, policy, since

COAST = ("East", "South")
LEADERS = ["CN-FJ", "CN-SC", "CN-JS", "CN-GD", "CN-HB"]


def scenarios() -> Iterator[Scenario]:
    """Yield the scenarios of this family."""
    yield _norm()
    yield from _subsidies()
    yield _quota()
    yield from _foreign()
    yield from _local_content()
    yield _dependence()
    yield from _places()
    yield _growth()


def _norm() -> Scenario:
    use = fact("norm_use")
    policies = [
        policy(
            "use of standing cell lines in each province",
            counted("activity", stage="cell"),
            counted("standing", stage="cell"),
            scope="region",
            at_least=use,
        )
    ]
    policies += [
        policy(
            f"use of standing cell lines, {name}",
            counted("activity", stage="cell", owner=owner),
            counted("standing", stage="cell", owner=owner),
            at_least=use,
        )
        for owner, name in OWNERS.items()
        if owner in ("rest", "foreign")  # the others use more than half of what they have in every plan seen
    ]
    about = "The industry norm: half of what stands has to be used, in each province, by small and by foreign makers."
    return Scenario("utilisation-norm", "Half of every standing line has to run", about, policies=tuple(policies))


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
        policies=(policy("subsidy budget", counted("subsidy"), over="horizon", at_most=fact("subsidy_budget")),),
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
    rule = policy(
        "vehicle quota",
        counted("activity", process=["mix_bev", "mix_phev"]),
        at_least=least,
        price=fact("credit_price"),
        **since(FIRST + 1),
    )
    about = (
        "Carmakers have to put batteries on the road as if the tax had not returned, or buy credits for what is "
        "missing."
    )
    return Scenario(
        "vehicle-quota", "A quota of electric cars with credits", about, policies=(rule,), extends=("subsidy-cliff",)
    )


def _foreign() -> Iterator[Scenario]:
    line = cell_line("foreign", "new")
    white_list = policy(
        "white list of battery makers",
        counted("output", commodity=["cell_nmc", "cell_hni"], owner="foreign"),
        counted("flow_out", commodity=["cell_nmc", "cell_hni"]),
        at_most=fact("white_list_share"),
        **since(FIRST + 1),
    )
    yield Scenario(
        "foreign-0",
        "Foreign makers stay out",
        "As under the white list to 2017: foreign makers build nothing and sell less than a third of what is exported.",
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
            policy(
                "cells from the own macro region",
                counted("output", commodity="cell_*"),
                counted("input", commodity="cell_*"),
                scope="group",
                at_least=fact("content_home"),
                **since(2027),
            ),
        ),
    )
    yield Scenario(
        "local-content-abroad",
        "Europe and North America ask for local cells",
        "From 2030 makers there have to serve half of the demand for cells and storage systems, at what they cost.",
        policies=(
            policy(
                "cells of local makers",
                counted("bought", commodity=["cell_*", "storage_system"], origin="rivals"),
                counted("demand", commodity=["cell_*", "storage_system"]),
                scope={"region": ["OS-EU", "OS-NA"]},
                at_least=fact("content_abroad"),
                **since(2030),
            ),
        ),
    )


def _dependence() -> Scenario:
    policies = (
        policy(
            "imported lithium",
            counted("bought", commodity=["spodumene", "lithium_carbonate"], weight=IMPORTED),
            counted(
                "input", commodity=["lithium_carbonate", "lithium_hydroxide"], stage=["cathode", "electrolyte salt"]
            ),
            at_most=fact("ceiling_lithium"),
            price=fact("ceiling_price"),
            **since(2030),
        ),
        policy(
            "imported nickel",
            counted("bought", commodity="nickel_feed", origin="Indonesia"),
            counted("input", commodity="nickel_sulfate", stage="cathode"),
            at_most=fact("ceiling_nickel"),
            **since(2030),
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
            policy(
                "largest share of a province",
                counted("activity", stage="cell"),
                counted("activity", stage="cell", across="nation"),
                scope="region",
                at_most=fact("disperse_share"),
                **since(2030),
            ),
        ),
    )
    yield Scenario(
        "clustered",
        "Clustered by decree",
        "Four fifths of all new cell lines have to stand in Fujian, Sichuan, Jiangsu, Guangdong and Hubei.",
        policies=(
            policy(
                "new cell lines in five provinces",
                counted("build", stage="cell", region=LEADERS),
                counted("build", stage="cell"),
                at_least=fact("cluster_share"),
                **since(FIRST + 1),
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
            policy(
                "growth of cell lines",
                counted("build", stage="cell"),
                counted("nameplate", stage="cell", lag=1),
                scope="region",
                at_most=fact("growth_limit"),
                **since(FIRST + 1),
            ),
        ),
    )

"""Back from retired pack to recovered material."""

from __future__ import annotations

from instances.china.make.book import Book
from instances.china.make.chain import CHEMISTRIES, FIRST, TERNARY, both
from instances.china.make.ledger import Figure, fact
from instances.china.make.materials import local

RECOVERED = {
    "lithium": "lithium_carbonate",
    "nickel": "nickel_sulfate",
    "cobalt": "cobalt_sulfate",
    "manganese": "manganese_sulfate",
}


def add_recycling(book: Book) -> None:
    """Add collection, second life, dismantling, shredding, hydromet, pyromet, direct recycling and blending."""
    for chemistry, name in CHEMISTRIES.items():
        _collect(book, chemistry, name)
        _dismantle(book, chemistry, name)
        _hydromet(book, chemistry, name)
    for chemistry in TERNARY:
        _pyromet(book, chemistry)
    _second_life(book)
    _direct(book)
    for metal, commodity in RECOVERED.items():
        book.process(
            f"blend_{metal}",
            f"Recovered {metal} blended in",
            stage="blending",
            cost=fact("var_blend"),
            makes={commodity: 1.0},
            uses={f"{metal}_recovered": 1.0},
            note="until here recovered material is a commodity of its own",
        )


def _formal() -> dict[int, Figure]:
    return {FIRST: fact("collected_2025"), 2030: fact("collected_2030"), 2035: fact("collected_2035")}


def _collect(book: Book, chemistry: str, name: str) -> None:
    """Formal and informal collection in the observed shares and on the path of the action plan."""
    formal = _formal()
    makes = {f"informal_{chemistry}": {year: 1.0 - share for year, share in formal.items()}}
    if chemistry == "lfp":
        fit = fact("second_life_eligible")
        makes["eligible_lfp"] = {year: share * fit for year, share in formal.items()}
        makes["collected_lfp"] = {year: share * (1.0 - fit) for year, share in formal.items()}
    else:
        makes[f"collected_{chemistry}"] = formal
    book.process(
        f"collect_{chemistry}",
        f"Retired {name} packs collected",
        stage="collection",
        chemistry=chemistry,
        makes=makes,
        uses={f"retired_{chemistry}": 1.0},
        note="shares of formal and informal collection are pinned: calibrated, not predicted",
    )


def _dismantle(book: Book, chemistry: str, name: str) -> None:
    book.process(
        f"dismantle_{chemistry}",
        f"{name} packs dismantled",
        line="dismantling",
        chemistry=chemistry,
        cost=fact("var_dismantle"),
        makes={f"spent_{chemistry}": 1.0, "scrap_aluminium": fact("eol_aluminium")},
        uses={f"collected_{chemistry}": 1.0, "labour": fact("labour_dismantle")},
    )
    book.process(
        f"shred_{chemistry}",
        f"Spent {name} cells shredded",
        line="shredding",
        chemistry=chemistry,
        cost=fact("var_shred"),
        makes=_shredded(chemistry),
        uses={f"spent_{chemistry}": 1.0, "labour": fact("labour_shred")},
    )
    kept = fact("informal_loss")
    makes = {commodity: amount * kept for commodity, amount in _shredded(chemistry).items()}
    makes["scrap_aluminium"] = makes["scrap_aluminium"] + fact("eol_aluminium")
    book.process(
        f"informal_{chemistry}",
        f"{name} packs broken up informally",
        stage="informal",
        chemistry=chemistry,
        cost=fact("var_informal"),
        makes=makes,
        uses={f"informal_{chemistry}": 1.0, "labour": fact("labour_informal")},
    )


def _active(chemistry: str) -> Figure:
    """Return kt of cathode powder and graphite in 1 GWh of cells, the solid part of black mass."""
    return both(chemistry, "cam_of") + both(chemistry, "graphite_of")


def _shredded(chemistry: str) -> dict[str, Figure]:
    return {
        f"black_mass_{chemistry}": _active(chemistry) * fact("rec_black_mass"),
        "scrap_copper": both(chemistry, "cu_of") * fact("rec_cu_shred"),
        "scrap_aluminium": both(chemistry, "al_of") * fact("rec_al_shred"),
    }


def _metals(chemistry: str) -> dict[str, Figure]:
    """Return kt of metals (lithium as carbonate) in 1 GWh of cells."""
    held = {"lithium": both(chemistry, "lce_of")}
    if chemistry in TERNARY:
        for metal, symbol in (("nickel", "ni"), ("cobalt", "co"), ("manganese", "mn")):
            held[metal] = fact(f"{symbol}_{chemistry}") * both(chemistry, "cam_of")
    return held


def _hydromet(book: Book, chemistry: str, name: str) -> None:
    share = {"lithium": "rec_li", "nickel": "rec_ni", "cobalt": "rec_co", "manganese": "rec_mn"}
    makes = {
        f"{metal}_recovered": held / _active(chemistry) * fact(share[metal])
        for metal, held in _metals(chemistry).items()
    }
    cost = fact("var_hydromet_lfp" if chemistry == "lfp" else "var_hydromet_nmc")
    book.process(
        f"hydromet_{chemistry}",
        f"{name} black mass leached",
        line="hydromet",
        chemistry=chemistry,
        cost=cost,
        makes=makes,
        uses={f"black_mass_{chemistry}": 1.0, **local("hydromet", land="foil")},
    )


def _pyromet(book: Book, chemistry: str) -> None:
    metals = _metals(chemistry)
    makes = {f"{metal}_recovered": metals[metal] * fact("rec_pyro") for metal in ("nickel", "cobalt")}
    makes["scrap_copper"] = both(chemistry, "cu_of") * fact("rec_pyro")
    power = fact("el_pyromet") * fact(f"mass_pack_{chemistry}")
    book.process(
        f"pyromet_{chemistry}",
        f"Packs smelted, {chemistry}",
        line="pyromet",
        chemistry=chemistry,
        cost=fact("var_pyromet"),
        makes=makes,
        uses={f"collected_{chemistry}": 1.0, "power": power, "labour": fact("labour_dismantle")},
        note="lithium, manganese and graphite are lost",
    )


def _direct(book: Book) -> None:
    share = both("lfp", "cam_of") / _active("lfp") * fact("rec_direct")
    book.process(
        "direct_lfp",
        "LFP powder renewed as such",
        line="direct",
        chemistry="lfp",
        cost=fact("var_direct"),
        makes={"cathode_lfp": share},
        uses={"black_mass_lfp": 1.0, **local("hydromet", land="foil")},
    )


def _second_life(book: Book) -> None:
    """Second life serves storage for some years; then it retires and what new cells would still have served is due."""
    left, years = fact("second_life_left"), fact("second_life_years")
    book.process(
        "reuse_lfp",
        "LFP packs rebuilt for storage",
        line="second_life",
        chemistry="lfp",
        cost=fact("second_life_cost"),
        makes={"storage_home": left},
        uses={"eligible_lfp": 1.0, "labour": fact("labour_dismantle")},
        note="ternary packs are barred from large storage",
    )
    lag = round(years.value)
    missing = left * (1.0 - years / fact("life_storage"))
    book.returns.add(process="reuse_lfp", commodity="retired_lfp", lag=lag, amount=Figure(1.0, years.facts))
    book.returns.add(
        process="reuse_lfp",
        commodity="storage_home",
        lag=lag,
        amount=-missing,
        note="its replacement falls due earlier than that of new cells",
    )
    book.process(
        "pass_on_lfp",
        "Eligible LFP packs sent to recycling",
        stage="collection",
        chemistry="lfp",
        makes={"collected_lfp": 1.0},
        uses={"eligible_lfp": 1.0},
    )

"""From mine and import to cathode, anode, electrolyte, separator and foils."""

from __future__ import annotations

from instances.china.make.book import Book
from instances.china.make.ledger import Figure, fact


def local(stem: str, *, power: str = "", labour: str = "", land: str = "") -> dict[str, Figure]:
    """Return the electricity, labour and land of one unit; land is held for the year, at the highest use of a plant."""
    uses = {"power": fact(f"el_{power or stem}"), "labour": fact(f"labour_{labour or stem}")}
    if land:
        uses["land"] = fact(f"land_{land}") / fact("max_use")
    return uses


def add_materials(book: Book) -> None:
    """Add lithium, nickel, cobalt, manganese, iron phosphate, cathodes, anodes, electrolyte, separator and foils."""
    _lithium(book)
    _metals(book)
    _cathodes(book)
    _anodes(book)
    _electrolyte(book)
    _films(book)


def _lithium(book: Book) -> None:
    here = {"labour": "lithium", "land": "foil"}
    book.process(
        "carbonate_from_spodumene",
        "Lithium carbonate from spodumene",
        line="lithium_converter",
        cost=fact("var_lithium"),
        makes={"lithium_carbonate": 1.0},
        uses={"spodumene": fact("spodumene_lce"), **local("lithium", **here)},
    )
    book.process(
        "hydroxide_from_spodumene",
        "Lithium hydroxide from spodumene",
        line="lithium_converter",
        cost=fact("var_hydroxide"),
        makes={"lithium_hydroxide": 1.0},
        uses={"spodumene": fact("spodumene_lioh"), **local("lithium", **here)},
    )
    book.process(
        "carbonate_from_brine",
        "Lithium carbonate from brine",
        line="lithium_brine",
        cost=fact("var_brine"),
        makes={"lithium_carbonate": 1.0},
        uses={"brine": 1.0, **local("brine", **here)},
    )
    book.process(
        "carbonate_from_lepidolite",
        "Lithium carbonate from lepidolite",
        line="lithium_lepidolite",
        cost=fact("var_lepidolite"),
        makes={"lithium_carbonate": 1.0},
        uses={"lepidolite": 1.0, **local("lepidolite", **here)},
    )


def _metals(book: Book) -> None:
    for metal in ("nickel", "cobalt"):
        book.process(
            f"refine_{metal}",
            f"{metal.capitalize()} sulfate",
            line=f"{metal}_refining",
            cost=fact(f"var_{metal}"),
            makes={f"{metal}_sulfate": 1.0},
            uses={f"{metal}_feed": 1.0 / fact("ni_recovery"), **local("sulfate", land="foil")},
        )
    book.process(
        "refine_manganese",
        "Manganese sulfate",
        line="manganese_refining",
        cost=fact("var_manganese"),
        makes={"manganese_sulfate": 1.0},
        uses=local("manganese", labour="sulfate", land="foil"),
        note="ore and acid are in the variable cost",
    )


def _cathodes(book: Book) -> None:
    book.process(
        "make_iron_phosphate",
        "Iron phosphate",
        line="iron_phosphate",
        cost=fact("var_fepo4"),
        makes={"iron_phosphate": 1.0},
        uses={"phosphoric_acid": fact("h3po4_fepo4"), **local("fepo4", land="cathode")},
    )
    book.process(
        "make_cathode_lfp",
        "LFP cathode",
        line="cathode_lfp",
        chemistry="lfp",
        cost=fact("var_lfp"),
        makes={"cathode_lfp": 1.0},
        uses={
            "iron_phosphate": fact("fepo4_stoich"),
            "lithium_carbonate": fact("li2co3_lfp") * fact("li2co3_loss"),
            **local("lfp", land="cathode"),
        },
    )
    lithium = {
        "nmc": ("lithium_carbonate", fact("li2co3_nmc")),
        "hni": ("lithium_hydroxide", fact("lioh_hni") * fact("lioh_hydrate")),
    }
    for chemistry, (salt, amount) in lithium.items():
        book.process(
            f"make_cathode_{chemistry}",
            f"Cathode and precursor, {chemistry}",
            line="cathode_ternary",
            chemistry=chemistry,
            cost=fact("var_nmc"),
            makes={f"cathode_{chemistry}": 1.0},
            uses={
                salt: amount,
                **{
                    f"{metal}_sulfate": fact(f"{symbol}_{chemistry}") / fact("calcination_yield")
                    for metal, symbol in (("nickel", "ni"), ("cobalt", "co"), ("manganese", "mn"))
                },
                **local(chemistry, labour="nmc", land="cathode"),
            },
        )


def _anodes(book: Book) -> None:
    book.process(
        "make_anode_synthetic",
        "Synthetic graphite anode",
        line="anode_synthetic",
        cost=fact("var_anode"),
        makes={"anode": 1.0},
        uses=local("anode", land="anode"),
    )
    book.process(
        "make_anode_natural",
        "Natural graphite anode",
        line="anode_natural",
        cost=fact("var_natural"),
        makes={"anode": 1.0},
        uses={"flake_graphite": fact("flake_anode"), **local("natural", labour="anode", land="anode")},
    )


def _electrolyte(book: Book) -> None:
    book.process(
        "make_lipf6",
        "LiPF6",
        line="electrolyte_salt",
        cost=fact("var_salt"),
        makes={"lipf6": 1.0},
        uses={"lithium_carbonate": fact("li2co3_salt"), **local("salt", land="foil")},
    )
    book.process(
        "make_electrolyte",
        "Electrolyte",
        line="electrolyte",
        cost=fact("var_electrolyte"),
        makes={"electrolyte": 1.0},
        uses={"lipf6": fact("salt_electrolyte"), **local("electrolyte")},
    )


def _films(book: Book) -> None:
    book.process(
        "make_separator",
        "Separator",
        line="separator",
        cost=fact("var_separator"),
        makes={"separator": 1.0},
        uses=local("separator", land="separator"),
    )
    book.process(
        "make_copper_foil",
        "Copper foil",
        line="copper_foil",
        cost=fact("var_copper_foil"),
        makes={"copper_foil": 1.0},
        uses={"copper": 1.0, **local("copper_foil", labour="foil", land="foil")},
    )
    book.process(
        "make_aluminium_foil",
        "Aluminium foil",
        line="aluminium_foil",
        cost=fact("var_al_foil"),
        makes={"aluminium_foil": 1.0},
        uses={"aluminium": 1.0, **local("al_foil", labour="foil", land="foil")},
    )

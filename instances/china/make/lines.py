"""What capacity costs, how long it lasts, and where it may be built."""

from __future__ import annotations

from dataclasses import dataclass

from instances.china.make.book import Book
from instances.china.make.chain import GENERATIONS, OWNERS, cell_line
from instances.china.make.ledger import Figure, fact, of_province, provinces, rows, share_of_province


@dataclass(frozen=True)
class Line:
    """A line that is not a cell line: its name, stage and the facts its price is summed from."""

    name: str
    stage: str
    capex: tuple[str, ...]


LINES = {
    "lithium_converter": Line("Lithium converters", "lithium", ("capex_converter",)),
    "lithium_brine": Line("Lithium from brine", "lithium", ("capex_brine",)),
    "lithium_lepidolite": Line("Lithium from lepidolite", "lithium", ("capex_lepidolite",)),
    "nickel_refining": Line("Nickel refining", "metals", ("capex_nickel",)),
    "cobalt_refining": Line("Cobalt refining", "metals", ("capex_cobalt",)),
    "manganese_refining": Line("Manganese refining", "metals", ("capex_manganese",)),
    "iron_phosphate": Line("Iron phosphate", "precursor", ("capex_fepo4",)),
    "cathode_lfp": Line("LFP cathode", "cathode", ("capex_lfp_alone",)),
    "cathode_ternary": Line("Ternary cathode with precursor", "cathode", ("capex_cam", "capex_pcam")),
    "anode_synthetic": Line("Synthetic anode", "anode", ("capex_anode",)),
    "anode_natural": Line("Natural anode", "anode", ("capex_natural",)),
    "electrolyte_salt": Line("LiPF6", "electrolyte salt", ("capex_salt",)),
    "electrolyte": Line("Electrolyte", "electrolyte", ("capex_electrolyte",)),
    "separator": Line("Separator", "separator", ("capex_separator",)),
    "copper_foil": Line("Copper foil", "foil", ("capex_copper_foil",)),
    "aluminium_foil": Line("Aluminium foil", "foil", ("capex_al_foil",)),
    "pack_parts": Line("Battery management and structural parts", "parts", ("capex_parts",)),
    "pack_module": Line("Packs with modules", "pack", ("capex_module",)),
    "pack_ctp": Line("Cell-to-pack", "pack", ("capex_ctp",)),
    "storage_integration": Line("Storage systems", "storage", ("capex_storage",)),
    "assembly_car": Line("Car assembly", "assembly", ("capex_car",)),
    "assembly_commercial": Line("Bus and truck assembly", "assembly", ("capex_commercial",)),
    "dismantling": Line("Dismantling", "dismantling", ("capex_dismantle",)),
    "shredding": Line("Shredding", "shredding", ("capex_shred",)),
    "second_life": Line("Second life", "second life", ("capex_second_life",)),
    "hydromet": Line("Hydrometallurgy", "recycling", ("capex_hydromet",)),
    "pyromet": Line("Pyrometallurgy", "recycling", ("capex_pyromet",)),
    "direct": Line("Direct recycling", "recycling", ("capex_direct",)),
}

TIED = {
    "lithium_brine": ("CN-QH", "CN-XZ"),
    "lithium_lepidolite": ("CN-JX", "CN-HN"),
    "anode_natural": ("CN-HL", "CN-SD", "CN-NM"),
}
"""Lines that stand on a deposit."""
BARE = ("CN-XZ",)
"""Tibet takes brine plants only: altitude, grid and protected land."""


def add_lines(book: Book) -> None:
    """Add every line with its price, life and limits."""
    for owner, name in OWNERS.items():
        for generation in GENERATIONS:
            book.lines.add(
                line=cell_line(owner, generation),
                name=f"{name}, {generation} cell lines",
                stage="cell",
                owner=owner,
                generation=generation,
                life=fact("cell_life"),
                hurdle_rate=fact("hurdle"),
                capex=fact("capex_cell") * (1.0 - fact("cell_equipment_share")),
                fixed_cost=fact("cell_fixed"),
                max_utilisation=fact("max_use"),
                exit_rate=fact("exit_rate"),
                first_year=fact("first_build"),
                note="buildings and utilities; equipment is the learned part of the price",
            )
    for line, row in LINES.items():
        capex = sum((fact(name) for name in row.capex[1:]), fact(row.capex[0]))
        book.lines.add(
            line=line,
            name=row.name,
            stage=row.stage,
            life=fact("plant_life"),
            hurdle_rate=fact("hurdle"),
            capex=capex,
            fixed_cost=capex * fact("fixed_share"),
            max_utilisation=fact("max_use"),
            exit_rate=fact("exit_rate"),
            first_year=fact("direct_first" if line == "direct" else "first_build"),
        )


def add_sites(book: Book, owned: dict[tuple[str, str], Figure]) -> None:
    """Add where lines may be built, at which factor on capital and how fast.

    owned: what an owner has in a province, standing or planned, GWh per year.
    """
    for region in provinces():
        book.sites.add(
            line="*",
            region=region,
            capex_factor=capex_factor(region),
            note="finance by macro region, and site work at the local wage",
        )
    for owner in OWNERS:
        book.sites.add(line=cell_line(owner, "old"), region="*", allowed=False, note="nobody builds the old generation")
        _sites_of_owner(book, owner, owned)
    for line in LINES:
        _sites_of_line(book, line)


def _sites_of_owner(book: Book, owner: str, owned: dict[tuple[str, str], Figure]) -> None:
    line = cell_line(owner, "new")
    book.sites.add(line=line, region="*", allowed=False, note="only where the owner stands or has announced plants")
    for region in provinces():
        if (owner, region) not in owned or region in BARE:
            continue
        limit = owned[owner, region] * fact("cell_build_share")
        if limit.value < fact("cell_build_least").value:
            limit = fact("cell_build_least")
        if limit.value > fact("cell_build").value:
            limit = fact("cell_build")
        book.sites.add(
            line=line,
            region=region,
            allowed=True,
            max_build=limit,
            note="a share of what the owner has there, within a least and a largest build",
        )


def _sites_of_line(book: Book, line: str) -> None:
    places = TIED.get(line)
    limit = fact("direct_build") if line == "direct" else fact(f"nameplate_{line}") * fact("material_build_share")
    book.sites.add(
        line=line,
        region="*",
        allowed=places is None,
        max_build=limit * (5 if places else 1),
        note="one large plant a year" if places is None else "only at the deposits",
    )
    for region in places or ():
        book.sites.add(line=line, region=region, allowed=True, note="deposit")
    for region in BARE:
        if region not in (places or ()) and line != "second_life":
            book.sites.add(line=line, region=region, allowed=False, note="altitude, grid and protected land")


def capex_factor(region: str) -> Figure:
    """Return the factor on capital: finance, and site work at local wages."""
    group = {row["region"]: row["group"] for row in rows("provinces")}[region]
    mean = sum(of_province(r, "wage").value * share_of_province(r, "population").value for r in provinces())
    wage = of_province(region, "wage") / mean
    return fact(f"finance_{group.lower()}") * (1.0 + (wage - 1.0) * fact("construction_wage_share"))

"""Cells by owner and generation, packs, storage systems and vehicles."""

from __future__ import annotations

from instances.china.make.book import Book
from instances.china.make.chain import CHEMISTRIES, OWNERS, RUNS, accepted, both, cell_line, cell_lines
from instances.china.make.ledger import Figure, fact
from instances.china.make.materials import local


def add_cells(book: Book) -> None:
    """Add one process for each cell line and chemistry it runs."""
    for owner, generation in cell_lines():
        for chemistry in RUNS[owner]:
            _cell(book, owner, generation, chemistry)


def _cell(book: Book, owner: str, generation: str, chemistry: str) -> None:
    # The intensities of the ledger hold at the yield of the model plant; a better line needs less of everything.
    model = fact("yield_model") / accepted(owner, generation)
    cathode = both(chemistry, "cam_in") * model
    uses = {
        f"cathode_{chemistry}": cathode,
        "anode": both(chemistry, "anode_in") * model,
        "electrolyte": both(chemistry, "electrolyte_in") * model,
        "separator": both(chemistry, "separator_in") * model,
        "copper_foil": both(chemistry, "cu_in") * model,
        "aluminium_foil": both(chemistry, "al_in") * model,
        "power": fact("el_cell"),
        "labour": fact(f"labour_cell_{generation}"),
        "land": fact("cell_floor") * fact("plot_ratio") / 1e6 / fact("max_use"),
    }
    book.process(
        f"cell_{chemistry}_{owner}_{generation}",
        f"{CHEMISTRIES[chemistry]} cells, {OWNERS[owner]}, {generation} lines",
        line=cell_line(owner, generation),
        chemistry=chemistry,
        cost=fact("cell_other_materials") + (fact("old_cell_extra") if generation == "old" else 0.0),
        # Scrap is counted in GWh of spent cells with the same cathode powder.
        makes={f"cell_{chemistry}": 1.0, f"spent_{chemistry}": cathode / both(chemistry, "cam_of") - 1.0},
        uses=uses,
        note="one unit is 1 GWh of accepted cells; heat, upkeep and research are the learned part",
    )


def add_packs(book: Book) -> None:
    """Add parts, packs with and without modules, storage systems, and packs fitted into vehicles."""
    book.process(
        "make_pack_parts",
        "Battery management and structural parts",
        line="pack_parts",
        cost=fact("var_parts"),
        makes={"pack_parts": 1.0},
        uses={"aluminium": fact("parts_aluminium"), **local("pack", labour="parts", land="pack")},
    )
    for chemistry, name in CHEMISTRIES.items():
        for design, parts in (("ctp", 1.0), ("module", fact("module_parts"))):
            if design == "ctp" and chemistry == "hni":
                continue  # high-nickel cells are built into modules: they need the barriers between them
            _pack(
                book, chemistry, design, f"{name} packs, {'cell-to-pack' if design == 'ctp' else 'with modules'}", parts
            )
        book.process(
            f"fit_car_{chemistry}",
            f"{name} packs fitted into cars",
            line="assembly_car",
            chemistry=chemistry,
            cost=fact("var_fit"),
            makes={f"car_{chemistry}": 1.0},
            uses={f"pack_{chemistry}": 1.0, "labour": fact("labour_fit")},
            note="the car itself is outside the model",
        )
    book.process(
        "fit_commercial_lfp",
        "LFP packs fitted into buses and trucks",
        line="assembly_commercial",
        chemistry="lfp",
        cost=fact("var_fit"),
        makes={"commercial_lfp": 1.0},
        uses={"pack_lfp": 1.0, "labour": fact("labour_fit")},
    )
    book.process(
        "integrate_storage",
        "Storage systems",
        line="storage_integration",
        chemistry="lfp",
        cost=fact("var_storage"),
        makes={"storage_system": 1.0},
        uses={"cell_lfp": 1.0, **local("pack", labour="storage", land="pack")},
        note="racks, container, cooling and management; without power conversion",
    )


def _pack(book: Book, chemistry: str, design: str, name: str, parts: Figure | float) -> None:
    book.process(
        f"pack_{chemistry}_{design}",
        name,
        line=f"pack_{design}",
        chemistry=chemistry,
        cost=fact("var_pack"),
        makes={f"pack_{chemistry}": 1.0},
        uses={f"cell_{chemistry}": 1.0, "pack_parts": parts, **local("pack", labour=design, land="pack")},
    )

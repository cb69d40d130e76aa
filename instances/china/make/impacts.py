"""What the chain emits, uses and pays: CO2, water, hazardous waste, jobs, value added, tax.

Impacts sit where they arise: CO2 of electricity on the power markets, jobs on the labour markets, value added on
labour, land and open capacity (wages, rents and the yearly price of capital), tax as value added tax on that.
"""

from __future__ import annotations

from instances.china.make.book import Book
from instances.china.make.chain import CHEMISTRIES, FIRST, LAST, RUNS, TERNARY, both, cell_line, cell_lines
from instances.china.make.ledger import Figure, fact, of_province, provinces
from instances.china.make.lines import LINES
from instances.china.make.markets import ORIGINS, STEPS

CO2, WATER, WASTE = "CO2, kt", "water, kt", "hazardous waste, kt"
LITHIUM_IN, NICKEL_IN = "lithium in spent cells, kt LCE", "nickel in spent cells, kt"
KEPT, IMPORTED = "lithium kept in renewed powder, kt LCE", "imported lithium, kt LCE"
JOBS, ADDED, TAX = "jobs, thousand person-years", "value added, million CNY", "tax, million CNY"

EMITTING = {
    "carbonate_from_spodumene": "co2_lithium_process",
    "hydroxide_from_spodumene": "co2_lithium_process",
    "carbonate_from_lepidolite": "co2_lepidolite",
    "make_cathode_lfp": "co2_lfp_process",
    "make_cathode_nmc": "co2_nmc_process",
    "make_cathode_hni": "co2_nmc_process",
    "make_anode_synthetic": "co2_anode_process",
}
WATERED = {
    "carbonate_from_spodumene": "water_lithium",
    "hydroxide_from_spodumene": "water_lithium",
    "carbonate_from_lepidolite": "water_lithium",
    "carbonate_from_brine": "water_brine",
    "refine_nickel": "water_nickel",
    "refine_cobalt": "water_nickel",
    "make_cathode_lfp": "water_lfp",
    "make_cathode_nmc": "water_nmc",
    "make_cathode_hni": "water_nmc",
    "make_anode_synthetic": "water_anode",
    "make_anode_natural": "water_anode",
    "make_copper_foil": "water_copper",
    "make_separator": "water_separator",
    "shred_lfp": "water_shred",
    "shred_nmc": "water_shred",
    "shred_hni": "water_shred",
    "hydromet_lfp": "water_hydromet",
    "hydromet_nmc": "water_hydromet",
    "hydromet_hni": "water_hydromet",
}
WASTING = {
    "carbonate_from_spodumene": "waste_lithium",
    "hydroxide_from_spodumene": "waste_lithium",
    "carbonate_from_lepidolite": "waste_lepidolite",
    "make_lipf6": "waste_salt",
    "shred_lfp": "waste_shred",
    "shred_nmc": "waste_shred",
    "shred_hni": "waste_shred",
    "informal_lfp": "waste_informal",
    "informal_nmc": "waste_informal",
    "informal_hni": "waste_informal",
    "hydromet_lfp": "waste_hydromet",
    "hydromet_nmc": "waste_hydromet",
    "hydromet_hni": "waste_hydromet",
}


def add_impacts(book: Book) -> None:
    """Add every impact."""
    for impact, by_process in ((CO2, EMITTING), (WATER, WATERED), (WASTE, WASTING)):
        for process, name in by_process.items():
            _everywhere(book, "process", process, impact, fact(name))
    _cells(book)
    _hydromet_co2(book)
    _bought(book)
    _metals(book)
    _freight(book)
    for region in provinces():
        _local(book, region)
    _capital(book)


def _everywhere(book: Book, kind: str, name: str, impact: str, amount: Figure) -> None:
    book.impacts.add(kind=kind, name=name, region="*", impact=impact, amount=amount)


def _cells(book: Book) -> None:
    """Heat of cell lines is from gas; it falls with the generation."""
    for owner, generation in cell_lines():
        for chemistry in RUNS[owner]:
            process = f"cell_{chemistry}_{owner}_{generation}"
            _everywhere(book, "process", process, CO2, fact(f"heat_{generation}") * fact("co2_gas"))
            _everywhere(book, "process", process, WATER, fact("water_cell"))
            _everywhere(book, "process", process, WASTE, fact("waste_cell"))


def _hydromet_co2(book: Book) -> None:
    """The figure is per kt of packs with its electricity; black mass is what is leached here."""
    black_mass = (fact("cam_of_lfp") + fact("graphite_of_lfp")) * fact("rec_black_mass")
    per_kt = fact("co2_hydromet") * fact("mass_pack_lfp") / black_mass - fact("el_hydromet") * fact("grid_national")
    for chemistry in ("lfp", "nmc", "hni"):
        _everywhere(book, "process", f"hydromet_{chemistry}", CO2, per_kt)


def _bought(book: Book) -> None:
    """What was emitted before goods come in: ores and intermediates from abroad, metals."""
    conversion = fact("co2_lithium_process") + fact("el_lithium") * fact("grid_national")
    ore = (fact("co2_spodumene_lce") - conversion) / fact("spodumene_lce")
    before = {"spodumene": ore, "nickel_feed": fact("co2_nickel"), "cobalt_feed": fact("co2_cobalt")}
    for row in {row["market"]: row for row in book.markets.rows}.values():
        if row["commodity"] in before and row["commodity"] in STEPS and row["origin"] in {*ORIGINS.values(), "China"}:
            _everywhere(book, "market", row["market"], CO2, before[row["commodity"]])
    for metal in ("copper", "aluminium"):
        _everywhere(book, "market", metal, CO2, fact(f"co2_{metal}"))


def _metals(book: Book) -> None:
    """Say how much lithium and nickel is in what is treated, and how much lithium comes from abroad: policies ask."""
    for chemistry in CHEMISTRIES:
        treated = [f"shred_{chemistry}", f"informal_{chemistry}"]
        if chemistry in TERNARY:
            treated.append(f"pyromet_{chemistry}")
        for process in treated:
            _everywhere(book, "process", process, LITHIUM_IN, both(chemistry, "lce_of"))
            if chemistry in TERNARY:
                nickel = fact(f"ni_{chemistry}") * both(chemistry, "cam_of")
                _everywhere(book, "process", process, NICKEL_IN, nickel)
    renewed = both("lfp", "lce_of") / (both("lfp", "cam_of") + both("lfp", "graphite_of")) * fact("rec_direct")
    _everywhere(book, "process", "direct_lfp", KEPT, renewed)
    held = {"spodumene": 1.0 / fact("spodumene_lce"), "lithium_carbonate": Figure(1.0)}
    for row in {row["market"]: row for row in book.markets.rows}.values():
        if row["origin"] == ORIGINS.get(row["commodity"]) and row["commodity"] in held:
            _everywhere(book, "market", row["market"], IMPORTED, held[row["commodity"]])


def _freight(book: Book) -> None:
    for row in book.freight.rows:
        book.impacts.add(
            kind="freight",
            name=row["freight_class"],
            region="*",
            impact=CO2,
            amount=fact("co2_truck"),
            note="as by lorry: rail would be a third",
        )


def _local(book: Book, region: str) -> None:
    """Put the CO2 of power, jobs, wages and rents on the local markets of a province."""
    for step in (1, 2, 3):
        for year in (FIRST, 2030, 2035, LAST):
            grid = of_province(region, "grid_factor") * (1.0 - fact("grid_fall")) ** (year - 2022)
            book.impacts.add(
                kind="market", name=f"power_{step}_{region}", region=region, impact=CO2, year=year, amount=grid
            )
        book.impacts.add(
            kind="market",
            name=f"labour_{step}_{region}",
            region=region,
            impact=JOBS,
            amount=1.0,
            source="structure of the chain",
            confidence="A",
        )
    for row in book.markets.rows:
        if row["region"] == region and row["commodity"] in ("labour", "land"):
            for impact, share in ((ADDED, 1.0), (TAX, fact("vat"))):
                book.impacts.add(
                    kind="market",
                    name=row["market"],
                    region=region,
                    impact=impact,
                    year=row["year"],
                    amount=row["price"] * share,
                )


def annuity(rate: Figure, years: Figure) -> Figure:
    """Return the yearly share of a price paid over some years, in advance."""
    return rate / ((1.0 + rate) * (1.0 - (1.0 + rate) ** -years.value))


def _capital(book: Book) -> None:
    """Open capacity earns its capital and upkeep: a cost view of value added."""
    whole = {cell_line(o, g): (fact("capex_cell"), fact("cell_life"), fact("cell_fixed")) for o, g in cell_lines()}
    for line, row in LINES.items():
        capex = sum((fact(name) for name in row.capex[1:]), fact(row.capex[0]))
        whole[line] = (capex, fact("plant_life"), capex * fact("fixed_share"))
    for line, (capex, life, fixed) in whole.items():
        added = capex * annuity(fact("hurdle"), life) + fixed
        _everywhere(book, "line", line, ADDED, added)
        _everywhere(book, "line", line, TAX, added * fact("vat"))

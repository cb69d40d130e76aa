"""What is made, used and shipped, and what it weighs."""

from __future__ import annotations

from instances.china.make.book import Book
from instances.china.make.chain import CHEMISTRIES
from instances.china.make.ledger import Figure, fact

KT = 1000.0
LOCAL = {
    "power": ("Electricity", "GWh"),
    "labour": ("Labour", "thousand person-years"),
    "land": ("Industrial land", "million m2"),
    "copper": ("Copper", "kt"),
    "aluminium": ("Aluminium", "kt"),
    "scrap_copper": ("Copper scrap", "kt"),
    "scrap_aluminium": ("Aluminium scrap", "kt"),
    "brine": ("Lithium in brine, as carbonate", "kt"),
    "lepidolite": ("Lithium in lepidolite, as carbonate", "kt"),
    "flake_graphite": ("Flake graphite", "kt"),
    "lithium_recovered": ("Recovered lithium, as carbonate", "kt"),
    "nickel_recovered": ("Recovered nickel", "kt"),
    "cobalt_recovered": ("Recovered cobalt", "kt"),
    "manganese_recovered": ("Recovered manganese", "kt"),
}
"""What stays in its province."""

SHIPPED = {
    "spodumene": ("Spodumene concentrate 6 %", "bulk"),
    "phosphoric_acid": ("Purified phosphoric acid", "bulk"),
    "nickel_feed": ("Nickel in intermediates", "bulk"),
    "cobalt_feed": ("Cobalt in hydroxide", "bulk"),
    "lithium_carbonate": ("Lithium carbonate", "general"),
    "lithium_hydroxide": ("Lithium hydroxide monohydrate", "general"),
    "nickel_sulfate": ("Nickel in sulfate", "general"),
    "cobalt_sulfate": ("Cobalt in sulfate", "general"),
    "manganese_sulfate": ("Manganese in sulfate", "general"),
    "iron_phosphate": ("Iron phosphate", "bulk"),
    "cathode_lfp": ("LFP cathode", "general"),
    "cathode_nmc": ("Mid-nickel cathode", "general"),
    "cathode_hni": ("High-nickel cathode", "general"),
    "anode": ("Anode graphite", "general"),
    "lipf6": ("LiPF6", "general"),
    "electrolyte": ("Electrolyte", "general"),
    "copper_foil": ("Copper foil", "general"),
    "aluminium_foil": ("Aluminium foil", "general"),
}
"""Materials in kt that are shipped, with their freight class."""

HEAVIER = ("nickel_feed", "cobalt_feed", "nickel_sulfate", "cobalt_sulfate", "manganese_sulfate")
"""Counted in kt of metal, shipped with what it is bound to."""


def add_commodities(book: Book) -> None:
    """Add every commodity with its unit and weight."""
    for commodity, (name, unit) in LOCAL.items():
        book.commodities.add(commodity=commodity, name=name, unit=unit)
    for commodity, (name, freight) in SHIPPED.items():
        mass = fact(f"mass_{commodity}") * KT if commodity in HEAVIER else KT
        note = "mass of the salt or intermediate over that of its metal" if commodity in HEAVIER else ""
        book.commodities.add(
            commodity=commodity, name=name, unit="kt", tonnes_per_unit=mass, freight_class=freight, note=note
        )
    book.commodities.add(
        commodity="separator",
        name="Separator",
        unit="million m2",
        tonnes_per_unit=fact("separator_mass"),
        freight_class="general",
    )
    for chemistry, name in CHEMISTRIES.items():
        _batteries(book, chemistry, name)
    _battery("pack_parts", "Battery management and structural parts", _parts_mass(), "parts", book)
    _battery("commercial_lfp", "LFP buses and trucks", _car_mass() * fact("truck_mass_share"), "cars", book)
    _battery("storage_system", "Storage system", fact("mass_pack_lfp") * KT, "class9", book, "shortage_abroad")
    for commodity, name in (
        ("bus_road_lfp", "LFP buses on the road"),
        ("truck_road_lfp", "LFP trucks on the road"),
        ("eligible_lfp", "Retired LFP packs fit for second life"),
    ):
        _battery(commodity, name, None, "", book)
    for commodity, name in FINAL.items():
        _battery(commodity, name, None, "", book, "shortage_home")


FINAL = {
    "traction_bev": "Batteries in battery-electric cars",
    "traction_phev": "Batteries in plug-in hybrids",
    "traction_bus": "Batteries in buses",
    "traction_truck": "Batteries in trucks and vans",
    "storage_home": "Storage commissioned at home",
    "other_power": "Power cells in other uses",
    "other_storage": "Small and backup storage",
    "stock_vehicles": "Stock at car makers",
    "stock_storage": "Storage under way",
    "stock_makers": "Stock at battery makers",
}


def _batteries(book: Book, chemistry: str, name: str) -> None:
    """Add what a battery of one chemistry is called from cell to black mass."""
    cell, pack = fact(f"mass_cell_{chemistry}") * KT, fact(f"mass_pack_{chemistry}") * KT
    _battery(f"cell_{chemistry}", f"{name} cells", cell, "class9", book, "shortage_abroad")
    _battery(f"pack_{chemistry}", f"{name} packs", pack, "packs", book)
    _battery(f"car_{chemistry}", f"Cars with {name} packs", _car_mass(), "cars", book, "shortage_abroad")
    _battery(f"road_{chemistry}", f"{name} cars on the road", None, "", book)
    book.commodities.add(
        commodity=f"retired_{chemistry}", name=f"Retired {name} packs", unit="GWh", disposal_price=fact("dump_retired")
    )
    _battery(f"collected_{chemistry}", f"Collected {name} packs", pack, "class9_waste", book)
    _battery(f"informal_{chemistry}", f"{name} packs in informal workshops", None, "", book)
    book.commodities.add(
        commodity=f"spent_{chemistry}",
        name=f"Spent {name} cells and scrap",
        unit="GWh",
        disposal_price=fact("dump_spent"),
    )
    book.commodities.add(
        commodity=f"black_mass_{chemistry}",
        name=f"{name} black mass",
        unit="kt",
        tonnes_per_unit=KT,
        freight_class="class9_waste",
        disposal_price=fact("dump_black_mass"),
    )


def _battery(commodity: str, name: str, tonnes: Figure | None, freight: str, book: Book, shortage: str = "") -> None:
    book.commodities.add(
        commodity=commodity,
        name=name,
        unit="GWh",
        tonnes_per_unit=tonnes,
        freight_class=freight,
        shortage_price=fact(shortage) if shortage else None,
    )


def _car_mass() -> Figure:
    """Return tonnes of cars per GWh of battery, for the mix of home sales."""
    cars = fact("seg_bev") / fact("kwh_bev") + fact("seg_phev") / fact("kwh_phev")
    per_gwh = cars / (fact("seg_bev") + fact("seg_phev")) * 1e6
    return fact("car_mass") * per_gwh


def _parts_mass() -> Figure:
    return (fact("mass_pack_lfp") - fact("mass_cell_lfp")) * KT

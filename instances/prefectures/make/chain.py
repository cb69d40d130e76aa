"""The chain of the main instance in fifteen goods that are shipped: what is left out is folded into what uses it."""

from __future__ import annotations

from collections.abc import Iterator

from instances.prefectures.make.china import Amounts, capital, folded, line, price, recipe, rows
from instances.prefectures.make.china import variable_cost as cost_of

SHIPPED = {
    "spodumene": "spodumene", "lithium_carbonate": "lithium_carbonate", "nickel_sulfate": "nickel_sulfate",
    "iron_phosphate": "iron_phosphate", "cathode_lfp": "cathode_lfp", "cathode_nmc": "cathode_nmc", "anode": "anode",
    "electrolyte": "electrolyte", "separator": "separator", "cell_lfp": "cell_lfp", "cell_nmc": "cell_nmc",
    "car_lfp": "car_lfp", "car_nmc": "car_nmc", "collected_lfp": "collected_lfp", "collected_nmc": "collected_nmc",
}  # fmt: skip
HERE_ONLY = {"power": "GWh", "labour": "thousand person-years", "road_lfp": "GWh", "road_nmc": "GWh", "storage": "GWh"}
LINES = {
    "lithium_converter": ("lithium_converter",), "iron_phosphate": ("iron_phosphate",), "cathode_lfp": ("cathode_lfp",),
    "cathode_nmc": ("cathode_ternary",), "anode": ("anode_synthetic",), "electrolyte": ("electrolyte",),
    "separator": ("separator",), "cell_old": ("cell_rest_old",), "cell_new": ("cell_rest_new",),
    "assembly": ("assembly_car", "pack_ctp", "pack_parts"), "recycling": ("dismantling",),
}  # fmt: skip
"""Lines here, and those of the main instance whose capital they hold."""
FOLDED = {
    "lipf6": ("make_lipf6", "electrolyte_salt"),
    "copper_foil": ("make_copper_foil", "copper_foil"),
    "aluminium_foil": ("make_aluminium_foil", "aluminium_foil"),
    "cobalt_sulfate": ("refine_cobalt", "cobalt_refining"),
    "manganese_sulfate": ("refine_manganese", "manganese_refining"),
    "pack_parts": ("make_pack_parts", "pack_parts"),
}
PRICED = ("copper", "aluminium", "cobalt_feed", "phosphoric_acid", "land")
FORMAL = 0.7
"""Share of retired packs that comes to formal collection: what the main instance has for 2030."""
SOURCE = "instances/china: "
PLAIN = {"note": "", "source": "structure of the chain", "confidence": "A"}


def commodities() -> Iterator[dict[str, object]]:
    """Yield goods with weight, freight class and prices of missing and dumping as in the main instance."""
    known = {r["commodity"]: r for r in rows("commodities")}
    for name in SHIPPED:
        row = known[name]
        short = known["traction_bev"]["shortage_price"] if name.startswith(("cell", "car")) else ""
        dump = known[name.replace("collected", "retired")]["disposal_price"] if name.startswith("collected") else ""
        yield {
            "commodity": name, "name": row["name"], "unit": row["unit"], "tonnes_per_unit": row["tonnes_per_unit"],
            "freight_class": row["freight_class"], "shortage_price": short, "disposal_price": dump,
            "source": f"{SOURCE}commodities", "confidence": "D",
        }  # fmt: skip
    for name, unit in HERE_ONLY.items():
        short = "" if name in ("power", "labour") else known["traction_bev"]["shortage_price"]
        yield {"commodity": name, "name": name.replace("_", " "), "unit": unit, "shortage_price": short, **PLAIN}


def lines() -> Iterator[dict[str, object]]:
    """Yield lines; the equipment of new cell lines is learned (learning.py)."""
    for name, parts in LINES.items():
        of = [line(part) for part in parts]
        capex = sum(float(x["capex"]) for x in of)
        if name == "recycling":
            capex += (
                sum(float(line(x)["capex"]) for x in ("shredding", "hydromet")) * recipe("shred_lfp")["black_mass_lfp"]
            )
        yield {
            "line": name, "name": of[0]["name"] if len(of) == 1 else "Packs and car assembly", "stage": of[0]["stage"],
            "life": of[0]["life"], "hurdle_rate": of[0]["hurdle_rate"], "capex": round(capex, 4),
            "fixed_cost": round(sum(float(x["fixed_cost"]) for x in of), 4),
            "max_utilisation": of[0]["max_utilisation"],
            "first_year": of[0]["first_year"], "source": f"{SOURCE}lines {'; '.join(parts)}", "confidence": "D",
        }  # fmt: skip


def processes() -> Iterator[tuple[str, str, Amounts, float, str]]:
    """Yield process, line, recipe, variable cost beside inputs, and the processes of the main instance behind it."""
    for name, made_on, of in (
        ("make_lithium_carbonate", "lithium_converter", "carbonate_from_spodumene"),
        ("make_iron_phosphate", "iron_phosphate", "make_iron_phosphate"),
        ("make_cathode_lfp", "cathode_lfp", "make_cathode_lfp"),
        ("make_cathode_nmc", "cathode_nmc", "make_cathode_nmc"),
        ("make_anode", "anode", "make_anode_synthetic"),
        ("make_electrolyte", "electrolyte", "make_electrolyte"),
        ("make_separator", "separator", "make_separator"),
        *((f"make_cell_{c}_{g}", f"cell_{g}", f"cell_{c}_rest_{g}") for g in ("old", "new") for c in ("lfp", "nmc")),
    ):
        amounts, cost = folded(recipe(of), FOLDED, PRICED)
        amounts = {c: x for c, x in amounts.items() if not c.startswith("spent_")}
        yield name, made_on, amounts, cost_of(of) + cost, of
    for c in ("lfp", "nmc"):
        packing, fitting = f"pack_{c}_ctp", f"fit_car_{c}"
        parts = {**FOLDED, f"pack_{c}": (packing, "pack_ctp")}
        amounts, cost = folded(recipe(fitting), {f"pack_{c}": parts[f"pack_{c}"], **FOLDED}, PRICED)
        yield f"make_car_{c}", "assembly", amounts, cost_of(fitting) + cost, f"{packing}; {fitting}"
        yield f"drive_{c}", "", {f"car_{c}": -1.0, f"road_{c}": 1.0}, 0.0, f"drive_car_{c}"
        yield f"early_{c}", "", {f"car_{c}": -1.0}, 0.0, f"early_{c}"
        yield f"recycle_{c}", "recycling", *_recycled(c), f"dismantle_{c}; shred_{c}; hydromet_{c}"
    storage = cost_of("integrate_storage") + capital("storage_integration")
    yield "store", "", {"cell_lfp": -1.0, "storage": 1.0, "power": -1.0, "labour": -0.015}, storage, "integrate_storage"


def _recycled(c: str) -> tuple[Amounts, float]:
    """Dismantle, shred and leach one GWh of packs; scrap metal, cobalt and manganese count at four fifths of price."""
    shred, leach = recipe(f"shred_{c}"), recipe(f"hydromet_{c}")
    mass = shred[f"black_mass_{c}"]
    amounts = {
        f"collected_{c}": -1.0,
        "lithium_carbonate": mass * leach["lithium_recovered"],
        "nickel_sulfate": mass * leach.get("nickel_recovered", 0.0),
        "power": mass * leach["power"],
        "labour": recipe(f"dismantle_{c}")["labour"] + shred["labour"] + mass * leach["labour"],
    }
    scrap = shred["scrap_copper"] * price("copper") + shred["scrap_aluminium"] * price("aluminium")
    scrap += mass * leach.get("cobalt_recovered", 0.0) * price("cobalt_feed")
    cost = cost_of(f"dismantle_{c}") + cost_of(f"shred_{c}") + mass * cost_of(f"hydromet_{c}") - 0.8 * scrap
    return {name: x for name, x in amounts.items() if x}, cost


def returns() -> Iterator[tuple[str, str, int, float]]:
    """Yield process, commodity, lag and amount: survival as in the main instance, times the share collected."""
    for name, of, c in (
        ("drive_lfp", "drive_car_lfp", "lfp"),
        ("drive_nmc", "drive_car_nmc", "nmc"),
        ("early_lfp", "early_lfp", "lfp"),
        ("early_nmc", "early_nmc", "nmc"),
        ("store", "store_home", "lfp"),
    ):
        for r in rows("returns"):
            if r["process"] == of and r["commodity"].startswith("retired"):
                yield name, f"collected_{c}", int(r["lag"]), float(r["amount"]) * FORMAL

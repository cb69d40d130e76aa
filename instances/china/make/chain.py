"""Words that several tables share: owners, chemistries, regions abroad, ports, years."""

from __future__ import annotations

from instances.china.make.ledger import Figure, fact

FIRST, LAST = 2025, 2040
CHEMISTRIES = {"lfp": "LFP", "nmc": "mid-nickel", "hni": "high-nickel"}
TERNARY = ("nmc", "hni")

OWNERS = {
    "catl": "CATL",
    "byd": "BYD",
    "next8": "Next eight",
    "rest": "Rest",
    "foreign": "Foreign",
}
GENERATIONS = ("old", "new")
RUNS = {
    "catl": ("lfp", "nmc", "hni"),
    "byd": ("lfp", "nmc"),
    "next8": ("lfp", "nmc", "hni"),
    "rest": ("lfp", "nmc"),
    "foreign": ("nmc", "hni"),
}
"""Which line runs which chemistry, from the products named in plants.csv."""

ABROAD = {
    "OS-EU": ("Europe", "欧洲", 51.9, 4.5),
    "OS-NA": ("North America", "北美", 33.7, -118.2),
    "OS-SEA": ("South-East and East Asia", "东南亚和东亚", -6.1, 106.9),
    "OS-ROW": ("Rest of the world", "其他地区", -23.9, -46.3),
}
"""Overseas regions and the place of a main port; their lanes are given by hand, so the places only draw the map."""

EXPORT_PORTS = {
    "CN-SH": "Shanghai",
    "CN-ZJ": "Ningbo",
    "CN-JS": "Taicang",
    "CN-SD": "Qingdao",
    "CN-TJ": "Tianjin",
    "CN-LN": "Dalian",
    "CN-FJ": "Xiamen and Ningde",
    "CN-GD": "Guangzhou and Shenzhen",
    "CN-GX": "Qinzhou",
}


def cell_line(owner: str, generation: str) -> str:
    """Return the id of a cell line."""
    return f"cell_{owner}_{generation}"


def cell_lines() -> tuple[tuple[str, str], ...]:
    """Return owner and generation of every cell line."""
    return tuple((owner, generation) for owner in OWNERS for generation in GENERATIONS)


def accepted(owner: str, generation: str) -> Figure:
    """Return the share of accepted cells of a line."""
    if generation == "old":
        return fact("yield_old")
    return fact(
        {"catl": "yield_lead_new", "byd": "yield_lead_new", "rest": "yield_rest_new"}.get(owner, "yield_mid_new")
    )


def both(chemistry: str, stem: str) -> Figure:
    """Return a fact of a chemistry, STEM_lfp; ternaries may share STEM_nmc."""
    try:
        return fact(f"{stem}_{chemistry}")
    except KeyError:
        return fact(f"{stem}_nmc")

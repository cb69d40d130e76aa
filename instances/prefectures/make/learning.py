"""The learned part of cell cost: the curves of the main instance, all of it learned by the nation."""

from __future__ import annotations

from collections.abc import Iterator

from instances.prefectures.make.china import YEARS, path, rows

EQUIPMENT, CONVERSION = "cell_equipment", "cell_conversion"
PARTS = {EQUIPMENT: (EQUIPMENT,), CONVERSION: (CONVERSION, "cell_conversion_local")}
"""Curves here, and those of the main instance whose cost they hold."""
MEMBERS = {
    EQUIPMENT: ("cell_new",),
    CONVERSION: tuple(f"make_cell_{c}_{g}" for g in ("old", "new") for c in ("lfp", "nmc")),
}
SOURCE = {"source": "instances/china: curves; cost_path", "confidence": "D"}


def costs(curve: str) -> dict[int, float]:
    """Return the learned cost by year along the path of the main instance."""
    return {year: sum(path(part)[year] for part in PARTS[curve]) for year in YEARS}


def curves() -> Iterator[dict[str, object]]:
    """Yield the curves: rate and volume of the main instance, cost and floor of all parts together."""
    known = {row["curve"]: row for row in rows("curves")}
    for curve in PARTS:
        row, first = known[curve], costs(curve)[YEARS[0]]
        evidence = row["evidence"] if len(PARTS[curve]) == 1 else row["evidence"].split(";")[0]
        yield {
            "curve": curve, "scope": "nation", "driver": row["driver"], "learning_rate": row["learning_rate"],
            "reference": row["reference"], "unit_cost": f"{first:.6g}",
            "floor": f"{first * float(row['floor']) / float(row['unit_cost']):.6g}", "evidence": evidence,
            "note": "" if len(PARTS[curve]) == 1 else "with what the main instance has learned within the province",
            **SOURCE,
        }  # fmt: skip


def members() -> Iterator[dict[str, object]]:
    """Yield the lines and processes that pay a curve and teach it."""
    for curve, of in MEMBERS.items():
        yield from ({"curve": curve, "member": member, "weight": 1, **SOURCE} for member in of)


def places() -> Iterator[dict[str, object]]:
    """Yield the volumes that the nation starts with."""
    for row in rows("curve_places"):
        if row["place"] == "nation":
            initial = {column: row[column] for column in ("curve", "place", "initial")}
            yield {**initial, "source": "instances/china: curve_places", "confidence": "D"}


def cost_path() -> Iterator[dict[str, object]]:
    """Yield the learned cost of each curve by year."""
    for curve in PARTS:
        yield from ({"curve": curve, "year": y, "unit_cost": f"{x:.6g}", **SOURCE} for y, x in costs(curve).items())

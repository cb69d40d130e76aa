"""Remake every table of the instance: python -m instances.prefectures.make [FOLDER]."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from instances.prefectures.make import chain, learning, places
from instances.prefectures.make.china import CHINA, HERE, cities, rows

Rows = Iterable[dict[str, object]]
TRACED = ("note", "source", "confidence")
SPLIT = {"source": "instances/china; make/cities.csv", "confidence": "D"}


def tables() -> dict[str, tuple[tuple[str, ...], Rows]]:
    """Return columns and rows of every table."""
    return {
        "regions": (("region", "name", "name_local", "group", "kind", "iso", "lat", "lon"), _regions()),
        "commodities": (
            ("commodity", "name", "unit", "tonnes_per_unit", "freight_class", "shortage_price", "disposal_price"),
            chain.commodities(),
        ),
        "lines": (
            ("line", "name", "stage", "life", "hurdle_rate", "capex", "fixed_cost", "max_utilisation", "first_year"),
            chain.lines(),
        ),
        "processes": (("process", "name", "stage", "line", "variable_cost"), _processes()),
        "recipes": (("process", "commodity", "amount"), _recipes()),
        "sites": (("line", "region", "allowed", "capex_factor"), _sites()),
        "capacity": (("line", "region", "online", "status", "capacity"), _capacity()),
        "freight": (("freight_class", "cost_per_t_km [CNY/t/km]", "handling_per_t [CNY/t]"), _freight()),
        "corridors": (("region", "neighbour", "km"), _corridors()),
        "markets": (("market", "year", "commodity", "region", "origin", "price", "limit"), places.markets()),
        "demand": (("commodity", "region", "year", "amount"), _split(("commodity", "region", "year"), places.demand())),
        "returns": (
            ("process", "commodity", "lag", "amount"),
            _split(("process", "commodity", "lag"), chain.returns()),
        ),
        "history": (("process", "region", "year", "amount"), _split(("process", "region", "year"), places.history())),
        "curves": (
            ("curve", "scope", "driver", "learning_rate", "reference", "unit_cost", "floor", "evidence"),
            learning.curves(),
        ),
        "curve_members": (("curve", "member", "weight"), learning.members()),
        "curve_places": (("curve", "place", "initial"), learning.places()),
        "cost_path": (("curve", "year", "unit_cost"), learning.cost_path()),
    }


def _regions() -> Iterator[dict[str, object]]:
    for c in cities():
        yield {
            "region": c["code"], "name": c["name"], "name_local": c["name_local"], "group": c["province"],
            "kind": "inland", "lat": c["lat"], "lon": c["lon"],
            "source": c["source"].split("; population")[0], "confidence": "A",
        }  # fmt: skip


def _processes() -> Iterator[dict[str, object]]:
    for name, line, _, cost, of in chain.processes():
        yield {
            "process": name, "name": name.replace("_", " ").capitalize(), "line": line,
            "stage": "" if line else "use", "variable_cost": f"{cost:.6g}",
            "source": f"instances/china: processes {of}", "confidence": "D",
        }  # fmt: skip


def _recipes() -> Iterator[dict[str, object]]:
    for name, _, amounts, _, of in chain.processes():
        for commodity, amount in amounts.items():
            source = f"instances/china: recipes {of}"
            yield {
                "process": name, "commodity": commodity, "amount": f"{amount:.6g}", "source": source, "confidence": "D"
            }  # fmt: skip


def _sites() -> Iterator[dict[str, object]]:
    """Every line may be built in every city, at the capital of its province; old cell lines nowhere."""
    for code, factor in places.sites():
        yield {
            "line": "*",
            "region": code,
            "capex_factor": factor,
            "source": "instances/china: sites",
            "confidence": "D",
        }
    yield {"line": "cell_old", "region": "*", "allowed": "false", **chain.PLAIN}


def _capacity() -> Iterator[dict[str, object]]:
    for line, code, online, amount, province in places.capacity():
        yield {
            "line": line, "region": code, "online": online, "status": "operating", "capacity": f"{amount:.6g}",
            "source": f"instances/china: capacity {province}", "confidence": "D",
        }  # fmt: skip


def _freight() -> Iterator[dict[str, object]]:
    used = {row.get("freight_class") for row in chain.commodities()}
    columns = ("freight_class", "cost_per_t_km [CNY/t/km]", "handling_per_t [CNY/t]")
    for r in rows("freight"):
        if r["freight_class"] in used:
            note = "no reach: ways over corridors are loaded once"
            yield {**{c: r[c] for c in columns}, "note": note, "source": "instances/china: freight", "confidence": "D"}


def _corridors() -> Iterator[dict[str, object]]:
    for a, b, km in places.corridors():
        yield {"region": a, "neighbour": b, "km": km, "source": "make/cities.csv", "confidence": "D"}


def _split(keys: Sequence[str], found: Iterable[tuple[object, ...]]) -> Iterator[dict[str, object]]:
    for *ids, amount in found:
        yield {**dict(zip(keys, ids, strict=True)), "amount": f"{amount:.5g}", **SPLIT}


def write(folder: Path) -> None:
    """Write every table into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (columns, of) in tables().items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*columns, *TRACED], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(of)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else CHINA.parent / HERE.parent.name)

"""The estimates that the plan depends on most: python -m instances.china.make.sensitivity [NAME ...]

Each estimate is put to its low and its high end in the ledger, the instance is made anew in a folder of its own and
solved on fewer periods. Told: what cost, the price of a cell and new capacity do, and how much of it stands elsewhere.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from instances.china.make.__main__ import write
from instances.china.make.ledger import HERE, put, series
from instances.china.make.measure import Measured, measure

ESTIMATES = {
    "growth of vehicle batteries at home": series("nev_gwh"),
    "growth of storage": series("storage_index"),
    "growth of exports": (*series("power_exports"), *series("car_exports_gwh")),
    "price of a cell plant": ("capex_cell",),
    "rate of return asked": ("hurdle",),
    "price of spodumene": ("spodumene_price",),
    "electrolyte in a cell": ("electrolyte_in_lfp", "electrolyte_in_nmc"),
    "ternary share of cars in 2035": ("bev_nmc_2035", "bev_hni_2035", "phev_nmc_2035"),
    "life of cell lines": ("cell_life",),
    "highest use of a plant": ("max_use",),
    "life of car batteries": ("life_car_lfp", "life_car_nmc"),
    "learned conversion cost": ("conversion_learned",),
    "racks and containers of storage": ("var_storage",),
    "price of copper": ("copper_price",),
    "customs value of cars": ("car_value",),
    "price of nickel": ("nickel_price",),
    "anode cost beside power": ("var_anode",),
}
HEAD = (
    "| estimate | end | cost | LFP cell 2030 | use 2030 | new cells | moved |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


def measured(facts: tuple[str, ...], end: str) -> Measured:
    """Return the numbers of the plan with some facts at one end of their range."""
    with tempfile.TemporaryDirectory() as folder, put(facts, end):
        write(Path(folder))
        (Path(folder) / "instance.yaml").write_bytes((HERE.parent / "instance.yaml").read_bytes())
        return measure(Path(folder), "base")


def main(names: list[str]) -> None:
    """Measure each estimate at both ends and print a row for each."""
    base = measure(HERE.parent, "base")
    print(*HEAD, sep="\n", flush=True)
    for name in names or list(ESTIMATES):
        for end in ("low", "high"):
            found = measured(ESTIMATES[name], end)
            cells = (
                name,
                end,
                f"{found.objective / base.objective - 1.0:+.1%}",
                f"{found.price / base.price - 1.0:+.1%}",
                f"{100.0 * (found.use - base.use):+.1f} points",
                f"{sum(found.built.values()) / sum(base.built.values()) - 1.0:+.0%}",
                f"{found.moved(base):.0%}",
            )
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""What a plan comes to in a few numbers: cost, use of cell lines, where new ones stand. For the tables of NOTES.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from model.instance.load import load
from model.run import Run, run
from model.solver.highs import Options

COARSE, CELLS, SEEN, LOOKED_AT = "coarse", "cell_", 2035, 2030
"""Everything is measured on the scenario of fewer periods; builds are counted to SEEN, use in LOOKED_AT."""


@dataclass(frozen=True)
class Measured:
    """The numbers of one plan; built: new cell capacity to 2035 by province, policies: what each policy did."""

    objective: float
    use: float
    built: Mapping[str, float]
    price: float
    policies: pd.DataFrame

    @property
    def shares(self) -> dict[str, float]:
        """Return the share of each province in new cell capacity, largest first."""
        total = sum(self.built.values())
        return {r: x / total for r, x in sorted(self.built.items(), key=lambda item: -item[1])} if total else {}

    @property
    def hhi(self) -> float:
        """Return the sum of squared shares of new cell capacity."""
        return sum(share**2 for share in self.shares.values())

    def moved(self, other: Measured) -> float:
        """Return the share of new cell capacity that stands in other provinces than in another plan."""
        return sum(abs(self.shares.get(r, 0.0) - other.shares.get(r, 0.0)) for r in {*self.built, *other.built}) / 2


def measure(folder: Path, scenario: str) -> Measured:
    """Solve an instance under a scenario, on fewer periods, and return its numbers."""
    name = COARSE if scenario in ("base", COARSE) else f"{COARSE}+{scenario}"
    found = run(load(folder, name).instance, Options())
    if found.solved.objective is None or found.verdict is None:
        raise RuntimeError(f"{scenario}: {found.solved.status}")
    if not found.verdict.passed:
        raise RuntimeError(f"{scenario}: the audit failed")
    return _numbers(found, found.solved.objective)


def _numbers(found: Run, objective: float) -> Measured:
    builds, use, prices = (found.tables[name] for name in ("builds", "utilisation", "prices"))
    cells = builds[builds["line"].str.startswith(CELLS) & (builds["year"] <= SEEN)]
    stands = use[use["line"].str.startswith(CELLS) & (use["year"] == LOOKED_AT)]
    of_cells = prices[(prices["commodity"] == "cell_lfp") & (prices["year"] == LOOKED_AT)]
    home = of_cells[of_cells["region"].str.startswith("CN-")]
    return Measured(
        objective,
        float(stands["used"].sum() / stands["standing"].sum()),
        {str(r): float(x) for r, x in cells.groupby("region")["built"].sum().items()},
        float(home["marginal_cost"].median()),
        found.tables["policies"],
    )

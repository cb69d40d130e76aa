"""What an audit says: checks with the place where each is worst, and the verdict over all of them.

Every tolerance of the audit stands here. A check passes where what it measures is at most its tolerance:

- a row of the plan (a balance, a limit) may miss by RELATIVE of the sum of the sizes of its terms, and by FLOOR,
  the feasibility that solvers work to (in GWh/yr or kt/yr, 1e-7 is the size of one car battery);
- a reduced cost may have the wrong sign by RELATIVE of the sum of the sizes of its own terms, and by PRICE_FLOOR,
  the wrong sign that solvers leave (in money per unit);
- a dual that should not be there may be as large as LARGEST of the largest dual: the bound counts none that is above
  0, and what one is worth where its limit is not reached is missing in the bound, so neither proves too much;
- a table that repeats what follows from the decisions has to agree to EXACT of its own size, and to FLOOR;
- a cost has to agree to EXACT of its own size, and to EXACT_FLOOR of the sum of the sizes of all costs: only
  rounding may differ;
- the objective, the sum of its components and the bound may differ by MONEY of the sum of the sizes of all costs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]
Axis: TypeAlias = "pd.Index[Any]"
Part = Literal["tables", "limits", "cost", "optimality"]

RELATIVE = 1e-6
FLOOR = 2e-7
PRICE_FLOOR = 1e-7
LARGEST = 1e-9
MONEY = 1e-7
EXACT = 1e-8
EXACT_FLOOR = 1e-12


@dataclass(frozen=True)
class Check:
    """One check over all the places where it applies.

    part: what it belongs to; what: the rule in words; worst: the largest miss measured by its tolerance (<= 0:
    nowhere missed), with the tolerance that holds there; where: the ids and year of that place; count: how many
    places were checked.
    """

    part: Part
    name: str
    what: str
    worst: float
    where: str
    tolerance: float
    passed: bool
    count: int

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        return f"{self.name}: {self.what}; worst {self.worst:.2g}{place} (tolerance {self.tolerance:.2g})"


@dataclass(frozen=True)
class Verdict:
    """What the audit found.

    bound: what the duals prove that no plan can cost less than; gap: its relative distance to the objective; both
    None where optimality was not checked. notes: what was left out, and why.
    """

    passed: bool
    checks: tuple[Check, ...]
    objective: float
    bound: float | None
    gap: float | None
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that failed."""
        return tuple(check for check in self.checks if not check.passed)

    def lines(self) -> list[str]:
        """Return a few lines for the terminal: the verdict, what was checked, and every check that failed."""
        counted = f"{len(self.checks)} checks of {sum(check.count for check in self.checks):,} numbers"
        head = f"audit passed: {counted}" if self.passed else f"audit FAILED: {len(self.failed)} of {counted}"
        said = [head, *(f"  {line}" for part in _TITLES for line in self._of_part(part))]
        if self.bound is not None and self.gap is not None:
            said.append(f"  bound proven by the duals {self.bound:,.6g}, gap {self.gap:.1e}")
        return [*said, *(f"  note: {note}" for note in self.notes)]

    def record(self) -> dict[str, Any]:
        """Return the verdict as plain values for run.json; a number that is not finite becomes null."""
        return {
            "passed": self.passed,
            "bound": _finite(self.bound),
            "gap": _finite(self.gap),
            "notes": list(self.notes),
            "checks": [
                {
                    "part": check.part,
                    "name": check.name,
                    "passed": check.passed,
                    "count": check.count,
                    "worst": _finite(check.worst),
                    "tolerance": _finite(check.tolerance),
                    "where": check.where,
                }
                for check in self.checks
            ],
        }

    def _of_part(self, part: Part) -> list[str]:
        checks = [check for check in self.checks if check.part == part]
        failed = [f"FAILED {check}" for check in checks if not check.passed]
        if failed or not checks:
            return failed
        tightest = max(checks, key=lambda check: check.worst / check.tolerance if check.tolerance else 0.0)
        worst = f"worst {max(tightest.worst, 0.0):.1e} ({tightest.name}"
        place = f" at {tightest.where})" if tightest.where else ")"
        return [f"{sum(check.count for check in checks):,} {_TITLES[part]}, {worst}{place}"]


_TITLES: dict[Part, str] = {
    "tables": "table rows agree with the instance and each other",
    "limits": "balances and limits hold",
    "cost": "costs recomputed",
    "optimality": "reduced costs and duals",
}


def check_all(
    part: Part,
    name: str,
    what: str,
    miss: Floats,
    tolerance: Floats | float,
    axes: Sequence[Axis],
    where: Bools | None = None,
) -> Check:
    """Return the check of an array of misses (> 0: missed by that much), each with its tolerance.

    axes: the ids along each axis, to name the worst place; where: the places that count (absent: all).
    """
    applies = np.ones(miss.shape, dtype=bool) if where is None else np.broadcast_to(where, miss.shape)
    allowed = np.broadcast_to(np.asarray(tolerance, dtype=float), miss.shape)
    count = int(applies.sum())
    if not count:
        return Check(part, name, what, 0.0, "", _least(allowed), True, 0)
    beyond = np.where(applies, np.nan_to_num(miss, nan=np.inf) - allowed, -np.inf)
    ratio = np.where(beyond > 0, beyond, np.where(applies, _ratio(miss, allowed) - 1.0, -np.inf))
    at = np.unravel_index(int(ratio.argmax()), miss.shape)
    place = ", ".join(_name(axis, int(i)) for axis, i in zip(axes, at, strict=True))
    return Check(part, name, what, float(miss[at]), place, float(allowed[at]), bool(beyond[at] <= 0), count)


def check_one(part: Part, name: str, what: str, miss: float, tolerance: float) -> Check:
    """Return the check of a single number."""
    return Check(part, name, what, miss, "", tolerance, miss <= tolerance, 1)


def _ratio(miss: Floats, allowed: Floats) -> Floats:
    """Return how much of the tolerance is used, in 0 .. 1; 0 where nothing is allowed and nothing missed."""
    used = np.zeros(miss.shape)
    np.divide(miss, allowed, out=used, where=allowed > 0)
    return np.clip(used, -1.0, 1.0)


def _least(allowed: Floats) -> float:
    return float(allowed.min()) if allowed.size else 0.0


def _name(axis: Axis, position: int) -> str:
    ids = axis[position]
    if isinstance(ids, float):
        return f"{ids:.0f}"
    return ", ".join(map(str, ids)) if isinstance(ids, tuple) else str(ids)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None

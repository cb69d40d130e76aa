"""What a threshold is about: how full capacity is, what is closed, what stands idle, what one more unit is worth.

Every measure is summed over cells (line, region, year), so it means the same for the nation, a group, a region, a line
or an owner class.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from model.studies.asked.fields import Fields
from model.studies.measures.cells import ATTRIBUTES, Record, period_of, shown_years

UNITS = {
    "utilisation": "1",
    "closed": "unit/yr",
    "idle_capital": "money/yr",
    "stranded_capital": "money",
    "capacity_value": "money/unit",
}
BASES = {"standing": "standing", "open": "open_capacity", "nameplate": "nameplate"}
DUST = 1e-9
ROUNDING = 1e-7
"""What a solver may miss a limit by: a plan held at a norm is at it, not under it."""


@dataclass(frozen=True)
class Measure:
    """A number of a run: the quantity, for utilisation its base, and the capacity that it is taken of.

    utilisation: used / base; closed: capacity closed; idle_capital: annuities due on closed and idle capacity;
    stranded_capital: all that is left to pay on it; capacity_value: what one more unit would save (mean over what is
    open). of: attribute -> the values it may have; year: one year, None for the worst one.
    """

    quantity: str = "utilisation"
    base: str = "standing"
    of: Mapping[str, tuple[str, ...]] | None = None
    year: int | None = None

    @property
    def falls(self) -> bool:
        """Tell whether overcapacity shows in a fall (utilisation, value) and not in a rise."""
        return self.quantity in ("utilisation", "capacity_value")

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return UNITS[self.quantity]

    def meant(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Return the cells that the measure is taken of; the nation where neither regions nor groups are named."""
        of = self.of or {}
        if not {"region", "group"} & of.keys():
            cells = cells[~cells["overseas"].astype(bool)]
        for attribute, values in of.items():
            cells = cells[cells[attribute].isin(values)]
        return cells

    def by(self, cells: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
        """Return the measure by attributes (and `year`, if it is one of them); nan where nothing stands."""
        cells = self.meant(cells)
        amount, size = self._amounts(cells)
        sums = pd.DataFrame({**{key: cells[key] for key in keys}, "amount": amount, "size": size})
        sums = sums.groupby(list(keys), sort=False)[["amount", "size"]].sum()
        if self.falls:
            return (sums["amount"] / sums["size"]).where(sums["size"] > DUST)
        return sums["amount"]

    def years(self, record: Record) -> list[int]:
        """Return the periods that count: that of the year of the measure, else all that findings are shown for."""
        if self.year is None:
            return shown_years(record)
        period = period_of(record, self.year)
        return [] if period is None else [period]

    def value(self, cells: pd.DataFrame, record: Record) -> float:
        """Return the measure of its year, or the worst of the years shown; nan where nothing stands."""
        by_year = self.by(cells, ["year"])
        shown = by_year[by_year.index.isin(self.years(record))]
        return float(shown.min() if self.falls else shown.max()) if len(shown) else math.nan

    def excess(self, value: float, level: float) -> float:
        """Return how far a value is beyond a level: > 0 is overcapacity, nan where there is no value.

        Of a utilisation it is level / value - 1, which is straight in the capacity.
        """
        if self.quantity == "utilisation":
            return math.inf if value <= 0 else level / value - 1.0 - ROUNDING
        if self.quantity == "capacity_value":
            return level - value + DUST
        return value - level - DUST

    def _amounts(self, cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        if self.quantity == "utilisation":
            return cells["used"], cells[BASES[self.base]]
        if self.quantity == "capacity_value":
            return cells["worth"] * cells["open_capacity"], cells["open_capacity"]
        amounts = {
            "closed": cells["closed"],
            "idle_capital": cells["due_per_year"],
            "stranded_capital": cells["unpaid_closed"] + cells["unpaid_idle"],
        }
        return amounts[self.quantity], cells["nameplate"]


def read_measure(fields: Fields | None) -> Measure:
    """Return the measure that some fields describe; without any, utilisation of all standing capacity."""
    if fields is None:
        return Measure()
    of = fields.inner("of")
    found: dict[str, tuple[str, ...]] = {}
    if of is not None:
        found = {name: of.texts(name) for name in ATTRIBUTES if of.has(name)}
        of.refuse_unknown()
    measure = Measure(
        quantity=fields.choice("quantity", tuple(UNITS), "utilisation"),
        base=fields.choice("on", tuple(BASES), "standing"),
        of=found,
        year=fields.whole("year", 0, 0, 9999) or None,
    )
    fields.refuse_unknown()
    return measure

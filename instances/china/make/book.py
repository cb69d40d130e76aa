"""All tables of the instance, and the few ways in which rows are added to several of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from instances.china.make.ledger import Figure
from instances.china.make.table import Table

Amounts = Mapping[str, Figure | float | Mapping[int, Figure | float]]


class Book:
    """The tables of the instance by name."""

    def __init__(self) -> None:
        self.regions = Table(
            "regions", "region", "name", "name_local", "group", "kind", "iso", "lat", "lon", "note_capital"
        )
        self.commodities = Table(
            "commodities",
            "commodity",
            "name",
            "unit",
            "tonnes_per_unit",
            "freight_class",
            "shortage_price",
            "disposal_price",
        )
        self.lines = Table(
            "lines",
            "line",
            "name",
            "stage",
            "owner",
            "generation",
            "life",
            "hurdle_rate",
            "capex",
            "fixed_cost",
            "max_utilisation",
            "exit_rate",
            "first_year",
        )
        self.processes = Table("processes", "process", "name", "stage", "chemistry", "line", "variable_cost")
        self.recipes = Table("recipes", "process", "commodity", "year", "amount")
        self.sites = Table("sites", "line", "region", "allowed", "capex_factor", "max_build")
        self.capacity = Table(
            "capacity",
            "line",
            "region",
            "online",
            "status",
            "plant",
            "capacity",
            "offline",
            "owner",
            "note_low",
            "note_high",
        )
        self.freight = Table(
            "freight", "freight_class", "cost_per_t_km [CNY/t/km]", "handling_per_t [CNY/t]", "detour", "reach_km"
        )
        self.lanes = Table("lanes", "commodity", "origin", "destination", "year", "cost", "tariff")
        self.markets = Table("markets", "market", "year", "side", "commodity", "region", "origin", "price", "limit")
        self.demand = Table(
            "demand",
            "commodity",
            "region",
            "year",
            "amount",
            "note_bridge",
            "note_bridge_source",
            "note_bridge_confidence",
            "note_published_output",
        )
        self.returns = Table("returns", "process", "commodity", "lag", "amount")
        self.history = Table("history", "process", "region", "year", "amount")
        self.curves = Table(
            "curves", "curve", "scope", "driver", "learning_rate", "reference", "unit_cost", "floor", "evidence"
        )
        self.curve_members = Table("curve_members", "curve", "member", "weight")
        self.curve_places = Table("curve_places", "curve", "place", "initial")
        self.cost_path = Table("cost_path", "curve", "year", "unit_cost")
        self.impacts = Table("impacts", "kind", "name", "region", "impact", "year", "amount")

    def tables(self) -> tuple[Table, ...]:
        """Return the tables that have rows."""
        return tuple(table for table in vars(self).values() if table.rows)

    def write(self, folder: Path) -> None:
        """Write every table into a folder."""
        for table in self.tables():
            table.write(folder)

    def process(
        self,
        process: str,
        name: str,
        *,
        line: str = "",
        stage: str = "",
        chemistry: str = "",
        cost: Figure | float = 0.0,
        makes: Amounts,
        uses: Amounts | None = None,
        note: str = "",
    ) -> None:
        """Add a process and its recipe; an amount may be given by year."""
        self.processes.add(
            process=process, name=name, stage=stage, chemistry=chemistry, line=line, variable_cost=cost, note=note
        )
        for commodity, amount in makes.items():
            self._amount(process, commodity, amount, 1.0)
        for commodity, amount in (uses or {}).items():
            self._amount(process, commodity, amount, -1.0)

    def _amount(self, process: str, commodity: str, amount, sign: float) -> None:
        by_year = amount if isinstance(amount, Mapping) else {"": amount}
        for year, value in by_year.items():
            self.recipes.add(process=process, commodity=commodity, year=year, amount=value * sign)

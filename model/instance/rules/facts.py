"""What several rules ask about one instance, each worked out once and only when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from model.instance.attributes import Attributes, attributes
from model.instance.expand import Lookup, ids_named, lookup
from model.instance.instance import Instance
from model.instance.rules.bounds import with_totals
from model.instance.rules.chain import (
    Chain,
    filled,
    largest_activity,
    largest_use,
    make_demand,
    make_makers,
    make_needs,
    make_trade,
)
from model.instance.rules.effects import Weights, make_effects, return_weights, returned_from_history
from model.instance.rules.grid import Flags, Grid, Numbers, make_grid
from model.instance.rules.potential import Potential, find_potential
from model.instance.rules.shortfalls import short_commodities
from model.instance.rules.sites import Sites, buildable, existing, make_sites, most_nameplate
from model.instance.rules.ways import Ways, make_ways


@dataclass(frozen=True)
class Facts:
    """An instance, and what follows from it."""

    instance: Instance

    def table(self, name: str) -> pd.DataFrame:
        """Return a checked table."""
        return self.instance.tables[name]

    def ids(self, table: str, column: str) -> tuple[str, ...]:
        """List the ids of a table."""
        return ids_named(self.table(table), column)

    @cached_property
    def grid(self) -> Grid:
        """Regions and periods."""
        return make_grid(self.instance)

    @cached_property
    def lines(self) -> Lookup:
        """The table of lines."""
        return lookup(self.instance, "lines")

    @cached_property
    def processes(self) -> Lookup:
        """The table of processes."""
        return lookup(self.instance, "processes")

    @cached_property
    def commodities(self) -> Lookup:
        """The table of commodities."""
        return lookup(self.instance, "commodities")

    @cached_property
    def curves(self) -> Lookup:
        """The table of curves."""
        return lookup(self.instance, "curves")

    @cached_property
    def attributes(self) -> Attributes:
        """What ids are filtered by."""
        return attributes(self.instance)

    @cached_property
    def line_of(self) -> Mapping[str, str]:
        """The line of each process, "" for none."""
        return {p: self.processes.text("line", p) for p in self.ids("processes", "process")}

    @cached_property
    def use(self) -> Mapping[str, Numbers]:
        """The capacity that each process uses per unit of activity, by period."""
        return {p: self.grid.mean(filled(self.processes, "use", p)) for p in self.line_of}

    @cached_property
    def sites(self) -> Sites:
        """Where lines may be built."""
        return make_sites(self.instance, self.grid)

    @cached_property
    def buildable(self) -> Mapping[tuple[str, str], Flags]:
        """The periods in which a line may be built in a region, where there are any."""
        return buildable(self.sites, self.ids("lines", "line"))

    @cached_property
    def standing(self) -> Mapping[str, Numbers]:
        """What stands without any build, by line."""
        return existing(self.instance, self.grid)

    @cached_property
    def nameplate(self) -> Mapping[str, Numbers]:
        """The largest nameplate by line."""
        return most_nameplate(self.sites, self.standing, self.buildable)

    @cached_property
    def ways(self) -> Mapping[str, Ways]:
        """How lanes connect regions, by commodity."""
        return make_ways(self.instance, self.grid.regions)

    @cached_property
    def weights(self) -> Weights:
        """What comes back of an activity, by lag."""
        return return_weights(self.instance)

    @cached_property
    def from_history(self) -> Mapping[str, Numbers]:
        """What comes back from history in plain cells; negative: what falls due."""
        return returned_from_history(self.instance, self.grid, self.weights)

    @cached_property
    def shortage_allowed(self) -> frozenset[str]:
        """Commodities whose demand may stay unmet at a price."""
        return self._with_price("shortage_price")

    @cached_property
    def chain(self) -> Chain:
        """What makes, uses, brings and takes every commodity."""
        instance, grid = self.instance, self.grid
        effects = make_effects(instance, grid, self.weights)
        usable = largest_use(self.lines, grid, self.nameplate)
        history = self.from_history.items()
        return Chain(
            grid=grid,
            ways=self.ways,
            effects=effects,
            usable=usable,
            runs=largest_activity(grid, self.line_of, self.use, usable),
            bought=make_trade(instance, grid, "buy"),
            sold=make_trade(instance, grid, "sell"),
            returned={c: with_totals(np.maximum(cells, 0.0), grid.length) for c, cells in history},
            due={c: with_totals(np.maximum(-cells, 0.0), grid.length) for c, cells in history},
            demand=make_demand(instance, grid),
            dumped=self._with_price("disposal_price"),
            makers=make_makers(grid, effects, self.line_of, self.use),
            needs=make_needs(effects),
        )

    @cached_property
    def sourceless(self) -> frozenset[str]:
        """Commodities that no process makes, no market sells and nothing brings back."""
        recipes, returns = (self._positive(name) for name in ("recipes", "returns"))
        markets = self.table("markets")
        bought = set(markets.loc[markets["side"].isin(["buy", ""]), "commodity"])
        return frozenset(c for c in self.ids("commodities", "commodity") if c not in recipes | returns | bought)

    @cached_property
    def possible(self) -> Potential:
        """The most that can run and be supplied."""
        return find_potential(self.chain)

    @cached_property
    def possible_if_complete(self) -> Potential:
        """The same, if what has no source or no outlet had one: what is short even so is a matter of amounts."""
        return find_potential(self.chain, endless=self.sourceless, free_outlets=True)

    @cached_property
    def is_cut_off(self) -> bool:
        """Tell whether demand that must be met fails only since something has no source or no outlet."""
        short = short_commodities(self.chain, self.possible)
        return bool(short - short_commodities(self.chain, self.possible_if_complete) - self.shortage_allowed)

    def _positive(self, table: str) -> set[str]:
        rows = self.table(table)
        found = set(rows.loc[rows["amount"] > 0, "commodity"])
        return set(self.ids("commodities", "commodity")) if "*" in found else found

    def _with_price(self, column: str) -> frozenset[str]:
        commodities = self.ids("commodities", "commodity")
        return frozenset(c for c in commodities if self.commodities.number(column, c) is not None)

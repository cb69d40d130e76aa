"""The numbers of a process network, ready for mathematics: every set, every coefficient, nothing else.

Keys are ids as in the instance; t and v are the first years of periods. A number that does not exist has no
entry: there is no huge number that means "none". Money is million CNY (or what the instance reports in) of the
base year; `unit` is the unit of the commodity, the activity or the capacity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from model.network.comparison import Policies
from model.network.corridors import Roads
from model.network.curve import Curve
from model.network.lane import Lanes

Numbers = NDArray[np.float64]
Node = tuple[str, str]  # commodity, region
Place = tuple[str, str]  # line, region
Run = tuple[str, str]  # process, region
Market = tuple[str, str]  # market, region


@dataclass(frozen=True)
class Periods:
    """The periods t, named by their first year, and what a payment in them counts.

    length: n_t, years; delta: sum over the years of t of (1 + rho)^-(y - y0), for annual costs.
    """

    first: tuple[int, ...]
    length: Mapping[int, int]
    last_year: int
    base_year: int
    discount_rate: float
    delta: Mapping[int, float]

    def years(self, t: int) -> range:
        """Return the calendar years of period t."""
        return range(t, t + self.length[t])

    def worth(self, year: int) -> float:
        """Return what 1 paid at the start of a year counts in the base year."""
        return float((1.0 + self.discount_rate) ** -(year - self.base_year))

    def before(self, t: int) -> int:
        """Return the period before t, which must not be the first."""
        return self.first[self.first.index(t) - 1]

    def mean(self, by_year: Numbers) -> tuple[float, ...]:
        """Return the mean over the years of each period of a value given for every year of the horizon."""
        starts = [t - self.first[0] for t in self.first]
        sums = np.add.reduceat(by_year, starts).tolist()
        return tuple(total / self.length[t] for total, t in zip(sums, self.first, strict=True))

    def at_first(self, by_year: Numbers) -> tuple[float, ...]:
        """Return the value in the first year of each period."""
        return tuple(float(by_year[t - self.first[0]]) for t in self.first)


@dataclass(frozen=True)
class Lines:
    """Capacity: where it stands, may be built and what it costs. Keys (l, r, t) unless said.

    places: the (l, r) with capacity or a site; processes: p that run on l; builds, restarts: where B and V exist.
    existing: E, unit/yr; fresh: E newly counted in t; faded: E of the period before that is gone in t.
    committed: capacity that is paid for in t though not decided, unit/yr.
    alive[l, v, t]: share of the years of t that capacity built in v stands.
    weight[l, t]: w_t; capital: capex * capex_factor, money/(unit/yr) (0 where plants have cost points); subsidy: share.
    learned: learned part of the capital, as paid; learned_list: the same at the fixed unit_cost of its curves.
    fixed_cost: with cost_factor and the learned part of a standing cluster apart in learned_open, money/unit.
    max_utilisation, min_utilisation, exit_rate: by (l, t); restart_cost, max_build, max_capacity: where given.
    payments[l, t]: (annuity, number of payments) of a build in t.
    """

    places: tuple[Place, ...]
    processes: Mapping[str, tuple[str, ...]]
    builds: tuple[tuple[str, str, int], ...]
    restarts: tuple[tuple[str, str, int], ...]
    existing: Mapping[tuple[str, str, int], float]
    existing_by_status: Mapping[tuple[str, str, str, int], float]
    fresh: Mapping[tuple[str, str, int], float]
    faded: Mapping[tuple[str, str, int], float]
    committed: Mapping[tuple[str, str, int], float]
    alive: Mapping[tuple[str, int, int], float]
    weight: Mapping[tuple[str, int], float]
    payments: Mapping[tuple[str, int], tuple[float, int]]
    capital: Mapping[tuple[str, str, int], float]
    subsidy: Mapping[tuple[str, str, int], float]
    learned: Mapping[tuple[str, str, int], float]
    learned_list: Mapping[tuple[str, str, int], float]
    learned_open: Mapping[tuple[str, str, int], float]
    fixed_cost: Mapping[tuple[str, str, int], float]
    max_utilisation: Mapping[tuple[str, int], float]
    min_utilisation: Mapping[tuple[str, int], float]
    exit_rate: Mapping[tuple[str, int], float]
    restart_cost: Mapping[tuple[str, int], float]
    max_build: Mapping[tuple[str, str, int], float]
    max_capacity: Mapping[tuple[str, str, int], float]

    def can_restart(self, line: str) -> bool:
        """Tell whether closed capacity of the line can be opened again."""
        return (line, self._first) in self.restart_cost

    @property
    def _first(self) -> int:
        return next(iter(self.weight))[1]


@dataclass(frozen=True)
class Count:
    """At most max_sites open sites of a line in a scope (`nation` or a group); regions: those that have a site there.

    with_standing: plants that stand already are counted too, so the others have to close.
    """

    line: str
    scope: str
    max_sites: int
    with_standing: bool
    regions: tuple[str, ...]


@dataclass(frozen=True)
class Sites:
    """Places that are opened as a whole: only those with a site cost, a least size or a count of sites.

    places: the (l, r) where Y exists; is_relaxed: as fractions; cost[l, r]: money, undiscounted.
    room[l, r, t]: max(0, max_capacity - E), the most new capacity; least_size[l, r]: of new capacity in the last
    period; most_open[l, r, t]: max(max_capacity, E), where plants that stand are counted too; unit/yr.
    """

    places: tuple[Place, ...]
    is_relaxed: bool
    cost: Mapping[Place, float]
    room: Mapping[tuple[str, str, int], float]
    least_size: Mapping[Place, float]
    most_open: Mapping[tuple[str, str, int], float]
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class Piece:
    """A convex stretch of the cost of one plant over its size: where it starts, then segments with rising slopes.

    size: unit/yr and cost: money, of the smallest plant; widths: unit/yr; slopes: money/(unit/yr).
    """

    size: float
    cost: float
    widths: tuple[float, ...]
    slopes: tuple[float, ...]


@dataclass(frozen=True)
class Plants:
    """Lines whose capital is that of whole plants instead of capex.

    pieces: by line, in order of size; factor[l, r, t]: on their cost; most[l, r, t]: plants built at once.
    """

    pieces: Mapping[str, tuple[Piece, ...]]
    factor: Mapping[tuple[str, str, int], float]
    most: Mapping[tuple[str, str, int], int]


@dataclass(frozen=True)
class Processes:
    """What runs where and what it makes.

    runs: the (p, r); recipe[p, c, t]: a, > 0 made, < 0 used; use[p, t]: capacity per activity.
    variable_cost[p, t], learned[p, r, t]: money per activity; lagged[p, c, t, v]: back in t from v.
    returned[c, r, t]: what comes back from activity before the first period, unit/yr; came_back[p, c, t]: the same
    by the process that had it.
    """

    runs: tuple[Run, ...]
    line: Mapping[str, str]
    recipe: Mapping[tuple[str, str, int], float]
    use: Mapping[tuple[str, int], float]
    variable_cost: Mapping[tuple[str, int], float]
    learned: Mapping[tuple[str, str, int], float]
    lagged: Mapping[tuple[str, str, int, int], float]
    returned: Mapping[tuple[str, str, int], float]
    came_back: Mapping[tuple[str, str, int], float]


@dataclass(frozen=True)
class Markets:
    """Where one commodity can be bought or sold; keys (market, region) and (market, region, t)."""

    side: Mapping[Market, str]
    commodity: Mapping[Market, str]
    price: Mapping[tuple[str, str, int], float]
    limit: Mapping[tuple[str, str, int], float]
    reserve: Mapping[Market, float]


@dataclass(frozen=True)
class Needs:
    """Demand (unit/yr, only where positive) and the prices of not meeting it and of dumping, money/unit."""

    demand: Mapping[tuple[str, str, int], float]
    shortage_price: Mapping[str, float]
    disposal_price: Mapping[str, float]


@dataclass(frozen=True)
class Vintage:
    """Capacity of the data of one age: amount, unit/yr, stands from online to offline - 1.

    payment: annuity on one unit, money/(unit/yr) per year, from online to paid_until - 1, before subsidies.
    """

    line: str
    region: str
    online: int
    offline: int
    amount: float
    payment: float
    paid_until: int


@dataclass(frozen=True)
class Network:
    """One instance under one scenario, as numbers.

    money: what amounts of money are in; nodes: the (c, r) that have a balance; dumps: those with a disposal price.
    units: of commodities; freight_class: of commodities; impacts[kind, name, region, impact, t]: per unit.
    curves: cost curves whose price depends on the plan, one for each place; vintages: capacity of the data by age.
    policies: comparisons of two sums over decisions. lanes: those in the program; absent: those that may be added;
    roads: what travels over corridors instead.
    """

    name: str
    scenario: str
    objective: str
    money: str
    periods: Periods
    regions: tuple[str, ...]
    nodes: tuple[Node, ...]
    dumps: tuple[Node, ...]
    units: Mapping[str, str]
    freight_class: Mapping[str, str]
    lines: Lines
    sites: Sites
    plants: Plants
    processes: Processes
    lanes: Lanes
    absent: Lanes
    markets: Markets
    needs: Needs
    curves: tuple[Curve, ...]
    impacts: Mapping[tuple[str, str, str, str, int], float]
    vintages: tuple[Vintage, ...]
    policies: Policies = field(default_factory=Policies)
    roads: Roads = field(default_factory=Roads.none)

    def due(self, c: str, r: str, t: int) -> float:
        """Return what has to be delivered beyond what comes back from history; negative: what has to go; unit/yr."""
        return self.needs.demand.get((c, r, t), 0.0) - self.processes.returned.get((c, r, t), 0.0)

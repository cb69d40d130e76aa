"""The program of a network that differs from another one in rates and in demand alone, without building it anew.

What Pyomo has built and compiled once stays as it is, rows, columns and coefficients; only what rates.py puts in the
objective and what network.py says is due take new places in the arrays. Where the arrays of the known program do not
say the same of its own network, or anything else differs, nothing is refilled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cached_property

import numpy as np

from model.network.lane import Lanes
from model.network.network import Lines, Markets, Needs, Network, Processes
from model.network.rates import rates_of
from model.solver.program import Name, Numbers, Program

RATES: Mapping[type, frozenset[str]] = {
    Network: frozenset({"name", "scenario", "money", "vintages", "impacts"}),
    Lines: frozenset({"capital", "subsidy", "learned", "learned_list", "learned_open", "fixed_cost"}),
    Processes: frozenset({"variable_cost", "learned"}),
    Markets: frozenset({"price"}),
    Lanes: frozenset({"freight", "tariff"}),
    Needs: frozenset({"demand", "shortage_price", "disposal_price"}),
}
"""What no row and no coefficient depends on: names, rates, what tables show, and needs (compared by their keys)."""
SAME = 1e-12


@dataclass(frozen=True)
class Known:
    """A network and its program."""

    network: Network
    program: Program

    def refilled(self, net: Network) -> Program | None:
        """Return the program of a network, None where it has to be built."""
        program = self.program
        if not self._is_understood or net.curves or len(net.absent) or not same_rows(self.network, net):
            return None
        after = _numbers(net, program)
        if after is None:
            return None
        return replace(
            program, cost=after.cost, offset=after.offset, upper=after.put(program.upper, after.most),
            row_lower=after.put(program.row_lower, after.due), row_upper=after.put(program.row_upper, after.due),
        )  # fmt: skip

    @cached_property
    def _is_understood(self) -> bool:
        numbers = None if self.program.integers else _numbers(self.network, self.program)
        return numbers is not None and numbers.fits(self.program)


@dataclass(frozen=True)
class _Numbers:
    """What a network says of the columns and rows of a program: cost of every column, demand and what is due."""

    cost: Numbers
    offset: float
    most: Mapping[int, float]
    due: Mapping[int, float]

    def fits(self, program: Program) -> bool:
        """Tell whether the program says the same."""
        pairs = (
            (self.cost, program.cost),
            (np.array([self.offset]), np.array([program.offset])),
            (self.put(program.upper, self.most), program.upper),
            (self.put(program.row_lower, self.due), program.row_lower),
            (self.put(program.row_upper, self.due), program.row_upper),
        )
        return all(np.allclose(ours, theirs, rtol=SAME, atol=0.0) for ours, theirs in pairs)

    @staticmethod
    def put(values: Numbers, new: Mapping[int, float]) -> Numbers:
        """Return values with new ones in some places."""
        values = values.copy()
        values[list(new)] = list(new.values())
        return values


def same_rows(a: object, b: object) -> bool:
    """Tell whether two networks, or parts of them, have the same rows and columns with the same coefficients."""
    if is_dataclass(a) and type(a) is type(b):
        passed_over = RATES.get(type(a), frozenset())
        compared = [field.name for field in fields(a) if field.name not in passed_over]
        keys = ("demand", "shortage_price", "disposal_price") if isinstance(a, Needs) else ()
        return all(same_rows(getattr(a, name), getattr(b, name)) for name in compared) and all(
            getattr(a, name).keys() == getattr(b, name).keys() for name in keys
        )
    if isinstance(a, np.ndarray):
        return np.array_equal(a, np.asarray(b))
    if isinstance(a, Mapping) and isinstance(b, Mapping) and _holds_parts(a.values()):
        return a.keys() == b.keys() and all(same_rows(part, b[key]) for key, part in a.items())
    if isinstance(a, tuple) and isinstance(b, tuple) and _holds_parts(a):
        return len(a) == len(b) and all(map(same_rows, a, b))
    return a == b


def _holds_parts(values: Iterable[object]) -> bool:
    return is_dataclass(next(iter(values), None))


def _numbers(net: Network, program: Program) -> _Numbers | None:
    """Return the numbers of a network; None where it asks for a column or row that the program does not have."""
    rates, anyway = rates_of(net)
    columns = {name: k for k, name in enumerate(program.columns)}
    rows = {name: k for k, name in enumerate(program.rows)}
    demand = net.needs.demand
    short = {("shortage", key): x for key, x in demand.items() if key[0] in net.needs.shortage_price}
    due = {("balance", key): net.due(*key) for key in demand}
    cost = np.zeros(len(columns))
    for name, rate in rates.items():
        if name not in columns:
            return None
        cost[columns[name]] = rate
    # A column that stands in no row is there for its cost alone.
    is_lonely = np.diff(program.matrix.indptr) == 0
    if (is_lonely & (cost == 0.0)).any() or not (columns.keys() >= short.keys() and rows.keys() >= due.keys()):
        return None
    return _Numbers(cost, anyway, _placed(short, columns), _placed(due, rows))


def _placed(values: Mapping[Name, float], places: Mapping[Name, int]) -> dict[int, float]:
    return {places[name]: value for name, value in values.items()}

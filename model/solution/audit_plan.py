"""The plan as its tables tell it: every decision as an array over ids and periods, and what else they report.

A row that names something the instance does not have, says a thing twice or holds no number is a fault, never a
crash; it is left out of the arrays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from model.solution.audit_lines import STATUSES
from model.solution.audit_numbers import Axes, Numbers
from model.solution.audit_plants import Built
from model.solution.audit_ruled import axis_of
from model.solution.audit_verdict import Axis, Bools, Check, Floats, Ints
from model.solution.columns import BY_NAME, COMPONENTS, ROWS

Keys = Sequence[tuple[tuple[str, ...], Axis]]


@dataclass(frozen=True)
class Flows:
    """The shipments: positions of commodity, origin, destination and period, and the amount of each."""

    commodity: Ints
    origin: Ints
    destination: Ints
    period: Ints
    amount: Floats


@dataclass(frozen=True)
class Plan:
    """The decisions, unit/yr.

    build, opened, restart by (line, region, period), activity by (process, region, period), trade by (market,
    period), shortage and disposal by (commodity, region, period), sites by (line, region). missed: what policies are
    missed by, along the axis of their limits.
    """

    build: Floats
    opened: Floats
    restart: Floats
    activity: Floats
    flows: Flows
    trade: Floats
    shortage: Floats
    disposal: Floats
    sites: Floats
    plants: Built
    missed: Floats


@dataclass(frozen=True)
class Duals:
    """balance: (c, r, t), discounted money per unit; rows: by name, over the places of the row; given: any at all."""

    balance: Floats
    rows: Mapping[str, Floats]
    given: bool


@dataclass
class Reader:
    """Reads tables into arrays and notes the rows that cannot be read, by table."""

    numbers: Numbers
    tables: Mapping[str, pd.DataFrame]
    faults: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def axes(self) -> Axes:
        """The ids of the instance."""
        return self.numbers.axes

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table with every column it should have; what is missing is a fault, and empty."""
        self.faults.setdefault(name, [])
        wanted = list(BY_NAME[name].columns)
        if name not in self.tables:
            self.faults[name].append("the table is missing")
        frame = self.tables.get(name, pd.DataFrame(columns=wanted))
        absent = [column for column in wanted if column not in frame.columns]
        self.faults[name] += [f"column {column} is missing" for column in absent]
        self.rows[name] = len(frame)
        return frame.reindex(columns=wanted).reset_index(drop=True) if absent else frame.reset_index(drop=True)

    def arrays(
        self, name: str, frame: pd.DataFrame, keys: Keys, columns: Sequence[str], *, blank: bool = False
    ) -> list[Floats]:
        """Return each column as an array over the keys, 0 where there is no row; with blank a cell may be empty."""
        shape, otherwise = [len(axis) for _, axis in keys], np.nan if blank else 0.0
        if not len(frame):
            return [np.full(shape, otherwise) for _ in columns]
        at, good = self.positions(name, frame, keys, () if blank else columns)
        found = []
        for column in columns:
            array = np.full(shape, otherwise)
            array[tuple(at[:, good])] = _numbers(frame[column])[good]
            found.append(array)
        return found

    def positions(self, name: str, frame: pd.DataFrame, keys: Keys, columns: Sequence[str]) -> tuple[Ints, Bools]:
        """Return the position of every row along each key, and which rows can be read; the others are faults."""
        if not len(frame):
            return np.zeros((len(keys), 0), dtype=np.intp), np.zeros(0, dtype=bool)
        at = np.array([_position(frame, names, axis) for names, axis in keys]).reshape(len(keys), len(frame))
        known = (at >= 0).all(axis=0)
        number = np.ones(len(frame), dtype=bool)
        for column in columns:
            number &= np.isfinite(_numbers(frame[column]))
        twice = pd.DataFrame(at.T).duplicated().to_numpy() & known
        for reason, wrong in (("not in the instance", ~known), ("said twice", twice), ("not a number", ~number)):
            if wrong.any():
                self._note(name, frame, keys, np.asarray(wrong), reason)
        return at, np.asarray(known & number & ~twice)

    def _note(self, name: str, frame: pd.DataFrame, keys: Keys, wrong: Bools, reason: str) -> None:
        columns = [column for names, _ in keys for column in names]
        for ids in frame.loc[wrong, columns].itertuples(index=False, name=None):
            self.faults[name].append(f"{', '.join(map(_shown, ids))}: {reason}")

    def checks(self) -> list[Check]:
        """Return for every table read whether all its rows could be read."""
        what = "every row names ids and years of the instance, once, with a number"
        found = []
        for name, noted in self.faults.items():
            faults = list(dict.fromkeys(noted))
            first, count = faults[0] if faults else "", self.rows[name]
            found.append(Check("tables", f"rows of {name}", what, float(len(faults)), first, 0.0, not faults, count))
        return found


def read_plan(reader: Reader) -> Plan:
    """Return the decisions that the tables report."""
    axes, n = reader.axes, reader.numbers
    cell = key(line=axes.lines, region=axes.regions, year=axes.years)
    node = key(commodity=axes.commodities, region=axes.regions, year=axes.years)
    run = key(process=axes.processes, region=axes.regions, year=axes.years)
    piece = [*cell, *key(piece=n.plants.pieces)]
    trade = reader.frame("trade")
    sides, goods = np.where(n.markets.side > 0, "buy", "sell"), axes.commodities[n.markets.commodity]
    known: Axis = pd.MultiIndex.from_arrays([*_levels(axes.markets), sides, goods])
    market = [(("market", "region", "side", "commodity"), known), (("year",), axes.years)]
    return Plan(
        build=reader.arrays("builds", reader.frame("builds"), cell, ["built"])[0],
        opened=reader.arrays("utilisation", reader.frame("utilisation"), cell, ["open_capacity"])[0],
        restart=reader.arrays("closures", reader.frame("closures"), cell, ["restarted"])[0],
        activity=reader.arrays("activity", reader.frame("activity"), run, ["activity"])[0],
        flows=_flows(reader),
        trade=reader.arrays("trade", trade, market, ["amount"])[0],
        shortage=reader.arrays("shortage", reader.frame("shortage"), node, ["shortage"])[0],
        disposal=reader.arrays("disposal", reader.frame("disposal"), node, ["disposal"])[0],
        sites=reader.arrays("sites", reader.frame("sites"), cell[:2], ["open"])[0],
        plants=Built(*reader.arrays("plants", reader.frame("plants"), piece, ["plants", "built"])),
        missed=read_policies(reader)["miss"],
    )


def read_duals(reader: Reader) -> Duals:
    """Return the duals, those of balances from the marginal costs; a row that is not there has dual 0."""
    axes, prices, duals = reader.axes, reader.frame("prices"), reader.frame("duals")
    node = key(commodity=axes.commodities, region=axes.regions, year=axes.years)
    balance = reader.arrays("prices", prices, node, ["marginal_cost"])[0] * reader.numbers.time.delta
    cell = [(("row",), pd.Index(ROWS)), *key(item=axes.lines, region=axes.regions, year=axes.years)]
    of_no_year: dict[str, Keys] = {
        "reserve": [(("item", "region"), axes.markets)],
        "site_least_size": key(item=axes.lines, region=axes.regions),
        "site_count": [(("item", "region"), reader.numbers.sites.counts)],
    }
    apart = duals["year"].isna() & duals["row"].isin(list(of_no_year))
    [by_cell] = reader.arrays("duals", duals[~apart], cell, ["dual"])
    rows = {row: by_cell[i] for i, row in enumerate(ROWS)}
    for row, keys in of_no_year.items():
        [rows[row]] = reader.arrays("duals", duals[apart & (duals["row"] == row)], keys, ["dual"])
    return Duals(balance, {**rows, "policies": read_policies(reader)["dual"]}, len(prices) > 0)


def read_policies(reader: Reader) -> Mapping[str, Floats]:
    """Return every number of the table of policies along the axis of their limits."""
    frame = reader.frame("policies")
    years = ["" if np.isnan(year) else f"{year:.0f}" for year in _numbers(frame["year"])]
    names = ("left", "right", "limit", "slack", "miss", "miss_cost", "dual", "tighter")
    keys = [(("policy", "scope", "sense", "year"), axis_of(reader.numbers.policies))]
    return dict(zip(names, reader.arrays("policies", frame.assign(year=years), keys, names), strict=True))


def key(**axes: Axis) -> list[tuple[tuple[str, ...], Axis]]:
    """Return the keys of a table: each column with the ids it may hold."""
    return [((column,), axis) for column, axis in axes.items()]


def read_costs(
    reader: Reader, items: Mapping[str, Axis], places: Mapping[str, Axis]
) -> Mapping[str, tuple[Floats, Floats]]:
    """Return the discounted and undiscounted cost of each component over (item, place, period)."""
    axes, frame = reader.axes, reader.frame("costs")
    found = {}
    for component, of_it in _by_component(reader, "costs", frame):
        keys = key(item=items[component], region=places[component], year=axes.years)
        discounted, undiscounted = reader.arrays("costs", of_it, keys, ["discounted", "undiscounted"])
        found[component] = (discounted, undiscounted)
    return found


def read_payments(reader: Reader, items: Mapping[str, Axis]) -> Mapping[str, Floats]:
    """Return what falls due per year of each component over (item, period)."""
    frame = reader.frame("payments")
    return {
        component: reader.arrays("payments", of_it, key(item=items[component], year=reader.axes.years), ["amount"])[0]
        for component, of_it in _by_component(reader, "payments", frame)
    }


def _by_component(reader: Reader, name: str, frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each component with its rows; rows of no component are faults."""
    at = pd.Index(COMPONENTS).get_indexer(pd.Index(frame["component"]))
    reader.positions(name, frame[at < 0], key(component=pd.Index(COMPONENTS)), [])
    none = frame[:0]
    for k, component in enumerate(COMPONENTS):
        is_of_it = at == k
        yield component, frame[is_of_it] if is_of_it.any() else none


def read_nameplate(reader: Reader) -> Floats:
    """Return nameplate capacity by (status, line, region, period)."""
    axes = reader.axes
    keys = key(status=pd.Index(STATUSES), line=axes.lines, region=axes.regions, year=axes.years)
    return reader.arrays("capacity", reader.frame("capacity"), keys, ["nameplate"])[0]


def _flows(reader: Reader) -> Flows:
    axes, frame = reader.axes, reader.frame("flows")
    keys = key(commodity=axes.commodities, origin=axes.regions, destination=axes.regions, year=axes.years)
    at, good = reader.positions("flows", frame, keys, ["flow"])
    c, r, s, t = at[:, good]
    return Flows(c, r, s, t, _numbers(frame["flow"])[good])


def _levels(pairs: Axis) -> list[Axis]:
    return [pairs.get_level_values(level) for level in range(pairs.nlevels)]


def _position(frame: pd.DataFrame, columns: tuple[str, ...], axis: Axis) -> Ints:
    """Return where each row stands along an axis, -1 where it is not there."""
    if not len(axis):
        return np.full(len(frame), -1)
    if columns == ("year",):
        return axis.get_indexer(pd.Index(_numbers(frame["year"])))
    texts = [frame[column].astype(str) for column in columns]
    return axis.get_indexer(pd.MultiIndex.from_arrays(texts) if len(columns) > 1 else pd.Index(texts[0], dtype=object))


def _numbers(column: pd.Series[float]) -> Floats:
    """Return a column as floats; what is no number becomes nan."""
    if column.dtype == float:
        return np.asarray(column, dtype=float)
    return pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def _shown(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) and np.isfinite(value) else str(value)

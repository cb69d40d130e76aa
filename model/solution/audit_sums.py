"""What the sums of policies count, read from the instance as the contract says and by no other code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from model.instance.expand import lookup
from model.instance.instance import Instance
from model.instance.policies import BY_NAME, Sum
from model.solution.audit_lanes import distances
from model.solution.audit_lines import STATUSES
from model.solution.audit_numbers import Numbers, return_weights
from model.solution.audit_ruled import Counted
from model.solution.audit_time import grid
from model.solution.audit_verdict import Axis, Bools, Floats

Texts = Mapping[str, list[str]]


@dataclass(frozen=True)
class Reading:
    """An instance, its numbers and the attributes of its ids, each a list along the axis of the ids."""

    instance: Instance
    n: Numbers
    lines: Texts
    processes: Texts
    markets: Texts
    regions: Texts
    commodities: Texts

    @classmethod
    def of(cls, instance: Instance, n: Numbers) -> Reading:
        """Read the attributes: a process has owner and generation of its line, and its stage where it has none."""
        a, own = n.axes, lookup(instance, "processes")
        line_texts, market_texts = lookup(instance, "lines"), lookup(instance, "markets")
        region_texts = lookup(instance, "regions")
        lines = {"line": list(a.lines)} | {
            column: [line_texts.text(column, l) for l in a.lines] for column in ("stage", "owner", "generation")
        }
        home = n.processes.line
        of_line = {column: [texts[i] if i >= 0 else "" for i in home] for column, texts in lines.items()}
        stage = [own.text("stage", p) or of_line["stage"][i] for i, p in enumerate(a.processes)]
        chemistry = [own.text("chemistry", p) for p in a.processes]
        names = [str(market) for market, _ in a.markets]
        origin = [market_texts.text("origin", m) for m in names]
        return cls(
            instance,
            n,
            lines,
            {**of_line, "process": list(a.processes), "stage": stage, "chemistry": chemistry},
            {"market": names, "origin": origin, "commodity": [a.commodities[i] for i in n.markets.commodity]},
            {"region": list(a.regions)}
            | {column: [region_texts.text(column, r) for r in a.regions] for column in ("group", "kind")},
            {"commodity": list(a.commodities)},
        )

    def weights(self, one: Sum, names: Axis) -> Floats:
        """Return the weight of a sum over (id, region, period)."""
        a = self.n.axes
        shape = (len(names), len(a.regions), len(a.years))
        if not one.impact:
            return np.full(shape, one.weight)
        axes: tuple[Axis, ...] = (pd.Index([BY_NAME[one.quantity].impact]), names, a.regions, pd.Index([one.impact]))
        table = lookup(self.instance, "impacts")
        known = grid(self.n.time, table, "amount", axes, product(*map(list, axes)), missing=0.0)
        return one.weight * known.reshape(shape)


def meets(one: Sum, texts: Texts) -> Bools:
    """Return which ids meet the filters of a sum on their attributes."""
    length = len(next(iter(texts.values())))
    met = np.ones(length, dtype=bool)
    for asked in one.where:
        if asked.attribute in texts:
            met &= np.array([asked.meets(text) for text in texts[asked.attribute]], dtype=bool)
    return met


def count(r: Reading, one: Sum) -> Counted:
    """Return what a sum counts."""
    return _QUANTITIES[one.quantity](r, one)


def _counted(r: Reading, one: Sum, units: Mapping[str, Floats], fixed: Floats | None = None) -> Counted:
    """Return a sum over decisions of (id, region, period), in the regions that meet its filters."""
    inside = meets(one, r.regions)
    nothing = np.zeros((len(inside), len(r.n.axes.years)))
    here = {name: np.where(inside[None, :, None], array, 0.0) for name, array in units.items()}
    return Counted(inside, nothing if fixed is None else np.where(inside[:, None], fixed, 0.0), here)


def _activity(r: Reading, one: Sum) -> Counted:
    met = meets(one, r.processes)[:, None, None]
    return _counted(r, one, {"activity": met * r.weights(one, r.n.axes.processes)})


def _recipe(sign: float) -> Callable[[Reading, Sum], Counted]:
    def made(r: Reading, one: Sum) -> Counted:
        goods = meets(one, r.commodities)[None, :, None]
        amount = (np.maximum(sign * r.n.processes.recipe, 0.0) * goods).sum(axis=1)
        amount = amount * meets(one, r.processes)[:, None]
        return _counted(r, one, {"activity": amount[:, None, :] * r.weights(one, r.n.axes.processes)})

    return made


def _returned(r: Reading, one: Sum) -> Counted:
    a, time, inside = r.n.axes, r.n.time, meets(one, r.regions)
    goods, processes = meets(one, r.commodities), meets(one, r.processes)
    back: dict[int, Floats] = {}
    for (p, c), matrix in r.n.processes.lagged.items():
        if goods[c] and processes[p]:
            back[p] = back.get(p, 0.0) + one.weight * matrix
    fixed = np.zeros((len(a.regions), len(a.years)))
    history, lags = r.instance.tables["history"], return_weights(r.instance, a)
    for row in history[history["year"] < time.first[0]].to_dict("records"):
        for (p, c, lag), weight in lags.items():
            if a.processes[p] == row["process"] and goods[c] and processes[p]:
                share = time.share(row["year"] + lag, row["year"] + lag + 1)
                fixed[a.regions.get_loc(row["region"])] += one.weight * weight * row["amount"] * share
    return Counted(inside, np.where(inside[:, None], fixed, 0.0), back=back)


def _on_line(decision: str) -> Callable[[Reading, Sum], Counted]:
    def counted(r: Reading, one: Sum) -> Counted:
        return _counted(r, one, {decision: meets(one, r.lines)[:, None, None] * r.weights(one, r.n.axes.lines)})

    return counted


def _nameplate(r: Reading, one: Sum) -> Counted:
    unit = meets(one, r.lines)[:, None, None] * r.weights(one, r.n.axes.lines)
    statuses = meets(one, {"status": list(STATUSES)})
    stands = (statuses[:-1, None, None, None] * r.n.lines.standing[:-1]).sum(axis=0)
    return _counted(r, one, {"stands": statuses[-1] * unit}, (stands * unit).sum(axis=0))


def _standing(r: Reading, one: Sum) -> Counted:
    """Nameplate where a line can be restarted, else open capacity."""
    unit = meets(one, r.lines)[:, None, None] * r.weights(one, r.n.axes.lines)
    whole = np.where(np.isfinite(r.n.lines.restart_cost)[:, None, :], unit, 0.0)
    fixed = (r.n.lines.existing * whole).sum(axis=0)
    return _counted(r, one, {"stands": whole, "opened": unit - whole}, fixed)


def _capital(r: Reading, one: Sum) -> Counted:
    unit = one.weight * meets(one, r.lines)[:, None, None]
    return _counted(r, one, {"build": unit * r.n.lines.capital, "plants": unit * r.n.plants.factor})


def _subsidy(r: Reading, one: Sum) -> Counted:
    unit = one.weight * meets(one, r.lines)[:, None, None] * r.n.lines.subsidy
    price = r.n.lines.capital + r.n.learned.listed
    return _counted(r, one, {"build": unit * price, "plants": unit * r.n.plants.factor})


def _trade(side: float) -> Callable[[Reading, Sum], Counted]:
    def traded(r: Reading, one: Sum) -> Counted:
        markets, inside = r.n.markets, meets(one, r.regions)
        names: Axis = pd.Index(dict.fromkeys(r.markets["market"]), dtype=object)
        weights = r.weights(one, names)[names.get_indexer(pd.Index(r.markets["market"], dtype=object)), markets.region]
        met = meets(one, r.markets) & (markets.side == side) & inside[markets.region]
        return Counted(inside, np.zeros((len(inside), len(r.n.axes.years))), trade=met[:, None] * weights)

    return traded


def _demand(r: Reading, one: Sum) -> Counted:
    wanted = meets(one, r.commodities)[:, None, None] * r.n.demand
    return _counted(r, one, {}, one.weight * wanted.sum(axis=0))


def _shortage(r: Reading, one: Sum) -> Counted:
    met = meets(one, r.commodities)[:, None, None]
    return _counted(r, one, {"shortage": one.weight * met * np.ones_like(r.n.demand)})


def _flow(inward: bool) -> Callable[[Reading, Sum], Counted]:
    def shipped(r: Reading, one: Sum) -> Counted:
        a, inside = r.n.axes, meets(one, r.regions)
        ends = [meets(one, {name: list(a.regions)}) for name in ("origin", "destination")]
        ends[1 if inward else 0] &= inside
        met = (ends[0][:, None] & ends[1][None, :]).astype(float)
        goods = meets(one, r.commodities)
        flows = {}
        for c, name in enumerate(a.commodities):
            if goods[c] and name in r.n.lanes:
                flows[c] = met[:, :, None] * (_tonne_km(r, one, name) if one.impact else one.weight)
        years = len(a.years)
        wide = {c: np.broadcast_to(array, (*met.shape, years)) for c, array in flows.items()}
        fixed = np.zeros((len(inside), years))
        return Counted(inside, fixed, flows=wide, inward=inward, crosses=not one.impact)

    return shipped


def _tonne_km(r: Reading, one: Sum, commodity: str) -> Floats:
    """Return what a unit on each lane emits: amount per t-km at the origin times tonnes times the way."""
    table, freight = lookup(r.instance, "commodities"), lookup(r.instance, "freight")
    name = table.text("freight_class", commodity)
    size = len(r.n.axes.regions)
    if not name or not freight.covers(name):
        return np.zeros((size, size, 1))
    km, over_corridors = distances(r.instance, r.n.axes.regions)
    detour = 1.0 if over_corridors else freight.number("detour", name) or 1.0
    tonnes = table.number("tonnes_per_unit", commodity) or 0.0
    way = np.where(np.isfinite(km), km, 0.0) * detour * tonnes
    per_t_km = r.weights(one, pd.Index([name], dtype=object))[0]
    return np.asarray(way[:, :, None] * per_t_km[:, None, :])


_QUANTITIES: Mapping[str, Callable[[Reading, Sum], Counted]] = {
    "activity": _activity,
    "output": _recipe(1.0),
    "input": _recipe(-1.0),
    "returned": _returned,
    "build": _on_line("build"),
    "nameplate": _nameplate,
    "standing": _standing,
    "open_capacity": _on_line("opened"),
    "capital": _capital,
    "subsidy": _subsidy,
    "bought": _trade(1.0),
    "sold": _trade(-1.0),
    "demand": _demand,
    "shortage": _shortage,
    "flow_in": _flow(inward=True),
    "flow_out": _flow(inward=False),
}

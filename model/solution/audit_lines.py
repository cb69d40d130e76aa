"""What the audit reads about lines: what stands, what may be built, how it is used and what capital costs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from model.instance.expand import Lookup, lookup
from model.instance.instance import Instance
from model.solution.audit_time import Time, grid
from model.solution.audit_verdict import Axis, Bools, Floats

STATUSES = ("operating", "building", "announced", "new")


@dataclass(frozen=True)
class Lines:
    """Arrays over (line, region, period) unless said; capacity in unit/yr, prices in money/(unit/yr).

    place: (line, region) that exist; may_build: where a build is allowed; standing: E by status (status, l, r, t);
    fresh, faded: rise and fall of E; committed: E that is paid for, in the period in which it first counts.
    alive[l, v, t]: share of the years of t that a build of v stands; fell[l, v, t]: its fall from the period before.
    By (l, t): weight w_t; annuity; payments N; inside and after: payments inside the horizon and after it;
    worth_after: discounted annuities after it; the limits of use, exit_rate, restart_cost (nan: no restart).
    paying[l, v, t]: share of the years of t in which a build of v is being paid.
    stays: (1 - exit_rate)^n_{t-1}, the share of open capacity that may not close; 1 - exit_rate in the first period.
    max_build per year and max_capacity are inf where not given.
    """

    place: Bools
    may_build: Bools
    standing: Floats
    fresh: Floats
    faded: Floats
    committed: Floats
    alive: Floats
    fell: Floats
    weight: Floats
    annuity: Floats
    inside: Floats
    after: Floats
    worth_after: Floats
    paying: Floats
    capital: Floats
    subsidy: Floats
    fixed_cost: Floats
    max_build: Floats
    max_capacity: Floats
    max_utilisation: Floats
    min_utilisation: Floats
    exit_rate: Floats
    restart_cost: Floats
    stays: Floats

    @property
    def existing(self) -> Floats:
        """E, all statuses together."""
        return np.asarray(self.standing.sum(axis=0))


def read_lines(instance: Instance, time: Time, lines: Axis, regions: Axis) -> Lines:
    """Return what the instance says about lines."""
    table, sites = lookup(instance, "lines"), _sites(instance)
    standing, fresh, faded, committed = _capacity(instance, time, table, lines, regions)
    may_build = _may_build(instance, time, table, sites, lines, regions)
    place = may_build.any(axis=2) | (standing.sum(axis=0) > 0).any(axis=2)
    where = [(lines[i], regions[j]) for i, j in np.argwhere(place)]
    names = [(l,) for l in lines]

    def of_line(column: str, *, at_build: bool = False) -> Floats:
        return grid(time, table, column, (lines,), names, at_build=at_build)

    def of_site(column: str, missing: float) -> Floats:
        return grid(time, sites, column, (lines, regions), where, missing=missing)

    alive = _alive(time, table, lines)
    exit_rate = of_line("exit_rate")
    return Lines(
        place=place,
        may_build=may_build,
        standing=standing,
        fresh=fresh,
        faded=faded,
        committed=committed,
        alive=alive,
        fell=_fall(alive),
        **_payments(instance, time, table, lines),
        capital=of_line("capex", at_build=True)[:, None, :] * of_site("capex_factor", 1.0),
        subsidy=of_site("subsidy", 0.0),
        fixed_cost=of_line("fixed_cost")[:, None, :] * of_site("cost_factor", 1.0),
        max_build=of_site("max_build", np.inf),
        max_capacity=of_site("max_capacity", np.inf),
        max_utilisation=of_line("max_utilisation"),
        min_utilisation=of_line("min_utilisation"),
        exit_rate=exit_rate,
        restart_cost=of_line("restart_cost"),
        stays=(1.0 - exit_rate) ** np.array([1.0, *time.length[:-1]]),
    )


def inland_regions(instance: Instance) -> frozenset[str]:
    """Return the regions that are neither ports nor overseas."""
    regions = instance.tables["regions"]
    return frozenset(regions.loc[~regions["kind"].isin(["port", "overseas"]), "region"])


def _sites(instance: Instance) -> Lookup:
    return lookup(instance, "sites", {1: inland_regions(instance)})


def _whole(years: float | None) -> int:
    """Return a life or a number of payments in whole years; halves go to the even year."""
    return max(1, int(np.rint(1.0 if years is None else years)))


def _capacity(
    instance: Instance, time: Time, table: Lookup, lines: Axis, regions: Axis
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return E by status, its rise and fall row by row, and what of it is paid for."""
    shape = (len(lines), len(regions), len(time.first))
    standing, fresh, faded, committed = np.zeros((len(STATUSES), *shape)), *(np.zeros(shape) for _ in range(3))
    for row in instance.tables["capacity"].to_dict("records"):
        status, online, offline = row["status"] or "operating", row["online"], row["offline"]
        if np.isnan(offline):
            offline = online + _whole(table.at("life", int(online), row["line"]))
        counted = row["capacity"] * (instance.settings.announced_share if status == "announced" else 1.0)
        share = time.share(online, offline)
        change = np.diff(share, prepend=0.0)
        at = lines.get_loc(row["line"]), regions.get_loc(row["region"])
        standing[(STATUSES.index(status), *at)] += counted * share
        fresh[at] += counted * np.maximum(change, 0.0)
        faded[at] += counted * np.maximum(-change, 0.0)
        if status != "operating" and online >= time.first[0] and share.any():
            committed[(*at, int((share > 0).argmax()))] += counted
    return standing, fresh, faded, committed


def _may_build(instance: Instance, time: Time, table: Lookup, sites: Lookup, lines: Axis, regions: Axis) -> Bools:
    """Return where a build may start: allowed by `sites` (without that table: inland), and first_year reached."""
    allowed = np.zeros((len(lines), len(regions), len(time.first)), dtype=bool)
    has_sites, inland = len(instance.tables["sites"]) > 0, inland_regions(instance)
    for (i, l), (j, r) in product(enumerate(lines), enumerate(regions)):
        if sites.covers(l, r) if has_sites else r in inland:
            first_year = table.number("first_year", l)
            started = np.array([first_year is None or t >= first_year for t in time.first])
            allowed[i, j] = started & np.array([sites.yes("allowed", t, l, r) for t in time.first])
    return allowed


def _alive(time: Time, table: Lookup, lines: Axis) -> Floats:
    """Return alive[l, v, t]; nothing stands before it is built."""
    return np.array(
        [[time.share(v, v + _whole(table.at("life", v, l))) for v in time.first] for l in lines],
    ).reshape(len(lines), len(time.first), len(time.first))


def _fall(alive: Floats) -> Floats:
    """Return alive[l, v, t-1] - alive[l, v, t] for v before t, else 0."""
    fall = np.zeros_like(alive)
    fall[:, :, 1:] = np.maximum(alive[:, :, :-1] - alive[:, :, 1:], 0.0)
    return fall


def _payments(instance: Instance, time: Time, table: Lookup, lines: Axis) -> dict[str, Floats]:
    """Return how capital of each line and period is paid: annuity i / ((1+i) (1 - (1+i)^-N)), 1/N at i = 0."""
    shape = (len(lines), len(time.first))
    names = ("weight", "annuity", "inside", "after", "worth_after")
    found = {name: np.zeros(shape) for name in names}
    found["paying"] = np.zeros((*shape, len(time.first)))
    for (i, l), (j, t) in product(enumerate(lines), enumerate(time.first)):
        rate, years = table.at("hurdle_rate", t, l), table.at("paid_over", t, l)
        rate = instance.settings.discount_rate if rate is None else rate
        N = _whole(table.at("life", t, l) if years is None else years)
        # The payments of 1 at the start of N years that are worth 1 at the rate i; at i = 0 this is 1/N.
        annuity = 1.0 / float(((1.0 + rate) ** -np.arange(N)).sum())
        end = min(t + N, time.last_year + 1)
        values = (annuity * time.worth(t, end), annuity, end - t, t + N - end, annuity * time.worth(end, t + N))
        for name, value in zip(names, values, strict=True):
            found[name][i, j] = value
        found["paying"][i, j] = time.share(t, t + N)
    return found

"""kind: resilience. What the loss of a region, a line, a port or a source does for a year, and what insurance costs.

year: 2030                       # the period of this year; none: the last one shown
losses: {regions: [all], lines: [], ports: [], sources: []}    # ids, or all
share: 1                         # of what is lost that is gone for the year
lead_time: 2                     # years to rebuild where a line does not say
keep_under: [0.1, 0.05]          # the cheapest plans whose shortage stays under these shares of demand whatever is lost

Capacity is that of the plan; all else is decided anew. A line is lost region by region. A port is what a region at
home buys from an origin and ships to and from overseas. Policies may be missed in that year at what they are worth in
the plan. `short` counts what has a shortage price, the cost of shortage also what has none (dispatch.py).
Insurance is found by cuts: the plan is solved again with what each loss that breaks the promise teaches, until none
does; every such plan costs no more than the cheapest one that keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from model.instance.attributes import attributes
from model.instance.expand import lookup
from model.instance.problems import nearest
from model.solver.highs import Options
from model.solver.program import Numbers
from model.solver.restart import solve_from, solve_with_basis
from model.solver.rows import Row, with_rows
from model.studies.asked.case import Case, Change
from model.studies.asked.fields import Fields
from model.studies.asked.study import Study
from model.studies.measures.cells import period_of, shown_years
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk, RunFailedError
from model.studies.runs.revive import Revived, revive
from model.studies.runs.worker import Outcome, opened_at
from model.studies.searches.dispatch import Dispatch, Loss

KINDS = ("regions", "lines", "ports", "sources")
LOSSES = ("rank", "kind", "name", "damage", "shortage_cost", "extra_cost", "short", "short_share", "rebuild", "unit")
INSURANCE = ("keep_under", "cost", "premium", "premium_share", "worst", "worst_before", "rounds", "proven")
MOST_ROUNDS = 60
ROUNDING = 1e-6


@dataclass(frozen=True)
class Resilience:
    """The question. lost: kind -> ids, or `all`; keep_under: shares of demand, valued at its shortage prices."""

    scenario: str
    year: int | None
    lost: dict[str, tuple[str, ...]]
    share: float
    lead_time: float
    keep_under: tuple[float, ...]

    def answer(self, desk: Desk) -> Answer:
        """Re-dispatch the plan after each loss, rank the losses, and price insurance against all of them."""
        (outcome,) = desk.run([Case(self.scenario)])
        desk.solution(outcome, ())
        book = self._open(desk, outcome)
        losses, run, period = list(book.losses()), book.run, book.period
        table = book.ranked(desk, losses)
        insurance = pd.DataFrame(book.insured(desk, losses), columns=list(INSURANCE))
        worst = table.iloc[0] if len(table) else None
        said = "nothing is lost"
        if worst is not None:
            said = (
                f"worst of {len(table)} losses in {period}: {worst['name']} ({worst['kind']}), damage "
                f"{worst['damage']:,.0f} {run.net.money} in the year, {worst['short_share']:.1%} of demand unmet"
            )
        for row in insurance.to_dict("records"):
            kept, dearer = 100.0 * row["keep_under"], 100.0 * row["premium_share"]
            said += f"; to keep it under {kept:.3g} % whatever is lost costs {dearer:.3g} % more"
        return Answer(
            said, {"year": period}, {"losses": table, "insurance": insurance},
            number=_damage(table), again=lambda change: self._again(desk, change),
            quick=lambda change: desk.run([Case(self.scenario).under(change)])[0].objective,
        )  # fmt: skip

    def _again(self, desk: Desk, change: Change) -> float | None:
        """Return the damage of the worst loss under a change, None where it leaves no plan."""
        (outcome,) = desk.run([Case(self.scenario).under(change)])
        if not outcome.has_plan:
            return None
        try:
            book = self._open(desk, outcome)
        except RunFailedError:
            return None
        return _damage(book.ranked(desk, list(book.losses())))

    def _open(self, desk: Desk, outcome: Outcome) -> _Book:
        run = revive(desk.folder.runs / outcome.key, Path(desk.setup.instance))
        period = shown_years(run.record)[-1] if self.year is None else period_of(run.record, self.year)
        if period is None:
            raise RunFailedError(f"year: {self.year} lies outside the horizon")
        if not run.net.needs.shortage_price:
            raise RunFailedError("no demand may be unmet: give commodities a shortage_price, or every loss is the end")
        return _Book(run, period, self)


class _Book:
    """One run, its plan and the dispatch of one period."""

    def __init__(self, run: Revived, period: int, asked: Resilience) -> None:
        self.run, self.period, self._asked = run, period, asked
        solved, start = solve_with_basis(run.program, Options("ipx", threads=1))
        if solved.objective is None or start is None:
            raise RunFailedError("the program of the run does not give its plan again")
        self._start = start
        self._x, self._least = _array(run.program.columns, solved.values), solved.objective
        dual = _array(run.program.rows, solved.duals)
        dual = np.where(np.isposinf(run.program.row_upper), -dual, dual)
        price = max(run.net.needs.shortage_price.values())
        self._dispatch = Dispatch(run, period, dual, asked.share, price)
        missed = self._dispatch.missed
        self._demand = {(c, r): run.net.needs.demand[c, r, period] for c, r in missed}
        self._worth = sum(missed[key] * x for key, x in self._demand.items())

    def losses(self) -> Iterator[Loss]:
        """Yield what is lost, one after the other."""
        net, lost = self.run.net, self._asked.lost
        places = net.lines.places
        for r in self._named("regions", dict.fromkeys(r for _, r in places)):
            yield Loss("region", r, frozenset(place for place in places if place[1] == r))
        for line in self._named("lines", dict.fromkeys(l for l, _ in places)):
            yield from (Loss("line", f"{l} in {r}", frozenset([(l, r)])) for l, r in places if l == line)
        table = attributes(self.run.instance)
        origins = {m: words.get("origin", "") for m, words in table.markets.items()}
        columns = [name for name in self._dispatch.program.columns if name[0] in ("trade", "flow")]
        home = dict.fromkeys(r for r in table.regions if r not in table.overseas)
        for r in self._named("ports", home):
            gone = frozenset(n for n in columns if _through(n, r, origins, table.overseas))
            if gone or r in lost.get("ports", ()):
                yield Loss("port", r, columns=gone)
        for origin in self._named("sources", dict.fromkeys(o for o in origins.values() if o)):
            gone = frozenset(n for n in columns if n[0] == "trade" and origins[n[1][0]] == origin)
            yield Loss("source", origin, columns=gone)
        assert set(lost) <= set(KINDS)

    def ranked(self, desk: Desk, losses: Sequence[Loss]) -> pd.DataFrame:
        """Return every loss with its damage, largest first."""
        engine, prices = self._dispatch.engine(), self._dispatch.shortage
        before = self._dispatch.after(engine, None, self._x)
        at = [k for k, name in enumerate(self._dispatch.program.columns) if name[0] == "shortage"]
        rows = []
        for k, loss in enumerate(losses, 1):
            desk.say(f"losses: {k} of {len(losses)}, {loss.name}")
            after = self._dispatch.after(engine, loss, self._x)
            damage, missed = after.objective - before.objective, _undusted(prices * (after.x - before.x))
            unmet, short = float(missed.sum()), float(_undusted(after.x - before.x)[at].sum())
            share = float(_undusted(prices * after.x).sum()) / self._worth if self._worth else 0.0
            rows.append(
                (loss.kind, loss.name, damage, unmet, damage - unmet, short, share, self._rebuild(loss), self._unit)
            )
        found = pd.DataFrame(rows, columns=list(LOSSES[1:]))
        found = found.sort_values("damage", ascending=False, kind="stable", ignore_index=True)
        found.insert(0, "rank", range(1, len(found) + 1))
        return found

    def insured(self, desk: Desk, losses: Sequence[Loss]) -> Iterator[tuple[object, ...]]:
        """Yield, for each share, the cheapest plan that keeps shortage under it whatever is lost."""
        dispatch = self._dispatch
        engine = dispatch.engine(dispatch.shortage)
        first = max((dispatch.after(engine, loss, self._x).objective for loss in losses), default=0.0)
        cuts: list[tuple[Numbers, float]] = []
        for share in sorted(self._asked.keep_under, reverse=True):
            start, x, cost, worst, rounds = self._start, self._x, self._least, first, 0
            most = share * self._worth
            for rounds in range(1, MOST_ROUNDS + 1):
                desk.say(f"insurance, under {100.0 * share:.3g} %: round {rounds}, {len(cuts)} cuts")
                found = [(dispatch.after(engine, loss, x), loss) for loss in losses]
                worst = max((point.objective for point, _ in found), default=0.0)
                broken = [(p, loss) for p, loss in found if p.objective > most + ROUNDING * max(1.0, self._worth)]
                if not broken:
                    break
                for point, loss in broken:
                    slope = dispatch.other.T @ (dispatch.kept(loss) * point.dual)
                    # shortage(y) >= shortage(x) - slope (y - x) for every plan y
                    cuts.append((slope, point.objective + float(slope @ x)))
                program = with_rows(self.run.program, [_row(k, cut, most) for k, cut in enumerate(cuts)])
                solved, basis = solve_from(start, program, Options("ipx", threads=1))
                if solved.objective is None or basis is None:
                    raise RunFailedError(f"no plan keeps shortage under {100.0 * share:.3g} % whatever is lost")
                start = basis
                x, cost = _array(self.run.program.columns, solved.values), solved.objective
            extra = cost - self._least
            is_kept = worst <= most + 2.0 * ROUNDING * max(1.0, self._worth)
            whole = self._least + self.run.anyway
            yield (
                share,
                cost + self.run.anyway,
                extra,
                extra / whole,
                worst / self._worth,
                first / self._worth,
                rounds,
                is_kept,
            )

    @property
    def _unit(self) -> str:
        units = {self.run.net.units[c] for c, _ in self._demand if c in self.run.net.needs.shortage_price}
        return f"{units.pop()}/yr" if len(units) == 1 else "units/yr"

    def _named(self, kind: str, known: dict[str, None]) -> list[str]:
        names = self._asked.lost.get(kind, ())
        return list(known) if "all" in names else [name for name in names if name in known]

    def _rebuild(self, loss: Loss) -> float | None:
        """Return the years until what was open is there again: lead time, and as fast as max_build allows."""
        table, years = lookup(self.run.instance, "lines"), []
        at = {name: j for j, name in enumerate(self.run.program.columns)}
        for l, r in loss.capacities:
            opened = (
                self._x[at["open_capacity", (l, r, self.period)]]
                if ("open_capacity", (l, r, self.period)) in at
                else 0.0
            )
            if opened > ROUNDING:
                lead = table.number("lead_time", l) or self._asked.lead_time
                pace = self.run.net.lines.max_build.get((l, r, self.period), np.inf)
                years.append(lead + self._asked.share * opened / pace if pace else np.inf)
        return max(years, default=None)


def _damage(table: pd.DataFrame) -> float | None:
    """Return the largest damage of a table of losses, None where it has none."""
    return float(table["damage"].iloc[0]) if len(table) else None


def _undusted(values: Numbers) -> Numbers:
    return np.where(np.abs(values) < ROUNDING, 0.0, values)


def _row(k: int, cut: tuple[Numbers, float], most: float) -> Row:
    """Return  constant - slope x <= most."""
    slope, constant = cut
    return Row(("cut", (k,)), {int(j): float(slope[j]) for j in np.flatnonzero(slope)}, lower=constant - most)


def _through(name: tuple[str, tuple[object, ...]], r: str, origins: dict[str, str], overseas: frozenset[str]) -> bool:
    """Tell whether a trade or a shipment goes through the port of a region."""
    kind, index = name
    if kind == "trade":
        return index[1] == r and bool(origins[str(index[0])])
    ends = {str(index[1]), str(index[2])}
    return r in ends and bool(ends & overseas)


def _array(names: Sequence[tuple[str, tuple[object, ...]]], values: object) -> Numbers:
    assert isinstance(values, dict)
    return np.array([values[name][index] for name, index in names], dtype=float)


def read(study: Study) -> Resilience:
    """Return the question of a study file; what is wrong is noted in its log."""
    fields = study.fields
    keep = fields.numbers("keep_under")
    if any(not 0.0 <= share < 1.0 for share in keep):
        fields.fault("keep_under", "has to list shares of demand from 0 to less than 1, such as [0.1, 0.05]")
    share = fields.number("share", 1.0, 0.0, 1.0)
    if share <= 0.0:
        fields.fault("share", "has to be above 0: nothing would be lost")
    return Resilience(
        scenario=study.scenario,
        year=fields.whole("year", 0, 0, 9999) or None,
        lost=_read_lost(study, fields),
        share=share,
        lead_time=fields.number("lead_time", 0.0, 0.0),
        keep_under=tuple(dict.fromkeys(keep)),
    )


def _read_lost(study: Study, fields: Fields) -> dict[str, tuple[str, ...]]:
    inner = fields.inner("losses")
    if inner is None:
        return {"regions": ("all",)}
    tables = opened_at(study.instance, study.scenario).draft.tables
    regions = [str(r) for r in tables["regions"]["region"]]
    known = {
        "regions": regions,
        "ports": regions,
        "lines": [str(l) for l in tables["lines"]["line"]],
        "sources": [str(o) for o in tables["markets"]["origin"].dropna() if o],
    }
    lost = {kind: inner.texts(kind) for kind in KINDS if inner.has(kind)}
    for kind, names in lost.items():
        for name in names:
            if name != "all" and name not in known[kind]:
                inner.fault(kind, f"{name} is not in the instance{nearest(name, known[kind])}")
    inner.refuse_unknown()
    return lost

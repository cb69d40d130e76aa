"""kind: siting. The same question under several regimes of where plants may go: what each costs, and where that goes.

of: {stage: cell}                       # the lines whose place is decided
regimes: [...]                          # regimes.py; the others are compared with the first
inputs: {energy: [power, heat], labour: [labour], land: [land]}   # what of the purchases is a part of its own
turns: [...]                            # turning.py; where the better of two regimes changes, and how sure that is
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.instance.expand import ids_named
from model.instance.instance import Instance
from model.instance.load import finish, list_scenarios
from model.instance.problems import nearest
from model.studies.asked.case import Case, Change
from model.studies.asked.chosen import Chosen
from model.studies.asked.fields import Fields
from model.studies.asked.regime_checks import check_regime
from model.studies.asked.regimes import Regime, read_regimes
from model.studies.asked.study import Study
from model.studies.measures.cells import ATTRIBUTES
from model.studies.measures.cost_parts import TABLES as COST_TABLES
from model.studies.measures.cost_parts import Splitter, make_splitter
from model.studies.measures.placed import COUNTS, PLACES, SPREAD, counts, spread
from model.studies.measures.placed import TABLES as PLACE_TABLES
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk, RunFailedError, Solution
from model.studies.runs.worker import Outcome, opened_at
from model.studies.searches.turn import Turn, read_turns
from model.studies.searches.turning import ALONG, TURNS, along, find_turns, rows

REGIMES = ("regime", "run", "status", "cost", "difference", "share", "gap", "unit", "why")
PARTS = ("regime", "against", "part", "a", "b", "difference", "unit")


@dataclass(frozen=True)
class Siting:
    """The question: regimes over a scenario, the lines they are about, and where the better one changes."""

    scenario: str
    of: Mapping[str, tuple[str, ...]]
    regimes: tuple[Regime, ...]
    inputs: Mapping[str, str]
    turns: tuple[Turn, ...]

    def answer(self, desk: Desk) -> Answer:
        """Run every regime, split what each costs more than the first, and find where the better one changes."""
        cases = {regime.name: self._case(desk, regime) for regime in self.regimes}
        outcomes = dict(zip(cases, desk.run(list(cases.values())), strict=True))
        first = self.regimes[0].name
        if not outcomes[first].has_plan:
            raise RunFailedError(f"{first}: {outcomes[first].why or outcomes[first].status}")
        solved = {name: outcome for name, outcome in outcomes.items() if outcome.has_plan}
        tables = self._tables(desk, cases, solved)
        tables["regimes"] = pd.DataFrame(self._rows(desk, outcomes), columns=list(REGIMES))
        for turn in self.turns:
            names = dict.fromkeys(name for pair in turn.pairs for name in pair)
            meant = {name: cases[name] for name in cases if name in names and name in solved}
            pairs = tuple(pair for pair in turn.pairs if all(name in meant for name in pair))
            found = find_turns(desk, turn.among(pairs), meant)
            tables["turns"] = _more(tables.get("turns"), rows(found), TURNS)
            tables["along"] = _more(tables.get("along"), along(found, next(iter(meant))), ALONG)
        return Answer(
            headline=_headline(tables, first, desk.solve(cases[first], ()).record["money"]),
            record={"of": {name: list(values) for name, values in self.of.items()}, "first": first},
            tables=tables,
            number=self._number(desk, Change()),
            again=lambda change: self._number(desk, change),
        )

    def _case(self, desk: Desk, regime: Regime, change: Change | None = None) -> Case:
        plain = regime.plain(self.scenario)
        return regime.case(self.scenario, Chosen(desk.instance(plain), self.of)).under(change or Change())

    def _number(self, desk: Desk, change: Change) -> float | None:
        """Return what the second regime costs more than the first; None where one has no plan."""
        a, b = desk.run([self._case(desk, regime, change) for regime in self.regimes[:2]])
        return None if a.objective is None or b.objective is None else b.objective - a.objective

    def _rows(self, desk: Desk, outcomes: Mapping[str, Outcome]) -> Iterator[tuple[Any, ...]]:
        base = outcomes[self.regimes[0].name].objective or 0.0
        for name, outcome in outcomes.items():
            cost = outcome.objective
            more = None if cost is None else cost - base
            share = None if more is None or not base else more / abs(base)
            record = desk.solution(outcome, ()).record if outcome.has_plan else {}
            is_stopped = outcome.has_plan and outcome.status != "optimal"
            why = f"stopped ({outcome.status.replace('_', ' ')}): the best plan by then" if is_stopped else outcome.why
            yield (
                name, outcome.key, outcome.status, cost, more, share, record.get("gap"), record.get("money", ""), why,
            )  # fmt: skip

    def _tables(self, desk: Desk, cases: Mapping[str, Case], solved: Mapping[str, Outcome]) -> dict[str, pd.DataFrame]:
        parts: dict[str, pd.Series] = {}
        rows: dict[str, list[Any]] = {"spread": [], "places": [], "counts": []}
        money = ""
        for name, outcome in solved.items():
            chosen = Chosen(desk.instance(cases[name]), self.of)
            solution = desk.solution(outcome, (*COST_TABLES, *PLACE_TABLES))
            parts[name], money = self._parts(chosen.instance, solution), solution.record["money"]
            of_regime, places = spread(name, solution, chosen.lines, chosen.regions)
            rows["spread"] += of_regime
            rows["places"] += places
            rows["counts"] += counts(name, solution, chosen.network)
        against = self.regimes[0].name
        bridge = [
            (name, against, part, parts[against][part], of[part], of[part] - parts[against][part], money)
            for name, of in parts.items()
            if name != against
            for part in of.index
        ]
        columns = {"spread": SPREAD, "places": PLACES, "counts": COUNTS}
        return {
            "parts": pd.DataFrame(bridge, columns=list(PARTS)),
            **{name: pd.DataFrame(rows[name], columns=list(columns[name])) for name in rows},
        }

    def _parts(self, instance: Instance, solution: Solution) -> pd.Series:
        splitter: Splitter = make_splitter(instance, self.inputs)
        return splitter.split(solution.record, solution.tables)


def read(study: Study) -> Siting:
    """Return the siting study that a file asks for; nonsense is noted in its log before anything is solved."""
    fields = study.fields
    of = fields.inner("of")
    found = {name: of.texts(name) for name in ATTRIBUTES if of is not None and of.has(name)}
    if of is None or not found:
        fields.fault("of", "is missing: say which lines are placed: of: {stage: cell}")
    else:
        of.refuse_unknown()
    regimes = read_regimes(fields)
    turns = read_turns(fields, [regime.name for regime in regimes])
    _check_scenarios(study)
    inputs = _read_inputs(fields.inner("inputs"))
    if not fields.log.errors:
        _check(study, found, regimes, inputs)
    return Siting(study.scenario, found, regimes, inputs, turns)


def _check_scenarios(study: Study) -> None:
    """Note scenarios of turns that the instance does not have: they would be looked for only after all regimes."""
    known = (*list_scenarios(study.instance), "base")
    for part in study.fields.items("turns"):
        for name in part.texts("scenarios"):
            if name not in known:
                part.fault("scenarios", f"there is no scenario {name}{nearest(name, known)}")


def _check(
    study: Study, of: Mapping[str, tuple[str, ...]], regimes: tuple[Regime, ...], inputs: Mapping[str, str]
) -> None:
    """Note the regimes that no plan could meet, whatever it costs."""
    opened = {regime.plain(study.scenario).scenario: None for regime in regimes}
    at = {scenario: opened_at(study.instance, scenario) for scenario in opened}
    base = finish(at[regimes[0].plain(study.scenario).scenario]).instance
    known = ids_named(base.tables["commodities"], "commodity")
    for commodity in inputs:
        if commodity not in known:
            study.fields.fault("inputs", f"{commodity} is no commodity of the instance")
    for regime in regimes:
        plain = regime.plain(study.scenario)
        instance = finish(at[plain.scenario], (plain.document(study.document.file),)).instance
        chosen = Chosen(instance, of)
        if not chosen.lines:
            study.fields.fault("of", "no line of the instance meets this")
            return
        check_regime(regime, chosen)


def _read_inputs(fields: Fields | None) -> dict[str, str]:
    if fields is None:
        return {}
    return {c: str(part) for part in fields.data for c in fields.texts(str(part))}


def _more(before: pd.DataFrame | None, rows: Any, columns: tuple[str, ...]) -> pd.DataFrame:  # noqa: ANN401 - rows
    found = pd.DataFrame(list(rows), columns=list(columns))
    return found if before is None else pd.concat([before, found], ignore_index=True)


def _headline(tables: Mapping[str, pd.DataFrame], first: str, money: str) -> str:
    """Return what each regime costs more than the first, its largest part, and where the better of a pair changes."""
    told = []
    for row in tables["regimes"].to_dict("records"):
        if row["regime"] == first:
            continue
        if row["difference"] is None or pd.isna(row["difference"]):
            is_none = row["status"] in ("infeasible", "optimal")
            told.append(f"{row['regime']} {'has no plan' if is_none else 'came to no end (' + row['status'] + ')'}")
            continue
        parts = tables["parts"][tables["parts"]["regime"] == row["regime"]]
        most = parts.loc[parts["difference"].abs().idxmax()]
        gap = f", gap {row['gap']:.2g}" if row["status"] != "optimal" and not pd.isna(row["gap"]) else ""
        more = f"{row['regime']} {row['difference']:+,.0f} ({row['share']:+.2%}{gap})"
        told.append(f"{more}, most of it {most['part']} {most['difference']:+,.0f}")
    left = [f"{len(told) - MOST_REGIMES} regimes more"] if len(told) > MOST_REGIMES else []
    return "; ".join([f"against {first}, {money}: {', '.join(told[:MOST_REGIMES] + left)}", *_turns_told(tables)])


MOST_REGIMES, MOST_TURNS = 10, 3
"""Regimes, and turns along a driver, that the headline names; all of them stand in the tables."""


def _turns_told(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield the first turns along each driver; what is said of the first pair where none changes."""
    for driver, turns in tables["turns"].groupby("driver", sort=False) if "turns" in tables else ():
        found = turns.dropna(subset=["at"])
        for row in (found.head(MOST_TURNS) if len(found) else turns.head(1)).to_dict("records"):
            yield f"{driver}, {row['a']} or {row['b']}: {row['said']}"
        if len(found) > MOST_TURNS:
            yield f"{driver}: {len(found) - MOST_TURNS} turns more"

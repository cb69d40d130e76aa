"""How sure a study is: its headline under low and high of the figures that weigh most on it.

Any study may end with it, under the key `sure`; `kind: sensitivity` asks it of least cost or of a measure alone.

    sure:
      count: 5                      # figures shown
      screen: 12                    # figures tried, those that move most first; the weightiest of them are shown
      figures:                      # none named: those with note_low and note_high in the tables
        - {name: demand, table: demand, where: {commodity: traction_*}, scale: amount, low: 0.8, high: 1.2}
        - {name: nameplate, scenarios: [nameplate-low, nameplate-high]}
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from model.studies.asked.case import Case, Change
from model.studies.asked.fields import Fields
from model.studies.asked.figures import GRADES, Figure, noted_figures, read_figures
from model.studies.asked.study import Study
from model.studies.measures.cells import TABLES, make_cells
from model.studies.measures.measure import Measure, read_measure
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk

SURE = ("figure", "grade", "answer_low", "answer", "answer_high", "swing")
BY = ("source",)


@dataclass(frozen=True)
class Sure:
    """How many figures are shown and tried, and which; none named: those noted in the tables, of some grades."""

    count: int
    screen: int
    figures: tuple[Figure, ...]
    grades: tuple[str, ...]


@dataclass(frozen=True)
class Sensitivity:
    """The question of `kind: sensitivity`: least cost or a measure of a scenario."""

    scenario: str
    measure: Measure | None

    def answer(self, desk: Desk) -> Answer:
        """Answer for the figures as they stand; how_sure does the rest."""
        number = self._number(desk, Change())
        what = "least cost" if self.measure is None else self.measure.quantity.replace("_", " ")
        said = "no plan" if number is None else f"{number:,.6g}"
        return Answer(f"{what}: {said}", number=number, again=lambda change: self._number(desk, change))

    def _number(self, desk: Desk, change: Change) -> float | None:
        (outcome,) = desk.run([Case(self.scenario).under(change)])
        if not outcome.has_plan or self.measure is None:
            return outcome.objective
        solution = desk.solution(outcome, TABLES)
        cells = make_cells(solution.record, solution.tables)
        return self.measure.value(cells, solution.record)


def read(study: Study) -> Sensitivity:
    """Return the sensitivity that a study file asks for; what is wrong is noted in its log."""
    measure = read_measure(study.fields.inner("measure")) if study.fields.has("measure") else None
    return Sensitivity(study.scenario, measure)


def read_sure(fields: Fields | None) -> Sure | None:
    """Return what a study says under `sure`, None where it says nothing."""
    if fields is None:
        return None
    grades = fields.texts("confidence") or ("C", "D")
    if not set(grades) <= set(GRADES):
        fields.fault("confidence", f"has to list grades: {', '.join(GRADES)}")
    sure = Sure(
        count=fields.whole("count", 5, 1, 100),
        screen=fields.whole("screen", 12, 1, 10_000),
        figures=read_figures(fields.items("figures")),
        grades=grades,
    )
    fields.refuse_unknown()
    return sure


def how_sure(desk: Desk, answer: Answer, sure: Sure) -> pd.DataFrame:
    """Return the headline's number with each of the weightiest figures at its low and at its high, widest swing first.

    Weight is the distance of the quick number of the answer between low and high. Blank: no answer there.
    """
    if answer.again is None:
        return pd.DataFrame(columns=list(SURE))
    figures = sure.figures or noted_figures(desk.opened(desk.base), sure.grades, BY)
    figures = figures[: sure.screen]
    if len(figures) > sure.count:
        quick = answer.quick or answer.again
        weights = [_distance(quick(figure.low), quick(figure.high)) for figure in figures]
        order = sorted(range(len(figures)), key=lambda k: -weights[k])
        figures = tuple(figures[k] for k in order[: sure.count])
    rows = []
    for figure in figures:
        desk.say(f"how sure: {figure.name}")
        low, high = answer.again(figure.low), answer.again(figure.high)
        is_lost = answer.number is not None and low is None and high is None
        swing = float("inf") if is_lost else _distance(low, high)
        rows.append((figure.name, figure.grade, low, answer.number, high, swing))
    found = pd.DataFrame(rows, columns=list(SURE))
    found = found.sort_values("swing", ascending=False, kind="stable", ignore_index=True)
    return found.assign(swing=found["swing"].where(found["swing"] != float("inf")))


def _distance(low: float | None, high: float | None) -> float:
    """Return how far apart two answers are; no answer at one end is as far as it gets."""
    if low is None and high is None:
        return 0.0
    return float("inf") if low is None or high is None else abs(high - low)

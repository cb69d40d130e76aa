"""How sure an order of places is: each place's rank over draws of the figures that are not sure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.instance.load import Opened
from model.studies.asked.case import Case
from model.studies.asked.fields import Fields
from model.studies.asked.figures import GRADES, Figure, noted_figures, read_figures, spread
from model.studies.measures.cells import TABLES, make_cells
from model.studies.measures.measure import Measure
from model.studies.runs.desk import Desk, RunFailedError

RANKS = ("region", "value", "rank", "value_low", "value_high", "rank_low", "rank_high", "tied_with")
SURE = 0.95
"""Two places stand in an order when so large a share of the draws says so; else they are tied."""


@dataclass(frozen=True)
class Draws:
    """How many draws, of figures of which grades; rows that agree in `by` are one figure.

    where: rows of the tables whose notes count; figures: more of them, that the study names.
    """

    number: int
    seed: int
    grades: tuple[str, ...]
    by: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()

    def of(self, opened: Opened) -> tuple[Figure, ...]:
        """Return the figures that are drawn."""
        named = [one for figure in self.figures for one in spread(figure, opened)]
        return (*noted_figures(opened, self.grades, self.by, self.where), *named)


def read_draws(fields: Fields | None) -> Draws | None:
    """Return the draws that a study asks for; what is wrong is noted.

    Without `confidence` the noted figures of grades C and D are drawn, or, where `figures` are named, these alone.
    """
    if fields is None:
        return None
    grades = fields.texts("confidence") or (() if fields.has("figures") else ("C", "D"))
    if not set(grades) <= set(GRADES):
        fields.fault("confidence", f"has to list grades: {', '.join(GRADES)}")
    where = fields.plain("where") or {}
    if not isinstance(where, Mapping):
        fields.fault("where", "has to be columns with words: {line: cell_*}")
        where = {}
    parts = fields.items("figures")
    for part in parts:
        if part.has("scenarios"):
            part.fault("scenarios", "cannot be drawn from: name a number with its low and high")
    figures = tuple(figure for figure in read_figures(parts) if figure.driver is not None)
    number, seed = fields.whole("number", 200, 2), fields.whole("seed", 1, 0)
    draws = Draws(number, seed, grades, fields.texts("by") or BY, where, figures)
    fields.refuse_unknown()
    return draws


BY = ("source", "region")


def rank_ranges(desk: Desk, case: Case, measure: Measure, year: int, draws: Draws) -> pd.DataFrame:
    """Return the value and rank of each region in a year, as computed and as a range over the draws.

    Figures are drawn from a triangle between low and high with its top at the value in the table, each by itself. The
    rank is 1 where overcapacity is worst; ranges hold 90 % of the draws. tied_with: places whose order to this one is
    not the same in 95 % of the draws. Draws without a plan are left out; raises RunFailedError where
    fewer than two are left.
    """
    figures = draws.of(desk.opened(case))
    cases = drawn_cases(case, figures, draws)
    central, *others = _values(desk, case, cases, measure, year)
    drawn = [values for values in others if values is not None]
    if central is None or len(drawn) < 2:
        raise RunFailedError("too few draws have a plan: look at the failures of the study")
    regions = list(central.index)
    values = np.array([found.reindex(regions).to_numpy(dtype=float) for found in drawn])
    return pd.DataFrame(_rows(central, values, measure), columns=list(RANKS))


def drawn_cases(case: Case, figures: tuple[Figure, ...], draws: Draws) -> list[Case]:
    """Return a case with each draw of the figures: the same draws over any case."""
    return [_drawn(case, figures, shares) for shares in _shares(figures, draws)]


def _shares(figures: tuple[Figure, ...], draws: Draws) -> NDArray[np.float64]:
    """Return, by draw and figure, the share of the way from low to high; the value in the table is at factor 1."""
    rng = np.random.default_rng(draws.seed)
    tops = [min(max((1.0 - low) / (high - low), 0.0), 1.0) for low, high in (figure.span for figure in figures)]
    return np.array([[rng.triangular(0.0, top, 1.0) for top in tops] for _ in range(draws.number)])


def _drawn(case: Case, figures: tuple[Figure, ...], shares: NDArray[np.float64]) -> Case:
    for figure, share in zip(figures, shares.tolist(), strict=True):
        case = case.under(figure.at(share))
    return case


def _values(desk: Desk, case: Case, cases: list[Case], measure: Measure, year: int) -> Iterator[pd.Series | None]:
    for outcome in desk.run([case, *cases], start=case):
        if not outcome.has_plan:
            yield None
            continue
        solution = desk.solution(outcome, TABLES)
        cells = measure.meant(make_cells(solution.record, solution.tables))
        yield measure.by(cells[cells["year"] == year], ["region"])


def _rows(central: pd.Series, values: NDArray[np.float64], measure: Measure) -> Iterator[tuple[Any, ...]]:
    worst_first = values if measure.falls else -values
    ranks = pd.DataFrame(worst_first).rank(axis=1, method="min").to_numpy()
    own = (central if measure.falls else -central).rank(method="min")
    for k, (region, value, rank) in enumerate(zip(central.index, central, own, strict=True)):
        ahead = np.array([np.mean(worst_first[:, k] < worst_first[:, j]) for j in range(values.shape[1])])
        behind = np.array([np.mean(worst_first[:, k] > worst_first[:, j]) for j in range(values.shape[1])])
        tied = (ahead < SURE) & (behind < SURE)
        names = [str(name) for j, name in enumerate(central.index) if tied[j] and j != k]
        low, high = np.nanquantile(values[:, k], [0.05, 0.95])
        first, last = np.nanquantile(ranks[:, k], [0.05, 0.95], method="nearest")
        yield region, value, rank, low, high, first, last, ", ".join(names)

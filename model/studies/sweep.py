"""kind: sweep. Many runs over axes of change: what each costs, and how full capacity runs.

axes:                           # one or more
  - {name: demand, table: demand, where: {commodity: traction_*}, scale: amount, values: [0.8, 1, 1.2]}
  - {name: share, table: instance, set: announced_share, values: {from: 0, to: 1, steps: 5}}
  - {name: world, scenarios: [base, slow-demand]}
sample: grid                    # grid: every combination; list: first with first ...; random: `draws` by `seed`
cold_share: 0.05                # of runs solved a second time without a basis, and compared
cap: 20000                      # simplex iterations after which a run is solved cold
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.studies.asked.axes import Space, read_space
from model.studies.asked.case import Case
from model.studies.asked.study import Study
from model.studies.measures.cells import TABLES, make_cells
from model.studies.runs.answer import Answer
from model.studies.runs.desk import Desk, Solution
from model.studies.runs.worker import Outcome

RUNS = ("run", "status", "objective", "difference", "seconds", "method", "cold", "why")


@dataclass(frozen=True)
class Sweep:
    """The runs of a space of cases over a scenario."""

    scenario: str
    space: Space

    def answer(self, desk: Desk) -> Answer:
        """Make every run; one that fails leaves the others alone."""
        cases = self.space.cases(self.scenario)
        outcomes = desk.run(cases)
        (base,) = desk.run([desk.base])
        axes = [axis.name for axis in self.space.axes]
        runs = pd.DataFrame(_rows(cases, outcomes, base), columns=[*axes, *RUNS])
        used = [
            _by_stage(desk.solution(outcome, TABLES)).assign(run=outcome.key)
            for outcome in dict.fromkeys(outcomes)
            if outcome.has_plan
        ]
        stages = pd.concat(used, ignore_index=True) if used else pd.DataFrame()
        return Answer(_headline(runs), {"axes": axes}, {"runs": runs, "utilisation": stages})


def read(study: Study) -> Sweep:
    """Return the sweep that a study file asks for; what is wrong is noted in its log."""
    return Sweep(study.scenario, read_space(study.fields))


def _rows(cases: tuple[Case, ...], outcomes: tuple[Outcome, ...], base: Outcome) -> Iterator[tuple[Any, ...]]:
    for case, outcome in zip(cases, outcomes, strict=True):
        difference = None
        if base.objective is not None and outcome.objective is not None:
            difference = outcome.objective - base.objective
        yield (
            *case.values.values(), outcome.key, outcome.status, outcome.objective, difference, outcome.seconds,
            outcome.method, outcome.cold, outcome.why,
        )  # fmt: skip


def _by_stage(solution: Solution) -> pd.DataFrame:
    """Return use, standing capacity and utilisation of the nation by stage, unit and year."""
    cells = make_cells(solution.record, solution.tables)
    cells = cells[~cells["overseas"].astype(bool)]
    sums = cells.groupby(["stage", "unit", "year"], sort=False)[["used", "standing"]].sum().reset_index()
    return sums.assign(on_standing=(sums["used"] / sums["standing"]).where(sums["standing"] > 0))


def _headline(runs: pd.DataFrame) -> str:
    solved = runs[runs["objective"].notna()]
    failed = int((runs["why"] != "").sum())
    said = f"{len(solved)} of {len(runs)} runs have a plan"
    if failed:
        said += f", {failed} failed"
    if len(solved):
        said += f"; least cost from {solved['objective'].min():,.1f} to {solved['objective'].max():,.1f}"
    return said

"""Capacity in use of some lines in one period, by region or by line: as sums over the columns of a program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from model.solution.units import capacity_units
from model.solver.engine import Engine
from model.solver.highs import Options
from model.solver.program import Name, Numbers, Program
from model.studies.runs.revive import Revived


@dataclass(frozen=True)
class UsedCapacity:
    """The capacity in use of some lines in a period of a run."""

    run: Revived
    lines: tuple[str, ...]
    period: int

    @property
    def unit(self) -> str:
        """The unit of capacity of the lines."""
        return capacity_units(self.run.net)[self.lines[0]] if self.lines else ""

    @property
    def total(self) -> float:
        """What the plan has in all."""
        return float(self.by_region(self.run.x).sum())

    @cached_property
    def places(self) -> tuple[tuple[str, str], ...]:
        """The (line, region) where such capacity may be."""
        return tuple((l, r) for l, r in self.run.net.lines.places if l in self.lines)

    def names(self, by: str) -> list[str]:
        """Return the regions, or lines, where such capacity may be."""
        return list(dict.fromkeys(r if by == "region" else l for l, r in self.places))

    def by_region(self, x: Numbers) -> Numbers:
        """Return what a plan has in each region."""
        return np.array([max(0.0, float(self.of("region", r) @ x)) for r in self.names("region")])

    def of(self, by: str, name: str) -> Numbers:
        """Return what every column uses of the capacity of a region or line."""
        terms, net = np.zeros(len(self._at)), self.run.net
        for l, r in self._own(by, name):
            for p in net.lines.processes[l]:
                column = ("activity", (p, r, self.period))
                if column in self._at:
                    terms[self._at[column]] += net.processes.use[p, self.period]
        return terms

    def most(self, by: str, name: str) -> float:
        """Return what the limits of these lines alone let a region or line come to; inf where they let it be any.

        It is the most over the rows in which nothing but their own columns stands: how fast they may be built, what
        their sites hold, how full they run.
        """
        program, own = self.run.program, self._columns(set(self._own(by, name)))
        mine = np.zeros(len(program.columns))
        mine[own] = 1.0
        rows = np.flatnonzero((self._touched @ mine == self._touched @ np.ones(len(mine))) & (self._touched @ mine > 0))
        part = Program(
            cost=-self.of(by, name)[own],
            offset=0.0,
            matrix=csc_array(self._rows[rows][:, own]),
            row_lower=program.row_lower[rows],
            row_upper=program.row_upper[rows],
            lower=program.lower[own],
            upper=program.upper[own],
            columns=tuple(program.columns[j] for j in own),
            rows=tuple(program.rows[i] for i in rows),
        )
        point = Engine(part, Options("simplex", threads=1)).solve()
        return -point.objective if point.status == "optimal" else np.inf

    def _own(self, by: str, name: str) -> list[tuple[str, str]]:
        return [(l, r) for l, r in self.places if name == (r if by == "region" else l)]

    def _columns(self, places: set[tuple[str, str]]) -> NDArray[np.intp]:
        """Return the positions of the columns of some lines in their regions: builds, what is open, what runs."""
        runs = {(p, r) for l, r in places for p in self.run.net.lines.processes[l]}
        return np.array(
            [
                j
                for j, (kind, index) in enumerate(self.run.program.columns)
                if tuple(index[:2]) in (runs if kind == "activity" else places)
            ],
            dtype=np.intp,
        )

    @cached_property
    def _at(self) -> Mapping[Name, int]:
        return {name: j for j, name in enumerate(self.run.program.columns)}

    @cached_property
    def _rows(self) -> csr_array:
        return csr_array(self.run.program.matrix)

    @cached_property
    def _touched(self) -> csr_array:
        """Where a column stands in a row."""
        rows = self._rows
        return csr_array((np.ones(rows.nnz), rows.indices, rows.indptr), shape=rows.shape)

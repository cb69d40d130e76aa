"""A program as arrays: Pyomo compiled once, every column and row with its name and index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyomo.environ as pyo
from numpy.typing import NDArray
from pyomo.common.gc_manager import PauseGC
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler
from scipy.sparse import csc_array

Numbers = NDArray[np.float64]
Name = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Program:
    """min cost x + offset over row_lower <= matrix x <= row_upper and lower <= x <= upper.

    columns and rows: (name in the formulation, index) of each; integers: positions of the columns that are whole.
    """

    cost: Numbers
    offset: float
    matrix: csc_array
    row_lower: Numbers
    row_upper: Numbers
    lower: Numbers
    upper: Numbers
    columns: tuple[Name, ...]
    rows: tuple[Name, ...]
    integers: tuple[int, ...] = ()


def compile_program(model: pyo.ConcreteModel) -> Program:
    """Return the arrays of a Pyomo model; variables that no row and no cost touches are left out.

    Raises InfeasibleConstraintException (Pyomo) when a row without variables cannot hold.
    """
    with PauseGC():
        form = LinearStandardFormCompiler().write(model, mixed_form=True, set_sense=None)
    kind = np.array([bound for _, bound in form.rows], dtype=float)
    bounds = [column.bounds for column in form.columns]
    return Program(
        cost=np.asarray(form.c.todense(), dtype=float).reshape(-1),
        offset=float(form.c_offset[0]),
        matrix=csc_array(form.A),
        row_lower=np.where(kind > 0, -np.inf, form.rhs),
        row_upper=np.where(kind < 0, np.inf, form.rhs),
        lower=np.array([-np.inf if low is None else low for low, _ in bounds], dtype=float),
        upper=np.array([np.inf if high is None else high for _, high in bounds], dtype=float),
        columns=tuple(_name(column) for column in form.columns),
        rows=tuple(_name(row) for row, _ in form.rows),
        integers=tuple(i for i, column in enumerate(form.columns) if not column.is_continuous()),
    )


def _name(data: Any) -> Name:  # noqa: ANN401 - a Pyomo component, whose types are not published
    index = data.index()
    return data.parent_component().local_name, index if isinstance(index, tuple) else (index,)

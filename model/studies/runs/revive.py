"""A stored run brought back: its instance, its program and the plan as a point of that program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.instance.draft import Document
from model.instance.instance import Instance
from model.instance.load import finish, load, open_instance
from model.network.assemble import assemble
from model.network.learning import Learning
from model.network.network import Network
from model.run import make_program
from model.solution.store import StoreError, read_solution
from model.solver.program import Numbers, Program

Tables = Mapping[str, pd.DataFrame]
CELL = ("line", "region", "year")
DECISIONS: Mapping[str, tuple[str, tuple[str, ...], str]] = {
    "build": ("builds", CELL, "built"),
    "open_capacity": ("utilisation", CELL, "open_capacity"),
    "restart": ("closures", CELL, "restarted"),
    "activity": ("activity", ("process", "region", "year"), "activity"),
    "flow": ("flows", ("commodity", "origin", "destination", "year"), "flow"),
    "trade": ("trade", ("market", "region", "year"), "amount"),
    "shortage": ("shortage", ("commodity", "region", "year"), "shortage"),
    "disposal": ("disposal", ("commodity", "region", "year"), "disposal"),
    "site_open": ("sites", ("line", "region"), "open"),
    "policy_miss": ("policies", ("policy", "sense", "scope", "year"), "miss"),
}
"""Where the decisions of a plan stand: table, index and number."""


@dataclass(frozen=True)
class Revived:
    """A stored run. program: linear, whole numbers fixed at those of the plan and learned costs at their tangents.

    x: the plan; anyway: what the objective of the run has beyond that of the program.
    """

    record: Mapping[str, Any]
    instance: Instance
    net: Network
    program: Program
    x: Numbers
    anyway: float


def revive(folder: Path, path: Path | None = None) -> Revived:
    """Bring a stored run back; path: where its instance is now, absent: where it was.

    Raises StoreError where there is no plan or the instance has changed, InstanceError where it is unsound.
    """
    record, tables = read_solution(folder, [table for table, _, _ in DECISIONS.values()] + ["plants"])
    if record["objective"] is None:
        raise StoreError(f"{folder}: has no plan ({record['status']})")
    instance = _instance(record, path or Path(record["command"][2]))
    if instance.digest != record["data"]:
        raise StoreError(
            f"{folder}: the instance is not the one this plan was made for; run it again, or name the right one by "
            "--instance"
        )
    net, program = assemble(instance), make_program(instance)
    x = _point(program, _values(tables))
    at = {name: j for j, name in enumerate(program.columns)}
    learning, anyway = Learning(net.curves), 0.0
    if net.curves:
        values = {name: {i: x[at[name, i]] for kind, i in program.columns if kind == name} for name in DECISIONS}
        volumes = learning.volumes(values)
        slopes, columns = learning.slopes(volumes), [at[name] for name in learning.columns]
        x[columns], cost = volumes, program.cost.copy()
        cost[columns] += slopes
        program, anyway = replace(program, cost=cost), learning.paid(volumes) - float(slopes @ volumes)
    return Revived(record, instance, net, _fixed(program, x), x, anyway)


def _instance(record: Mapping[str, Any], path: Path) -> Instance:
    if not path.exists():
        raise StoreError(f"{path}: the instance of this plan is not there; say where it is by --instance")
    case = record.get("case")
    if case is None:
        return load(path, record["scenario"], learning=record["learning"]).instance
    edits = {"edit": case["edits"], "policies": case.get("policies", [])}
    return finish(open_instance(path, record["scenario"]), (Document("run.json", edits),)).instance


def _values(tables: Tables) -> dict[tuple[str, tuple[Any, ...]], float]:
    """Return every decision that is not 0 under the name of its column."""
    found: dict[tuple[str, tuple[Any, ...]], float] = {}
    for name, (table, index, number) in DECISIONS.items():
        frame = tables[table].dropna(subset=[*index, number])
        if "year" in frame:
            frame = frame.astype({"year": int})
        ids = frame[list(index)].itertuples(index=False, name=None)
        found |= {(name, key): value for key, value in zip(ids, frame[number].tolist(), strict=True) if value}
    plants = tables["plants"]
    for l, r, t, k, n in plants[[*CELL, "piece", "plants"]].itertuples(index=False, name=None):
        found["plants", (l, r, int(k) - 1, int(t))] = n
    return found


def _point(program: Program, values: Mapping[tuple[str, tuple[Any, ...]], float]) -> Numbers:
    return np.array([values.get(name, 0.0) for name in program.columns], dtype=float)


def _fixed(program: Program, x: Numbers) -> Program:
    """Return the program with its whole numbers fixed where the plan has them."""
    if not program.integers:
        return program
    lower, upper, whole = program.lower.copy(), program.upper.copy(), list(program.integers)
    lower[whole] = upper[whole] = np.round(x[whole])
    return replace(program, lower=lower, upper=upper, integers=())

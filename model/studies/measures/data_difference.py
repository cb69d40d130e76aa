"""What data differed between two runs: settings, rows and cells of the instances that they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from model.instance.draft import Document
from model.instance.instance import Instance
from model.instance.load import finish, open_instance
from model.instance.policies import NATION, ByYear, Policy, Sum
from model.instance.problems import InstanceError
from model.instance.schema import TABLES, Table

DATA = ("table", "row", "column", "a", "b")
WHOLE = "(row)"


def instance_of_run(record: Mapping[str, Any]) -> Instance | None:
    """Return the instance a run was made of, None where it is gone or is not the same any more."""
    command = record["command"]
    if len(command) < 3:
        return None
    edits, policies = (record.get("case", {}).get(name, []) for name in ("edits", "policies"))
    if "--learning" in command:
        mode = command[command.index("--learning") + 1]
        edits = [*edits, {"table": "instance", "set": {"learning": mode}}]
    try:
        opened = open_instance(Path(command[2]), record["scenario"])
        more = Document("run.json", {"edit": edits, "policies": policies})
        instance = finish(opened, (more,) if edits or policies else ()).instance
    except InstanceError:
        return None
    return instance if instance.digest == record["data"] else None


def data_difference(a: Instance, b: Instance) -> pd.DataFrame:
    """Return every setting, row and cell in which two instances differ; a row that one has not is told once."""
    rows = [*_settings(a, b), *_policies(a, b)]
    for table in TABLES:
        rows += _table(table, a.tables[table.name], b.tables[table.name])
    return pd.DataFrame(rows, columns=list(DATA))


Row = tuple[str, str, str, str, str]


def _settings(a: Instance, b: Instance) -> Iterator[Row]:
    one, other = asdict(a.settings), asdict(b.settings)
    for key in one:
        if one[key] != other[key]:
            yield "instance", "", key, str(one[key]), str(other[key])


def _policies(a: Instance, b: Instance) -> Iterator[Row]:
    one, other = ({policy.name: policy for policy in i.policies} for i in (a, b))
    for name in dict.fromkeys([*one, *other]):
        if one.get(name) != other.get(name):
            before, after = ("" if p is None else _said(p) for p in (one.get(name), other.get(name)))
            yield "policies", name, WHOLE, before, after


def _said(policy: Policy) -> str:
    """Return a policy as a reader would write it: left, limits times right, and where and when it holds."""
    scope, years = policy.scope, [("from", policy.since), ("to", policy.until)]
    limits = [f"{sense.replace('_', ' ')} {_by_year(values)}" for sense, values in policy.limits.items()]
    parts = [
        " + ".join(map(_sum, policy.left)),
        " and ".join(limits),
        *(["of " + " + ".join(map(_sum, policy.right))] if policy.right else []),
        ("in the nation" if scope.kind == NATION else f"in each {scope.kind}")
        + (f" of {' '.join(scope.places.values)}" if scope.places else ""),
        *(f"{word} {year}" for word, year in years if year is not None),
        *(["over the horizon"] if policy.over_horizon else []),
        *([] if policy.price is None else [f"or {policy.price:.10g} a unit"]),
    ]
    return " ".join(parts)


def _by_year(values: ByYear) -> str:
    return ", ".join(f"{value:.10g}" + (f" in {year}" if year else "") for year, value in values)


def _sum(one: Sum) -> str:
    where = [f"{part.attribute} {' or '.join(part.values)}" for part in one.where]
    where += [f"across {one.across}"] * bool(one.across) + [f"{one.lag} before"] * bool(one.lag)
    weight = "" if one.weight == 1.0 else f"{one.weight:.10g} x "
    said = f"{weight}{one.quantity}" + (f" as {one.impact}" if one.impact else "")
    return said + (f" ({', '.join(where)})" if where else "")


def _table(table: Table, a: pd.DataFrame, b: pd.DataFrame) -> Iterator[Row]:
    one, other = _by_key(table, a), _by_key(table, b)
    for key in dict.fromkeys([*one, *other]):
        row = " ".join(part for part in key[:-1] if part)
        if key not in one or key not in other:
            before, after = (_shown_row(table, found[key]) if key in found else "" for found in (one, other))
            yield table.name, row, WHOLE, before, after
            continue
        for column in table.values:
            before, after = _text(one[key][column.name]), _text(other[key][column.name])
            if before != after:
                yield table.name, row, column.name, before, after


def _by_key(table: Table, frame: pd.DataFrame) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """Return the rows by key and year; equal keys, which add up, are told apart by their order."""
    names = [column.name for column in table.columns if column in table.keys or column.name == "year"]
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}
    for row in frame.to_dict("records"):
        key = tuple(_text(row[name]) for name in names)
        position = 0
        while (*key, str(position)) in found:
            position += 1
        found[(*key, str(position))] = {str(name): cell for name, cell in row.items()}
    return found


def _shown_row(table: Table, row: Mapping[str, Any]) -> str:
    return ", ".join(f"{column.name} {text}" for column in table.values if (text := _text(row[column.name])))


def _text(cell: object) -> str:
    if cell is None or (isinstance(cell, float) and pd.isna(cell)):
        return ""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)

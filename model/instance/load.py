"""From a path and a scenario to a checked instance: every step in order, every fault at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from model.instance.checks import check_tables
from model.instance.draft import Document, Draft, Source
from model.instance.editing.settings import settings_after
from model.instance.edits import EditReport, apply_edits
from model.instance.instance import Instance, Settings
from model.instance.policies import plain
from model.instance.problems import Problem, ProblemLog
from model.instance.read import ReadContext, empty_table, read_table
from model.instance.read_policies import read_policies
from model.instance.rules import check_rules
from model.instance.scenarios import resolve, titles
from model.instance.schema import BY_NAME, TABLES
from model.instance.settings import make_settings, money_of
from model.instance.source import open_source
from model.instance.unbuilt import unbuilt


@dataclass(frozen=True)
class Loaded:
    """A checked instance, what is odd about it though it can be solved, and what each edit of its scenario did."""

    instance: Instance
    warnings: tuple[Problem, ...]
    edits: tuple[EditReport, ...]


@dataclass(frozen=True)
class Opened:
    """An instance under its scenarios, read but not yet checked, so that further edits need no second reading.

    kept: what instances made of it have worked out of tables that no edit touched.
    """

    path: Path
    scenario: str
    source: Source
    scenarios: tuple[Document, ...]
    draft: Draft
    context: ReadContext
    edits: tuple[EditReport, ...]
    problems: tuple[Problem, ...]
    kept: dict[Hashable, object] = field(default_factory=dict)


def load(path: Path, scenario: str = "base", *, learning: str | None = None) -> Loaded:
    """Return the instance at a path under a scenario (several joined by +); raise InstanceError with every fault.

    learning: the mode to use whatever the instance and the scenario say.
    """
    asked = () if learning is None else ({"table": "instance", "set": {"learning": learning}},)
    more = tuple(Document("--learning", {"edit": [edit]}) for edit in asked)
    return finish(open_instance(path, scenario), more)


def open_instance(path: Path, scenario: str = "base") -> Opened:
    """Read an instance and apply its scenarios; raise InstanceError where there is nothing to read."""
    log = ProblemLog()
    source = open_source(path, log)
    if not source.tables() and source.document("instance") is None:
        log.add(str(path), "holds no instance: it needs instance.yaml and tables")
        log.stop_if_any()
    return _edited(path, scenario, source, resolve(source, scenario, log), log)


def finish(opened: Opened, more: tuple[Document, ...] = ()) -> Loaded:
    """Check an instance, after more edits where they are given; raise InstanceError with every fault."""
    if more and _money_changes(opened, more):
        # Headers with currencies were converted on reading: only reading again with the new rates is right.
        log = ProblemLog(list(opened.problems))
        opened, more = _edited(opened.path, opened.scenario, opened.source, (*opened.scenarios, *more), log), ()
    log, source = ProblemLog(list(opened.problems)), opened.source
    draft, edits = apply_edits(opened.draft, more, opened.context, log)
    settings = make_settings(draft.settings, _instance_document(source), source.name, log)
    log.extend(_untold(check_tables(draft.tables, source.tables(), _broken(source, log)), source, log))
    policies = read_policies(draft, log)
    log.stop_if_any()
    assert settings is not None  # make_settings has noted a fault otherwise
    folder = opened.path if opened.path.is_dir() else None
    instance = Instance(settings, draft.tables, policies, opened.scenario, folder=folder, kept=opened.kept)
    log.extend(unbuilt(instance))
    log.extend(check_rules(instance))
    log.stop_if_any()
    return Loaded(replace(instance, digest=_digest(instance)), log.warnings, (*opened.edits, *edits))


def _edited(path: Path, scenario: str, source: Source, scenarios: tuple[Document, ...], log: ProblemLog) -> Opened:
    draft, context = _draft(source, scenarios, log)
    draft, edits = apply_edits(draft, scenarios, context, log)
    return Opened(path, scenario, source, scenarios, draft, context, edits, tuple(log.problems))


def _money_changes(opened: Opened, more: tuple[Document, ...]) -> bool:
    before, after = (
        make_settings(given, _instance_document(opened.source), opened.source.name, ProblemLog())
        for given in (opened.draft.settings, settings_after(opened.draft.settings, more))
    )
    return before is not None and after is not None and money_of(before) != money_of(after)


def list_scenarios(path: Path) -> dict[str, str]:
    """Return the scenarios of an instance and their titles; raise InstanceError when a file cannot be read."""
    return _titles(path, "scenarios")


def list_studies(path: Path) -> dict[str, str]:
    """Return the studies of an instance and their titles; raise InstanceError when a file cannot be read."""
    return _titles(path, "studies")


def _titles(path: Path, folder: str) -> dict[str, str]:
    log = ProblemLog()
    source = open_source(path, log)
    log.stop_if_any()
    return titles(source, folder)


def _draft(source: Source, scenarios: tuple[Document, ...], log: ProblemLog) -> tuple[Draft, ReadContext]:
    """Return the tables as typed, with the context they were read in."""
    document = _instance_document(source)
    if source.document("instance") is None:
        log.add("instance.yaml", "is missing or cannot be read: an instance begins with it")
    elif not isinstance(document.data, dict):
        log.add(document.file, "has to be a list of `key: value` lines")
        document = Document(document.file, {})
    raw = source.tables()
    # Tables are read with the currencies of the scenario. A throwaway log: faults of settings are told after the edits.
    settings = make_settings(settings_after(document.data, scenarios), document, source.name, ProblemLog())
    context = ReadContext() if settings is None else ReadContext(money_of(settings))
    tables = {"commodities": _table("commodities", source, context, log)}
    units = tables["commodities"][["commodity", "unit"]].itertuples(index=False, name=None)
    context = replace(context, commodity_units={c: u for c, u in units if u})
    tables |= {name: _table(name, source, context, log) for name in raw if name != "commodities"}
    policies = source.document("policies")
    return Draft(
        settings=document.data,
        tables={table.name: tables[table.name] if table.name in tables else empty_table(table) for table in TABLES},
        policies=tuple(policies.data) if policies is not None and isinstance(policies.data, list) else (),
        origin={"instance": document} | ({} if policies is None else {"policies": policies}),
    ), context


def _table(name: str, source: Source, context: ReadContext, log: ProblemLog) -> pd.DataFrame:
    raw = source.tables().get(name)
    return empty_table(BY_NAME[name]) if raw is None else read_table(raw, BY_NAME[name], context, log)


def _broken(source: Source, log: ProblemLog) -> frozenset[str]:
    """Return the tables that are there but could not be read as a table at all."""
    files = {problem.file for problem in log.errors}
    return frozenset(
        name for name in BY_NAME if name not in source.tables() and any(_is_of(file, name) for file in files)
    )


def _is_of(file: str, table: str) -> bool:
    return file == f"{table}.csv" or file.endswith(f"!{table}")


def _untold(problems: Iterable[Problem], source: Source, log: ProblemLog) -> list[Problem]:
    """Leave out what follows from a fault that is told already: of the same cell, or of a missing column."""
    told = {(problem.file, problem.line, problem.column) for problem in log.errors}
    headers = {raw.file: raw.header_line for raw in source.tables().values()}
    return [
        problem
        for problem in problems
        if (problem.file, problem.line, problem.column) not in told
        and (problem.file, headers.get(problem.file), problem.column) not in told
    ]


def _instance_document(source: Source) -> Document:
    return source.document("instance") or Document("instance.yaml", {})


def _digest(instance: Instance) -> str:
    """Return a hash of everything that is computed with, so that two runs can be told to rest on the same data."""
    hashed = hashlib.sha256()
    hashed.update(_json(_plain_settings(instance.settings)))
    for table in TABLES:
        frame = instance.tables[table.name]
        hashed.update(table.name.encode())
        hashed.update(frame[[c.name for c in table.columns]].to_csv(index=False).encode())
    hashed.update(_json(plain(instance.policies)))
    return f"sha256:{hashed.hexdigest()}"


def _plain_settings(settings: Settings) -> Mapping[str, Any]:
    return {key: value for key, value in asdict(settings).items() if key not in ("title", "description")}


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, default=str).encode()

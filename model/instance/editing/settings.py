"""Edits of instance.yaml: keys set or scaled, nested ones (solver, risk, currencies ...) one level deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from model.instance.draft import Document
from model.instance.editing.shape import SETTINGS as HERE
from model.instance.editing.shape import Edit, cell_text, is_number, parse_edits
from model.instance.problems import Problem, ProblemLog, nearest
from model.instance.settings import SETTINGS, make_settings

Settings = Mapping[str, Any]
KEYS = tuple(column.name for column in SETTINGS)


@dataclass(frozen=True)
class SettingsChange:
    """The settings after an edit, and each key before and after."""

    settings: Settings
    sample: Mapping[str, tuple[str, ...]]


def settings_after(settings: Settings, documents: tuple[Document, ...]) -> Settings:
    """Return the settings under scenarios, without complaints: what the tables are read with (currencies, prices)."""
    for document in documents:
        for edit in parse_edits(document, ProblemLog()):
            if edit.table == HERE:
                change = edit_settings(edit, settings, ProblemLog())
                settings = settings if change is None else change.settings
    return settings


def edit_settings(edit: Edit, settings: Settings, log: ProblemLog) -> SettingsChange | None:
    """Return what an edit makes of the settings, None after noting what is wrong."""
    found: dict[str, Any] = {
        key: dict(value) if isinstance(value, Mapping) else value for key, value in settings.items()
    }
    before, sample = len(log.errors), {}
    for name, path, value in _flat(edit.what):
        key = path[0]
        if key not in KEYS:
            cure = f"is no key of instance.yaml{nearest(str(key), KEYS) or ': it has ' + ', '.join(KEYS)}"
            edit.complain(log, cure, edit.action, name, column=str(key))
            continue
        old = _get(found, path)
        if edit.action == "scale":
            cure = _not_scaled(old, value)
            if cure:
                edit.complain(log, cure, "scale", name, column=".".join(map(str, path)), value=cell_text(value))
                continue
            value = old * value
        _put(found, path, value)
        sample[".".join(map(str, path))] = (f"{_shown(old)} -> {_shown(value)}",)
    if len(log.errors) == before:
        _check(edit, settings, found, log)
    return SettingsChange(found, sample) if len(log.errors) == before else None


def _flat(what: Mapping[Any, Any]) -> Iterator[tuple[Any, tuple[Any, ...], Any]]:
    """Give (key as written, path, value): `solver.gap: 1` and `solver: {gap: 1}` are one thing."""
    for name, value in what.items():
        path = tuple(name.split(".", 1)) if isinstance(name, str) else (name,)
        if isinstance(value, Mapping) and len(path) == 1:
            for inner, part in value.items():
                yield name, (*path, inner), part
        else:
            yield name, path, value


def _get(settings: Settings, path: tuple[Any, ...]) -> Any:  # noqa: ANN401 - YAML is untyped
    value = settings.get(path[0])
    if len(path) == 1:
        return value
    return value.get(path[1]) if isinstance(value, Mapping) else None


def _put(settings: dict[str, Any], path: tuple[Any, ...], value: object) -> None:
    """Write a value; null takes the key out, so that its default counts."""
    inside: dict[Any, Any] = settings
    if len(path) > 1:
        outer = settings.get(path[0])
        inside = settings[path[0]] = outer if isinstance(outer, dict) else {}
    if value is None:
        inside.pop(path[-1], None)
    else:
        inside[path[-1]] = value


def _not_scaled(old: object, factor: object) -> str:
    if not is_number(factor):
        return "has to be a number, the factor"
    if old is None:
        return "is not given in instance.yaml: use `set`"
    return "" if is_number(old) else "is no number: use `set`"


def _check(edit: Edit, before: Settings, after: Settings, log: ProblemLog) -> None:
    """Note the faults that the settings have after the edit and had not before, where the edit stands."""
    old = {(problem.column, problem.cure) for problem in _faults(before)}
    for problem in _faults(after):
        if (problem.column, problem.cure) not in old:
            line = edit.line(edit.action, problem.column) if problem.column in edit.what else edit.line()
            log.add(edit.document.file, problem.cure, line=line, column=problem.column, value=problem.value)


def _faults(settings: Settings) -> tuple[Problem, ...]:
    log = ProblemLog()
    make_settings(settings, Document("instance.yaml", settings), "", log)
    return log.errors


def _shown(value: object) -> str:
    return "default" if value is None else str(value)

"""One edit of a scenario as it was written: which table, which rows, what is done; and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.instance.draft import Document
from model.instance.problems import ProblemLog, nearest
from model.instance.scenarios import scenario_name
from model.instance.schema import BY_NAME, FREE_COLUMNS

SETTINGS = "instance"
ACTIONS = ("scale", "set", "drop", "add")


@dataclass(frozen=True)
class Edit:
    """One item of `edit`: `action` is scale, set, drop or add, `what` its value, `where` the filters by column."""

    document: Document
    position: int
    table: str
    where: Any
    action: str
    what: Any

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return scenario_name(self.document)

    def line(self, *path: str | int) -> int | None:
        """Return the line of a part of the edit, of the edit itself without a path."""
        return self.document.line("edit", self.position, *path)

    def complain(
        self, log: ProblemLog, cure: str, *path: str | int, column: str = "", value: object = "", warning: bool = False
    ) -> None:
        """Note what is wrong with a part of the edit."""
        log.add(self.document.file, cure, line=self.line(*path), column=column, value=value, warning=warning)


def parse_edits(document: Document, log: ProblemLog) -> tuple[Edit, ...]:
    """Return the edits of a scenario that are written as edits should be; note what is wrong with the others."""
    found = []
    for position, item in enumerate(document.data.get("edit") or ()):
        actions = [key for key in ACTIONS if item.get(key) is not None]
        action = actions[0] if actions else ""
        where = {} if item.get("where") is None else item["where"]
        edit = Edit(document, position, str(item.get("table") or ""), where, action, item.get(action))
        before = len(log.problems)
        _check_keys(edit, item, actions, log)
        if len(log.problems) == before:
            _check_values(edit, log)
        if len(log.problems) == before:
            found.append(edit)
    return tuple(found)


def cell_text(value: object) -> str:
    """Write a value of a document as a cell of a table; null is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value).strip()


def is_plain(value: object) -> bool:
    """Tell whether a value is one cell: text, a number, true, false or nothing."""
    return value is None or isinstance(value, (str, int, float))


def is_number(value: object) -> bool:
    """Tell whether a value is a number (true and false are not)."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _check_keys(edit: Edit, item: Mapping[Any, Any], actions: list[str], log: ProblemLog) -> None:
    known = ("table", "where", *ACTIONS)
    for key in item:
        if str(key) not in known and not str(key).startswith(FREE_COLUMNS):
            cure = f"an edit has no key of this name{nearest(str(key), known)}: it has {', '.join(known)}"
            edit.complain(log, cure, key, value=key, column="edit")
    tables = (SETTINGS, *BY_NAME)
    if not edit.table:
        edit.complain(log, "an edit names its table: add `table:`", column="edit")
    elif edit.table not in tables:
        hint = nearest(edit.table, tables) or f": there are {', '.join(tables)}"
        edit.complain(log, f"no table has this name{hint}", "table", column="table", value=edit.table)
    if len(actions) != 1:
        said = f"has {' and '.join(actions)}" if actions else "does nothing"
        edit.complain(log, f"{said}: an edit has exactly one of {', '.join(ACTIONS)}", column="edit")


def _check_values(edit: Edit, log: ProblemLog) -> None:
    if not isinstance(edit.where, Mapping):
        edit.complain(log, "has to be columns with values, such as {region: CN-GD}", "where", column="where")
    if edit.action == "drop" and edit.what is not True:
        edit.complain(log, "write drop: true, or leave it out", "drop", column="drop", value=cell_text(edit.what))
    if edit.action in ("scale", "set") and not (isinstance(edit.what, Mapping) and edit.what):
        example = "{amount: 0.8}" if edit.action == "scale" else "{price: 40}"
        edit.complain(log, f"has to be columns with values, such as {example}", edit.action, column=edit.action)
    if edit.action == "add":
        if not (isinstance(edit.what, list) and edit.what and all(isinstance(row, Mapping) for row in edit.what)):
            edit.complain(log, "has to be a list of rows, such as [{region: CN-GD, ...}]", "add", column="add")
        elif edit.where:
            edit.complain(log, "rows are added whole: leave `where` out", "where", column="where")
    if edit.table == SETTINGS and edit.where:
        edit.complain(log, "instance.yaml has no rows: leave `where` out", "where", column="where")
    if edit.table == SETTINGS and edit.action in ("drop", "add"):
        edit.complain(log, "keys of instance.yaml are changed by `set` (null: the default) or `scale`", column="edit")

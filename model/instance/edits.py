"""Scenarios applied: every edit in order, each seeing what those before it made.

    table and `where`  ->  the rows that are meant  ->  scale, set, drop or add  ->  a report of what changed

An edit that means no row is a fault: a scenario that silently changes nothing is the worst of faults.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.instance.draft import Document, Draft
from model.instance.editing.policies import FOLDER, edit_policies, part
from model.instance.editing.rows import edit_rows
from model.instance.editing.settings import edit_settings
from model.instance.editing.shape import SETTINGS, Edit, parse_edits
from model.instance.editing.years import horizon
from model.instance.problems import ProblemLog
from model.instance.read import ReadContext
from model.instance.scenarios import scenario_name
from model.instance.schema import BY_NAME

_DONE = {"scale": "scaled", "set": "set", "drop": "dropped", "add": "added"}


@dataclass(frozen=True)
class EditReport:
    """What one edit did: `rows` it touched and, per column, the first cells `before -> after`."""

    scenario: str
    file: str
    line: int | None
    table: str
    action: str
    rows: int
    sample: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        shown = []
        for column, cells in self.sample.items():
            more = ", ..." if len(cells) < self.rows else ""
            named = "" if column == self.action else f"{column} "
            shown.append(f"{named}{', '.join(cells)}{more}")
        what = f"{self.rows:,} row{'s' if self.rows != 1 else ''} " if self.table in BY_NAME else ""
        return f"{where}: {self.table}: {what}{self.action}" + (f": {'; '.join(shown)}" if shown else "")


def apply_edits(
    draft: Draft, documents: Sequence[Document], context: ReadContext, log: ProblemLog
) -> tuple[Draft, tuple[EditReport, ...]]:
    """Return the instance under its scenarios, and a report of each edit; what is wrong is noted in the log.

    An edit with a fault is left out, so that the faults of the others are told too. `origin` of the result says where
    a policy of a scenario stands: `policies/NAME`.
    """
    reports: list[EditReport] = []
    for document in documents:
        for edit in parse_edits(document, log):
            change = _edit_settings if edit.table == SETTINGS else _edit_table
            draft, report = change(edit, draft, context, log)
            reports += [] if report is None else [report]
        draft, more = _apply_policies(document, draft, log)
        reports += more
    return draft, tuple(reports)


def _edit_settings(edit: Edit, draft: Draft, _: ReadContext, log: ProblemLog) -> tuple[Draft, EditReport | None]:
    change = edit_settings(edit, draft.settings, log)
    if change is None:
        return draft, None
    return replace(draft, settings=change.settings), _report(edit, 1, change.sample)


def _edit_table(edit: Edit, draft: Draft, context: ReadContext, log: ProblemLog) -> tuple[Draft, EditReport | None]:
    named = draft.tables["commodities"][["commodity", "unit"]].itertuples(index=False, name=None)
    context = replace(context, commodity_units={commodity: unit for commodity, unit in named if unit})
    change = edit_rows(edit, BY_NAME[edit.table], draft.tables, horizon(draft.settings), context, log)
    if change is None:
        return draft, None
    draft = replace(draft, tables={**draft.tables, edit.table: change.frame})
    return draft, _report(edit, change.rows, change.sample)


def _apply_policies(document: Document, draft: Draft, log: ProblemLog) -> tuple[Draft, list[EditReport]]:
    policies, changes = edit_policies(document, draft.policies, log)
    origin = dict(draft.origin)
    for change in changes:
        origin.pop(f"{FOLDER}/{change.name}", None)
        if change.action != "dropped":
            origin[f"{FOLDER}/{change.name}"] = part(document, FOLDER, change.position)
    name = scenario_name(document)
    reports = [
        EditReport(name, document.file, document.line(FOLDER, change.position), FOLDER, change.action, 1,
                   {change.action: (change.name,)})
        for change in changes
    ]  # fmt: skip
    return replace(draft, policies=policies, origin=origin), reports


def _report(edit: Edit, rows: int, sample: Mapping[str, tuple[str, ...]]) -> EditReport:
    return EditReport(edit.scenario, edit.document.file, edit.line(), edit.table, _DONE[edit.action], rows, sample)

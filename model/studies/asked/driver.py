"""What one number changes in an instance: the driver of a threshold, an axis of a sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.studies.asked.fields import Fields

Edit = Mapping[str, Any]


@dataclass(frozen=True)
class Move:
    """Rows of a table and what a value does to some of their columns: `scale` multiplies, `set` replaces.

    The number written is plus + times * value, so that one value may move one row up and another one down.
    """

    table: str
    where: Mapping[str, Any]
    action: str
    columns: tuple[str, ...]
    line: int | None
    times: float = 1.0
    plus: float = 0.0

    def edit(self, value: object) -> dict[str, Any]:
        """Return the edit of a scenario that this value makes."""
        where = {"where": dict(self.where)} if self.where else {}
        if isinstance(value, (int, float)) and (self.times, self.plus) != (1.0, 0.0):
            value = self.plus + self.times * value
        return {"table": self.table, **where, self.action: dict.fromkeys(self.columns, value)}


@dataclass(frozen=True)
class Driver:
    """A named number and everything that it moves, together."""

    name: str
    moves: tuple[Move, ...]

    def edits(self, value: object) -> tuple[dict[str, Any], ...]:
        """Return the edits of a value, as a scenario would write them."""
        return tuple(move.edit(value) for move in self.moves)

    def lines(self) -> tuple[int | None, ...]:
        """Return the line of each of these edits in the study file."""
        return tuple(move.line for move in self.moves)


def read_driver(fields: Fields, name: str) -> Driver | None:
    """Return the driver that some fields describe, None after noting what is wrong.

    One move is written in place (table, where, scale or set), several as a list under `edit`. Whether table, rows and
    columns exist is found when the first edit is applied, as for any scenario.
    """
    parts = fields.items("edit") if fields.has("edit") else (fields,)
    moves = [_read_move(part) for part in parts]
    if fields.has("edit"):
        for part in parts:
            part.refuse_unknown()
    found = tuple(move for move in moves if move is not None)
    return Driver(name, found) if found and len(found) == len(moves) else None


def _read_move(fields: Fields) -> Move | None:
    table = fields.text("table")
    where = fields.plain("where") or {}
    times, plus = fields.number("times", 1.0), fields.number("plus", 0.0)
    actions = [action for action in ("scale", "set") if fields.has(action)]
    if not table:
        fields.fault("table", "is missing: say which table the value changes (instance: keys of instance.yaml)")
    if not isinstance(where, Mapping):
        fields.fault("where", "has to be columns with values, such as {region: CN-GD}")
    if len(actions) != 1:
        fields.fault("scale", "give one of scale and set, with the column that the value changes: scale: amount")
    if not table or not isinstance(where, Mapping) or len(actions) != 1:
        return None
    columns = fields.texts(actions[0])
    if not columns:
        return None
    return Move(table, where, actions[0], columns, fields.document.line(*fields.path), times, plus)

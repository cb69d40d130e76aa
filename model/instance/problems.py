"""Faults of an instance: what is wrong, where it stands and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One fault: file, line, column and value where known, and the cure.

    `warning` marks what is odd but can be solved; all else keeps an instance from being solved.
    """

    file: str
    cure: str
    line: int | None = None
    column: str = ""
    value: str = ""
    warning: bool = False

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        shown = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        what = f"{self.column} = {shown}: " if self.column and self.value else ""
        if self.column and not self.value:
            what = f"{self.column}: "
        return f"{where}: {what}{self.cure}"


@dataclass
class ProblemLog:
    """Collects the faults of one instance, so that all of them are told at once."""

    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        file: str,
        cure: str,
        *,
        line: int | None = None,
        column: str = "",
        value: object = "",
        warning: bool = False,
    ) -> None:
        """Note one fault; `value` is shown as it was written."""
        self.problems.append(Problem(file, cure, line, column, str(value), warning))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several faults."""
        self.problems.extend(problems)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The faults that keep the instance from being solved, in order of file and line."""
        return _sorted(p for p in self.problems if not p.warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd but can be solved, in order of file and line."""
        return _sorted(p for p in self.problems if p.warning)

    def stop_if_any(self) -> None:
        """Raise InstanceError when a fault (not only a warning) has been noted."""
        if self.errors:
            raise InstanceError(self.errors)


class InstanceError(Exception):
    """An instance cannot be solved; `problems` are its faults."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """Name the most similar known word as a question, or say nothing."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {found[0]}?)" if found else ""


def _sorted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.file, p.line or 0, p.column, p.value)))

"""The terminal: a console as wide as it should be, and what a run is doing, told while it lasts."""

from __future__ import annotations

import os
import sys
import time

from rich.console import Console
from rich.status import Status
from rich.text import Text

WIDTH = 100
"""Columns where nobody says how wide the output is, as in a pipe."""
QUIET = 10.0
"""Seconds between two lines of progress where nobody watches: short runs say nothing."""


class PatientConsole(Console):
    """A console that falls silent when its reader has gone (as with `| head`)."""

    def on_broken_pipe(self) -> None:
        """Go on without output: what the run did counts, not who reads about it."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def make_console(*, stderr: bool = False) -> Console:
    """Return a console for standard output or standard error."""
    console = PatientConsole(stderr=stderr, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDTH
    return console


class Progress:
    """Tells the stage of a run and the newest line of the solver's log; use it as a context.

    On a terminal it changes in place, in a pipe a line is written now and then.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = "reading"
        self._status: Status | None = None
        self._started = self._told = time.perf_counter()

    def __enter__(self) -> Progress:
        if self._console.is_terminal:
            self._status = self._console.status(self._stage)
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def tell(self, stage: str) -> None:
        """Show what is being done."""
        self._stage = stage
        self._show(stage)

    def count(self, done: int, total: int, outcome: object) -> None:
        """Show how many runs of a study are done, and how the last one ended."""
        self._show(f"{done} of {total} runs: {getattr(outcome, 'status', '')}")

    def hear(self, line: str) -> None:
        """Show a line of the solver's log beside the stage."""
        if line.strip():
            self._show(f"{self._stage}: {line.strip()}")

    def _show(self, text: str) -> None:
        now = time.perf_counter()
        spent = now - self._started
        if self._status is not None:
            self._status.update(Text(f"{text} ({spent:.0f} s)" if spent >= 1 else text))
        elif now - self._told >= QUIET:
            self._told = now
            self._console.print(Text(f"{spent:.0f} s: {text}"), soft_wrap=True)

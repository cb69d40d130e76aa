"""How verbs and their arguments are declared, and the parser that is made of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Argument:
    """One argument of a verb, as argparse takes it."""

    name: str
    options: dict[str, Any]


@dataclass(frozen=True)
class Verb:
    """One verb: its name, the function that does it and returns an exit code, what it does, examples and arguments."""

    name: str
    run: Callable[[argparse.Namespace], int]
    help: str
    examples: tuple[str, ...]
    arguments: tuple[Argument, ...]


def argument(name: str, help: str, **options: Any) -> Argument:  # noqa: ANN401 - what argparse takes
    """Return an argument; it is a path unless `type` or `action` say otherwise."""
    return Argument(name, {"help": help, **({} if "action" in options else {"type": Path}), **options})


INSTANCE = (
    argument("instance", "folder of an instance, or an .xlsx workbook"),
    argument("--scenario", "scenarios to stack, joined by +", type=str, default="base"),
)


def make_parser(verbs: Sequence[Verb], debug: str, epilog: str) -> argparse.ArgumentParser:
    """Return the parser of all verbs, each with its examples; `debug` says what that option of every verb does."""
    parser = argparse.ArgumentParser(prog="solve.py", description="Least-cost planning of the battery value chain.")
    added = parser.add_subparsers(metavar="VERB", required=True)
    for verb in verbs:
        declared = added.add_parser(verb.name, help=verb.help, description=verb.help)
        for one in verb.arguments:
            declared.add_argument(one.name, **one.options)
        declared.add_argument("--debug", action="store_true", help=debug)
        declared.set_defaults(run=verb.run)
        _add_examples(declared, [verb], epilog)
    _add_examples(parser, verbs, epilog)
    return parser


def _add_examples(parser: argparse.ArgumentParser, verbs: Sequence[Verb], epilog: str) -> None:
    lines = [f"  python solve.py {verb.name} {example}" for verb in verbs for example in verb.examples]
    parser.epilog = "\n".join(["examples:", *lines, "", epilog])
    parser.formatter_class = argparse.RawDescriptionHelpFormatter

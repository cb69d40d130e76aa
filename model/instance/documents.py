"""YAML read as plain data with the line of every value: nothing but text, numbers, true, false, lists and mappings.

Only `true` and `false` are truth values, so that `NO`, `off` and `on` stay text; `1e6` is a number and `012` is 12.
Anchors, aliases and tags are refused: they have no use here and can blow up a small file.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from model.instance.draft import Document, Path
from model.instance.problems import ProblemLog

MOST_BYTES = 4 * 1024 * 1024
MOST_DEPTH = 40
_WHOLE = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = ("", "~", "null", "Null", "NULL")


class _RefusedError(Exception):
    """Something in a document that is not read; carries the line and the cure."""

    def __init__(self, line: int, cure: str, value: str = "") -> None:
        super().__init__(cure)
        self.line, self.cure, self.value = line, cure, value


def parse_document(file: str, text: str, log: ProblemLog) -> Document | None:
    """Return the document, or None after noting what is wrong with it; an empty text is an empty mapping."""
    if len(text) > MOST_BYTES:
        log.add(file, f"is larger than {MOST_BYTES // 2**20} MiB: keep data in tables", value=len(text))
        return None
    try:
        _refuse_aliases(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: dict[Path, int] = {}
        return Document(file, {} if node is None else _plain(node, (), lines), lines)
    except _RefusedError as refused:
        log.add(file, refused.cure, line=refused.line, column=refused.value)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = None if mark is None else mark.line + 1
        log.add(file, f"is not YAML here ({error.problem}): check indentation, quotes and colons", line=line)
    except (yaml.YAMLError, RecursionError):
        log.add(file, "is not readable YAML: save it as plain UTF-8 text, nested a few levels deep at most")
    return None


def _refuse_aliases(text: str) -> None:
    """Look at the events before anything is built from them."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _RefusedError(line, "anchors and aliases (& and *) are not read: write the value out, or quote it")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                raise _RefusedError(line, f"is nested more than {MOST_DEPTH} levels deep: flatten it")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:  # noqa: ANN401 - YAML is untyped
    line = node.start_mark.line + 1
    lines[path] = line
    if not node.tag.startswith("tag:yaml.org,2002:") or ":python" in node.tag or node.tag.endswith(":binary"):
        raise _RefusedError(line, "tags (!) are not read: write a plain value", node.tag)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), lines) for i, item in enumerate(node.value)]
    return _scalar(node.value, is_plain=isinstance(node, yaml.ScalarNode) and node.style is None)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise _RefusedError(line, "a key has to be a word or a number")
        key = _scalar(key_node.value, is_plain=key_node.style is None)
        key = key if isinstance(key, int) and not isinstance(key, bool) else str(key_node.value)
        if key in found:
            raise _RefusedError(line, "the key stands twice: keep one of them", str(key))
        found[key] = _plain(value_node, (*path, key), lines)
        lines[(*path, key)] = line
    return found


def _scalar(text: str, *, is_plain: bool) -> Any:  # noqa: ANN401 - YAML is untyped
    if not is_plain:
        return text
    if text in _NULLS:
        return None
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text) and len(text) <= 18:
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text

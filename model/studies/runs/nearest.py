"""Which run each of many starts from: the one made before it whose numbers lie nearest.

A start from a run nearby takes a few steps of simplex, one from a base far away may take thousands. The order follows
from the cases alone, so that a study that is resumed starts its runs from where it would have started them anyway.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from model.studies.asked.case import Case

UNLIKE = 1e9
"""Distance of two cases that differ in more than numbers."""


def nearest_first(origin: Case, cases: Sequence[Case]) -> list[tuple[int, int | None]]:
    """Return the places of the cases in the order they are made, each with that of the one it starts from.

    None is the origin. In every turn the case that lies nearest to one made before, or to the origin, comes next: a
    shortest tree. distance = sum of |a - b| / max(|a|, |b|) over the numbers of two cases that differ in nothing else.
    """
    if not cases:
        return []
    frames, numbers = _taken_apart([*cases, *(_at_base(origin, case) for case in cases)])
    n = len(cases)
    away = np.array([_distances(frames, numbers, n + k)[k] for k in range(n)])
    by = np.full(n, -1)
    is_left, order = np.ones(n, dtype=bool), list[tuple[int, int | None]]()
    for _ in range(n):
        here = int(np.argmin(np.where(is_left, away, np.inf)))
        is_left[here] = False
        order.append((here, None if by[here] < 0 else int(by[here])))
        far = _distances(frames, numbers, here)[:n]
        by, away = np.where(far < away, here, by), np.minimum(far, away)
    return order


def _distances(frames: NDArray[np.int64], numbers: NDArray[np.float64], here: int) -> NDArray[np.float64]:
    size = np.maximum(np.abs(numbers), np.abs(numbers[here]))
    apart = np.abs(numbers - numbers[here]) / np.where(size > 0, size, 1.0)
    return np.where(frames == frames[here], apart.sum(axis=1), UNLIKE)


def _taken_apart(cases: Sequence[Case]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each case which others it is like but for numbers, and its numbers."""
    words, numbers = list[str](), list[list[float]]()
    for case in cases:
        own = list[float]()
        frame = [case.scenario, list(case.policies), [_framed(edit, own) for edit in case.edits]]
        words.append(json.dumps(frame, sort_keys=True, default=str))
        numbers.append(own)
    known = {word: k for k, word in enumerate(dict.fromkeys(words))}
    padded = np.zeros((len(cases), max(map(len, numbers))))
    for k, own in enumerate(numbers):
        padded[k, : len(own)] = own
    return np.array([known[word] for word in words]), padded


def _framed(edit: Mapping[str, object], numbers: list[float]) -> dict[str, object]:
    """Return an edit with its numbers taken out; those that say which rows it means stay."""
    framed = dict[str, object]()
    for name, part in edit.items():
        framed[name] = part
        if name != "where" and isinstance(part, Mapping):
            framed[name] = {key: _taken(value, numbers) for key, value in part.items()}
    return framed


def _taken(value: object, numbers: list[float]) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    numbers.append(float(value))
    return "number"


def _at_base(origin: Case, case: Case) -> Case:
    """Return the origin as a case of the same shape, where all that a case adds to it scales: then it scales by 1."""
    own = case.edits[len(origin.edits) :]
    if case.edits[: len(origin.edits)] != origin.edits or any(
        edit.keys() - {"table", "where", "scale"} for edit in own
    ):
        return origin
    return origin.with_edits(*({**edit, "scale": dict.fromkeys(edit["scale"], 1.0)} for edit in own))

"""What the reader says about a broken instance."""

from pathlib import Path

from model.instance.load import load
from model.instance.problems import InstanceError
from tests.known import SETTINGS, write


def faults(folder: Path, settings: str = SETTINGS, *, scenario: str = "base", **tables: str) -> list[str]:
    """Write the base case with some tables replaced, and return every message; none where it is sound."""
    return messages(write(folder, settings, **tables), scenario)


def messages(folder: Path, scenario: str = "base") -> list[str]:
    """Return every message about an instance that is there."""
    try:
        load(folder, scenario)
    except InstanceError as error:
        return [str(problem) for problem in error.problems]
    return []

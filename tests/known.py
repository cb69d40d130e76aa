"""Small instances written inline, solved through the whole chain."""

from collections.abc import Mapping
from pathlib import Path

from model.instance.load import load
from model.run import Run, run
from model.solver.highs import Options

ROOT = Path(__file__).parent.parent
SETTINGS = "name: case\nyears: [2025]\nlearning: off\n"

# One region, one line, one process: the least a case needs. A case overrides what it is about.
BASE = {
    "regions": "region\nA\n",
    "commodities": "commodity,unit\ncell,GWh\n",
    "lines": "line,life,capex\nline,10,100\n",
    "processes": "process,line\nmake,line\n",
    "recipes": "process,commodity,amount\nmake,cell,1\n",
    "demand": "commodity,region,amount\ncell,A,10\n",
}


def write(folder: Path, settings: str = SETTINGS, base: Mapping[str, str] = BASE, **tables: str) -> Path:
    """Write an instance: the base tables, replaced or joined by those given (an empty text leaves one out)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instance.yaml").write_text(settings, encoding="utf-8")
    for name, text in {**base, **tables}.items():
        if text:
            (folder / f"{name}.csv").write_text(text.strip() + "\n", encoding="utf-8")
    return folder


def solved(
    folder: Path, settings: str = SETTINGS, *, scenario: str = "base", options: Options | None = None, **tables: str
) -> Run:
    """Write, read, solve and audit an instance."""
    done = run(load(write(folder, settings, **tables), scenario).instance, options or Options())
    if done.verdict is not None:
        assert done.verdict.passed, done.verdict.lines()
    return done

"""Networks of small instances written inline."""

from pathlib import Path

from model.instance.load import load
from model.network.assemble import assemble
from model.network.network import Network
from tests.known import SETTINGS, write

# Two years, then five.
UNEVEN = "name: case\nyears: [2025, 2027]\nlast_year: 2031\nlearning: off\n"


def network_of(folder: Path, settings: str = SETTINGS, **tables: str) -> Network:
    return assemble(load(write(folder, settings, **tables)).instance)

"""Impacts per unit of what causes them."""

import pytest

from tests.known import SETTINGS
from tests.network.networks import network_of


def test_the_row_that_names_more_wins_and_a_star_covers_the_kind(tmp_path):
    rows = "process,*,*,co2,3\nprocess,make,A,co2,5\nline,line,B,jobs,0.2\nline,line,A,jobs,0\n"
    found = network_of(
        tmp_path,
        SETTINGS,
        regions="region\nA\nB\n",
        processes="process,line\nmake,line\nalso_make,line\n",
        recipes="process,commodity,amount\nmake,cell,1\nalso_make,cell,1\n",
        impacts="kind,name,region,impact,amount\n" + rows,
    ).impacts
    assert found == pytest.approx(
        {
            ("process", "make", "A", "co2", 2025): 5,
            ("process", "make", "B", "co2", 2025): 3,
            ("process", "also_make", "A", "co2", 2025): 3,
            ("process", "also_make", "B", "co2", 2025): 3,
            ("line", "line", "B", "jobs", 2025): 0.2,
        }
    )

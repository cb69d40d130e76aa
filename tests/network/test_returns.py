"""What comes back years later."""

import pytest

from tests.network.networks import UNEVEN, network_of

LOOP = {
    "commodities": "commodity,disposal_price\ncell,\nold,1\nworn,1\n",
    "history": "process,region,year,amount\nmake,A,2022,10\nmake,A,2022,5\nmake,A,2024,20\n",
}


def test_pairs_of_years_at_the_lag(tmp_path):
    # Lag 4 over periods 2025-2026 and 2027-2031: from 2025 and 2026 it is back in 2029 and 2030, two pairs over five
    # years; from 2027 in 2031, one pair; nothing within the first period. Equal keys are added: 0.3 + 0.2.
    returns = "process,commodity,lag,amount\nmake,old,4,0.3\nmake,old,4,0.2\n"
    found = network_of(tmp_path, UNEVEN, returns=returns, **LOOP).processes
    assert found.lagged == pytest.approx(
        {("make", "old", 2027, 2025): 0.5 * 2 / 5, ("make", "old", 2027, 2027): 0.5 / 5}
    )
    # 10 + 5 of 2022 are back in 2026, one of two years; 20 of 2024 in 2028.
    assert found.returned == pytest.approx({("old", "A", 2025): 0.5 * 15 / 2, ("old", "A", 2027): 0.5 * 20 / 5})


def test_a_lag_of_zero_comes_back_at_once(tmp_path):
    found = network_of(tmp_path, UNEVEN, returns="process,commodity,lag,amount\nmake,old,0,0.5\n", **LOOP).processes
    assert found.lagged == {("make", "old", 2025, 2025): 0.5, ("make", "old", 2027, 2027): 0.5}


def test_for_each_lag_the_row_that_names_more_wins(tmp_path):
    returns = "process,commodity,lag,amount\n*,*,1,0.1\nmake,*,1,0.2\n*,old,1,0.3\nmake,worn,2,0.4\n"
    found = network_of(tmp_path, UNEVEN, returns=returns, **LOOP).processes
    # (make, *) against (*, old): with one name each the process comes first. A lag of 2 does not displace one of 1.
    year = {key[1:]: amount for key, amount in found.lagged.items() if key[2:] == (2027, 2027)}
    assert year == pytest.approx(
        {
            ("cell", 2027, 2027): 0.2 * 4 / 5,
            ("old", 2027, 2027): 0.2 * 4 / 5,
            ("worn", 2027, 2027): 0.2 * 4 / 5 + 0.4 * 3 / 5,
        }
    )

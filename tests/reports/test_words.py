"""Numbers and units as a planner says them."""

import pytest

from reports.words import number, price_unit, share


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"), (1234.5, "1,234"), (99.96, "100"),
        (99.94, "99.9"), (12.345, "12.3"), (1.5, "1.50"), (-2.347, "-2.35"),
        (0.012345, "0.0123"), (None, ""), (float("nan"), ""),
    ],
)  # fmt: skip
def test_numbers(value, said):
    assert number(value) == said


def test_shares_and_units():
    assert (share(0.1234), share(None), share(float("nan"))) == ("12.3%", "", "")
    assert price_unit("million CNY/GWh") == "CNY/kWh"
    assert price_unit("million USD/GWh") == "USD/kWh"
    assert price_unit("million CNY/kt") == "million CNY/kt"
    assert price_unit("CNY/GWh") == "CNY/GWh"

"""What a payment counts."""

import numpy as np
import pytest

from model.instance.instance import Settings
from model.network.discounting import annuity, capital_weight, make_periods, present_value


def periods(years, last_year, rate=0.0, base_year=2025):
    return make_periods(Settings("case", years, last_year, base_year=base_year, discount_rate=rate))


def test_a_period_lasts_until_the_next_one_begins():
    found = periods((2025, 2027, 2028), 2031)
    assert found.length == {2025: 2, 2027: 1, 2028: 4}
    assert list(found.years(2028)) == [2028, 2029, 2030, 2031]
    assert found.before(2028) == 2027


def test_annual_costs_are_paid_at_the_start_of_each_year():
    # 1 + 1/1.1 in the first two years; 1/1.21 + 1/1.331 + 1/1.4641 in the next three.
    found = periods((2025, 2027), 2029, 0.1)
    assert found.delta == pytest.approx({2025: 1.909091, 2027: 0.826446 + 0.751315 + 0.683013}, abs=1e-6)


def test_money_of_an_earlier_base_year_counts_less():
    assert periods((2025,), 2025, 0.1, base_year=2023).delta[2025] == pytest.approx(1 / 1.21)
    assert present_value([2024], 0.1, 2025) == pytest.approx(1.1)


def test_an_annuity_is_paid_in_advance():
    # Three payments of a at 10 %: a (1 + 0.909091 + 0.826446) = 1.
    assert annuity(0.1, 3) == pytest.approx(1 / 2.735537, abs=1e-6)
    assert annuity(0.1, 1) == pytest.approx(1.0)
    assert annuity(0.0, 4) == 0.25
    # What interpolation leaves where 0 is meant.
    assert annuity(1e-17, 4) == pytest.approx(0.25)


def test_capital_counts_by_its_payments_inside_the_horizon():
    found = periods((2025, 2027), 2029, 0.1)
    # Paid in two: both inside, 0.52381 (1 + 1/1.1) = 1 at the rate of the plan.
    assert capital_weight(found, 2025, 0.1, 2) == pytest.approx(1.0)
    # From 2027 in ten at a hurdle rate of 0: a tenth in each of 2027, 2028, 2029.
    assert capital_weight(found, 2027, 0.0, 10) == pytest.approx(0.1 * (0.826446 + 0.751315 + 0.683013), abs=1e-6)


def test_the_mean_of_a_period_and_its_first_year():
    found = periods((2025, 2027), 2031)
    by_year = np.array([1.0, 3.0, 10.0, 20.0, 30.0, 40.0, 50.0])
    assert found.mean(by_year) == (2.0, 30.0)
    assert found.at_first(by_year) == (1.0, 10.0)

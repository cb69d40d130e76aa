"""Units of headers: what they are worth, and which are refused."""

import pytest

from model.instance.units import Money, UnitError, conversion

MONEY = Money(rates={"USD": 7.2, "EUR": {2020: 7.8, 2030: 8.0}}, price_index={2019: 0.8, 2025: 1.0}, base_year=2025)


@pytest.mark.parametrize(
    ("template", "header", "commodity", "factor"),
    [
        ("money/unit", "CNY/kWh", "GWh", 1.0),
        ("money/unit", "CNY/t", "kt", 1e-3),
        ("money/unit", "CNY/t", "", 1e-3),
        ("money/unit", "million CNY/GWh", "GWh", 1.0),
        ("money/unit", "CNY/m2", "million m2", 1.0),
        ("money/unit", "thousand CNY/person-year", "thousand person-years", 1.0),
        ("money/unit", "USD/kWh", "GWh", 7.2),
        # Half way between 7.8 in 2020 and 8.0 in 2030.
        ("money/unit", "EUR/kWh", "GWh", 7.9),
        # 7.2 CNY for a dollar, and what cost 0.8 in 2019 costs 1.0 in 2025.
        ("money/unit", "USD2019/kWh", "GWh", 9.0),
        ("money/unit", "CNY2019/kWh", "GWh", 1.25),
        ("money/(unit/yr)", "CNY/(kWh/yr)", "", 1.0),
        ("unit/yr", "GWh/yr", "", 1.0),
        ("unit/yr", "t/yr", "kt", 1e-3),
        ("unit/yr", "million t/yr", "kt", 1e3),
        ("unit/unit", "kg/kWh", "kt", 1.0),
        ("unit/unit", "kWh/t", "GWh", 1e-3),
        ("money/t/km", "CNY/t/km", "", 1e-6),
        ("money/t/km", "CNY/t-km", "", 1e-6),
        ("1", "%", "", 0.01),
        ("t/unit", "kt/GWh", "GWh", 1e3),
        ("unit/yr", "mu/yr", "million m2", 1e-6 * 2000 / 3),
        ("km", "m", "", 1e-3),
    ],
)
def test_a_header_is_worth_so_much_of_the_unit_of_the_model(template, header, commodity, factor):
    assert conversion((template,), header, MONEY, commodity) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(
    ("template", "header", "commodity"),
    [
        ("unit/yr", "GWh", ""),
        ("unit", "GWh/yr", ""),
        ("unit/yr", "MW", ""),
        ("money/unit", "CNY/t", "GWh"),
        ("money/unit", "CNY", "GWh"),
        ("money/unit", "JPY/t", "kt"),
        ("yr", "9**9**9", ""),
        ("yr", "__import__('os')", ""),
        ("yr", "yr/(", ""),
        ("yr", "", ""),
        ("yr", "y" * 1000, ""),
        ("1", "yr/0", ""),
    ],
)
def test_a_unit_of_another_kind_is_refused(template, header, commodity):
    with pytest.raises(UnitError):
        conversion((template,), header, MONEY, commodity)


def test_money_in_billions_and_in_another_currency():
    assert conversion(("money",), "million CNY", Money("billion CNY")) == pytest.approx(1e-3)
    dollars = Money("million USD", {"CNY": 1 / 7.2}, base_year=2025)
    assert conversion(("money/unit",), "CNY/kWh", dollars, "GWh") == pytest.approx(1 / 7.2)


def test_money_without_a_currency_converts_nothing():
    with pytest.raises(UnitError, match="money is points"):
        conversion(("money",), "USD", Money("points"))

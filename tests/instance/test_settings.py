"""instance.yaml: what its keys mean, and the message for each that is wrong."""

import pytest

from model.instance.load import load
from tests.faults import faults
from tests.known import write

DEMAND = "commodity,region,amount\ncell,A,10\n"


def settings_of(folder, text):
    return load(write(folder, text)).instance.settings


def test_defaults(tmp_path):
    settings = settings_of(tmp_path / "a-case", "years: [2025, 2027, 2030]\n")
    assert (settings.name, settings.base_year, settings.report_until) == ("a-case", 2025, 2032)
    assert (settings.last_year, settings.discount_rate, settings.announced_share) == (2032, 0.0, 0.0)
    assert (settings.learning, settings.objective, settings.money) == ("local", "private", "million CNY")


def test_a_single_period_is_one_year_long(tmp_path):
    assert settings_of(tmp_path, "years: [2025]\n").last_year == 2025


def test_years_as_a_span(tmp_path):
    settings = settings_of(tmp_path, "years: {first: 2025, last: 2036, step: 5}\n")
    assert (settings.years, settings.last_year) == ((2025, 2030, 2035), 2039)


def test_off_may_arrive_as_false_and_numbers_in_any_spelling(tmp_path):
    settings = settings_of(tmp_path, "years: [2025]\nlearning: false\ndiscount_rate: 5e-2\n")
    assert (settings.learning, settings.discount_rate) == ("off", 0.05)


@pytest.mark.parametrize("word", ["off", "'off'", "Off"])
def test_off_stays_text(tmp_path, word):
    found = faults(tmp_path, f"years: [2025]\nlearning: {word}\n")
    assert found == ([] if word != "Off" else [
        "instance.yaml:2: learning = Off: has to be one of off, path, local, certified (did you mean off?)"
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: x\n", "instance.yaml:1: years: is missing: give the first years of the periods, such as [2025, 2030]"),
        ("years: [2030, 2025]\n",
         "instance.yaml:1: years = [2030, 2025]: has to rise from one period to the next"),
        ("years: [20025]\n",
         "instance.yaml:1: years = [20025]: has to list years from 0 to 9999, such as [2025, 2030]"),
        ("years: {first: 2030, last: 2025}\n", "instance.yaml:1: years = {'first': 2030, 'last': 2025}: has to be a "
         "list, or {first: 2025, last: 2040, step: 5} with first <= last, step >= 1"),
        ("years: [2025]\nlast_year: 2020\n",
         "instance.yaml:2: last_year = 2020: has to be 2025 or later: the last period begins then"),
        ("years: [1900]\nlast_year: 2200\n",
         "instance.yaml:2: last_year = 2200: makes a horizon of more than 200 years: shorten it"),
        ("years: [2025]\ndiscount_rat: 0.1\n",
         "instance.yaml:2: discount_rat: is no key of instance.yaml (did you mean discount_rate?)"),
        ("years: [2025]\ndiscount_rate: -0.1\n", "instance.yaml:2: discount_rate = -0.1: has to be 0 or more"),
        ("years: [2025]\ndiscount_rate: six\n", "instance.yaml:2: discount_rate = six: has to be a number"),
        ("years: [2025]\nannounced_share: 1.2\n",
         "instance.yaml:2: announced_share = 1.2: has to be 0 or more, 1 or less"),
        ("years: [2025]\nrelax: maybe\n", "instance.yaml:2: relax = maybe: has to be true or false"),
        ("years: [2025]\nname: ../out\n",
         "instance.yaml:2: name = ../out: has to be a plain name: letters, digits, - and _"),
        ("years: [2025]\nsolver: {gap: -1}\n",
         "instance.yaml:2: solver = {'gap': -1}: gap has to be 0 or more, 1 or less"),
        ("years: [2025]\nsolver: {gapp: 1}\n",
         "instance.yaml:2: solver = {'gapp': 1}: has to be {gap, time_limit, threads}, each with a number"),
        ("years: [2025]\ncurrencies: {USD: 0}\n",
         "instance.yaml:2: currencies = {'USD': 0}: has no rate above 0 for USD"),
        ("years: [2025]\nprice_index: 3\n",
         "instance.yaml:2: price_index = 3: has to be {2024: 1.0, 2025: 1.02}: a number for each year"),
        ("years: [2025]\nbase_year: later\n", "instance.yaml:2: base_year = later: has to be a year from 0 to 9999"),
        ("years: [2025]\ntitle: [a]\n", "instance.yaml:2: title = ['a']: has to be a text"),
    ],
)  # fmt: skip
def test_a_key_that_is_wrong_is_told(tmp_path, text, message):
    assert faults(tmp_path, text) == [message]

"""From rows with `*` and years to the value of an id in a year."""

from dataclasses import replace

import pytest

from model.instance.expand import ids_named, keys_covered, lookup
from model.instance.instance import Settings
from tests.solution.audit_case import make_instance

FOUR_YEARS = Settings("case", (2025,), 2028, base_year=2025)


def table(name, text, stars=None):
    return lookup(make_instance(FOUR_YEARS, **{name: text}), name, stars)


def test_numbers_are_linear_between_rows_and_constant_outside():
    demand = table("demand", "commodity,region,year,amount\ncell,A,2026,10\ncell,A,2028,20\n")
    assert demand.numbers("amount", "cell", "A").tolist() == [10, 10, 15, 20]
    # Inside and outside of the horizon.
    assert [demand.at("amount", year, "cell", "A") for year in (2000, 2027, 2100)] == [10, 15, 20]
    assert demand.number("amount", "cell", "A") == 10


def test_a_row_without_a_year_holds_in_all_years():
    assert table("demand", "commodity,region,amount\ncell,A,7\n").numbers("amount", "cell", "A").tolist() == [7] * 4


def test_more_names_win_and_then_the_earlier_key_column():
    rows = "commodity,region,amount\n*,*,1\n*,A,2\ncell,*,3\ncell,A,4\n"
    demand = table("demand", rows)
    ids = (("cell", "A"), ("cell", "B"), ("ore", "A"), ("ore", "B"))
    assert [demand.number("amount", *key) for key in ids] == [4, 3, 2, 1]


def test_a_blank_cell_leaves_the_column_to_a_less_specific_row_then_to_the_default():
    lines = table("lines", "line,year,life,capex,stage\n*,,20,,cells\na,2025,,300,\na,2027,,500,\n")
    assert lines.numbers("life", "a").tolist() == [20] * 4
    assert lines.numbers("capex", "a").tolist() == [300, 400, 500, 500]
    assert lines.numbers("capex", "b").tolist() == [0] * 4
    assert lines.numbers("hurdle_rate", "a") is None
    assert (lines.text("stage", "a"), lines.text("owner", "a")) == ("cells", "")


def test_text_and_truth_hold_until_the_next_row():
    sites = table("sites", "line,region,year,allowed\na,A,2026,false\na,A,2028,true\n")
    assert [sites.yes("allowed", year, "a", "A") for year in range(2025, 2029)] == [False, False, False, True]
    assert sites.yes("allowed", 2025, "a", "B") is True
    lines = table("lines", "line,year,stage\na,2020,old\na,2025,new\n")
    assert lines.text("stage", "a") == "new"


def test_a_star_may_stand_for_some_ids_only():
    sites = table("sites", "line,region,max_build\na,*,5\n", {1: frozenset({"A"})})
    assert (sites.number("max_build", "a", "A"), sites.number("max_build", "a", "PORT")) == (5, None)
    assert (sites.covers("a", "A"), sites.covers("a", "PORT")) == (True, False)


def test_keys_that_rows_cover_each_once_in_order():
    frame = make_instance(FOUR_YEARS, demand="commodity,region,amount\ncell,B,1\n*,A,2\ncell,A,3\n").tables["demand"]
    found = keys_covered(frame, ("commodity", "region"), (("cell", "ore"), ("A", "B")))
    assert found == [("cell", "B"), ("cell", "A"), ("ore", "A")]
    assert ids_named(frame, "commodity") == ("cell",)


def test_what_is_found_in_a_table_is_kept_until_the_table_or_the_years_are_others():
    instance = make_instance(FOUR_YEARS, demand="commodity,region,amount\ncell,A,7\n")
    kept = lookup(instance, "demand")
    assert kept.number("amount", "cell", "A") == 7
    assert lookup(instance, "demand") is kept
    edited = instance.tables["demand"].assign(amount=8.0)
    other = replace(instance, tables={**instance.tables, "demand": edited})
    assert lookup(other, "demand").number("amount", "cell", "A") == 8
    assert lookup(other, "lines") is lookup(instance, "lines")
    longer = replace(instance, settings=replace(FOUR_YEARS, last_year=2030))
    assert len(lookup(longer, "demand").numbers("amount", "cell", "A")) == 6


def test_a_table_without_rows_has_defaults_only():
    sites = table("sites", "")
    assert sites.numbers("capex_factor", "a", "A").tolist() == [1] * 4
    assert sites.numbers("max_build", "a", "A") is None
    assert not sites.covers("a", "A")
    with pytest.raises(KeyError, match="no such column"):
        sites.numbers("no such column", "a", "A")

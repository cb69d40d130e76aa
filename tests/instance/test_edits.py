"""Each kind of edit, and every way in which one can silently do nothing."""

import pandas as pd
import pytest

from model.instance.documents import parse_document
from model.instance.draft import Document, Draft
from model.instance.edits import EditReport, apply_edits
from model.instance.problems import ProblemLog
from model.instance.read import ReadContext, empty_table, read_table
from model.instance.schema import BY_NAME, TABLES
from model.instance.source import parse_table
from model.instance.units import Money

SETTINGS = {"years": [2025, 2027], "last_year": 2028, "solver": {"gap": 1e-6, "threads": 1}, "discount_rate": 0.05}
CONTEXT = ReadContext(Money("million CNY", {"USD": 7.0}, {}, 2025))

TEXTS = {
    "regions": "region,group,kind\nA,East,\nB,East,inland\nC,West,port\n",
    "commodities": "commodity,unit\ncell,GWh\nnickel,kt\n",
    "lines": "line,capex\nold,100\nnew,80\n",
    "demand": "commodity,region,year,amount,source\n"
    "cell,A,2025,10,book\ncell,A,2029,18,book\ncell,B,,5,book\nnickel,*,,1,guess\n",
    "markets": "market,year,side,commodity,region,price,limit\n"
    "mine,2025,,nickel,A,40,\nmine,2029,,,,80,\nport,,sell,nickel,*,60,7\n",
    "sites": "line,region,allowed,max_capacity\nold,*,true,10\nnew,A,,20\nnew,B,false,\n",
    "capacity": "line,region,online,status,capacity\nold,A,2020,,4\nold,B,2026,announced,6\n",
    "history": "process,region,year,amount\nuse,A,2020,3\nuse,A,2021,4\n",
}
POLICIES = ({"name": "norm", "at_least": 0.5}, {"name": "quota", "at_least": 0.1})


def draft() -> Draft:
    log = ProblemLog()
    tables = {table.name: empty_table(table) for table in TABLES}
    for name, text in TEXTS.items():
        raw = parse_table(f"{name}.csv", text, log)
        assert raw is not None
        tables[name] = read_table(raw, BY_NAME[name], CONTEXT, log)
    assert not log.problems
    return Draft(SETTINGS, tables, POLICIES)


def scenario(text: str, name: str = "s") -> Document:
    document = parse_document(f"scenarios/{name}.yaml", text, ProblemLog())
    assert document is not None
    return document


def applied(*texts: str) -> tuple[Draft, tuple[EditReport, ...], ProblemLog]:
    log = ProblemLog()
    documents = [scenario(text, f"s{n}") for n, text in enumerate(texts)]
    return *apply_edits(draft(), documents, CONTEXT, log), log


def edited(*texts: str) -> Draft:
    changed, _, log = applied(*texts)
    assert not log.problems, "\n".join(map(str, log.problems))
    return changed


def faults(text: str) -> list[str]:
    changed, reports, log = applied(text)
    assert not reports
    assert all(changed.tables[name].equals(table) for name, table in draft().tables.items())
    return [str(problem) for problem in log.errors]


def fault(text: str) -> str:
    (one,) = faults(text)
    return one


def cells(table: pd.DataFrame, column: str, **ids: object) -> list[object]:
    for name, wanted in ids.items():
        table = table[table[name] == wanted]
    return [None if pd.isna(cell) else cell for cell in table[column]]


def test_scale_multiplies_the_rows_that_match_and_leaves_blanks_blank() -> None:
    tables = edited("edit:\n  - {table: sites, where: {line: new}, scale: {max_capacity: 0.5}}\n").tables
    assert cells(tables["sites"], "max_capacity") == [10, 10, None]
    assert cells(tables["sites"], "_file") == ["sites.csv", "scenarios/s0.yaml", "scenarios/s0.yaml"]
    assert cells(tables["sites"], "_line") == [2, 2, 2]


def test_without_where_every_row_is_meant() -> None:
    assert cells(edited("edit: [{table: lines, scale: {capex: 2}}]").tables["lines"], "capex") == [200, 160]


def test_set_writes_cells_as_a_file_would_and_null_is_the_default() -> None:
    text = "edit: [{table: sites, where: {region: A}, set: {allowed: false, max_capacity: null, note: shut}}]"
    sites = edited(text).tables["sites"]
    assert cells(sites, "allowed") == [True, False, False]
    assert cells(sites, "max_capacity") == [10, None, None]
    assert cells(sites, "note") == ["", "shut", ""]


def test_set_converts_a_unit_in_the_key_by_the_commodity_of_the_row() -> None:
    # 40 000 CNY per tonne of nickel are 40 million CNY per kt; the row of 2029 names no commodity itself.
    markets = edited(
        "edit: [{table: markets, where: {market: mine, price: [70, 90]}, set: {'price [CNY/t]': 40000}}]"
    ).tables["markets"]
    assert cells(markets, "price") == pytest.approx([40, 40, 60])
    said = fault("edit: [{table: markets, where: {market: mine, price: [70, 90]}, set: {'price [CNY/kWh]': 40}}]")
    assert said.startswith("scenarios/s0.yaml:1: price = price [CNY/kWh]: the unit [CNY/kWh] does not fit")


def test_drop_takes_rows_out() -> None:
    assert cells(edited("edit: [{table: demand, where: {region: '*'}, drop: true}]").tables["demand"], "region") == []
    assert cells(edited("edit: [{table: demand, where: {source: b*k}, drop: true}]").tables["demand"], "amount") == [1]


def test_add_reads_rows_with_units_and_defaults() -> None:
    text = """
edit:
  - table: markets
    add:
      - {market: m1, commodity: nickel, region: A, 'price [USD/t]': 1000}
      - {market: m2, commodity: cell, region: B, 'price [CNY/kWh]': 600, limit: 2}
      - {market: m3, commodity: cell, region: B, 'price [CNY/kWh]': 500, limit: 3}
"""
    markets = edited(text).tables["markets"]
    # 1000 USD per tonne are 7000 CNY per tonne, 7 million CNY per kt.
    assert cells(markets, "price") == pytest.approx([40, 80, 60, 7, 600, 500])
    assert cells(markets, "limit") == [None, None, 7, None, 2, 3]
    assert cells(markets, "_line")[-3:] == [5, 6, 7]
    assert markets.columns.equals(draft().tables["markets"].columns)


def test_add_fills_a_table_that_the_instance_does_not_have() -> None:
    lanes = edited("edit: [{table: lanes, add: [{commodity: cell, origin: A, destination: B, cost: 3}]}]").tables[
        "lanes"
    ]
    assert cells(lanes, "cost") == [3]
    assert cells(lanes, "year") == [None]
    assert cells(lanes, "origin") == ["A"]


def test_an_added_commodity_has_its_unit_in_later_edits() -> None:
    text = """
edit:
  - {table: commodities, add: [{commodity: foil, unit: million m2}]}
  - {table: markets, add: [{market: f, commodity: foil, region: A, 'price [CNY/kt]': 3}]}
"""
    _, _, log = applied(text)
    assert [str(p) for p in log.errors] == [
        "scenarios/s0.yaml:4: price = price [CNY/kt]: the unit [CNY/kt] does not fit: "
        "state one such as million CNY/million m2"
    ]


def test_a_filter_on_year_acts_on_yearly_values_and_writes_the_key_out() -> None:
    # A: 10 in 2025 and 18 in 2029 are 10, 12, 14, 16, 18; half of 2026 and 2027 are 6 and 7. The horizon ends in 2028.
    demand = edited("edit: [{table: demand, where: {region: A, year: [2026, 2027]}, scale: {amount: 0.5}}]").tables[
        "demand"
    ]
    assert cells(demand, "year", region="A") == [2025, 2026, 2027, 2028, 2029]
    assert cells(demand, "amount", region="A") == [10, 6, 7, 16, 18]
    assert cells(demand, "amount", region="B") == [5]
    assert cells(demand, "year", region="B") == [None]
    # Rows keep where they come from: the scenario where it changed them, else the row that holds.
    files = cells(demand, "_file", region="A")
    assert [file == "scenarios/s0.yaml" for file in files] == [False, True, True, False, False]
    assert cells(demand, "_line", region="A") == [2, 1, 1, 2, 3]
    assert cells(demand, "region") == ["A"] * 5 + ["B", "*"]


def test_a_row_without_year_is_written_out_for_the_horizon() -> None:
    demand = edited("edit: [{table: demand, where: {region: B, year: 2028}, set: {amount: 9}}]").tables["demand"]
    assert cells(demand, "year", region="B") == [2025, 2026, 2027, 2028]
    assert cells(demand, "amount", region="B") == [5, 5, 5, 9]


def test_text_holds_until_the_next_row_when_written_out() -> None:
    markets = edited("edit: [{table: markets, where: {commodity: nickel, year: 2028}, scale: {price: 2}}]").tables[
        "markets"
    ]
    # 40 in 2025 and 80 in 2029 are 70 in 2028; both markets trade nickel.
    assert cells(markets, "price", market="mine") == [40, 50, 60, 140, 80]
    assert cells(markets, "commodity", market="mine") == ["nickel"] * 5
    assert cells(markets, "price", market="port") == [60, 60, 60, 120]
    assert cells(markets, "limit", market="port") == [7, 7, 7, 7]


def test_a_key_that_is_filled_twice_is_not_written_out() -> None:
    text = """
edit:
  - {table: demand, add: [{commodity: cell, region: B, year: 2026, amount: 7}]}
  - {table: demand, where: {region: B, year: 2026}, scale: {amount: 2}}
"""
    _, _, log = applied(text)
    (said,) = map(str, log.errors)
    assert said.startswith("scenarios/s0.yaml:4: year: demand.csv:4: fill a column by one row without a year")


def test_years_of_history_are_rows_and_nothing_is_interpolated() -> None:
    history = edited("edit: [{table: history, where: {year: [2021, 2030]}, scale: {amount: 2}}]").tables["history"]
    assert cells(history, "amount") == [3, 8]


def test_text_of_a_later_row_is_that_of_the_row_before() -> None:
    markets = edited("edit: [{table: markets, where: {commodity: nickel, region: A}, scale: {price: 2}}]").tables[
        "markets"
    ]
    assert cells(markets, "price") == [80, 160, 60]


def test_blank_counts_as_the_default_in_a_filter() -> None:
    capacity = edited("edit: [{table: capacity, where: {status: operating}, scale: {capacity: 2}}]").tables["capacity"]
    assert cells(capacity, "capacity") == [8, 6]
    regions = edited("edit: [{table: regions, where: {kind: inland}, set: {group: null}}]").tables["regions"]
    assert cells(regions, "group") == ["", "", "West"]
    markets = edited("edit: [{table: markets, where: {side: buy}, scale: {price: 2}}]").tables["markets"]
    assert cells(markets, "price") == [80, 160, 60]


def test_blank_does_not_count_as_the_default_where_a_row_with_a_star_fills_the_column() -> None:
    assert cells(
        edited("edit: [{table: sites, where: {allowed: true}, set: {max_capacity: 1}}]").tables["sites"], "max_capacity"
    ) == [1, 20, None]


@pytest.mark.parametrize(
    ("where", "meant"),
    [
        ("{region: A}", [10, 18]),
        ("{region: [A, B]}", [10, 18, 5]),
        ("{region: '*'}", [10, 18, 5, 1]),
        ("{commodity: ni*}", [1]),
        ("{commodity: '*e*', region: [A, B, '*']}", [10, 18, 5, 1]),
        ("{amount: [5, 10]}", [10, 5]),
        ("{amount: 5}", [5]),
        ("{amount: [1, 5, 18]}", [18, 5, 1]),
    ],
)
def test_what_filters_mean(where: str, meant: list[float]) -> None:
    before, after = draft().tables["demand"], edited(f"edit: [{{table: demand, where: {where}, scale: {{amount: 2}}}}]")
    changed = after.tables["demand"]["amount"] != before["amount"]
    assert list(before["amount"][changed]) == meant


def test_later_edits_and_scenarios_see_what_earlier_ones_made() -> None:
    first = "edit:\n  - {table: lines, where: {line: old}, set: {capex: 50}}\n  - {table: lines, scale: {capex: 2}}\n"
    second = "edit: [{table: lines, where: {capex: 100}, scale: {capex: 3}}]"
    assert cells(edited(first, second).tables["lines"], "capex") == [300, 160]


def test_settings_are_merged_one_level_deep_and_null_is_the_default() -> None:
    what = "{learning: path, solver: {gap: 1}, solver.threads: null, discount_rate: null}"
    settings = edited(f"edit: [{{table: instance, set: {what}}}]").settings
    assert settings["solver"] == {"gap": 1}
    assert settings["learning"] == "path"
    assert "discount_rate" not in settings
    assert SETTINGS["solver"] == {"gap": 1e-6, "threads": 1}


def test_settings_are_scaled() -> None:
    settings = edited("edit: [{table: instance, scale: {discount_rate: 2, solver: {gap: 10}}}]").settings
    assert settings["discount_rate"] == 0.1
    assert settings["solver"]["gap"] == pytest.approx(1e-5)


def test_years_set_by_an_edit_count_for_the_next_one() -> None:
    text = """
edit:
  - {table: instance, set: {years: [2025], last_year: 2026}}
  - {table: demand, where: {region: B, year: 2025}, scale: {amount: 2}}
"""
    assert cells(edited(text).tables["demand"], "year", region="B") == [2025, 2026]


def test_policies_are_added_replaced_and_dropped() -> None:
    text = "policies:\n  - {name: cap, at_most: 1}\n  - {name: quota, at_least: 0.2}\n  - {name: norm, drop: true}\n"
    changed, reports, log = applied(text)
    assert not log.problems
    assert [policy["name"] for policy in changed.policies] == ["quota", "cap"]
    assert changed.policies[0]["at_least"] == 0.2
    assert changed.origin["policies/quota"].line("at_least") == 3
    assert changed.origin["policies/quota"].file == "scenarios/s0.yaml"
    assert [str(report) for report in reports] == [
        "scenarios/s0.yaml:2: policies: added: cap",
        "scenarios/s0.yaml:3: policies: replaced: quota",
        "scenarios/s0.yaml:4: policies: dropped: norm",
    ]


def test_a_later_scenario_drops_the_policy_of_an_earlier_one() -> None:
    changed = edited("policies: [{name: cap, at_most: 1}]", "policies: [{name: cap, drop: true}]")
    assert [policy["name"] for policy in changed.policies] == ["norm", "quota"]
    assert "policies/cap" not in changed.origin


def test_a_report_tells_rows_and_the_first_cells_before_and_after() -> None:
    _, reports, _ = applied(
        "edit:\n  - {table: demand, scale: {amount: 0.5}}\n  - {table: lines, where: {line: new}, drop: true}\n"
        "  - {table: instance, set: {learning: off}}\n"
    )
    assert [str(report) for report in reports] == [
        "scenarios/s0.yaml:2: demand: 4 rows scaled: amount 10 -> 5, 18 -> 9, 5 -> 2.5, ...",
        "scenarios/s0.yaml:3: lines: 1 row dropped: new",
        "scenarios/s0.yaml:4: instance: set: learning default -> off",
    ]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("{table: demand, where: {region: D}, scale: {amount: 2}}", "matches no row: region is nowhere D"),
        ("{table: demand, where: {region: A, commodity: nickel}, scale: {amount: 2}}", "* covers it (demand.csv:5)"),
        ("{table: demand, where: {region: [A, C], commodity: nickel}, drop: true}", "* covers it (demand.csv:5)"),
        ("{table: sites, where: {region: [A, C]}, drop: true}", "with * covers it (sites.csv:2)"),
        ("{table: demand, where: {region: [A, D]}, drop: true}", "meets no row"),
        ("{table: demand, where: {commodity: cell, source: guess}, drop: true}", "each filter meets some"),
        ("{table: demand, where: {year: 2031}, drop: true}", "matches no row: the years run from 2025 to 2028"),
        ("{table: lanes, where: {origin: A}, drop: true}", "matches no row: lanes has none"),
        ("{table: demand, where: {year: [2027, 2025]}, drop: true}", "a pair is [low, high]: write [2025, 2027]"),
        ("{table: demand, where: {year: null}, drop: true}", "has to be a number, a list of numbers"),
        ("{table: demand, where: {regoin: A}, drop: true}", "no column of this name in demand (did you mean region?)"),
        ("{table: demand, where: {_line: 3}, drop: true}", "no column of this name in demand"),
        ("{table: demand, where: {region: {A: 1}}, drop: true}", "has to be one value, a list of values"),
        ("{table: demand, where: [A], drop: true}", "has to be columns with values"),
        ("{table: sites, where: {allowed: 1}, drop: true}", "has to be true or false"),
        ("{table: demands, scale: {amount: 2}}", "no table has this name (did you mean demand?)"),
        ("{scale: {amount: 2}}", "an edit names its table"),
        ("{table: demand}", "does nothing: an edit has exactly one of scale, set, drop, add"),
        ("{table: demand, scale: {amount: 2}, set: {amount: 3}}", "has scale and set: an edit has exactly one of"),
        ("{table: demand, sclae: {amount: 2}, drop: true}", "no key of this name (did you mean scale?)"),
        ("{table: demand, scale: {amuont: 2}}", "no column of numbers in demand (did you mean amount?)"),
        ("{table: demand, scale: {region: 2}}", "no column of numbers in demand"),
        ("{table: demand, scale: {amount: twice}}", "has to be a number, the factor"),
        ("{table: demand, scale: {amount: true}}", "has to be a number, the factor"),
        ("{table: demand, scale: 2}", "has to be columns with values, such as {amount: 0.8}"),
        ("{table: demand, drop: 1}", "write drop: true"),
        ("{table: demand, set: {amount: many}}", "has to be a number"),
        ("{table: demand, set: {amount: [1, 2]}}", "has to be one value"),
        ("{table: demand, set: {amuont: 2}}", "did you mean amount?"),
        ("{table: demand, set: {amount: 2, 'amount [GWh/yr]': 3}}", "stands twice"),
        ("{table: demand, add: {region: A}}", "has to be a list of rows"),
        ("{table: demand, where: {region: A}, add: [{region: A}]}", "rows are added whole"),
        ("{table: demand, add: [{region: A, commodity: cell, amuont: 3}]}", "did you mean amount?"),
        ("{table: demand, add: [{region: A, commodity: cell, amount: [3]}]}", "has to be one value"),
        ("{table: instance, where: {year: 2025}, set: {relax: true}}", "instance.yaml has no rows"),
        ("{table: instance, drop: true}", "changed by `set`"),
        ("{table: instance, set: {lerning: off}}", "is no key of instance.yaml (did you mean learning?)"),
        ("{table: instance, set: {learning: fast}}", "has to be one of off, path, local, certified"),
        ("{table: instance, set: {solver: {gasp: 1}}}", "has to be {gap, time_limit, threads}"),
        ("{table: instance, scale: {announced_share: 2}}", "is not given in instance.yaml: use `set`"),
        ("{table: instance, scale: {years: 2}}", "is no number: use `set`"),
    ],
)  # fmt: skip
def test_a_wrong_edit_is_a_fault_where_it_stands(edit: str, said: str) -> None:
    found = fault(f"title: t\nedit:\n  - {edit}\n")
    assert found.startswith("scenarios/s0.yaml:3: ")
    assert said in found


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("{at_least: 1}", "a policy has a name"),
        ("{name: norms, drop: true}", "there is no such policy to drop (did you mean norm?): there are norm, quota"),
        ("{name: norm, drop: false}", "write {name: ..., drop: true}"),
        ("{name: norm, drop: true, at_least: 1}", "and nothing else in that item"),
    ],
)
def test_a_wrong_policy_is_a_fault(item: str, said: str) -> None:
    found = fault(f"policies:\n  - {item}\n")
    assert found.startswith("scenarios/s0.yaml:2: ")
    assert said in found


def test_a_policy_cannot_stand_twice_in_a_scenario() -> None:
    _, _, log = applied("policies:\n  - {name: a, at_least: 1}\n  - {name: a, at_least: 2}\n")
    assert [str(p) for p in log.errors] == [
        "scenarios/s0.yaml:3: name = a: stands twice in this scenario: keep one of them"
    ]


def test_all_faults_are_told_at_once() -> None:
    assert len(faults("edit:\n  - {table: demand, drop: 2}\n  - {table: lines, where: {line: x}, drop: true}\n")) == 2


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        ("{table: sites, where: {region: B}, scale: {max_capacity: 2}}", "the edit changes nothing"),
        ("{table: lines, where: {line: [old, new], capex: [80, 90]}, drop: true}", "meets no row: the edit does"),
    ],
)  # fmt: skip
def test_an_edit_that_does_nothing_for_a_part_is_a_warning(edit: str, said: str) -> None:
    _, reports, log = applied(f"edit:\n  - {edit}\n")
    assert len(reports) == 1
    assert not log.errors
    (warning,) = map(str, log.warnings)
    assert warning.startswith("scenarios/s0.yaml:2: ")
    assert said in warning

"""Every number of every picture, recomputed from the tables of the solution in another way."""

import math

import pandas as pd
import plotly.graph_objects as go
import pytest

from reports.picture import Figure, MapFigure
from reports.pictures.every import PICTURES, pictures
from reports.text import Text
from reports.words import number
from tests.reports.chain import chain
from tests.reports.solutions import planned, written


@pytest.fixture(scope="module")
def solution(tmp_path_factory):
    return chain(tmp_path_factory.mktemp("chain"))


@pytest.fixture(scope="module")
def drawn(solution):
    return {picture.name: picture for picture in pictures(solution)}


def rows(picture, **where):
    table = picture.table
    for column, value in where.items():
        table = table[table[column] == value]
    return table


def value(picture, column, **where):
    (found,) = rows(picture, **where)[column].tolist()
    return found


def spoken(node, language):
    """Do what the page does: put the words of one language in the place of both."""
    if isinstance(node, Text):
        return getattr(node, language)
    if isinstance(node, dict):
        return {key: spoken(part, language) for key, part in node.items()}
    if isinstance(node, (list, tuple)):
        return [spoken(part, language) for part in node]
    return node


def names(node):
    """List every text in a figure that is not for both languages but has a letter of a name in it."""
    if isinstance(node, dict):
        return [found for part in node.values() for found in names(part)]
    if isinstance(node, (list, tuple)):
        return [found for part in node for found in names(part)]
    return [node] if isinstance(node, str) else []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.__name__)
def test_a_picture_has_its_declared_columns_and_says_something_in_both_languages(solution, picture):
    made = picture(solution)
    module = __import__(picture.__module__, fromlist=["COLUMNS"])
    assert made.name == picture.__name__
    assert tuple(made.table.columns) == module.COLUMNS
    assert made.title.en
    assert made.title.zh
    assert made.is_empty == (made.name == "policies")
    assert all(name in solution.tables or name == "run.json" for name in made.source)


def test_every_figure_is_one_that_plotly_takes_in_both_languages(drawn):
    count = 0
    for picture in drawn.values():
        if not isinstance(picture.figure, Figure):
            continue
        options = math.prod(len(choice.options) for choice in picture.figure.choices)
        assert len(picture.figure.views) == options
        for view in picture.figure.views:
            for language in ("en", "zh"):
                go.Figure(spoken(list(view.data), language), spoken({**picture.figure.layout, **view.layout}, language))
                count += 1
    assert count > 30


def test_names_in_figures_are_words_that_the_page_escapes(drawn):
    """A raw string in a figure is markup for plotly, so no name may be one."""
    for picture in drawn.values():
        if isinstance(picture.figure, Figure):
            raw = {text for view in picture.figure.views for trace in view.data for text in names(dict(trace))}
            assert not {"Anhui", "安徽", "Old cell line", "Ore", "Chile", "cell", "Cell"} & raw, picture.name


def test_the_headline_is_what_the_tables_say(solution, drawn):
    head, tables = drawn["headline"], solution.tables
    assert value(head, "value", figure="least cost") == solution.record["objective"]
    for year in (2025, 2030):
        balances, paid = (tables[name][tables[name]["year"] == year] for name in ("balances", "payments"))
        delivered = balances["demand"].sum() - balances["shortage"].sum()
        assert value(head, "value", figure="delivered", year=year) == pytest.approx(delivered)
        cost = value(head, "value", figure="paid per delivered unit", year=year)
        assert cost == pytest.approx(paid["amount"].sum() / delivered)
        lines = tables["utilisation"][
            (tables["utilisation"]["year"] == year) & (tables["utilisation"]["line"] != "mill")
        ]
        use = value(head, "value", figure="use of standing capacity", year=year)
        assert use == pytest.approx(lines["used"].sum() / lines["standing"].sum())


def test_capacity_is_stacked_to_what_stands_with_use_as_a_line(solution, drawn):
    picture = drawn["capacity"]
    stage = [option.en for option in picture.figure.choices[0].options].index("Cell (GWh/yr)")
    assert picture.figure.choices[0].start == stage
    table = solution.tables["capacity"]
    cells = table[table["line"] != "mill"].groupby("year")["nameplate"].sum().tolist()
    use = solution.tables["utilisation"]
    used = use[use["line"] != "mill"].groupby("year")["used"].sum().tolist()
    for split in range(3):
        data = picture.figure.views[3 * stage + split].data
        bars = [[x or 0.0 for x in trace["y"]] for trace in data if trace["type"] == "bar"]
        assert [sum(column) for column in zip(*bars, strict=True)] == pytest.approx(cells)
        assert data[-1]["y"] == pytest.approx(used)
    assert rows(picture)["nameplate"].sum() == pytest.approx(table["nameplate"].sum())


def test_utilisation_marks_the_norm_and_the_limit(solution, drawn):
    picture = drawn["utilisation"]
    table = solution.tables["utilisation"]
    for row in table.to_dict("records"):
        stands = table[(table["line"] == row["line"]) & (table["year"] == row["year"])]
        use = value(picture, "on_standing", line=row["line"], year=row["year"])
        assert use == pytest.approx(stands["used"].sum() / stands["standing"].sum())
    # Old lines may run at 80 %, new ones at 90 %: the stage at the mean over what stands of them.
    assert value(picture, "limit", line="old", year=2025) == pytest.approx(0.8)
    by_line = {line: rows(picture, line=line, year=2025)["standing"].sum() for line in ("old", "new")}
    limit = (0.8 * by_line["old"] + 0.9 * by_line["new"]) / sum(by_line.values())
    assert value(picture, "limit", line="", stage="cell", year=2025) == pytest.approx(limit)
    assert value(picture, "mark", line="new", year=2025) == "at the limit"


def test_two_rows_of_one_name_say_their_units():
    use = [
        ("old", "A", 2025, 4.0, 10.0, 10.0, 10.0, 0.4, 0.4, 0.4, "GWh/yr"),
        ("new", "A", 2025, 3.0, 10.0, 10.0, 10.0, 0.3, 0.3, 0.3, "kt/yr"),
        ("mill", "A", 2025, 3.0, 10.0, 10.0, 10.0, 0.3, 0.3, 0.3, "kt/yr"),
    ]
    solution = written({"money": "million CNY", "learning": "off"}, utilisation=use)
    (picture,) = (p(solution) for p in PICTURES if p.__name__ == "utilisation")
    names = picture.figure.views[0].layout["yaxis"]["ticktext"]
    assert [name.en for name in names] == ["Cell (GWh/yr)", "Cell (kt/yr)", "Cathode"]


def test_a_line_below_half_load_is_marked_and_one_that_does_not_stand_is_blank():
    unit = "GWh/yr"
    use = [
        ("old", "A", 2025, 4.0, 10.0, 10.0, 10.0, 0.4, 0.4, 0.4, unit),
        ("new", "A", 2025, 0.0, 0.0, 0.0, 5.0, None, None, 0.0, unit),
    ]
    solution = written({"money": "million CNY", "learning": "off"}, utilisation=use)
    (picture,) = (p(solution) for p in PICTURES if p.__name__ == "utilisation")
    assert value(picture, "mark", line="old", year=2025) == "below 50 %"
    assert math.isnan(value(picture, "on_standing", line="new", year=2025))
    assert value(picture, "mark", line="new", year=2025) == ""
    shown = picture.figure.views[1].data[0]
    assert shown["text"][0][0] == "40▼"
    assert (shown["z"][1][0], shown["text"][1][0]) == (None, "")


def test_the_map_has_capacity_use_prices_and_flows(solution, drawn):
    picture, tables = drawn["map_of_regions"], solution.tables
    capacity = tables["capacity"]
    for (region, year), group in capacity[capacity["line"] != "mill"].groupby(["region", "year"]):
        shown = value(picture, "value", measure="capacity", item="cell", region=region, year=year)
        assert shown == pytest.approx(group["nameplate"].sum())
    for row in tables["flows"].to_dict("records"):
        where = {"measure": "flow", "item": row["commodity"], "region": row["origin"], "year": row["year"]}
        assert value(picture, "value", destination=row["destination"], **where) == row["flow"]
    prices = tables["prices"].set_index(["commodity", "region", "year"])["marginal_cost"]
    shown = rows(picture, measure="marginal_cost")
    for row in shown.to_dict("records"):
        assert row["value"] == prices[row["item"], row["region"], row["year"]]
    assert isinstance(picture.figure, MapFigure)
    places = {place.region: place for place in picture.figure.places}
    assert (places["A"].outline, places["P"].outline, places["O"].outline) == ("CN-AH", None, None)
    # The port is near and has a point; overseas is nowhere on this map.
    assert places["P"].x is not None
    assert places["O"].x is None
    assert [measure.item for measure in picture.figure.flows] == ["cell", "ore"]


def test_the_flow_of_material_keeps_its_mass_and_returns_to_the_cells(solution, drawn):
    picture = drawn["material_flow"]
    turnover, trade = solution.tables["turnover"], solution.tables["trade"]
    for year in (2025, 2030):
        # 4000 t a GWh of cells; ore and what is recovered in kt.
        made = turnover[(turnover["year"] == year) & (turnover["commodity"] == "cell")]["made"].sum()
        out = rows(picture, year=year, commodity="cell")["mass"].sum()
        assert out == pytest.approx(4.0 * made)
        ore = turnover[(turnover["year"] == year) & (turnover["commodity"] == "ore")]["used"].sum()
        assert rows(picture, year=year, to="cell")["mass"].sum() == pytest.approx(ore)
        bought = trade[(trade["year"] == year) & (trade["side"] == "buy")]["amount"].sum()
        assert rows(picture, year=year, **{"from": "mines and markets: Chile, Peru"})["mass"].sum() == pytest.approx(
            bought
        )
        # A retired pack weighs what the cell weighed, though nobody says so.
        back = turnover[(turnover["year"] == year) & (turnover["commodity"] == "retired")]["returned"].sum()
        assert rows(picture, year=year, commodity="retired")["mass"].sum() == pytest.approx(4.0 * back)
    links = picture.figure.views[-1].data[0]["link"]
    assert sum(links["value"]) == pytest.approx(rows(picture, year=2030)["mass"].sum())


def test_the_cost_of_a_unit_adds_up_to_what_is_paid(solution, drawn):
    picture, paid = drawn["cost_per_unit"], solution.tables["payments"]
    for view in picture.figure.views:
        *bars, total = view.data
        for k, year in enumerate((2025, 2030)):
            of_year = paid[paid["year"] == year]
            delivered = rows(picture, year=year)["delivered"].iloc[0]
            assert total["y"][k] == pytest.approx(of_year["amount"].sum() / delivered)
            assert sum(bar["y"][k] or 0.0 for bar in bars) == pytest.approx(total["y"][k])
    capital = rows(picture, component="capital", year=2030)["amount"].sum()
    assert capital == pytest.approx(paid[(paid["component"] == "capital") & (paid["year"] == 2030)]["amount"].sum())
    assert set(rows(picture, component="bought")["part"]) == {"commodity:ore"}


def test_the_cost_map_is_weighted_by_what_is_delivered(solution, drawn):
    picture, tables = drawn["cost_map"], solution.tables
    prices = tables["prices"].set_index(["commodity", "region", "year"])["marginal_cost"]
    for year in (2025, 2030):
        assert value(picture, "value", item="all", region="O", year=year) == pytest.approx(prices["cell", "O", year])
        assert value(picture, "value", item="road", region="A", year=year) == pytest.approx(prices["road", "A", year])


def test_the_learning_path_is_the_table_of_it(solution, drawn):
    table, (trace,) = solution.tables["learning"], drawn["learning_path"].figure.views[0].data
    assert trace["x"] == table["volume"].tolist()
    assert trace["y"] == table["unit_cost"].tolist()
    saved = table[table["year"] <= 2030]["saved"].sum()
    assert drawn["learning_path"].title.en.startswith(f"Up to 2030 learning saves {number(saved)} ")


def test_recycling_is_followed_to_what_its_product_becomes(solution, drawn):
    turnover, trade = solution.tables["turnover"], solution.tables["trade"]
    for year in (2025, 2030):
        blended = turnover[(turnover["year"] == year) & (turnover["process"] == "blend")]["made"].sum()
        bought = trade[(trade["year"] == year)]["amount"].sum()
        assert value(drawn["loop"], "share", commodity="ore", year=year) == pytest.approx(blended / (blended + bought))
    # What is recovered counts as the ore it becomes, not as a material of its own.
    assert set(drawn["loop"].table["commodity"]) == {"ore"}


def test_impacts_add_up_by_cause(solution, drawn):
    table = solution.tables["impacts"]
    for (impact, year), group in table.groupby(["impact", "year"]):
        assert rows(drawn["impacts_by_year"], impact=impact, year=year)["amount"].sum() == pytest.approx(
            group["amount"].sum()
        )
    parts = set(rows(drawn["impacts_by_year"], impact="CO2, kt")["part"])
    assert parts == {"stage:cell", "commodity:ore"}


def test_what_the_plan_rests_on_is_all_cost_by_the_grade_of_its_data(solution, drawn):
    picture, costs = drawn["rests_on"], solution.tables["costs"]
    by_item = costs.groupby(["component", "item"])["discounted"].sum().abs()
    assert rows(picture)["amount"].sum() == pytest.approx(costs["discounted"].abs().sum())
    assert value(picture, "amount", component="fixed_cost", item="old") == pytest.approx(by_item["fixed_cost", "old"])
    grades = {
        ("bought", "ore"): "C",
        ("fixed_cost", "old"): "D",
        ("freight", "cell"): "B",
        ("disposal", "retired"): "D",
    }
    for (component, item), grade in grades.items():
        found = rows(picture, component=component, item=item)["grade"].tolist()
        assert found in ([grade], []), (component, item)
    share = sum(x for trace in picture.figure.views[0].data for x in trace["x"][:1])
    assert share == pytest.approx(100.0)


def test_the_audit_is_told_failures_first(solution, drawn):
    assert "196 checks" in drawn["audit"].title.en or "checks of" in drawn["audit"].title.en
    assert drawn["audit"].table["passed"].all()
    checks = [{**check} for check in solution.record["audit"]["checks"]]
    checks[7]["passed"] = False
    record = {**solution.record, "audit": {"passed": False, "notes": [], "checks": checks}}
    (picture,) = (p(type(solution)(record, solution.tables)) for p in PICTURES if p.__name__ == "audit")
    assert "1 of" in picture.title.en
    assert "FAILED" in picture.title.en
    assert picture.table["check"].iloc[0] == checks[7]["name"]


def test_policies_say_what_they_cost(tmp_path):
    row = ("quota", "nation", 2025, "at_least", 0.2, 1.0, 0.2, 0.0, 0.0, 0.0, 5.0, 0.05, "GWh/yr")
    missed = ("cap", "A", 2026, "at_most", 8.0, 1.0, 5.0, -3.0, 3.0, 30.0, 0.0, 0.0, "GWh/yr")
    solution = written({"money": "million CNY"}, policies=[row, missed])
    (picture,) = (p(solution) for p in PICTURES if p.__name__ == "policies")
    assert "1 of 2 policies bind" in picture.title.en
    assert "costs 30.0 million CNY" in picture.title.en
    tighter, paid = picture.figure.views[0].data
    assert (tighter["x"], paid["x"]) == ([0.05, 0.0], [0.0, 30.0])


PLAIN = "name: plain\nyears: [2025]\nlearning: off\n"


@pytest.mark.parametrize(
    ("settings", "tables"),
    [
        (PLAIN, {}),
        # No lines at all, so nothing stands, nothing is built and nothing is paid.
        (PLAIN, {"lines": "", "processes": "process\nmake\n"}),
    ],
    ids=["one region, one year, no flows", "no capacity"],
)
def test_a_run_with_little_in_it_still_has_every_picture(tmp_path, settings, tables):
    solution = planned(tmp_path, settings, **tables)
    made = pictures(solution)
    assert [picture.name for picture in made] == [picture.__name__ for picture in PICTURES]
    for picture in made:
        assert picture.title.en
        assert isinstance(picture.table, pd.DataFrame)
        assert picture.figure is None or not picture.is_empty or isinstance(picture.figure, MapFigure)

"""Every number of every picture of a study, recomputed from its tables in another way."""

import importlib

import pandas as pd
import plotly.graph_objects as go
import pytest

from model.studies import KINDS
from model.studies.compare import BRIDGE, CHANGES, LEVELS
from model.studies.measures.data_difference import DATA
from model.studies.measures.near import RANGES
from model.studies.measures.stranded import STRANDED
from model.studies.rolling import COSTS, WORTH, YEARS
from model.studies.searches.draws import RANKS
from model.studies.searches.idle_order import ORDER
from model.studies.sensitivity import SURE
from model.studies.sweep import RUNS
from model.studies.threshold import CURVE
from reports.markup import small_table
from reports.picture import Figure
from reports.studies.damage_ranking import damage_ranking
from reports.studies.every import OF_ALL, OF_KIND, study_pictures
from tests.reports.answers import ANSWERS, RECORD, answer
from tests.reports.test_pictures import names, spoken

DRAWN = [(kind, picture) for kind, pictures in OF_KIND.items() for picture in (*pictures, *OF_ALL) if kind in ANSWERS]


def drawn(kind, name, **record):
    (found,) = (picture for picture in study_pictures(answer(kind, **record)) if picture.name == name)
    return found


def traces(picture, view=0):
    return picture.figure.views[view].data


@pytest.mark.parametrize(("kind", "picture"), DRAWN, ids=lambda part: getattr(part, "__name__", part))
def test_a_picture_has_its_columns_and_says_something_in_both_languages(kind, picture):
    made = picture(answer(kind))
    columns = importlib.import_module(picture.__module__).COLUMNS
    assert made.name == picture.__name__
    assert set(columns) <= set(made.table.columns)
    assert made.title.en
    assert made.title.zh
    assert not made.is_empty or (made.name == "how_sure" and "sure" not in ANSWERS[kind])


WRITTEN = {
    "compare": {"cost_bridge": BRIDGE, "plants_changed": CHANGES, "prices_changed": LEVELS, "data_changed": DATA},
    "sweep": {"sweep_runs": RUNS},
    "threshold": {
        "threshold_curve": CURVE, "range_by_region": RANGES, "rank_by_region": RANKS, "order_of_places": ORDER,
        "stranded_capital": STRANDED,
    },
    "rolling": {"rolling_use": YEARS, "rolling_worth": WORTH, "rolling_cost": COSTS},
    "sensitivity": {"how_sure": SURE},
    "siting": {"regime_costs": "REGIMES", "regime_parts": "PARTS"},
    "resilience": {"damage_ranking": "LOSSES", "insurance": "INSURANCE"},
    "near_optimal": {"near_ends": "ENDS", "near_ranges": "RANGES", "near_plans": "SHARES"},
}  # fmt: skip
"""What each picture is made of: the columns that the study declares, or their name in the file of its kind."""


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if kind.name in WRITTEN])
def test_pictures_take_the_columns_that_studies_write(kind):
    for picture, written in WRITTEN[kind].items():
        columns = importlib.import_module(f"reports.studies.{picture}").COLUMNS
        of_study = (
            written if isinstance(written, tuple) else vars(importlib.import_module(f"model.studies.{kind}"))[written]
        )
        assert set(of_study) <= set(columns), picture
        assert set(columns) - set(of_study) <= {"unit", "run", "exit_rate"}, picture


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_figure_is_one_that_plotly_takes_and_no_name_in_it_is_raw(kind):
    for picture in study_pictures(answer(kind)):
        if not isinstance(picture.figure, Figure):
            continue
        for view in picture.figure.views:
            for language in ("en", "zh"):
                go.Figure(spoken(list(view.data), language), spoken({**picture.figure.layout, **view.layout}, language))
            raw = {text for part in (*view.data, view.layout) for text in names(dict(part))}
            assert not {"Anhui", "安徽", "Old plants", "rest", "forecast", "slow", "demand"} & raw, picture.name


def test_the_curve_is_the_table_with_level_bracket_and_range():
    picture = drawn("threshold", "threshold_curve")
    year = [option.en for option in picture.figure.choices[0].options].index("2026")
    assert picture.figure.choices[0].start == year
    given, division, none, level = traces(picture, year)
    assert (given["x"], given["y"]) == ([0, 1], pytest.approx([80, 40]))
    assert division["y"] == pytest.approx([80, 35])
    assert none["y"] == pytest.approx([70, 30])
    assert level["y"] == [50, 50]
    span, bracket, line = picture.figure.views[year].layout["shapes"]
    assert (span["x0"], span["x1"]) == (0.3, 0.9)
    assert (bracket["x0"], bracket["x1"]) == (0.7, 0.8)
    assert line["x0"] == line["x1"] == 0.75
    # The worst year of every point, whichever it is; the bracket stands where the answer is.
    assert traces(picture, 0)[0]["y"] == pytest.approx([80, 40])
    assert picture.figure.views[0].layout["shapes"] == []
    assert "crosses 50.0% at share = 0.750 (0.700 to 0.800), first in 2026, Anhui, Beijing" in picture.title.en


def test_ranges_go_from_low_to_high_emptiest_first():
    bars, plan = traces(drawn("threshold", "range_by_region"))
    assert bars["base"] == pytest.approx([30, 55])
    assert [a + b for a, b in zip(bars["base"], bars["x"], strict=True)] == pytest.approx([60, 90])
    assert plan["x"] == pytest.approx([50, 70])
    bars, plan = traces(drawn("threshold", "rank_by_region"))
    assert (bars["base"], bars["x"], plan["x"]) == ([1, 1], [1, 1], [1, 2])
    bars, by = traces(drawn("threshold", "order_of_places"))
    assert (bars["base"], bars["x"], by["x"]) == ([0.5, 0.75], [0.25, 0.25], [0.75, 1.0])


def test_stranded_capital_is_parted_by_who_carries_it():
    picture = drawn("threshold", "stranded_capital")
    for view in range(3):
        idle, closed = traces(picture, view)
        assert sum(idle["x"]) + sum(closed["x"]) == pytest.approx(400)
    assert picture.title.en == "400 million CNY are left to pay on it; Anhui carries 75%"


def test_the_bridge_leads_from_the_first_plan_to_the_other():
    picture = drawn("compare", "cost_bridge")
    (slow,), (other,) = traces(picture, 0), traces(picture, 1)
    assert slow["y"] == [100, 30, -10, 0]
    assert other["y"] == [100, -10, 0]
    assert (slow["text"][0], slow["text"][-1]) == ("100", "120")
    assert "slow costs 20.0 million CNY more (+20.00%); other costs 10.0 million CNY less" in picture.title.en


def test_changes_of_plants_prices_and_use_are_those_of_the_tables():
    moved_and_dropped = traces(drawn("compare", "plants_changed"), 0)
    assert {trace["name"].en: [x for x in trace["x"] if x] for trace in moved_and_dropped} == {
        "built more or less": [-3], "moved": [3], "closed or kept open": [1],
    }  # fmt: skip
    (heat,) = traces(drawn("compare", "prices_changed"))
    assert heat["z"] == [[None, 15], [-10, None]]
    (heat,) = traces(drawn("compare", "use_changed"))
    # Where one of the plans has none there is no difference.
    assert heat["z"] == [[pytest.approx(25)]]


def test_a_sweep_has_a_line_for_what_else_differs_and_the_spread_of_use():
    picture = drawn("sweep", "sweep_runs")
    base, slow = traces(picture, 0)
    assert (base["x"], base["y"]) == ([0.5, 1], [100, 200])
    # A run without a plan is no point.
    assert (slow["x"], slow["y"]) == ([0.5], [90])
    most, middle, least, norm = traces(drawn("sweep", "sweep_use"))
    assert [trace["y"][0] for trace in (most, middle, least, norm)] == pytest.approx([90, 80, 50, 50])


def test_rolling_shows_use_cost_and_what_was_decided():
    foresight, forecast, norm = traces(drawn("rolling", "rolling_use"))
    assert (foresight["y"], forecast["y"], norm["y"]) == ([80, None], [80, 40], [50, 50])
    assert traces(drawn("rolling", "rolling_cost"))[0]["x"] == [0, 50]
    assert "costs 50" in drawn("rolling", "rolling_cost").title.en
    assert traces(drawn("rolling", "rolling_worth"))[0]["x"] == [50]
    assert drawn("rolling", "rolling_worth").title.en.endswith(": lead time 50.0")
    assert sum(trace["y"][0] for trace in traces(drawn("rolling", "rolling_decisions"))) == 12
    assert drawn("rolling", "rolling_decisions").table["unit"].tolist() == ["GWh/yr", "GWh/yr"]


def test_siting_shows_cost_parts_places_and_where_the_better_regime_changes():
    (costs,) = traces(drawn("siting", "regime_costs"))
    assert costs["x"] == [0, 8, None]
    (parts,) = traces(drawn("siting", "regime_parts"))
    assert parts["x"] == [10, -2]
    assert sum(parts["x"]) == costs["x"][1]
    table = drawn("siting", "regime_places").table
    assert table.groupby("measure")["share"].sum().to_dict() == {"clustered": 1.0, "dispersed": 1.0}
    turn = drawn("siting", "break_even")
    assert traces(turn)[1]["y"] == [8, -10]
    spread, bracket = turn.figure.views[0].layout["shapes"]
    assert ((spread["x0"], spread["x1"]), (bracket["x0"], bracket["x1"])) == ((1.5, 2.6), (1.9, 2.1))
    assert "cost the same at freight = 2.00 (1.90 to 2.10)" in turn.title.en
    counted = drawn("siting", "regime_counts").table.set_index("count")
    assert counted["clustered"].fillna(0).to_dict() == {"CO2, kt": 5, "state pays": 0}
    assert counted["dispersed"].fillna(0).to_dict() == {"CO2, kt": 0, "state pays": 7}
    # What has no picture of its own is shown as a table.
    assert drawn("siting", "table_spread").table["hhi"].tolist() == [1]


def test_siting_names_every_turn_and_the_gap_of_a_plan_that_a_limit_has_stopped():
    texts = dict(ANSWERS["siting"])
    texts["regimes"] = texts["regimes"].replace(
        "dispersed,b,optimal,108,8,0.08,0,", "dispersed,b,time_limit,108,8,0.08,0.01,"
    )
    texts["turns"] = texts["turns"].replace("draws,said", "draws,proof,said").replace("20,20,they", "20,20,proven,they")
    texts["turns"] += "share,,dispersed,nowhere,0.25,0.2,0.3,dispersed,nowhere,,,,0,local,they turn again\n"
    pictures = {picture.name: picture for picture in study_pictures(answer("siting", texts))}
    assert traces(pictures["regime_costs"])[0]["text"][1].en == "8.00 (+8.00%), gap 1.00%"
    assert pictures["break_even"].title.en == (
        "“clustered” and “dispersed” cost the same at freight = 2.00 (1.90 to 2.10); “dispersed” and “nowhere” cost "
        "the same at share = 0.250 (0.200 to 0.300) (among local plans, not proven)"
    )


def test_where_there_is_one_region_the_places_of_regimes_are_a_table():
    labels = {**RECORD["labels"], "regions": {"A": RECORD["labels"]["regions"]["A"]}}
    picture = drawn("siting", "regime_places", labels=labels)
    assert (picture.figure, picture.note.en) == (None, "Fewer than two regions have a place on a map.")
    assert len(picture.table) == 3
    texts = ANSWERS["siting"] | {"places": "regime,region,of,year,amount,share,unit\nfew,A,built,2025,1,1,GWh/yr\n"}
    (one,) = (found for found in study_pictures(answer("siting", texts)) if found.name == "regime_places")
    assert one.title.en == "All plants stand in Anhui under every regime"
    assert drawn("siting", "regime_places").figure is not None


def test_units_ids_and_shares_of_studies_of_places_are_written_as_people_read_them():
    assert drawn("siting", "regime_parts").title.en.endswith("changes capital of new capacity (+10.0 million CNY)")
    assert drawn("siting", "regime_places").title.en.startswith("Most cell in 2025")
    texts = {**ANSWERS["siting"], "places": ANSWERS["siting"]["places"].replace(",cell,", ",built,")}
    found = {picture.name: picture for picture in study_pictures(answer("siting", texts))}
    assert found["regime_places"].title.en.startswith("Most new capacity in 2025: “clustered” Anhui 100%")
    never = texts | {"turns": "driver,a,b,at,low,high,cheaper_below,proof,said\nshare,a,b,,,,dispersed,local,no turn\n"}
    (title,) = (one.title.en for one in study_pictures(answer("siting", never)) if one.name == "break_even")
    assert title == "“dispersed” is the cheaper one all along (among local plans, not proven)"
    assert found["break_even"].figure.views[0].layout["xaxis"]["title"]["text"].en == "freight"
    (in_all,) = drawn("near_optimal", "in_short", number=2).table[["value", "unit"]].head(1).to_dict("records")
    assert in_all == {"value": 2, "unit": "places"}
    # An id of digits is read as a number, and a share as one of its own.
    study = answer("near_optimal", labels={"regions": {"441200": {"name": "Zhaoqing"}}})
    told = small_table(study, pd.DataFrame({"largest": [441200], "largest_share": [0.532], "dearer": [0.00574]}))
    assert [word in told for word in ("Zhaoqing", "53.2%", "0.574%", "441")] == [True, True, True, False]


def test_resilience_ranks_losses_and_prices_insurance():
    picture = drawn("resilience", "damage_ranking")
    short, dearer = traces(picture)
    assert (short["x"], dearer["x"]) == ([80, 0, 0], [20, 30, 5])
    assert [a + b for a, b in zip(short["x"], dearer["x"], strict=True)] == picture.table["damage"].tolist()
    assert "Losing Anhui does most damage: 100 million CNY, 40.0% of demand is short" in picture.title.en
    # The port of a place that is lost as a region too says what it is.
    rows = ANSWERS["resilience"]["losses"] + "4,port,A,1,0,1,0,0,,million CNY\n"
    picture = damage_ranking(answer("resilience", {"losses": rows}))
    called = [name.en for name in picture.figure.views[0].layout["yaxis"]["ticktext"]]
    assert (called[0], called[3]) == ("Anhui · region", "Anhui · port")
    picture = drawn("resilience", "insurance")
    assert traces(picture)[0]["y"] == [20, 30]
    assert "under 5% whatever is lost costs 30.0 million CNY more" in picture.title.en


def test_near_optimal_shows_ranges_by_class_and_plans_by_region():
    picture = drawn("near_optimal", "near_ranges")
    must, may, plan = traces(picture)
    assert (must["base"], must["x"]) == ([4, None], [5, None])
    assert (may["base"], may["x"]) == ([None, 0], [None, 5])
    assert plan["x"] == [6, 2]
    said = "Within 1% of least cost every plan builds in Anhui; 1 of 2 are in all of them, 1 within 3%"
    assert said in picture.title.en
    shares = traces(drawn("near_optimal", "near_plans"))
    assert [sum(column) for column in zip(*(trace["y"] for trace in shares), strict=True)] == [100, 100]
    picture = drawn("near_optimal", "near_ends")
    none, full = traces(picture)
    # The dearest to leave out first; what no plan can leave out has no bar.
    assert (none["x"], full["x"]) == ([None, 0.1], [0.3, 0.02])
    assert "No plan does without Anhui" in picture.title.en


def test_bars_go_from_the_answer_to_what_a_figure_makes_of_it():
    low, high = traces(drawn("threshold", "how_sure"))
    assert low["base"] == high["base"] == [0.6, 0.6]
    assert low["x"] == pytest.approx([-0.3, 0.0])
    # No answer at that end: no bar.
    assert high["x"] == [pytest.approx(0.3), None]


def test_in_short_says_the_answer_and_the_runs():
    table = drawn("threshold", "in_short").table.set_index("figure")["value"]
    assert table.to_dict() == {
        "answer": 0.6, "runs": 4, "finished runs": 3, "time of work": 1.5, "solved cold again": 1,
        "largest difference of a cold run": 2e-10,
    }  # fmt: skip
    assert drawn("threshold", "in_short").title == drawn("threshold", "threshold_curve").title


def test_a_failed_study_says_why_and_an_unfinished_one_what_to_do():
    failed = study_pictures(answer("threshold", {}, status="failed", why="run x: infeasible"))
    assert [picture.name for picture in failed] == ["in_short", "failures"]
    assert failed[0].title.en == "No answer: run x: infeasible"
    (short, _) = study_pictures(answer("threshold", {}, status="unfinished", failures=[], runs={}))
    assert "not finished" in short.title.en


def test_a_table_without_a_picture_is_shown_as_it_stands_and_an_older_study_by_its_ids():
    study = answer("threshold", {"curve": ANSWERS["threshold"]["curve"], "other": "a,b\n1,x\n"}, labels={}, units={})
    found = {picture.name: picture for picture in study_pictures(study)}
    assert found["table_other"].table.to_numpy().tolist() == [[1, "x"]]
    assert "crosses no level" in found["threshold_curve"].title.en
    (kind,) = (
        picture for picture in study_pictures(answer("new kind", {"found": "a\n1\n"})) if picture.name == "table_found"
    )
    assert isinstance(kind.table, pd.DataFrame)

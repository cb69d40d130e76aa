"""How overcapacity arises, worked out by hand."""

import pytest

from tests.studies.asked import ask

SETTINGS = "name: case\nyears: [2025, 2026, 2027, 2028]\nlearning: off\n"
# 10 GWh/yr stand for good and cost 1 a year to run each; what is not delivered costs 1000, so plants are built for it.
ONE = {
    "commodities": "commodity,unit,shortage_price\ncell,GWh,1000\n",
    "lines": "line,stage,life,capex,exit_rate\nline,cell,30,100,0\n",
    "capacity": "line,region,online,capacity\nline,A,2020,10\n",
}
STUDY = (
    "kind: rolling\nlines: {stage: cell}\nlead_time: 2\nnorm: 0.5\n"
    "forecast: {table: demand, where: {commodity: cell}, scale: amount}\nvariants:\n"
)


def utilisation(tables, variant):
    years = tables["years"]
    return years[years["variant"] == variant].set_index("year")["utilisation"].to_dict()


def test_a_forecast_too_high_is_built_and_stands_idle(tmp_path):
    study = STUDY + "  - {name: right, forecast: 1}\n  - {name: high, forecast: 2.5}\n"
    record, tables, _ = ask(tmp_path, study, SETTINGS, **ONE)
    assert utilisation(tables, "foresight") == dict.fromkeys((2025, 2026, 2027, 2028), pytest.approx(1.0))
    assert utilisation(tables, "right") == dict.fromkeys((2025, 2026, 2027, 2028), pytest.approx(1.0))
    # In 2025 the planner expects 25 for 2026 on; 15 can start in 2027. In 2026 nothing more is missing.
    assert utilisation(tables, "high") == {2025: 1.0, 2026: 1.0, 2027: pytest.approx(0.4), 2028: pytest.approx(0.4)}
    (decision,) = tables["decisions"].to_dict("records")
    assert decision == {
        "variant": "high", "line": "line", "region": "A", "year": 2027, "built": pytest.approx(15), "decided": 2025,
    }  # fmt: skip
    costs = tables["costs"].set_index("variant")
    # 15 plants of 100 are paid over 30 years: two payments of 15 * 100 / 30 fall inside the horizon.
    assert costs.loc["high", "difference"] == pytest.approx(2 * 15 * 100 / 30)
    assert record["number"] == pytest.approx(0.4)
    assert tables["years"].set_index(["variant", "year"]).loc[("high", 2027), "under_norm"]


def test_what_comes_within_the_lead_time_cannot_be_met_and_what_nobody_expects_is_not_built(tmp_path):
    # Demand doubles in 2026. Whoever expects it in 2025 can start in 2027; who expects half never sees a reason.
    demand = "commodity,region,year,amount\ncell,A,2025,10\ncell,A,2026,20\n"
    study = STUDY + "  - {name: right, forecast: 1}\n  - {name: low, forecast: 0.5}\n"
    _, tables, _ = ask(tmp_path, study, SETTINGS, **{**ONE, "demand": demand})
    assert tables["decisions"][["variant", "year", "built"]].to_numpy().tolist() == [["right", 2027, pytest.approx(10)]]
    costs = tables["costs"].set_index("variant")["difference"]
    # Against foresight, which starts in 2026: 10 short at 1000 for one year, for three without the plant; a payment of
    # 10 * 100 / 30 less, or three.
    assert costs["right"] == pytest.approx(10 * 1000 - 10 * 100 / 30)
    assert costs["low"] == pytest.approx(3 * (10 * 1000 - 10 * 100 / 30))


# Two regions, 5 GWh/yr in each; 10 are needed in all, 20 from 2027 on; lanes are free.
TWO = {
    **ONE,
    "regions": "region\nA\nB\n",
    "capacity": "line,region,online,capacity\nline,A,2020,5\nline,B,2020,5\n",
    "demand": "commodity,region,year,amount\ncell,A,2026,10\ncell,A,2027,20\n",
    "lanes": "commodity,origin,destination,cost\ncell,B,A,0\n",
}


def test_planners_whose_shares_sum_to_more_than_one_build_too_much(tmp_path):
    study = STUDY + (
        "  - {name: one, forecast: 1}\n  - {name: two, forecast: 1, planners: region, shares: 1.5}\n"
        "  - {name: two high, forecast: 1.2, planners: region, shares: 1.5}\n"
    )
    record, tables, _ = ask(tmp_path, study, SETTINGS, **TWO)
    assert utilisation(tables, "one")[2027] == pytest.approx(1.0)
    # Each planner expects 0.75 * 20 = 15 and has 5: 10 are built twice, 30 stand for 20.
    assert utilisation(tables, "two")[2028] == pytest.approx(20 / 30)
    # With a forecast of 1.2: 0.75 * 24 = 18 each, 36 stand for 20.
    assert utilisation(tables, "two high")[2028] == pytest.approx(20 / 36)
    assert "two high: utilisation falls to 55.6%" in record["headline"]
    # Demand of 20 is seen in 2025 and met in 2027. Two planners build 10 more than the 10 that are needed, at two
    # payments of 100 / 30 each; a forecast of 1.2 makes that 6 more again.
    worth = [("lead time", "one", 0), ("coordination", "two", 2 * 1000 / 30), ("foresight", "two high", 2 * 600 / 30)]
    assert tables["worth"][["what", "variant", "worth"]].to_numpy().tolist() == [
        [what, variant, pytest.approx(x, abs=1e-6)] for what, variant, x in worth
    ]
    assert tables["worth"]["against"].tolist() == ["foresight", "one", "two"]


def test_builds_elsewhere_are_forbidden_to_a_planner_whatever_sites_say(tmp_path):
    sites = "line,region,capex_factor\n*,A,1\n*,B,0.5\nline,B,0.5\n"
    study = STUDY + "  - {name: two, forecast: 1, planners: region, shares: 1}\n"
    _, tables, _ = ask(tmp_path, study, SETTINGS, **TWO, sites=sites)
    # B is cheaper, yet the planner of A builds its half in A.
    assert tables["decisions"].groupby("region")["built"].sum().to_dict() == pytest.approx({"A": 5.0, "B": 5.0})

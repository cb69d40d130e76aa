"""The totals that `check --totals` prints."""

from functools import cache
from pathlib import Path

import pytest
from rich.table import Table

from model.instance.instance import Instance
from model.instance.load import load
from reports.totals import BRIDGE_COLUMNS, CAPACITY_COLUMNS, UNEXPLAINED, bridge, capacity, demand, totals

INSTANCES = Path(__file__).parent.parent.parent / "instances"


@cache
def china() -> Instance:
    return load(INSTANCES / "china").instance


def test_bridge_closes_to_five_per_cent_of_published_output() -> None:
    rows = bridge(china()).set_index("row")
    assert tuple(bridge(china()).columns) == BRIDGE_COLUMNS
    assert rows.loc["published output", "amount"] == pytest.approx(1755.6)
    parts = rows.drop("published output")["amount"]
    assert parts.sum() == pytest.approx(1755.6)
    assert 0 < rows.loc[UNEXPLAINED, "share"] < 0.05


def test_every_row_of_the_bridge_has_source_and_grade() -> None:
    rows = bridge(china()).set_index("row").drop([UNEXPLAINED, "published output"])
    assert len(rows) == 10
    assert rows["source"].str.len().gt(0).all()
    assert rows["confidence"].isin(list("ABCD")).all()


def test_bridge_follows_the_demand_of_the_instance() -> None:
    """With half the storage at home, 91 GWh more is not explained."""
    instance = china()
    frame = instance.tables["demand"].copy()
    frame.loc[frame["commodity"] == "storage_home", "amount"] *= 0.5
    changed = Instance(instance.settings, {**instance.tables, "demand": frame})
    before, after = (bridge(i).set_index("row").loc[UNEXPLAINED, "amount"] for i in (instance, changed))
    assert after - before == pytest.approx(91.0, abs=0.01)


def test_nameplate_by_stage_is_low_central_high() -> None:
    rows = capacity(china())
    assert tuple(rows.columns) == CAPACITY_COLUMNS
    assert (rows["low"] <= rows["central"]).all()
    assert (rows["central"] <= rows["high"]).all()
    cells = rows.set_index("stage").loc["cell"]
    assert cells["unit"] == "GWh"
    assert cells["low"] >= 1755.6 / 0.9
    assert cells["central"] == pytest.approx(2450.0, rel=0.01)


def test_without_a_bridge_demand_by_commodity_is_shown() -> None:
    instance = load(INSTANCES / "tiny").instance
    rows = demand(instance)
    assert rows["amount"].sum() == pytest.approx(instance.tables["demand"]["amount"].sum())
    shown = totals(instance)
    assert all(isinstance(table, Table) for table in shown)
    assert str(shown[0].title).startswith("Demand")

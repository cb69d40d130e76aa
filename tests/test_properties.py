"""What holds for every instance, tried on instances drawn by seed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from model.instance.instance import Instance
from model.instance.load import load
from model.instance.schema import BY_NAME
from model.run import Run, run
from model.solution.columns import TRANSFERS
from model.solver.highs import Options
from tests.independent import least_cost
from tests.known import write
from tests.random_instances import draw

Edit = Callable[[pd.Series], pd.Series]

# What is counted in money, and what in units of a commodity (per unit: the inverse), column by column.
MONEY = {
    "commodities": ("shortage_price", "disposal_price"),
    "lines": ("capex", "fixed_cost", "restart_cost"),
    "processes": ("variable_cost",),
    "lanes": ("cost", "tariff"),
    "freight": ("cost_per_t_km", "handling_per_t"),
    "markets": ("price",),
    "curves": ("unit_cost", "floor"),
    "cost_path": ("unit_cost",),
}
PER_UNIT = {table: columns for table, columns in MONEY.items() if table != "freight"} | {
    "commodities": ("shortage_price", "disposal_price", "tonnes_per_unit")
}
AMOUNTS = {
    "sites": ("max_build", "max_capacity"),
    "capacity": ("capacity",),
    "lanes": ("capacity",),
    "markets": ("limit", "reserve"),
    "demand": ("amount",),
    "history": ("amount",),
    "curves": ("reference",),
    "curve_places": ("initial",),
}
LIMITS = {
    "sites": ("max_build", "max_capacity"),
    "lanes": ("capacity",),
    "markets": ("limit", "reserve"),
    "lines": ("first_year",),
}


def drawn(folder: Path, seed: int) -> Instance:
    instance = draw(seed)
    return load(write(folder, instance.settings, base={}, **instance.tables)).instance


def solved(instance: Instance) -> Run:
    done = run(instance, Options())
    assert done.verdict is not None
    assert done.verdict.passed, done.verdict.lines()
    return done


def least(instance: Instance) -> float:
    return solved(instance).solved.objective


def changed(instance: Instance, edit: Edit, *of: dict[str, tuple[str, ...]]) -> Instance:
    """Return the instance with some columns changed."""
    tables = dict(instance.tables)
    for columns_of in of:
        for name, columns in columns_of.items():
            tables[name] = tables[name].assign(**{column: edit(tables[name][column]) for column in columns})
    return replace(instance, tables=tables)


@pytest.mark.parametrize("seed", range(40))
def test_the_audit_and_an_independent_program_agree(seed, tmp_path):
    instance = drawn(tmp_path, seed)
    found = solved(instance)
    assert found.solved.objective == pytest.approx(least_cost(instance), rel=1e-7)
    assert found.solved.bound == pytest.approx(found.solved.objective, rel=1e-9)
    costs = found.tables["costs"]
    if instance.settings.objective == "social":
        costs = costs[~costs["component"].isin(TRANSFERS)]
    assert costs["discounted"].sum() == pytest.approx(found.solved.objective, rel=1e-9)


@pytest.mark.parametrize("seed", range(200, 206))
def test_more_demand_never_costs_less(seed, tmp_path):
    instance = drawn(tmp_path, seed)
    more = changed(instance, lambda amount: amount * 1.1 + 0.1, {"demand": ("amount",)})
    assert least(more) > least(instance)


@pytest.mark.parametrize("seed", range(220, 223))
def test_a_dropped_limit_never_costs_more(seed, tmp_path):
    instance = drawn(tmp_path, seed)
    cost = least(instance)
    for table, columns in LIMITS.items():
        frame = instance.tables[table].copy()
        # What is sold without limit could be sold without end.
        bought = frame["side"] != "sell" if table == "markets" else pd.Series(True, index=frame.index)
        frame.loc[bought, list(columns)] = float("nan")
        free = replace(instance, tables={**instance.tables, table: frame})
        assert least(free) <= cost * (1 + 1e-9), table


@pytest.mark.parametrize("seed", range(240, 244))
def test_money_in_other_units_scales_the_objective(seed, tmp_path):
    instance = drawn(tmp_path, seed)
    assert least(changed(instance, lambda money: money * 100, MONEY)) == pytest.approx(100 * least(instance), rel=1e-8)


@pytest.mark.parametrize("seed", range(250, 254))
def test_commodities_in_other_units_leave_the_objective(seed, tmp_path):
    instance = drawn(tmp_path, seed)
    scaled = changed(changed(instance, lambda price: price / 10, PER_UNIT), lambda amount: amount * 10, AMOUNTS)
    assert least(scaled) == pytest.approx(least(instance), rel=1e-8)


def test_the_columns_scaled_above_are_all_there_are():
    """A new column of money or of amounts has to be scaled too."""
    left_out = {("sites", "site_cost"), ("sites", "least_size"), ("plant_costs", "cost"), ("plant_costs", "size")}
    for table in BY_NAME.values():
        for column in table.columns:
            if any("money" in unit for unit in column.units) and (table.name, column.name) not in left_out:
                assert column.name in MONEY[table.name]


def test_the_instances_drawn_are_rich(tmp_path):
    """Every kind of decision, row and cost occurs in one of two of them already."""
    decisions, rows, components = set(), set(), set()
    for seed in (21, 39):
        done = run(drawn(tmp_path / str(seed), seed), Options())
        decisions |= {name for name, values in done.solved.values.items() if any(values.values())}
        rows |= set(done.tables["duals"]["row"])
        components |= set(done.tables["costs"]["component"])
    assert decisions == {
        "build", "open_capacity", "restart", "activity", "flow", "trade", "shortage", "disposal",
    }  # fmt: skip
    assert rows == {
        "utilisation_upper", "utilisation_lower", "open_within_standing", "closed_stays_closed", "orderly_exit",
        "largest_capacity", "reserve",
    }  # fmt: skip
    assert components >= {
        "variable_cost", "fixed_cost", "bought", "sold", "freight", "tariff", "shortage", "disposal", "capital",
        "committed_capital", "learned", "subsidy", "restart",
    }  # fmt: skip

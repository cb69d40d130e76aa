"""The program of a network from that of another one, against the one that Pyomo builds."""

from dataclasses import replace

import numpy as np
import pytest

from model.instance.load import load
from model.network.assemble import assemble
from model.refill import Known
from model.run import program_of
from tests.known import write
from tests.random_instances import draw

ARRAYS = ("cost", "row_lower", "row_upper", "lower", "upper")
RATES = {"markets": "price", "lines": "capex", "processes": "variable_cost", "freight": "cost_per_t_km"}


def scaled(instance, factor, **columns):
    """Return an instance with columns of some tables scaled."""
    tables = {name: instance.tables[name].copy() for name in columns}
    for name, column in columns.items():
        tables[name][column] = tables[name][column] * factor
    return replace(instance, tables={**instance.tables, **tables})


def drawn(seed, folder):
    of_seed = draw(seed)
    return load(write(folder, of_seed.settings, **of_seed.tables)).instance


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("moved", [RATES, {"demand": "amount"}, {**RATES, "demand": "amount"}])
def test_a_refilled_program_is_the_one_that_would_be_built(seed, moved, tmp_path):
    instance = drawn(seed, tmp_path)
    network, other = assemble(instance), assemble(scaled(instance, 1.03, **moved))
    refilled, built = Known(network, program_of(network)).refilled(other), program_of(other)
    assert refilled is not None
    assert (refilled.columns, refilled.rows) == (built.columns, built.rows)
    assert (refilled.matrix != built.matrix).nnz == 0
    for name in ARRAYS:
        np.testing.assert_allclose(getattr(refilled, name), getattr(built, name), rtol=1e-12)
    assert refilled.offset == pytest.approx(built.offset, rel=1e-12)


@pytest.mark.parametrize(
    "moved",
    [{"lines": "max_utilisation"}, {"recipes": "amount"}, {"capacity": "capacity"}, {"markets": "limit"},
     {"history": "amount"}, {"lines": "exit_rate"}],
)  # fmt: skip
def test_what_moves_rows_or_coefficients_is_built(moved, tmp_path):
    instance = drawn(3, tmp_path)
    ((table, column),) = moved.items()
    assert instance.tables[table][column].notna().any()
    network = assemble(instance)
    assert Known(network, program_of(network)).refilled(assemble(scaled(instance, 0.9, **moved))) is None


def test_demand_that_comes_or_goes_is_built(tmp_path):
    instance = drawn(0, tmp_path)
    network = assemble(instance)
    gone = assemble(scaled(instance, 0.0, demand="amount"))
    assert Known(network, program_of(network)).refilled(gone) is None


def test_a_program_that_says_something_else_than_its_network_is_not_refilled(tmp_path):
    network = assemble(drawn(0, tmp_path))
    program = program_of(network)
    for wrong in (
        replace(program, cost=program.cost * 1.001),
        replace(program, row_lower=program.row_lower + 1.0, row_upper=program.row_upper + 1.0),
    ):
        assert Known(network, wrong).refilled(network) is None
    assert Known(network, program).refilled(network) is not None

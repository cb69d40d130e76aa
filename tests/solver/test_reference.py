"""Pyomo's own way to HiGHS, which hands over row by row: the same model has the same least cost."""

import pytest
from pyomo.contrib.solver.solvers.highs import Highs

from model.formulation.build import build
from model.instance.load import load
from model.network.assemble import assemble
from model.run import run
from model.solver.highs import Options
from tests.known import ROOT, write
from tests.random_instances import draw


def _by_pyomo(instance):
    found = Highs().solve(build(assemble(instance)), load_solutions=False)
    return found.incumbent_objective


@pytest.mark.parametrize("name", ["tiny", "two-regions", "closed-loop"])
def test_the_teaching_instances(name):
    instance = load(ROOT / "instances" / name).instance
    assert run(instance, Options()).solved.objective == pytest.approx(_by_pyomo(instance), rel=1e-7)


@pytest.mark.parametrize("seed", range(100, 110))
def test_drawn_instances(seed, tmp_path):
    drawn = draw(seed)
    instance = load(write(tmp_path, drawn.settings, base={}, **drawn.tables)).instance
    assert run(instance, Options()).solved.objective == pytest.approx(_by_pyomo(instance), rel=1e-7)

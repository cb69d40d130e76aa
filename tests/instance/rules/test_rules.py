"""The rules as a whole: sound instances pass, and what is called impossible is impossible."""

from collections import Counter
from pathlib import Path

import pytest
from pyomo.common.errors import InfeasibleConstraintException

from model.instance.instance import Instance
from model.instance.load import load
from model.instance.rules import RULES, check_rules
from model.run import make_program
from model.solver.engine import solve
from model.solver.highs import Options
from tests.instance.rules.case import instance_of, problems
from tests.instance.rules.random_case import random_instance

INSTANCES = Path(__file__).parents[3] / "instances"


def test_a_sound_instance_has_no_problems():
    assert problems() == ()


@pytest.mark.parametrize("name", ["tiny", "two-regions", "closed-loop"])
def test_shipped_instances_have_no_problems(name):
    assert check_rules(load(INSTANCES / name).instance) == ()


def test_every_rule_is_asked_and_all_faults_come_at_once():
    assert len(set(RULES)) == len(RULES)
    found = check_rules(
        instance_of(
            lines="line,life,capex,max_utilisation,min_utilisation\nworks,10,100,0.5,0.8\n",
            capacity="line,region,online,offline,capacity\nworks,A,2020,2019,1\n",
            lanes="commodity,origin,destination\ncell,A,A\n",
        )
    )
    assert [(problem.file, problem.line) for problem in found] == [
        ("lines.csv", 2),
        ("capacity.csv", 2),
        ("lanes.csv", 2),
    ]


def test_what_the_rules_refuse_cannot_be_solved():
    # An error about supply says that no plan exists. Random chains: not one that is refused may have a plan.
    verdicts = Counter()
    for seed in range(60):
        instance = random_instance(seed)
        refused = [problem for problem in check_rules(instance) if not problem.warning]
        status = _status(instance)
        assert not refused or status == "infeasible", (seed, status, refused)
        verdicts[bool(refused), status] += 1
    # The draw has both kinds in number, and few without a plan go unnoticed.
    assert verdicts[True, "infeasible"] > 20
    assert verdicts[False, "optimal"] > 10
    assert verdicts[False, "infeasible"] < verdicts[True, "infeasible"] / 4


def _status(instance: Instance) -> str:
    try:
        return solve(make_program(instance), Options("simplex")).status
    except InfeasibleConstraintException:
        return "infeasible"

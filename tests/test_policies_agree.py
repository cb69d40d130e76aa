"""Policies drawn by seed: an independent program agrees, and what holds for every policy holds for these."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from model.instance.policies import QUANTITIES
from model.network.assemble import assemble
from model.network.rates import costs
from model.run import Run, run
from model.solution.columns import BY_NAME
from model.solution.policies import policy_rows
from model.solver.highs import Options
from tests.independent_policies import least_cost_of_ruled_sites, least_cost_ruled
from tests.random_instances import draw
from tests.random_policies import instance_with_policies
from tests.random_sites import draw_sites


def solved(instance) -> Run:
    done = run(instance, Options())
    assert done.verdict is not None
    assert done.verdict.passed, done.verdict.lines()
    return done


@pytest.mark.parametrize("seed", range(20))
def test_the_audit_and_an_independent_program_agree(seed, tmp_path):
    instance = instance_with_policies(tmp_path, draw(seed), seed)
    found = solved(instance)
    assert found.solved.objective == pytest.approx(least_cost_ruled(instance), rel=1e-7)
    assert found.verdict.bound == pytest.approx(found.solved.objective, rel=1e-7)


@pytest.mark.parametrize("seed", [2, 3, 4, 5, 9, 11, 22])
def test_they_agree_on_sites_and_plants_too(seed, tmp_path):
    instance = instance_with_policies(tmp_path, draw_sites(seed), seed)
    assert solved(instance).solved.objective == pytest.approx(least_cost_of_ruled_sites(instance), rel=1e-7)


@pytest.mark.parametrize("seed", range(30, 34))
def test_a_dropped_policy_never_costs_more_and_saves_its_miss_at_most(seed, tmp_path):
    instance = instance_with_policies(tmp_path, draw(seed), seed)
    ruled, net = solved(instance).solved.objective, assemble(instance)
    prices = {
        (g, sense, place, None if net.policies.rows[g, place, t].over_horizon else t): price
        for cost in costs(net)
        if cost.decision == "policy_miss"
        for (g, sense, place, t), price in cost.rate.items()
    }
    for k, policy in enumerate(instance.policies):
        others = replace(instance, policies=(*instance.policies[:k], *instance.policies[k + 1 :]))
        free = solved(others).solved
        assert free.objective <= ruled + 1e-7 * abs(ruled)
        # What the plan without the policy misses it by could be paid for.
        rows = pd.DataFrame(policy_rows(net, costs(net), free), columns=list(BY_NAME["policies"].columns)).astype(
            {"year": object}
        )
        paid = sum(
            max(0.0, -row["slack"]) * prices.get((row["policy"], row["sense"], row["scope"], row["year"]), 0.0)
            for row in rows.where(rows.notna(), None).to_dict("records")
            if row["policy"] == policy.name
        )
        assert ruled <= free.objective + paid + 1e-7 * abs(ruled)


def test_the_policies_drawn_are_rich(tmp_path):
    """Every quantity is counted by a policy that binds, some are missed, and every feature occurs."""
    binding, missed, features = set(), 0, set()
    for seed in (41, 45, 50, 53, 57, 60, 65, 70):
        instance = instance_with_policies(tmp_path / str(seed), draw(seed), seed)
        found = solved(instance).tables["policies"]
        for policy in instance.policies:
            if (found.loc[found["policy"] == policy.name, "dual"].abs() > 1e-9).any():
                sums = (*policy.left, *policy.right)
                binding |= {one.quantity for one in sums}
                features |= {policy.scope.kind, *policy.limits, "horizon" * policy.over_horizon}
                features |= {"across" * any(s.across for s in sums), "lag" * any(s.lag for s in sums)}
                features |= {"impact" * any(s.impact for s in sums)}
        missed += int(np.count_nonzero(found["miss"]))
    assert binding == {quantity.name for quantity in QUANTITIES}
    assert features >= {"nation", "group", "region", "across", "lag", "horizon", "impact", "at_least", "at_most"}
    assert missed > 20

"""Rules across tables: one small function a rule. To add one, write it and name it in RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from model.instance.instance import Instance
from model.instance.problems import Problem
from model.instance.rules import curves, freight, lines, markets, outlets, places, plants, policies, supply, years
from model.instance.rules.facts import Facts

Rule = Callable[[Facts], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    lines.lower_limit_of_use,
    lines.line_without_process,
    lines.process_that_never_runs,
    lines.service_ends_after_it_begins,
    lines.service_within_horizon,
    lines.committed_without_plant_costs,
    places.site_has_largest_capacity,
    places.counted_site_has_largest_capacity,
    places.count_of_all_stands_alone,
    places.subsidy_has_a_limit,
    plants.plant_has_a_size,
    plants.larger_plant_costs_more,
    plants.least_size_fits,
    curves.member_of_the_right_kind,
    curves.curve_has_members,
    curves.members_paid_alike,
    curves.size_learns_slowly,
    curves.floor_below_unit_cost,
    curves.place_of_its_scope,
    curves.group_of_every_region,
    curves.cost_path_given,
    years.year_near_the_horizon,
    years.external_from_the_first_year,
    years.external_before_the_last_period,
    years.history_before_the_first_year,
    freight.freight_class_is_known,
    freight.coordinates_where_lanes_need_them,
    freight.corridors_reach_every_region,
    freight.lane_between_two_regions,
    freight.plausible_rates,
    markets.buying_is_not_below_selling,
    markets.name_of_its_kind,
    policies.policy_names_what_exists,
    policies.policy_counts_across_its_place,
    policies.policy_weighs_by_a_known_impact,
    policies.policy_is_in_force,
    policies.policy_counts_something,
    policies.policy_adds_like_to_like,
    supply.no_source,
    supply.unreached_demand,
    supply.supply_below_demand,
    outlets.by_product_without_outlet,
    outlets.history_without_outlet,
    outlets.must_run_but_cannot,
)


def check_rules(instance: Instance) -> tuple[Problem, ...]:
    """Return every fault and warning of an instance whose rows are sound each by itself (see checks.py)."""
    facts = Facts(instance)
    return tuple(problem for rule in RULES for problem in rule(facts))

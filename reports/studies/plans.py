"""The pivots of the workbook of each kind of study."""

from __future__ import annotations

from collections.abc import Mapping

from reports.pivots import Plan

BRIDGE, SURE = ("a", "b", "difference", "avoidable"), ("answer_low", "answer", "answer_high")
STUDY_PLANS: Mapping[str, tuple[Plan, ...]] = {
    "compare": (
        Plan("Cost bridge", "cost_bridge", ("run", "component"), "difference", "bar", values=BRIDGE),
        Plan("Plants", "plants_changed", ("line", "kind"), "amount", "bar", across="run"),
    ),
    "sweep": (Plan("Runs", "sweep_runs", ("run",), "objective", "bar", values=("objective", "difference")),),
    "threshold": (
        Plan("Curve", "threshold_curve", ("exit_rate", "year"), "value", "line", across="driver"),
        Plan("Range by region", "range_by_region", ("region",), "central", "bar", values=("low", "central", "high")),
        Plan("Stranded capital", "stranded_capital", ("owner",), "unpaid", "stacked", across="stage"),
    ),
    "siting": (
        Plan("Regimes", "regime_costs", ("regime",), "cost", "bar", values=("cost", "difference")),
        Plan("Parts", "regime_parts", ("part",), "difference", "bar", across="regime"),
        Plan("Places", "regime_places", ("measure", "item", "region"), "value", "line"),
        Plan("Break-even", "break_even", ("driver", "regime"), "difference", "line", across="value"),
    ),
    "resilience": (
        Plan("Losses", "damage_ranking", ("kind", "name"), "damage", "bar", values=("shortage_cost", "extra_cost")),
        Plan("Insurance", "insurance", ("keep_under",), "premium", "bar", values=("premium",)),
    ),
    "near_optimal": (
        Plan("Ranges", "near_ranges", ("by", "name", "slack"), "plan", "bar", values=("least", "plan", "most")),
        Plan("Plans", "near_plans", ("region",), "share", "stacked", across="plan"),
    ),
    "rolling": (
        Plan("Utilisation", "rolling_use", ("variant",), "utilisation", "line"),
        Plan("Cost", "rolling_cost", ("variant",), "cost", "bar", values=("cost", "difference")),
        Plan("Decisions", "rolling_decisions", ("variant", "region"), "built", "stacked"),
    ),
}
OF_ALL: tuple[Plan, ...] = (Plan("How sure", "how_sure", ("figure",), "answer", "bar", values=SURE),)


def study_plans(kind: str) -> tuple[Plan, ...]:
    """Return the pivots of a kind of study."""
    return (*STUDY_PLANS.get(kind, ()), *OF_ALL)

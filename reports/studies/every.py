"""The pictures of each kind of study, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reports.picture import Picture
from reports.studies.break_even import break_even
from reports.studies.cost_bridge import cost_bridge
from reports.studies.damage_ranking import damage_ranking
from reports.studies.data_changed import data_changed
from reports.studies.failures import failures
from reports.studies.how_sure import how_sure
from reports.studies.in_short import in_short
from reports.studies.insurance import insurance
from reports.studies.near_ends import near_ends
from reports.studies.near_plans import near_plans
from reports.studies.near_ranges import near_ranges
from reports.studies.order_of_places import order_of_places
from reports.studies.plain_table import plain_table
from reports.studies.plants_changed import plants_changed
from reports.studies.prices_changed import prices_changed
from reports.studies.range_by_region import range_by_region
from reports.studies.rank_by_region import rank_by_region
from reports.studies.regime_costs import regime_costs
from reports.studies.regime_counts import regime_counts
from reports.studies.regime_parts import regime_parts
from reports.studies.regime_places import regime_places
from reports.studies.rolling_cost import rolling_cost
from reports.studies.rolling_decisions import rolling_decisions
from reports.studies.rolling_use import rolling_use
from reports.studies.rolling_worth import rolling_worth
from reports.studies.stranded_capital import stranded_capital
from reports.studies.sweep_runs import sweep_runs
from reports.studies.sweep_use import sweep_use
from reports.studies.threshold_curve import threshold_curve
from reports.studies.use_changed import use_changed
from reports.study_answer import StudyAnswer
from reports.text import same

StudyPicture = Callable[[StudyAnswer], Picture]
OF_KIND: Mapping[str, tuple[StudyPicture, ...]] = {
    "compare": (cost_bridge, plants_changed, prices_changed, use_changed, data_changed),
    "sweep": (sweep_runs, sweep_use),
    "threshold": (threshold_curve, range_by_region, rank_by_region, order_of_places, stranded_capital),
    "rolling": (rolling_use, rolling_worth, rolling_cost, rolling_decisions),
    "siting": (regime_costs, regime_parts, regime_places, break_even, regime_counts),
    "resilience": (damage_ranking, insurance),
    "near_optimal": (near_ends, near_ranges, near_plans),
    "sensitivity": (),
}
"""The picture that answers the question first."""
OF_ALL: tuple[StudyPicture, ...] = (how_sure, failures)


def study_pictures(study: StudyAnswer) -> tuple[Picture, ...]:
    """Return every picture of a study: the answer, what its kind shows, tables without a picture, how sure it is."""
    has_answer = study.record.get("status") == "answered"
    drawn = [picture(study) for picture in (*OF_KIND.get(study.kind, ()), *OF_ALL)] if has_answer else [failures(study)]
    seen = {name for picture in drawn for name in picture.source}
    plain = [plain_table(study, name) for name, table in study.tables.items() if name not in seen and len(table)]
    found = [*drawn, *plain]
    finding = next((picture.title for picture in found if not picture.is_empty), same(""))
    return (in_short(study, finding), *found)

"""The pictures of one region, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Callable

from reports.picture import Picture, nothing
from reports.pictures.capacity import capacity
from reports.pictures.impacts_by_year import impacts_by_year
from reports.pictures.no_plan import no_plan
from reports.pictures.policies import COLUMNS, TOPIC, policies
from reports.pictures.utilisation import utilisation
from reports.region_solution import RegionSolution
from reports.regions.balance_here import balance_here
from reports.regions.cost_here import cost_here
from reports.regions.partners import partners
from reports.regions.rank_of_region import rank_of_region
from reports.regions.region_in_short import region_in_short
from reports.text import Text

NO_POLICY = Text(
    "No policy is about this region or its group alone; those of the nation are on the page of the run.",
    "没有仅针对该地区或其所属组的政策；全国政策见整体页面。",
)


def policies_here(solution: RegionSolution) -> Picture:
    """Return the limits of policies whose scope is this region or its group."""
    found = policies(solution)
    return nothing("policies", TOPIC, NO_POLICY, COLUMNS) if found.is_empty else found


PICTURES: tuple[Callable[[RegionSolution], Picture], ...] = (
    region_in_short,
    partners,
    rank_of_region,
    capacity,
    utilisation,
    balance_here,
    cost_here,
    impacts_by_year,
    policies_here,
)
"""Those of the run that say something of one region are drawn of its rows alone."""


def region_pictures(solution: RegionSolution) -> tuple[Picture, ...]:
    """Return every picture of a region; of a run without a plan, why there is none."""
    if solution.record["objective"] is None:
        return (no_plan(solution),)
    return tuple(picture(solution) for picture in PICTURES)

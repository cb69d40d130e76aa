"""The pictures of a run, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Callable

from reports.picture import Picture
from reports.pictures.audit import audit
from reports.pictures.capacity import capacity
from reports.pictures.cost_map import cost_map
from reports.pictures.cost_per_unit import cost_per_unit
from reports.pictures.headline import headline
from reports.pictures.impacts_by_year import impacts_by_year
from reports.pictures.learning_path import learning_path
from reports.pictures.learning_starts import learning_starts
from reports.pictures.loop import loop
from reports.pictures.map_of_regions import map_of_regions
from reports.pictures.material_flow import material_flow
from reports.pictures.no_plan import no_plan
from reports.pictures.policies import policies
from reports.pictures.rests_on import rests_on
from reports.pictures.utilisation import utilisation
from reports.solution import Solution

PICTURES: tuple[Callable[[Solution], Picture], ...] = (
    headline,
    map_of_regions,
    capacity,
    utilisation,
    material_flow,
    cost_per_unit,
    cost_map,
    learning_path,
    learning_starts,
    policies,
    loop,
    impacts_by_year,
    rests_on,
    audit,
)


def pictures(solution: Solution) -> tuple[Picture, ...]:
    """Return every picture of a run; of one without a plan, why there is none."""
    if solution.record["objective"] is None:
        return (no_plan(solution),)
    return tuple(picture(solution) for picture in PICTURES)

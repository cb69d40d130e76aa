"""Which sites are open, and how many plants they were given."""

from __future__ import annotations

import pandas as pd

from reports.solution import Solution

COLUMNS = ("line", "sites", "where", "plants", "size", "unit")


def sites(solution: Solution) -> pd.DataFrame:
    """Return, by line, the open sites and the plants built up to the last year shown.

    sites: their number, a sum of fractions where sites were relaxed; where: the regions; plants: their number; size:
    their mean capacity, with unit. Blank where a line has no sites, or no plants.
    """
    opened, plants = solution.table("sites"), solution.shown("plants")
    rows = []
    for line in dict.fromkeys([*opened["line"], *plants["line"]]):
        of_line, built = opened[opened["line"] == line], plants[plants["line"] == line]
        number = built["plants"].sum()
        rows.append(
            (
                solution.attribute("lines", str(line), "name"),
                of_line["open"].sum() if len(of_line) else None,
                ", ".join(solution.region(str(region)) for region in of_line["region"]),
                number if number else None,
                built["built"].sum() / number if number else None,
                built["unit"].iloc[0] if number else "",
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))

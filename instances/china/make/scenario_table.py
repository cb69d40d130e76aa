"""The table of scenarios in NOTES.md: python -m instances.china.make.scenario_table [SCENARIO ...]

One scenario after the other on fewer periods, about half a minute each. Each policy of a scenario is told with it: how
often it binds, what is missed.
"""

from __future__ import annotations

import sys

from instances.china.make.ledger import HERE
from instances.china.make.measure import COARSE, Measured, measure
from model.instance.load import list_scenarios

ZERO = 1e-6
HEAD = (
    "| scenario | cost, bn CNY | change | use 2030 | LFP cell 2030 | new cells, GWh | HHI | largest | moved |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
)


def row(name: str, found: Measured, base: Measured) -> str:
    """Return a row: cost, use of standing cell lines, marginal cost of a cell, new capacity and where it stands."""
    region, share = next(iter(found.shares.items()), ("", 0.0))
    change = found.objective / base.objective - 1.0
    cells = (
        name,
        f"{found.objective / 1e3:,.0f}",
        f"{change:+.1%}",
        f"{found.use:.1%}",
        f"{found.price:.0f}",
        f"{sum(found.built.values()):,.0f}",
        f"{found.hhi:.3f}",
        f"{region} {share:.0%}",
        f"{found.moved(base):.0%}",
    )
    return f"| {' | '.join(cells)} |"


def policies(found: Measured) -> list[str]:
    """Return a line for each policy: in how many places and periods it binds, how much is missed, and at what cost."""
    lines = []
    for name, rows in found.policies.groupby("policy", sort=False):
        binds = int(((rows["dual"].abs() > ZERO) | (rows["miss"] > ZERO)).sum())
        missed, paid = rows["miss"].sum(), rows["miss_cost"].sum()
        lines.append(f"    {name}: binds in {binds} of {len(rows)}; missed {missed:,.1f} at {paid:,.0f} million CNY")
    return lines


def main(names: list[str]) -> None:
    """Measure scenarios and print the table row by row."""
    base = measure(HERE.parent, "base")
    print(*HEAD, row("base", base, base), sep="\n", flush=True)
    for name in names or [name for name in list_scenarios(HERE.parent) if name != COARSE]:
        try:
            found = measure(HERE.parent, name)
        except RuntimeError as error:
            print(f"| {error} |", flush=True)
            continue
        print(row(name, found, base), *policies(found), sep="\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

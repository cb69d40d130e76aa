"""What stands in 2025: listed plants, and one unlisted rest for each line and province.

The rest of an owner class is its national nameplate less its listed plants. It is shared among provinces by what had
been announced before 2025 and is not listed as running, by firm counts and by output; the weights are in the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from instances.china.make.book import Book
from instances.china.make.chain import FIRST, OWNERS, cell_line
from instances.china.make.ledger import Figure, fact, provinces, rows, share_of_province, years_of

Standing = dict[tuple[str, str], Figure]
UNLISTED = "unlisted"
SMALL = 0.02
"""Less than 20 MWh or 20 t a year is left out."""


def add_cell_capacity(book: Book) -> Standing:
    """Add the cell plants, and return what each owner has or has announced in each province."""
    listed = _listed(book)
    owned: Standing = dict(listed)
    for owner in OWNERS:
        here = {region: amount for (who, region), amount in listed.items() if who == owner}
        total = fact(f"class_{owner}")
        left = total - sum(amount.value for amount in here.values())
        for region, weight in _weights(owner).items():
            if weight.value * left.value < SMALL:
                continue
            for year, share in _vintages().items():
                add_row(
                    book,
                    cell_line(owner, "new"),
                    region,
                    year,
                    UNLISTED,
                    left * weight * share,
                    _cell_range(),
                    note="class total less listed plants, by plans before 2025, firm counts and output",
                )
            owned[owner, region] = added(owned.get((owner, region)), left * weight)
    _announced(book, owned)
    return owned


def _listed(book: Book) -> Standing:
    """Add plants that are known or believed to run: what stood in 2020 is the old generation, the rest is new.

    A size that is not reported is our reading of the plan (column `believed`, grade D).
    """
    found: Standing = {}
    for row in rows("plants"):
        old = _figure(row, "stood_2020", "D")
        reported = _figure(row, "operating", row["confidence"])
        believed = _figure(row, "believed", "D")
        running = believed if believed and believed.value > (reported.value if reported else 0.0) else reported
        if old is None and running is None:
            continue
        name = f"{row['firm']}, {row['site']}"
        old_size = old.value if old else 0.0
        if old:
            online = int(float(row["online"] or 0)) or int(fact("old_online").value)
            add_row(
                book,
                cell_line(row["owner"], "old"),
                row["region"],
                min(online, 2020),
                name,
                old,
                _cell_range(),
                owner=row["firm"],
                note="capacity of 2020",
            )
        if running and running.value > old_size:
            add_row(
                book,
                cell_line(row["owner"], "new"),
                row["region"],
                _opened(row),
                name,
                running - old_size,
                _cell_range(),
                owner=row["firm"],
                note=f"believed: {row['note_believed']}"
                if running is believed
                else f"operating {row['operating_as_of']}",
            )
        size = running if running and running.value > old_size else old
        if size:
            found[row["owner"], row["region"]] = added(found.get((row["owner"], row["region"])), size)
    return found


def _figure(row: Mapping[str, str], column: str, grade: str) -> Figure | None:
    return Figure(float(row[column]), {f"plants {row['id']}": grade}) if row[column] else None


def _runs(row: Mapping[str, str]) -> float:
    return max(float(row["operating"] or 0), float(row["believed"] or 0))


def _opened(row: Mapping[str, str]) -> int:
    """Return the year new capacity opened: as listed, else when it was reported to run."""
    reported = "".join(letter for letter in row["operating_as_of"] if letter.isdigit())[:4]
    year = int(float(row["online"])) if row["online"] else int(reported or 2023)
    return min(max(year, 2021), FIRST)


def _vintages() -> dict[int, Figure]:
    return dict(years_of("vintage"))


def _weights(owner: str) -> dict[str, Figure]:
    """Return the share of each province in the unlisted rest of an owner class; firm counts only for many owners."""
    plans: dict[str, float] = defaultdict(float)
    sites: dict[str, float] = defaultdict(float)
    many = owner in ("next8", "rest")
    for row in rows("plants"):
        if row["owner"] != owner:
            continue
        sites[row["region"]] += 1.0
        if not row["online"] or float(row["online"]) < FIRST:
            # Many owners: where plans are not listed as running. One owner: where it runs and plans.
            planned = max(float(row["planned"] or 0), _runs(row))
            plans[row["region"]] += planned - (_runs(row) if many else 0.0)
    by_plan, by_firm, by_output = fact("weight_plans"), fact("weight_firms"), fact("weight_gdp")
    weights = {}
    for region in provinces():
        spread = share_of_province(region, "firms") if many else sites[region] / sum(sites.values())
        weight = by_plan * (plans[region] / sum(plans.values())) + by_firm * spread
        if many:
            weight = weight + by_output * share_of_province(region, "gdp")
        weights[region] = weight if many else weight / (by_plan + by_firm).value
    return weights


def _announced(book: Book, owned: Standing) -> None:
    """Add what the plans of an owner in a province still promise beyond what stands there."""
    plans: Standing = {}
    for row in rows("plants"):
        size = max(float(row["planned"] or 0), _runs(row), float(row["stood_2020"] or 0))
        if size:
            key = (row["owner"], row["region"])
            plans[key] = added(plans.get(key), Figure(size, {f"plants {row['id']}": row["confidence"]}))
    for (owner, region), plan in plans.items():
        left = plan.value - owned.get((owner, region), Figure(0.0)).value
        if left >= SMALL:
            add_row(
                book,
                cell_line(owner, "new"),
                region,
                int(fact("plans_online").value),
                "provincial plans",
                Figure(left, plan.facts),
                _cell_range(),
                status="announced",
                note="announced plants beyond what stands; counts only where plans are built",
            )


def _cell_range() -> tuple[Figure, Figure]:
    central = fact("nameplate_central")
    return fact("nameplate_low") / central, fact("nameplate_high") / central


def add_row(
    book: Book,
    line: str,
    region: str,
    online: int,
    plant: str,
    capacity: Figure,
    between: tuple[Figure, Figure],
    *,
    status: str = "operating",
    owner: str = "",
    note: str = "",
) -> None:
    """Add a row of capacity with its low and high end, which are `between` times it."""
    low, high = between
    book.capacity.add(
        line=line,
        region=region,
        online=online,
        status=status,
        plant=plant,
        capacity=capacity,
        owner=owner,
        note_low=(capacity * low).value,
        note_high=(capacity * high).value,
        note=note,
    )


def added(before: Figure | None, more: Figure) -> Figure:
    """Return the sum of a number that may not be there yet and another."""
    return more if before is None else before + more

"""The figures a reader takes away: cost, what is delivered, capacity, utilisation, what is short, what comes back."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports.chain import delivered, main_stage, unit_of_amount
from reports.how_full import how_full
from reports.picture import Picture
from reports.solution import Solution
from reports.text import Text, in_unit
from reports.words import number, price_unit

COLUMNS = ("figure", "item", "value", "unit", "year")
TOPIC = Text("In short", "要点")
Row = tuple[str, str, float, str, int]


def headline(solution: Solution) -> Picture:
    """Return the headline figures, first and last year where a figure is yearly; year 0: of the whole horizon."""
    record = solution.record
    rows = [("least cost", "", record["objective"], record["money"], 0), *_delivered(solution), *_capacity(solution)]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return Picture(
        "headline",
        TOPIC,
        _finding(solution),
        _note(solution),
        ("costs", "payments", "balances", "capacity", "utilisation"),
        table,
    )


def _note(solution: Solution) -> Text:
    record, last = solution.record, _last_year(solution)
    base, rate = record["base_year"], f"{record['discount_rate']:.1%}"
    return Text(
        f"Costs are real money of {base}; least cost ({record['objective_kind']}) is discounted to it at {rate} and "
        f"counts what falls due up to {last}.",
        f"成本为{base}年不变价；最低成本按{rate}折现到该年，只计{last}年前到期部分。",
    )


def _last_year(solution: Solution) -> int:
    start, length = list(solution.record["periods"].items())[-1]
    return int(start) + int(length) - 1


def _ends(solution: Solution) -> list[int]:
    return list(dict.fromkeys((solution.years[0], solution.years[-1])))


def _delivered(solution: Solution) -> Iterator[Row]:
    sold, balances = delivered(solution), solution.shown("balances")
    if sold.empty:
        return
    unit = str(sold["unit"].iloc[0])
    amounts, paid = sold.groupby("year")["delivered"].sum(), solution.shown("payments").groupby("year")["amount"].sum()
    short, wanted = balances.groupby("year")["shortage"].sum(), balances.groupby("year")["demand"].sum()
    for year in _ends(solution):
        yield "delivered", "", float(amounts.get(year, 0.0)), unit, year
        if year in paid and amounts.get(year, 0.0) > 0:
            money = f"{solution.record['money']}/{unit_of_amount(unit)}"
            yield "paid per delivered unit", "", float(paid[year] / amounts[year]), price_unit(money), year
        if wanted.get(year, 0.0) > 0:
            yield "demand that is not met", "", float(short[year] / wanted[year]), "share", year


def _capacity(solution: Solution) -> Iterator[Row]:
    stage = main_stage(solution)
    full = how_full(solution)
    full = full[full["stage"] == stage]
    for year in _ends(solution):
        rows = full[full["year"] == year]
        if len(rows):
            yield "standing capacity", stage, float(rows["standing"].sum()), str(rows["unit"].iloc[0]), year
            if rows["standing"].sum() > 0:
                yield (
                    "use of standing capacity",
                    stage,
                    float(rows["used"].sum() / rows["standing"].sum()),
                    "share",
                    year,
                )


def _finding(solution: Solution) -> Text:
    record = solution.record
    cost, money = number(record["objective"]), in_unit(record["money"])
    return Text(
        f"The least-cost plan costs {cost} {money.en} over {record['base_year']} to {_last_year(solution)}",
        f"最低成本方案在{record['base_year']}至{_last_year(solution)}年间的成本为{cost}{money.zh}",
    )

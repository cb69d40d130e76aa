"""What a delivered unit costs by year, split by component, and by stage and what is bought."""

from __future__ import annotations

import pandas as pd

from reports.chain import delivered, unit_of_amount
from reports.frames import summed
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import bars, largest, line, over_years, stack
from reports.solution import Solution
from reports.text import Text, capital, in_unit, say
from reports.words import number, price_unit

COLUMNS = ("component", "part", "year", "amount", "delivered", "per_unit", "unit")
TOPIC = Text("Cost of what is delivered", "交付成本")
NAMES = (Text("by component", "按成本构成"), Text("by stage and input", "按环节和投入"))


def cost_per_unit(solution: Solution) -> Picture:
    """Return what falls due per year over what is delivered in it; part: the stage, or the commodity that is bought."""
    sold = delivered(solution)
    amounts = sold.groupby("year")["delivered"].sum()
    amounts = amounts[amounts > 0]
    paid = solution.shown("payments")
    paid = paid[paid["year"].isin(amounts.index)]
    if paid.empty:
        why = Text(
            "Nothing is delivered or nothing is paid, so there is no cost of a unit.",
            "没有交付或没有支付，因此没有单位成本。",
        )
        return nothing("cost_per_unit", TOPIC, why, COLUMNS)
    unit = f"{solution.record['money']}/{unit_of_amount(str(sold['unit'].iloc[0]))}"
    parts = [_part(solution, str(c), str(i)) for c, i in zip(paid["component"], paid["item"], strict=True)]
    table = paid.assign(part=parts, unit=unit)
    table = summed(table, ["component", "part", "year", "unit"], "amount")
    table["delivered"] = table["year"].map(amounts)
    table["per_unit"] = table["amount"] / table["delivered"]
    names = {str(part): _name(solution, str(part)) for part in dict.fromkeys(table["part"])}
    years = [year for year in solution.years if year in amounts.index]
    views = [_view(table, by, years, names, unit) for by in ("component", "part")]
    return Picture(
        "cost_per_unit",
        TOPIC,
        _finding(table, years, unit),
        Text(
            "What is paid in the years of the period over what is delivered in them, real money. Capital counts as the "
            "annuities that fall due; plants of the base year are paid for and cost no capital.",
            "该时期内的支付除以交付量，不变价。资本按到期年金计；基年已有工厂视为已付清，不计资本。",
        ),
        ("payments", "balances"),
        table[list(COLUMNS)],
        Figure(views, {}, (Choice(Text("Split", "划分"), NAMES),)),
    )


def _part(solution: Solution, component: str, item: str) -> str:
    """Return `stage:` or `commodity:` and what a cost is for; `component:` where it is for neither."""
    if component in ("bought", "sold"):
        commodity = solution.label("markets", item).get("commodity")
        return f"commodity:{commodity}" if commodity else f"component:{component}"
    if item in solution.record["labels"]["lines"]:
        return f"stage:{solution.attribute('lines', item, 'stage')}"
    if item in solution.record["labels"]["processes"]:
        label = solution.label("processes", item)
        if label.get("stage") or not label.get("line"):
            return f"stage:{label.get('stage', item)}"
        return f"stage:{solution.attribute('lines', str(label['line']), 'stage')}"
    return f"component:{component}"


def _name(solution: Solution, part: str) -> Text:
    kind, name = part.split(":", 1)
    if kind == "commodity":
        return Text("bought: ", "采购：") + solution.title("commodities", name)
    return capital(say(name))


def _view(table: pd.DataFrame, by: str, years: list[int], names: dict[str, Text], unit: str) -> View:
    said = names if by == "part" else {str(name): capital(say(str(name))) for name in table["component"]}
    series = stack(largest(table, by, "per_unit"), by, "per_unit", years, said)
    total = table.groupby("year")["per_unit"].sum()
    traces = [*bars(series, years), line(Text("total", "合计"), years, [float(total[year]) for year in years])]
    return View(traces, over_years(in_unit(price_unit(unit))))


def _finding(table: pd.DataFrame, years: list[int], unit: str) -> Text:
    total = table.groupby("year")["per_unit"].sum()
    first, last = years[0], years[-1]
    shown = in_unit(price_unit(unit))
    costs = [number(float(total[year])) for year in (first, last)]
    shares = table[table["year"] == last].groupby("component")["per_unit"].sum() / total[last]
    main = str(shares.idxmax())
    most = Text(f"; {shares.max():.0%} of it is {say(main).en}", f"，其中{say(main).zh}占{shares.max():.0%}")
    if first == last:
        return (
            Text(
                f"A delivered unit costs {costs[0]} {shown.en} in {first}",
                f"{first}年交付单位成本为{costs[0]} {shown.zh}",
            )
            + most
        )
    return (
        Text(
            f"A delivered unit costs {costs[0]} {shown.en} in {first} and {costs[1]} in {last}",
            f"交付单位成本{first}年为{costs[0]} {shown.zh}，{last}年为{costs[1]}",
        )
        + most
    )

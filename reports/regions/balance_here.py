"""What a region makes, uses, buys, gets and ships of each commodity, by year."""

from __future__ import annotations

import pandas as pd

from reports.chain import delivered
from reports.colours import CATEGORIES, OTHER
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import Series, bars, over_years
from reports.region_solution import RegionSolution
from reports.text import Text, in_unit
from reports.words import number

COLUMNS = ("commodity", "part", "year", "amount", "unit")
TOPIC = Text("What it makes and ships", "生产与外运")
PARTS = {
    "made": (1.0, Text("made", "生产"), CATEGORIES[0]),
    "bought": (1.0, Text("bought", "采购"), CATEGORIES[4]),
    "returned": (1.0, Text("comes back", "退役返回"), CATEGORIES[2]),
    "shipped_in": (1.0, Text("shipped in", "运入"), CATEGORIES[6]),
    "shortage": (1.0, Text("short", "短缺"), "#222222"),
    "used": (-1.0, Text("used", "使用"), CATEGORIES[1]),
    "demand": (-1.0, Text("demand", "需求"), CATEGORIES[3]),
    "shipped_out": (-1.0, Text("shipped out", "运出"), CATEGORIES[5]),
    "sold": (-1.0, Text("sold", "出售"), OTHER),
    "disposal": (-1.0, Text("dumped", "处置"), "#777777"),
}
"""Columns of the balance: where it comes from is drawn above zero, where it goes below."""
DUST = 1e-6
MOST = 24


def balance_here(solution: RegionSolution) -> Picture:
    """Return every part of the balance of each commodity here: above zero what comes, below what goes."""
    balances = solution.shown("balances")
    table = balances.melt(
        id_vars=["commodity", "year", "unit"], value_vars=list(PARTS), var_name="part", value_name="amount"
    )
    table = table[table["amount"].abs() > DUST].assign(
        amount=lambda rows: rows["amount"] * rows["part"].map({part: sign for part, (sign, *_) in PARTS.items()})
    )[list(COLUMNS)]
    if table.empty:
        why = Text("Nothing is made, used or shipped here.", "当地没有生产、使用或运输。")
        return nothing("balance_here", TOPIC, why, COLUMNS)
    commodities = _order(solution, table)
    table["order"] = table["commodity"].map({name: k for k, name in enumerate(commodities)})
    table = table.dropna(subset=["order"]).sort_values(["order", "year"], kind="stable")[list(COLUMNS)]
    views = [_view(solution, table[table["commodity"] == commodity]) for commodity in commodities]
    options = tuple(solution.title("commodities", commodity).short(40) for commodity in commodities)
    return Picture(
        "balance_here",
        TOPIC,
        _finding(solution, table),
        Text(
            "Per year. Above zero: where it comes from; below: where it goes; the two sums are equal.",
            "每年。零线以上为来源，以下为去向，二者相等。",
        ),
        ("balances",),
        table.reset_index(drop=True),
        Figure(views, {}, (Choice(Text("Of", "对象"), options),), height=440),
    )


def _order(solution: RegionSolution, table: pd.DataFrame) -> list[str]:
    """Return what is made or delivered here first, then the rest, each by what it is worth."""
    prices = solution.shown("prices").groupby("commodity")["marginal_cost"].mean().abs()
    amounts = table["amount"].abs().groupby(table["commodity"]).sum()
    worth = amounts * prices.reindex(amounts.index).fillna(0.0)
    first = set(delivered(solution)["commodity"]) | set(table.loc[table["part"] == "made", "commodity"])
    order = sorted(worth.index, key=lambda name: (name not in first, -float(worth[name])))
    return [str(name) for name in order[:MOST]]


def _view(solution: RegionSolution, rows: pd.DataFrame) -> View:
    series = []
    for part, (_, name, colour) in PARTS.items():
        by_year = rows[rows["part"] == part].groupby("year")["amount"].sum().reindex(solution.years)
        if by_year.notna().any():
            series.append(Series(name, [None if pd.isna(x) else float(x) for x in by_year], colour))
    return View(bars(series, solution.years), over_years(in_unit(str(rows["unit"].iloc[0]))))


def _finding(solution: RegionSolution, table: pd.DataFrame) -> Text:
    year, name = solution.years[-1], solution.name
    commodity = str(table["commodity"].iloc[0])
    rows = table[(table["commodity"] == commodity) & (table["year"] == year)].groupby("part")["amount"].sum().abs()
    what, unit = solution.title("commodities", commodity).short(40), in_unit(str(table["unit"].iloc[0]))
    made, out, came = (number(float(rows.get(part, 0.0))) for part in ("made", "shipped_out", "shipped_in"))
    return Text(
        f"In {year} {name.en} makes {made} {unit.en} of {what.en}, ships {out} out and {came} in",
        f"{year}年{name.zh}生产{what.zh}{made} {unit.zh}，运出{out}，运入{came}",
    )

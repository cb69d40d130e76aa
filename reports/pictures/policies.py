"""Policies: what each asks, what the plan does, and what obeying or missing it costs."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES, INK, OTHER
from reports.picture import Choice, Figure, Picture, View, nothing
from reports.plots import line, over_years
from reports.solution import Solution
from reports.text import Text, in_unit, named, same, say
from reports.words import number

COLUMNS = (
    "policy", "scope", "year", "sense", "left", "right", "limit", "slack", "miss", "miss_cost", "tighter", "unit",
)  # fmt: skip
TOPIC = Text("Policies and what they cost", "政策及其成本")
NONE = Text("This instance has no policies.", "本实例没有政策。")
NOTE = Text(
    "First: rise of the least cost if the policy were one point tighter (0.01; one unit where it limits an amount), "
    "added over scopes and years, and what is paid for missing it. Then each policy: what the plan does and the limit "
    "(dotted).",
    "首图：政策收紧一个百分点（限制数量时为一个单位）时最低成本的增加（各范围与年份合计），以及未达标的支付。"
    "其后为各项政策：方案的结果与限值（点线）。",
)
SHOWN = 6


def policies(solution: Solution) -> Picture:
    """Return every limit of every policy in force; `tighter` and `miss_cost` are discounted."""
    rows = solution.table("policies")
    rows = rows[rows["year"].isna() | rows["year"].isin(solution.years)]
    if rows.empty:
        return nothing("policies", TOPIC, NONE, COLUMNS)
    table = rows[list(COLUMNS)].reset_index(drop=True)
    names = [str(name) for name in dict.fromkeys(table["policy"])]
    views = [_all(table, names, solution), *(_one(solution, table[table["policy"] == name]) for name in names)]
    options = (Text("all policies", "全部政策"), *(named(name).short(48) for name in names))
    choice = Choice(Text("Policy", "政策"), options)
    return Picture(
        "policies", TOPIC, _finding(solution, table), NOTE, ("policies",), table, Figure(views, {}, (choice,))
    )


def _all(table: pd.DataFrame, names: list[str], solution: Solution) -> View:
    sums = table.groupby("policy", sort=False)[["tighter", "miss_cost"]].sum()
    rows = list(range(len(names)))
    parts = (
        ("tighter", Text("one point tighter", "收紧一个百分点"), CATEGORIES[0]),
        ("miss_cost", Text("paid for missing it", "未达标支付"), CATEGORIES[5]),
    )
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "x": [float(x) for x in sums[column].reindex(names)],
            "y": rows,
            "marker": {"color": colour},
            "hovertemplate": "%{x:,.4~g}<extra>%{fullData.name}</extra>",
        }
        for column, name, colour in parts
    ]
    axis = {
        "tickvals": rows,
        "ticktext": [named(name).short(34) for name in names],
        "autorange": "reversed",
        "zeroline": False,
    }
    money = in_unit(str(solution.record["money"]))
    return View(
        traces,
        {
            "barmode": "group",
            "legend": {"entrywidth": 0, "entrywidthmode": "pixels"},
            "yaxis": axis,
            "xaxis": {"title": {"text": money}},
        },
    )


def _one(solution: Solution, rows: pd.DataFrame) -> View:
    """Return what the plan does and the limits over the years, for the scopes nearest to their limit."""
    is_share = bool((rows["right"] != 1).any())
    scopes = rows.groupby("scope", sort=False)["slack"].min().sort_values(kind="stable").index[:SHOWN]
    traces = []
    for k, scope in enumerate(scopes):
        of_scope = rows[rows["scope"] == scope].drop_duplicates("year").set_index("year")
        done = (of_scope["left"] / of_scope["right"]).where(of_scope["right"] != 0) if is_share else of_scope["left"]
        name = say(str(scope)) if scope == "nation" else solution.title("regions", str(scope))
        traces.append(line(name, *_over(solution, done), color=CATEGORIES[k % len(CATEGORIES)]))
    for sense in dict.fromkeys(rows["sense"]):
        limits = rows[rows["sense"] == sense].drop_duplicates("year").set_index("year")["limit"]
        colour = INK if sense == "at_least" else OTHER
        traces.append(line(say(str(sense)), *_over(solution, limits), color=colour, dash="dot"))
    unit = same(str(rows["unit"].iloc[0]))
    return View(traces, over_years(Text("share", "占比") if is_share else in_unit(unit.en)))


def _over(solution: Solution, values: pd.Series[float]) -> tuple[list[int], list[float | None]]:
    """Return years and values; what holds over the horizon stands in every year."""
    if values.index.isna().all():
        return solution.years, [float(values.iloc[0])] * len(solution.years)
    found = [values.get(year) for year in solution.years]
    return solution.years, [None if value is None or pd.isna(value) else float(value) for value in found]


def _finding(solution: Solution, table: pd.DataFrame) -> Text:
    sums = table.groupby("policy")[["tighter", "miss_cost"]].sum()
    binding = sums[sums["tighter"] > 0]["tighter"].sort_values(ascending=False)
    money, count = in_unit(str(solution.record["money"])), len(sums)
    missed = float(sums["miss_cost"].sum())
    paid = Text("", "")
    if missed > 0:
        paid = Text(f"; missing some costs {number(missed)} {money.en}", f"；未达标支付{number(missed)}{money.zh}")
    if binding.empty:
        return (
            Text(f"None of {count} policies changes the plan at the margin", f"{count}项政策在边际上均不改变方案")
            + paid
        )
    name, cost = named(str(binding.index[0])).short(60), number(float(binding.iloc[0]))
    return (
        Text(
            f"{len(binding)} of {count} policies bind; one point more of “{name.en}” costs {cost} {money.en}",
            f"{count}项政策中有{len(binding)}项起作用；“{name.zh}”收紧一个百分点的成本为{cost}{money.zh}",
        )
        + paid
    )

"""What the plan rests on: its cost by the grade of the data behind it, and the estimates that matter most."""

from __future__ import annotations

import pandas as pd

from reports.colours import OTHER
from reports.picture import Figure, Picture, View, nothing
from reports.solution import Solution
from reports.text import Text, capital, same, say
from reports.words import share

COLUMNS = ("component", "item", "grade", "amount", "share", "unit")
TOPIC = Text("What the plan rests on", "数据依据")
GRADES = {"A": "#0072B2", "B": "#56B4E9", "C": "#E69F00", "D": "#D55E00"}
WEAK = ("C", "D")
NO_GRADE = "~"
"""Where a missing grade is sorted: last."""
ALL = Text("All cost", "全部成本")
MOST = 10
BY_COMMODITY = ("freight", "tariff", "shortage", "disposal")
NOTE = Text(
    "Share of all discounted cost, income counted as its size. Grades: A official or measured, B reviewed, C one "
    "secondary source, D estimate; of several rows the worst. First all cost by grade, then the ten largest items of "
    "grade C or D: those to better first.",
    "占全部折现成本的比例，收入按绝对值计。等级：A 官方或实测，B 经审核，C 单一二手来源，D 估计；多行取最差。"
    "首行为全部成本，其后为C、D级中最大的十项，应首先改进。",
)
TRADED = ("bought", "sold")


def rests_on(solution: Solution) -> Picture:
    """Return discounted cost, without its sign, by component, item and the worst grade of the rows about the item.

    Item: line, process or commodity; what is bought or sold stands under its commodity.
    """
    costs = solution.table("costs")
    found = [_item(solution, str(c), str(i)) for c, i in zip(costs["component"], costs["item"], strict=True)]
    rows = costs.assign(item=[item for item, _ in found], grade=[grade for _, grade in found])
    rows = rows[rows["discounted"] != 0]
    if rows.empty or not rows["grade"].ne("").any():
        why = Text(
            "The instance has no `confidence` columns in lines, processes, markets or commodities.",
            "实例的产线、工序、市场或物料表中没有 confidence 列。",
        )
        return nothing("rests_on", TOPIC, why, COLUMNS)
    groups = rows.assign(amount=rows["discounted"].abs()).groupby(["component", "item"], sort=False)
    table = groups[["amount"]].sum().join(groups[["grade"]].max()).reset_index()
    table = table.sort_values("amount", ascending=False, kind="stable")
    table["share"] = table["amount"] / table["amount"].sum()
    table = table.assign(unit=solution.record["money"])[list(COLUMNS)].reset_index(drop=True)
    weakest = table[table["grade"].isin(WEAK)].head(MOST)
    return Picture(
        "rests_on",
        TOPIC,
        _finding(table),
        NOTE,
        ("costs",),
        table,
        _figure(solution, table, weakest),
    )


def _item(solution: Solution, component: str, item: str) -> tuple[str, str]:
    """Return what a cost is about and the grade of its data."""
    if component in TRADED:
        market = solution.label("markets", item)
        return str(market.get("commodity", item)), str(market.get("confidence", ""))
    tables = ("commodities",) if component in BY_COMMODITY else ("lines", "processes")
    return item, max(str(solution.label(table, item).get("confidence", "")) for table in tables)


def _figure(solution: Solution, table: pd.DataFrame, weakest: pd.DataFrame) -> Figure:
    pairs = zip(weakest["component"], weakest["item"], strict=True)
    names = [ALL, *(_said(solution, str(component), str(item)) for component, item in pairs)]
    rows = list(range(len(names)))
    traces = []
    by_grade = table.groupby("grade")["share"].sum()
    for grade in sorted(by_grade.index, key=lambda grade: str(grade) or NO_GRADE):
        of_items = weakest["share"].where(weakest["grade"] == grade)
        shares = [float(by_grade[grade]), *(float(x) for x in of_items)]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": Text(f"grade {grade}", f"{grade}级") if grade else Text("no grade", "无等级"),
                "y": rows,
                "x": [100.0 * x for x in shares],
                "marker": {"color": GRADES.get(str(grade), OTHER)},
                "hovertemplate": "%{x:.1f} %<extra>%{fullData.name}</extra>",
            }
        )
    layout = {
        "barmode": "stack",
        "legend": {"entrywidth": 0, "entrywidthmode": "pixels"},
        "xaxis": {"title": {"text": Text("% of cost", "占成本%")}},
        "yaxis": {
            "tickvals": rows,
            "ticktext": [name.short(34) for name in names],
            "autorange": "reversed",
            "zeroline": False,
        },
    }
    return Figure([View(traces, layout)], height=120 + 30 * len(rows))


def _said(solution: Solution, component: str, item: str) -> Text:
    found = next((t for t in ("lines", "processes", "commodities") if solution.label(t, item)), "commodities")
    return capital(say(component)) + same(": ") + solution.title(found, item)


def _finding(table: pd.DataFrame) -> Text:
    weak = share(float(table.loc[table["grade"].isin(WEAK), "share"].sum()))
    ten = share(float(table[table["grade"].isin(WEAK)].head(MOST)["share"].sum()))
    return Text(
        f"{weak} of cost rests on data of grade C or D; ten items carry {ten}",
        f"{weak}的成本依据C或D级数据；其中十项占{ten}",
    )

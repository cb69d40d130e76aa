"""How overcapacity arises: utilisation by year under each way to decide, against the norm."""

from __future__ import annotations

import pandas as pd

from reports.colours import CATEGORIES, INK, OTHER
from reports.picture import Figure, Picture, View, nothing
from reports.plots import line, over_years
from reports.study_answer import StudyAnswer
from reports.text import Text, say

COLUMNS = ("variant", "year", "used", "standing", "nameplate", "utilisation", "under_norm", "unit")
TOPIC = Text("Utilisation by way to decide", "各决策方式的产能利用率")
FORESIGHT = "foresight"
WIDE = 7
DASHES = ("solid", "dash", "dot", "dashdot")


def rolling_use(study: StudyAnswer) -> Picture:
    """Return use and standing capacity of the lines decided ahead, by variant and year."""
    table = study.table("years", COLUMNS[:-1])
    if table.empty:
        return nothing("rolling_use", TOPIC, Text("Nothing of these lines stands.", "相关产线均无产能。"), COLUMNS)
    decided = {study.unit_of(str(line)) for line in study.table("decisions", ("line",))["line"]}
    table = table.assign(unit=next(iter(decided)) if len(decided) == 1 else "")[list(COLUMNS)]
    years = sorted({int(t) for t in table["year"]})
    traces = []
    for k, variant in enumerate(dict.fromkeys(table["variant"])):
        mine = table[table["variant"] == variant].set_index("year")["utilisation"].reindex(years)
        values = [None if pd.isna(x) else 100.0 * float(x) for x in mine]
        colour = INK if variant == FORESIGHT else CATEGORIES[(k - 1) % len(CATEGORIES)]
        dash = DASHES[(k // len(CATEGORIES)) % len(DASHES)]
        # Foresight is drawn wide, so that a way to decide that does as well is seen on top of it.
        width = WIDE if variant == FORESIGHT else 2
        trace = line(say(str(variant)), years, values, color=colour, dash=dash, width=width)
        traces.append({**trace, "name": say(str(variant)).short(60)})
    norm = float(study.record.get("norm", 0.5))
    limit: list[float | None] = [100.0 * norm] * len(years)
    traces.append({**line(Text("norm", "规范值"), years, limit, color=OTHER, dash="dot"), "mode": "lines"})
    layout = over_years(Text("% of standing capacity", "占在役产能%"), height=480)
    layout["legend"] = {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"}
    return Picture(
        "rolling_use",
        TOPIC,
        _finding(table, norm),
        Text(
            "What was committed ahead meets true demand. Foresight knows all from the first year on.",
            "提前承诺的产能面对真实需求。完全预见指从首年起知晓一切。",
        ),
        ("years",),
        table,
        Figure([View(traces, layout)], height=480),
    )


def _finding(table: pd.DataFrame, norm: float) -> Text:
    known = table.dropna(subset=["utilisation"])
    if known.empty:
        return TOPIC
    worst = known.iloc[int(known["utilisation"].argmin())]
    name, year, low = say(str(worst["variant"])), int(worst["year"]), f"{float(worst['utilisation']):.0%}"
    under = known.loc[known["under_norm"].astype(bool), "variant"].nunique()
    count = known["variant"].nunique()
    return Text(
        f"“{name.en}” falls to {low} in {year}; {under} of {count} ways to decide fall below the norm of {norm:.0%}",
        f"“{name.zh}”在{year}年降至{low}；{count}种决策方式中有{under}种低于{norm:.0%}的规范值",
    )
